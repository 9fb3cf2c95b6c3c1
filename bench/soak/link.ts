// The wire between one process of Brug and Redis, as a TCP proxy that can be broken in the ways wires break.
// It knows nothing of what goes over it.
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * reset: RST to both ends · blackhole: nothing passes and nobody is told · swallow: commands arrive, answers do not · delay: 200 ms more each way
 * · half_open: the far end is gone, the near end is not told.
 */
export const linkFaults = ['reset', 'blackhole', 'swallow', 'delay', 'half_open'] as const
export type LinkFault = (typeof linkFaults)[number]

export interface Link {
  /** For REDIS_URL. */
  url: string
  /** Resolves when the wire is whole again. What was lost on it stays lost: connections of that time end with RST. */
  break(fault: LinkFault, ms: number): Promise<void>
  close(): void
}

interface Pair {
  near: Socket
  far: Socket
  isHalf: boolean
}

interface State {
  drops: { toRedis: boolean; fromRedis: boolean }
  delayMs: number
  pairs: Set<Pair>
}

const delayMs = 200

export async function openLink(socketPath: string): Promise<Link> {
  const state: State = { drops: { toRedis: false, fromRedis: false }, delayMs: 0, pairs: new Set() }
  const server = createServer((near) => join(state, near, socketPath))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `redis://127.0.0.1:${portOf(server)}`,
    async break(fault, ms) {
      if (fault === 'half_open') halve(state)
      if (fault === 'blackhole') state.drops = { toRedis: true, fromRedis: true }
      if (fault === 'swallow') state.drops = { toRedis: false, fromRedis: true }
      if (fault === 'delay') state.delayMs = delayMs
      if (fault !== 'reset') await pause(ms)
      state.drops = { toRedis: false, fromRedis: false }
      state.delayMs = 0
      // Bytes are missing on every wire of that time; going on with it would be a fault no network makes.
      if (fault !== 'delay') reset(state, fault === 'half_open')
    },
    close() {
      server.close()
      reset(state, false)
    },
  }
}

function join(state: State, near: Socket, socketPath: string): void {
  const far = connect({ path: socketPath })
  const pair: Pair = { near, far, isHalf: false }
  state.pairs.add(pair)
  near.setNoDelay(true)
  carry(state, near, far, 'toRedis')
  carry(state, far, near, 'fromRedis')
  near.on('error', () => undefined)
  far.on('error', () => undefined)
  near.on('close', () => {
    far.destroy()
    state.pairs.delete(pair)
  })
  far.on('close', () => {
    if (!pair.isHalf) near.destroy()
  })
}

/** First in, first out, also while a delay begins or ends. */
function carry(state: State, from: Socket, to: Socket, way: 'toRedis' | 'fromRedis'): void {
  const waiting: { at: number; bytes: Buffer }[] = []
  const flush = (): void => {
    for (let head = waiting[0]; head; head = waiting[0]) {
      const leftMs = head.at - performance.now()
      if (leftMs > 0) return void setTimeout(flush, leftMs)
      waiting.shift()
      if (to.writable) to.write(head.bytes)
    }
  }
  from.on('data', (bytes: Buffer) => {
    if (state.drops[way]) return
    waiting.push({ at: state.delayMs === 0 ? 0 : performance.now() + state.delayMs, bytes })
    if (waiting.length === 1) flush()
  })
}

function halve(state: State): void {
  for (const pair of state.pairs) {
    pair.isHalf = true
    pair.far.destroy()
  }
}

function reset(state: State, onlyHalf: boolean): void {
  for (const pair of state.pairs) {
    if (onlyHalf && !pair.isHalf) continue
    pair.near.resetAndDestroy()
    pair.far.destroy()
    state.pairs.delete(pair)
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the link does not listen')
  return address.port
}
