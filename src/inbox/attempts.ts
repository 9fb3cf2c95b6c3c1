// Counts failed sign-ins per caller and stops a caller who keeps guessing. Links are random and short-lived; this only makes guessing loud and slow.
// Kept in memory and nowhere else, since a caller is an IP address.
export interface Attempts {
  isBlocked(caller: string, now: number): boolean
  failed(caller: string, now: number): void
}

const failuresMax = 10
const windowMs = 5 * 60_000
const callersMax = 10_000

export function countAttempts(): Attempts {
  const failures = new Map<string, { since: number; count: number }>()
  const running = (caller: string, now: number) => {
    const found = failures.get(caller)
    return found && now - found.since < windowMs ? found : undefined
  }
  return {
    isBlocked: (caller, now) => (running(caller, now)?.count ?? 0) >= failuresMax,
    failed: (caller, now) => {
      const before = running(caller, now)
      failures.delete(caller)
      failures.set(caller, { since: before?.since ?? now, count: (before?.count ?? 0) + 1 })
      const oldest = failures.keys().next()
      if (failures.size > callersMax && !oldest.done) failures.delete(oldest.value)
    },
  }
}
