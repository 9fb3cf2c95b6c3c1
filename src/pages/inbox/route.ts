// Where in the inbox someone is, kept in the address after the #: #/now/p_…, #/people, #/agenda. A case id leads to its person.
import { computed, signal } from '@preact/signals'

export const views = ['now', 'people', 'agenda', 'team', 'overview', 'answers', 'preview', 'keeping', 'questions', 'more'] as const
export type View = (typeof views)[number]
export interface Place {
  view: View
  person?: string
  topic?: string
  about?: boolean
  caseId?: string
}

const address = signal(location.hash)
window.addEventListener('hashchange', () => void (address.value = location.hash))

export const place = computed<Place>(() => read(address.value))

export function go(to: Place): void {
  location.hash = hashOf(to).slice(1)
}

export function hashOf({ view, person, topic, about, caseId }: Place): string {
  if (caseId !== undefined) return `#/case/${encodeURIComponent(caseId)}`
  const one = person ?? topic
  return `#/${view}${one === undefined ? '' : `/${encodeURIComponent(one)}`}${about ? '/about' : ''}`
}

export function replacePlace(to: Place): void {
  history.replaceState(null, '', hashOf(to))
  address.value = location.hash
}

function read(hash: string): Place {
  const [first, second, third] = hash.replace(/^#\/?/, '').split('/').map(decoded)
  if (first === 'case' && second) return { view: 'now', caseId: second }
  const view = views.find((one) => one === first) ?? 'now'
  if ((view === 'now' || view === 'people') && second) return { view, person: second, about: third === 'about' }
  if (view === 'answers' && second) return { view, topic: second }
  return { view }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
