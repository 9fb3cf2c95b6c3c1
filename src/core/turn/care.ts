// Care in the conversation: what a cry for help sets in motion, what the person reads, and what staff are asked.
// Level 3 texts come only from the fixed, approved keys of the `care` namespace (wellbeing ladder 2.1, never-list 2.2).
import { advanceCase, openCase, type CaseEvent, type CaseResult, type Rung } from '../care/case.ts'
import { isAnybodyReached, standing } from '../care/climb.ts'
import { isInboxOnly, ladderFor } from '../care/ladder.ts'
import { isAbout } from '../care/record.ts'
import { levelForPulse, levelForSafety, type SafetyAnswer } from '../care/score.ts'
import type { Question } from '../conversation.ts'
import type { Relation } from '../event.ts'
import { isAtLeast, isRequest, type CaseKind, type Level } from '../level.ts'
import type { Values } from '../phrasebook.ts'
import { lowsKeptMs } from '../retention.ts'
import type { Reading } from '../understanding/understand.ts'
import {
  add,
  change,
  dropTimers,
  forgetOpenQuestions,
  municipalityOf,
  namedPerson,
  note,
  offer,
  say,
  sayText,
  setTimer,
  textOf,
  type Choice,
  type Draft,
} from './draft.ts'
import { askDanger, askSafety, safetyAsked, type SafetyAsked } from './safety.ts'
import { isQuiet } from '../agenda/reminders.ts'

const lowsBeforeLevel2 = 3
type Distress = Reading['distress']

/** Despair within this time before a farewell. */
const despairKeptMs = 2 * 24 * 60 * 60 * 1000

/** Answers distress heard in a text; 'handled' when nothing else should be said in this turn. */
export function answerDistress(draft: Draft, heard: Distress): 'handled' | 'nothing' {
  const distress = afterDespair(draft, heard)
  if (isAtLeast(distress.level, '3A')) {
    cry(draft, distress.level, distress)
    return 'handled'
  }
  if (distress.level === '2') {
    elevated(draft, distress)
    return 'handled'
  }
  if (distress.level === '1') return low(draft, distress)
  return 'nothing'
}

/** "Forgive me, look after the children" is an emergency when it comes after despair. */
function afterDespair({ conversation: { highest }, now }: Draft, heard: Distress): Distress {
  const isGoodbye = heard.farewell === true && highest !== undefined && isAtLeast(highest.level, '2') && now - highest.at < despairKeptMs
  return isGoodbye ? { ...heard, level: '3B', kind: 'suicide', because: [...heard.because, 'farewell'] } : heard
}

interface Raise {
  level: Level
  kind: CaseKind
  trigger: 'text' | 'check_in' | 'button' | 'silence' | 'fault'
  harmBy?: Distress['harmBy']
}

/** Opens a case or raises the open one, and asks whoever must be asked now. */
export function raise(draft: Draft, what: Raise): CaseResult['asks'] {
  const { case: open, consent, id, turn } = draft.conversation
  const basis = isRequest(what.kind) ? ('request' as const) : consent.alerts?.given ? ('consent' as const) : ('vital_interest' as const)
  const raised = { level: what.level, kind: what.kind, trigger: what.trigger, basis, ...climbFor(draft, what) }
  const result = open
    ? advanceCase(open, { type: 'raised', ...raised }, draft.now)
    : openCase({ caseId: `c_${id.slice(2)}_${turn}`, ...raised, now: draft.now })
  const { highest } = draft.conversation
  if (!highest || isAtLeast(what.level, highest.level)) change(draft, { highest: { level: what.level, at: draft.now } })
  settle(draft, result)
  note(draft, open ? 'case_raised' : 'case_opened', { level: what.level })
  return result.asks
}

function climbFor(draft: Draft, { level, kind, harmBy }: Pick<Raise, 'level' | 'kind' | 'harmBy'>) {
  const { trusted, reserve, notToTell, case: open, closedCase, keptOut = [] } = draft.conversation
  // Whoever was kept out of an earlier case is not asked in a later one.
  const harmStaffIds = [...((open ?? closedCase)?.excluded ?? []), ...keptOut]
  return ladderFor({
    level,
    kind,
    trusted,
    reserve,
    notToTell,
    harmBy,
    harmStaffIds,
    roster: draft.content.roster,
    deadlines: municipalityOf(draft).care,
    now: draft.now,
  })
}

