// What Brug says when it does not understand: options first, then another way of asking, then a person. Never the same sentence twice.
// Several messages in a row that it does not understand get one answer, and their words are read together.
import type { EventOf } from '../event.ts'
import { isAtLeast } from '../level.ts'
import { change, currentQuestion, namedPerson, note, offer, say, textOf, type Draft } from './draft.ts'
import { askSafetyAgain, cardAgain, nudgeStaff, raise } from './care.ts'
import { askAgain, kindAsked, leavePassing, offerToResume } from './journey.ts'
import { answerTopic, menuChoice, personChoice, topicChoice } from './topics.ts'

/** Messages this close together are one thought, typed in pieces. */
const burstMs = 10_000
/** Pictures and voices of one moment get one answer. */
const albumMs = 10_000
const missesKeptMs = 30 * 60 * 1000
const sureEnough = 0.55

/** `near`: topics it might be about; `practical`: it is a practical question, but not one Brug has an answer to. */
export function misunderstood(draft: Draft, text: string, near: string[], practical: boolean): void {
  const { misses } = draft.conversation
  const recent = draft.now - misses.at < missesKeptMs ? misses : { count: 0, at: 0, texts: [] }
  const inBurst = draft.now - recent.at < burstMs && recent.texts.length > 0
  const texts = inBurst ? [...recent.texts.slice(-4), text] : [text]
  if (inBurst && understoodTogether(draft, texts.join(' '))) return
  // A burst counts from its first message: else who writes every few seconds would never get an answer.
  change(draft, { misses: { count: inBurst ? recent.count : recent.count + 1, at: inBurst ? recent.at : draft.now, texts } })
  note(draft, 'not_understood')
  const open = draft.conversation.case
  if (open && isAtLeast(open.level, '3A') && open.contactedAt === undefined) {
    nudgeStaff(draft)
    return askSafetyAgain(draft) ? undefined : cardAgain(draft)
  }
  if (inBurst) return
  const question = currentQuestion(draft.conversation)
  if (question && draft.conversation.stack.length > 0 && kindAsked(draft, question) === 'choose' && recent.count < 2) {
    say(draft, recent.count === 0 ? 'repair:wrong.text' : 'repair:wrong_again.text', {}, 'prompt')
    return askAgain(draft, question)
  }
  askDifferently(draft, recent.count, near, practical)
  if (!draft.offered && leavePassing(draft)) offerToResume(draft)
}

function askDifferently(draft: Draft, count: number, near: string[], practical: boolean): void {
  if (count >= 2) {
    say(draft, 'repair:offer_person')
    const name = namedPerson(draft)?.firstName
    const yes = name ? textOf(draft, 'repair:yes_ask', { name }) : textOf(draft, 'repair:yes_ask_unnamed')
    change(draft, { misses: { count: 0, at: draft.now, texts: [] } })
    return offer(draft, [
      { label: yes, action: { do: 'command', command: 'human' } },
      { label: textOf(draft, 'repair:no_later'), action: { do: 'flow', flow: 'menu' } },
    ])
  }
  if (count === 0 && (practical || near.length === 0)) {
    say(draft, 'repair:unknown_question')
    return offer(draft, [personChoice(draft), menuChoice(draft)])
  }
  if (count === 1) {
    say(draft, 'repair:number_menu', {}, 'prompt')
    const topics = [...draft.content.topics.keys()].slice(0, 6)
    return offer(draft, [...topics.map((topic) => topicChoice(draft, topic)), personChoice(draft), menuChoice(draft)], { title: textOf(draft, 'menu:title') })
  }
  say(draft, 'repair:options', {}, 'prompt')
  offer(draft, [
    ...near.slice(0, 2).map((topic) => topicChoice(draft, topic)),
    { label: textOf(draft, 'repair:something_else'), action: { do: 'flow', flow: 'menu' } },
  ])
}

function understoodTogether(draft: Draft, text: string): boolean {
  if (draft.conversation.stack.length > 0) return false
  const [first] = draft.content.understanding.read(text, draft.conversation.lang).topics
  if (!first || first.sure < sureEnough) return false
  return answerTopic(draft, first.topic, 'answer', { buttons: true })
}

/** Voice, pictures and the like: one kind answer per burst; kept for the human where one is involved. */
export function unreadable(draft: Draft, event: EventOf<'unreadable_received'>): void {
  const answeredLately = draft.conversation.unreadableAt !== undefined && draft.now - draft.conversation.unreadableAt < albumMs
  change(draft, { unreadableAt: draft.now })
  const { case: open } = draft.conversation
  if (open) nudgeStaff(draft)
  if (answeredLately) return
  if (open && isAtLeast(open.level, '3A') && open.contactedAt === undefined) {
    say(draft, 'repair:unreadable_kept')
    return cardAgain(draft)
  }
  say(draft, `repair:unreadable.${event.what}`)
  if (open) say(draft, 'repair:unreadable_kept')
  else offer(draft, [personChoice(draft), menuChoice(draft)])
}

/** An event whose turn failed again and again: the person hears it was our mistake, and a human is told. */
export function failed(draft: Draft): void {
  if (!draft.conversation.case) raise(draft, { level: '0', kind: 'technical', trigger: 'fault' })
  else nudgeStaff(draft)
  say(draft, 'repair:failed')
  note(draft, 'event_failed')
}
