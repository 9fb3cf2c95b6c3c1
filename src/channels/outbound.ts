// What every sender shares: going on where a message of several parts was cut off, and what a failed connection means.
// The memory here is a courtesy that avoids doubles within one process; the outbox stays the only authority on what still has to go.
import type { SendOutcome } from './channel.ts'

export interface Remembered<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
}

/** A map that forgets its oldest entries. */
export function remembering<V>(max: number): Remembered<V> {
  const entries = new Map<string, V>()
  return {
    get: (key) => entries.get(key),
    delete: (key) => void entries.delete(key),
    set: (key, value) => {
      entries.delete(key)
      entries.set(key, value)
      const oldest = entries.keys().next()
      if (entries.size > max && !oldest.done) entries.delete(oldest.value)
    },
  }
}

/** Sends parts in order and stops at the first that fails; a repeat of the same message goes on at that part. */
export async function sendInParts<P>(
  progress: Remembered<number>,
  id: string,
  parts: readonly P[],
  send: (part: P, at: number) => Promise<SendOutcome>,
): Promise<SendOutcome> {
  let outcome: SendOutcome = { type: 'failed', fault: 'refused', code: 'empty' }
  const gone = Math.min(progress.get(id) ?? 0, parts.length - 1)
  for (const [at, part] of parts.entries()) {
    if (at < gone) continue
    outcome = await send(part, at)
    if (outcome.type === 'failed') {
      if (at > 0) progress.set(id, at)
      return outcome
    }
  }
  progress.delete(id)
  return outcome
}

/**
 * Codes of a send without an answer. `not_connected`: it surely did not go. `timeout`, `connection_lost`, `bad_answer`: it may have gone, and a repeat may
 * double it; a delivery report that comes in the meantime settles it.
 */
export type NoAnswer = 'not_connected' | 'timeout' | 'connection_lost' | 'bad_answer'

const neverConnected = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]
const tooLate = ['TimeoutError', 'AbortError', 'ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']
/** Long enough for a delivery report to arrive before the repeat. */
const unsureWaitMs = 3_000

export function noAnswer(error: unknown): SendOutcome {
  const code = noAnswerCode(error)
  return { type: 'failed', fault: 'retry', code, ...(code === 'not_connected' ? {} : { retryAfterMs: unsureWaitMs }) }
}

function noAnswerCode(error: unknown): NoAnswer {
  const marks = marksOf(error)
  if (marks.some((mark) => neverConnected.includes(mark))) return 'not_connected'
  if (marks.some((mark) => tooLate.includes(mark) || /timed out after/.test(mark))) return 'timeout'
  return marks.includes('SyntaxError') || marks.includes('invalid-json') ? 'bad_answer' : 'connection_lost'
}

/** Names, codes and messages along the chain of causes; libraries wrap the real one two or three deep. */
function marksOf(error: unknown): string[] {
  const marks: string[] = []
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth += 1) {
    for (const key of ['name', 'code', 'type', 'message'] as const) {
      const mark: unknown = Reflect.get(at, key)
      if (typeof mark === 'string') marks.push(mark)
    }
    const first: unknown = at instanceof AggregateError ? at.errors[0] : undefined
    at = Reflect.get(at, 'cause') ?? Reflect.get(at, 'error') ?? first
  }
  return marks
}
