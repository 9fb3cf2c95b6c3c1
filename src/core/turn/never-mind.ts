// "Never mind", by button or in words: what it takes back, and what it may not take back.
// A question nobody is worried about is withdrawn. From level 2 on a human decides that it is over, whatever the person says (promise 5).
import type { Question } from '../conversation.ts'
import { isAtLeast } from '../level.ts'
import { cardAgain, nudgeStaff, onCase } from './care.ts'
import { say, type Draft } from './draft.ts'
import { dropFlow } from './journey.ts'
import { askSafetyAgain, waitsForHelp } from './safety.ts'

/** The button under "I have asked ..." and the same in words. */
export function notNeeded(draft: Draft): void {
  const { case: open } = draft.conversation
  if (!open) return say(draft, 'care:not_needed_reply')
  if (!isAtLeast(open.level, '2')) {
    onCase(draft, open.id, { type: 'withdrawn' })
    return say(draft, 'care:not_needed_reply')
  }
  nudgeStaff(draft)
  if (waitsForHelp(draft)) return askSafetyAgain(draft) ? undefined : cardAgain(draft)
  say(draft, 'care:not_needed_stays')
}

/** Typed: what was asked last is what it is about, be it the question of a flow or the wish for a person. */
export function neverMind(draft: Draft, asked: Question | undefined): void {
  if (asked?.step && draft.conversation.stack.length > 0) return dropFlow(draft)
  notNeeded(draft)
}
