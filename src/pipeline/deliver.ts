// One message to one person: wait for a permit, send, and turn what the platform says into what becomes of the message.
// It gives up on nothing urgent for hours, on nothing at all without saying so, and knows no platform.
// After an unknown outcome (no answer in time, connection lost) a message is sent once more: then the person may see it twice, which beats never.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Channel, OutgoingMessage, SendOutcome, Sound } from '../channels/channel.ts'
import type { EffectOf } from '../core/effect.ts'
import type { ChannelName, Fault } from '../core/event.ts'
import { directionOf } from '../core/phrasebook.ts'
import { readConversation } from '../store/conversations.ts'
import { lastHeardOn, post } from '../store/mailbox.ts'
import { channelOf } from '../store/outbox.ts'
import { send as sendCommand, type Store } from '../store/redis.ts'
import { asNumber, maybe } from '../store/reply.ts'
import type { CrashPoint } from './converse.ts'
import type { Metrics } from './counters.ts'
import { faultOf } from './loop.ts'
import { askPermit, pause, type Receiver } from './pace.ts'

export interface DeliverParts {
  store: Store
  channels: ReadonlyMap<ChannelName, Channel>
  /** 0 up to 1; spreads tries that failed together. */
  jitter: () => number
  sendTimeoutMs?: number
  /** Recordings of ours, by name. */
  soundOf?: (name: string) => ReturnType<Sound['bytes']>
  log?: Logger
  metrics?: Metrics
  crashPoint?: (at: CrashPoint) => void
}

export interface Letter {
  owner: string
  say: EffectOf<'say'>
  address?: { channel: ChannelName; addressId: string }
  lastInboundAt?: number
  attempts: number
  /** Tried for a day, as what a colleague wrote. */
  patient?: boolean
}

type Addressed = Letter & { address: NonNullable<Letter['address']> }
type Failed = Extract<SendOutcome, { type: 'failed' }>

/** `untried`: put off before anything left the house. */
export type Verdict =
  /** `channel`: set when it went out on another one than it was meant for. */
  | { type: 'sent'; providerMessageId?: string; channel?: ChannelName }
  | { type: 'later'; atMs: number; untried: boolean }
  | { type: 'dropped'; fault: Fault; code: string }

const minuteMs = 60_000
/** How long it is tried while the platform does not take it, and the longest pause between two tries. */
interface Patience {
  forMs: number
  pauseMaxMs: number
}
const ordinary: Patience = { forMs: 60 * minuteMs, pauseMaxMs: 5 * minuteMs }
/** A help card is wanted the moment the platform is back. */
const urgent: Patience = { forMs: 24 * 60 * minuteMs, pauseMaxMs: minuteMs }
const patiently: Patience = { forMs: 24 * 60 * minuteMs, pauseMaxMs: 5 * minuteMs }
/** The n-th pause is twice the one before it, less what chance takes off: a quarter on average. */
const meanOfPause = 0.75
const unknownMax = 2
const sendTimeoutMsDefault = 12_000
const waitingMaxMs = 7 * 24 * 60 * 60 * 1000
/** Only a safety net: a person who writes is noticed at once, see `sendNow`. */
const waitingLookMs = 60_000
const channelMissing: Verdict = { type: 'dropped', fault: 'unreachable', code: 'no_channel' }

export async function deliver(parts: DeliverParts, letter: Letter): Promise<Verdict> {
  const { store, metrics } = parts
  const { owner, say } = letter
  const held = say.template && (await waitingFor(store, letter))
  if (held && held.type !== 'elsewhere') return held
  const address = held?.address ?? letter.address
  // Staff without a chat channel read everything in the inbox; to put it there is to deliver it.
  if (!address) return owner.startsWith('s_') ? { type: 'sent' } : { type: 'dropped', fault: 'unreachable', code: 'no_address' }
  const channel = parts.channels.get(address.channel)
  if (!channel) return channelMissing
  const receiver: Receiver = { channel, owner }
  const permit = await askPermit(store, receiver, say.purpose)
  if (permit.type === 'wait') return { type: 'later', atMs: store.clock() + permit.waitMs, untried: true }
  if (permit.waitMs > 0) await sleep(permit.waitMs)
  parts.crashPoint?.('permitted')
  const leftAt = store.clock()
  const startedAt = performance.now()
  const outcome = await attempt(parts, channel, messageOf(parts, letter, address.addressId))
  parts.crashPoint?.('sent')
  metrics?.sendSeconds.observe({ channel: channel.name }, (performance.now() - startedAt) / 1000)
  const code = outcome.type === 'accepted' ? '' : outcome.type === 'unknown' ? 'unknown' : outcome.code
  metrics?.sends.inc({ channel: channel.name, purpose: say.purpose, outcome: outcome.type === 'failed' ? outcome.fault : outcome.type, code })
  if (outcome.type === 'accepted' && outcome.waiting) return startWaiting(store, letter, leftAt)
  if (outcome.type === 'accepted') return { type: 'sent', providerMessageId: outcome.providerMessageId, ...(held ? { channel: channel.name } : {}) }
  if (outcome.type === 'unknown') return afterUnknown(parts, letter)
  const tried = { ...letter, address }
  return (await sendElsewhere(parts, tried, outcome)) ?? afterFailure(parts, tried, receiver, outcome)
}

