// What BullMQ carries must come back from everything that can happen to a connection, and never take the process with it.
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pino } from 'pino'
import { startQueues, type Moment, type Queues } from '../../src/pipeline/queues.ts'
import { send, Unavailable } from '../../src/store/redis.ts'
import { startTestStore, until, type TestStore } from '../store/redis-for-tests.ts'

let house: TestStore
let queues: Queues | undefined
let between: Server | undefined
beforeEach(async () => {
  house = await startTestStore()
})
afterEach(async () => {
  await queues?.stop()
  between?.close()
  await house.stop()
})

/** Stands between BullMQ and Redis. `cuts`: tears the line when this is asked, instead of passing it on. */
async function lineTo(cuts: (asked: string) => boolean): Promise<string> {
  const target = house.redis.url.replace('unix://', '')
  const path = join(house.redis.dir, 'between.sock')
  const server = createServer((near: Socket) => {
    const far = createConnection(target)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
    far.on('data', (bytes) => near.write(bytes))
    near.on('data', (bytes) => {
      if (cuts(bytes.toString('latin1'))) near.destroy()
      else far.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  between = server
  return `unix://${path}`
}

function start(url: string): Moment[] {
  const came: Moment[] = []
  queues = startQueues({
    url,
    prefix: 'q:',
    onMoment: async (moment) => void came.push(moment),
    onChore: async () => {},
    log: pino({ level: 'silent' }),
  })
  return came
}

async function putOnTheirWay(moments: Moment[]): Promise<void> {
  await until(async () => {
    try {
      await queues?.schedule(moments, Date.now())
      return true
    } catch {
      return false
    }
  })
}

test('a connection that breaks while the queues open is made again; the process goes on meanwhile, and moments come', async () => {
  let torn = 0
  const came = start(await lineTo((asked) => asked.includes('INFO') && torn++ < 6))
  const moment = { owner: 'p_1', timerId: 't', at: Date.now() }
  await expect(queues?.schedule([moment], Date.now())).rejects.toBeInstanceOf(Unavailable)
  await pause(20)
  await putOnTheirWay([moment])
  await until(() => came.length === 1)
  expect(torn).toBeGreaterThanOrEqual(6)
  expect(came).toEqual([moment])
})

test('a Redis that refuses is asked again a few times a second, not without end; when it is well again moments come and chores are planned', async () => {
  const memory = async (max: string) => send(house.store, ['CONFIG', 'SET', 'maxmemory', max])
  await memory('1')
  const came = start(house.redis.url)
  await pause(1500)
  const asked = Number(/cmdstat_evalsha:calls=(\d+)/.exec(String(await send(house.store, ['INFO', 'commandstats'])))?.[1] ?? 0)
  expect(asked).toBeLessThan(60)
  await memory('0')
  const moment = { owner: 'p_1', timerId: 't', at: Date.now() }
  await putOnTheirWay([moment])
  await until(() => came.length === 1)
  await until(async () => Number(await send(house.store, ['ZCARD', 'q:bull:chores:repeat'])) === 3)
})
