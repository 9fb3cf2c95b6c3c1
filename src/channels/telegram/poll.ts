// Long polling: asks Telegram for updates, one batch at a time, and confirms a batch only when everything in it is durable.
// The confirmation is the offset of the next request, so a crash in between means the same updates again, never a gap.
import { setTimeout as wait } from 'node:timers/promises'
import { GrammyError, type Api } from 'grammy'
import type { Logger } from 'pino'
import { telegramSignal } from './signal.ts'

export interface PollParts {
  /** Its own time-out must be longer than `waitSeconds`. */
  api: Api
  take: (updates: readonly unknown[]) => Promise<{ lastId?: number }>
  allowed: readonly ('message' | 'edited_message' | 'callback_query' | 'my_chat_member')[]
  waitSeconds: number
  log: Logger
}

export interface Polling {
  /** Resolves when the running batch is durable and confirmed. */
  stop(): Promise<void>
}

const firstPauseMs = 1_000
const longestPauseMs = 30_000
/** Another poller, or a token that was withdrawn: both need a human, so asking often helps nobody. */
const refusedPauseMs = 10_000

export function startPolling(parts: PollParts): Polling {
  const stopping = new AbortController()
  const running = poll(parts, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

async function poll({ api, take, allowed, waitSeconds, log }: PollParts, signal: AbortSignal): Promise<void> {
  let offset: number | undefined
  let failures = 0
  while (!signal.aborted) {
    try {
      const updates = await api.getUpdates({ offset, timeout: waitSeconds, limit: 100, allowed_updates: allowed }, telegramSignal(signal))
      if (updates.length === 0) continue
      const { lastId } = await take(updates)
      if (lastId === undefined) throw new Error('a batch without a single update id')
      offset = lastId + 1
      failures = 0
    } catch (error) {
      if (signal.aborted) break
      failures += 1
      const pauseMs = pauseAfter(error, failures)
      log.warn({ channel: 'telegram', code: error instanceof GrammyError ? error.error_code : 'no_answer', pauseMs }, 'polling is interrupted')
      await wait(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
  // Without this the last batch would come once more at the next start; known ones are dropped then, so it may fail.
  if (offset !== undefined) await api.getUpdates({ offset, timeout: 0, limit: 1 }, telegramSignal(AbortSignal.timeout(2_000))).catch(() => undefined)
}

function pauseAfter(error: unknown, failures: number): number {
  const growing = Math.min(firstPauseMs * 2 ** Math.min(failures - 1, 8), longestPauseMs)
  if (!(error instanceof GrammyError)) return growing
  if (error.parameters.retry_after !== undefined) return error.parameters.retry_after * 1_000
  return [401, 404, 409].includes(error.error_code) ? Math.max(growing, refusedPauseMs) : growing
}
