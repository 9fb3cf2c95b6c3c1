// One web chat: what has been said, what still waits to be sent, and in which language the page itself speaks.
// A message gets its id here and keeps it until the server has it, so sending twice is harmless. Nothing is kept on the device longer than this tab,
// except the moment of leaving: what was said before that is not shown here again.
import { computed, signal } from '@preact/signals'
import { ask, serverNow, type Lang, type Message, type Refusal } from '../api.ts'
import { listen } from '../live.ts'
import { languages, likeliest, words } from './words.ts'

export type Content = { text: string } | { optionId: string; label: string } | { start: string; lang: Lang }
export interface Waiting {
  clientId: string
  content: Content
  state: 'waiting' | 'unsent'
}

const address = new URLSearchParams(location.search)
const demo = address.get('demo')
const query = demo === null ? '' : `demo=${encodeURIComponent(demo)}`
const leftKey = 'page.since'
const waitingKey = 'page.queue'
const inviteKey = 'page.code'

export const messages = signal<readonly Message[]>([])
export const waiting = signal<readonly Waiting[]>(restored())
export const loaded = signal(false)
export const reach = signal<'live' | 'offline' | 'away'>('live')
/** True once the server has anything of this person, shown or not. */
export const known = signal(false)
export const picked = signal<Lang | undefined>(langIn(address.get('lang')))
export const lang = computed<Lang>(
  () => messages.value.findLast((one) => one.from === 'bot' && one.lang)?.lang ?? picked.value ?? likeliest(navigator.languages),
)
export const said = computed(() => words[lang.value])
/** Who holds the conversation, read from the last message that a human or Brug wrote. */
export const human = computed(() => {
  const last = messages.value.findLast((one) => one.from !== 'participant')
  return last?.from === 'staff' ? last.firstName : undefined
})
export const expecting = signal(false)

let stopListening: (() => void) | undefined
let pumping = false
let expectTimer: number | undefined

export async function open(): Promise<void> {
  const invite = address.get('start')
  if (invite !== null) keep(sessionStorage, inviteKey, invite)
  // The address must not give an invite away to whoever looks at the screen or at the history.
  if (invite !== null) history.replaceState(null, '', `${location.pathname}${query && `?${query}`}`)
  await catchUp()
  stopListening = listen({
    path: () => withQuery('/chat/events', newestAt() > 0 ? `after=${newestAt()}` : ''),
    names: ['status', 'gone'],
    heard,
    opened: (again) => {
      reach.value = 'live'
      if (again) void catchUp()
      void pump()
    },
    lost: () => void (reach.value = navigator.onLine ? 'away' : 'offline'),
  })
  window.addEventListener('online', () => void pump())
  document.addEventListener('visibilitychange', () => !document.hidden && void catchUp())
}

export function say(content: Content): void {
  waiting.value = [...waiting.value, { clientId: crypto.randomUUID(), content, state: 'waiting' }]
  if ('start' in content) picked.value = content.lang
  void pump()
}

export function begin(chosen: Lang): void {
  say({ start: sessionStorage.getItem(inviteKey) ?? '', lang: chosen })
}

export function choose(message: Message, optionId: string, label: string): void {
  messages.value = messages.value.map((one) => (one.id === message.id ? { ...one, chosen: optionId } : one))
  say({ optionId, label })
}

export function again(clientId: string): void {
  waiting.value = waiting.value.map((one) => (one.clientId === clientId ? { ...one, state: 'waiting' } : one))
  void pump()
}

/** Off this screen at once: nothing of the talk stays visible, and Back does not lead here. */
export function leave(): void {
  document.documentElement.hidden = true
  stopListening?.()
  keep(localStorage, leftKey, String(Math.max(newestAt(), serverNow())))
  sessionStorage.clear()
  location.replace('/weg')
}

async function catchUp(): Promise<void> {
  const after = newestAt()
  const answer = await ask<Message[] | { messages: Message[] }>('GET', withQuery('/chat/messages', after > 0 ? `after=${after - 1}` : ''))
  if ('ok' in answer) {
    merge(Array.isArray(answer.ok) ? answer.ok : answer.ok.messages)
    if (reach.value !== 'live') reach.value = 'live'
  } else if (answer.no.refused !== 'signed_out' && answer.no.refused !== 'missing') {
    reach.value = answer.no.refused === 'offline' ? 'offline' : 'away'
  }
  loaded.value = true
}

