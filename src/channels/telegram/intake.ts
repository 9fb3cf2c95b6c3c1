// Hands updates on to the intake, the same way for webhook and long polling: durable first, then the courtesies (spinner off, tapped keyboard away).
// It remembers the last albums, so that ten pictures in one go are one arrival.
import type { Api } from 'grammy'
import type { Arrival, Intake } from '../channel.ts'
import { remembering, type Remembered } from '../outbound.ts'
import { readUpdate, type Tap } from './updates.ts'

export interface Taking {
  api: Api
  botId: string
  intake: Intake
  clock: () => number
  albums: Remembered<true>
}

export function taking(parts: Omit<Taking, 'albums'>): Taking {
  return { ...parts, albums: remembering(500) }
}

/** Resolves when everything in the updates is durable, with the highest update id; rejects when it could not be stored. */
export async function takeUpdates(line: Taking, updates: readonly unknown[]): Promise<{ lastId?: number }> {
  const now = line.clock()
  const read = updates.map((raw) => readUpdate(raw, line.botId, now))
  const taps = read.map((one) => one.tap).filter((tap) => tap !== undefined)
  // At once, before anything is stored: until then the button spins, and late answers are refused.
  for (const tap of taps) void line.api.answerCallbackQuery(tap.queryId).catch(() => undefined)

  const worded = new Set(read.filter((one) => one.album !== undefined && one.arrival?.dedupeKey !== one.album).map((one) => one.album))
  const arrivals: Arrival[] = []
  for (const { arrival, album } of read) {
    if (!arrival) continue
    const isRest = album !== undefined && arrival.dedupeKey === album && (worded.has(album) || line.albums.get(album))
    if (!isRest) arrivals.push(arrival)
  }
  if (arrivals.length > 0) await line.intake.accept(arrivals, [], [])
  for (const { album, arrival } of read) if (album !== undefined && arrival) line.albums.set(album, true)
  for (const tap of taps) void removeKeyboard(line.api, tap)
  return { lastId: read.reduce<number | undefined>((most, { updateId }) => (updateId === undefined ? most : Math.max(most ?? 0, updateId)), undefined) }
}

async function removeKeyboard(api: Api, { chatId, messageId }: Tap): Promise<void> {
  if (chatId === undefined || messageId === undefined) return
  // Fails harmlessly for a second tap ("message is not modified") and for messages that are too old.
  await api.editMessageReplyMarkup(chatId, messageId).catch(() => undefined)
}
