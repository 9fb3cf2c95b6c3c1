// What Brug says to one staff member on their own chat channel, and what their taps and words there set in motion.
// Pure. An alert never carries content, name, level or language; whether a case is really taken is decided by the case itself, not here.
// Words are only ever sent to somebody when it is certain whom they are for.
import type { Content } from '../content.ts'
import type { Effect } from '../effect.ts'
import type { Event, EventOf } from '../event.ts'
import { isAtLeast } from '../level.ts'
import { change, inboxLink, nextId, offer, post, say, text, type Draft } from './desk-draft.ts'
import { keptMax, met, reached, settledMax, type OpenCase, type StaffAction, type StaffLine } from './line.ts'
import { refOf } from './record.ts'

const minuteMs = 60_000
/** Five minutes without a second "there is a new message" for one person. */
const tellAgainMs = 5 * minuteMs
/** In a running exchange not each message is confirmed. */
const confirmAgainMs = 10 * minuteMs
/** How long a plain text may still be for the person last written to, when no case is open. */
const talkMs = 60 * minuteMs
/** As many choices as a list holds on every channel. */
const offersMax = 10

export interface StaffTurn {
  line: StaffLine
  effects: Effect[]
}

/** An event that was handled before changes nothing. `now` is the clock of the worker. */
export function takeStaffTurn(content: Content, line: StaffLine, event: Event, now: Date): StaffTurn {
  if (line.recent.includes(event.id)) return { line, effects: [] }
  const next = { ...line, turn: line.turn + 1, recent: [...line.recent.slice(-49), event.id] }
  const draft: Draft = { content, now: now.getTime(), line: next, effects: [] }
  if ('addressId' in event && 'messageId' in event) change(draft, met(draft.line, event, draft.now))
  decide(draft, event)
  return { line: draft.line, effects: draft.effects }
}

function decide(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'staff_added':
      return change(draft, { firstName: event.firstName, lang: event.lang })
    case 'chat_started':
      return greet(draft)
    case 'alert_raised':
      return raiseAlert(draft, event)
    case 'alert_settled':
      return settleAlert(draft, event)
    case 'option_chosen':
      return choose(draft, actionOf(draft, event.optionId))
    case 'message_received':
      return hear(draft, event)
    case 'message_edited':
      return correct(draft, event)
    case 'unreadable_received':
      return say(draft, 'staff:unreadable', { link: inboxLink(draft) })
    case 'staff_message_settled':
      return settleMessage(draft, event)
    case 'talk_fell_silent':
      return askToGoOn(draft, event.participantId)
    case 'participant_wrote':
      return tellOfMessage(draft, event.participantId)
    case 'appointment_answered': {
      const key = event.answer === 'cannot' ? 'cannot_come' : event.answer
      return say(draft, `staff:${key}`, { purpose: 'notice', link: inboxLink(draft), about: { participantId: event.participantId } })
    }
    case 'delivery_failed':
      return deliveryFailed(draft, event)
    case 'reachability_changed':
      return change(draft, reached(draft.line, event, event.reachable))
    case 'event_failed':
      // What it was cannot be known any more; it may have been an alert.
      return say(draft, 'staff:alert_urgent', { purpose: 'urgent', link: inboxLink(draft) })
    default:
      return void draft.effects.push({ type: 'note', id: nextId(draft), what: 'event_misplaced' })
  }
}

function greet(draft: Draft): void {
  say(draft, 'staff:linked', { values: { firstName: draft.line.firstName } })
  for (const open of draft.line.open) if (open.state === 'alerted') alert(draft, open)
}

function raiseAlert(draft: Draft, { caseId, participantId, level }: EventOf<'alert_raised'>): void {
  const before = draft.line.open.find((open) => open.caseId === caseId)
  // Who has a case keeps it through a new cry, but not when it became more serious.
  const keeps = before?.state === 'taken' && (before.level === undefined || isAtLeast(before.level, level))
  const open: OpenCase = { caseId, participantId, level, state: keeps ? 'taken' : 'alerted', at: draft.now }
  change(draft, {
    open: [...draft.line.open.filter((other) => other.caseId !== caseId), open],
    settled: draft.line.settled.filter((old) => old.caseId !== caseId),
  })
  alert(draft, open)
}

/** Says that something waits, and nothing else: others may see the screen it lands on. */
function alert(draft: Draft, { caseId, participantId, level }: OpenCase): void {
  const isUrgent = level !== undefined && isAtLeast(level, '3A')
  const options = (['take', 'cannot'] as const).map((what) => ({ label: text(draft, `staff:${what}`), action: { do: what, caseId, participantId } }))
  const offers = offer(draft, caseId, options)
  say(draft, isUrgent ? 'staff:alert_urgent' : 'staff:alert_normal', {
    purpose: isUrgent ? 'urgent' : 'notice',
    offers,
    link: inboxLink(draft, caseId),
    about: { participantId, caseId, alert: true },
  })
}

