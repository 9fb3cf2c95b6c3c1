// The working half of Brug, in reading order of a message: accept (in the web process) -> converse -> perform -> deliver, and beside them
// remind, queues and chores for what has a time. Starts these parts, wakes them, stops them in order; knows no rules.
import { pino, type Logger } from 'pino'
import { register } from 'prom-client'
import type { Channel } from '../channels/channel.ts'
import type { Content } from '../core/content.ts'
import { heedForgotten, waitForWork } from '../store/changes.ts'
import { send, type Store } from '../store/redis.ts'
import { asList, asText } from '../store/reply.ts'
import { asking, type Outside } from './asking.ts'
import { doChore } from './chores.ts'
import { conversing, type CrashPoint, type Turns } from './converse.ts'
import { pipelineMetrics, type Metrics } from './counters.ts'
import { startLoop, type Loop } from './loop.ts'
import { performing } from './perform.ts'
import { startQueues, type Queues } from './queues.ts'
import { reminding } from './remind.ts'

export interface WorkerParts {
  store: Store
  channels: readonly Channel[]
  turns: Turns
  content: () => Content
  outside?: Outside
  log?: Logger
  metrics?: Metrics
  /** Spreads tries that failed together; 0 up to 1. */
  jitter?: () => number
  sendTimeoutMs?: number
  crashPoint?: (at: CrashPoint) => void
}

/** Loops also look by themselves this often: a lost wake-up costs a second, never an event. */
const restMs = 1000
const tickMs = 500
/** However odd an index is, a loop never comes back sooner than this. */
const soonMs = 5

/** Resolves when everything runs. `stop` finishes what is claimed, gives back what is not begun, and leaves nothing half. */
export async function startWorker(parts: WorkerParts): Promise<{ stop(): Promise<void> }> {
  const { store, turns, crashPoint, outside = {} } = parts
  const settings = { opinion: outside.opinion !== undefined, transcription: outside.transcript !== undefined }
  const { find: recording, bytes: soundOf } = outside.recordings ?? {}
  const content = (): Content => ({ ...parts.content(), outside: settings, recording })
  const log = parts.log ?? pino({ level: 'silent' })
  const metrics = parts.metrics ?? pipelineMetrics(register)
  const jitter = parts.jitter ?? Math.random
  const channels = new Map(parts.channels.map((channel) => [channel.name, channel]))
  let queues: Queues | undefined

  const ask = asking({ store, channels, outside, log, metrics })
  const perform = performing({ store, channels, content, asking: ask, jitter, sendTimeoutMs: parts.sendTimeoutMs, soundOf, log, metrics, crashPoint })
  const converse = conversing({ store, turns, content, log, metrics, crashPoint, sender: perform })
  const remind = reminding({ store, metrics, crashPoint }, () => queues)

  const loop = (name: string, rest: number, step: () => Promise<'more' | 'rest'>): Loop => startLoop({ name, step, restMs: rest, clock: store.clock, log })
  const converseLoop: Loop = loop('converse', restMs, async () =>
    (await converse.step()) === 'more' ? 'more' : restUntilNext(store, store.keys.ready, converseLoop),
  )
  const performLoop: Loop = loop('perform', restMs, async () =>
    (await perform.step()) === 'more' ? 'more' : restUntilNext(store, store.keys.due, performLoop),
  )
  const remindLoop = loop('remind', tickMs, remind.step)
  heedForgotten(store)
  const listening = new AbortController()
  const listener = listen(store, listening.signal, [converseLoop, performLoop])
  queues = startQueues({
    url: store.url,
    prefix: store.prefix,
    onMoment: remind.onMoment,
    onChore: (chore) => doChore({ store, content, log, metrics }, chore),
    log,
  })

  return {
    async stop() {
      listening.abort()
      await Promise.all([listener, remindLoop.stop(), converseLoop.stop(), performLoop.stop(), queues?.stop()])
      await converse.finish()
      await Promise.all([perform.finish(), ask.finish()])
    },
  }
}

/** Nothing is ready now, but a pause or somebody's lease may end soon: that moment stands in the index. */
async function restUntilNext(store: Store, index: string, loop: Loop): Promise<'rest'> {
  const [, score] = asList(await send(store, ['ZRANGE', index, '0', '0', 'WITHSCORES'])).map(asText)
  if (score !== undefined && score !== 'inf') loop.wakeAt(Math.max(Number(score), store.clock() + soonMs))
  return 'rest'
}

async function listen(store: Store, signal: AbortSignal, loops: Loop[]): Promise<void> {
  while (!signal.aborted) {
    await waitForWork(store, { timeoutMs: restMs, signal })
    for (const one of loops) one.wake()
  }
}
