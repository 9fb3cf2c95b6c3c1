// When a check-in may be asked: only with consent, by day, on working days, when a human can be reached, and never in a crisis.
// The questions themselves are a flow; their score is in care/score.ts.
import { clockIn } from '../agenda/dates.ts'
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

export function checkInDue(draft: Draft): void {
  const { checkIns, consent, stopped, case: open, talkingTo } = draft.conversation
  if (!checkIns || !consent.checkIns?.given || stopped) return
  if (open || talkingTo || !isAllowedAt(draft.now, municipalityOf(draft).timeZone)) return setTimer(draft, 'check_in', draft.now + hourMs, 'check_in', 'pulse')
  const asked = checkIns.lastAskedAt !== undefined && (checkIns.lastAt ?? 0) < checkIns.lastAskedAt
  const skipped = asked ? checkIns.skipped + 1 : 0
  change(draft, { checkIns: { ...checkIns, skipped, lastAskedAt: draft.now } })
  setTimer(draft, 'check_in', draft.now + checkIns.everyWeeks * weekMs, 'check_in', 'pulse')
  // Two skipped in a row: ask once whether to stop or to ask less, then follow that.
  startFlow(draft, skipped === skippedMax ? 'check-in-rhythm' : 'check-in')
  note(draft, 'check_in_asked')
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