function heard(name: string, text: string): void {
  const one: Partial<Message> | undefined = json(text)
  if (name === 'gone' && one?.id !== undefined) messages.value = messages.value.filter((message) => message.id !== one.id)
  else if (one?.id !== undefined && one.text !== undefined && one.from !== undefined && one.at !== undefined)
    merge([{ ...one, id: one.id, text: one.text, from: one.from, at: one.at }])
  else if (one?.id !== undefined) messages.value = messages.value.map((message) => (message.id === one.id ? { ...message, ...one } : message))
  else void catchUp()
}

function merge(fresh: readonly Message[]): void {
  if (fresh.length === 0) return
  known.value = true
  const since = Number(localStorage.getItem(leftKey) ?? 0)
  const byId = new Map(messages.value.map((one) => [one.id, one]))
  for (const one of fresh) {
    if (one.at <= since) continue
    // Our own words were on screen before the server named them: the named one takes their place.
    const own =
      one.from === 'participant'
        ? [...byId.values()].find((shown) => isLocal(shown) && (shown.clientId === one.clientId || shown.text === one.text))
        : undefined
    if (own && !byId.has(one.id)) byId.delete(own.id)
    byId.set(one.id, { ...byId.get(one.id), ...one })
    if (one.from !== 'participant') stopExpecting()
  }
  messages.value = [...byId.values()].sort((a, b) => a.at - b.at)
}

/** Sends what waits, oldest first, one at a time; stops at the first that can not go now. */
async function pump(): Promise<void> {
  if (pumping) return
  pumping = true
  for (let next = firstWaiting(); next; next = firstWaiting()) {
    const { clientId, content } = next
    const answer = await ask<unknown>('POST', withQuery('/chat/messages'), { ...content, clientId })
    if ('no' in answer && isPassing(answer.no)) {
      reach.value = answer.no.refused === 'offline' ? 'offline' : 'away'
      window.setTimeout(() => void pump(), 4_000)
      break
    }
    if ('no' in answer) waiting.value = waiting.value.map((one) => (one.clientId === clientId ? { ...one, state: 'unsent' } : one))
    else sent(clientId, content)
  }
  keep(sessionStorage, waitingKey, JSON.stringify(waiting.value))
  pumping = false
}

function sent(clientId: string, content: Content): void {
  waiting.value = waiting.value.filter((one) => one.clientId !== clientId)
  reach.value = 'live'
  if ('start' in content) {
    sessionStorage.removeItem(inviteKey)
  } else {
    const text = 'text' in content ? content.text : content.label
    const there = messages.value.some((one) => one.clientId === clientId || (one.from === 'participant' && one.text === text && serverNow() - one.at < 5_000))
    if (!there)
      messages.value = [...messages.value, { id: `local_${clientId}`, clientId, from: 'participant', at: Math.max(newestAt() + 1, serverNow()), text }]
  }
  expecting.value = human.value === undefined
  clearTimeout(expectTimer)
  expectTimer = window.setTimeout(stopExpecting, 8_000)
}

function stopExpecting(): void {
  expecting.value = false
}

function firstWaiting(): Waiting | undefined {
  return waiting.value.find((one) => one.state === 'waiting')
}

function isPassing({ refused, status }: Refusal): boolean {
  return refused === 'offline' || refused === 'away' || refused === 'broken' || status === 429
}

function isLocal(message: Message): boolean {
  return message.id.startsWith('local_')
}

function newestAt(): number {
  return messages.value.findLast((one) => !isLocal(one))?.at ?? 0
}

function withQuery(path: string, more = ''): string {
  const all = [query, more].filter(Boolean).join('&')
  return all ? `${path}?${all}` : path
}

function langIn(tag: string | null): Lang | undefined {
  return languages.find((one) => one === tag)
}

function restored(): Waiting[] {
  const kept: Waiting[] | undefined = json(sessionStorage.getItem(waitingKey) ?? '')
  return Array.isArray(kept) ? kept : []
}

function keep(storage: Storage, key: string, text: string): void {
  try {
    storage.setItem(key, text)
  } catch {
    // A full or closed storage only means that this tab forgets when it is closed.
  }
}

function json(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
