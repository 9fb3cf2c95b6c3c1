// Slows a sender down who writes faster than a person can, without ever refusing a message: the answer comes later, the message is already stored.
import { setTimeout as wait } from 'node:timers/promises'
import { remembering } from '../outbound.ts'

export interface Rate {
  perSecond: number
  burst: number
  delayMsMax: number
}

const sendersMax = 10_000

export function slowdown(rate: Rate, clock: () => number): (sender: string) => Promise<void> {
  const senders = remembering<{ tokens: number; at: number }>(sendersMax)
  return async (sender) => {
    const now = clock()
    const last = senders.get(sender) ?? { tokens: rate.burst, at: now }
    const tokens = Math.min(rate.burst, last.tokens + (Math.max(0, now - last.at) / 1_000) * rate.perSecond) - 1
    // A debt is kept, up to the longest delay: whoever goes on waits as long each time.
    const owed = Math.max(tokens, (-rate.delayMsMax / 1_000) * rate.perSecond)
    senders.set(sender, { tokens: owed, at: now })
    if (owed < 0) await wait((-owed / rate.perSecond) * 1_000)
  }
}
