// Claiming an owner whose event may be handled, and committing what the turn made of it: everything at once, or nothing.
// It knows no rules of conversation. Whatever a turn asked for is written here in one script, fenced by lease and by event.
import { z } from 'zod'
import type { Conversation } from '../core/conversation.ts'
import type { StaffLine } from '../core/care/line.ts'
import { isCarried, type Effect, type EffectOf } from '../core/effect.ts'
import { ChannelName, type Event } from '../core/event.ts'
import { eventElement, openDocument, openEvent, outboxElement, sealDocument, splitMailbox, type Document, type OutboxEntry } from './elements.ts'
import { difference, isConversation, type IndexChange } from './indexes.ts'
import { logChanges, type LogEntry } from './log.ts'
import { channelOf, laneOf, readDue, type Due } from './outbox.ts'
import { currentOwner, keyOf, kindOf, learnKey } from './owners.ts'
import { runScript, send, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'
import { newFence, seal, type OwnerKey } from './sealing.ts'
import { staffAddresses } from './staff.ts'

/** An owner held for a while, with the event at the head of its mailbox. `document`: undefined on the owner's first turn; treat it as read-only, the commit compares with it. */
export type Claim = Held & ({ kind: 'participant'; document?: Conversation } | { kind: 'staff'; document?: StaffLine })

interface Held {
  owner: string
  /** Fence: a commit or release with an old token changes nothing. */
  token: string
  event: Event
  /** The events right behind the head, in order, as far as they came along. */
  behind: Event[]
  /** Events behind the head, whether or not they came along. */
  waiting: number
  /** How often this event was claimed, this time included: a crash leaves its trace here. */
  attempts: number
  leaseMs: number
  /** Most events that come along, the head included. */
  eventsMax: number
}

export interface Turn {
  /** How many events it handled: the head and so many less one of those behind it. */
  handled?: number
  document: Document
  effects: Effect[]
  log: LogEntry[]
}

export type Committed = { type: 'committed'; next?: Claim; due?: Due; skipped: string[] } | { type: 'fenced' }

/** Leases up to `max` owners with waiting events, each with up to `eventsMax` of them. Who can not be read is set aside and reported; their events are kept. */
export async function claim(store: Store, o: { max: number; leaseMs: number; only?: string; eventsMax?: number }): Promise<Claim[]> {
  const eventsMax = o.eventsMax ?? 1
  const words = [String(store.clock()), String(o.max), String(o.leaseMs), newFence(), o.only ?? '', String(eventsMax)]
  const answer = asList(await runScript(store, 'claim', words))
  const claims = await Promise.all(answer.map(async (one) => readClaim(store, asList(one), { leaseMs: o.leaseMs, eventsMax })))
  return claims.filter((one) => one !== undefined)
}

/**
 * Makes a turn true. `fenced`: somebody else holds the owner now, or the event was handled; nothing changed.
 * With `next` the owner stays held for the event behind it (`o.leaseMs: 0` gives it back); with `o.sendLeaseMs` the first entry of the outbox comes
 * along as `due`, leased for sending, so that a lone message needs no further look. `skipped`: mailboxes an event could not be posted to.
 */
export async function commit(store: Store, held: Claim, turn: Turn, o: { leaseMs?: number; sendLeaseMs?: number } = {}): Promise<Committed> {
  const { owner, token, event } = held
  const key = await keyOf(store, owner)
  if (!key) return { type: 'fenced' }
  const handled = [event, ...held.behind.slice(0, (turn.handled ?? 1) - 1)].map(({ id }) => id).join('\n')
  const leaseMs = o.leaseMs ?? held.leaseMs
  const entries = await outboxEntries(store, turn)
  const { changes, what } = difference(store.keys, held.document, turn.document, (one) => seal(key, 'case', one))
  const written = [...changes, ...logChanges(store.keys, key, turn.log, 'turn' in turn.document ? turn.document.turn : 0)]
  const start = [owner, token, handled, String(store.clock()), String(leaseMs), sealDocument(key, turn.document), String(o.sendLeaseMs ?? 0), newFence()]
  const words = [
    ...start,
    [...what, ...(turn.log.length > 0 ? ['message'] : [])].join(','),
    String(held.eventsMax),
    String(entries.length),
    ...entries.flatMap((entry) => [laneOf(entry.effect), outboxElement(key, entry)]),
  ]
  const posts = turn.effects.filter((effect) => effect.type === 'post')
  return write(store, held, { key, words, posts, written, leaseMs, entries, turn, sendLeaseMs: o.sendLeaseMs ?? 0 })
}

/** Gives an owner back unhandled, at once or from `againAt` (epoch ms) on. `untried`: nothing was attempted, so this try does not count. */
export async function release(store: Store, held: Claim, o: { againAt?: number; untried?: boolean } = {}): Promise<void> {
  await runScript(store, 'release', [held.owner, held.token, String(o.againAt ?? store.clock()), o.untried ? '1' : '0'])
}

/** Takes an event that can not be handled out of the way: sealed among the dead letters, with an `event_failed` event in its place. */
export async function bury(store: Store, held: Claim, reason: string): Promise<void> {
  const key = await keyOf(store, held.owner)
  if (!key) return
  await buryElement(store, key, { token: held.token, id: held.event.id, type: held.event.type, content: held.event, reason })
}

/** The document of a participant, checked; undefined when there is none (any more). */
export async function readConversation(store: Store, owner: string): Promise<Conversation | undefined> {
  const document = await readDocumentOf(store, owner)
  return document && isConversation(document) ? document : undefined
}

/** Owners set aside because their record could not be read, for whoever repairs it. */
export async function listSetAside(store: Store): Promise<string[]> {
  return asList(await send(store, ['SMEMBERS', store.keys.aside])).map(asText)
}

/** Lets a set-aside owner be claimed again. */
export async function takeBackIn(store: Store, owner: string): Promise<void> {
  await runScript(store, 'set-aside', [owner, '', String(store.clock())])
}

interface Write {
  key: OwnerKey
  words: (string | Buffer)[]
  posts: EffectOf<'post'>[]
  written: IndexChange[]
  leaseMs: number
  sendLeaseMs: number
  entries: OutboxEntry[]
  turn: Turn
}

async function write(store: Store, held: Claim, o: Write): Promise<Committed> {
  // A mailbox may move into another between looking up its key and writing: then the script says so, and everything is sealed for the other.
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const skipped: string[] = []
    const sealed: (string | Buffer)[] = []
    for (const { to, event } of o.posts) {
      const target = (await keyOf(store, to)) ?? (await keyOf(store, await currentOwner(store, to)))
      if (target) sealed.push(target.owner, eventElement(target, event))
      else skipped.push(to)
    }
    const words = [...o.words, String(sealed.length / 2), ...sealed, String(o.written.length), ...o.written.flatMap((one) => [String(one.length), ...one])]
    const answer = asList(await runScript(store, 'commit', words))
    const outcome = asText(answer[0])
    if (outcome === 'fenced') return { type: 'fenced' }
    if (outcome === 'moved') {
      for (const owner of answer.slice(1)) store.ownerKeys.delete(asText(owner))
      continue
    }
    for (const gone of asList(answer[1]).map(asText)) {
      // Forgotten since this process learned its key.
      store.ownerKeys.delete(gone)
      skipped.push(gone)
    }
    const due = maybe(answer[2], asList)
    const next = maybe(answer[3], asList)
    return {
      type: 'committed',
      skipped,
      ...(due ? { due: await readDue(store, due, o.sendLeaseMs, o.entries) } : {}),
      ...(next ? { next: await following(store, held, o, { elements: next.map(asBytes), length: asNumber(answer[4]) }) } : {}),
    }
  }
  throw new Error('a mailbox to post into kept moving')
}

