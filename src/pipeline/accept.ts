// Where channels deliver: identities, arrivals and reports become durable, in that order, before the platform hears "received".
// Only after that, and without anybody waiting for it, the person sees that the message was read.
import type { Arrival, Channel, DeliveryReport, IdentityChange, Intake } from '../channels/channel.ts'
import { changeIdentity, ingest, report } from '../store/mailbox.ts'
import type { Store } from '../store/redis.ts'

/** Read receipts under way at once, and begun within a second; beyond that they are left out, for a receipt is worth less than the answer it announces. */
const receiptsMax = 32
const receiptsPerSecond = 50
const receiptTimeoutMs = 5000

/** `channels` is asked for each receipt, because the channels themselves are made with the intake in hand. */
export function intakeOf(store: Store, channels: () => readonly Channel[]): Intake {
  let receipts = 0
  let begun = { second: 0, count: 0 }

  const mayBegin = (): boolean => {
    const second = Math.floor(performance.now() / 1000)
    if (second !== begun.second) begun = { second, count: 0 }
    if (receipts >= receiptsMax || begun.count >= receiptsPerSecond) return false
    begun.count++
    return true
  }
  const show = async (arrival: Arrival): Promise<void> => {
    const { event } = arrival
    const channel = channels().find(({ name }) => name === arrival.channel)
    const to = arrival.senderIds[0]
    if (!channel || to === undefined || !('messageId' in event) || event.type === 'message_edited' || !mayBegin()) return
    receipts++
    const late = new Promise((resolve) => setTimeout(resolve, receiptTimeoutMs).unref())
    try {
      await Promise.race([channel.acknowledge(to, event.messageId), late])
    } catch {
      // Best effort by contract: the answer itself will tell whether the channel works.
    } finally {
      receipts--
    }
  }

  return {
    async accept(arrivals: Arrival[], reports: DeliveryReport[], identities: IdentityChange[]) {
      // First the identities: an arrival in the same batch may come from the new one.
      for (const change of identities) await changeIdentity(store, change)
      const [taken] = await Promise.all([arrivals.length > 0 ? ingest(store, arrivals) : [], reports.length > 0 ? report(store, reports) : undefined])
      for (const [n, arrival] of arrivals.entries()) if (taken[n]?.fresh) void show(arrival)
    },
  }
}
