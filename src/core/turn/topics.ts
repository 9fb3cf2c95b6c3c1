// Answers a practical question from its topic: what it is and what to do, the local part, the official page and how old the fact is.
// It never states a fact past its date as certain (promise 9), and says so when the evidence is thin.
import type { Fact, Topic } from '../flow/topic.ts'
import { change, monthOf, municipalityOf, namedPerson, note, offer, say, sayText, textOf, type Choice, type Draft } from './draft.ts'

export function answerTopic(draft: Draft, id: string, part: 'answer' | 'more', how: { buttons: boolean }): boolean {
  const topic = draft.content.topics.get(id)
  if (!topic) return false
  if (topic.danger_first && part === 'answer')
    sayText(draft, textOf(draft, topic.danger_first, { number: draft.content.helplines.get('112')?.number ?? '112' }))
  say(draft, `topics:${id}.${part}`)
  if (part === 'answer') {
    local(draft, topic)
    sayText(draft, certainty(draft, topic))
  }
  if (how.buttons) offer(draft, buttonsAfter(draft, topic, part))
  change(draft, { misses: { count: 0, at: draft.now, texts: [] } })
  note(draft, 'topic_answered', { topic: id })
  return true
}

/** The choice that asks a human, by name where there is one. */
export function personChoice(draft: Draft): Choice {
  const name = namedPerson(draft)?.firstName
  const label = name ? textOf(draft, 'topics:ask_person', { name }) : textOf(draft, 'topics:ask_person_unnamed')
  return { label, action: { do: 'command', command: 'human' } }
}

export function menuChoice(draft: Draft): Choice {
  return { label: textOf(draft, 'topics:to_menu'), action: { do: 'flow', flow: 'menu' } }
}

export function topicChoice(draft: Draft, topic: string): Choice {
  return { label: textOf(draft, `topics:${topic}.label`), full: textOf(draft, `topics:${topic}.title`), action: { do: 'topic', topic } }
}

/** At most three, the last a way to a human or out: more fit no channel as buttons. The menu can always be typed. */
function buttonsAfter(draft: Draft, topic: Topic, part: 'answer' | 'more'): Choice[] {
  const related = topic.related.find((id) => draft.content.topics.has(id))
  const steps: Choice[] = topic.journey ? [{ label: textOf(draft, 'topics:steps'), action: { do: 'flow', flow: topic.journey } }] : []
  const more: Choice[] =
    part === 'answer' && draft.content.phrasebook.has(draft.lang, `topics:${topic.id}.more`)
      ? [{ label: textOf(draft, 'topics:more'), action: { do: 'topic', topic: topic.id, part: 'more' } }]
      : []
  const next: Choice[] = part === 'more' && related ? [topicChoice(draft, related)] : []
  return [...steps, ...more, ...next, personChoice(draft), menuChoice(draft)].slice(0, 3)
}

function local(draft: Draft, topic: Topic): void {
  if (!topic.municipal) return
  const known = municipalityOf(draft).local
  const lines = topic.local.flatMap((field) => {
    const value = known[field]
    const key = `topics:${topic.id}.local.${field}`
    return value !== undefined && draft.content.phrasebook.has(draft.lang, key) ? [textOf(draft, key, { value })] : []
  })
  if (lines.length > 0) sayText(draft, lines.join('\n'))
  else say(draft, 'topics:local_missing')
}

/** Source and date, and how sure: past its date, thin evidence, or plain. */
function certainty(draft: Draft, topic: Topic): string {
  const site = new URL(topic.source).hostname.replace(/^www\./, '')
  const lines: string[] = []
  const facts = factsBehind(draft, topic)
  if (isPast(topic.valid_until, draft.now) || facts.some((fact) => isStale(fact, topic, draft.now))) {
    lines.push(textOf(draft, 'topics:outdated', { site }))
    note(draft, 'fact_outdated', { topic: topic.id })
  } else if (facts.some((fact) => fact.kind === 'gap' || fact.confidence === 'low')) lines.push(textOf(draft, 'topics:unsure', { site }))
  else if (facts.some((fact) => fact.confidence === 'medium')) lines.push(textOf(draft, 'topics:check_page', { site }))
  lines.push(textOf(draft, 'topics:source_line', { site, date: monthOf(draft, topic.as_of) }))
  return lines.join('\n')
}

/** The facts the first message states; where nothing says which, all of the topic. */
function factsBehind(draft: Draft, { rests_on: { what, steps, deadline }, facts }: Topic): Fact[] {
  const ids = [...what, ...steps.flat(), ...deadline]
  return ids.length === 0 ? facts : ids.flatMap((id) => draft.content.facts.get(id) ?? [])
}

/** An amount of another year counts as out of date whatever its date says. */
function isStale({ valid_until, amount_year }: Fact, topic: Topic, now: number): boolean {
  return isPast(valid_until ?? topic.valid_until, now) || (amount_year !== undefined && amount_year !== new Date(now).getUTCFullYear())
}

export function isPast(day: string, now: number): boolean {
  return Date.parse(`${day}T23:59:59Z`) < now
}