async function following(store: Store, held: Claim, o: Write, mailbox: { elements: Buffer[]; length: number }): Promise<Claim | undefined> {
  const { owner, token, eventsMax } = held
  const events = await openEvents(store, o.key, token, mailbox.elements)
  return events && withDocument({ owner, token, ...events, waiting: mailbox.length - 1, attempts: 1, leaseMs: o.leaseMs, eventsMax }, o.turn.document)
}

/** A head that can not be opened is buried; one further behind will be when its turn comes. */
async function openEvents(store: Store, key: OwnerKey, token: string, elements: Buffer[]): Promise<{ event: Event; behind: Event[] } | undefined> {
  const [head = Buffer.alloc(0), ...others] = elements
  const split = splitMailbox(head)
  const event = openEvent(key, split)
  if (!event) {
    await buryElement(store, key, { token, id: split.id, type: 'unreadable', content: { element: head.toString('base64') }, reason: 'it can not be opened' })
    return undefined
  }
  const behind: Event[] = []
  for (const element of others) {
    const next = openEvent(key, splitMailbox(element))
    if (!next) break
    behind.push(next)
  }
  return { event, behind }
}

async function readClaim(store: Store, answer: unknown[], o: { leaseMs: number; eventsMax: number }): Promise<Claim | undefined> {
  const owner = asText(answer[0])
  if (answer.length === 1) {
    store.report({ what: 'set_aside', owner, because: 'a key has the wrong type' })
    return undefined
  }
  const token = asText(answer[1])
  const key = learnKey(store, owner, asBytes(answer[5]))
  const stored = maybe(answer[6], asBytes)
  const read = key && stored ? openDocument(key, stored, { check: false }) : undefined
  if (!key) return setAside(store, owner, token, 'its key can not be unwrapped')
  if (read?.type === 'unreadable') return setAside(store, owner, token, read.because)
  const events = await openEvents(store, key, token, asList(answer[4]).map(asBytes))
  return events && withDocument({ owner, token, ...events, waiting: asNumber(answer[3]) - 1, attempts: asNumber(answer[2]), ...o }, read?.document)
}

