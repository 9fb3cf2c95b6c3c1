// What BullMQ carries: moments that are near, and the chores of the house (retention, rebuilding the calendar, the watchdog).
// A job is a nudge and never the only place where something stands: every key of BullMQ may be lost, and the tick in remind.ts still fires each moment.
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createNodeRedisClient, Queue, RedisConnection, Worker, type IRedisClient, type Job } from 'bullmq'
import type { Logger } from 'pino'
import { createClient } from 'redis'
import { z } from 'zod'
import { Unavailable } from '../store/redis.ts'
import { faultOf } from './loop.ts'

/** Ids only: who it is and what about stands in the conversation. */
export const Moment = z.object({ owner: z.string(), timerId: z.string(), at: z.number() })
export type Moment = z.infer<typeof Moment>

export type Chore = 'retention' | 'rebuild' | 'watchdog'

export interface Queues {
  /** Puts near moments on their way; one that is on its way already is left alone. */
  schedule(moments: Moment[], now: number): Promise<void>
  stop(): Promise<void>
}

export interface QueueParts {
  url: string
  prefix: string
  onMoment: (moment: Moment) => Promise<void>
  onChore: (chore: Chore) => Promise<void>
  log: Logger
}

/** The nightly hour is the municipality's, whatever the clock of the machine says. */
const choreTimes: [Chore, { pattern: string; tz: string } | { every: number }][] = [
  ['retention', { pattern: '30 3 * * *', tz: 'Europe/Amsterdam' }],
  ['rebuild', { pattern: '17 * * * *', tz: 'Europe/Amsterdam' }],
  ['watchdog', { every: 60_000 }],
]

/**
 * BullMQ's own defaults give up on jobs that never ran when a process crashes, and wait a minute to find out. Here a lost lock is noticed within
 * eight seconds and a job survives ten crashes.
 */
const patience = { lockDuration: 5000, stalledInterval: 2500, maxStalledCount: 10, runRetryDelay: 500, drainDelay: 5 }
const tidy = { removeOnComplete: true, removeOnFail: { count: 200, age: 7 * 24 * 3600 } }
const closeTimeoutMs = 3000
const askAgainMs = 250
const planAgainMs = 5000

export function startQueues(parts: QueueParts): Queues {
  // BullMQ has one factory for the whole program; the address travels in each connection's own options.
  RedisConnection.clientFactory = ({ url }) => clientFor(url)
  const stopping = new AbortController()
  let made: Made | undefined
  let open: Made | undefined
  const opening = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      made = make(parts)
      try {
        await Promise.all(everyPart(made).map((part) => part.waitUntilReady()))
        if (stopping.signal.aborted) return
        for (const worker of made.workers)
          void worker.run().catch((error: unknown) => parts.log.error({ queue: worker.name, ...faultOf(error) }, 'a queue ended'))
        open = made
        return await plan(made.chores, parts.log, stopping.signal)
      } catch (error) {
        if (stopping.signal.aborted) return
        parts.log.warn(faultOf(error), 'the queues lost Redis while they were opening: once more')
        await Promise.all(everyPart(made).map(closed))
        await pause(askAgainMs)
      }
    }
  }
  void opening()
  return {
    async schedule(near, now) {
      const jobs = near.map((moment) => ({ name: 'due', data: moment, opts: { jobId: jobIdOf(moment), delay: Math.max(0, moment.at - now) } }))
      if (jobs.length === 0) return
      if (!open) throw new Unavailable('the queues are not open yet')
      await open.moments.addBulk(jobs)
    },
    async stop() {
      stopping.abort()
      if (made) await Promise.all(everyPart(made).map(closed))
    },
  }
}

interface Made {
  moments: Queue
  chores: Queue
  workers: Worker[]
}

function everyPart({ moments, chores, workers }: Made): (Queue | Worker)[] {
  return [...workers, moments, chores]
}

/** Connected but not at work: a worker whose connection broke while it was being made never gets another, and must be made anew. */
function make(parts: QueueParts): Made {
  const connection = { url: parts.url }
  const shared = { connection, prefix: `${parts.prefix}bull` }
  const moments = new Queue('moments', { ...shared, defaultJobOptions: tidy })
  const chores = new Queue('chores', { ...shared, defaultJobOptions: tidy })
  const workers = [
    new PatientWorker('moments', async (job) => parts.onMoment(Moment.parse(job.data)), { ...shared, ...patience, autorun: false, concurrency: 50 }),
    new PatientWorker('chores', async (job) => runChore(parts, job), { ...shared, ...patience, autorun: false, concurrency: 1 }),
  ]
  for (const queue of [moments, chores]) queue.on('error', () => undefined)
  for (const worker of workers) {
    worker.on('error', () => undefined)
    worker.on('failed', (job, error) => parts.log.error({ queue: worker.name, job: job?.name, ...faultOf(error) }, 'a job failed'))
  }
  return { moments, chores, workers }
}

/**
 * BullMQ asks for the next job again at once when asking failed for any reason it does not know as a lost connection. With a Redis that refuses
 * (full disk) that is a storm of questions, and with one that fails by itself the whole process would do nothing else any more.
 */
class PatientWorker extends Worker {
  protected override async moveToActive(token: string, name?: string): Promise<Job> {
    try {
      return await super.moveToActive(token, name)
    } catch (error) {
      await pause(askAgainMs)
      throw error
    }
  }
}

/** Unlike the store's own connection this one waits for Redis to come back: BullMQ's loops are made for that. */
function clientFor(url: string | undefined): IRedisClient {
  const client = createClient({
    url,
    disableClientInfo: true,
    socket: { connectTimeout: 2000, reconnectStrategy: (retries) => Math.min(20 * 2 ** retries, 500) },
  })
  client.on('error', () => undefined)
  const adapted = createNodeRedisClient(client)
  // BullMQ takes its own listener off when it closes; an error after that would end the process.
  adapted.on('error', () => undefined)
  return adapted
}

/** BullMQ allows no colon in a job id; the hash also keeps the id of the person out of it. */
function jobIdOf({ owner, timerId, at }: Moment): string {
  return createHash('sha256').update(`${owner} ${timerId} ${at}`).digest('hex').slice(0, 32)
}

async function runChore(parts: QueueParts, job: Job): Promise<void> {
  const chore = choreTimes.find(([name]) => name === job.name)?.[0]
  if (chore) await parts.onChore(chore)
}

/** Leaves nothing behind: an id that is still known would keep the next start from adding it. */
const onceAtStart = { removeOnComplete: true, removeOnFail: true, attempts: 5, backoff: { type: 'exponential', delay: 1000 } }

/** Tried until it is done: a Redis that refuses today must not leave tomorrow night without its chores. */
async function plan(chores: Queue, log: Logger, signal: AbortSignal): Promise<void> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      for (const [name, when] of choreTimes) await chores.upsertJobScheduler(name, when, { name, opts: tidy })
      // Whatever happened while nobody worked: the calendar is made equal to the records once at each start.
      await chores.add('rebuild', {}, { jobId: 'rebuild-at-start', ...onceAtStart })
      return
    } catch (error) {
      if (tries === 0 && !signal.aborted) log.error(faultOf(error), 'the chores could not be planned: tried again until they are')
      await pause(planAgainMs, undefined, { ref: false })
    }
  }
}

/** With Redis away BullMQ waits for ever to say goodbye; the process must end all the same, and no job depends on it. */
async function closed(part: Queue | Worker): Promise<void> {
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, closeTimeoutMs, 'late').unref())
  const end = await Promise.race([part.close().catch(() => undefined), late])
  if (end === 'late') await Promise.race([part.disconnect().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 200).unref())])
}