/** The ladder of an open case with the staff of today, for when the old one is used up. */
export function freshLadder(draft: Draft): Rung[] {
  const open = draft.conversation.case
  return open ? climbFor(draft, open).ladder : []
}

/** Whom a question of this person would go to first. */
export function firstAsked(draft: Draft): string[] {
  return climbFor(draft, { level: '0', kind: 'question' }).ladder[0]?.staffIds ?? []
}

/** Something happened to the open case: staff acted, or its deadline passed. */
export function onCase(draft: Draft, caseId: string, event: CaseEvent): CaseResult | undefined {
  const { case: open, closedCase } = draft.conversation
  if (open?.id === caseId) {
    const result = advanceCase(open, event, draft.now)
    settle(draft, result)
    if (result.refused === undefined) note(draft, `case_${event.type}`, { level: result.case.level })
    return result
  }
  // Too late: whoever acted still hears how it ended.
  if (closedCase?.id === caseId) standDown(draft, advanceCase(closedCase, event, draft.now))
  else if ('staffId' in event && event.type !== 'alert_failed')
    postTo(draft, event.staffId, { type: 'alert_settled', caseId, outcome: 'closed', byStaffId: '' })
  return undefined
}

/** Keeps the case and its one timer, alerts and stands down staff. What the person hears is said by the caller or by `tell`. */
function settle(draft: Draft, result: CaseResult): void {
  const settled = result.case
  change(draft, { case: settled.state === 'closed' ? undefined : settled })
  if (settled.state === 'closed') change(draft, { closedCase: settled })
  dropTimers(draft, (id) => id !== `case.${settled.id}`)
  if (settled.state !== 'closed' && settled.deadline !== undefined) setTimer(draft, `case.${settled.id}`, settled.deadline, 'case', settled.id)
  for (const { staffId, role } of result.asks) {
    postTo(draft, staffId, { type: 'alert_raised', caseId: settled.id, level: settled.level, kind: settled.kind, role })
  }
  standDown(draft, result)
  // Whoever turns out to be a possible source of harm does not go on talking either.
  const { talkingTo } = draft.conversation
  if (talkingTo && settled.excluded.includes(talkingTo.staffId)) change(draft, { talkingTo: undefined })
}

function standDown(draft: Draft, { case: one, settles }: CaseResult): void {
  for (const { staffId, outcome, byStaffId = '' } of settles) postTo(draft, staffId, { type: 'alert_settled', caseId: one.id, outcome, byStaffId })
}

/** The record is about to be destroyed: whoever was asked or has the case would otherwise wait for it for ever. */
export function standDownAll(draft: Draft): void {
  const { case: open } = draft.conversation
  if (!open) return
  for (const staffId of standing(open)) postTo(draft, staffId, { type: 'alert_settled', caseId: open.id, outcome: 'forgotten', byStaffId: '' })
}

type AlertPost =
  | { type: 'alert_raised'; caseId: string; level: Level; kind: CaseKind; role: 'trusted' | 'reserve' | 'coordinator' | 'duty' }
  | { type: 'alert_settled'; caseId: string; outcome: 'taken' | 'closed' | 'passed_on' | 'forgotten'; byStaffId: string }
  | { type: 'participant_wrote' }

function postTo(draft: Draft, staffId: string, event: AlertPost): void {
  const id = `${draft.conversation.id}.${draft.conversation.turn}.${draft.effects.length}`
  add(draft, { type: 'post', to: staffId, event: { ...event, id, at: draft.now, participantId: draft.conversation.id } })
}

/** Tells whoever has or was asked for the case that the person wrote again. Never what. */
export function nudgeStaff(draft: Draft): void {
  const { talkingTo, case: open } = draft.conversation
  const staff = new Set([talkingTo?.staffId, open?.acknowledgedBy].filter((id) => id !== undefined))
  for (const staffId of staff) postTo(draft, staffId, { type: 'participant_wrote' })
}

