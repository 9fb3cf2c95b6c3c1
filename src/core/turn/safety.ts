// The two questions that decide how serious it is: "do you think of ending your life?" and "are you in danger now?".
// How they are asked, and which of them an answer belongs to. What an answer sets in motion is in care.ts.
import { isAtLeast } from '../level.ts'
import type { Conversation, Question } from '../conversation.ts'
import { change, municipalityOf, offer, say, setTimer, textOf, type Choice, type Draft } from './draft.ts'

export type SafetyAsked = NonNullable<Conversation['safety']>['asked']

/** By its buttons, which hang in the chat long after what was asked is no longer waited for: only the one about danger has "I do not know". */
export function safetyAsked({ options }: Question): SafetyAsked | undefined {
  const answers = options.flatMap(({ action }) => (action.do === 'safety' ? [action.answer] : []))
  if (answers.length === 0) return undefined
  return answers.includes('unsure') ? 'danger_now' : 'safety'
}

/** Whoever thanks, greets or asks something else has read the question: once more is enough for so long. */
const againAfterMs = 60 * 60 * 1000

/** Asks the open safety question again; false when none is open, or when it was asked again within the hour. */
export function askSafetyAgain(draft: Draft): boolean {
  const { safety } = draft.conversation
  if (!safety || (safety.againAt !== undefined && draft.now - safety.againAt < againAfterMs)) return false
  if (safety.asked === 'safety') askSafety(draft, safety.because)
  else askDanger(draft, safety.because, true)
  change(draft, { safety: { ...safety, at: draft.now, againAt: draft.now } })
  return true
}

export function askDanger(draft: Draft, because: 'text' | 'score', spoken: boolean, about = draft.conversation.case?.kind): void {
  if (spoken) say(draft, about === 'child' ? 'care:danger_now_child' : about === 'third_person' ? 'care:danger_now_other' : 'care:danger_now', {}, 'urgent')
  change(draft, { safety: { asked: 'danger_now', at: draft.now, because } })
  const way = (answer: 'no' | 'yes' | 'unsure'): Choice => ({ label: textOf(draft, `care:danger.${answer}`), action: { do: 'safety', answer } })
  offer(draft, [way('no'), way('yes'), way('unsure')], { standing: true })
  setTimer(draft, 'safety.danger_now', draft.now + municipalityOf(draft).care.safetyAnswerMin * 60_000, 'safety', 'danger_now')
}

/** The one direct question, in own words, asked only when there is a reason. */
export function askSafety(draft: Draft, because: 'text' | 'score'): void {
  say(draft, 'care:safety_question')
  change(draft, { safety: { asked: 'safety', at: draft.now, because } })
  const way = (answer: 'no' | 'sometimes' | 'yes' | 'rather_not'): Choice => ({
    label: textOf(draft, `care:safety.${answer}`),
    action: { do: 'safety', answer },
  })
  offer(draft, [way('no'), way('sometimes'), way('yes'), way('rather_not')], { standing: true, title: textOf(draft, 'menu:title') })
  setTimer(draft, 'safety.safety', draft.now + municipalityOf(draft).care.safetyAnswerMin * 60_000, 'safety', 'safety')
}

/** Somebody may be in danger and no human has reached them: "hello" then brings the card, not a menu. */
export function waitsForHelp(draft: Draft): boolean {
  const { case: open } = draft.conversation
  return open !== undefined && isAtLeast(open.level, '3A') && open.contactedAt === undefined
}
