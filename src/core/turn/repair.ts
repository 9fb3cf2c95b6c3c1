// What Brug says when it does not understand: options first, then a person. Never the same sentence twice, and the menu not again and again.
// Several messages in a row that it does not understand are read together: the first gets an answer at once, what follows gets one when the row is over.
import type { Unreadable } from '../event.ts'
import { isAtLeast } from '../level.ts'
import { change, currentQuestion, dropTimers, namedPerson, note, offer, offersOf, say, setTimer, textOf, type Choice, type Draft } from './draft.ts'
import { answerDistress, cardAgain, nudgeStaff, raise, stayNear } from './care.ts'
import { askAgain, endWait, isPassing, kindAsked, leavePassing, offerToResume } from './journey.ts'
import { askSafetyAgain, waitsForHelp } from './safety.ts'
import { answerTopic, menuChoice, noMenuChoice, personChoice, sureEnough, topicChoice } from './topics.ts'

/** Messages this close together are one thought, typed in pieces. */
const burstMs = 10_000
/** Nothing for so long, and the thought is finished. */
const burstEndMs = 4_000
const burstTimer = 'burst'
/** Pictures and voices of one moment get one answer. */
const albumMs = 10_000
const missesKeptMs = 30 * 60 * 1000
/** A piece that may well ask this. */
const likely = 0.15
const likelyMax = 2

/** `near`: topics it might be about; `practical`: it is a practical question, but not one Brug has an answer to. */
export function misunderstood(draft: Draft, text: string, near: string[], practical: boolean): void {
  const { misses } = draft.conversation
  const recent = draft.now - misses.at < missesKeptMs ? misses : { count: 0, at: 0, texts: [] }
  const inBurst = isBurst(draft, recent)
  const texts = inBurst ? [...recent.texts.slice(-4), text] : [text]
  if (inBurst && understoodTogether(draft, texts.join(' '))) return
  const saidAt = inBurst ? recent.saidAt : draft.event.at
  change(draft, { misses: { count: inBurst ? recent.count : recent.count + 1, at: inBurst ? recent.at : draft.now, texts, ...(saidAt ? { saidAt } : {}) } })
  note(draft, 'not_understood')
  if (waitsForHelp(draft)) {
    nudgeStaff(draft)
    return askSafetyAgain(draft) ? undefined : stayNear(draft)
  }
  if (inBurst) return setTimer(draft, burstTimer, draft.now + burstEndMs, 'burst', '')
  repair(draft, recent.count, near, practical)
}

/** By when the person wrote: what lay waiting while Brug was away was not typed in one go. Counted from the first message, so that it comes to an end. */
function isBurst(draft: Draft, { texts, saidAt }: Draft['conversation']['misses']): boolean {
  return texts.length > 0 && saidAt !== undefined && Math.abs(draft.event.at - saidAt) < burstMs
}

/** Something came after the last piece: if it can be acted on, the pieces before it are no longer waited with. */
export function endBurst(draft: Draft): void {
  // The first got its answer at once.
  if (draft.conversation.timers[burstTimer]) draft.pieces = draft.conversation.misses.texts.slice(1)
  dropTimers(draft, (id) => id !== burstTimer)
}

/** What was written just before and got no answer is not lost because something else did: what it may have asked is offered, after a cry when that is answered. */
export function answerPieces(draft: Draft): void {
  const { stopped, forgetting, talkingTo, timers, safety } = draft.conversation
  if (stopped || forgetting || talkingTo || timers[burstTimer]) return
  const topics = likelyIn(draft, draft.pieces)
  if (topics.length === 0) return
  if (safety || waitsForHelp(draft)) return keep(draft, topics)
  draft.afterwards.push({
    type: 'say',
    text: textOf(draft, 'repair:also'),
    lang: draft.lang,
    purpose: 'prompt',
    offers: offersOf(draft, choicesOf(draft, topics), { standing: true, mark: 'k' }),
  })
}

/** Told before the question of a card, which its buttons belong to. */
function keep(draft: Draft, topics: string[]): void {
  if (draft.parts.length === 0) return
  // With no question after it there would be no moment to come back to it.
  if (!draft.offered && !draft.conversation.safety) return
  change(draft, { kept: { topics, at: draft.now } })
  const text = textOf(draft, 'repair:kept')
  const isUrgent = draft.parts.some(({ purpose }) => purpose === 'urgent')
  draft.parts.splice(draft.parts.length > 1 ? draft.parts.length - 1 : Number(isUrgent), 0, { text, purpose: isUrgent ? 'urgent' : 'answer' })
}

