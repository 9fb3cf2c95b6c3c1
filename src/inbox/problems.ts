// What can go wrong with a request, in the words of RFC 9457. One list, so that a page can act on the code.
// A problem never repeats what was sent, and 'not allowed to know' reads the same as 'does not exist'.
import { z } from 'zod'

const titles = {
  invalid: [400, 'The request is not as described'],
  'signed-out': [401, 'Sign in first'],
  'wrong-token': [401, 'This link or token is not valid, was used before, or is too old'],
  'not-allowed': [403, 'This is not for your role'],
  'people-only': [403, 'Only a person who signed in may do this, not another system'],
  'other-site': [403, 'The request came from another site'],
  'not-found': [404, 'Not shared with you, or it does not exist'],
  gone: [410, 'The platform does not give this (any more)'],
  'seen-message': [409, 'Someone wrote since the message you saw last'],
  'already-taken': [409, 'Someone else has taken this case'],
  'not-yours': [409, 'From level 2 on a case is closed by whoever has taken it, or by a coordinator'],
  'case-open': [409, 'A case of level 3 is open; say with force=true that it is to be done all the same'],
  'key-reused': [409, 'This Idempotency-Key was used for another request; take a new one'],
  'not-applied': [409, 'The record does not allow this now'],
  'last-coordinator': [409, 'There must be a coordinator; add another one first'],
  'address-taken': [409, 'This address belongs to someone else already'],
  'too-late': [409, 'The message is on its way already'],
  'too-large': [413, 'The request is too large'],
  'wrong-media-type': [415, 'This content type is not read here'],
  'does-not-fit': [422, 'The request names something that can not be used here'],
  'too-many-attempts': [429, 'Too many attempts; wait a few minutes'],
  fault: [500, 'Something went wrong on our side'],
  unavailable: [503, 'Not available for a moment; try again'],
} as const

export type ProblemCode = keyof typeof titles

export const FieldFault = z.object({ path: z.string(), message: z.string() })
export type FieldFault = z.infer<typeof FieldFault>

/** `instance` is the id of the request, to look it up in the log. */
export const Problem = z
  .object({
    type: z.string(),
    code: z.string().meta({ enum: Object.keys(titles) }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(FieldFault).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document' })
export type Problem = z.infer<typeof Problem>

/** Ends a request with a problem; caught at the edge only. `detail` is for people and holds nothing personal. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly detail: string | undefined
  readonly errors: FieldFault[] | undefined

  constructor(code: ProblemCode, more: { detail?: string; errors?: FieldFault[] } = {}) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.detail = more.detail
    this.errors = more.errors
  }
}

export function problemOf(code: ProblemCode, more: { detail?: string; errors?: FieldFault[]; instance?: string } = {}): Problem {
  const [status, title] = titles[code]
  return { type: `urn:brug:problem:${code}`, code, title, status, ...more }
}

export const problemType = 'application/problem+json; charset=utf-8'
