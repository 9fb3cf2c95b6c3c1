// What a person's document may no longer hold, worked out from the terms: the sweep asks with it whether there is anything, the turn obeys it.
// How somebody wants to be treated (language, consents, whom not to tell) has no term: it stands until they change it or are forgotten.
import type { Municipality } from './content.ts'
import type { Conversation, Scalar } from './conversation.ts'
import { isAtLeast, type Level } from './level.ts'
import { withoutOldWords } from './missed.ts'

export type Terms = Municipality['retention']

const dayMs = 24 * 60 * 60_000
/** "Three times low in thirty days" looks no further back. */
export const lowsKeptMs = 30 * dayMs

const standing: ReadonlySet<string> = new Set([
  'onboarded',
  'told_computer',
  'language',
  'consent_use',
  'check_ins',
  'alerts',
  'improve',
  'rhythm',
  'may_tell',
  'not_to_tell',
  'person_agreed',
])
/** Words and moments of the talk itself, kept no longer than the talk. */
const passing: ReadonlySet<string> = new Set(['last_text', 'told_waiting_at'])

/** The days on which these answers were given, as days since 1970; only of answers that have a term. */
export function daysOf(answers: Record<string, Scalar>, now: number): Record<string, number> {
  const day = Math.floor(now / dayMs)
  return Object.fromEntries(
    Object.keys(answers)
      .filter((name) => !standing.has(name))
      .map((name) => [name, day]),
  )
}

/** The fields as they must become; empty when nothing is past its term. */
export function pastTerm(one: Conversation, terms: Terms, now: number): Partial<Conversation> {
  const talkedBefore = now - terms.chatDays * dayMs
  const { case: open, closedCase, highest, cardShownAt, unreadableAt } = one
  const isOver = (level: Level, at: number) => monthsLater(at, isAtLeast(level, '3A') ? terms.closedUrgentCaseMonths : terms.closedCaseMonths) <= now
  const coming = Object.entries(one.appointments).filter(([, { startsAt }]) => !(monthsLater(Date.parse(startsAt), terms.appointmentMonths) <= now))
  const lows = one.lows.filter((at) => at > now - lowsKeptMs)
  const questions = one.questions.filter(({ askedAt }) => askedAt >= talkedBefore)
  const held = one.held.filter(({ id }) => one.timers[`held.${id}`] !== undefined)
  const missed = one.missed?.filter(({ at }) => at >= now - terms.questionDays * dayMs)
  const isQuiet = open === undefined
  return {
    ...answersWithinTerm(one, terms, now),
    ...(closedCase && isOver(closedCase.level, closedCase.closedAt ?? closedCase.raisedAt) ? withoutCase(one, closedCase.excluded) : {}),
    ...(isQuiet && highest && isOver(highest.level, highest.at) ? { highest: undefined } : {}),
    ...(coming.length < Object.keys(one.appointments).length ? { appointments: Object.fromEntries(coming) } : {}),
    ...(lows.length < one.lows.length ? { lows } : {}),
    ...(questions.length < one.questions.length ? { questions } : {}),
    ...(held.length < one.held.length ? { held } : {}),
    ...(missed && missed.length < (one.missed?.length ?? 0) ? { missed } : {}),
    ...withoutOldWords(one, now),
    ...(one.misses.texts.length > 0 && one.misses.at < now - dayMs ? { misses: { ...one.misses, texts: [] } } : {}),
    ...(isQuiet && cardShownAt !== undefined && cardShownAt < talkedBefore ? { cardShownAt: undefined } : {}),
    ...(unreadableAt !== undefined && unreadableAt < talkedBefore ? { unreadableAt: undefined } : {}),
  }
}

/** Of the case nothing stays but who was kept out of it: they are not asked in a later one either. */
function withoutCase({ keptOut = [] }: Conversation, excluded: readonly string[]): Partial<Conversation> {
  const all = [...new Set([...keptOut, ...excluded])]
  return { closedCase: undefined, ...(all.length > 0 ? { keptOut: all } : {}) }
}

function answersWithinTerm({ answers, answeredOn = {} }: Conversation, terms: Terms, now: number): Partial<Conversation> {
  const limited = Object.keys(answers).filter((name) => !standing.has(name))
  const isPast = (name: string) => {
    const day = answeredOn[name]
    if (day === undefined) return false
    return passing.has(name) ? day * dayMs < now - terms.chatDays * dayMs : monthsLater(day * dayMs, terms.answerMonths) <= now
  }
  // Answers from before days were kept: their term begins now.
  const undated = limited.filter((name) => answeredOn[name] === undefined)
  const past = new Set(limited.filter(isPast))
  if (undated.length === 0 && past.size === 0) return {}
  const kept = Object.fromEntries(Object.entries(answers).filter(([name]) => !past.has(name)))
  const dated = { ...answeredOn, ...daysOf(Object.fromEntries(undated.map((name) => [name, true])), now) }
  return { answers: kept, answeredOn: Object.fromEntries(Object.entries(dated).filter(([name]) => name in kept)) }
}

/** The same day so many months on, epoch ms. */
export function monthsLater(at: number, months: number): number {
  const date = new Date(at)
  date.setUTCMonth(date.getUTCMonth() + months)
  return date.getTime()
}