/** What was asked before a cry, once the question that came with the help card has its answer. */
export function offerKept(draft: Draft): void {
  const { kept, safety, talkingTo, case: open } = draft.conversation
  if (!kept || safety || talkingTo || open?.level === '3B') return
  change(draft, { kept: undefined })
  const topics = kept.topics.filter((topic) => draft.content.topics.has(topic))
  if (topics.length === 0) return
  say(draft, 'repair:also')
  offer(draft, choicesOf(draft, topics))
}

function choicesOf(draft: Draft, topics: readonly string[]): Choice[] {
  return [...topics.map((topic) => topicChoice(draft, topic)), personChoice(draft)]
}

/** Not what was answered in this turn anyway. */
function likelyIn(draft: Draft, texts: readonly string[]): string[] {
  const answered = draft.effects.flatMap((effect) => (effect.type === 'note' && effect.what === 'topic_answered' ? (effect.topic ?? []) : []))
  const found = texts.flatMap((text) => {
    const { topics } = draft.content.understanding.read(text, draft.conversation.lang)
    const own = topics.filter(({ topic, sure }) => sure >= likely && draft.content.topics.has(topic)).map(({ topic }) => topic)
    return own.some((topic) => answered.includes(topic)) ? [] : own.slice(0, likelyMax)
  })
  return [...new Set(found)].slice(0, likelyMax)
}

/** Nothing came after the last piece: what came after the first answer gets its own, in other words than that. */
export function burstOver(draft: Draft): void {
  const { misses, talkingTo, stopped, safety } = draft.conversation
  if (misses.texts.length < 2 || talkingTo || stopped) return
  change(draft, { misses: { count: misses.count + 1, at: draft.now, texts: [] } })
  const topics = likelyIn(draft, misses.texts.slice(1))
  // A cry came in between, in a correction or by a second opinion: nothing else is offered now.
  if (safety || waitsForHelp(draft)) return topics.length > 0 && safety ? change(draft, { kept: { topics, at: draft.now } }) : undefined
  if (topics.length === 0 || draft.conversation.stack.length > 0) return repair(draft, misses.count, topics, false)
  say(draft, 'repair:also', {}, 'prompt')
  offer(draft, choicesOf(draft, topics))
}

/** `before`: how often it was not understood before this. */
function repair(draft: Draft, before: number, near: string[], practical: boolean): void {
  const question = currentQuestion(draft.conversation)
  // The menu stands there already; a question that matters is worth asking once more.
  const timesMax = isPassing(draft) ? 1 : 2
  if (question && draft.conversation.stack.length > 0 && kindAsked(draft, question) === 'choose' && before < timesMax) {
    say(draft, before === 0 ? 'repair:wrong.text' : 'repair:wrong_again.text', {}, 'prompt')
    return askAgain(draft, question)
  }
  askDifferently(draft, before, near, practical)
  if (!draft.offered && leavePassing(draft)) offerToResume(draft)
}

function askDifferently(draft: Draft, count: number, near: string[], practical: boolean): void {
  if (count >= 1) {
    say(draft, 'repair:offer_person')
    const name = namedPerson(draft)?.firstName
    const yes = name ? textOf(draft, 'repair:yes_ask', { name }) : textOf(draft, 'repair:yes_ask_unnamed')
    change(draft, { misses: { ...draft.conversation.misses, count: 0 } })
    return offer(draft, [{ label: yes, action: { do: 'command', command: 'human' } }, noMenuChoice(draft)])
  }
  if (practical || near.length === 0) {
    say(draft, 'repair:unknown_question')
    return offer(draft, [personChoice(draft), menuChoice(draft)])
  }
  say(draft, 'repair:options', {}, 'prompt')
  offer(draft, [...near.slice(0, 2).map((topic) => topicChoice(draft, topic)), { ...menuChoice(draft), label: textOf(draft, 'repair:something_else') }])
}

function understoodTogether(draft: Draft, text: string): boolean {
  const { distress, topics } = draft.content.understanding.read(text, draft.conversation.lang)
  // A cry typed in pieces is one.
  if (isAtLeast(distress.level, '2') && answerDistress(draft, distress) === 'handled') return true
  if (draft.conversation.stack.length > 0) return false
  const [first] = topics
  if (!first || first.sure < sureEnough) return false
  return answerTopic(draft, first.topic, 'answer', { buttons: true })
}

/** Voice, pictures and the like: one kind answer per burst; kept for the human where one is involved. */
export function unreadable(draft: Draft, what: Unreadable): void {
  const answeredLately = draft.conversation.unreadableAt !== undefined && draft.now - draft.conversation.unreadableAt < albumMs
  change(draft, { unreadableAt: draft.now })
  const { case: open } = draft.conversation
  if (open) nudgeStaff(draft)
  if (answeredLately) return
  if (waitsForHelp(draft)) {
    say(draft, 'repair:unreadable_kept')
    return cardAgain(draft)
  }
  if (endWait(draft, '')) return
  say(draft, `repair:unreadable.${what}`)
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
