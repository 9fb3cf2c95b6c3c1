// A colleague leaves: at once without a way in and off the roster; then their key is destroyed, and everybody they had to do with is told by an event.
// What stays, for two years, is their first name and role under a key of its own: the record of a case must still say who acted.
import { z } from 'zod'
import { listCases } from './cases.ts'
import { forget } from './forgetting.ts'
import { post } from './mailbox.ts'
import { currentOwner } from './owners.ts'
import { runScript, send, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'
import { newKey, open, seal } from './sealing.ts'
import { firstNameOf, forgetRoster, listStaff, StaffMember } from './staff.ts'

export const FormerStaff = z.object({ id: z.string(), firstName: z.string(), role: StaffMember.shape.role, leftAt: z.number() })
export type FormerStaff = z.infer<typeof FormerStaff>

/** `told`: the participants whose conversation hears of it. `last_coordinator`: nobody would be left who may add a colleague. */
export type Leaving = { type: 'left'; told: string[] } | { type: 'last_coordinator' } | { type: 'unknown' }

/** As long as the file of a volunteer who left is kept. */
const formerMonths = 24

/** Resolves when the key is destroyed and every event is in its mailbox. Interrupted, it goes on when asked again, and with the next sweep. */
export async function removeStaff(store: Store, staffId: string): Promise<Leaving> {
  const members = await listStaff(store)
  const member = members.find(({ id }) => id === staffId)
  if (!member) return (await isLeaving(store, staffId)) ? { type: 'left', told: await finish(store, staffId) } : { type: 'unknown' }
  const others = members.filter(({ id, role }) => role === 'coordinator' && id !== staffId).map(({ id }) => id)
  if (member.role === 'coordinator' && others.length === 0) return { type: 'last_coordinator' }
  const kept: FormerStaff = { id: staffId, firstName: firstNameOf(member.name), role: member.role, leftAt: Math.floor(store.clock()) }
  const wrapped = store.sealing.wrapKey(staffId, newKey())
  const key = store.sealing.unwrapKey(staffId, wrapped)
  if (!key) throw new Error('a new key could not be unwrapped')
  const words = [String(kept.leftAt), staffId, wrapped, seal(key, 'record', kept), ...(member.role === 'coordinator' ? others : [])]
  const outcome = asText(await runScript(store, 'leave', words))
  forgetRoster(store)
  if (outcome === 'last') return { type: 'last_coordinator' }
  return { type: 'left', told: await finish(store, staffId) }
}

/** True when without this colleague there would be no coordinator. */
export async function isLastCoordinator(store: Store, staffId: string): Promise<boolean> {
  const coordinators = (await listStaff(store)).filter(({ role }) => role === 'coordinator')
  return coordinators.length === 1 && coordinators[0]?.id === staffId
}

/** Newest last. */
export async function listFormerStaff(store: Store): Promise<FormerStaff[]> {
  const ids = asList(await send(store, ['ZRANGE', store.keys.formerStaff, '0', '-1'])).map(asText)
  const found = await Promise.all(ids.map(async (id) => readFormer(store, id)))
  return found.filter((one) => one !== undefined)
}

/** Ends leavings that were interrupted, and forgets the names of those who left long ago. */
export async function sweepFormerStaff(store: Store, now: number): Promise<void> {
  for (const id of asList(await send(store, ['SMEMBERS', store.keys.leaving])).map(asText)) await finish(store, id)
  const before = new Date(now)
  before.setUTCMonth(before.getUTCMonth() - formerMonths)
  for (const id of asList(await send(store, ['ZRANGEBYSCORE', store.keys.formerStaff, '-inf', String(before.getTime())])).map(asText)) {
    await send(store, ['DEL', store.keys.former + id])
    await send(store, ['ZREM', store.keys.formerStaff, id])
  }
}

async function isLeaving(store: Store, staffId: string): Promise<boolean> {
  return asNumber(await send(store, ['SISMEMBER', store.keys.leaving, staffId])) === 1
}

/**
 * The key goes first: from then on an alert to this colleague fails at once and the next is asked. Only then is looked who must be told, so that a turn
 * under way, which still knew them, is either seen here or fails there.
 */
async function finish(store: Store, staffId: string): Promise<string[]> {
  await forget(store, staffId)
  const former = await readFormer(store, staffId)
  const open = await listCases(store, { state: 'open' })
  const theirs = asList(await send(store, ['SMEMBERS', store.keys.toTell + staffId])).map(asText)
  const owners = await Promise.all(theirs.map(async (owner) => currentOwner(store, owner)))
  const told = [...new Set([...owners, ...open.map(({ participantId }) => participantId)])]
  for (const owner of told) {
    const id = `left_${store.sealing.digest('left', staffId, owner)}`
    await post(store, owner, { id, at: Math.floor(store.clock()), type: 'staff_left', staffId, firstName: former?.firstName ?? '' })
  }
  await send(store, ['DEL', store.keys.toTell + staffId])
  await send(store, ['SREM', store.keys.leaving, staffId])
  return told
}

async function readFormer(store: Store, staffId: string): Promise<FormerStaff | undefined> {
  const [wrapped, sealed] = asList(await send(store, ['HMGET', store.keys.former + staffId, 'k', 'r']))
  const [bytes, record] = [maybe(wrapped, asBytes), maybe(sealed, asBytes)]
  const key = bytes && store.sealing.unwrapKey(staffId, bytes)
  const read = key && record && FormerStaff.safeParse(open(key, 'record', record))
  return read?.success ? read.data : undefined
}
