// What the tests of the pipeline start: a store of their own, a worker in this process, channels with a journal.
import { Registry } from 'prom-client'
import type { Arrival } from '../../src/channels/channel.ts'
import type { ChannelName } from '../../src/core/event.ts'
import { pipelineMetrics, type Metrics } from '../../src/pipeline/counters.ts'
import { startWorker, type WorkerParts } from '../../src/pipeline/worker.ts'
import { ingest } from '../../src/store/mailbox.ts'
import { readConversation } from '../../src/store/conversations.ts'
import { send, type Store } from '../../src/store/redis.ts'
import { pino, type Logger } from 'pino'
import { startTestStore, until, type TestStore } from '../store/redis-for-tests.ts'
import { arrivalOf, journalChannel, type JournalChannel } from './journal-channel.ts'
import { smallContent, smallTurns } from './small-turns.ts'

export interface House extends TestStore {
  telegram: JournalChannel
  whatsapp: JournalChannel
  metrics: Metrics
  /** Everything the pipeline logged. */
  logged: string[]
  log: Logger
  work(o?: Partial<WorkerParts>): Promise<{ stop(): Promise<void> }>
  /** Somebody writes; resolves with their owner id. */
  writes(person: string, text: string, channel?: ChannelName): Promise<string>
  /** What this owner's turns heard, in order. */
  heard(owner: string): Promise<string[]>
  /** Nothing waits to be handled or sent. */
  isQuiet: () => Promise<boolean>
}

let messages = 0

export async function openHouse(o: { clock?: () => number } = {}): Promise<House> {
  const base = await startTestStore(o)
  const logged: string[] = []
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => void logged.push(line) })
  const metrics = pipelineMetrics(new Registry())
  const telegram = journalChannel('telegram')
  const whatsapp = journalChannel('whatsapp')
  const workers: { stop(): Promise<void> }[] = []
  return {
    ...base,
    telegram,
    whatsapp,
    metrics,
    logged,
    log,
    async work(parts = {}) {
      const worker = await startWorker({
        store: base.store,
        channels: [telegram, whatsapp],
        turns: smallTurns,
        content: () => smallContent,
        log,
        metrics,
        jitter: () => 0,
        ...parts,
      })
      workers.push(worker)
      return worker
    },
    async writes(person, text, channel = 'telegram') {
      messages++
      const [stored] = await ingest(base.store, [arrivalOf(channel, person, messages, text)])
      return stored?.owner ?? ''
    },
    async heard(owner) {
      const conversation = await readConversation(base.store, owner)
      return String(conversation?.answers['heard'] ?? '')
        .split(';')
        .filter((text) => text !== '')
    },
    isQuiet: async () => (await size(base.store, base.store.keys.ready)) + (await size(base.store, base.store.keys.due)) === 0,
    async stop() {
      for (const worker of workers) await worker.stop()
      await base.stop()
    },
  }
}

export async function untilQuiet(house: House, timeoutMs = 8000): Promise<void> {
  await until(house.isQuiet, timeoutMs)
}

export function arrivalsOf(people: readonly string[], text: string, round: number): Arrival[] {
  return people.map((person) => arrivalOf('telegram', person, round, text))
}

async function size(store: Store, key: string): Promise<number> {
  return Number(await send(store, ['ZCARD', key]))
}