function cry(draft: Draft, level: Level, distress: Distress): void {
  raise(draft, { level, kind: distress.kind, trigger: 'text', harmBy: distress.harmBy })
  // Whatever was going on is over: nothing else is asked or offered now.
  change(draft, { cardShownAt: draft.now, stack: [] })
  forgetOpenQuestions(draft)
  if (distress.kind === 'medical') return say(draft, 'care:medical', lines(draft), 'urgent')
  // With danger this moment 112 comes before any other line, whatever it is about.
  if (level === '3B') return card(draft, '3B')
  switch (distress.kind) {
    case 'violence':
      say(draft, 'care:violence', lines(draft), 'urgent')
      return offer(draft, safeToWrite(draft), { standing: true })
    case 'child':
    case 'trafficking':
    case 'psychosis':
    case 'third_person':
      say(draft, `care:${distress.kind}`, lines(draft), 'urgent')
      // The text about somebody else asks the question itself.
      return askDanger(draft, 'text', distress.kind !== 'third_person', distress.kind)
    default:
      return card(draft, '3A')
  }
}

/** The fixed help card; 3A asks whether the danger is now. */
function card(draft: Draft, level: '3A' | '3B'): void {
  if (level === '3B') {
    say(draft, draft.conversation.case?.kind === 'third_person' ? 'care:third_person_danger' : 'care:card_danger', lines(draft), 'urgent')
    return
  }
  say(draft, 'care:card_acute', lines(draft), 'urgent')
  askDanger(draft, 'text', true)
}

function safeToWrite(draft: Draft): Choice[] {
  return [
    { label: textOf(draft, 'care:safe_to_write.yes'), action: { do: 'command', command: 'safe-to-write' } },
    { label: textOf(draft, 'care:safe_to_write.no'), action: { do: 'command', command: 'not-safe-to-write' } },
  ]
}

const cardAgainMs = 15_000

/**
 * The card in short, when the person writes again while level 3 is open and no human has made contact. With danger now it comes with every message
 * (wellbeing ladder, 3B); otherwise not more than once in fifteen seconds, so that several short messages do not bring several cards but a line each.
 */
export function cardAgain(draft: Draft): void {
  const { cardShownAt = 0 } = draft.conversation
  if (draft.now - cardShownAt < cardAgainMs) return stayNear(draft)
  cardAlways(draft)
}

/** Thanks, a greeting, words Brug does not understand: a few calm lines, and never silence. With danger now, or for a body in danger, it is the card. */
export function stayNear(draft: Draft): void {
  const { case: open } = draft.conversation
  if (open?.level === '3B' || open?.kind === 'medical') return cardAlways(draft)
  say(draft, 'care:in_between', lines(draft), 'urgent')
}

export function cardAlways(draft: Draft): void {
  const { case: open } = draft.conversation
  change(draft, { cardShownAt: draft.now })
  say(draft, open?.kind === 'medical' ? 'care:medical_again' : 'care:card_again', lines(draft), 'urgent')
}

export function safeToWriteOn(draft: Draft): void {
  say(draft, 'care:violence_safe', {}, 'urgent')
}

export function notSafeToWrite(draft: Draft): void {
  say(draft, 'care:violence_not_safe', lines(draft), 'urgent')
}

/** Values for every level-3 text: help lines from the data file, and who was asked. */
export function lines(draft: Draft): Values {
  const line = (key: string, id: string, fallback: string) => textOf(draft, key, { number: draft.content.helplines.get(id)?.number ?? fallback })
  const safeHome = line('care:line_safe_home', 'safe-home', '0800-2000')
  const line113 = line('care:line113', '113', '113')
  const { case: open } = draft.conversation
  const isHome = open !== undefined && isAbout(open, ['violence', 'child'])
  return {
    line112: line('care:line112', '112', '112'),
    line112_now: line('care:line112_now', '112', '112'),
    // Who is hit or fears for a child reads the line for violence at home first; the other stays, since one cry may follow another.
    line113: isHome ? `${safeHome}\n${line113}` : line113,
    line_safe_home: safeHome,
    line_trafficking: line('care:line_trafficking', 'trafficking', '112'),
    alerted: alerted(draft),
  }
}

