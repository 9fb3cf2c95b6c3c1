// Offers signed WhatsApp webhooks over kept-alive connections and tells how they were answered. Requests are made beforehand and written as bytes, so that
// the side that offers costs little beside the side that is measured.
import { createHmac } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { appSecret, phoneNumberId } from './house.ts'

export interface Offered {
  /** How many were answered with each status; 0: the connection was lost. */
  statuses: Map<number, number>
  seconds: number
}

/** One person writes one text. Ids are unique for as long as `n` is. */
export function webhookBody(o: { n: number | string; from: string; text: string; at?: number }): string {
  const message = {
    from: o.from,
    id: `wamid.HBgL${String(o.n).padStart(28, '0')}`,
    timestamp: String(Math.floor((o.at ?? Date.now()) / 1000)),
    type: 'text',
    text: { body: o.text },
  }
  return bodyOf([message])
}

/** A webhook with these messages, in this order. */
export function bodyOf(messages: unknown[], statuses: unknown[] = []): string {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '31600000000', phone_number_id: phoneNumberId },
    ...(messages.length > 0 ? { contacts: [{ profile: { name: 'Test' } }], messages } : {}),
    ...(statuses.length > 0 ? { statuses } : {}),
  }
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: 'waba-1', changes: [{ field: 'messages', value }] }] })
}

export function signatureOf(body: string, secret = appSecret): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

export function requestOf(body: string): Buffer {
  const head = `POST /webhooks/whatsapp HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nx-hub-signature-256: ${signatureOf(body)}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`
  return Buffer.from(head + body)
}

/** Offers all requests, `connections` at a time, each as soon as the one before it was answered. */
export async function offer(port: number, requests: readonly Buffer[], connections: number): Promise<Offered> {
  const statuses = new Map<number, number>()
  let next = 0
  const startedAt = performance.now()
  const oneByOne = (line: Line) => {
    const request = requests[next++]
    if (request) line.write(request)
    else line.end()
  }
  const answered = (line: Line, status: number) => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    oneByOne(line)
  }
  await Promise.all(Array.from({ length: connections }, () => openLine(port, oneByOne, answered)))
  return { statuses, seconds: (performance.now() - startedAt) / 1000 }
}

/** Offers `perSecond` whether or not the ones before were answered. Waiting for a free connection counts: each time runs from when the request was due. */
export async function offerPaced(port: number, requests: readonly Buffer[], perSecond: number, connections: number): Promise<{ good: number; ms: number[] }> {
  const free: Line[] = []
  const due = new Map<Line, number>()
  const ms: number[] = []
  const { promise: all, resolve } = Promise.withResolvers<void>()
  let next = 0
  let good = 0
  const answered = (line: Line, status: number) => {
    if (status === 200) good++
    ms.push(performance.now() - (due.get(line) ?? 0))
    free.push(line)
    if (ms.length === requests.length) resolve()
  }
  const closed = Promise.all(Array.from({ length: connections }, () => openLine(port, (line) => void free.push(line), answered)))
  const startedAt = performance.now()
  const pacing = setInterval(() => {
    for (
      let dueAt = startedAt + (next * 1000) / perSecond;
      next < requests.length && dueAt <= performance.now();
      dueAt = startedAt + (next * 1000) / perSecond
    ) {
      const line = free.pop()
      const request = requests[next]
      if (!line || !request) return
      due.set(line, dueAt)
      line.write(request)
      next++
    }
  }, 1)
  await Promise.race([all, closed])
  clearInterval(pacing)
  for (const line of free) line.end()
  await closed
  return { good, ms }
}

interface Line {
  write(request: Buffer): void
  end(): void
}

/** A connection that is asked one thing at a time. Resolves when it is closed; what was lost with it counts as answered with 0. */
function openLine(port: number, opened: (line: Line) => void, answered: (line: Line, status: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true })
    let buffered = ''
    let isWaiting = false
    const line: Line = {
      write(request) {
        isWaiting = true
        socket.write(request)
      },
      end: () => void socket.end(),
    }
    socket.on('connect', () => opened(line))
    socket.on('data', (bytes) => {
      buffered += bytes.toString('latin1')
      const head = buffered.indexOf('\r\n\r\n')
      if (head < 0) return
      const length = Number(/content-length: (\d+)/i.exec(buffered)?.[1] ?? 0)
      if (buffered.length < head + 4 + length) return
      const status = Number(buffered.slice(9, 12))
      buffered = ''
      isWaiting = false
      answered(line, status)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (isWaiting) answered(line, 0)
      resolve()
    })
  })
}
