// The calendar of due times, and looking up appointments. The truth stands in the documents: the calendar is an index that can be made anew.
// A timer that fires only puts an event into its owner's mailbox, once; what that means is decided there.
import type { Appointment } from '../core/agenda/appointment.ts'
import type { Event } from '../core/event.ts'
import { eventElement, openDocument } from './elements.ts'
import { isConversation, member, splitMember, timersOf } from './indexes.ts'
import { readConversation } from './conversations.ts'
import { keyOf, learnKey } from './owners.ts'
import { runScript, send, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'

export interface DueTimer {
  owner: string
  timerId: string
  /** Epoch ms. */
  at: number
}

/** Timers due at or before `until` (epoch ms), oldest first. They stay in the calendar until they are fired. */
export async function dueTimers(store: Store, o: { until: number; max: number }): Promise<DueTimer[]> {
  const found = asList(await runScript(store, 'due-timers', [String(o.until), String(o.max)]))
  return found.map((one) => {
    const [name, at, wrapped] = asList(one)
    const { owner, id } = splitMember(asText(name))
    const key = maybe(wrapped, asBytes)
    if (key) learnKey(store, owner, key)
    return { owner, timerId: id, at: asNumber(at) }
  })
}

/** Moves a due timer into its owner's mailbox. False: it is not due, was moved, fired or dropped before. With `at`, only the timer of that time. */
export async function fire(store: Store, owner: string, timerId: string, at?: number): Promise<boolean> {
  const name = member(owner, timerId)
  const standsAt = at ?? maybe(await send(store, ['ZSCORE', store.keys.calendar, name]), asNumber)
  const now = store.clock()
  if (standsAt === undefined || standsAt > now) return false
  const key = await keyOf(store, owner)
  if (!key) {
    await send(store, ['ZREM', store.keys.calendar, name])
    return false
  }
  const event: Event = { id: `due_${store.sealing.digest('due', owner, timerId, String(standsAt))}`, at: Math.floor(now), type: 'timer_due', timerId }
  const words = [String(now), owner, name, String(standsAt), event.id]
  return asNumber(await runScript(store, 'fire', [...words, eventElement(key, event).subarray(event.id.length + 2)])) === 1
}

/** Makes the calendar equal to the documents again, while everything runs. Resolves to the number of timers that stand. */
export async function rebuild(store: Store): Promise<number> {
  const standing = await calendarByOwner(store)
  const owners = new Set([...asList(await send(store, ['SMEMBERS', store.keys.people])).map(asText), ...standing.keys()])
  let timers = 0
  for (const owner of owners) timers += await rebuildOwner(store, owner, standing.get(owner) ?? [])
  return timers
}

async function calendarByOwner(store: Store): Promise<Map<string, string[]>> {
  const standing = new Map<string, string[]>()
  let cursor = '0'
  do {
    const page = asList(await send(store, ['ZSCAN', store.keys.calendar, cursor, 'COUNT', '1000']))
    cursor = asText(page[0])
    const members = asList(page[1])
      .map(asText)
      .filter((_, n) => n % 2 === 0)
    for (const name of members) {
      const { owner } = splitMember(name)
      standing.set(owner, [...(standing.get(owner) ?? []), name])
    }
  } while (cursor !== '0')
  return standing
}

async function rebuildOwner(store: Store, owner: string, standing: string[]): Promise<number> {
  // A turn may be committed between reading and writing: the script compares the document, and then this looks again.
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const stored = maybe(await send(store, ['GET', store.keys.document + owner]), asBytes)
    const key = stored && (await keyOf(store, owner))
    const read = key && stored ? openDocument(key, stored, { check: true }) : undefined
    // What can not be read keeps the timers it has: a human is looking at it.
    if (read?.type === 'unreadable') return standing.length
    const timers = read ? timersOf(read.document) : new Map<string, number>()
    const dropped = standing.filter((name) => !timers.has(splitMember(name).id))
    const added = [...timers].flatMap(([id, at]) => [String(at), member(owner, id)])
    const done = await runScript(store, 'rebuild', [owner, stored ?? '', String(dropped.length), ...dropped, ...added])
    if (asNumber(done) === 1) return timers.size
  }
  return standing.length
}

/** Appointments between two times (ISO 8601 or epoch ms, both inclusive); with `staffId` only of people that member has to do with. Earliest first. */
export async function listAppointments(
  store: Store,
  o: { staffId?: string; from?: number | string; to?: number | string },
): Promise<{ participantId: string; appointment: Appointment }[]> {
  const names = asList(await send(store, ['ZRANGEBYSCORE', store.keys.appointments, boundary(o.from, '-inf'), boundary(o.to, '+inf')]))
    .map(asText)
    .map(splitMember)
  const theirs = o.staffId === undefined ? undefined : new Set(asList(await send(store, ['SMEMBERS', store.keys.peopleOf + o.staffId])).map(asText))
  const wanted = names.filter(({ owner }) => theirs === undefined || theirs.has(owner))
  const documents = new Map(
    await Promise.all([...new Set(wanted.map(({ owner }) => owner))].map(async (owner) => [owner, await readConversation(store, owner)] as const)),
  )
  return wanted.flatMap(({ owner, id }) => {
    const document = documents.get(owner)
    const appointment = document && isConversation(document) ? document.appointments[id] : undefined
    return appointment ? [{ participantId: owner, appointment }] : []
  })
}

function boundary(time: number | string | undefined, open: string): string {
  const at = typeof time === 'string' ? Date.parse(time) : time
  return at === undefined || Number.isNaN(at) ? open : String(at)
}
