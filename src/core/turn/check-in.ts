// When a check-in may be asked: only with consent, by day, on working days, when a human can be reached, and never in a crisis.
// The questions themselves are a flow; their score is in care/score.ts.
import { clockIn } from '../agenda/dates.ts'
import type { Conversation } from '../conversation.ts'
import { isAtLeast } from '../level.ts'
import { change, municipalityOf, note, setTimer, type Draft } from './draft.ts'
import { startFlow } from './journey.ts'

const hourMs = 60 * 60 * 1000
const weekMs = 7 * 24 * hourMs
/** Monday to Thursday, 09:30 to 15:00 local time, so that a human can still answer that day. */
const weekdays = [1, 2, 3, 4]
const firstMinute = 9 * 60 + 30
const lastMinute = 15 * 60
const skippedMax = 2

/** `ref`: `again` asks whether they may begin again after "stop"; anything else is the check-in itself. */
export function checkInDue(draft: Draft, ref: string): void {
  const { checkIns, consent, stopped } = draft.conversation
  const isDue = ref === 'again' ? draft.conversation.checkInsEnded : checkIns && consent.checkIns?.given
  if (!isDue || stopped) return
  if (!isMoment(draft)) return setTimer(draft, 'check_in', draft.now + hourMs, 'check_in', ref)
  if (ref === 'again') {
    change(draft, { checkInsEnded: undefined })
    return startFlow(draft, 'check-ins-again')
  }
  if (checkIns) ask(draft, checkIns)
}

function ask(draft: Draft, checkIns: NonNullable<Conversation['checkIns']>): void {
  const asked = checkIns.lastAskedAt !== undefined && (checkIns.lastAt ?? 0) < checkIns.lastAskedAt
  const skipped = asked ? checkIns.skipped + 1 : 0
  change(draft, { checkIns: { ...checkIns, skipped, lastAskedAt: draft.now } })
  setTimer(draft, 'check_in', draft.now + checkIns.everyWeeks * weekMs, 'check_in', 'pulse')
  // Two skipped in a row: ask once whether to stop or to ask less, then follow that.
  startFlow(draft, skipped === skippedMax ? 'check-in-rhythm' : 'check-in')
  note(draft, 'check_in_asked')
}

export function beginCheckIns(draft: Draft, everyWeeks: number): void {
  change(draft, { checkIns: { everyWeeks, skipped: 0 } })
  setTimer(draft, 'check_in', draft.now + everyWeeks * weekMs, 'check_in', 'pulse')
}

/** Somebody is back after "stop": not in the middle of what brought them back, but soon. */
export function planToAskAgain(draft: Draft): void {
  if (draft.conversation.checkInsEnded) setTimer(draft, 'check_in', draft.now + hourMs, 'check_in', 'again')
}

/** Never in a crisis, beside a person who talks, at night, or across what the person is busy with. */
function isMoment(draft: Draft): boolean {
  const { case: open, talkingTo, stack, lastHeardAt = 0 } = draft.conversation
  const isBusy = stack.length > 0 && draft.now - lastHeardAt < hourMs
  return !open && !talkingTo && !isBusy && isAllowedAt(draft.now, municipalityOf(draft).timeZone)
}

/** A colleague asks for it now, at any hour; without the person's consent, after "stop" and while somebody may be in danger it is not asked. */
export function startCheckIn(draft: Draft): void {
  const { consent, stopped, case: open } = draft.conversation
  if (!consent.checkIns?.given || stopped || (open && isAtLeast(open.level, '3A'))) return note(draft, 'check_in_refused')
  startFlow(draft, 'check-in')
}

export function isAllowedAt(now: number, timeZone: string): boolean {
  const { weekday, minute } = clockIn(now, timeZone)
  return weekdays.includes(weekday) && minute >= firstMinute && minute < lastMinute
}
