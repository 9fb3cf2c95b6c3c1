// One stream of server-sent events to one page: the messages as they come, a sign of life in between, an end when the page leaves or the program stops.
// A page that does not read is not waited for: its stream ends, and the browser opens a new one where it left off.
import type { FastifyReply } from 'fastify'
import type { Offer, Purpose } from '../../core/effect.ts'
import type { Lang } from '../../core/phrasebook.ts'

/** A message as the page shows it. */
export interface ChatMessage {
  id: string
  at: number
  from: 'participant' | 'bot' | 'staff'
  firstName?: string
  text: string
  lang?: Lang
  what?: string
  offers?: Offer[]
  offersTitle?: string
  chosen?: string
  link?: { label: string; url: string }
  /** A recording of ours, under /audio/. */
  sound?: string
  purpose?: Purpose
  status?: 'queued' | 'sent' | 'delivered' | 'read' | 'failed'
  clientId?: string
}

export interface StreamParts {
  stopping: AbortSignal
  follow: (signal: AbortSignal) => AsyncIterable<ChatMessage>
  shown: (message: ChatMessage) => ChatMessage
}

const beatMs = 20_000
const retryMs = 2_000
const unreadBytesMax = 1024 * 1024

/** Resolves when the stream is over. Never rejects: there is nobody left to tell. */
export async function streamTo(reply: FastifyReply, { stopping, follow, shown }: StreamParts): Promise<void> {
  const gone = new AbortController()
  const signal = AbortSignal.any([gone.signal, stopping])
  reply.hijack()
  const out = reply.raw
  out.once('close', () => gone.abort())
  out.once('error', () => gone.abort())
  const headers = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined))
  out.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  const write = (text: string) => {
    if (signal.aborted) return
    out.write(text)
    if (out.writableLength > unreadBytesMax) gone.abort()
  }
  write(`retry: ${retryMs}\n\n`)
  const beat = setInterval(() => write(': still here\n\n'), beatMs)
  signal.addEventListener('abort', () => out.end(), { once: true })
  try {
    for await (const message of follow(signal)) {
      if (signal.aborted) break
      write(`id: ${message.at}.${encodeURIComponent(message.id)}\ndata: ${JSON.stringify(shown(message))}\n\n`)
    }
  } catch {
    // The page opens a new stream and resumes.
  } finally {
    clearInterval(beat)
    out.end()
  }
}
