// How a part of the worker keeps going: a step again and again while there is work, a rest when there is none, a growing pause when it fails.
// It never spins, never lets an error out, and stops only between two steps.
import type { Logger } from 'pino'
import { Unavailable } from '../store/redis.ts'

export interface Loop {
  /** There may be work: cuts a rest short. A wake-up during a step makes the next rest void. */
  wake(): void
  /** As `wake`, at a moment (epoch ms) that is known already. The earliest wins. */
  wakeAt(atMs: number): void
  /** Resolves when the step under way has ended. */
  stop(): Promise<void>
}

export interface LoopOptions {
  name: string
  /** Returns whether there may be more to do at once. */
  step: () => Promise<'more' | 'rest'>
  restMs: number
  clock: () => number
  log: Logger
}

const pauseMinMs = 25
/** Redis being back must be noticed well within the two seconds promised for the first answer after it. */
const pauseMaxMs = 500
const outagePauseMs = 100

export function startLoop(o: LoopOptions): Loop {
  const stopping = new AbortController()
  let woken = false
  let sleep: { end: () => void; mayWake: boolean } | undefined

  const rest = async (ms: number, mayWake: boolean): Promise<void> => {
    if (stopping.signal.aborted || (mayWake && woken)) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      const end = (): void => {
        clearTimeout(timer)
        resolve()
      }
      sleep = { end, mayWake }
    })
    sleep = undefined
  }
  const wake = (): void => {
    woken = true
    if (sleep?.mayWake) sleep.end()
  }
  const run = async (): Promise<void> => {
    let failures = 0
    while (!stopping.signal.aborted) {
      woken = false
      try {
        const next = await o.step()
        if (failures > 0) o.log.info({ loop: o.name, failures }, 'the loop goes on')
        failures = 0
        if (next === 'rest') await rest(o.restMs, true)
      } catch (error) {
        failures++
        report(o, error, failures)
        await rest(Math.min(pauseMinMs * 2 ** Math.min(failures, 10), pauseMaxMs), false)
      }
    }
  }

  const alarm = newAlarm(o.clock, wake)
  const ended = run()
  return {
    wake,
    wakeAt(atMs) {
      if (!stopping.signal.aborted && atMs - o.clock() < o.restMs) alarm.set(atMs)
    },
    async stop() {
      stopping.abort()
      alarm.off()
      sleep?.end()
      await ended
    },
  }
}

function newAlarm(clock: () => number, ring: () => void) {
  let next: { atMs: number; timer: NodeJS.Timeout } | undefined
  const off = (): void => {
    clearTimeout(next?.timer)
    next = undefined
  }
  const set = (atMs: number): void => {
    if (next && next.atMs <= atMs) return
    off()
    const timer = setTimeout(
      () => {
        next = undefined
        ring()
      },
      Math.max(0, atMs - clock()),
    )
    next = { atMs, timer }
  }
  return { set, off }
}

/**
 * Tries again while the store is away, for what is fenced and may therefore be repeated. After `forMs` the outage is the caller's to bear.
 * `wasUnsure`: an earlier try may have been done without our hearing of it.
 */
export async function despiteOutage<T>(forMs: number, work: () => Promise<T>): Promise<{ value: T; wasUnsure: boolean }> {
  const endsAt = performance.now() + forMs
  for (let tries = 0; ; tries++) {
    try {
      return { value: await work(), wasUnsure: tries > 0 }
    } catch (error) {
      if (!(error instanceof Unavailable) || performance.now() > endsAt) throw error
      await new Promise((resolve) => setTimeout(resolve, outagePauseMs))
    }
  }
}

/** Where it went wrong and never what was said there: the message of an error may quote the text it stumbled over. */
export function faultOf(error: unknown): { fault: string; frames: string[] } {
  if (!(error instanceof Error)) return { fault: typeof error, frames: [] }
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
  return { fault: error.name, frames: frames.map((line) => line.trim()) }
}

/** An outage is one line at its start, not one for each attempt; anything else is a fault of ours and is always written. */
function report(o: LoopOptions, error: unknown, failures: number): void {
  if (!(error instanceof Unavailable)) o.log.error({ loop: o.name, ...faultOf(error) }, 'a step failed')
  else if (failures === 1) o.log.warn({ loop: o.name }, 'the store does not answer: waiting for it')
}
