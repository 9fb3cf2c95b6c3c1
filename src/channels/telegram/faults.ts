// What does an error of the Telegram Bot API mean for a message? One table over code and description; Telegram has no finer codes.
// Sources: the Bot API reference and the descriptions in the open server's code. Patterns are kept short, since the wording moves.
import { GrammyError, HttpError } from 'grammy'
import type { Fault } from '../../core/event.ts'
import type { SendOutcome } from '../channel.ts'
import { noAnswer } from '../outbound.ts'

interface FaultRow {
  status: number
  pattern?: RegExp
  fault: Fault
  code: string
  waitMs?: number
  wholeChannel?: boolean
}

const minuteMs = 60_000

/** First match wins. */
const rows: readonly FaultRow[] = [
  { status: 401, fault: 'stopped', code: '401', waitMs: minuteMs, wholeChannel: true },
  { status: 403, fault: 'unreachable', code: '403' },
  // A token in the wrong form; methods themselves are never unknown.
  { status: 404, fault: 'stopped', code: '404', waitMs: minuteMs, wholeChannel: true },
  { status: 409, fault: 'retry', code: '409' },
  { status: 429, fault: 'retry', code: '429', waitMs: 1_000 },
  { status: 400, pattern: /chat not found|PEER_ID_INVALID|user not found|USER_DEACTIVATED|chat_id is empty/i, fault: 'unreachable', code: 'chat_not_found' },
  { status: 400, pattern: /can't parse entities/i, fault: 'refused', code: 'bad_markup' },
  { status: 400, pattern: /URL_INVALID|wrong HTTP URL|url host is empty/i, fault: 'refused', code: 'bad_link' },
  { status: 400, pattern: /BUTTON_DATA_INVALID/i, fault: 'refused', code: 'bad_button' },
  { status: 400, fault: 'refused', code: '400' },
]

export function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof HttpError) return noAnswer(error.error)
  if (!(error instanceof GrammyError)) return { type: 'failed', fault: 'refused', code: 'local' }
  const status = error.error_code
  const row = rows.find((one) => one.status === status && (one.pattern?.test(error.description) ?? true))
  if (!row) return { type: 'failed', fault: status >= 500 ? 'retry' : 'refused', code: String(status) }
  const wishMs = (error.parameters.retry_after ?? 0) * 1_000
  const retryAfterMs = Math.max(wishMs, row.waitMs ?? 0)
  return {
    type: 'failed',
    fault: row.fault,
    code: row.code,
    ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
    ...(row.wholeChannel ? { wholeChannel: true } : {}),
  }
}