function withDocument(held: Held, document: Document | undefined): Claim {
  if (!document) return { ...held, kind: kindOf(held.owner) }
  return isConversation(document) ? { ...held, kind: 'participant', document } : { ...held, kind: 'staff', document }
}

async function setAside(store: Store, owner: string, token: string, because: string): Promise<undefined> {
  await runScript(store, 'set-aside', [owner, token, String(store.clock())])
  store.report({ what: 'set_aside', owner, because })
}

const Sender = z.object({ channel: ChannelName, addressId: z.string() })

async function buryElement(store: Store, key: OwnerKey, o: { token: string; id: string; type: string; content: unknown; reason: string }): Promise<void> {
  const at = store.clock()
  const letter = seal(key, 'dead', { at, eventId: o.id, eventType: o.type, reason: o.reason, content: o.content })
  // Whoever writes for the first time is known by this message only: the answer needs its address.
  const { data: from } = Sender.safeParse(o.content)
  const failed: Event = { id: `failed_${o.id}`, at, type: 'event_failed', eventId: o.id, eventType: o.type, from }
  // The failure of a failure is only kept: in its place would come another one without end.
  const instead = o.type === 'event_failed' ? '' : eventElement(key, failed)
  await runScript(store, 'bury', [String(at), key.owner, o.token, o.id, letter, instead])
  store.report({ what: 'dead_letter', owner: key.owner, because: o.type })
}

async function outboxEntries(store: Store, { document, effects }: Turn): Promise<OutboxEntry[]> {
  const kept = effects.filter(isCarried)
  const own = isConversation(document) || kept.length === 0 ? [] : await staffAddresses(store, document.id)
  return kept.map((effect) => {
    if (effect.type !== 'say') return { effect }
    const address = isConversation(document) ? channelOf(effect, document) : channelOf(effect, { addresses: own.length > 0 ? own : document.addresses })
    return address ? { effect, address } : { effect }
  })
}

async function readDocumentOf(store: Store, owner: string): Promise<Document | undefined> {
  // All at once: a list of a thousand people then costs one round trip, not three thousand. A remembered key is safe here: a forgotten document is gone.
  const [into, found, key] = await Promise.all([currentOwner(store, owner), send(store, ['GET', store.keys.document + owner]), keyOf(store, owner)])
  if (into !== owner) return readDocumentOf(store, into)
  const stored = maybe(found, asBytes)
  if (!key || !stored) return undefined
  const read = openDocument(key, stored, { check: true })
  if (read.type === 'read') return read.document
  store.report({ what: 'set_aside', owner, because: read.because })
  return undefined
}
