// Does what turns asked for: takes each owner's outbox from the front, one thing at a time, and crosses off what was done.
// A slow platform fills only its own places. What it cannot do it says (a dropped message becomes an event); it never decides what is said.
import type { Content } from '../core/content.ts'
import { isAsked } from '../core/effect.ts'
import type { ChannelName } from '../core/event.ts'
import { settle, takeDue, type Due } from '../store/outbox.ts'
import { forget, redeemInvite } from '../store/people.ts'
import { Unavailable } from '../store/redis.ts'
import type { Asking } from './asking.ts'
import { deliver, type DeliverParts, type Verdict } from './deliver.ts'
import { deliverExport } from './export.ts'
import { keepSend, leaseMs, uncountSend } from './lease.ts'
import { despiteOutage, faultOf } from './loop.ts'

export interface PerformParts extends DeliverParts {
  content: () => Content
  /** Where nobody outside can be asked, what is to be asked stays in the outbox. */
  asking?: Asking
}

export interface Performing {
  /** Takes what is due, as far as there is room. */
  step: () => Promise<'more' | 'rest'>
  /** Does one thing that is leased already, and what stands behind it. */
  begin: (due: Due) => void
  hasRoom: () => boolean
  /** Resolves when everything under way is done; nothing new is begun by itself. */
  finish: () => Promise<void>
}

/** Sends under way at once per platform: a thousand a second at two tenths of a second each. */
const perChannelMax = 200
/** Effects that stay within the store. */
const insideMax = 64
const takeMax = 64
const insideTriesMax = 8
const settleForMs = 5000
const handledFirstMs = 200
const unsettledMax = 10_000
const crowdedMinMs = 250
const crowdedMaxMs = 5000

export function performing(parts: PerformParts): Performing {
  const { store } = parts
  const under = new Map<Promise<void>, { due: Due }>()
  /** What became of messages that could not be crossed off because the store was away: they are crossed off later, not sent again. */
  const unsettled = new Map<string, Verdict>()
  const placesMax = perChannelMax * parts.channels.size + insideMax
  const places = newPlaces(parts)
  let stopping = false

  const keepAlive = setInterval(() => {
    for (const { due } of under.values()) keepSend(store, due).catch(() => undefined)
  }, leaseMs / 3)
  keepAlive.unref()

  const runChain = async (held: { due: Due }): Promise<void> => {
    for (let due: Due | undefined = held.due; due;) {
      held.due = due
      const backAtOnce: Verdict = { type: 'later', atMs: store.clock(), untried: true }
      const verdict: Verdict = unsettled.get(due.effect.id) ?? (stopping ? backAtOnce : await places.perform(due))
      if (verdict.type !== 'later') remember(unsettled, due.effect.id, verdict)
      due = await crossOff(parts, due, verdict)
      unsettled.delete(held.due.effect.id)
    }
  }
  const hasRoom = (): boolean => !stopping && under.size < placesMax
  const begin = (due: Due): void => {
    const held = { due }
    const chain: Promise<void> = runChain(held)
      .catch((error: unknown) => {
        if (!(error instanceof Unavailable)) parts.log?.error({ owner: due.owner, ...faultOf(error) }, 'an effect could not be performed')
      })
      .finally(() => under.delete(chain))
    under.set(chain, held)
  }
  return {
    async step() {
      if (under.size >= placesMax) await Promise.race(under.keys())
      const dues = await takeDue(store, { max: takeMax, leaseMs })
      for (const due of dues) begin(due)
      return dues.length > 0 ? 'more' : 'rest'
    },
    begin,
    hasRoom,
    async finish() {
      stopping = true
      await Promise.all(under.keys())
      clearInterval(keepAlive)
    },
  }
}

/** Does what needs no platform in one owner's outbox, for commands; a message is left where it is. Returns whether anything was done. */
export async function drainOutbox(parts: Omit<PerformParts, 'channels' | 'jitter'>, owner: string): Promise<boolean> {
  const inside: PerformParts = { ...parts, channels: new Map(), jitter: () => 0 }
  let [due] = await takeDue(parts.store, { max: 1, leaseMs, only: owner })
  const isDone = due !== undefined && !goesOut(due)
  while (due) {
    due = await crossOff(inside, due, goesOut(due) ? { type: 'later', atMs: parts.store.clock(), untried: true } : await perform(inside, due))
  }
  return isDone
}

type Place = ChannelName | 'inside'

function placeOf({ address, effect }: Due): Place {
  return effect.type === 'say' ? (address?.channel ?? 'inside') : 'inside'
}

