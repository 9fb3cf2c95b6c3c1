// How Telegram hands updates out: kept until confirmed, by long polling (one poller, the newest wins) or to a webhook (in order for each chat, again until 2xx).
import { postJson } from './stage.ts'
import type { Refusal } from './telegram-limits.ts'

export interface Updates {
  add(chatId: number, content: Record<string, unknown>): number
  poll(wish: { offset?: number; limit: number; timeout: number }, gone: AbortSignal): Promise<{ result: unknown } | Refusal>
  setWebhook(url: string, secret?: string): void
  /** Ids that nobody confirmed yet. */
  unconfirmed(): number[]
  webhook(): { url: string; secret?: string }
  stop(): void
}

interface Update {
  update_id: number
  chatId: number
  content: Record<string, unknown>
}

export function startUpdates(retryMs: number): Updates {
  let kept: Update[] = []
  let nextId = 900_000_001
  let hook: { url: string; secret?: string } = { url: '' }
  let wake = Promise.withResolvers<void>()
  let thrownOut = new AbortController()
  const stopping = new AbortController()
  const busy = new Set<number>()

  const confirm = (ids: (id: number) => boolean) => void (kept = kept.filter((one) => !ids(one.update_id)))
  const outer = ({ update_id, content }: Update) => ({ update_id, ...content })

  async function push(chatId: number): Promise<void> {
    if (busy.has(chatId)) return
    busy.add(chatId)
    let pauseMs = retryMs
    for (let next = headOf(chatId); next && hook.url !== '' && !stopping.signal.aborted; next = headOf(chatId)) {
      const status = await postJson(hook.url, JSON.stringify(outer(next)), hook.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': hook.secret })
      if (status >= 200 && status < 300) {
        const { update_id: done } = next
        confirm((id) => id === done)
        pauseMs = retryMs
      } else {
        await pause(pauseMs)
        pauseMs = Math.min(pauseMs * 2, 60_000)
      }
    }
    busy.delete(chatId)
  }

  function headOf(chatId: number): Update | undefined {
    return kept.find((one) => one.chatId === chatId)
  }

  return {
    add: (chatId, content) => {
      nextId += 1
      kept.push({ update_id: nextId, chatId, content })
      wake.resolve()
      wake = Promise.withResolvers()
      if (hook.url !== '') void push(chatId)
      return nextId
    },
    poll: async ({ offset, limit, timeout }, gone) => {
      if (hook.url !== '')
        return { error_code: 409, description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first" }
      if (offset !== undefined) confirm((id) => id < offset)
      thrownOut.abort()
      const own = (thrownOut = new AbortController())
      const until = Date.now() + timeout * 1000
      while (kept.length === 0 && Date.now() < until && !gone.aborted && !own.signal.aborted && !stopping.signal.aborted)
        await Promise.race([wake.promise, pause(Math.min(50, until - Date.now()))])
      if (own.signal.aborted)
        return { error_code: 409, description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running' }
      return { result: kept.slice(0, limit).map(outer) }
    },
    setWebhook: (url, secret) => {
      hook = { url, ...(secret === undefined ? {} : { secret }) }
      if (url !== '') for (const { chatId } of kept) void push(chatId)
    },
    unconfirmed: () => kept.map((one) => one.update_id),
    webhook: () => hook,
    stop: () => stopping.abort(),
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
