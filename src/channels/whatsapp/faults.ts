// What does an error code of the WhatsApp Cloud API mean for a message? One table, and the rule for codes that are not in it.
// Sources: Meta's error reference and the sections on throughput and pair limits. Nothing is built on titles or messages, which Meta rewords.
import { GraphApiError } from '@kapso/whatsapp-cloud-api'
import type { Fault } from '../../core/event.ts'
import type { SendOutcome } from '../channel.ts'
import { noAnswer } from '../outbound.ts'

export interface FaultRule {
  fault: Fault
  waitMs?: number
  wholeChannel?: boolean
}

const minuteMs = 60_000
const stopped: FaultRule = { fault: 'stopped', waitMs: minuteMs, wholeChannel: true }
const refused: FaultRule = { fault: 'refused' }
const later: FaultRule = { fault: 'retry' }

/** Pair limit: 4^n seconds, n counted by the sender. */
export const pairLimitCode = 131056
export const missingTranslationCode = 132001

const rules = new Map<number, FaultRule>([
  [131047, { fault: 'window' }],
  [131026, { fault: 'unreachable' }],
  [pairLimitCode, { fault: 'retry', waitMs: 1_000 }],
  [130429, { fault: 'retry', waitMs: 2_000, wholeChannel: true }],
  [80007, { fault: 'retry', waitMs: 2 * minuteMs, wholeChannel: true }],
  [4, { fault: 'retry', waitMs: 2 * minuteMs, wholeChannel: true }],
  [131048, { fault: 'retry', waitMs: 5 * minuteMs }],
  ...[1, 2, 131000, 131016].map((code): [number, FaultRule] => [code, later]),
  // The number is being moved to a higher throughput; takes about a minute.
  [131057, { fault: 'retry', waitMs: minuteMs, wholeChannel: true }],
  ...[
    131049,
    131050,
    130472,
    132000,
    missingTranslationCode,
    132005,
    132007,
    132012,
    132015,
    132016,
    132018,
    131008,
    131009,
    100,
    131021,
    131051,
    131052,
    131053,
  ].map((code): [number, FaultRule] => [code, refused]),
  ...[0, 3, 10, 33, 190, 368, 130497, 131031, 131042, 131045, 133010].map((code): [number, FaultRule] => [code, stopped]),
])

export function ruleFor(code: number | undefined, httpStatus?: number): FaultRule {
  const known = code === undefined ? undefined : rules.get(code)
  if (known) return known
  if (code !== undefined && code >= 200 && code <= 299) return stopped
  if (httpStatus === undefined) return refused
  if (httpStatus === 401 || httpStatus === 403) return stopped
  if (httpStatus === 429) return { fault: 'retry', waitMs: 5_000, wholeChannel: true }
  return httpStatus >= 500 || httpStatus === 408 ? later : refused
}

/** Codes Meta reports later, in a status, are judged by the same table. */
export function faultOf(code: number | undefined): Fault {
  return ruleFor(code).fault
}

export function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof GraphApiError) {
    const rule = ruleFor(error.code, error.httpStatus)
    const wishMs = error.retry.retryAfterMs
    return {
      type: 'failed',
      fault: rule.fault,
      code: String(error.code),
      ...(rule.waitMs === undefined && wishMs === undefined ? {} : { retryAfterMs: Math.max(rule.waitMs ?? 0, wishMs ?? 0) }),
      ...(rule.wholeChannel ? { wholeChannel: true } : {}),
    }
  }
  return cameFromNetwork(error) ? noAnswer(error) : { type: 'failed', fault: 'refused', code: 'local' }
}

/** The client checks a message before it sends it and says so with a plain Error or a ZodError; repeating those would never help. */
function cameFromNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return true
  return error.name === 'TimeoutError' || error.name === 'AbortError' || error instanceof SyntaxError || error instanceof TypeError || error.cause !== undefined
}