/**
 * A help card or the words of a colleague that cannot reach the person where they were last go to where else they are known. Undefined: nowhere else.
 * The conversation hears of an address that does not work, and only of that one.
 */
async function sendElsewhere(parts: DeliverParts, letter: Addressed, failed: Failed): Promise<Verdict | undefined> {
  const { store, channels } = parts
  const { owner, say, address } = letter
  if (!isWeighty(letter) || (failed.fault !== 'unreachable' && failed.fault !== 'window')) return undefined
  const others = (await readConversation(store, owner))?.addresses.filter((one) => one.addressId !== address.addressId || one.channel !== address.channel) ?? []
  for (const other of others.toReversed()) {
    const channel = other.reachable ? channels.get(other.channel) : undefined
    if (!channel) continue
    const permit = await askPermit(store, { channel, owner }, say.purpose)
    if (permit.type === 'wait') return { type: 'later', atMs: store.clock() + permit.waitMs, untried: false }
    if (permit.waitMs > 0) await sleep(permit.waitMs)
    const lastInboundAt = await lastHeardOn(store, owner, other.channel)
    const outcome = await attempt(parts, channel, messageOf(parts, { ...letter, lastInboundAt }, other.addressId))
    // What only announces itself there would have to wait there: it waits where the person was last.
    if (outcome.type !== 'accepted' || outcome.waiting) continue
    parts.metrics?.sends.inc({ channel: channel.name, purpose: say.purpose, outcome: 'elsewhere', code: failed.code })
    if (failed.fault === 'unreachable') await noteUnreachable(store, letter)
    return { type: 'sent', providerMessageId: outcome.providerMessageId, channel: channel.name }
  }
  return undefined
}

/** What must arrive: a help card with its follow-ups, and what a colleague wrote. For an alert to staff the ladder knows a quicker way. */
function isWeighty({ owner, say }: Letter): boolean {
  return !owner.startsWith('s_') && (say.purpose === 'urgent' || say.from !== undefined)
}

async function noteUnreachable(store: Store, { owner, say, address: { channel, addressId } }: Addressed): Promise<void> {
  const id = `unreachable_${store.sealing.digest('unreachable', say.id, channel, addressId)}`
  await post(store, owner, { id, at: store.clock(), type: 'reachability_changed', channel, addressId, reachable: false })
}

/**
 * The template went out before: the text waits until the person has written since, and after a week the conversation hears that it never could go.
 * Everything else for this person stands behind it. So it goes out where the person is now, and holds up nobody who wants to be forgotten.
 */
async function waitingFor(store: Store, { owner, say, address, lastInboundAt }: Letter): Promise<Verdict | Elsewhere | undefined> {
  const since = maybe(await sendCommand(store, ['GET', waitingKey(store, say.id)]), asNumber)
  if (since === undefined || (lastInboundAt !== undefined && lastInboundAt >= since)) return undefined
  if (store.clock() - since > waitingMaxMs) return { type: 'dropped', fault: 'window', code: 'never_written' }
  const conversation = await readConversation(store, owner)
  if (conversation?.forgetting) return { type: 'dropped', fault: 'window', code: 'forgetting' }
  const now = conversation && channelOf(say, conversation)
  if (now && now.channel !== address?.channel) return { type: 'elsewhere', address: now }
  return { type: 'later', atMs: store.clock() + waitingLookMs, untried: true }
}

