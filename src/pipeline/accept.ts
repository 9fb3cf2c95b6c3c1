// Where channels deliver: identities, arrivals and reports become durable, in that order, before the platform hears "received".
// Only after that, and without anybody waiting for it, the person sees that the message was read.
import type { Arrival, Channel, DeliveryReport, IdentityChange, Intake } from '../channels/channel.ts'
import { changeIdentity, ingest, report } from '../store/mailbox.ts'
import type { Store } from '../store/redis.ts'

/**
 * Read receipts under way at once, begun in a row, and begun per second when it goes on; beyond that they are left out, for a receipt is worth less
 * than the answer it announces, and costs ten times what taking the message in costs.
 */
const receiptsMax = 32
const receiptsInARow = 50
const receiptsPerSecond = 10
const receiptTimeoutMs = 5000

/** `channels` is asked for each receipt, because the channels themselves are made with the intake in hand. */
export function intakeOf(store: Store, channels: () => readonly Channel[]): Intake {
  let receipts = 0
  let allowed = receiptsInARow
  let allowedAt = 0

  const mayBegin = (): boolean => {
    const now = performance.now()
    allowed = Math.min(receiptsInARow, allowed + ((now - allowedAt) / 1000) * receiptsPerSecond)
    allowedAt = now
    if (receipts >= receiptsMax || allowed < 1) return false
    allowed--
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
      const reporting = reports.length > 0 ? report(store, reports) : undefined
      const [taken] = reporting ? await Promise.all([ingest(store, arrivals), reporting]) : [await ingest(store, arrivals)]
      for (const [n, arrival] of arrivals.entries()) if (taken[n]?.fresh) void show(arrival)
    },
  }
}