function settleAlert(draft: Draft, { caseId, participantId, outcome, byStaffId }: EventOf<'alert_settled'>): void {
  const before = draft.line.open.find((open) => open.caseId === caseId)
  const isOwnAct = byStaffId === draft.line.id
  if (outcome === 'taken' && isOwnAct) return confirmTaken(draft, caseId, participantId, before)
  const ended = outcome === 'closed' || outcome === 'forgotten'
  drop(draft, caseId, ended ? outcome : isOwnAct ? 'declined' : 'taken')
  if (isOwnAct || (outcome === 'passed_on' && !before)) return
  const about = { participantId, caseId }
  // Nobody can ask the person any more, so what they know may be all there is: it must arrive.
  if (outcome === 'forgotten') say(draft, 'staff:forgotten', { values: { ref: refOf(caseId) }, purpose: isAcute(before) ? 'urgent' : 'notice', about })
  else if (outcome === 'closed') say(draft, 'staff:closed', { values: { ref: refOf(caseId) }, about })
  else say(draft, 'staff:taken_by_other', { about })
}

function isAcute(open: OpenCase | undefined): boolean {
  return open?.level !== undefined && isAtLeast(open.level, '3A')
}

function confirmTaken(draft: Draft, caseId: string, participantId: string, before: OpenCase | undefined): void {
  const open: OpenCase = { ...(before ?? { caseId, participantId }), state: 'taken', at: draft.now }
  change(draft, {
    open: [...draft.line.open.filter((other) => other.caseId !== caseId), open],
    settled: draft.line.settled.filter((old) => old.caseId !== caseId),
  })
  if (before?.state !== 'taken') sayTaken(draft, open)
}

function sayTaken(draft: Draft, { caseId, participantId }: OpenCase): void {
  say(draft, 'staff:taken_by_you', { values: { ref: refOf(caseId) }, link: inboxLink(draft, caseId), about: { participantId, caseId } })
}

function actionOf(draft: Draft, optionId: string): StaffAction | undefined {
  const [, questionId, n] = /^(.+)\.(\d+)$/.exec(optionId) ?? []
  return draft.line.questions.find(({ id }) => id === questionId)?.options[Number(n)]?.action
}

function choose(draft: Draft, action: StaffAction | undefined): void {
  if (!action) return sayNothingOpen(draft)
  if (action.do === 'send') return sendKept(draft, action)
  if (action.do === 'hand_back' || action.do === 'talk_on') return settleTalk(draft, action)
  const { caseId, participantId } = action
  const open = draft.line.open.find((candidate) => candidate.caseId === caseId)
  const settled = draft.line.settled.findLast((old) => old.caseId === caseId)
  if (action.do === 'take' && (open || settled?.outcome === 'declined')) {
    post(draft, participantId, { type: 'case_acknowledged', caseId })
    // Otherwise the case itself answers who has it.
    if (open?.state === 'taken') sayTaken(draft, open)
  } else if (action.do === 'cannot' && open) {
    post(draft, participantId, { type: 'case_declined', caseId })
    drop(draft, caseId, 'declined')
    say(draft, 'staff:passed_on')
  } else if (settled?.outcome === 'declined') say(draft, 'staff:passed_on')
  else if (settled?.outcome === 'closed' || settled?.outcome === 'forgotten') say(draft, `staff:${settled.outcome}`, { values: { ref: refOf(caseId) } })
  else say(draft, 'staff:taken_by_other')
}

/** Brug is quiet for somebody and so is this person: only they may say that Brug goes on, as long as a case is open. */
function askToGoOn(draft: Draft, participantId: string): void {
  const open = draft.line.open.find((candidate) => candidate.participantId === participantId)
  const offers = offer(draft, undefined, [
    { label: text(draft, 'staff:brug_goes_on'), action: { do: 'hand_back', participantId } },
    { label: text(draft, 'staff:talk_goes_on'), action: { do: 'talk_on', participantId } },
  ])
  const about = { participantId, ...(open ? { caseId: open.caseId } : {}) }
  say(draft, 'staff:still_talking', { values: { ref: refOf(open?.caseId ?? participantId) }, purpose: 'notice', offers, about })
}

