// How moments become events: the calendar is read twice a second, what is near goes to BullMQ for its exact moment, what is overdue is fired at once.
// Firing only puts `timer_due` into the mailbox, once; whether the moment still means anything is decided by the turn.
import { dueTimers, fire } from '../store/agenda.ts'
import type { Store } from '../store/redis.ts'
import type { CrashPoint } from './converse.ts'
import type { Metrics } from './counters.ts'
import type { Moment, Queues } from './queues.ts'

export interface RemindParts {
  store: Store
  metrics?: Metrics
  crashPoint?: (at: CrashPoint) => void
}

export interface Reminding {
  /** One look at the calendar. 'more': overdue moments are left. */
  step: () => Promise<'more' | 'rest'>
  /** What a job does when its moment has come. */
  onMoment: (moment: Moment) => Promise<void>
}

const horizonMs = 30_000
/** Jobs get this long to be in time; after it the tick fires by itself, so that nothing is ever more than about a second late. */
const graceMs = 250
const overdueMax = 500
/** More than this in one horizon is left to the tick: by then it is the cheaper way. */
const nearMax = 2000

export function reminding(parts: RemindParts, queues: () => Pick<Queues, 'schedule'> | undefined): Reminding {
  const { store } = parts
  /** What has a job already, with the moment it was made for. */
  const onTheirWay = new Map<string, number>()
  let scheduling = false

  /** Not waited for: BullMQ holds still while its connection comes back, and the tick must not. */
  const schedule = async (moments: Moment[], now: number): Promise<void> => {
    scheduling = true
    try {
      await queues()?.schedule(moments, now)
      for (const moment of moments) onTheirWay.set(nameOf(moment), moment.at)
    } catch {
      // The next look schedules them again, and the tick fires what stays behind.
    } finally {
      scheduling = false
    }
  }
  const lookAhead = async (now: number): Promise<void> => {
    for (const [name, at] of onTheirWay) if (at < now) onTheirWay.delete(name)
    const near = await dueTimers(store, { until: now + horizonMs, max: nearMax })
    const fresh = near.filter((moment) => moment.at > now && onTheirWay.get(nameOf(moment)) !== moment.at)
    if (fresh.length > 0) void schedule(fresh, now)
  }
  const fireOne = async ({ owner, timerId, at }: Moment): Promise<void> => {
    parts.crashPoint?.('firing')
    if (await fire(store, owner, timerId, at)) parts.metrics?.timerLateSeconds.observe(Math.max(0, store.clock() - at) / 1000)
  }
  return {
    async step() {
      const now = store.clock()
      const overdue = await dueTimers(store, { until: now - graceMs, max: overdueMax })
      await Promise.all(overdue.map(fireOne))
      if (overdue.length === overdueMax) return 'more'
      if (!scheduling) await lookAhead(now)
      return 'rest'
    },
    onMoment: fireOne,
  }
}

function nameOf({ owner, timerId }: Moment): string {
  return `${owner} ${timerId}`
}