/** With nobody asked, or nobody of them reachable, no text says that somebody was. */
export function alertedNobody(draft: Draft): string {
  return textOf(draft, draft.conversation.case?.kind === 'medical' ? 'care:alerted_nobody_medical' : 'care:alerted_nobody')
}

/** Names who was really asked and could be reached; outside waking hours it says that they may not read it now. */
function alerted(draft: Draft): string {
  const { case: open, trusted, reserve } = draft.conversation
  if (!open || !isAnybodyReached(open)) return alertedNobody(draft)
  const isOut = (staffId: string) => open.excluded.includes(staffId) || open.alerts.findLast((alert) => alert.staffId === staffId)?.failed !== undefined
  const asked = new Set(open.alerts.map((alert) => alert.staffId).filter((staffId) => !isOut(staffId)))
  const named = [trusted, reserve].filter((one) => one !== undefined && asked.has(one.staffId))
  const text = whoWasAsked(
    draft,
    named.flatMap((one) => one ?? []),
    [...asked].filter((staffId) => named.every((one) => one?.staffId !== staffId)),
  )
  const { quietHours, timeZone } = municipalityOf(draft)
  const outside = open.kind === 'medical' ? 'care:outside_hours_medical' : 'care:outside_hours'
  return isQuiet(draft.now, quietHours, timeZone) ? `${text}\n${textOf(draft, outside)}` : text
}

/** A message went only to whoever has a chat with Brug; the others find it when they open the inbox. */
function whoWasAsked(draft: Draft, named: Relation[], others: string[]): string {
  const { roster } = draft.content
  const reached = named.filter(({ staffId }) => !isInboxOnly(roster, staffId))
  const isOtherReached = others.some((staffId) => !isInboxOnly(roster, staffId))
  const [first, second] = reached.length > 0 ? reached : named
  if (!first) return textOf(draft, isOtherReached ? 'care:alerted_coordinator' : 'care:waits_coordinator')
  const key = `care:${reached.length > 0 ? 'alerted' : 'waits'}_${second ? 'both' : 'one'}`
  const text = textOf(draft, key, { name: first.firstName, ...(second ? { reserve: second.firstName } : {}) })
  return reached.length === 0 && isOtherReached ? `${text}\n${textOf(draft, 'care:alerted_coordinator')}` : text
}

function elevated(draft: Draft, distress: Distress): void {
  raise(draft, { level: '2', kind: distress.kind, trigger: 'text', harmBy: distress.harmBy })
  const open = draft.conversation.case
  // The question was asked already, or a human is on it: do not ask it again and again.
  if (draft.conversation.safety || (open && isAtLeast(open.level, '3A'))) return cardAgain(draft)
  say(draft, distress.because.includes('past') ? 'care:past' : 'care:safety_intro')
  askSafety(draft, 'text')
}

/** `question`: the one whose button this was, or whose answer was typed; a newer one that was not answered still waits. */
export function answerSafety(draft: Draft, answer: Exclude<SafetyAnswer, 'silence'>, question: Question): void {
  const asked = safetyAsked(question) ?? 'safety'
  // From now on "ok" or "yes" is about something else. Silence is no answer: after that, a late "yes" still is one.
  const isPast = (one: Question) => safetyAsked(one) === asked || (safetyAsked(one) !== undefined && one.askedAt <= question.askedAt)
  change(draft, { questions: draft.conversation.questions.map((one) => (isPast(one) ? { ...one, answered: true } : one)) })
  actOnSafety(draft, asked, answer, 'button')
}

/** Nobody answered the question in time. */
export function safetyUnanswered(draft: Draft, asked: string): void {
  const { safety } = draft.conversation
  if (safety?.asked === asked) actOnSafety(draft, safety.asked, 'silence', 'silence')
}

