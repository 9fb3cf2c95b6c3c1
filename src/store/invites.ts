// Invites: a code that makes the address it is sent from belong to a record that staff made.
// A guest becomes that person as a whole: addresses, waiting events, messages, unsent words, cases, appointments, consents. Two records that staff made are never made one.
import { createHash, randomInt } from 'node:crypto'
import type { Brought } from '../core/brought.ts'
import type { Case } from '../core/care/case.ts'
import type { Conversation } from '../core/conversation.ts'
import type { ChannelName, Event, EventOf } from '../core/event.ts'
import type { Lang } from '../core/phrasebook.ts'
import { openCase } from './cases.ts'
import { eventElement, openDocument, openEvent, openOutbox, outboxElement, splitMailbox, splitOutbox } from './elements.ts'
import { isConversation, member, staffOf, timersOf, type IndexChange } from './indexes.ts'
import { post } from './mailbox.ts'
import { keyNow } from './owners.ts'
import { runScript, send, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'
import { open, seal, type OwnerKey } from './sealing.ts'

/** No 0, O, 1, I, L: codes are read aloud and typed from paper. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const codeChars = 10
const inviteMs = 30 * 24 * 60 * 60_000
/** Known longer than good, so that an old code can be told from a wrong one. */
const inviteKeptMs = 3 * inviteMs

/** A code of 10 characters, good once, for 30 days, until a newer one is made or the person links with another. Only its hash is kept. */
export async function createInvite(store: Store, owner: string): Promise<string> {
  const code = newCode()
  const hash = hashOf(store, code)
  const now = Math.floor(store.clock())
  await runScript(store, 'invite', [String(now), owner, hash, String(now + inviteMs), String(inviteKeptMs)])
  return code
}

/** Digits and letters both: a word of ten letters or a telephone number must never look like a code. */
function newCode(): string {
  for (;;) {
    const code = Array.from({ length: codeChars }, () => alphabet[randomInt(alphabet.length)]).join('')
    if (/\d/.test(code) && /[A-Z]/.test(code)) return code
  }
}

/** Whether this code was ever given out, also when it is used or too old by now; undefined: it reads like none. */
export async function isInvite(store: Store, code: string): Promise<boolean | undefined> {
  if (!/^[0-9A-Z]{10}$/.test(plainCode(code))) return undefined
  return asNumber(await send(store, ['EXISTS', store.keys.invite + hashOf(store, code)])) === 1
}

export interface Redemption {
  code: string
  /** The guest who sent the code. */
  from: string
  channel: ChannelName
  lang?: Lang
  /** The effect that asks for it: done twice, it is done once. */
  effectId: string
}

/** Makes the guest the invited person (`address_linked` in that person's mailbox), or tells the guest why not (`invite_refused`). */
export async function redeemInvite(store: Store, o: Redemption): Promise<void> {
  const hash = hashOf(store, o.code)
  for (let attempt = 0; attempt < 16; attempt += 1) {
    const guest = await keyNow(store, o.from)
    // No such guest any more: this was done before.
    if (!guest) return
    const invite = asList(await send(store, ['HMGET', store.keys.invite + hash, 'o', 'x', 'u']))
    const person = maybe(invite[0], asText)
    const target = person === undefined ? undefined : await keyNow(store, person)
    if (!target) return refuse(store, o, 'unknown')
    if (invite[2] !== null || person === o.from) return refuse(store, o, 'used')
    if ((maybe(invite[1], asNumber) ?? 0) <= store.clock()) return refuse(store, o, 'expired')
    const outcome = await move(store, { guest, target, hash, redemption: o })
    if (outcome === 'moved') {
      store.ownerKeys.delete(o.from)
      return
    }
    if (outcome === 'linked') return refuse(store, o, 'used')
  }
  throw new Error('a guest kept changing while an invite was redeemed')
}

function hashOf(store: Store, code: string): string {
  return store.sealing.digest('invite', plainCode(code))
}

function plainCode(code: string): string {
  return code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')
}

async function refuse(store: Store, o: Redemption, because: EventOf<'invite_refused'>['because']): Promise<void> {
  await post(store, o.from, { id: `refused_${store.sealing.digest('refused', o.effectId)}`, at: store.clock(), type: 'invite_refused', because })
}

interface Move {
  guest: OwnerKey
  target: OwnerKey
  hash: string
  redemption: Redemption
}

async function move(store: Store, { guest, target, hash, redemption }: Move): Promise<string> {
  const { keys } = store
  const from = guest.owner
  const lists = await Promise.all(
    [keys.mailbox, keys.urgent, keys.outbox].map(async (key) => asList(await send(store, ['LRANGE', key + from, '0', '-1'])).map(asBytes)),
  )
  const stored = maybe(await send(store, ['GET', keys.document + from]), asBytes)
  const read = stored ? openDocument(guest, stored, { check: false }) : undefined
  const document = read?.type === 'read' && isConversation(read.document) ? read.document : undefined
  if (document?.linked) return 'linked'
  const [mailbox = [], urgent = [], outbox = []] = lists
  const events = [
    ...(document ? arrivals(store, document, redemption) : []),
    ...mailbox.flatMap((element) => openEvent(guest, splitMailbox(element)) ?? []).filter(({ type }) => type !== 'timer_due'),
  ]
  const cases = await caseMoves(store, target, from)
  const log = asList(await send(store, ['ZRANGE', keys.log + from, '0', '-1', 'WITHSCORES']))
  const dead = asList(await send(store, ['LRANGE', keys.deadOf + from, '0', '-1']))
  const changes: IndexChange[] = [
    ...pushes(
      keys.mailbox + target.owner,
      events.map((event) => eventElement(target, event)),
    ),
    ...pushes(keys.urgent + target.owner, resealedOutbox(guest, target, urgent, redemption.effectId)),
    ...pushes(keys.outbox + target.owner, resealedOutbox(guest, target, outbox, redemption.effectId)),
    ...log.flatMap((bytes, n) =>
      n % 2 === 0 ? [['ZADD', keys.log + target.owner, asText(log[n + 1]), seal(target, 'log', open(guest, 'log', asBytes(bytes)))]] : [],
    ),
    ...pushes(
      keys.deadOf + target.owner,
      dead.map((bytes) => seal(target, 'dead', open(guest, 'dead', asBytes(bytes)))),
    ),
    ...(document ? [...timersOf(document).keys()].map((id) => ['ZREM', keys.calendar, member(from, id)]) : []),
    ...(document ? Object.keys(document.appointments).map((id) => ['ZREM', keys.appointments, member(from, id)]) : []),
    ...(document?.missed ?? []).map(({ id }) => ['ZREM', keys.missed, member(from, id)]),
    ...(document ? [...staffOf(document)].map((staffId) => ['SREM', keys.peopleOf + staffId, from]) : []),
    ...cases,
  ]
  const digest = createHash('sha1')
    .update(Buffer.concat([stored ?? Buffer.alloc(0), ...mailbox, ...urgent, ...outbox]))
    .digest('hex')
  const words = [
    String(store.clock()),
    from,
    target.owner,
    digest,
    hash,
    redemption.effectId,
    String(changes.length),
    ...changes.flatMap((one) => [String(one.length), ...one]),
  ]
  const outcome = asText(await runScript(store, 'move', words))
  if (outcome === 'moved') await settleAlerts(store, document?.case, target.owner)
  return outcome
}

/** The first events the person's conversation sees, one for each address that came along; a case comes with the first only. */
function arrivals(store: Store, document: Conversation, o: Redemption): Event[] {
  const { case: one } = document
  const cry = one && one.state !== 'closed' ? { caseId: one.id, level: one.level, kind: one.kind, harmBy: one.harmBy } : {}
  // The channel the code came through stands last: it is the one the person uses now.
  const addresses = document.addresses.toSorted((a, b) => Number(a.channel === o.channel) - Number(b.channel === o.channel))
  return addresses.map(({ channel, addressId }, n): Event => ({
    id: `linked_${store.sealing.digest('linked', o.effectId, String(n))}`,
    at: store.clock(),
    type: 'address_linked',
    channel,
    addressId,
    ...(o.lang === undefined ? {} : { lang: o.lang }),
    ...(n === 0 ? { ...cry, brought: broughtBy(document) } : {}),
  }))
}

function broughtBy({ appointments, consent, checkIns, held, notToTell, keptOut = [], closedCase, talkingTo }: Conversation): Brought {
  return {
    appointments,
    consent,
    everyWeeks: checkIns?.everyWeeks,
    held: held.flatMap(({ from, messageId, text }) => (from && messageId !== undefined ? [{ messageId, text, from }] : [])),
    notToTell,
    keptOut: [...keptOut, ...(closedCase?.excluded ?? [])],
    talkingTo: talkingTo && { staffId: talkingTo.staffId, firstName: talkingTo.firstName },
  }
}

function pushes(key: string, elements: Buffer[]): IndexChange[] {
  return elements.map((element) => ['RPUSH', key, element])
}

function resealedOutbox(guest: OwnerKey, target: OwnerKey, elements: Buffer[], except: string): Buffer[] {
  const kept = elements.filter((element) => splitOutbox(element).id !== except)
  // Only words travel: what else the guest asked for was about a record that is no more.
  return kept
    .flatMap((element) => openOutbox(guest, element) ?? [])
    .filter(({ effect }) => effect.type === 'say')
    .map((entry) => outboxElement(target, entry))
}

/** A guest's cases become the person's. An open one is closed as moved: the person's own turn raises it again with the person's own ladder. */
async function caseMoves(store: Store, target: OwnerKey, from: string): Promise<IndexChange[]> {
  const { keys } = store
  const ids = asList(await send(store, ['SMEMBERS', keys.casesOf + from])).map(asText)
  const found = await Promise.all(ids.map(async (id) => openCase(store, maybe(await send(store, ['GET', keys.case + id]), asBytes))))
  return found
    .filter((one) => one !== undefined)
    .flatMap(({ case: one }) => {
      const moved = closed(one, store.clock())
      const stored = Buffer.concat([Buffer.from(`${target.owner}\n`), seal(target, 'case', moved)])
      return [
        ['SET', keys.case + one.id, stored],
        ['ZREM', keys.openCases, one.id],
        ['ZADD', keys.closedCases, String(moved.closedAt ?? one.raisedAt), one.id],
      ]
    })
}

function closed(one: Case, now: number): Case {
  if (one.state === 'closed') return one
  return { ...one, state: 'closed', closedAt: now, outcome: 'other', deadline: undefined, history: [...one.history, { at: now, what: 'moved' }] }
}

/** Whoever was asked about the guest hears that the case goes on under the person's own name. */
async function settleAlerts(store: Store, one: Case | undefined, participantId: string): Promise<void> {
  if (!one || one.state === 'closed') return
  const asked = [...new Set(one.alerts.map(({ staffId }) => staffId))]
  await Promise.all(
    asked.map(async (staffId) =>
      post(store, staffId, {
        id: `moved_${store.sealing.digest('moved', one.id, staffId)}`,
        at: store.clock(),
        type: 'alert_settled',
        participantId,
        caseId: one.id,
        outcome: 'passed_on',
        byStaffId: '',
      }),
    ),
  )
}
