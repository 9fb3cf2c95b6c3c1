// An intake for tests: keeps what arrived, and can be told that storing fails.
import { pino } from 'pino'
import type { Arrival, DeliveryReport, IdentityChange, Intake, OutgoingMessage } from '../../src/channels/channel.ts'
import type { ChannelName } from '../../src/core/event.ts'

export interface KeptIntake extends Intake {
  arrivals: Arrival[]
  reports: DeliveryReport[]
  identities: IdentityChange[]
  /** How many of the next calls fail, as when the store is away. */
  failing: number
  calls: number
}

/** Keeps each dedupe key once, as the mailbox does. */
export function keptIntake(): KeptIntake {
  const seen = new Set<string>()
  const fresh = <T extends { dedupeKey: string; channel: ChannelName }>(items: T[]) =>
    items.filter(({ dedupeKey, channel }) => !seen.has(`${channel} ${dedupeKey}`) && seen.add(`${channel} ${dedupeKey}`))
  const intake: KeptIntake = {
    arrivals: [],
    reports: [],
    identities: [],
    failing: 0,
    calls: 0,
    accept: async (arrivals, reports, identities) => {
      intake.calls += 1
      if (intake.failing > 0) {
        intake.failing -= 1
        throw new Error('Unavailable')
      }
      intake.arrivals.push(...fresh(arrivals))
      intake.reports.push(...fresh(reports))
      intake.identities.push(...fresh(identities))
    },
  }
  return intake
}

export function keptLog() {
  const lines: string[] = []
  return { lines, log: pino({ level: 'trace', base: null }, { write: (line: string) => void lines.push(line) }) }
}

export function outgoing(to: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    id: 'p_test.1.0',
    to,
    text: 'Waar kan ik je mee helpen?',
    lang: 'nl',
    dir: 'ltr',
    offers: [],
    purpose: 'answer',
    lastInboundAt: Date.now() - 60_000,
    ...more,
  }
}

export function offersOf(count: number, label = 'Keuze') {
  return Array.from({ length: count }, (_, at) => ({ id: `c7.${at}`, label: `${label} ${at + 1}` }))
}

export async function until(what: string, holds: () => boolean, timeoutMs = 5_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
