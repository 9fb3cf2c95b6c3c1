// Remembers which questions were missed: not understood, or answered with a topic that was not the one meant. It looks only at what a turn did.
// It changes no answer. Nothing is remembered of what sounds like distress, and no words without a yes.
import type { Conversation } from '../conversation.ts'
import type { EventOf } from '../event.ts'
import { isAtLeast } from '../level.ts'
import { impersonal, lastAskedMs, type LastAsked, type Missed } from '../missed.ts'
import type { Reading } from '../understanding/understand.ts'
import { change, note, type Draft } from './draft.ts'
import { askToKeep, closeAskToKeep, withMissed } from './improve.ts'

const sureEnough = 0.55
/** Asked again in other words: longer after, it is a question of its own. */
const againMs = 5 * 60 * 1000

/** `before`: the conversation as the event found it. */
export function noteMissed(draft: Draft, before: Conversation): void {
  const { event, heard } = draft
  if (event.type === 'message_received' || event.type === 'voice_transcribed' || event.type === 'option_chosen') closeAskToKeep(draft)
  if (grewGrave(draft, before)) return letGo(draft)
  const { lastAsked } = draft.conversation
  const unclear = noteOf(draft, 'topic_unclear')?.topic
  if (lastAsked && unclear !== undefined && unclear === lastAsked.topic) change(draft, { lastAsked: { ...lastAsked, unclear: true } })
  const topic = noteOf(draft, 'topic_answered')?.topic
  if (topic !== undefined) turnTo(draft, before, topic)
  if (!heard || heard.distress.level !== '0') return
  if (topic !== undefined) return answered(draft, heard, topic)
  if (noteOf(draft, 'not_understood') && isForQuestions(draft, before)) miss(draft, heard)
}

/** An editor is done with it, whatever became of it. */
export function questionSettled(draft: Draft, { missedId, verdict }: EventOf<'question_settled'>): void {
  change(draft, { missed: draft.conversation.missed?.filter(({ id }) => id !== missedId) })
  note(draft, `question_${verdict}`)
}

/** Not understood: its words wait for what comes of it. Pieces typed in a row are one question. */
function miss(draft: Draft, { text, reading }: NonNullable<Draft['heard']>): void {
  const { misses, missed = [], lastAsked } = draft.conversation
  const isPiece = misses.texts.length > 1 && lastAsked?.missedId !== undefined && lastAsked.topic === undefined
  const whole = isPiece ? misses.texts.join(' ') : text
  const heard = topicsIn(draft, isPiece ? draft.content.understanding.read(whole, draft.lang) : reading)
  const id = (isPiece ? lastAsked.missedId : undefined) ?? missedId(draft)
  const words = wordsToKeep(draft, whole)
  change(draft, {
    // What was offered with the first piece stands for all of them.
    lastAsked: { at: isPiece ? lastAsked.at : draft.now, lang: draft.lang, heard, missedId: id, ...words },
    missed: withMissed(missed, { id, at: draft.now, lang: draft.lang, heard, ...ifAgreed(draft, words) }),
  })
}

/** A topic was answered after a question that was missed. Only where it was offered for that question is it what the question was about. */
function turnTo(draft: Draft, before: Conversation, topic: string): void {
  const { lastAsked: last, missed = [] } = draft.conversation
  if (!last || draft.now - last.at > lastAskedMs) return
  const isOther = topic !== last.topic && last.unclear === true
  if (!isOther && (last.missedId === undefined || last.topic !== undefined)) return
  const { at, lang, heard, text } = last
  const known = missed.find(({ id }) => id === last.missedId)
  // Settled by an editor already.
  if (last.missedId !== undefined && !known) return
  const isMeant = wasOffered(before, last, topic) && !asksAnother(draft, last, topic)
  const words = text === undefined || isWatchedOver(draft) ? {} : { text }
  const one: Missed = { id: known?.id ?? missedId(draft), at, lang, heard, ...known, ...ifAgreed(draft, words), ...(isMeant ? { picked: topic } : {}) }
  change(draft, { missed: withMissed(missed, one), lastAsked: { ...last, missedId: one.id, topic, unclear: undefined } })
  if (isMeant && words.text !== undefined && mayAsk(draft)) askToKeep(draft, one.id, words.text)
}

