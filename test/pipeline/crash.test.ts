// Killed with -9 at each gap between two steps, and at random: nobody is left without an answer, nothing is answered twice except what was being
// sent at that very moment, and every person gets their answers in the order of their questions.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ingest } from '../../src/store/mailbox.ts'
import { send } from '../../src/store/redis.ts'
import { startTestStore, until, type TestStore } from '../store/redis-for-tests.ts'
import { arrivalOf, readJournal, type Line } from './journal-channel.ts'

const people = Array.from({ length: 50 }, (_, n) => `person${n}`)
const rounds = [1, 2, 3, 4]
let house: TestStore
let journal: string
const children: ChildProcess[] = []

beforeEach(async () => {
  house = await startTestStore()
  journal = join(house.redis.dir, 'journal')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await house.stop()
})

async function startProcess(crashAt = ''): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'worker-process.ts')], {
    env: { ...process.env, BRUG_TEST_REDIS: house.redis.url, BRUG_TEST_JOURNAL: journal, BRUG_CRASH_AT: crashAt }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')])
  return child
}

async function everybodyWrites(): Promise<void> {
  for (const round of rounds) await ingest(house.store, people.map((person) => arrivalOf('telegram', person, round, `question ${round}`)))
}

/** First time each message was accepted, in order. */
function firstOnly(lines: Line[]): Line[] {
  return lines.filter((line, n) => lines.findIndex(({ id }) => id === line.id) === n)
}

async function everythingAnswered(timeoutMs = 12_000): Promise<Line[]> {
  await until(() => firstOnly(readJournal(journal)).length >= people.length * rounds.length, timeoutMs)
  await until(async () => Number(await send(house.store, ['ZCARD', house.store.keys.due])) === 0 && Number(await send(house.store, ['ZCARD', house.store.keys.ready])) === 0, timeoutMs)
  return readJournal(journal)
}

function expectInOrder(lines: Line[]): void {
  for (const person of people) expect(firstOnly(lines).filter(({ to }) => to === person).map(({ text }) => text)).toEqual(rounds.map((round) => `echo: question ${round}`))
}

function repeats(lines: Line[]): Line[] {
  return lines.filter((line, n) => lines.findIndex(({ id }) => id === line.id) !== n)
}

describe('killed with -9', () => {
  test.each([
    ['claimed:20', 'after the claim, before the turn: answered once', 0],
    ['decided:30', 'after the turn, before the commit: the turn is taken again, answered once', 0],
    ['committed:40', 'after the commit, before the send: answered once', 0],
    ['permitted:25', 'just before sending: answered once', 0],
    ['sent:25', 'after the platform accepted, before that was written down: at most what was under way comes twice', 50],
    ['settled:25', 'after it was written down: only what else was under way comes twice', 50],
  ])('%s: %s', async (crashAt, _what, repeatsMax) => {
    await everybodyWrites()
    const first = await startProcess(crashAt)
    if (first.exitCode === null && first.signalCode === null) await once(first, 'exit')
    expect(first.signalCode).toBe('SIGKILL')
    await startProcess()
    const lines = await everythingAnswered()
    expectInOrder(lines)
    const twice = repeats(lines)
    expect(twice.length).toBeLessThanOrEqual(repeatsMax)
    // Never two different messages of one person: only the one at the front can have been under way.
    expect(new Set(twice.map(({ to }) => to)).size).toBe(twice.length)
  })

  test('at random, again and again, while people keep writing: all answered, in order', async () => {
    let kills = 0
    const writing = (async () => {
      for (const round of rounds) {
        await ingest(house.store, people.map((person) => arrivalOf('telegram', person, round, `question ${round}`)))
        await pause(350)
      }
    })()
    for (const lifeMs of [60, 140, 20, 90]) {
      const child = await startProcess()
      await pause(lifeMs)
      child.kill('SIGKILL')
      kills++
      if (child.signalCode === null) await once(child, 'exit')
    }
    await writing
    await startProcess()
    const lines = await everythingAnswered()
    expectInOrder(lines)
    expect(repeats(lines).length).toBeLessThanOrEqual(kills * people.length)
  })

  test('the work of a dead process is taken over within its lease of three seconds and one more', async () => {
    await startProcess()
    const doomed = await startProcess('claimed:1')
    const startedAt = Date.now()
    await everybodyWrites()
    const lines = await everythingAnswered()
    expectInOrder(lines)
    expect(doomed.signalCode ?? 'alive').toMatch(/SIGKILL|alive/)
    expect(Math.max(...lines.map(({ at }) => at)) - startedAt).toBeLessThan(4000 + 1000)
  })
})

test('stopped politely in the middle of the work: everything is answered exactly once', async () => {
  await everybodyWrites()
  for (let n = 0; n < 3; n++) {
    const child = await startProcess()
    await pause(10)
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    expect(child.exitCode).toBe(0)
  }
  await startProcess()
  const lines = await everythingAnswered()
  expectInOrder(lines)
  expect(repeats(lines)).toEqual([])
})
