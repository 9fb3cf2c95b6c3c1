// Who needs to look again: wake-ups for workers, and the feed of changes for pages and for whoever waits for an answer.
// Only random ids travel here. A lost wake-up costs a little time, never an event: workers also look by themselves.
import { asList, asText } from './reply.ts'
import { connection, send, type Redis, type Store } from './redis.ts'

export interface Change {
  /** Position in the feed; `follow` can go on after it. */
  id: string
  owner: string
  eventId: string
  what: string[]
}

/** Resolves when there may be something to claim or to send, or after `timeoutMs`; at once when it was so since the last time. */
export async function waitForWork(store: Store, o: { timeoutMs: number; signal?: AbortSignal }): Promise<void> {
  const waker = wakerOf(store)
  if (waker.isPending || o.signal?.aborted) {
    waker.isPending = false
    return
  }
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      o.signal?.removeEventListener('abort', done)
      waker.waiting.delete(wake)
      resolve()
    }
    const wake = () => {
      waker.isPending = false
      done()
    }
    const timer = setTimeout(done, o.timeoutMs)
    o.signal?.addEventListener('abort', done)
    waker.waiting.add(wake)
  })
}

/** From now on this process lets go of the key of whoever is forgotten, wherever that happens. Following changes does the same. */
export function heedForgotten(store: Store): void {
  readerOf(store)
}

/** Yields changes from now on, or those after `after` first (as far back as they are kept). Ends with the signal. */
export async function* follow(store: Store, o: { after?: string; signal: AbortSignal }): AsyncGenerator<Change> {
  const reader = readerOf(store)
  const queue: Change[] = []
  let wake: () => void = () => {}
  const listen = (change: Change) => {
    queue.push(change)
    wake()
  }
  const stop = () => wake()
  reader.listeners.add(listen)
  o.signal.addEventListener('abort', stop)
  try {
    await Promise.race([reader.ready, aborted(o.signal)])
    let last = o.after ?? ''
    if (o.after !== undefined && !o.signal.aborted) {
      for (const change of await changesAfter(store, o.after)) {
        last = change.id
        yield change
      }
    }
    while (!o.signal.aborted) {
      const change = queue.shift()
      if (change && (last === '' || isAfter(change.id, last))) yield change
      else if (!change) {
        await new Promise<void>((resolve) => {
          wake = resolve
          if (queue.length > 0 || o.signal.aborted) resolve()
        })
      }
    }
  } finally {
    reader.listeners.delete(listen)
    o.signal.removeEventListener('abort', stop)
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** Resolves to true once the event is out of the mailbox (handled or buried), to false after `timeoutMs`. */
export async function untilHandled(store: Store, owner: string, eventId: string, timeoutMs: number): Promise<boolean> {
  const reader = readerOf(store)
  const heard = Promise.withResolvers<boolean>()
  const listen = (change: Change) => {
    if (change.owner === owner && change.eventId === eventId) heard.resolve(true)
  }
  reader.listeners.add(listen)
  const timer = setTimeout(() => heard.resolve(false), timeoutMs)
  try {
    // Looked up after listening has begun, so that nothing falls in between.
    await Promise.race([reader.ready, heard.promise])
    if (!(await isWaiting(store, owner, eventId))) return true
    return (await heard.promise) || !(await isWaiting(store, owner, eventId))
  } finally {
    clearTimeout(timer)
    reader.listeners.delete(listen)
  }
}

async function isWaiting(store: Store, owner: string, eventId: string): Promise<boolean> {
  const elements = asList(await send(store, ['LRANGE', store.keys.mailbox + owner, '0', '-1']))
  return elements.some((element) => asText(element).startsWith(`${eventId}\n`))
}

async function changesAfter(store: Store, after: string): Promise<Change[]> {
  return asList(await send(store, ['XRANGE', store.keys.changes, `(${after}`, '+'])).map(readChange)
}

function readChange(entry: unknown): Change {
  const [id, fields] = asList(entry)
  const [, owner, , eventId, , what] = asList(fields).map(asText)
  return { id: asText(id), owner: owner ?? '', eventId: eventId ?? '', what: (what ?? '').split(',') }
}

function isAfter(a: string, b: string): boolean {
  const [aMs = 0, aN = 0] = a.split('-').map(Number)
  const [bMs = 0, bN = 0] = b.split('-').map(Number)
  return aMs > bMs || (aMs === bMs && aN > bN)
}

interface Waker {
  isPending: boolean
  waiting: Set<() => void>
}

interface Reader {
  /** Resolves when it listens; from then on nothing is missed. */
  ready: Promise<void>
  listeners: Set<(change: Change) => void>
}

const wakers = new WeakMap<Store, Waker>()
const readers = new WeakMap<Store, Reader>()

function wakerOf(store: Store): Waker {
  const known = wakers.get(store)
  if (known) return known
  const waker: Waker = { isPending: true, waiting: new Set() }
  wakers.set(store, waker)
  const redis = ownConnection(store)
  const wake = () => {
    // One look finds all that is ready, so every waiting loop may look; who comes too late finds nothing.
    if (waker.waiting.size === 0) waker.isPending = true
    for (const one of waker.waiting) one()
  }
  let isListening = false
  // What came in while nobody listened is looked for after every beginning, the first and those after a lost connection.
  redis.on('ready', () => {
    wake()
    if (isListening) return
    redis
      .subscribe(store.keys.wake, wake)
      .then(() => {
        isListening = true
        return wake()
      })
      .catch(() => undefined)
  })
  redis.connect().catch(() => undefined)
  return waker
}

function readerOf(store: Store): Reader {
  const known = readers.get(store)
  if (known) return known
  const redis = ownConnection(store)
  const listeners = new Set<(change: Change) => void>()
  const begun = Promise.withResolvers<void>()
  const reader: Reader = { ready: begun.promise, listeners }
  readers.set(store, reader)
  void readOn(store, redis, listeners, begun.resolve)
  return reader
}

async function readOn(store: Store, redis: Redis, listeners: Reader['listeners'], begun: () => void): Promise<void> {
  let last: string | undefined
  await redis.connect().catch(() => undefined)
  while (redis.isOpen) {
    try {
      last ??= await lastId(redis, store.keys.changes)
      begun()
      const answer: unknown = await redis.sendCommand(['XREAD', 'BLOCK', '2000', 'COUNT', '500', 'STREAMS', store.keys.changes, last])
      if (answer === null) continue
      for (const entry of asList(asList(asList(answer)[0])[1])) {
        const change = readChange(entry)
        last = change.id
        // Forgotten elsewhere: this process lets go of the key as well.
        if (change.eventId === 'forgotten' || change.what.includes('moved')) store.ownerKeys.delete(change.owner)
        for (const listen of listeners) listen(change)
      }
    } catch {
      // Redis is away: the connection comes back by itself, and reading goes on where it was.
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  begun()
}

async function lastId(redis: Redis, stream: string): Promise<string> {
  const newest: unknown = await redis.sendCommand(['XREVRANGE', stream, '+', '-', 'COUNT', '1'])
  const [entry] = asList(newest)
  return entry === undefined ? '0-0' : asText(asList(entry)[0])
}

function ownConnection(store: Store): Redis {
  const redis = connection(store.url, store.report)
  store.closers.add(() => {
    if (redis.isOpen) redis.destroy()
  })
  return redis
}