/** Among the choices "do you mean" that still stood. */
function wasOffered({ questions }: Conversation, { at }: LastAsked, topic: string): boolean {
  const offered = questions.filter(({ askedAt }) => askedAt >= at).flatMap(({ options }) => options)
  return offered.some(({ action }) => action.do === 'topic' && action.part === undefined && action.topic === topic)
}

/** Typed anew and not chosen: the same question only soon after, and only for a topic it was taken for before. */
function asksAnother({ heard, now }: Draft, { at, heard: takenFor }: LastAsked, topic: string): boolean {
  const [first] = heard?.reading.topics ?? []
  if (first?.topic !== topic || first.sure < sureEnough) return false
  return now - at > againMs || !takenFor.includes(topic)
}

/** Answered: kept until it is clear that this was what the person meant. A label that was typed is no question. */
function answered(draft: Draft, { text, reading }: NonNullable<Draft['heard']>, topic: string): void {
  const [first] = reading.topics
  if (first?.topic !== topic || first.sure < sureEnough) return
  change(draft, { lastAsked: { at: draft.now, lang: draft.lang, heard: topicsIn(draft, reading), topic, ...wordsToKeep(draft, text) } })
}

function topicsIn({ content }: Draft, { topics }: Pick<Reading, 'topics'>): string[] {
  return topics.map(({ topic }) => topic).filter((topic) => content.topics.has(topic))
}

/** Only of people who agreed to the use of Brug and never refused this. */
function wordsToKeep(draft: Draft, text: string): Pick<LastAsked, 'text'> {
  const { consent, firstName, trusted, reserve } = draft.conversation
  if (isWatchedOver(draft) || consent.use?.given !== true || consent.improve?.given === false) return {}
  const names = [firstName, trusted?.firstName, reserve?.firstName].filter((name) => name !== undefined)
  return { text: impersonal(text, names) }
}

function ifAgreed({ conversation: { consent } }: Draft, words: Pick<LastAsked, 'text'>): Pick<LastAsked, 'text'> {
  return consent.improve?.given === true ? words : {}
}

/** While a case is open or a colleague talks, what is written may be for them. */
function isWatchedOver({ conversation: { case: open, talkingTo } }: Draft): boolean {
  return open !== undefined || talkingTo !== undefined
}

/** Once, of whoever just got an answer and is busy with nothing else. */
function mayAsk({ conversation: { consent, askedToKeep, stack, stopped, forgetting }, event }: Draft): boolean {
  const isTheirs = event.type === 'message_received' || event.type === 'voice_transcribed' || event.type === 'option_chosen'
  return isTheirs && consent.improve === undefined && askedToKeep === undefined && stack.length === 0 && !stopped && !forgetting
}

/** What is typed where a flow waits is an answer to it; at a menu it may be a question. */
function isForQuestions({ content }: Draft, { stack }: Conversation): boolean {
  const frame = stack.at(-1)
  return !frame || (content.flow(frame.flow, frame.edition) ?? content.flow(frame.flow))?.passing === true
}

function grewGrave(draft: Draft, before: Conversation): boolean {
  const { case: open } = draft.conversation
  return noteOf(draft, 'opinion_raised') !== undefined || (open !== undefined && open !== before.case && isAtLeast(open.level, '1'))
}

/** What came before a cry may have been part of it. */
function letGo(draft: Draft): void {
  const { lastAsked, missed, askedToKeep } = draft.conversation
  change(draft, {
    lastAsked: undefined,
    ...(askedToKeep ? { askedToKeep: { at: askedToKeep.at } } : {}),
    ...(missed && lastAsked?.missedId !== undefined ? { missed: missed.filter(({ id }) => id !== lastAsked.missedId) } : {}),
  })
}

function noteOf({ effects }: Draft, what: string) {
  return effects.filter((effect) => effect.type === 'note').findLast((effect) => effect.what === what)
}

function missedId({ conversation: { turn } }: Draft): string {
  return `m${turn}`
}
