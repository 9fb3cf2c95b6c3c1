// The staff: who they are, how they are reached, and the roster a turn reads. A member's record is sealed with their own key, like a participant's.
// How they sign in is in sessions.ts, how they leave in leaving.ts.
import { z } from 'zod'
import type { RosterEntry } from '../core/content.ts'
import type { Address } from '../core/conversation.ts'
import type { Event } from '../core/event.ts'
import { Lang } from '../core/phrasebook.ts'
import { rememberSeenS } from './mailbox.ts'
import { keyNow, keyOf } from './owners.ts'
import { runScript, send, type Store } from './redis.ts'
import { asBytes, asList, asText, maybe } from './reply.ts'
import { newKey, open, randomId, seal } from './sealing.ts'

export const StaffMember = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(['volunteer', 'coordinator', 'regisseur', 'editor']),
  lang: Lang,
  duty: z.boolean(),
  telegram: z.string().optional(),
  whatsapp: z.string().optional(),
  addedAt: z.number(),
})
export type StaffMember = z.infer<typeof StaffMember>

export class AddressTaken extends Error {
  override name = 'AddressTaken'
}

/** Adds a member of staff. Throws `AddressTaken` when a platform address already leads to somebody. */
export async function addStaff(
  store: Store,
  o: { name: string; role: StaffMember['role']; lang?: Lang; duty?: boolean; telegram?: string; whatsapp?: string },
): Promise<{ id: string }> {
  const id = `s_${randomId()}`
  const wrapped = store.sealing.wrapKey(id, newKey())
  const key = store.sealing.unwrapKey(id, wrapped)
  if (!key) throw new Error('a new key could not be unwrapped')
  const now = store.clock()
  const { telegram, whatsapp } = o
  const member: StaffMember = { id, name: o.name, role: o.role, lang: o.lang ?? 'nl', duty: o.duty ?? false, telegram, whatsapp, addedAt: now }
  const event: Event = { id: `added_${id}`, at: now, type: 'staff_added', firstName: firstNameOf(o.name), lang: member.lang, role: o.role }
  const hashes = [
    ...(telegram ? [store.sealing.addressHash('telegram', telegram)] : []),
    ...(whatsapp ? [store.sealing.addressHash('whatsapp', whatsapp)] : []),
  ]
  const answer = asList(
    await runScript(store, 'create', [
      String(now),
      id,
      wrapped,
      event.id,
      seal(key, 'event', event),
      store.keys.staff,
      seal(key, 'record', member),
      store.sealing.digest('create', event.id),
      String(rememberSeenS),
      ...hashes,
    ]),
  )
  if (asText(answer[0]) === 'taken') throw new AddressTaken('that address belongs to somebody else')
  rosters.delete(store)
  return { id }
}

export async function listStaff(store: Store): Promise<StaffMember[]> {
  const ids = asList(await send(store, ['SMEMBERS', store.keys.staff])).map(asText)
  const members = await Promise.all(ids.map(async (id) => readStaff(store, id)))
  return members.filter((member) => member !== undefined).toSorted((a, b) => a.addedAt - b.addedAt || a.id.localeCompare(b.id))
}

export async function readStaff(store: Store, staffId: string): Promise<StaffMember | undefined> {
  const [key, sealed] = await Promise.all([keyOf(store, staffId), send(store, ['HGET', store.keys.owner + staffId, 'r'])])
  const record = maybe(sealed, asBytes)
  if (!key || !record) return undefined
  const read = StaffMember.safeParse(open(key, 'record', record))
  return read.success ? read.data : undefined
}

export async function updateStaff(store: Store, staffId: string, o: Partial<Pick<StaffMember, 'name' | 'role' | 'lang' | 'duty'>>): Promise<void> {
  const before = await readStaff(store, staffId)
  const key = before && (await keyNow(store, staffId))
  if (!key) return
  await runScript(store, 'set-field', [staffId, 'r', 'r', seal(key, 'record', { ...before, ...defined(o) })])
  await send(store, ['XADD', store.keys.changes, 'MAXLEN', '~', '10000', '*', 'o', staffId, 'e', 'staff', 'w', 'record'])
  rosters.delete(store)
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.assign({}, ...Object.entries(fields).map(([name, value]) => (value === undefined ? {} : { [name]: value })))
}

interface Kept {
  at: number
  members: Promise<StaffMember[]>
}

/** The next turn asks anew who is there. */
export function forgetRoster(store: Store): void {
  rosters.delete(store)
}

const rosters = new WeakMap<Store, Kept>()
/** Another process may change the staff: this long at most an old roster is used. */
const rosterMsMax = 5_000

async function members(store: Store): Promise<StaffMember[]> {
  const kept = rosters.get(store)
  const now = performance.now()
  if (kept && now - kept.at < rosterMsMax) return kept.members
  const fresh = { at: now, members: listStaff(store) }
  rosters.set(store, fresh)
  fresh.members.catch(() => rosters.delete(store))
  return fresh.members
}

/** Everybody a ladder may ask. */
export async function roster(store: Store): Promise<RosterEntry[]> {
  return (await members(store)).map(({ id, name, role, duty, telegram, whatsapp }) => {
    const inboxOnly = telegram === undefined && whatsapp === undefined
    return { staffId: id, firstName: firstNameOf(name), role, duty, ...(inboxOnly ? { inboxOnly } : {}) }
  })
}

/** How a member is reached: Telegram, else WhatsApp, else only through the inbox. */
export async function staffAddresses(store: Store, staffId: string): Promise<Address[]> {
  const found = (await members(store)).find(({ id }) => id === staffId) ?? (await readStaff(store, staffId))
  if (!found) return []
  const { telegram, whatsapp, addedAt } = found
  if (telegram) return [{ channel: 'telegram', addressId: telegram, reachable: true, since: addedAt }]
  return whatsapp ? [{ channel: 'whatsapp', addressId: whatsapp, reachable: true, since: addedAt }] : []
}

/** Participants know staff by their first name only. */
export function firstNameOf(name: string): string {
  return name.split(/\s+/)[0] ?? name
}
