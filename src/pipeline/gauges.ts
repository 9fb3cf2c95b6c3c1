// What stands waiting, for /metrics of every process: looked up when asked, so that it is the same whoever is asked and right after a restart.
// Several gauges of one scrape share one look; while Redis is away they hold no number, since none would be true.
import { Gauge, type Registry } from 'prom-client'
import { Level } from '../core/level.ts'
import type { Store } from '../store/redis.ts'
import { whoWaits, type Waiting } from '../store/waiting.ts'

const lookAgainMs = 2000

export function waitingGauges(registry: Registry, store: Store): void {
  const registers = [registry]
  const look = shared(async () => whoWaits(store).catch(() => undefined))
  const gauge = (name: string, help: string, value: (waiting: Waiting) => number) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const waiting = await look()
        this.set(waiting ? value(waiting) : Number.NaN)
      },
    })
  gauge('brug_waiting_mailboxes', 'People with an event that may be handled now', ({ mailboxes }) => mailboxes)
  gauge('brug_oldest_mailbox_seconds', 'How long the oldest of them has waited', ({ oldestMailboxMs }) => oldestMailboxMs / 1000)
  gauge('brug_waiting_outboxes', 'People to whom something is still to be sent', ({ outboxes }) => outboxes)
  gauge('brug_oldest_outbox_seconds', 'How long the oldest of them could have been tried', ({ oldestOutboxMs }) => oldestOutboxMs / 1000)
  gauge('brug_late_timers', 'Moments more than ten seconds past and not yet in a mailbox', ({ lateTimers }) => lateTimers)
  gauge('brug_unowned_cases', 'Cases nobody has taken whose deadline passed without anything happening', ({ unownedCases }) => unownedCases)
  gauge('brug_dead_letters', 'People with an event that could not be handled', ({ deadLetters }) => deadLetters)
  gauge('brug_set_aside', 'People whose record can not be read', ({ setAside }) => setAside)
  const perLevel = (name: string, help: string, of: (waiting: Waiting) => ReadonlyMap<Level, number>) => {
    const one = new Gauge({
      name,
      help,
      labelNames: ['level'],
      registers,
      async collect() {
        const waiting = await look()
        for (const level of Level.options) one.set({ level }, waiting ? (of(waiting).get(level) ?? 0) : Number.NaN)
      },
    })
  }
  perLevel('brug_open_cases', 'Cases that are not closed', ({ openCases }) => openCases)
  perLevel('brug_unreached_cases', 'Cases in which nobody has spoken to the person yet', ({ unreachedCases }) => unreachedCases)
}

/** One look for all who ask within a moment, however often /metrics is asked for. */
function shared<T>(look: () => Promise<T>): () => Promise<T> {
  let last: { at: number; found: Promise<T> } | undefined
  return () => {
    const at = performance.now()
    if (!last || at - last.at > lookAgainMs) last = { at, found: look() }
    return last.found
  }
}
