// Who and what waits longer than it should, as the indexes of Redis tell it: for counters and for the watchdog.
// It opens nothing but open cases, and its cost does not grow with the number of people.
import type { Level } from '../core/level.ts'
import { listCases } from './cases.ts'
import { send, type Store } from './redis.ts'
import { asList, asNumber, asText, maybe } from './reply.ts'

export interface Waiting {
  /** Mailboxes with an event that may be handled now, and how long the oldest of them has been able to. */
  mailboxes: number
  oldestMailboxMs: number
  /** People to whom something is still to be sent, and how long the oldest could have been tried. */
  outboxes: number
  oldestOutboxMs: number
  /** Moments more than ten seconds past and not yet in a mailbox. */
  lateTimers: number
  openCases: ReadonlyMap<Level, number>
  /** Those in which no human has spoken to the person. */
  unreachedCases: ReadonlyMap<Level, number>
  /** Cases nobody has reached the person about, whose deadline passed without anybody being asked. */
  unownedCases: number
  /** Owners with an event that could not be handled, and owners whose record can not be read. */
  deadLetters: number
  setAside: number
}

const lateMs = 10_000
/** A deadline that passed this long ago should have asked somebody: one minute of grace for a queue that is busy. */
const unownedMs = 60_000

/** As it is now, `store.clock()`. */
export async function whoWaits(store: Store): Promise<Waiting> {
  const { keys } = store
  const now = store.clock()
  const ask = async (...command: string[]) => send(store, command)
  const oldest = async (index: string) => asList(await ask('ZRANGE', index, '0', '0', 'WITHSCORES'))[1]
  const [mailboxes, mailbox, outboxes, outbox, lateTimers, deadLetters, setAside, open] = await Promise.all([
    ask('ZCOUNT', keys.ready, '-inf', String(now)),
    oldest(keys.ready),
    ask('ZCARD', keys.due),
    oldest(keys.due),
    ask('ZCOUNT', keys.calendar, '-inf', String(now - lateMs)),
    ask('SCARD', keys.dead),
    ask('SCARD', keys.aside),
    listCases(store, { state: 'open' }),
  ])
  const ageMs = (score: unknown) => {
    const since = Number(maybe(score, asText) ?? Infinity)
    return since < now ? now - since : 0
  }
  return {
    mailboxes: asNumber(mailboxes),
    oldestMailboxMs: ageMs(mailbox),
    outboxes: asNumber(outboxes),
    oldestOutboxMs: ageMs(outbox),
    lateTimers: asNumber(lateTimers),
    openCases: byLevel(open),
    unreachedCases: byLevel(open.filter(({ case: { contactedAt } }) => contactedAt === undefined)),
    unownedCases: open.filter(({ case: one }) => one.state !== 'contacted' && (one.deadline === undefined || one.deadline < now - unownedMs)).length,
    deadLetters: asNumber(deadLetters),
    setAside: asNumber(setAside),
  }
}

function byLevel(cases: Awaited<ReturnType<typeof listCases>>): ReadonlyMap<Level, number> {
  const counts = new Map<Level, number>()
  for (const { case: one } of cases) counts.set(one.level, (counts.get(one.level) ?? 0) + 1)
  return counts
}
