// The message log of one owner: what was said, by whom, and whether it arrived. For people to read; no turn ever reads it.
// What was said at one time is sealed together and stands at that time, so that old text can be dropped without touching the rest.
import { z } from 'zod'
import { Offer, Purpose } from '../core/effect.ts'
import { ChannelName, Fault } from '../core/event.ts'
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
  /** Where the platform keeps it, so that it can be listened to; never shown. */
  media: z.object({ channel: ChannelName, id: z.string() }).optional(),
  /** The id of the voice message that these are the words of, as a computer wrote them out. */
  of: z.string().optional(),
  offers: z.array(Offer).optional(),
  chosen: z.string().optional(),
  link: z.object({ label: z.string(), url: z.string() }).optional(),
  /** A recording of ours that goes with it. */
  sound: z.string().optional(),
  purpose: Purpose.optional(),
  /** The id under which staff know what they wrote: the same while it was held, on its way and here. */
  messageId: z.string().optional(),
})
export type LogEntry = z.infer<typeof LogEntry>
/** All of one time, in order; earlier versions sealed each entry by itself. */
const Moment = z.union([z.array(LogEntry), LogEntry.transform((entry) => [entry])])

export type MessageStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'failed'
export type LoggedMessage = LogEntry & { status?: MessageStatus; fault?: Fault }

const letters = { sent: 's', delivered: 'd', read: 'r' } as const
const faultLetters: Readonly<Record<Fault, string>> = { refused: 'f', unreachable: 'u', window: 'w', stopped: 'p', retry: 't' }

/** What is noted of a message: how far it came, or why it did not. */
export function letterOf(status: keyof typeof letters | 'failed', fault: Fault = 'refused'): string {
  return status === 'failed' ? faultLetters[fault] : letters[status]
}

type Fate = Pick<LoggedMessage, 'status' | 'fault'>
const fates = new Map<string, Fate>([
  ...(['sent', 'delivered', 'read'] as const).map((status): [string, Fate] => [letters[status], { status }]),
  ...Fault.options.map((fault): [string, Fate] => [faultLetters[fault], { status: 'failed', fault }]),
])
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
  const moments = found.map((bytes) => openMoment(key, asBytes(bytes)))
  const entries = moments.flatMap((moment) => (forward ? moment : moment.toReversed()))
  const page = wholeMoments(entries, o.limit)
  return withStatus(store, id, forward ? page : page.toReversed())
}

/** `turn`: what two turns say within one millisecond keeps its order. */
export function logChanges(keys: Keys, key: OwnerKey, entries: LogEntry[], turn: number): IndexChange[] {
  if (entries.length === 0) return []
  const moments = [...Map.groupBy(entries, ({ at }) => at)]
  return [['ZADD', keys.log + key.owner, ...moments.flatMap(([at, said]) => [String(at + (turn % 900) / 1000), seal(key, 'log', said)])]]
}

/** Nothing when it can not be read. */
export function openMoment(key: OwnerKey, sealed: Buffer): LogEntry[] {
  return Moment.safeParse(open(key, 'log', sealed)).data ?? []
}

/** For readers other than staff. */
export function withoutOrigins<T extends LogEntry>({ told: _told, media: _media, ...message }: T): Omit<T, 'told' | 'media'> {
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
    if (letter === undefined) return entry.from === 'participant' ? entry : { ...entry, status: 'queued' }
    return { ...entry, ...fates.get(letter) }
  })
}
