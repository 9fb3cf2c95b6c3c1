// Is the house at rest, and which keys does it keep? Looks at every key there is; for a soak, never for a house in use.
import { kindOf } from '../../src/store/owners.ts'
import { send, type Store } from '../../src/store/redis.ts'
import { asList, asNumber, asText } from '../../src/store/reply.ts'

/** So long nothing may happen by itself while everything is read: the answer to the last of several messages in a row comes after four seconds. */
const stillMs = 6_000

/** What waits, is leased or stands somewhere in between. */
export async function restless(store: Store): Promise<string[]> {
  const { keys } = store
  const now = store.clock()
  const [ready = [], due = []] = await Promise.all(
    [keys.ready, keys.due].map(async (key) => asList(await send(store, ['ZRANGE', key, '0', '-1', 'WITHSCORES'])).map(asText)),
  )
  const soon = asList(await send(store, ['ZRANGEBYSCORE', keys.calendar, '-inf', String(now + stillMs)])).length
  const moments = soon > 0 ? [`${soon} moments come within ${stillMs / 1000} s`] : []
  const left = [...waitingOf('with events', ready, now), ...waitingOf('with something to send', due, now), ...moments]
  if (left.length > 0) return left
  const names = await namesOf(store)
  const waiting = names.filter((name) => [keys.mailbox, keys.urgent, keys.outbox].some((kind) => name.startsWith(kind)))
  const owners = names.filter((name) => name.startsWith(keys.owner))
  const leases = await Promise.all(owners.map(async (name) => asList(await send(store, ['HMGET', name, 'l', 'o', 'a']))))
  const held = leases.filter((fields) => fields.some((field) => field !== null)).length
  return [...(waiting.length > 0 ? [`${waiting.length} lists are not empty and in no index`] : []), ...(held > 0 ? [`${held} leases are not given back`] : [])]
}

/** How long the platform's own limits make whatever waits now take: eighty messages a second for everybody, one a second for each. */
export async function backlogMs(store: Store): Promise<number> {
  const { keys } = store
  const lists = (await namesOf(store)).filter((name) => [keys.mailbox, keys.urgent, keys.outbox].some((kind) => name.startsWith(kind)))
  const byOwner = new Map<string, number>()
  const lengths = await Promise.all(lists.map(async (name) => asNumber(await send(store, ['LLEN', name]))))
  for (const [n, name] of lists.entries()) {
    const owner = name.slice(name.lastIndexOf(':') + 1)
    byOwner.set(owner, (byOwner.get(owner) ?? 0) + (lengths[n] ?? 0))
  }
  const all = [...byOwner.values()].reduce((sum, count) => sum + count, 0)
  return 1000 * Math.max(all / 80, ...byOwner.values())
}

function waitingOf(what: string, scored: readonly string[], now: number): string[] {
  const waits = scored.filter((_, n) => n % 2 === 1).map((score) => Math.round((Number(score) - now) / 1000))
  return waits.length > 0 ? [`${waits.length} owners ${what}, to be looked at in ${Math.min(...waits)} to ${Math.max(...waits)} s`] : []
}

/** How many keys of each kind live for ever. */
export async function census(store: Store): Promise<Map<string, number>> {
  const names = await namesOf(store)
  const ttls = await Promise.all(names.map(async (name) => asNumber(await send(store, ['PTTL', name]))))
  const counts = new Map<string, number>()
  for (const [n, name] of names.entries()) {
    if (ttls[n] !== -1) continue
    const [kind = '', owner = ''] = name.slice(store.prefix.length).split(':')
    const counted = kind.length === 1 && kindOf(owner) === 'staff' ? `${kind} of staff` : kind
    counts.set(counted, (counts.get(counted) ?? 0) + 1)
  }
  return counts
}

async function namesOf(store: Store): Promise<string[]> {
  const names = new Set<string>()
  let cursor = '0'
  do {
    const page = asList(await send(store, ['SCAN', cursor, 'COUNT', '2000']))
    cursor = asText(page[0])
    for (const name of asList(page[1])) names.add(asText(name))
  } while (cursor !== '0')
  return [...names]
}
