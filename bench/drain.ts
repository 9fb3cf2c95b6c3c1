// G3: a worker emptying mailboxes, in order and exactly once, against BullMQ running jobs that do nothing, on the same Redis.
// Ours reads real messages with the real turn and stores what comes of them; nothing is sent to a channel. No two texts are alike, half of what waits
// are taps and short answers. Both are warm: a worker runs for days.
import { createNodeRedisClient, Queue, RedisConnection, Worker } from 'bullmq'
import { createClient } from 'redis'
import type { Content } from '../src/core/content.ts'
import type { Reading, Understanding } from '../src/core/understanding/understand.ts'
import { conversing } from '../src/pipeline/converse.ts'
import { ingest } from '../src/store/mailbox.ts'
import { closeStore, openStore } from '../src/store/redis.ts'
import { turns } from '../src/turns.ts'
import { masterKey } from './house.ts'
import { sample, type Sample } from './measure.ts'
import type { Talk } from './talk.ts'

/** `people` have `each` messages waiting; all of them are handled. `name` keeps one drain's keys from another's. */
export async function drainOurs(o: { url: string; content: Content; talk: Talk; people: number; each: number; name: string }): Promise<Sample> {
  const store = await openStore({ url: o.url, masterKey, prefix: `${o.name}:`, timeoutMs: 10_000 })
  const owners: string[] = []
  for (let turn = 1; turn <= o.each; turn += 1)
    for (let from = 0; from < o.people; from += 500) {
      const people = Array.from({ length: Math.min(500, o.people - from) }, (_, n) => from + n)
      const stored = await ingest(
        store,
        people.map((n) => o.talk.arrival({ person: `${o.name} ${n}`, owner: owners[n] ?? '', lang: n, turn })),
      )
      for (const [n, { owner }] of stored.entries()) owners[from + n] = owner
    }
  const converse = conversing({ store, turns, content: () => o.content })
  const taken = await sample(o.people * o.each, async () => {
    while ((await converse.step()) === 'more') continue
    await converse.finish()
  })
  await closeStore(store)
  return taken
}

/** The same reader with a watch on it. */
export function timed(inner: Understanding): { understanding: Understanding; spentMs: () => number } {
  let spent = 0
  const time = <T>(work: () => T): T => {
    const startedAt = performance.now()
    const value = work()
    spent += performance.now() - startedAt
    return value
  }
  const understanding: Understanding = {
    read(text, lang) {
      const reading: Reading = time(() => inner.read(text, lang))
      return {
        ...(reading.command ? { command: reading.command } : {}),
        greeting: reading.greeting,
        get distress() {
          return time(() => reading.distress)
        },
        get lang() {
          return time(() => reading.lang)
        },
        get langSure() {
          return time(() => reading.langSure)
        },
        get topics() {
          return time(() => reading.topics)
        },
        get sure() {
          return time(() => reading.sure)
        },
      }
    },
  }
  return { understanding, spentMs: () => spent }
}

/** `jobs` empty jobs wait; fifty at a time are done. */
export async function drainBull(url: string, jobs: number, name: string): Promise<Sample> {
  RedisConnection.clientFactory = () =>
    createNodeRedisClient(createClient({ socket: { path: url.replace('unix://', ''), tls: false } }).on('error', () => undefined))
  const shared = { connection: { url }, prefix: `bull ${name}` }
  const queue = new Queue('empty', shared)
  for (let from = 0; from < jobs; from += 500)
    await queue.addBulk(Array.from({ length: Math.min(500, jobs - from) }, (_, n) => ({ name: 'empty', data: { n } })))
  const taken = await sample(jobs, async () => {
    let done = 0
    await new Promise<void>((resolve) => {
      const worker = new Worker('empty', async () => undefined, { ...shared, concurrency: 50, removeOnComplete: { count: 0 } })
      worker.on('completed', () => {
        done += 1
        if (done === jobs) void worker.close().then(resolve)
      })
    })
  })
  await queue.close()
  return taken
}
