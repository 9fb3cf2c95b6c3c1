// May this opening of the chat come in? Whoever tries codes is told to wait, and no record is made for a stranger who says nothing: no language and no invite.
// A code that stands here, also a used or an old one, is always let through: behind a shared address guesses of a stranger must not lock anybody out.
import { allowance, type Allowance } from './limits.ts'

export interface StartParts {
  wrongCodes: Allowance
  clock: () => number
  isKnown: (addressId: string) => Promise<boolean>
  /** undefined: it does not even read like a code. */
  isInvite: (payload: string) => Promise<boolean | undefined>
}

export interface Start {
  addressId: string
  /** undefined: callers can not be told apart, and are counted as one. */
  caller: string | undefined
  payload: string | undefined
  hasLang: boolean
}

type Answer = { type: 'come_in' } | { type: 'without_code' } | { type: 'says_nothing' } | { type: 'wait'; ms: number }

export function startGate({ wrongCodes, clock, isKnown, isInvite }: StartParts): (start: Start) => Promise<Answer> {
  const perVisitor = allowance(wrongCodes, clock)
  const perCaller = allowance(wrongCodes, clock)
  return async ({ addressId, caller, payload, hasLang }) => {
    // With the store away nobody is refused here: the intake says so itself.
    const isGood = payload === undefined ? undefined : await isInvite(payload).catch(() => true)
    if (isGood === true) return { type: 'come_in' }
    const ms = isGood === false ? perVisitor(addressId) || perCaller(caller ?? '') : 0
    // What is typed after the start waits for it on the page, a cry too: it comes in, its code is not looked at.
    if (ms > 0) return hasLang ? { type: 'without_code' } : { type: 'wait', ms }
    return hasLang || (await isKnown(addressId).catch(() => true)) ? { type: 'come_in' } : { type: 'says_nothing' }
  }
}
