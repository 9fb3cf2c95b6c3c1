import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRedis } from '../../src/store/embedded.ts'
import { closeStore, openStore, send } from '../../src/store/redis.ts'
import { asText } from '../../src/store/reply.ts'
import { testMasterKey, until } from './redis-for-tests.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'brug-e-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test('several starts at once on one folder make one server, which the last to stop takes down', async () => {
  const at = join(dir, 'shared')
  const all = await Promise.all([1, 2, 3].map(async () => startRedis({ dir: at, keepUp: false })))
  expect(new Set(all.map(({ pid }) => pid)).size).toBe(1)
  const store = await openStore({ url: all[0]?.url ?? '', masterKey: testMasterKey })
  await all[0]?.stop()
  await all[1]?.stop()
  expect(asText(await send(store, ['PING']))).toBe('PONG')
  await closeStore(store)
  await all[2]?.stop()
  expect(() => process.kill(all[2]?.pid ?? 0, 0)).toThrow('ESRCH')
})

test('it writes every change to disk before it answers, throws nothing away and listens on no port', async () => {
  const redis = await startRedis({ dir: join(dir, 'settings'), keepUp: false })
  const faults: unknown[] = []
  const store = await openStore({ url: redis.url, masterKey: testMasterKey, report: (fault) => faults.push(fault) })
  const setting = async (name: string) => String(await send(store, ['CONFIG', 'GET', name]))
  expect([
    await setting('appendonly'),
    await setting('appendfsync'),
    await setting('maxmemory-policy'),
    await setting('port'),
    await setting('unixsocketperm'),
  ]).toEqual(['appendonly,yes', 'appendfsync,always', 'maxmemory-policy,noeviction', 'port,0', 'unixsocketperm,600'])
  expect(faults).toEqual([])
  await send(store, ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru'])
  await closeStore(await openStore({ url: redis.url, masterKey: testMasterKey, report: (fault) => faults.push(fault) }))
  expect(faults).toMatchObject([{ what: 'settings' }])
  await closeStore(store)
  await redis.stop()
})

test('a server that dies is started again, and the store finds it by itself', async () => {
  const lines: string[] = []
  const redis = await startRedis({ dir: join(dir, 'dies'), log: (line) => lines.push(line) })
  const store = await openStore({ url: redis.url, masterKey: testMasterKey })
  await send(store, ['SET', 'kept', 'yes'])
  const { pid } = redis
  process.kill(pid, 'SIGKILL')
  await until(async () => redis.pid !== pid && store.redis.isReady && (await send(store, ['GET', 'kept']).then(String, () => '')) === 'yes')
  expect(lines).toHaveLength(1)
  await closeStore(store)
  await redis.stop()
})

test('a folder whose path is too long for a socket works all the same', async () => {
  const at = join(dir, 'long'.repeat(20), 'longer'.repeat(10))
  await mkdir(at, { recursive: true })
  const redis = await startRedis({ dir: at, keepUp: false })
  const store = await openStore({ url: redis.url, masterKey: testMasterKey })
  expect(asText(await send(store, ['PING']))).toBe('PONG')
  await closeStore(store)
  await redis.stop()
})
