// A second opinion from outside about one message: when it is asked, and what may come of it.
// It may raise a level, and offer a topic where nothing was answered. It lowers nothing, no word of it reaches the person, and no turn waits for it.
import type { EventOf } from '../event.ts'
import { isAtLeast } from '../level.ts'
import type { Reading } from '../understanding/understand.ts'
import { answerDistress, nudgeStaff } from './care.ts'
import { add, change, currentQuestion, note, offer, say, type Draft } from './draft.ts'
import { topicChoice } from './topics.ts'

/** "Ok", "thank you": nothing in it to have an opinion about. */
const wordsMin = 3
/** A command said in a few words is only that. */
const commandWordsMax = 6
const askedCharsMax = 2000

/** Asks where it is set up, of people who agreed to the use of Brug, as long as no human reads along and help is not on its way already. */
export function askOpinion(draft: Draft, text: string, { command, distress }: Pick<Reading, 'command' | 'distress'>): void {
  const { consent, talkingTo } = draft.conversation
  if (!draft.content.outside?.opinion || consent.use?.given !== true || talkingTo || isAtLeast(distress.level, '3A')) return
  const words = text.trim().split(/\s+/).length
  if (words < wordsMin || (command !== undefined && words <= commandWordsMax)) return
  const { level, kind, harmBy } = distress
  add(draft, { type: 'second_opinion', about: draft.event.id, text: text.slice(0, askedCharsMax).toWellFormed(), heard: { level, kind, harmBy } })
}

export function onOpinion(draft: Draft, event: EventOf<'opinion_received'>): void {
  if (draft.conversation.forgetting || raises(draft, event)) return
  const { unanswered, talkingTo, stopped, case: open } = draft.conversation
  const { about, topic } = event
  if (unanswered !== about || topic === undefined || !draft.content.topics.has(topic)) return
  if (talkingTo || stopped || (open && isAtLeast(open.level, '2'))) return
  keepButtons(draft)
  say(draft, 'repair:perhaps', {}, 'prompt')
  offer(draft, [topicChoice(draft, topic)])
  note(draft, 'opinion_offered', { topic })
}

/** As if the graver level had been heard in the message. What a case is about and whom it may not be told to stays what Brug itself heard. */
function raises(draft: Draft, { level, heard }: EventOf<'opinion_received'>): boolean {
  const { case: open, talkingTo } = draft.conversation
  if (level === undefined || isAtLeast(heard.level, level) || (open && isAtLeast(open.level, level))) return false
  note(draft, 'opinion_raised', { level })
  const handled = answerDistress(draft, { level, kind: heard.kind, harmBy: heard.harmBy, because: ['opinion'], thirdPerson: heard.kind === 'third_person' })
  if (handled === 'handled' && talkingTo) nudgeStaff(draft)
  return handled === 'handled'
}

/** The buttons under the message before still work: "ask a person" above all. */
function keepButtons(draft: Draft): void {
  const current = currentQuestion(draft.conversation)
  change(draft, { questions: draft.conversation.questions.map((one) => (one === current ? { ...one, standing: true } : one)) })
}

/** A topic is offered only while nothing was said or heard since. */
export function noteUnanswered(draft: Draft): void {
  const { unanswered, stack } = draft.conversation
  const isAsked = draft.effects.some(({ type }) => type === 'second_opinion')
  const isMissed = draft.effects.some((effect) => effect.type === 'note' && effect.what === 'not_understood')
  // The opinion about an earlier message is none about this one.
  const stays = draft.event.type === 'opinion_received' && draft.parts.length === 0
  const next = isAsked && isMissed && stack.length === 0 ? draft.event.id : stays ? unanswered : undefined
  if (next !== unanswered) change(draft, { unanswered: next })
}
