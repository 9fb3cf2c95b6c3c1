// The staff: who they are, how they are reached, and the roster a turn reads.
// Also how they sign in, and the bearer tokens of other systems. A member's record is sealed with their own key, like a participant's; of
// links, sessions and tokens only hashes are stored: who reads Redis can sign in nowhere.
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { RosterEntry } from '../core/content.ts'
import type { Address } from '../core/conversation.ts'
import type { Event } from '../core/event.ts'
import { Lang } from '../core/phrasebook.ts'
import { rememberSeenS } from './mailbox.ts'
import { keyNow, keyOf } from './owners.ts'
import { runScript, send, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'
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
  await send(store, ['HSET', store.keys.owner + staffId, 'r', seal(key, 'record', { ...before, ...defined(o) })])
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
  return (await members(store)).map(({ id, name, role, duty }) => ({ staffId: id, firstName: firstNameOf(name), role, duty }))
}

/** How a member is reached: Telegram, else WhatsApp, else only through the inbox. */
export async function staffAddresses(store: Store, staffId: string): Promise<Address[]> {
  const found = (await members(store)).find(({ id }) => id === staffId) ?? (await readStaff(store, staffId))
  if (!found) return []
  const { telegram, whatsapp, addedAt } = found
  if (telegram) return [{ channel: 'telegram', addressId: telegram, reachable: true, since: addedAt }]
  return whatsapp ? [{ channel: 'whatsapp', addressId: whatsapp, reachable: true, since: addedAt }] : []
}

const signInMs = 15 * 60_000
/** The first coordinator finds the link in the output of the first start. */
const firstSignInMs = 24 * 60 * 60_000
const sessionIdleMs = 15 * 60_000
const sessionMs = 12 * 60 * 60_000

/** A one-time token for a sign-in link, good for 15 minutes; for the only member of staff for 24 hours. */
export async function createSignInLink(store: Store, staffId: string, o: { forMs?: number } = {}): Promise<string> {
  const token = secret()
  const isFirst = asNumber(await send(store, ['SCARD', store.keys.staff])) <= 1
  const forMs = o.forMs ?? (isFirst ? firstSignInMs : signInMs)
  await send(store, ['SET', store.keys.signIn + hashOf(token), `${staffId} ${store.clock() + forMs}`, 'PX', String(Math.max(forMs, firstSignInMs))])
  return token
}

/** Trades the token for a session, once. */
export async function redeemSignIn(store: Store, token: string): Promise<string | undefined> {
  const [staffId, until] = (maybe(await send(store, ['GETDEL', store.keys.signIn + hashOf(token)]), asText) ?? '').split(' ')
  const now = store.clock()
  if (!staffId || Number(until) <= now || !(await readStaff(store, staffId))) return undefined
  const sessionId = secret()
  const key = store.keys.session + hashOf(sessionId)
  await send(store, ['SADD', store.keys.sessionsOf + staffId, hashOf(sessionId)])
  await send(store, ['HSET', key, 's', staffId, 'u', String(now + sessionIdleMs), 'z', String(now + sessionMs)])
  await send(store, ['PEXPIRE', key, String(sessionMs)])
  return sessionId
}

export interface Session {
  staffId: string
  /** Epoch ms after which it ends whatever happens. */
  endsAt: number
}

/** Ends after 15 minutes without use and after 12 hours in any case. `idle`: this look is no use. */
export async function readSession(store: Store, sessionId: string, o: { idle: boolean } = { idle: false }): Promise<Session | undefined> {
  const found = maybe(await runScript(store, 'session', [hashOf(sessionId), String(store.clock()), o.idle ? '0' : String(sessionIdleMs)]), asList)
  return found && { staffId: asText(found[0]), endsAt: asNumber(found[1]) }
}

export async function endSession(store: Store, sessionId: string): Promise<void> {
  const key = store.keys.session + hashOf(sessionId)
  const staffId = maybe(await send(store, ['HGET', key, 's']), asText)
  await send(store, ['DEL', key])
  if (staffId !== undefined) await send(store, ['SREM', store.keys.sessionsOf + staffId, hashOf(sessionId)])
}

export async function endAllSessions(store: Store, staffId: string): Promise<void> {
  const hashes = asList(await send(store, ['SMEMBERS', store.keys.sessionsOf + staffId])).map(asText)
  await send(store, ['DEL', store.keys.sessionsOf + staffId, ...hashes.map((one) => store.keys.session + one)])
}

const Token = z.object({ id: z.string(), role: StaffMember.shape.role, name: z.string(), createdAt: z.number() })
export type Token = z.infer<typeof Token>

/** A bearer token for another system; shown once. */
export async function createToken(store: Store, o: { role: StaffMember['role']; name: string }): Promise<string> {
  const bearer = `brug_${secret()}`
  const token: Token = { id: `t_${randomId()}`, role: o.role, name: o.name, createdAt: store.clock() }
  await send(store, ['SET', store.keys.token + hashOf(bearer), JSON.stringify(token)])
  return bearer
}

export async function readToken(store: Store, bearer: string): Promise<Token | undefined> {
  const found = maybe(await send(store, ['GET', store.keys.token + hashOf(bearer)]), asText)
  return found === undefined ? undefined : Token.parse(JSON.parse(found))
}

/** A new token for the member's calendar feed; an older one stops working. */
export async function createFeedToken(store: Store, staffId: string): Promise<string> {
  const token = secret()
  const older = maybe(await send(store, ['HGET', store.keys.feedTokens, staffId]), asText)
  await send(store, ['SET', store.keys.feedToken + hashOf(token), staffId])
  await send(store, ['HSET', store.keys.feedTokens, staffId, hashOf(token)])
  if (older !== undefined) await send(store, ['DEL', store.keys.feedToken + older])
  return token
}

export async function readFeedToken(store: Store, token: string): Promise<string | undefined> {
  return maybe(await send(store, ['GET', store.keys.feedToken + hashOf(token)]), asText)
}

function secret(): string {
  return randomBytes(24).toString('base64url')
}

/** Secrets of 192 random bits need no salt and no slow hash. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** Participants know staff by their first name only. */
export function firstNameOf(name: string): string {
  return name.split(/\s+/)[0] ?? name
}