function actOnSafety(draft: Draft, asked: SafetyAsked, answer: SafetyAnswer, trigger: 'button' | 'silence'): void {
  const { safety } = draft.conversation
  const level = levelForSafety(asked, answer, safety?.because ?? 'text')
  if (safety?.asked === asked) {
    dropTimers(draft, (id) => !id.startsWith('safety.'))
    change(draft, { safety: undefined })
  }
  if (asked === 'danger_now' && level === '3A')
    return say(draft, draft.conversation.case?.kind === 'third_person' ? 'care:danger_no_reply_other' : 'care:danger_no_reply', lines(draft), 'urgent')
  if (isAtLeast(level, '3A')) {
    raise(draft, { level, kind: asked === 'danger_now' ? (draft.conversation.case?.kind ?? 'suicide') : 'suicide', trigger })
    return card(draft, level === '3B' ? '3B' : '3A')
  }
  if (answer === 'no') return say(draft, 'care:safety_no_reply')
  // A person is asked the same day all the same: silence after a low score, or "I would rather not say".
  raise(draft, { level: '2', kind: 'distress', trigger })
  if (answer === 'rather_not') say(draft, 'care:rather_not_reply')
}

/** Low mood: named, one offer, nothing alarming; three times in thirty days counts as level 2. */
function low(draft: Draft, distress: Distress): 'handled' | 'nothing' {
  const lows = [...draft.conversation.lows.filter((at) => at > draft.now - lowsKeptMs), draft.now].slice(-10)
  change(draft, { lows })
  if (lows.length >= lowsBeforeLevel2 && !draft.conversation.case) {
    change(draft, { lows: [] })
    elevated(draft, { ...distress, level: '2', because: [...distress.because, 'repeated'] })
    return 'handled'
  }
  return 'nothing'
}

export function offerToTalk(draft: Draft): void {
  say(draft, 'care:level1')
  offer(draft, [
    { label: textOf(draft, 'care:talk_yes'), action: { do: 'command', command: 'human' } },
    { label: textOf(draft, 'care:talk_no'), action: { do: 'command', command: 'talk-no' } },
  ])
}

/** The pulse of a check-in. `asks`: the safety question is out and the flow waits with it. */
export function scorePulse(draft: Draft): 'asks' | 'done' {
  const { answers } = draft.conversation
  const level = levelForPulse({
    mood: Number(answers['pulse_mood'] ?? 3),
    sleep: String(answers['pulse_sleep'] ?? ''),
    talk: String(answers['pulse_talk'] ?? ''),
  })
  const wishesContact = answers['pulse_contact'] === true || answers['pulse_contact'] === 'yes'
  change(draft, { checkIns: draft.conversation.checkIns && { ...draft.conversation.checkIns, lastAt: draft.now, skipped: 0 } })
  note(draft, 'check_in_done')
  if (level === '2') {
    raise(draft, { level: '2', kind: 'distress', trigger: 'check_in' })
    say(draft, 'care:safety_intro')
    askSafety(draft, 'score')
    return 'asks'
  }
  if (wishesContact) askForPerson(draft)
  return 'done'
}

/** A human is asked for: by name where there is one. */
export function askForPerson(draft: Draft, key = 'care:question_asked', kind: 'question' | 'another_person' = 'question'): void {
  const open = draft.conversation.case
  if (!open || open.state === 'contacted' || kind === 'another_person') raise(draft, { level: '0', kind, trigger: 'button' })
  const asked = draft.conversation.case
  sayText(draft, asked && !isAnybodyReached(asked) ? alertedNobody(draft) : questionAskedText(draft, key))
  offer(draft, [
    { label: textOf(draft, 'care:urgent_button'), action: { do: 'command', command: 'urgent' } },
    { label: textOf(draft, 'care:not_needed_button'), action: { do: 'command', command: 'not-needed' } },
  ])
}

function questionAskedText(draft: Draft, key: string): string {
  const unnamed = `${key}_unnamed`
  return textOf(draft, !namedPerson(draft) && draft.content.phrasebook.has(draft.lang, unnamed) ? unnamed : key)
}
