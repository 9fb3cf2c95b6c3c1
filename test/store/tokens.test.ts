// Tokens of other systems: until when they are good, when they were used, and that a revoked one is gone.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeStaff } from '../../src/store/leaving.ts'
import { send } from '../../src/store/redis.ts'
import { addStaff, readStaff, updateStaff } from '../../src/store/staff.ts'
import { createSignInLink, endAllSessions, redeemSignIn } from '../../src/store/sessions.ts'
import { createToken, listTokens, readToken, revokeToken } from '../../src/store/tokens.ts'
import { startTestStore, type TestStore } from './redis-for-tests.ts'

let now = 1_000_000
const minuteMs = 60_000
let house: TestStore
beforeAll(async () => {
  house = await startTestStore({ clock: () => now })
})
afterAll(() => house.stop())

test('a token is good until its time is over, and stays on the list until it is revoked', async () => {
  const { store } = house
  const { id, bearer } = await createToken(store, { role: 'regisseur', name: 'figures', expiresAt: now + minuteMs })
  expect(await readToken(store, bearer)).toMatchObject({ id, role: 'regisseur' })
  now += minuteMs
  expect(await readToken(store, bearer)).toBeUndefined()
  expect(await listTokens(store)).toMatchObject([{ id, name: 'figures', usedAt: now - minuteMs }])
  expect(JSON.stringify(await listTokens(store))).not.toContain(bearer)
  expect(await revokeToken(store, id)).toBe(true)
  expect(await revokeToken(store, id)).toBe(false)
  expect(await listTokens(store)).toEqual([])
})

test('the last use is noted to the minute, and a revoked token does not come back by being used in that moment', async () => {
  const { store } = house
  const { id, bearer } = await createToken(store, { role: 'coordinator', name: 'municipal system' })
  expect(await listTokens(store)).not.toMatchObject([{ usedAt: expect.any(Number) }])
  const first = now
  await readToken(store, bearer)
  now += minuteMs - 1
  await readToken(store, bearer)
  expect(await listTokens(store)).toMatchObject([{ usedAt: first }])
  now += 1
  await Promise.all([...Array.from({ length: 20 }, async () => readToken(store, bearer)), revokeToken(store, id)])
  expect(await readToken(store, bearer)).toBeUndefined()
})

test('signing somebody out everywhere also ends a link that was not used yet, and not one made after', async () => {
  const { store } = house
  const { id } = await addStaff(store, { name: 'Maria', role: 'volunteer' })
  const before = await createSignInLink(store, id)
  now += 1
  await endAllSessions(store, id)
  const after = await createSignInLink(store, id)
  expect(await redeemSignIn(store, before)).toBeUndefined()
  expect(await redeemSignIn(store, after)).toBeDefined()
})

test('a change to a colleague who leaves in that moment brings nothing of them back', async () => {
  const { store } = house
  await addStaff(store, { name: 'Sara', role: 'coordinator' })
  for (let n = 0; n < 20; n += 1) {
    const { id } = await addStaff(store, { name: `Volunteer ${n}`, role: 'volunteer' })
    await Promise.all([removeStaff(store, id), updateStaff(store, id, { name: 'Changed' }), endAllSessions(store, id)])
    expect(await readStaff(store, id)).toBeUndefined()
    expect(await send(store, ['KEYS', `*${id}*`])).toEqual([Buffer.from(store.keys.former + id)])
  }
})
