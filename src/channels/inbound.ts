// What every inbound payload goes through first: bytes to JSON, text that can be stored, times that can be true, secrets compared without leaking time.
// It knows no platform. It never throws on content: what cannot be used is a value.
import { hash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

const dayMs = 24 * 60 * 60 * 1000
/** Platforms repeat a message for up to seven days; anything older or in the future is a wrong clock. */
const oldestMs = 8 * dayMs
/** WhatsApp lets people write up to this much in one message. */
export const inboundCharsMax = 65_536

export type Json = { type: 'json'; value: unknown } | { type: 'not_json' }

export function jsonOf(body: unknown): Json {
  if (!Buffer.isBuffer(body)) return { type: 'not_json' }
  try {
    return { type: 'json', value: JSON.parse(body.toString('utf8')) }
  } catch {
    return { type: 'not_json' }
  }
}

/** Lone surrogates would not survive storage; everything else a person typed is kept as it is. */
export function storable(text: string): string {
  return text.slice(0, inboundCharsMax).toWellFormed()
}

export const InboundText = z.string().transform(storable)

/** Ids are opaque: taken whole or not at all. */
export const PlatformId = z
  .string()
  .min(1)
  .max(1024)
  .transform((id) => id.toWellFormed())

/** Channel time in epoch seconds (text or number) as epoch ms; a time that cannot be true becomes the time of arrival. */
export function momentOf(seconds: unknown, now: number): number {
  const ms = Math.trunc((typeof seconds === 'string' && seconds.trim() !== '' ? Number(seconds) : typeof seconds === 'number' ? seconds : Number.NaN) * 1000)
  return ms <= now && ms >= now - oldestMs ? ms : now
}

/** Compares digests, so that neither content nor length of the expected secret shows in the time taken. */
export function isSecret(expected: string): (given: unknown) => boolean {
  const wanted = digest(expected)
  return (given) => typeof given === 'string' && timingSafeEqual(digest(given), wanted)
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
