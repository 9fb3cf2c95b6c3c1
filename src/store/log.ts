// The message log of one owner: what was said, by whom, and whether it arrived. For people to read; no turn ever reads it.
// Each entry is sealed by itself and stands at its time, so that old text can be dropped without touching the rest.
import { z } from 'zod'
import { Offer, Purpose } from '../core/effect.ts'
import { Lang } from '../core/phrasebook.ts'
import { Told } from '../core/told.ts'
import type { IndexChange } from './indexes.ts'
import type { Keys } from './keys.ts'
import { currentOwner, keyNow } from './owners.ts'
import { send, type Store } from './redis.ts'
import { asBytes, asList, asText, maybe } from './reply.ts'
import { open, seal, type OwnerKey } from './sealing.ts'

export const LogEntry = z.object({
  id: z.string(),
  at: z.number(),
  from: z.enum(['participant', 'bot', 'staff']),
  staffId: z.string().optional(),
  firstName: z.string().optional(),
  text: z.string(),
  /** From which fixed texts; only for showing it to staff in their language. */
  told: z.array(Told).optional(),
  lang: Lang.optional(),
  /** What it is besides text, e.g. voice, picture, help_card. */
  what: z.string().optional(),
  offers: z.array(Offer).optional(),
  chosen: z.string().optional(),
  link: z.object({ label: z.string(), url: z.string() }).optional(),
  purpose: Purpose.optional(),
  /** The id under which staff know what they wrote: the same while it was held, on its way and here. */
  messageId: z.string().optional(),
})
export type LogEntry = z.infer<typeof LogEntry>

export type MessageStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'failed'
export type LoggedMessage = LogEntry & { status?: MessageStatus }

const statuses: Readonly<Record<string, MessageStatus>> = { s: 'sent', d: 'delivered', r: 'read', f: 'failed' }
/** More than one turn ever says within a millisecond: a page is never cut inside one. */
const sameMomentMax = 20

/** Messages between two times (epoch ms, both exclusive), oldest first: the newest `limit` of them, or with only `after` the oldest. */
export async function readMessages(store: Store, owner: string, o: { before?: number; after?: number; limit: number }): Promise<LoggedMessage[]> {
  const id = await currentOwner(store, owner)
  const key = await keyNow(store, id)
  if (!key) return []
  const from = o.after === undefined ? '-inf' : `(${o.after + 0.999}`
  const until = o.before === undefined ? '+inf' : `(${o.before}`
  const forward = o.after !== undefined && o.before === undefined
  const range = forward ? ['ZRANGEBYSCORE', store.keys.log + id, from, until] : ['ZREVRANGEBYSCORE', store.keys.log + id, until, from]
  const found = asList(await send(store, [...range, 'LIMIT', '0', String(o.limit + sameMomentMax)]))
  const entries = found.flatMap((bytes) => openEntry(key, asBytes(bytes)) ?? [])
  const page = wholeMoments(entries, o.limit)
  return withStatus(store, id, forward ? page : page.toReversed())
}

/** One entry for each time at which something was said; what happened within one millisecond keeps its order. */
export function logChanges(keys: Keys, key: OwnerKey, entries: LogEntry[]): IndexChange[] {
  if (entries.length === 0) return []
  return [['ZADD', keys.log + key.owner, ...entries.flatMap((entry, n) => [String(entry.at + Math.min(n, 900) / 1000), seal(key, 'log', entry)])]]
}

export function openEntry(key: OwnerKey, sealed: Buffer): LogEntry | undefined {
  const read = LogEntry.safeParse(open(key, 'log', sealed))
  return read.success ? read.data : undefined
}

/** For readers other than staff. */
export function withoutOrigins<T extends LogEntry>({ told: _told, ...message }: T): Omit<T, 'told'> {
  if (!message.offers) return message
  return { ...message, offers: message.offers.map(({ told: _origin, ...offer }) => offer) }
}

function wholeMoments(entries: LogEntry[], limit: number): LogEntry[] {
  const last = entries[limit - 1]
  if (!last) return entries
  return entries.filter((entry, n) => n < limit || entry.at === last.at)
}

async function withStatus(store: Store, owner: string, entries: LogEntry[]): Promise<LoggedMessage[]> {
  if (entries.length === 0) return []
  const found = asList(await send(store, ['HMGET', store.keys.status + owner, ...entries.map(({ id }) => id)]))
  return entries.map((entry, n) => {
    const letter = maybe(found[n], asText)?.[0]
    // Nothing is noted for what still waits: most messages are sent before anybody looks.
    const status = letter === undefined ? (entry.from === 'participant' ? undefined : 'queued') : statuses[letter]
    return status ? { ...entry, status } : entry
  })
}