function settleTalk(draft: Draft, { do: what, participantId }: { do: 'hand_back' | 'talk_on'; participantId: string }): void {
  if (what === 'hand_back') post(draft, participantId, { type: 'handed_back', onlyOwn: true })
  say(draft, what === 'hand_back' ? 'staff:talk_ended' : 'staff:talk_kept', { about: { participantId } })
}

interface Receiver {
  participantId: string
  caseId?: string | undefined
}

function hear(draft: Draft, { text: words, replyTo, messageId }: EventOf<'message_received'>): void {
  if (words.trim() === '') return
  const ref = replyTo === undefined ? undefined : draft.line.refs.findLast(({ effectId }) => effectId === replyTo)
  if (ref) return answerTo(draft, ref, words)
  const typed = replyTo === undefined ? typedChoice(draft, words) : undefined
  if (typed) return choose(draft, typed)
  const [only, ...others] = receivers(draft)
  if (!only) return sayNothingOpen(draft)
  if (others.length === 0 && !draft.line.kept) return send(draft, only, [words])
  const { texts = [] } = draft.line.kept ?? {}
  const joined = { words: `${texts.at(-1)?.words ?? ''}\n${words}`, messageId: '' }
  change(draft, { kept: { texts: texts.length < keptMax ? [...texts, { words, messageId }] : [...texts.slice(0, -1), joined], at: draft.now } })
  askWhich(draft)
}

/**
 * Of words that still wait for "for whom?" the new ones count. Any others may have gone out, and an edit does not say to whom: it goes to nobody, which
 * its writer hears, so that they can write it anew where it belongs.
 */
function correct(draft: Draft, { text: words, messageId }: EventOf<'message_edited'>): void {
  const { kept } = draft.line
  if (words.trim() === '') return
  if (!kept?.texts.some((one) => one.messageId === messageId)) return say(draft, 'staff:edit_not_sent')
  const isForNobody = receivers(draft).length === 0
  change(draft, { kept: isForNobody ? undefined : { ...kept, texts: kept.texts.map((one) => (one.messageId === messageId ? { ...one, words } : one)) } })
  if (isForNobody) sayNothingOpen(draft)
  else askWhich(draft)
}

/** A reply is for the person our message was about, unless a colleague has the case by now. */
function answerTo(draft: Draft, ref: Receiver, words: string): void {
  const settled = draft.line.settled.findLast(({ caseId }) => caseId === ref.caseId)
  if (settled?.outcome === 'taken') return say(draft, 'staff:taken_by_other')
  send(draft, ref, [words])
}

/** Typed instead of tapped: the label of the newest alert that was not answered, or the number or label of a "for whom?". */
function typedChoice(draft: Draft, words: string): StaffAction | undefined {
  const typed = bare(words)
  const question = draft.line.questions.at(-1)
  const first = question?.options[0]?.action
  if (!question || !first) return undefined
  const isWaiting =
    first.do === 'take' || first.do === 'cannot'
      ? draft.line.open.some(({ caseId, state }) => caseId === first.caseId && state === 'alerted')
      : first.do !== 'send' || draft.line.kept !== undefined
  if (!isWaiting) return undefined
  const n = first.do === 'send' && /^\d{1,2}$/.test(typed) ? Number(typed) - 1 : question.options.findIndex(({ label }) => bare(label) === typed)
  return question.options[n]?.action
}

/** Those a plain text may be for: the one case that is being worked on, else all that are open, else who was written to just now. */
function receivers({ line, now }: Draft): Receiver[] {
  const taken = line.open.filter(({ state }) => state === 'taken')
  const [only] = taken
  if (only && taken.length === 1) {
    const since = Math.max(line.wroteAt ?? 0, only.at)
    // An alert that came in between may be what the words are about.
    if (!line.open.some(({ state, at }) => state === 'alerted' && at > since)) return [only]
  }
  if (line.open.length > 0) return line.open
  return line.talkingTo !== undefined && now - (line.wroteAt ?? 0) < talkMs ? [{ participantId: line.talkingTo }] : []
}

function askWhich(draft: Draft): void {
  const options = receivers(draft)
    .slice(0, offersMax)
    .map(({ participantId, caseId }) => ({
      label: text(draft, 'staff:case_button', { ref: refOf(caseId ?? participantId) }),
      action: { do: 'send' as const, participantId, ...(caseId ? { caseId } : {}) },
    }))
  change(draft, { questions: draft.line.questions.filter((question) => question.options[0]?.action.do !== 'send') })
  say(draft, 'staff:which_case', { purpose: 'prompt', offers: offer(draft, undefined, options) })
}

