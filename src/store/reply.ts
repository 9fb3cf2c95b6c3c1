// Reads what a script answered, without believing it: each reader gives a value of one type or throws.

export function asList(reply: unknown): unknown[] {
  if (!Array.isArray(reply)) throw new Error('a store script answered something unexpected')
  return reply
}

export function asText(reply: unknown): string {
  if (typeof reply === 'string') return reply
  if (typeof reply === 'number') return String(reply)
  if (Buffer.isBuffer(reply)) return reply.toString('utf8')
  throw new Error('a store script answered something unexpected')
}

export function asNumber(reply: unknown): number {
  const number = typeof reply === 'number' ? reply : Number(asText(reply))
  if (Number.isNaN(number)) throw new Error('a store script answered something unexpected')
  return number
}

export function asBytes(reply: unknown): Buffer {
  if (Buffer.isBuffer(reply)) return reply
  if (typeof reply === 'string') return Buffer.from(reply, 'utf8')
  throw new Error('a store script answered something unexpected')
}

/** Lua's `false` and an absent value both arrive as null. */
export function maybe<T>(reply: unknown, read: (reply: unknown) => T): T | undefined {
  return reply === null || reply === undefined ? undefined : read(reply)
}
