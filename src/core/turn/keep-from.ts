// Whom the person keeps out: "do not tell X", taken back or not, and what it means for the case and the talk that are open at that moment.
// Whoever is kept out hears that they need not do anything, never why. The person hears who is asked now, or that Brug answers again.
import { isOutByWish, letIn } from '../care/record.ts'
import { freshLadder, onCase } from './care.ts'
import { change, type Draft } from './draft.ts'
import { tellIfNobody, tellWhoIsAsked } from './staff.ts'
import { endTalk } from './talk.ts'

/** `by`: who of the staff wrote the wish down; absent when the person did so. */
export function keepFrom(draft: Draft, staffIds: string[], by?: string): void {
  noteWish(draft, staffIds, by)
  leaveOut(draft, staffIds, 'wish')
}

/** Who is no longer kept out by the person's own wish is let in again, also where an earlier case, or the wish itself in the open one, still says otherwise. */
export function noteWish(draft: Draft, staffIds: string[], by?: string): void {
  const { notToTell: before, case: open, closedCase, keptOut } = draft.conversation
  const again = before.filter((staffId) => !staffIds.includes(staffId))
  change(draft, { notToTell: staffIds })
  const still = (kept: string[]) => kept.filter((staffId) => !again.includes(staffId))
  const onlyWished = open ? again.filter((staffId) => isOutByWish(open, staffId)) : []
  if (open) change(draft, { case: onlyWished.reduce((one, of) => letIn(one, { of, isTrusted: false, by, now: draft.now }), open) })
  if (closedCase && again.length > 0) change(draft, { closedCase: { ...closedCase, excluded: still(closedCase.excluded) } })
  if (keptOut && again.length > 0) change(draft, { keptOut: still(keptOut) })
}

/** From this moment on everything open goes on without them: a talk ends, and what was theirs of a case goes to the next. */
export function leaveOut(draft: Draft, staffIds: string[], because?: 'wish'): void {
  const { case: open } = draft.conversation
  endTalkWith(draft, staffIds)
  if (!open || staffIds.every((staffId) => open.excluded.includes(staffId))) return
  const result = onCase(draft, open.id, { type: 'kept_out', staffIds, ...(because ? { because } : {}), ladder: freshLadder(draft) })
  tellWhoIsAsked(draft, result)
  tellIfNobody(draft, open, result)
}

export function endTalkWith(draft: Draft, staffIds: string[]): void {
  const { talkingTo } = draft.conversation
  if (talkingTo && staffIds.includes(talkingTo.staffId)) endTalk(draft)
}