interface Elsewhere {
  type: 'elsewhere'
  address: NonNullable<Letter['address']>
}

async function startWaiting(store: Store, { say }: Letter, since: number): Promise<Verdict> {
  await sendCommand(store, ['SET', waitingKey(store, say.id), String(since), 'PX', String(2 * waitingMaxMs)])
  return { type: 'later', atMs: since + waitingLookMs, untried: true }
}

function waitingKey(store: Store, effectId: string): string {
  return `${store.prefix}pace:waiting:${effectId}`
}

function messageOf({ soundOf }: DeliverParts, { say, lastInboundAt }: Letter, to: string): OutgoingMessage {
  const { id, text, lang, offers, offersTitle, link, sound: name, purpose, template } = say
  const sound = name === undefined ? {} : { sound: { name, bytes: async () => soundOf?.(name) } }
  return { id, to, text, lang, dir: directionOf(lang), offers, offersTitle, link, ...sound, purpose, template, lastInboundAt }
}

type Attempt = SendOutcome | { type: 'unknown' }

async function attempt(parts: DeliverParts, channel: Channel, message: OutgoingMessage): Promise<Attempt> {
  const late = Promise.withResolvers<Attempt>()
  const timer = setTimeout(late.resolve, parts.sendTimeoutMs ?? sendTimeoutMsDefault, { type: 'unknown' })
  try {
    return await Promise.race([channel.send(message), late.promise])
  } catch (error) {
    parts.log?.error({ channel: channel.name, ...faultOf(error) }, 'a channel threw while sending')
    return { type: 'unknown' }
  } finally {
    clearTimeout(timer)
  }
}

async function afterUnknown(parts: DeliverParts, letter: Letter): Promise<Verdict> {
  const { store } = parts
  if (letter.say.purpose !== 'urgent') {
    const key = `${store.prefix}pace:unknown:${letter.say.id}`
    const [times] = await Promise.all([sendCommand(store, ['INCR', key]), sendCommand(store, ['EXPIRE', key, '86400'])])
    if (Number(times) >= unknownMax) return { type: 'dropped', fault: 'retry', code: 'unknown' }
  }
  return again(parts, letter, 'unknown', 0)
}

async function afterFailure(parts: DeliverParts, letter: Letter, receiver: Receiver, failed: Failed): Promise<Verdict> {
  const waitMs = failed.retryAfterMs ?? 0
  if (waitMs > 0) await pause(parts.store, receiver, failed.wholeChannel ? 'account' : 'receiver', waitMs)
  // A token that ended is renewed by somebody within hours, and a help card must then still arrive. For an alert the ladder knows a quicker way.
  if (failed.fault === 'stopped' && letter.say.purpose === 'urgent' && !letter.owner.startsWith('s_')) return again(parts, letter, failed.code, waitMs)
  if (failed.fault === 'window' && letter.say.template && isWeighty(letter)) {
    // Whoever runs this must know: the person gets the text only when they write, and nothing has told them to.
    parts.log?.error({ owner: letter.owner, channel: receiver.channel.name, code: failed.code }, 'a text that must arrive could not be announced: it waits')
    return startWaiting(parts.store, letter, parts.store.clock())
  }
  // Refused, unreachable, window, stopped: trying again changes nothing. The conversation hears of it and decides.
  if (failed.fault !== 'retry') return { type: 'dropped', fault: failed.fault, code: failed.code }
  return again(parts, letter, failed.code, waitMs)
}

/** Twice as long each time, at least half of it, and never before the moment the platform named. */
function again({ store, jitter }: DeliverParts, { say, attempts, patient }: Letter, code: string, waitMs: number): Verdict {
  const patience = say.purpose === 'urgent' ? urgent : say.from || patient ? patiently : ordinary
  if (attempts >= triesIn(patience)) return { type: 'dropped', fault: 'retry', code }
  return { type: 'later', atMs: store.clock() + Math.max(waitMs, pauseAfter(attempts, patience) * (0.5 + jitter() / 2)), untried: false }
}

function pauseAfter(attempts: number, { pauseMaxMs }: Patience): number {
  return Math.min(1000 * 2 ** Math.min(attempts - 1, 20), pauseMaxMs)
}

function triesIn(patience: Patience): number {
  let tries = 1
  for (let ms = 0; ms < patience.forMs; tries++) ms += pauseAfter(tries, patience) * meanOfPause
  return tries
}
