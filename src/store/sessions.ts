// How staff come in: one-time sign-in links, sessions, and the token of a calendar feed. Only hashes of them are stored.
// Each look asks again whether the colleague is still there: who left has no way in, whatever they hold.
import { runScript, send, type Store } from './redis.ts'
import { asList, asNumber, asText, maybe } from './reply.ts'
import { hashOf, newSecret } from './secrets.ts'
import { readStaff } from './staff.ts'

const signInMs = 15 * 60_000
/** The first coordinator finds the link in the output of the first start. */
const firstSignInMs = 24 * 60 * 60_000
const sessionIdleMs = 15 * 60_000
const sessionMs = 12 * 60 * 60_000

/** A one-time token for a sign-in link, good for 15 minutes; for the only member of staff for 24 hours. */
export async function createSignInLink(store: Store, staffId: string, o: { forMs?: number } = {}): Promise<string> {
  const token = newSecret()
  const isFirst = asNumber(await send(store, ['SCARD', store.keys.staff])) <= 1
  const forMs = o.forMs ?? (isFirst ? firstSignInMs : signInMs)
  const now = store.clock()
  await send(store, ['SET', store.keys.signIn + hashOf(token), `${staffId} ${now + forMs} ${now}`, 'PX', String(Math.max(forMs, firstSignInMs))])
  return token
}

/** Trades the token for a session, once. */
export async function redeemSignIn(store: Store, token: string): Promise<string | undefined> {
  const [staffId, until, madeAt] = (maybe(await send(store, ['GETDEL', store.keys.signIn + hashOf(token)]), asText) ?? '').split(' ')
  const now = store.clock()
  if (!staffId || Number(until) <= now || !(await readStaff(store, staffId))) return undefined
  const signedOutAt = maybe(await send(store, ['HGET', store.keys.owner + staffId, 'e']), asNumber)
  if (signedOutAt !== undefined && Number(madeAt ?? 0) < signedOutAt) return undefined
  const sessionId = newSecret()
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

/** Signs somebody out everywhere; a sign-in link made before opens nothing any more. */
export async function endAllSessions(store: Store, staffId: string): Promise<void> {
  const hashes = asList(await send(store, ['SMEMBERS', store.keys.sessionsOf + staffId])).map(asText)
  await runScript(store, 'set-field', [staffId, 'r', 'e', String(store.clock())])
  await send(store, ['DEL', store.keys.sessionsOf + staffId, ...hashes.map((one) => store.keys.session + one)])
}

/** A new token for the member's calendar feed; an older one stops working. */
export async function createFeedToken(store: Store, staffId: string): Promise<string> {
  const token = newSecret()
  const older = maybe(await send(store, ['HGET', store.keys.feedTokens, staffId]), asText)
  await send(store, ['SET', store.keys.feedToken + hashOf(token), staffId])
  await send(store, ['HSET', store.keys.feedTokens, staffId, hashOf(token)])
  if (older !== undefined) await send(store, ['DEL', store.keys.feedToken + older])
  return token
}

export async function readFeedToken(store: Store, token: string): Promise<string | undefined> {
  return maybe(await send(store, ['GET', store.keys.feedToken + hashOf(token)]), asText)
}
