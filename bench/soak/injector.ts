// The platform's side: people write at a steady rate, and their webhooks come twice, late, in batches and again until they are answered with 200.
// It remembers what was acknowledged and when; it judges nothing.
import { setTimeout as pause } from 'node:timers/promises'
import { postJson } from '../../test/platforms/stage.ts'
import { bodyOf, signatureOf } from '../webhooks.ts'
import type { Chance } from './chance.ts'
import type { Contact } from './people.ts'
import { cry } from './thin-content.ts'

export interface Told {
  /** The platform's id of the message. */
  id: string
  contact: Contact
  text: string
  isCry: boolean
  firstSentAt: number
  ackedAt: number | undefined
}

export interface Mix {
  twice: number
  late: number
  batch: number
}

export interface Injector {
  told: Told[]
  /** Deliveries answered with 200, the repeated ones with them, counted by message. */
  taken: number
  /** Answers other than 200 to what should have been taken, by status; 0: no answer. */
  refused: Map<number, number>
  /** The longest it took until a refusal was said, in ms. */
  slowestRefusalMs: number
  /** One message now, whose 200 is waited for. */
  tell(contact: Contact, text: string): Promise<Told>
  /** Delivers something that was delivered before once more. */
  again(one: Told): Promise<void>
  start(): void
  /** No new messages; resolves when everything begun was answered with 200. */
  stop(): Promise<void>
}

const tickMs = 20
const catchUpMs = 1000
const retryMinMs = 100
const retryMaxMs = 600
const batchSize = 10
const texts: ((mark: string) => string)[] = [
  (mark) => `hoe vind ik een huisarts? ${mark}`,
  (mark) => `hoe vraag ik zorgtoeslag aan ${mark}`,
  (mark) => mark,
  () => 'menu',
]

export interface InjectorParts {
  contacts: readonly Contact[]
  ports: readonly number[]
  perSecond: number
  mix: Mix
  chance: Chance
  /** Within this many seconds everybody who cries has cried. */
  seconds: number
}

export function newInjector(parts: InjectorParts): Injector {
  const { contacts, chance, mix } = parts
  const under = new Set<Promise<void>>()
  const author = newAuthor(parts)
  let timer: NodeJS.Timeout | undefined
  let owed = 0
  let tickedAt = 0

  const deliver = async (messages: readonly Told[]): Promise<void> => {
    if (chance.is(mix.late)) await pause(chance.between(500, 3000))
    const isTwice = chance.is(mix.twice)
    // The second one may overtake the first, or come seconds after its answer.
    const second = isTwice ? pause(chance.is(0.5) ? 0 : chance.between(200, 3000)).then(() => post(parts, injector, messages)) : undefined
    await Promise.all([post(parts, injector, messages), second])
  }
  const tick = (): void => {
    const now = performance.now()
    // A machine that let nobody run for a while is not made up for without end.
    for (owed += (parts.perSecond * Math.min(now - tickedAt, catchUpMs)) / 1000; owed >= 1; owed -= 1) {
      const isBatch = chance.is(mix.batch / batchSize)
      const messages = Array.from({ length: isBatch ? batchSize : 1 }, () => author.writes(chance.pick(contacts)))
      injector.told.push(...messages)
      owed -= messages.length - 1
      const delivery: Promise<void> = deliver(messages).finally(() => under.delete(delivery))
      under.add(delivery)
    }
    tickedAt = now
  }
  const injector: Injector = {
    told: [],
    taken: 0,
    refused: new Map(),
    slowestRefusalMs: 0,
    async tell(contact, text) {
      const one = author.writes(contact, text)
      injector.told.push(one)
      await post(parts, injector, [one])
      return one
    },
    again: async (one) => post(parts, injector, [one]),
    start() {
      author.start()
      tickedAt = performance.now()
      timer = setInterval(tick, tickMs)
    },
    async stop() {
      clearInterval(timer)
      while (under.size > 0) await Promise.all(under)
    },
  }
  return injector
}

/** What people write: numbered, each thing once, and a cry from those who cry when its time has come. */
function newAuthor({ contacts, chance, seconds }: InjectorParts) {
  const written = new Map<number, number>()
  const criesAt = new Map(contacts.filter(({ cries }) => cries).map(({ n }) => [n, chance.between(0.1, 0.8) * seconds * 1000]))
  let startedAt = Infinity
  return {
    start: () => void (startedAt = performance.now()),
    writes(contact: Contact, given?: string): Told {
      const seq = (written.get(contact.n) ?? 0) + 1
      written.set(contact.n, seq)
      const isCry = performance.now() - startedAt >= (criesAt.get(contact.n) ?? Infinity)
      if (isCry) criesAt.delete(contact.n)
      const text = given ?? (isCry ? cry : chance.pick(texts)(`${contact.nonce}-${seq}`))
      return { id: `wamid.${contact.nonce}.${seq}`, contact, text, isCry, firstSentAt: 0, ackedAt: undefined }
    },
  }
}

/** Again and again, to any of the web processes, until it is answered with 200. */
async function post({ ports, chance }: InjectorParts, injector: Injector, messages: readonly Told[]): Promise<void> {
  const body = bodyOf(messages.map(messageOf))
  const headers = { 'x-hub-signature-256': signatureOf(body) }
  for (;;) {
    const sentAt = performance.now()
    for (const one of messages) one.firstSentAt ||= Date.now()
    const status = await postJson(`http://127.0.0.1:${chance.pick(ports)}/webhooks/whatsapp`, body, headers)
    if (status === 200) break
    injector.refused.set(status, (injector.refused.get(status) ?? 0) + 1)
    if (status !== 0) injector.slowestRefusalMs = Math.max(injector.slowestRefusalMs, performance.now() - sentAt)
    await pause(chance.between(retryMinMs, retryMaxMs))
  }
  injector.taken += messages.length
  for (const one of messages) one.ackedAt ??= Date.now()
}

export function messageOf({ id, contact, text }: Pick<Told, 'id' | 'contact' | 'text'>): unknown {
  return { from: contact.number, id, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: text } }
}
