// How much the web chat takes from callers nobody knows: new visitors, messages and open streams, for each visitor, for each address and in total.
// It only counts, in memory; whether what is over the limit is refused is decided by whoever asks. Nothing here keeps an address on disk.
import { isIPv6 } from 'node:net'
import { isInside } from '../inside.ts'
import { remembering } from '../outbound.ts'

export interface Allowance {
  burst: number
  perSecond: number
}

/** Generous for a library, an asylum centre or a class behind one address; a program that goes on for hours is what they stop. */
export interface ChatLimits {
  newVisitors: { each: Allowance; all: Allowance }
  messages: { visitor: Allowance; each: Allowance; all: Allowance }
  /** Of one visitor, and of one address. */
  wrongCodes: Allowance
  streams: { visitor: number; each: number; all: number }
}

export const chatLimits: ChatLimits = {
  newVisitors: { each: { burst: 100, perSecond: 0.1 }, all: { burst: 1_000, perSecond: 0.5 } },
  messages: { visitor: { burst: 60, perSecond: 0.25 }, each: { burst: 1_000, perSecond: 5 }, all: { burst: 10_000, perSecond: 100 } },
  wrongCodes: { burst: 10, perSecond: 1 / 30 },
  streams: { visitor: 12, each: 300, all: 5_000 },
}

const keysMax = 10_000

/** Takes `cost` and gives 0, or takes nothing and gives the milliseconds after which to ask again. */
export type Take = (key: string, cost?: number) => number

export function allowance({ burst, perSecond }: Allowance, clock: () => number): Take {
  const known = remembering<{ left: number; at: number }>(keysMax)
  return (key, cost = 1) => {
    const now = clock()
    const before = known.get(key) ?? { left: burst, at: now }
    const left = Math.min(burst, before.left + (Math.max(0, now - before.at) / 1_000) * perSecond)
    // What costs more than a whole burst passes when the burst is whole.
    const isEnough = left >= Math.min(cost, burst)
    known.set(key, { left: isEnough ? left - cost : left, at: now })
    return isEnough ? 0 : Math.ceil(((Math.min(cost, burst) - left) / perSecond) * 1_000)
  }
}

/** Whom to count together: an IPv6 line has billions of addresses. undefined: all come through one proxy or from this network, so nobody is told apart. */
export function callerOf(ip: string): string | undefined {
  const plain = ip.replace(/^::ffff:/, '')
  if (isInside(plain)) return undefined
  return isIPv6(plain) ? prefixOf(plain) : plain
}

/** The first 64 bits. */
function prefixOf(ip: string): string {
  const [head = '', tail = ''] = ip.split('::')
  const [left, right] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)]
  const middle = ip.includes('::') ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0') : []
  return [...left, ...middle, ...right].slice(0, 4).join(':')
}

export interface Streams {
  /** Gives what ends the stream's place, or undefined when there is no room. The oldest stream of the same visitor makes way, by `end`. */
  enter(visitor: string, caller: string | undefined, end: () => void): (() => void) | undefined
}

export function countStreams(max: ChatLimits['streams']): Streams {
  const open = new Map<string, Set<() => void>>()
  const callers = new Map<string, number>()
  let all = 0
  return {
    enter(visitor, caller, end) {
      const theirs = open.get(visitor) ?? new Set()
      const [oldest] = theirs
      if (oldest && theirs.size >= max.visitor) oldest()
      if (all >= max.all || (caller !== undefined && (callers.get(caller) ?? 0) >= max.each)) return undefined
      const leave = () => {
        if (!theirs.delete(close)) return
        all -= 1
        if (theirs.size === 0) open.delete(visitor)
        if (caller !== undefined) countDown(callers, caller)
      }
      const close = () => {
        leave()
        end()
      }
      theirs.add(close)
      open.set(visitor, theirs)
      all += 1
      if (caller !== undefined) callers.set(caller, (callers.get(caller) ?? 0) + 1)
      return leave
    },
  }
}

function countDown(counts: Map<string, number>, key: string): void {
  const left = (counts.get(key) ?? 1) - 1
  if (left > 0) counts.set(key, left)
  else counts.delete(key)
}
