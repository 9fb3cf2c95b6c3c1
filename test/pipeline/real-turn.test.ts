// The promise of the pipeline with the product's own turns: two hundred messages of fifty people, the worker killed with -9 at random moments; every
// message gets its answer, everybody gets theirs in order, and nothing comes twice but what was being sent when a worker died.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { newConversation } from '../../src/core/conversation.ts'
import { ingest } from '../../src/store/mailbox.ts'
import { send } from '../../src/store/redis.ts'
import { turns } from '../../src/turns.ts'
import { startTestStore, until, type TestStore } from '../store/redis-for-tests.ts'
import { projectContent } from '../content-for-tests.ts'
import { arrivalOf, readJournal, type Line } from './journal-channel.ts'

const people = Array.from({ length: 50 }, (_, n) => `person${n}`)
const texts = ['hallo', 'Nederlands', 'hoe vind ik een huisarts?', 'menu']
const livesMs = [60, 140, 20]
const children: ChildProcess[] = []
let house: TestStore | undefined

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await house?.stop()
})

/** What the pure turn answers to these texts, one after another. */
function expectedAnswers(): string[] {
  const content = projectContent()
  let conversation = newConversation('p_expected', Date.now())
  return texts.flatMap((text, n) => {
    const event = { ...arrivalOf('telegram', 'somebody', n, text).event, id: `in_${n}` }
    const turn = turns.takeTurn(content, conversation, event, new Date())
    conversation = turn.conversation
    return turn.effects.flatMap((effect) => (effect.type === 'say' ? [effect.text] : []))
  })
}

function loadProcess({ redis }: TestStore): { child: ChildProcess; loaded: Promise<unknown> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'real-turn-process.ts')], {
    env: { ...process.env, BRUG_TEST_REDIS: redis.url, BRUG_TEST_JOURNAL: join(redis.dir, 'journal') },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  return { child, loaded: once(child.stdout ?? child, 'data') }
}

async function beginWork(child: ChildProcess): Promise<void> {
  const works = once(child.stdout ?? child, 'data')
  child.stdin?.write('go\n')
  await works
}

test('200 messages of 50 people, the worker killed again and again: all answered, in order, and twice only what was being sent', async () => {
  const opened = await startTestStore()
  house = opened
  const { store, redis } = opened
  const journal = join(redis.dir, 'journal')
  // They load beforehand, all at once, so that the deaths follow each other quickly.
  const workers = [...livesMs, Infinity].map(() => loadProcess(opened))
  await Promise.all(workers.map(({ loaded }) => loaded))
  const writing = (async () => {
    for (const [n, text] of texts.entries()) {
      await ingest(
        store,
        people.map((person) => arrivalOf('telegram', person, n, text)),
      )
      await pause(150)
    }
  })()
  const diedAt: number[] = []
  for (const [n, lifeMs] of livesMs.entries()) {
    const child = workers[n]?.child
    if (!child) continue
    await beginWork(child)
    await pause(lifeMs)
    child.kill('SIGKILL')
    await once(child, 'exit')
    diedAt.push(Date.now())
  }
  await writing
  const last = workers.at(-1)?.child
  if (last) await beginWork(last)

  await until(() => firstOnly(readJournal(journal)).length >= people.length * texts.length, 15_000)
  await until(async () => (await sizeOf(store.keys.ready)) + (await sizeOf(store.keys.due)) === 0, 15_000)
  const lines = readJournal(journal)
  const expected = expectedAnswers()
  expect(expected.length).toBe(texts.length)
  for (const person of people) expect(textsTo(person, firstOnly(lines))).toEqual(expected)
  for (const again of repeatsIn(lines)) {
    const first = lines.find(({ id }) => id === again.id)?.at ?? 0
    expect(diedAt.some((at) => first <= at && at <= again.at)).toBe(true)
  }
  // At each death one message at most of each person was on its way.
  for (const person of people) expect(repeatsIn(lines.filter(({ to }) => to === person)).length).toBeLessThanOrEqual(livesMs.length)

  async function sizeOf(key: string): Promise<number> {
    return Number(await send(store, ['ZCARD', key]))
  }
})

function firstOnly(lines: Line[]): Line[] {
  return lines.filter((line, n) => lines.findIndex(({ id }) => id === line.id) === n)
}

function repeatsIn(lines: Line[]): Line[] {
  return lines.filter((line, n) => lines.findIndex(({ id }) => id === line.id) !== n)
}

function textsTo(person: string, lines: Line[]): string[] {
  return lines.filter(({ to }) => to === person).map(({ text }) => text)
}
