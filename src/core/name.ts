// What people and systems may be called here: one line that shows as it is written, wherever it stands.
import { z } from 'zod'

export const nameCharsMax = 60

/** Line breaks and the like, and marks that turn the writing direction of what stands around a name; not those that Persian names are spelled with. */
const unfit = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u

export const Name = z
  .string()
  .trim()
  .min(1)
  .max(nameCharsMax, `must be at most ${nameCharsMax} characters`)
  .refine((name) => !unfit.test(name), 'must be one line, without control characters')
