// The floor both stand-in platforms stand on: a real HTTP server on this machine that can be told to misbehave, and can be gone altogether.
// It knows nothing of messages.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'

export interface Call {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  /** undefined: no body, or not JSON. */
  json: unknown
  raw: Buffer
  /** Aborted when the caller hangs up. */
  gone: AbortSignal
}

export interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/**
 * delay: answers later · fail: answers this status and does nothing · hang: never answers · refuse: closes the connection before reading ·
 * cut: does what was asked, then closes the connection without an answer · garble: does it, then answers with a page instead of JSON.
 */
export const Misbehaviour = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('none') }),
  z.object({ mode: z.literal('delay'), ms: z.number() }),
  z.object({ mode: z.literal('fail'), status: z.number(), body: z.unknown().optional() }),
  z.object({ mode: z.literal('hang') }),
  z.object({ mode: z.literal('refuse') }),
  z.object({ mode: z.literal('cut') }),
  z.object({ mode: z.literal('garble') }),
])
export type Misbehaviour = z.infer<typeof Misbehaviour>

export interface Stage {
  url: string
  /** For the next `times` calls whose path holds `only`; for all of them when absent. */
  misbehave(how: Misbehaviour, times?: number, only?: string): void
  /** Nothing listens any more; the port is kept for `up`. */
  down(): Promise<void>
  up(): Promise<void>
  close(): Promise<void>
}

interface Act {
  how: Misbehaviour
  left: number
  only: string
}

export async function openStage(port: number, answer: (call: Call) => Promise<Answer> | Answer): Promise<Stage> {
  let act: Act = { how: { mode: 'none' }, left: 0, only: '' }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname
    const applies = act.left > 0 && !path.startsWith('/control/') && path.includes(act.only)
    if (applies) act = { ...act, left: act.left - 1 }
    play(request, response, applies ? act.how : { mode: 'none' }, answer).catch(() => response.destroy())
  })
  const at = await listen(server, port)
  const down = async () => {
    server.closeAllConnections()
    if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return {
    url: `http://127.0.0.1:${at}`,
    misbehave: (how, times = Number.POSITIVE_INFINITY, only = '') => void (act = { how, left: how.mode === 'none' ? 0 : times, only }),
    down,
    up: async () => void (await listen(server, at)),
    close: down,
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

async function play(request: IncomingMessage, response: ServerResponse, how: Misbehaviour, answer: (call: Call) => Promise<Answer> | Answer): Promise<void> {
  if (how.mode === 'refuse') return void request.socket.destroy()
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const raw = await bodyOf(request)
  const json = parsed(raw.toString('utf8'))
  if (how.mode === 'hang') return
  if (how.mode === 'fail') return write(response, { status: how.status, body: how.body ?? 'Something went wrong' })
  if (how.mode === 'delay') await wait(how.ms, undefined, { signal: gone.signal })
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const result = await answer({ method: request.method ?? 'GET', path: pathname, query: searchParams, headers: request.headers, json, raw, gone: gone.signal })
  if (how.mode === 'cut') return void request.socket.destroy()
  if (how.mode === 'garble') return write(response, { status: 200, body: '<html>Welcome to the hotel network</html>' })
  write(response, result)
}

function write(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  if (Buffer.isBuffer(body)) return void response.writeHead(status, { 'content-type': 'application/octet-stream', ...headers }).end(body)
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json; charset=utf-8', ...headers }).end(isText ? body : JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A bucket of tokens; true when there was one to take. */
export function bucket(o: { burst: number; everyMs: number }): (now: number) => boolean {
  let tokens = o.burst
  let last = 0
  return (now) => {
    tokens = Math.min(o.burst, tokens + Math.max(0, now - (last || now)) / o.everyMs)
    last = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

export async function postJson(url: string, raw: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: raw,
      headers: { 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(10_000),
    })
    await answer.body?.cancel()
    return answer.status
  } catch {
    // As a platform sees it: no answer.
    return 0
  }
}
