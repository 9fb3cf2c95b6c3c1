// Killed with -9 at each gap between two steps, and at random: nobody is left without an answer, nothing is answered twice except what was being
// sent at that very moment, and every person gets their answers in the order of their questions.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { afterAll, describe, expect, test } from 'vitest'
import { pipelineMetrics } from '../../src/pipeline/counters.ts'
import { startWorker } from '../../src/pipeline/worker.ts'
import { ingest } from '../../src/store/mailbox.ts'
import { send } from '../../src/store/redis.ts'
import { startTestStore, until, type TestStore } from '../store/redis-for-tests.ts'
import { arrivalOf, journalChannel, readJournal, type Line } from './journal-channel.ts'
import { smallContent, smallTurns } from './small-turns.ts'

const people = Array.from({ length: 50 }, (_, n) => `person${n}`)
const rounds = [1, 2, 3, 4]
const scenes: Scene[] = []

interface Scene {
  house: TestStore
  journal: string
  children: ChildProcess[]
}

afterAll(async () => {
  for (const { children, house } of scenes) {
    for (const child of children) child.kill('SIGKILL')
    await house.stop()
  }
})

async function openScene(): Promise<Scene> {
  const house = await startTestStore()
  const scene = { house, journal: join(house.redis.dir, 'journal'), children: [] }
  scenes.push(scene)
  return scene
}

/** Resolves when it works, or has died already. */
async function startProcess(scene: Scene, crashAt = ''): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'worker-process.ts')], {
    env: { ...process.env, BRUG_TEST_REDIS: scene.house.redis.url, BRUG_TEST_JOURNAL: scene.journal, BRUG_CRASH_AT: crashAt },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  scene.children.push(child)
  await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')])
  return child
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function everybodyWrites({ house }: Scene): Promise<void> {
  for (const round of rounds)
    await ingest(
      house.store,
      people.map((person) => arrivalOf('telegram', person, round, `question ${round}`)),
    )
}

/** First time each message was accepted, in order. */
function firstOnly(lines: Line[]): Line[] {
  return lines.filter((line, n) => lines.findIndex(({ id }) => id === line.id) === n)
}

function repeats(lines: Line[]): Line[] {
  return lines.filter((line, n) => lines.findIndex(({ id }) => id === line.id) !== n)
}

async function everythingAnswered({ house, journal }: Scene, answers = people.length * rounds.length): Promise<Line[]> {
  const { ready, due } = house.store.keys
  await until(() => firstOnly(readJournal(journal)).length >= answers, 20_000)
  await until(async () => Number(await send(house.store, ['ZCARD', due])) === 0 && Number(await send(house.store, ['ZCARD', ready])) === 0, 20_000)
  return readJournal(journal)
}

function expectInOrder(lines: Line[]): void {
  for (const person of people)
    expect(
      firstOnly(lines)
        .filter(({ to }) => to === person)
        .map(({ text }) => text),
    ).toEqual(rounds.map((round) => `echo: question ${round}`))
}

describe.concurrent('killed with -9', () => {
  test.each([
    ['claimed:20', 'after the claim, before the turn: answered once', 0],
    ['decided:30', 'after the turn, before the commit: the turn is taken again, answered once', 0],
    ['committed:40', 'after the commit, before the send: at most those sent a moment earlier come twice', 39],
    ['permitted:25', 'just before sending: this one comes once, at most the 24 sent a moment earlier twice', 24],
    ['sent:25', 'after the platform accepted, before that was written down: at most what was under way comes twice', 50],
    ['settled:25', 'after it was written down: only what else was under way comes twice', 50],
  ])('%s, %s', async (crashAt, _what, repeatsMax) => {
    const scene = await openScene()
    await everybodyWrites(scene)
    const first = await startProcess(scene, crashAt)
    await ended(first)
    expect(first.signalCode).toBe('SIGKILL')
    await startProcess(scene)
    const lines = await everythingAnswered(scene)
    expectInOrder(lines)
    const twice = repeats(lines)
    expect(twice.length).toBeLessThanOrEqual(repeatsMax)
    // Never two different messages of one person: only the one at the front can have been under way.
    expect(new Set(twice.map(({ to }) => to)).size).toBe(twice.length)
  })

  test('at random, again and again, while people keep writing: all answered, in order', async () => {
    const scene = await openScene()
    const writing = (async () => {
      for (const round of rounds) {
        await ingest(
          scene.house.store,
          people.map((person) => arrivalOf('telegram', person, round, `question ${round}`)),
        )
        await pause(400)
      }
    })()
    const lives = [60, 140, 20, 90]
    for (const lifeMs of lives) {
      const child = await startProcess(scene)
      await pause(lifeMs)
      child.kill('SIGKILL')
      await ended(child)
    }
    await writing
    await startProcess(scene)
    const lines = await everythingAnswered(scene)
    expectInOrder(lines)
    expect(repeats(lines).length).toBeLessThanOrEqual(lives.length * people.length)
  })

  test('an event that ends every process that touches it is put aside after five deaths, and nobody who stood beside it is', async () => {
    const scene = await openScene()
    await ingest(scene.house.store, [arrivalOf('telegram', 'poison', 1, 'hello'), ...people.map((person) => arrivalOf('telegram', person, 1, 'question 1'))])
    await startProcess(scene)
    await everythingAnswered(scene, people.length + 1)
    const [alive] = scene.children
    await ingest(scene.house.store, [arrivalOf('telegram', 'poison', 2, 'die'), arrivalOf('telegram', 'poison', 3, 'still here?')])
    for (const round of [2, 3, 4])
      await ingest(
        scene.house.store,
        people.map((person) => arrivalOf('telegram', person, round, `question ${round}`)),
      )
    if (alive) await ended(alive)
    let deaths = 1
    for (; deaths < 9; deaths++) {
      const child = await startProcess(scene)
      const isDone = everythingAnswered(scene, people.length * rounds.length + 3).then(() => true)
      if (await Promise.race([ended(child).then(() => false), isDone])) break
      isDone.catch(() => undefined)
    }
    expect(deaths).toBe(5)
    const lines = await everythingAnswered(scene, people.length * rounds.length + 3)
    expectInOrder(lines)
    expect(
      firstOnly(lines)
        .filter(({ to }) => to === 'poison')
        .map(({ text }) => text),
    ).toEqual(['echo: hello', 'something went wrong', 'echo: still here?'])
    expect(Number(await send(scene.house.store, ['SCARD', scene.house.store.keys.dead]))).toBe(1)
  })
})

// How soon is a figure of the bench (G11), not of a test: it depends on the machine.
test('what a dead process held is taken over by another when its lease has ended', async () => {
  const scene = await openScene()
  await everybodyWrites(scene)
  await ended(await startProcess(scene, 'decided:1'))
  const worker = await startWorker({
    store: scene.house.store,
    channels: [journalChannel('telegram', { file: scene.journal })],
    turns: smallTurns,
    content: () => smallContent,
    metrics: pipelineMetrics(new Registry()),
  })
  const lines = await everythingAnswered(scene)
  await worker.stop()
  expectInOrder(lines)
})

test('stopped politely in the middle of the work: everything is answered exactly once', async () => {
  const scene = await openScene()
  await everybodyWrites(scene)
  for (let n = 0; n < 3; n++) {
    const child = await startProcess(scene)
    await pause(10)
    child.kill('SIGTERM')
    await ended(child)
    expect(child.exitCode).toBe(0)
  }
  await startProcess(scene)
  const lines = await everythingAnswered(scene)
  expectInOrder(lines)
  expect(repeats(lines)).toEqual([])
})
