// G3: a worker emptying mailboxes, in order and exactly once, against BullMQ running jobs that do nothing, on the same Redis.
// Ours reads real messages with the real turn and stores what comes of them; nothing is sent to a channel.
import { createNodeRedisClient, Queue, RedisConnection, Worker } from 'bullmq'
import { createClient } from 'redis'
import type { Content } from '../src/core/content.ts'
import { conversing } from '../src/pipeline/converse.ts'
import { ingest } from '../src/store/mailbox.ts'
import { closeStore, openStore } from '../src/store/redis.ts'
import { turns } from '../src/turns.ts'
import { masterKey } from './house.ts'
import { sample, type Sample } from './measure.ts'

const owners = 200
const texts = ['hoe vind ik een huisarts?', 'menu', '1', 'dank je wel', 'hoe vraag ik zorgtoeslag aan']

/** `events` messages of 200 people wait; all of them are handled. */
export async function drainOurs(url: string, content: Content, events: number, round: number): Promise<Sample> {
  const store = await openStore({ url, masterKey, prefix: `bench${round}:`, timeoutMs: 10_000 })
  const arrivals = Array.from({ length: events }, (_, n) => ({
    channel: 'webchat' as const,
    dedupeKey: `d${n}`,
    senderIds: [`sender${n % owners}`],
    event: {
      type: 'message_received' as const,
      at: Date.now(),
      channel: 'webchat' as const,
      addressId: `sender${n % owners}`,
      messageId: `m${n}`,
      text: texts[n % texts.length] ?? '',
    },
  }))
  for (let from = 0; from < events; from += 500) await ingest(store, arrivals.slice(from, from + 500))
  content.understanding.read('')
  const converse = conversing({ store, turns, content: () => content })
  const taken = await sample(events, async () => {
    while ((await converse.step()) === 'more') continue
    await converse.finish()
  })
  await closeStore(store)
  return taken
}

/** `jobs` empty jobs wait; fifty at a time are done. */
export async function drainBull(url: string, jobs: number, round: number): Promise<Sample> {
  RedisConnection.clientFactory = () =>
    createNodeRedisClient(createClient({ socket: { path: url.replace('unix://', ''), tls: false } }).on('error', () => undefined))
  const shared = { connection: { url }, prefix: `bull${round}` }
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
