// How fast may a channel be used? Asks the bucket all processes share whether one message may go now, and keeps the pauses a platform asked for.
// It knows rates and lanes, and nothing of messages.
import type { Channel } from '../channels/channel.ts'
import type { Purpose } from '../core/effect.ts'
import { send, type Store } from '../store/redis.ts'
import { loadScript, runScript } from './script.ts'

export interface Receiver {
  channel: Channel
  owner: string
}

export type Permit = { type: 'go'; waitMs: number } | { type: 'wait'; waitMs: number }

const script = loadScript(new URL('pace.lua', import.meta.url))

/** An answer may wait this long inside the sender, already counted; whatever takes longer goes back to the outbox. */
const answerWaitMs = 500
const noticeWaitMs = 30

/** One round trip. `go`: the message is counted and may leave after `waitMs`. `wait`: ask again after `waitMs`. */
export async function askPermit(store: Store, receiver: Receiver, purpose: Purpose): Promise<Permit> {
  const { perSecond, gapMs, burst } = receiver.channel.pace
  const lane = purpose === 'urgent' ? 0 : purpose === 'notice' ? 2 : 1
  if (!Number.isFinite(perSecond)) return { type: 'go', waitMs: 0 }
  const keys = [
    bucketKey(store, receiver),
    `${bucketKey(store, receiver)}:next:${receiver.owner}`,
    receiverPauseKey(store, receiver),
    accountPauseKey(store, receiver),
  ]
  const numbers = [store.clock(), perSecond / 1000, Math.max(1, burst), gapMs, lane, lane === 2 ? noticeWaitMs : answerWaitMs]
  const reply = await runScript(store, script, keys, numbers.map(String))
  if (!Array.isArray(reply)) throw new Error('the pace script answered in another shape')
  return { type: Number(reply[0]) === 1 ? 'go' : 'wait', waitMs: Number(reply[1]) }
}

/** Nothing goes to this receiver, or to anyone on the channel, for at least this long. A longer pause that stands already is kept. */
export async function pause(store: Store, receiver: Receiver, scope: 'receiver' | 'account', pauseMs: number): Promise<void> {
  const key = scope === 'account' ? accountPauseKey(store, receiver) : receiverPauseKey(store, receiver)
  const ms = String(Math.max(1, Math.ceil(pauseMs)))
  await Promise.all([send(store, ['SET', key, '1', 'NX', 'PX', ms]), send(store, ['PEXPIRE', key, ms, 'GT'])])
}

function bucketKey(store: Store, { channel }: Receiver): string {
  return `${store.prefix}pace:${channel.name}`
}

function receiverPauseKey(store: Store, receiver: Receiver): string {
  return `${bucketKey(store, receiver)}:pause:${receiver.owner}`
}

function accountPauseKey(store: Store, receiver: Receiver): string {
  return `${bucketKey(store, receiver)}:pause`
}
