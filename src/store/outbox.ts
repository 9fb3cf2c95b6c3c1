// What was decided and still has to be said or done: one line per owner, in order, urgent things first.
// An entry stays until its outcome is recorded; between sending and recording a crash may repeat it, never lose it.
import { isAsked, type Carried, type Say } from '../core/effect.ts'
import type { ChannelName, Event, Fault } from '../core/event.ts'
import { eventElement, openOutbox, splitOutbox, type OutboxEntry } from './elements.ts'
import { letterOf } from './log.ts'
import { providerHash } from './mailbox.ts'
import { keyOf, learnKey } from './owners.ts'
import { runScript, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'
import { newFence } from './sealing.ts'

export interface Due {
  owner: string
  /** Fence: whoever settles must still hold it. */
  token: string
  effect: Carried
  /** As resolved when the effect was decided; absent: there is no channel to say it on. */
  address?: { channel: ChannelName; addressId: string }
  /** When the person last wrote on that channel, epoch ms. */
  lastInboundAt?: number
  /** 1 the first time. A lease that ran out counts: that send may have reached the platform. */
  attempts: number
  leaseMs: number
}

export type Settlement =
  | { type: 'sent'; providerMessageId?: string; channel?: ChannelName }
  | { type: 'later'; atMs: number }
  | { type: 'dropped'; fault: Fault; code: string }

/** Leases the first entry of up to `max` owners whose time has come. */
export async function takeDue(store: Store, o: { max: number; leaseMs: number; only?: string }): Promise<Due[]> {
  const answer = asList(await runScript(store, 'take', [String(store.clock()), String(o.max), String(o.leaseMs), newFence(), o.only ?? '']))
  const taken = await Promise.all(answer.map(async (one) => readDue(store, asList(one), o.leaseMs)))
  return taken.filter((one) => one !== undefined)
}

/**
 * Records how it went. `sent` and `dropped` cross the entry off, `later` keeps it for then. A dropped message becomes a `delivery_failed` event.
 * Returns the owner's next entry, already leased; nothing when somebody else holds the owner now.
 */
export async function settle(store: Store, due: Due, result: Settlement): Promise<{ next?: Due }> {
  const { effect, owner } = due
  const channel = (result.type === 'sent' ? result.channel : undefined) ?? due.address?.channel
  const provider = result.type === 'sent' && result.providerMessageId !== undefined && channel ? providerHash(store, channel, result.providerMessageId) : ''
  const answer = asList(
    await runScript(store, 'settle', [
      String(store.clock()),
      owner,
      due.token,
      effect.id,
      result.type,
      result.type === 'later' ? String(result.atMs) : '0',
      String(due.leaseMs),
      newFence(),
      provider,
      String(rememberSentS),
      await failure(store, due, result),
      effect.type === 'say' ? '1' : '0',
      result.type === 'dropped' ? letterOf('failed', result.fault) : letterOf('sent'),
    ]),
  )
  const next = maybe(answer[1], asList)
  return next ? { next: await readDue(store, next, due.leaseMs) } : {}
}

/** Replies and reports refer to our messages for about as long as the chat text is kept. */
const rememberSentS = 30 * 24 * 60 * 60

async function failure(store: Store, due: Due, result: Settlement): Promise<Buffer | string> {
  const { effect, owner } = due
  // A record that was asked for and could not be sent is told like any answer.
  if (result.type !== 'dropped' || (effect.type !== 'say' && effect.type !== 'export')) return ''
  const key = await keyOf(store, owner)
  // A message that nobody could be reached with failed on the channel it was meant for, or on the first there is.
  const say = effect.type === 'say' ? effect : undefined
  const channel = due.address?.channel ?? say?.channel ?? 'webchat'
  const event: Event = {
    id: `failed_${store.sealing.digest('failed', effect.id)}`,
    at: store.clock(),
    type: 'delivery_failed',
    effectId: effect.id,
    channel,
    ...(due.address ? { addressId: due.address.addressId } : {}),
    // Where a record would have gone is not known here: no address is given up for it.
    fault: !say && result.fault === 'unreachable' ? 'refused' : result.fault,
    ...(say?.from ? { writtenBy: say.from.staffId } : {}),
  }
  return key ? eventElement(key, event) : ''
}

/** `known` spares opening what this process has just sealed. */
export async function readDue(store: Store, answer: unknown[], leaseMs: number, known?: OutboxEntry[]): Promise<Due | undefined> {
  const owner = asText(answer[0])
  const token = asText(answer[1])
  const element = asBytes(answer[3])
  const key = learnKey(store, owner, asBytes(answer[7]))
  const { id } = splitOutbox(element)
  const entry = known?.find(({ effect }) => effect.id === id) ?? (key && openOutbox(key, element))
  if (!entry) {
    store.report({ what: 'dead_letter', owner, because: 'an outbox entry can not be opened' })
    await crossOff(store, owner, token, id)
    return undefined
  }
  const times = { telegram: answer[4], whatsapp: answer[5], webchat: answer[6] }
  const { address, effect } = entry
  const lastInboundAt = address && maybe(times[address.channel], asNumber)
  return {
    owner,
    token,
    effect,
    attempts: asNumber(answer[2]),
    leaseMs,
    ...(address ? { address } : {}),
    ...(lastInboundAt === undefined ? {} : { lastInboundAt }),
  }
}

/** An entry nobody can read must not hold back what stands behind it. */
async function crossOff(store: Store, owner: string, token: string, effectId: string): Promise<void> {
  await runScript(store, 'settle', [String(store.clock()), owner, token, effectId, 'dropped', '0', '0', '', '', '0', '', '1', letterOf('failed')])
}

/** What is asked of others may turn out to be a cry, and takes no longer than handing it on: it does not stand behind a message that waits. */
export function laneOf(effect: Due['effect']): 'u' | 'n' {
  return isAsked(effect) || (effect.type === 'say' && effect.purpose === 'urgent') ? 'u' : 'n'
}

export function channelOf(
  say: Say,
  o: { lastChannel?: ChannelName; addresses: { channel: ChannelName; addressId: string; reachable: boolean }[] },
): OutboxEntry['address'] {
  const channel = say.channel ?? o.lastChannel ?? o.addresses.find(({ reachable }) => reachable)?.channel
  if (say.channel !== undefined && say.addressId !== undefined) return { channel: say.channel, addressId: say.addressId }
  const there = o.addresses.filter((one) => one.channel === channel)
  const found = there.findLast(({ reachable }) => reachable) ?? there.at(-1)
  return found && { channel: found.channel, addressId: found.addressId }
}
