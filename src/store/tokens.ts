// The bearer tokens of other systems: what each may do, until when, and when it was used last. Only a hash of the token itself is kept.
import { z } from 'zod'
import { send, type Store } from './redis.ts'
import { asList, asText, maybe } from './reply.ts'
import { randomId } from './sealing.ts'
import { hashOf, newSecret } from './secrets.ts'
import { StaffMember } from './staff.ts'

export const Token = z.object({
  id: z.string(),
  role: StaffMember.shape.role,
  name: z.string(),
  createdAt: z.number(),
  /** Epoch ms; absent: good until it is revoked. */
  expiresAt: z.number().optional(),
  /** To the minute. */
  usedAt: z.number().optional(),
})
export type Token = z.infer<typeof Token>

/** A use is noted at most this often: a busy system shall not cost a write with each request. */
const noteUseMs = 60_000

/** `bearer` is shown once and can not be found again. */
export async function createToken(store: Store, o: { role: Token['role']; name: string; expiresAt?: number }): Promise<Token & { bearer: string }> {
  const bearer = `brug_${newSecret()}`
  const token: Token = { id: `t_${randomId()}`, role: o.role, name: o.name, createdAt: store.clock(), expiresAt: o.expiresAt }
  await send(store, ['SET', store.keys.token + hashOf(bearer), JSON.stringify(token)])
  return { ...token, bearer }
}

/** Notes the use. undefined: no such token, or its time is over. */
export async function readToken(store: Store, bearer: string): Promise<Token | undefined> {
  const key = store.keys.token + hashOf(bearer)
  const token = await tokenAt(store, key)
  const now = store.clock()
  if (!token || (token.expiresAt !== undefined && token.expiresAt <= now)) return undefined
  // XX: one that is revoked in this moment does not come back.
  if (now - (token.usedAt ?? 0) >= noteUseMs) await send(store, ['SET', key, JSON.stringify({ ...token, usedAt: now }), 'XX'])
  return token
}

/** Also those whose time is over, until they are revoked; oldest first. */
export async function listTokens(store: Store): Promise<Token[]> {
  const tokens = await Promise.all((await tokenKeys(store)).map(async (key) => tokenAt(store, key)))
  return tokens.filter((token) => token !== undefined).toSorted((a, b) => a.createdAt - b.createdAt)
}

/** False: there is no such token. */
export async function revokeToken(store: Store, id: string): Promise<boolean> {
  for (const key of await tokenKeys(store)) {
    if ((await tokenAt(store, key))?.id !== id) continue
    await send(store, ['DEL', key])
    return true
  }
  return false
}

async function tokenAt(store: Store, key: string): Promise<Token | undefined> {
  const found = maybe(await send(store, ['GET', key]), asText)
  return found === undefined ? undefined : Token.parse(JSON.parse(found))
}

/** A handful, looked for seldom: they need no list of their own. */
async function tokenKeys(store: Store): Promise<string[]> {
  const found = new Set<string>()
  let cursor = '0'
  do {
    const page = asList(await send(store, ['SCAN', cursor, 'MATCH', `${store.keys.token}*`, 'COUNT', '1000']))
    cursor = asText(page[0])
    for (const key of asList(page[1])) found.add(asText(key))
  } while (cursor !== '0')
  return [...found]
}
