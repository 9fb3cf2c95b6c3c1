import { afterAll, beforeAll, expect, test } from 'vitest'
import { follow } from '../../src/store/changes.ts'
import { waitForWork } from '../../src/store/changes.ts'
import { readEditions, saveEdition } from '../../src/store/editions.ts'
import { startRedis } from '../../src/store/embedded.ts'
import { ingest } from '../../src/store/mailbox.ts'
import { closeStore, openStore } from '../../src/store/redis.ts'
import { createFeedToken, createSignInLink, endAllSessions, endSession, readFeedToken, readSession, redeemSignIn } from '../../src/store/sessions.ts'
import { addStaff, listStaff, readStaff, roster, staffAddresses, updateStaff } from '../../src/store/staff.ts'
import { createToken, readToken } from '../../src/store/tokens.ts'
import { startTestStore, testMasterKey, until, type TestStore } from './redis-for-tests.ts'
import { everyByte, turnOf, wrote } from './samples.ts'

let now = 10_000
const minuteMs = 60_000
let house: TestStore
beforeAll(async () => {
  house = await startTestStore({ clock: () => now })
})
afterAll(() => house.stop())

test('the link of the only member of staff is good for a day, later ones for 15 minutes, each once', async () => {
  const { store } = house
  const { id: first } = await addStaff(store, { name: 'Els', role: 'coordinator', duty: true })
  const link = await createSignInLink(store, first)
  now += 23 * 60 * minuteMs
  expect(await redeemSignIn(store, link)).toBeTypeOf('string')
  expect(await redeemSignIn(store, link)).toBeUndefined()
  const { id } = await addStaff(store, { name: 'Maria', role: 'volunteer', telegram: '4242', whatsapp: '+31612345678' })
  const late = await createSignInLink(store, id)
  now += 15 * minuteMs
  expect(await redeemSignIn(store, late)).toBeUndefined()
  expect(await staffAddresses(store, id)).toMatchObject([{ channel: 'telegram', addressId: '4242' }])
  expect(await roster(store)).toEqual([
    { staffId: first, firstName: 'Els', role: 'coordinator', duty: true, inboxOnly: true },
    { staffId: id, firstName: 'Maria', role: 'volunteer', duty: false },
  ])
  await updateStaff(store, id, { duty: true, name: undefined })
  expect(await readStaff(store, id)).toMatchObject({ name: 'Maria', duty: true })
  expect((await roster(store))[1]?.duty).toBe(true)
  expect(await listStaff(store)).toHaveLength(2)
})

test('a session ends after 15 minutes without use and after 12 hours whatever happens', async () => {
  const { store } = house
  const { id } = await addStaff(store, { name: 'X', role: 'volunteer' })
  const signIn = async () => (await redeemSignIn(store, await createSignInLink(store, id))) ?? ''
  const idle = await signIn()
  now += 14 * minuteMs
  expect((await readSession(store, idle, { idle: true }))?.staffId).toBe(id)
  now += minuteMs
  expect(await readSession(store, idle)).toBeUndefined()
  const busy = await signIn()
  for (let n = 0; n < 71; n += 1) {
    now += 10 * minuteMs
    expect(await readSession(store, busy)).toBeDefined()
  }
  now += 10 * minuteMs
  expect(await readSession(store, busy)).toBeUndefined()
  const [a, b] = [await signIn(), await signIn()]
  await endSession(store, a)
  expect(await readSession(store, a)).toBeUndefined()
  await endAllSessions(store, id)
  expect(await readSession(store, b)).toBeUndefined()
})

test('tokens are stored as hashes only; a new calendar token ends the old one', async () => {
  const { store } = house
  const { id } = await addStaff(store, { name: 'Y', role: 'volunteer' })
  const { bearer } = await createToken(store, { role: 'coordinator', name: 'municipal system' })
  const link = await createSignInLink(store, id)
  const session = (await redeemSignIn(store, await createSignInLink(store, id))) ?? ''
  const [old, fresh] = [await createFeedToken(store, id), await createFeedToken(store, id)]
  expect(await readToken(store, bearer)).toMatchObject({ role: 'coordinator', name: 'municipal system' })
  expect(await readToken(store, 'brug_wrong')).toBeUndefined()
  expect([await readFeedToken(store, old), await readFeedToken(store, fresh)]).toEqual([undefined, id])
  const stored = await everyByte(store)
  for (const secret of [bearer, bearer.slice(5), link, session, old, fresh]) expect(stored).not.toContain(secret)
})

test('the wrong master key is refused at the door', async () => {
  await expect(openStore({ url: house.redis.url, masterKey: Buffer.alloc(32, 8) })).rejects.toThrow('MASTER_KEY')
  const again = await openStore({ url: house.redis.url, masterKey: testMasterKey })
  await closeStore(again)
})

test('a second start on the same folder uses the server that runs, and the first to stop leaves it to the other', async () => {
  const second = await startRedis({ dir: house.redis.dir, keepUp: false })
  expect(second.url).toBe(house.redis.url)
  await second.stop()
  expect((await ingest(house.store, [wrote('still there', { from: 'still there' })]))[0]?.fresh).toBe(true)
})

test('workers are woken by what comes in, and do not miss what came before they waited', async () => {
  const { store } = house
  await waitForWork(store, { timeoutMs: 10 })
  await waitForWork(store, { timeoutMs: 300 })
  const startedAt = performance.now()
  const waiting = waitForWork(store, { timeoutMs: 10_000 })
  const [stored] = await ingest(store, [wrote('wake', { from: 'wake' })])
  await waiting
  await ingest(store, [wrote('wake 2', { from: 'wake 2' })])
  await waitForWork(store, { timeoutMs: 10_000 })
  expect(performance.now() - startedAt).toBeLessThan(5_000)
  expect(stored?.fresh).toBe(true)
  await waitForWork(store, { timeoutMs: 10_000, signal: AbortSignal.abort() })
})

test('the change feed tells what follows, goes on after a known place, and survives a restart of Redis', async () => {
  const { store } = house
  const [stored] = await ingest(store, [wrote('feed 1', { from: 'feed' }), wrote('feed 2', { from: 'feed' }), wrote('feed 3', { from: 'feed' })])
  const owner = stored?.owner ?? ''
  const stop = new AbortController()
  const heard: { id: string; eventId: string }[] = []
  const listening = (async () => {
    for await (const change of follow(store, { signal: stop.signal })) if (change.owner === owner) heard.push(change)
  })()
  const first = await turnOf(store, owner)
  await until(() => heard.length === 1)
  await house.redis.kill()
  await house.redis.restart()
  const second = await turnOf(store, owner)
  await until(() => heard.length === 2)
  stop.abort()
  await listening
  expect(heard.map(({ eventId }) => eventId)).toEqual([first.event.id, second.event.id])
  const third = await turnOf(store, owner)
  const later = new AbortController()
  const caughtUp: string[] = []
  for await (const change of follow(store, { after: heard[0]?.id, signal: later.signal })) {
    caughtUp.push(change.eventId)
    if (caughtUp.length === 2) later.abort()
  }
  expect(caughtUp).toEqual([second.event.id, third.event.id])
})

test('an edition stays as it was first saved', async () => {
  await saveEdition(house.store, { flow: 'onboarding', edition: 'abc', content: { id: 'onboarding' } })
  await saveEdition(house.store, { flow: 'onboarding', edition: 'abc', content: { id: 'other' } })
  expect(await readEditions(house.store)).toEqual([{ flow: 'onboarding', edition: 'abc', content: { id: 'onboarding' } }])
})
