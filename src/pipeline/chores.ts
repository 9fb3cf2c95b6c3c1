// What BullMQ's schedule asks for now and then: let old text go, make the calendar anew, and look whether anybody was left waiting.
import type { Logger } from 'pino'
import type { Content } from '../core/content.ts'
import { Level } from '../core/level.ts'
import { dueTimers, rebuild } from '../store/agenda.ts'
import { listCases } from '../store/cases.ts'
import type { Store } from '../store/redis.ts'
import { sweep } from '../store/retention.ts'
import type { Metrics } from './counters.ts'
import type { Chore } from './queues.ts'

export interface ChoreParts {
  store: Store
  content: () => Content
  log: Logger
  metrics: Metrics
}

const lateMs = 10_000
const lateMax = 1000
/** A deadline that passed this long ago should have asked somebody: one minute of grace for a queue that is busy. */
const unownedMs = 60_000

export async function doChore(parts: ChoreParts, chore: Chore): Promise<void> {
  switch (chore) {
    case 'retention':
      return letGo(parts)
    case 'rebuild':
      return rebuildCalendar(parts)
    case 'watchdog':
      return watch(parts)
  }
}

async function letGo({ store, content, log }: ChoreParts): Promise<void> {
  const { municipalities, defaultMunicipality } = content()
  await sweep(store, { now: store.clock(), rulesFor: ({ municipality }) => (municipalities.get(municipality ?? '') ?? defaultMunicipality).retention })
  log.info('old records were let go by their terms')
}

async function rebuildCalendar({ store, metrics }: ChoreParts): Promise<void> {
  metrics.rebuiltTimers.set(await rebuild(store))
}

async function watch({ store, log, metrics }: ChoreParts): Promise<void> {
  const now = store.clock()
  const late = await dueTimers(store, { until: now - lateMs, max: lateMax })
  const open = await listCases(store, { state: 'open' })
  const unowned = open.filter(({ case: one }) => one.state !== 'contacted' && (one.deadline === undefined || one.deadline < now - unownedMs))
  metrics.lateTimers.set(late.length)
  metrics.unownedCases.set(unowned.length)
  for (const level of Level.options) metrics.openCases.set({ level }, open.filter(({ case: one }) => one.level === level).length)
  if (late.length > 0 || unowned.length > 0) log.error({ lateTimers: late.length, unownedCases: unowned.length }, 'somebody is waiting who should not be')
}
