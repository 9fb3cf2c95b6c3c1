// The bucket all senders share, with a clock of the test: never more than the platform allows, and answers before notices.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import type { Purpose } from '../../src/core/effect.ts'
import { askPermit, pause } from '../../src/pipeline/pace.ts'
import { startTestStore, type TestStore } from '../store/redis-for-tests.ts'
import { journalChannel } from './journal-channel.ts'

let now = 1_000_000
let house: TestStore
beforeEach(async () => {
  now = 1_000_000
  house = await startTestStore({ clock: () => now })
})
afterEach(async () => house.stop())

function asker(pace: Channel['pace']) {
  const channel = journalChannel('telegram', { pace })
  return async (owner: string, purpose: Purpose = 'answer') => askPermit(house.store, { channel, owner }, purpose)
}

test('two thousand notices take the time the platform sets, not five per cent more, and never go faster', async () => {
  const notices = 2000
  const ask = asker({ perSecond: 80, gapMs: 0, burst: 80 })
  const waiting = Array.from({ length: notices }, (_, n) => ({ owner: `p_${n}`, at: now }))
  const sentAt: number[] = []
  let asked = 0
  while (waiting.length > 0) {
    waiting.sort((a, b) => a.at - b.at)
    const next = waiting.shift()
    if (!next) break
    now = Math.max(now, next.at)
    asked++
    const permit = await ask(next.owner, 'notice')
    if (permit.type === 'go') sentAt.push(now + permit.waitMs)
    else waiting.push({ owner: next.owner, at: now + permit.waitMs })
  }
  const tookMs = Math.max(...sentAt) - 1_000_000
  expect(tookMs).toBeLessThanOrEqual((notices / 80) * 1000 * 1.05)
  sentAt.sort((a, b) => a - b)
  // Any second: at most the rate, plus what had been saved up.
  for (const [n, at] of sentAt.entries()) expect(sentAt.slice(n).filter((other) => other < at + 1000).length).toBeLessThanOrEqual(80 + 80)
  expect(asked).toBeLessThan(notices * 2.5)
})

test('answers are let through at once while thousands of notices wait', async () => {
  const ask = asker({ perSecond: 30, gapMs: 0, burst: 30 })
  for (let n = 0; n < 500; n++) await ask(`p_${n}`, 'notice')
  for (let n = 0; n < 7; n++) expect(await ask(`q_${n}`)).toEqual({ type: 'go', waitMs: 0 })
  for (let n = 0; n < 30; n++) expect(await ask(`u_${n}`, 'urgent')).toMatchObject({ type: 'go' })
})

test('two messages to one person keep their distance, urgent ones excepted', async () => {
  const ask = asker({ perSecond: 100, gapMs: 1000, burst: 100 })
  expect(await ask('p_1')).toEqual({ type: 'go', waitMs: 0 })
  expect(await ask('p_1')).toEqual({ type: 'wait', waitMs: 1000 })
  expect(await ask('p_2')).toEqual({ type: 'go', waitMs: 0 })
  expect(await ask('p_1', 'urgent')).toEqual({ type: 'go', waitMs: 0 })
  now += 700
  // What is nearly due is granted with its wait, so that the sender need not ask again.
  expect(await ask('p_1')).toEqual({ type: 'go', waitMs: 300 })
})

describe('a pause the platform asked for', () => {
  test('binds every lane, and a shorter one does not shorten it', async () => {
    const channel = journalChannel('telegram', { pace: { perSecond: 30, gapMs: 0, burst: 30 } })
    const receiver = { channel, owner: 'p_1' }
    await pause(house.store, receiver, 'account', 60_000)
    await pause(house.store, receiver, 'account', 10)
    for (const purpose of ['urgent', 'answer', 'notice'] as const) {
      const permit = await askPermit(house.store, { channel, owner: 'p_2' }, purpose)
      expect(permit.type).toBe('wait')
      expect(permit.waitMs).toBeGreaterThan(50_000)
    }
  })

  test('for one receiver leaves others alone', async () => {
    const channel = journalChannel('telegram', { pace: { perSecond: 30, gapMs: 0, burst: 30 } })
    await pause(house.store, { channel, owner: 'p_1' }, 'receiver', 60_000)
    expect((await askPermit(house.store, { channel, owner: 'p_1' }, 'urgent')).type).toBe('wait')
    expect((await askPermit(house.store, { channel, owner: 'p_2' }, 'notice')).type).toBe('go')
  })
})
