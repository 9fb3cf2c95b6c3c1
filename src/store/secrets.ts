// Secrets that open something: made here, and kept as hashes only. Who reads Redis can sign in nowhere.
import { createHash, randomBytes } from 'node:crypto'

export function newSecret(): string {
  return randomBytes(24).toString('base64url')
}

/** Secrets of 192 random bits need no salt and no slow hash. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