/** Urgent messages find a place even where all are taken by others. */
function placesFor({ effect }: Due, place: Place): number {
  const isUrgent = effect.type === 'say' && effect.purpose === 'urgent'
  return (place === 'inside' ? insideMax : perChannelMax) * (isUrgent ? 2 : 1)
}

/**
 * Performs what finds a place, and sends the rest away for a while: longer the more were sent away within the last second, so that a long line
 * before a slow platform does not ask without end.
 */
function newPlaces(parts: PerformParts) {
  const taken = new Map<Place, number>()
  const sentAway = new Map<Place, { since: number; count: number }>()
  const awayMs = (place: Place): number => {
    const now = performance.now()
    const known = sentAway.get(place)
    const current = known && now - known.since < 1000 ? known : { since: now, count: 0 }
    current.count += 1
    sentAway.set(place, current)
    return Math.min(Math.max(crowdedMinMs, current.count * 2), crowdedMaxMs) * (1 + parts.jitter())
  }
  return {
    perform: async (due: Due): Promise<Verdict> => {
      const place = placeOf(due)
      const before = taken.get(place) ?? 0
      if (before >= placesFor(due, place)) return { type: 'later', atMs: parts.store.clock() + awayMs(place), untried: true }
      taken.set(place, before + 1)
      try {
        return await perform(parts, due)
      } finally {
        taken.set(place, (taken.get(place) ?? 1) - 1)
      }
    },
  }
}

function goesOut({ address, effect }: Due): boolean {
  return effect.type === 'export' || isAsked(effect) || (effect.type === 'say' && address !== undefined)
}

async function crossOff(parts: PerformParts, due: Due, verdict: Verdict): Promise<Due | undefined> {
  if (verdict.type === 'later' && verdict.untried) await uncountSend(parts.store, due)
  if (verdict.type === 'dropped')
    parts.log?.warn({ owner: due.owner, effect: due.effect.type, fault: verdict.fault, code: verdict.code }, 'an effect was given up')
  const settled = await despiteOutage(settleForMs, async () => settle(parts.store, due, verdict))
  parts.crashPoint?.('settled')
  return settled.value.next
}

async function perform(parts: PerformParts, due: Due): Promise<Verdict> {
  const { owner, effect, address, lastInboundAt, attempts } = due
  if (effect.type === 'say') return deliver(parts, { owner, say: effect, address, lastInboundAt, attempts })
  const { store } = parts
  if (isAsked(effect)) {
    parts.asking?.begin(owner, effect)
    return { type: 'sent' }
  }
  try {
    if (effect.type === 'export') return await deliverExport(parts, { owner, effectId: effect.id, attempts })
    if (effect.type === 'forget') return await forgetNow(parts, owner)
    await redeemInvite(store, { code: effect.code, from: owner, channel: effect.channel, lang: effect.lang, effectId: effect.id })
    parts.metrics?.effects.inc({ type: effect.type, outcome: 'done' })
    return { type: 'sent' }
  } catch (error) {
    if (error instanceof Unavailable) throw error
    parts.metrics?.effects.inc({ type: effect.type, outcome: 'failed' })
    parts.log?.error({ owner, effect: effect.type, attempts, ...faultOf(error) }, 'an effect failed')
    // Whoever asked to be forgotten is forgotten, however long it takes.
    if (effect.type !== 'forget' && attempts >= insideTriesMax) return { type: 'dropped', fault: 'refused', code: 'failed' }
    return { type: 'later', atMs: store.clock() + Math.min(1000 * 2 ** Math.min(attempts, 20), 60_000), untried: false }
  }
}

/** Not before everything was handled that came in meanwhile, and not at all when one of those was a cry. */
async function forgetNow({ store, metrics }: PerformParts, owner: string): Promise<Verdict> {
  const outcome = await forget(store, owner, { onlyIf: (document) => document === undefined || ('forgetting' in document && document.forgetting === true) })
  if (outcome === 'waiting') return { type: 'later', atMs: store.clock() + handledFirstMs, untried: true }
  metrics?.effects.inc({ type: 'forget', outcome: outcome === 'forgotten' ? 'done' : 'put_off' })
  return { type: 'sent' }
}

function remember(unsettled: Map<string, Verdict>, effectId: string, verdict: Verdict): void {
  unsettled.set(effectId, verdict)
  const [oldest] = unsettled.keys()
  if (unsettled.size > unsettledMax && oldest !== undefined) unsettled.delete(oldest)
}
