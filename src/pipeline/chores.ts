// What BullMQ's schedule asks for now and then: let old text go, make the calendar anew, and look whether anybody was left waiting.
import type { Logger } from 'pino'
import type { Content } from '../core/content.ts'
import { rebuild } from '../store/agenda.ts'
import type { Store } from '../store/redis.ts'
import { sweep } from '../store/retention.ts'
import { whoWaits } from '../store/waiting.ts'
import type { Metrics } from './counters.ts'
import type { Chore } from './queues.ts'

export interface ChoreParts {
  store: Store
  content: () => Content
  log: Logger
  metrics: Metrics
}

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

/** Says in the log what the gauges show, for whoever reads only that. */
async function watch({ store, log }: ChoreParts): Promise<void> {
  const { lateTimers, unownedCases } = await whoWaits(store)
  if (lateTimers > 0 || unownedCases > 0) log.error({ lateTimers, unownedCases }, 'somebody is waiting who should not be')
}
