// Moments: each fires once, not before its time and soon after it, whatever happens to the queue that carries it.
import { Queue } from 'bullmq'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { doChore } from '../../src/pipeline/chores.ts'
import { drain } from '../../src/pipeline/converse.ts'
import { pipelineMetrics } from '../../src/pipeline/counters.ts'
import { waitingGauges } from '../../src/pipeline/gauges.ts'
import { send, type Store } from '../../src/store/redis.ts'
import { asList, asText } from '../../src/store/reply.ts'
import { until } from '../store/redis-for-tests.ts'
import { openHouse, untilQuiet, type House } from './house.ts'
import { smallContent, smallTurns } from './small-turns.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(async () => house.stop())

const said = () => house.telegram.lines.map(({ text }) => text)

async function keysOfBull(store: Store): Promise<string[]> {
  return asList(await send(store, ['KEYS', `${store.prefix}bull*`])).map(asText)
}

async function settle(owner: string): Promise<void> {
  await drain({ store: house.store, turns: smallTurns, content: () => smallContent }, owner)
}

/** A second and a bit on a machine at rest (the soak measures it); a busy one may take longer, but nothing that was forgotten comes back this soon. */
const soonMs = 4000

describe('a moment', () => {
  test('fires once, not before its time and soon after it, also with two workers', async () => {
    await house.work()
    await house.work()
    const startedAt = Date.now()
    for (let n = 0; n < 20; n++) await house.writes(`person${n}`, 'in 1500 tea')
    await until(() => said().length >= 20)
    for (const line of house.telegram.lines) {
      expect(line.at - startedAt).toBeGreaterThanOrEqual(1500)
      expect(line.at - startedAt).toBeLessThan(1500 + soonMs)
    }
    await untilQuiet(house)
    expect(said()).toEqual(Array.from({ length: 20 }, () => 'tea'))
  })

  test('goes through a job whose name holds no colon and nobody’s id', async () => {
    await house.work()
    const owner = await house.writes('amal', 'in 20000 tea')
    await until(async () => (await keysOfBull(house.store)).some((key) => /:moments:[0-9a-f]{32}$/.test(key)))
    const keys = await keysOfBull(house.store)
    expect(keys.filter((key) => key.includes(owner) || key.includes('amal'))).toEqual([])
  })

  test('survives the loss of every key of the queue', async () => {
    await house.work()
    for (let n = 0; n < 5; n++) await house.writes(`person${n}`, 'in 1500 tea')
    await until(async () => (await keysOfBull(house.store)).filter((key) => /:moments:[0-9a-f]{32}$/.test(key)).length === 5)
    await send(house.store, ['DEL', ...(await keysOfBull(house.store))])
    await until(() => said().length >= 5)
    await untilQuiet(house)
    expect(said().length).toBe(5)
  })

  test('survives the loss of the calendar: the records are enough to make it anew', async () => {
    const owner = await house.writes('amal', 'in 800 tea')
    await settle(owner)
    await send(house.store, ['DEL', house.store.keys.calendar])
    await house.work()
    await until(() => said().length === 1)
  })

  test('that passed while nobody worked fires once, oldest first', async () => {
    const owner = await house.writes('amal', 'in 1500 second')
    await house.writes('amal', 'in 3000 third')
    await house.writes('amal', 'in 0 first')
    await settle(owner)
    const past = Date.now() + 3100
    await until(() => Date.now() > past)
    await house.work()
    await until(() => said().length >= 3)
    await untilQuiet(house)
    expect(said()).toEqual(['first', 'second', 'third'])
  })

  test('that was moved fires at its new time only', async () => {
    await house.work()
    const owner = await house.writes('amal', 'in 700 tea')
    await until(async () => (await house.heard(owner)).length === 1)
    const startedAt = Date.now()
    await house.writes('amal', 'in 2000 tea')
    await until(() => said().length === 1)
    expect((house.telegram.lines[0]?.at ?? 0) - startedAt).toBeGreaterThanOrEqual(1990)
    await untilQuiet(house)
    expect(await house.heard(owner)).toEqual(['in 700 tea', 'in 2000 tea', 'due tea'])
  })
})

describe('chores', () => {
  test('are planned once, however many workers start: retention at half past three in Amsterdam', async () => {
    await house.work()
    await house.work()
    const queue = new Queue('chores', { connection: { url: house.store.url }, prefix: `${house.store.prefix}bull` })
    try {
      await until(async () => (await queue.getJobSchedulers()).length === 3)
      const planned = await queue.getJobSchedulers()
      expect(planned.map(({ key }) => key).toSorted()).toEqual(['rebuild', 'retention', 'watchdog'])
      expect(planned.find(({ key }) => key === 'retention')).toMatchObject({ pattern: '30 3 * * *', tz: 'Europe/Amsterdam' })
    } finally {
      await queue.close()
    }
  })

  test('the watchdog counts cases nobody was asked for and moments that stay behind', async () => {
    const metrics = pipelineMetrics(new Registry())
    const registry = new Registry()
    const parts = { store: { ...house.store, clock: () => Date.now() + 120_000 }, content: () => smallContent, log: house.log, metrics }
    await doChore(parts, 'watchdog')
    expect(house.logged.join('')).not.toContain('unownedCases')
    await settle(await house.writes('amal', 'case'))
    await settle(await house.writes('omar', 'in 0 tea'))
    await doChore(parts, 'watchdog')
    expect(house.logged.at(-1)).toContain('"lateTimers":1,"unownedCases":1')
    // Any process shows the same, also one that has just been started.
    waitingGauges(registry, parts.store)
    const shown = await registry.metrics()
    expect(shown).toMatch(/^brug_unowned_cases 1$/m)
    expect(shown).toMatch(/^brug_late_timers 1$/m)
    expect(shown).toMatch(/^brug_open_cases\{level="3A"\} [01]$/m)
    expect(shown).toMatch(/^brug_unreached_cases\{level="3A"\} [01]$/m)
    expect(shown).toMatch(/^brug_waiting_mailboxes 0$/m)
    expect(shown).toMatch(/^brug_dead_letters 0$/m)
  })

  test('what waits in a mailbox shows with its age, and a store that is away shows no number', async () => {
    await house.writes('amal', 'hello')
    const later = { ...house.store, clock: () => Date.now() + 90_000 }
    const registry = new Registry()
    waitingGauges(registry, later)
    const shown = await registry.metrics()
    expect(shown).toMatch(/^brug_waiting_mailboxes 1$/m)
    expect(Number(/^brug_oldest_mailbox_seconds (.*)$/m.exec(shown)?.[1])).toBeGreaterThanOrEqual(89)
    const away = new Registry()
    waitingGauges(away, {
      ...house.store,
      clock: () => {
        throw new Error('away')
      },
    })
    expect(await away.metrics()).toMatch(/^brug_unowned_cases Nan$/im)
  })

  test('retention runs by the terms of the municipality', async () => {
    const metrics = pipelineMetrics(new Registry())
    const owner = await house.writes('amal', 'hello')
    await settle(owner)
    const parts = { store: house.store, content: () => smallContent, log: house.log, metrics }
    await doChore(parts, 'retention')
    expect(await house.heard(owner)).toEqual(['hello'])
    // Whoever has something to be handled is not let go before that.
    await settle(owner)
    const yearMs = 366 * 24 * 3600 * 1000
    await doChore({ ...parts, store: { ...house.store, clock: () => Date.now() + yearMs } }, 'retention')
    expect(await house.heard(owner)).toEqual([])
  })
})
