// May this message come in now? Strangers who send without end are told to wait; whoever writes in distress is always taken in, whatever the count.
// It decides before anything is stored, and it never looks further than this one text.
import { remembering } from '../outbound.ts'
import { allowance, type ChatLimits } from './limits.ts'

export interface GateParts {
  limits: ChatLimits
  clock: () => number
  /** Whether this visitor has a record already. */
  isKnown: (addressId: string) => Promise<boolean>
  /** Asked only about texts over the limit. */
  isCry: (text: string) => Promise<boolean>
}

export interface Knock {
  addressId: string
  /** undefined: callers can not be told apart. */
  caller: string | undefined
  /** Absent for a tap or an opening. */
  text?: string
}

const visitorsMax = 10_000
/** A long letter costs more than a word, a tap next to nothing: it may be the answer to "are you in danger now?". */
const charsPerMessage = 4_000
const tapCost = 0.1

/** Gives the milliseconds to wait, 0 for come in. */
export function chatGate({ limits, clock, isKnown, isCry }: GateParts): (knock: Knock) => Promise<number> {
  const { newVisitors, messages } = limits
  const perCaller = { visitors: allowance(newVisitors.each, clock), messages: allowance(messages.each, clock) }
  const inAll = { visitors: allowance(newVisitors.all, clock), messages: allowance(messages.all, clock) }
  const perVisitor = allowance(messages.visitor, clock)
  const known = remembering<true>(visitorsMax)

  const isNew = async (addressId: string): Promise<boolean> => {
    if (known.get(addressId)) return false
    // With the store away nobody is refused here: the intake says so itself.
    if (!(await isKnown(addressId).catch(() => true))) return true
    known.set(addressId, true)
    return false
  }
  const waitMs = async ({ addressId, caller, text }: Knock): Promise<number> => {
    const cost = text === undefined ? tapCost : 1 + text.length / charsPerMessage
    if (await isNew(addressId)) {
      const ms = (caller === undefined ? 0 : perCaller.visitors(caller)) || inAll.visitors('')
      if (ms > 0) return ms
    }
    return perVisitor(addressId, cost) || (caller === undefined ? 0 : perCaller.messages(caller, cost)) || inAll.messages('', cost)
  }
  return async (knock) => {
    const ms = await waitMs(knock)
    if (ms === 0 || knock.text === undefined) return ms
    return (await isCry(knock.text).catch(() => true)) ? 0 : ms
  }
}
