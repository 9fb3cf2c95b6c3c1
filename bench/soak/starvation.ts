// Did the machine give a process its turn? A worker that is not let run for most of a lease loses it, as one that was stopped does; on a machine that is
// too busy that is a fault like the others, and has to be known before anybody is blamed. Linux says how long each process waited for a processor.
import { readFileSync } from 'node:fs'
import type { Fault } from './nemesis.ts'

const lookMs = 500
/** Of the last three seconds, a lease. */
const looks = 6
const starvedMs = 1500

/** Notes the times in which one of these processes waited for half of every three seconds. */
export function watchStarvation(pidsOf: () => number[], faults: Fault[]): { stop(): void } {
  const waited = new Map<number, number[]>()
  let lookedAt = Date.now()
  const look = (): void => {
    const now = Date.now()
    const starved = pidsOf().filter((pid) => {
      const total = waitedMs(pid)
      const before = waited.get(pid) ?? []
      if (total !== undefined) waited.set(pid, [...before.slice(1 - looks), total])
      return total !== undefined && total - (before[0] ?? total) > starvedMs
    })
    // Whoever looks is starved as well.
    const isLate = now - lookedAt > starvedMs
    if (starved.length > 0 || isLate) {
      const from = now - lookMs * looks
      const last = faults.findLast(({ what }) => what === 'starved')
      if (last && last.until >= from) last.until = now
      else faults.push({ what: 'starved', from, until: now, touchesSends: true })
    }
    lookedAt = now
  }
  const timer = setInterval(look, lookMs)
  return { stop: () => clearInterval(timer) }
}

/** undefined: it is gone, or this is no Linux. */
function waitedMs(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return undefined
  }
}