function sendKept(draft: Draft, to: Receiver): void {
  const { kept, open } = draft.line
  const isOpen = to.caseId === undefined || open.some(({ caseId }) => caseId === to.caseId)
  if (!kept || !isOpen) {
    // The case was closed or taken while the words waited: they may be for another one.
    if (kept && open.length > 0) return askWhich(draft)
    change(draft, { kept: undefined })
    return sayNothingOpen(draft)
  }
  change(draft, { kept: undefined, questions: draft.line.questions.filter((question) => question.options[0]?.action.do !== 'send') })
  send(
    draft,
    to,
    kept.texts.map(({ words }) => words),
  )
}

/** Writing to somebody is taking their case. */
function send(draft: Draft, { participantId, caseId }: Receiver, texts: string[]): void {
  const open =
    draft.line.open.find((candidate) => candidate.caseId === caseId) ?? draft.line.open.find((candidate) => candidate.participantId === participantId)
  if (open?.state === 'alerted') {
    post(draft, participantId, { type: 'case_acknowledged', caseId: open.caseId })
    change(draft, { open: draft.line.open.map((other) => (other === open ? { ...open, state: 'taken', at: draft.now } : other)) })
  }
  const isRunning = draft.line.talkingTo === participantId && draft.now - (draft.line.wroteAt ?? 0) < confirmAgainMs
  change(draft, { talkingTo: participantId, wroteAt: draft.now })
  // Whether it goes is known in the person's own record only; it is confirmed from there.
  texts.forEach((words, n) => {
    const confirm = !isRunning && n === texts.length - 1
    post(draft, participantId, { type: 'staff_wrote', messageId: nextId(draft), text: words, holdMs: 0, ...(confirm ? { confirm } : {}) })
  })
}

function settleMessage(draft: Draft, { participantId, outcome }: EventOf<'staff_message_settled'>): void {
  const open = draft.line.open.find((candidate) => candidate.participantId === participantId)
  const about = { participantId, ...(open ? { caseId: open.caseId } : {}) }
  if (outcome === 'sent') return say(draft, 'staff:reply_sent', { about })
  say(draft, 'staff:not_sent', { values: { ref: refOf(open?.caseId ?? participantId) }, purpose: 'notice', link: inboxLink(draft, open?.caseId), about })
}

/** At most once in five minutes for one person, but each time while somebody may be in danger. */
function tellOfMessage(draft: Draft, participantId: string): void {
  const open = draft.line.open.find((candidate) => candidate.participantId === participantId)
  const isUrgent = isAcute(open)
  const recent = Object.entries(draft.line.told).filter(([, at]) => draft.now - at < tellAgainMs)
  if (!isUrgent && recent.some(([id]) => id === participantId)) return
  change(draft, { told: { ...Object.fromEntries(recent), [participantId]: draft.now } })
  const caseId = open?.caseId
  say(draft, 'staff:new_message', {
    values: { ref: refOf(caseId ?? participantId) },
    purpose: isUrgent ? 'urgent' : 'notice',
    link: inboxLink(draft, caseId),
    about: { participantId, ...(caseId ? { caseId } : {}) },
  })
}

function deliveryFailed(draft: Draft, event: EventOf<'delivery_failed'>): void {
  const { effectId, fault } = event
  if (fault === 'unreachable' || fault === 'stopped') change(draft, reached(draft.line, event, false))
  const ref = draft.line.refs.find((candidate) => candidate.effectId === effectId)
  if (ref?.alert && ref.caseId !== undefined && draft.line.open.some(({ caseId }) => caseId === ref.caseId)) {
    const id = nextId(draft)
    draft.effects.push({
      type: 'post',
      id,
      to: ref.participantId,
      event: { id, at: draft.now, type: 'alert_failed', caseId: ref.caseId, staffId: draft.line.id, fault },
    })
  }
}

function sayNothingOpen(draft: Draft): void {
  say(draft, 'staff:nothing_open', { link: inboxLink(draft) })
}

function drop(draft: Draft, caseId: string, outcome: StaffLine['settled'][number]['outcome']): void {
  const { open, settled, talkingTo } = draft.line
  const gone = open.find((candidate) => candidate.caseId === caseId)
  change(draft, {
    open: open.filter((candidate) => candidate !== gone),
    settled: [...settled.filter((old) => old.caseId !== caseId), { caseId, outcome }].slice(-settledMax),
    // What is typed next is no longer for this person.
    ...(gone && gone.participantId === talkingTo ? { talkingTo: undefined } : {}),
  })
}

/** Without the isolates and spaces around it. */
function bare(words: string): string {
  return words
    .replace(/[\u2066-\u2069]/g, '')
    .trim()
    .toLowerCase()
}
