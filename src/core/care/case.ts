// A case: a cry for help or a question that waits for a human, from the moment it is raised until a human closes it.
// Pure. It decides who must be asked next and by when; it never decides that a case is over.
import { isAtLeast, type CaseKind, type CaseOutcome, type HarmBy, type Level } from '../level.ts'
import {
  ask,
  begin,
  change,
  climb,
  climbOrRepeat,
  end,
  fitted,
  hasDeclined,
  isOut,
  latestAlert,
  letGo,
  liveGroup,
  markLatest,
  record,
  refuse,
  repeat,
  roleOf,
  settle,
  standing,
  type CaseResult,
  type Move,
  type Settlement,
} from './climb.ts'
import { withReport, type Case, type Rung } from './record.ts'

export { Case, CaseState, Rung } from './record.ts'
export type { Ask, CaseResult, Refusal, Settlement, Tell } from './climb.ts'

/** A cry or a question, with the ladder that was worked out for it. */
export interface Raise {
  level: Level
  kind: CaseKind
  trigger: Case['trigger']
  ladder: Rung[]
  excluded: string[]
  coordinatorsOnly?: boolean
  harmBy?: HarmBy
  contactWithinMs: number
  repeatMs: number
}

export type CaseEvent =
  | ({ type: 'raised'; basis?: Case['basis'] } & Raise)
  | { type: 'acknowledged'; staffId: string }
  | { type: 'declined'; staffId: string }
  /** `how` "no_answer": tried without reaching the person, so the next is asked too. Anything else is real contact. */
  | { type: 'contacted'; staffId: string; how: string }
  | { type: 'handed_over'; staffId: string; to: string }
  /** `coordinates`: closes as a coordinator, who may also close what somebody else has. */
  | { type: 'closed'; staffId: string; outcome: CaseOutcome; note: string; coordinates?: boolean }
  /** The person no longer needs an answer to a question. */
  | { type: 'withdrawn' }
  /** `ladder`: as the roster is now; used once the old one is used up, so that a new colleague is found. */
  | { type: 'deadline_passed'; ladder?: Rung[] }
  | { type: 'alert_failed'; staffId: string; fault: string }
  /** This colleague is no longer there. */
  | { type: 'left'; staffId: string; ladder: Rung[] }
  /** These may not know of the person any more. `because` "wish": the person said so while the case was open, and may take it back. */
  | { type: 'kept_out'; staffIds: string[]; because?: 'wish'; ladder: Rung[] }

/** Opens a case and asks its first rungs. */
export function openCase(raise: Raise & { caseId: string; basis: Case['basis']; now: number }): CaseResult {
  const { caseId: id, now, level, kind, trigger, basis, ladder, excluded, coordinatorsOnly = false, harmBy, contactWithinMs, repeatMs } = raise
  const fresh: Case = {
    id,
    level,
    kind,
    heard: [{ kind, level }],
    state: 'open',
    openedAt: now,
    raisedAt: now,
    trigger,
    basis,
    ladder,
    rung: 0,
    contactWithinMs,
    repeatMs,
    alerts: [],
    excluded,
    coordinatorsOnly,
    ...(harmBy ? { harmBy } : {}),
    history: [],
  }
  const move = begin(fresh, now)
  record(move, 'opened', { detail: level, kind })
  climb(move)
  return end(move)
}

/**
 * What one event does to a case. The case given is never changed; an event that says nothing new gives it back as it was.
 * As long as no human made contact it has a deadline, whoever took it and however often nobody answers.
 */
export function advanceCase(before: Case, event: CaseEvent, now: number): CaseResult {
  const move = begin(before, now)
  if (before.state === 'closed') return afterClosing(move, event)
  if ('staffId' in event && event.type !== 'alert_failed' && event.type !== 'left' && before.excluded.includes(event.staffId)) {
    return refuse(move, { because: 'excluded' }, [{ staffId: event.staffId, outcome: 'passed_on' }])
  }
  switch (event.type) {
    case 'raised':
      return raiseAgain(move, event)
    case 'acknowledged':
      return acknowledge(move, event.staffId)
    case 'declined':
      return decline(move, event.staffId)
    case 'contacted':
      return event.how === 'no_answer' ? triedInVain(move, event.staffId) : contact(move, event.staffId, event.how)
    case 'handed_over':
      return handOver(move, event.staffId, event.to)
    case 'closed':
      return close(move, event)
    case 'withdrawn':
      return isAtLeast(before.level, '2') ? refuse(move, { because: 'too_serious' }) : finish(move, 'withdrawn', { outcome: 'no_concern' })
    case 'deadline_passed':
      return passDeadline(move, event.ladder)
    case 'left':
      return leave(move, event.staffId, event.ladder)
    case 'kept_out':
      return keepOut(move, event)
    default:
      return failAlert(move, event.staffId, event.fault)
  }
}

/** When something happens by itself next, epoch ms. */
export function deadlineOf(one: Case): number | undefined {
  return one.state === 'closed' || one.state === 'contacted' ? undefined : one.deadline
}

const silentOnceClosed: readonly CaseEvent['type'][] = ['deadline_passed', 'alert_failed', 'withdrawn', 'left', 'kept_out']

function afterClosing(move: Move, event: CaseEvent): CaseResult {
  const by = move.case.closedBy === undefined ? {} : { byStaffId: move.case.closedBy }
  if (silentOnceClosed.includes(event.type)) return end(move)
  const late: Settlement[] = event.type === 'acknowledged' || event.type === 'contacted' ? [{ staffId: event.staffId, outcome: 'closed', ...by }] : []
  return refuse(move, { because: 'closed', ...by }, late)
}

function raiseAgain(move: Move, event: Raise & { basis?: Case['basis'] }): CaseResult {
  const { level, excluded, coordinatorsOnly = false, history } = move.case
  const comesNear = event.coordinatorsOnly === true && !coordinatorsOnly
  const rises = !isAtLeast(level, event.level)
  const barred = event.excluded.filter((staffId) => !excluded.includes(staffId))
  const isRepeat = history.some((step) => step.at === move.now && step.what === 'raised' && step.detail === event.level && step.kind === event.kind)
  if (!rises && !comesNear && barred.length === 0 && isRepeat) return end(move)
  record(move, 'raised', { detail: event.level, kind: event.kind })
  change(move, withReport(move.case, event))
  const isStranded = bar(move, barred)
  if (comesNear) change(move, { coordinatorsOnly: true, harmBy: event.harmBy })
  const ladder = fitted(move.case, isAtLeast(event.level, level) ? event.ladder : move.case.ladder)
  if (rises) {
    const { trigger, contactWithinMs, repeatMs } = event
    const { deadline: dueBefore = Infinity } = move.case
    restart(move, { level: event.level, trigger, contactWithinMs, repeatMs, ladder, ...(event.basis ? { basis: event.basis } : {}) })
    // Whoever was about to be asked is asked no later because it became worse.
    change(move, { deadline: Math.min(dueBefore, move.case.deadline ?? Infinity) })
  } else if (isStranded || comesNear) restart(move, { ladder })
  else cryToHolder(move, event)
  return end(move)
}

/** A new cry at most as serious as the case: whoever has it hears of it; what was due stays due. */
function cryToHolder(move: Move, event: Raise): void {
  const { state, acknowledgedBy, contactWithinMs, deadline } = move.case
  if (acknowledgedBy === undefined || (state !== 'acknowledged' && state !== 'contacted')) return
  if (state === 'contacted') {
    change(move, { state: 'acknowledged', deadline: move.now + event.contactWithinMs })
    // After a new cry the contact made before it no longer counts; a mere question does not undo it.
    if (isAtLeast(event.level, '2')) change(move, { contactedAt: undefined })
  } else change(move, { deadline: Math.min(deadline ?? Infinity, move.now + contactWithinMs) })
  ask(move, [{ staffId: acknowledgedBy, role: roleOf(move, acknowledgedBy) }])
}

/** The level rose, or those who were asked fell out: everything starts again from the first rung, and whoever had the case is asked again too. */
function restart(move: Move, fields: Partial<Case>): void {
  const { acknowledgedBy } = move.case
  change(move, { ...fields, state: 'open', raisedAt: move.now, rung: 0, contactedAt: undefined })
  climb(move)
  if (acknowledgedBy !== undefined && !move.asks.some(({ staffId }) => staffId === acknowledgedBy))
    ask(move, [{ staffId: acknowledgedBy, role: roleOf(move, acknowledgedBy) }])
}

/** Nobody among `staffIds` is asked from now on; true when the next must be asked at once, because an answer was awaited from one of them. */
function bar(move: Move, staffIds: string[], because?: 'wish'): boolean {
  if (staffIds.length === 0) return false
  const waitedFor = liveGroup(move)
  const { excluded, ladder, acknowledgedBy } = move.case
  const told = standing(move.case).filter((staffId) => staffIds.includes(staffId))
  change(move, {
    excluded: [...excluded, ...staffIds],
    ladder: ladder.map((rung) => ({ ...rung, staffIds: rung.staffIds.filter((staffId) => !staffIds.includes(staffId)) })),
  })
  for (const staffId of staffIds) record(move, 'excluded', { staffId, ...(because ? { detail: because } : {}) })
  for (const staffId of told) settle(move, { staffId, outcome: 'passed_on' })
  if (acknowledgedBy !== undefined && staffIds.includes(acknowledgedBy)) letGo(move)
  const isMissed = waitedFor.some((staffId) => staffIds.includes(staffId))
  return isMissed && (isAtLeast(move.case.level, '3A') || waitedFor.every((staffId) => isOut(move, staffId)))
}

function acknowledge(move: Move, staffId: string): CaseResult {
  const { state, acknowledgedBy } = move.case
  const isHeld = state === 'acknowledged' || state === 'contacted'
  if (isHeld && acknowledgedBy === staffId) {
    move.settles.push({ staffId, outcome: 'taken', byStaffId: staffId })
    return end(move)
  }
  if (isHeld && acknowledgedBy !== undefined)
    return refuse(move, { because: 'taken', byStaffId: acknowledgedBy }, [{ staffId, outcome: 'taken', byStaffId: acknowledgedBy }])
  take(move, staffId)
  change(move, { state: 'acknowledged', deadline: move.now + move.case.contactWithinMs })
  return end(move)
}

function take(move: Move, staffId: string): void {
  const others = standing(move.case).filter((other) => other !== staffId)
  record(move, 'acknowledged', { staffId })
  change(move, { acknowledgedAt: move.now, acknowledgedBy: staffId })
  move.settles.push({ staffId, outcome: 'taken', byStaffId: staffId })
  for (const other of others) settle(move, { staffId: other, outcome: 'taken', byStaffId: staffId })
  move.tells.push('taken')
}

function decline(move: Move, staffId: string): CaseResult {
  const { state, acknowledgedBy, level } = move.case
  const isHolder = acknowledgedBy === staffId
  if (state === 'contacted' && acknowledgedBy !== undefined) {
    return refuse(move, { because: 'contacted', byStaffId: acknowledgedBy }, [{ staffId, outcome: 'taken', byStaffId: acknowledgedBy }])
  }
  const alert = latestAlert(move, staffId)
  if (!alert && !isHolder) return refuse(move, { because: 'not_asked' })
  if (hasDeclined(move, staffId)) return end(move)
  const waitedFor = liveGroup(move)
  record(move, 'declined', { staffId })
  markLatest(move, staffId, { declined: true })
  settle(move, { staffId, outcome: 'passed_on', byStaffId: staffId })
  if (isHolder && state === 'acknowledged') {
    letGo(move)
    climbOrRepeat(move)
  } else {
    if (isHolder) change(move, { acknowledgedBy: undefined, acknowledgedAt: undefined })
    // In an acute case a "no" costs no minute; otherwise the others on the rung get their time.
    const nobodyLeft = waitedFor.every((other) => isOut(move, other))
    if (waitedFor.includes(staffId) && (nobodyLeft || isAtLeast(level, '3A'))) climb(move)
  }
  if (move.asks.length > 0) move.tells.push('passed_on')
  return end(move)
}

function contact(move: Move, staffId: string, how: string): CaseResult {
  const { state, history } = move.case
  const last = history.findLast(({ what }) => what === 'contacted')
  if (state === 'contacted' && last?.staffId === staffId && last.detail === how) return end(move)
  if (state === 'open') take(move, staffId)
  record(move, 'contacted', { staffId, detail: how })
  const { contactedAt = move.now } = state === 'contacted' ? move.case : {}
  change(move, { state: 'contacted', contactedAt, deadline: undefined })
  return end(move)
}

/** Tried, not reached: the same person may try again, and the next is asked as well. */
function triedInVain(move: Move, staffId: string): CaseResult {
  if (move.case.state !== 'acknowledged') return end(move)
  record(move, 'no_answer', { staffId })
  change(move, { state: 'open' })
  climb(move)
  return end(move)
}

function handOver(move: Move, staffId: string, to: string): CaseResult {
  const { state, acknowledgedBy, excluded, ladder, repeatMs } = move.case
  if (excluded.includes(to)) return refuse(move, { because: 'excluded' })
  const isTheirs =
    state === 'open' ? acknowledgedBy === undefined && move.case.history.at(-2)?.what === 'handed_over' && liveGroup(move).includes(to) : acknowledgedBy === to
  if (isTheirs) return end(move)
  const leaving = [...new Set([acknowledgedBy, staffId])].filter((one) => one !== undefined && one !== to && standing(move.case).includes(one))
  record(move, 'handed_over', { staffId, detail: to })
  for (const one of leaving) if (one !== undefined) settle(move, { staffId: one, outcome: 'passed_on', byStaffId: staffId })
  letGo(move)
  ask(move, [{ staffId: to, role: roleOf(move, to) }])
  change(move, { deadline: move.now + (ladder.find(({ afterMs }) => afterMs > 0)?.afterMs ?? repeatMs) })
  move.tells.push('handed_over')
  return end(move)
}

function close(move: Move, event: { staffId: string; outcome: CaseOutcome; note: string; coordinates?: boolean }): CaseResult {
  const { level, contactedAt, acknowledgedBy } = move.case
  if (isAtLeast(level, '3A') && contactedAt === undefined) return refuse(move, { because: 'no_contact' })
  if (isAtLeast(level, '3A') && event.note.trim() === '') return refuse(move, { because: 'note_missing' })
  // Whoever handed it over, or never had it, does not end it before the one who was asked.
  if (isAtLeast(level, '2') && acknowledgedBy !== event.staffId && !event.coordinates) return refuse(move, { because: 'not_theirs' })
  return finish(move, 'closed', { closedBy: event.staffId, outcome: event.outcome, note: event.note })
}

function finish(move: Move, what: string, fields: Pick<Case, 'closedBy' | 'outcome' | 'note'>): CaseResult {
  const by = fields.closedBy === undefined ? {} : { byStaffId: fields.closedBy }
  const told = new Set([...standing(move.case), ...(fields.closedBy === undefined ? [] : [fields.closedBy])])
  record(move, what, { ...(fields.closedBy ? { staffId: fields.closedBy } : {}), ...(fields.outcome ? { detail: fields.outcome } : {}) })
  for (const staffId of told) settle(move, { staffId, outcome: 'closed', ...by })
  change(move, { ...fields, state: 'closed', closedAt: move.now, deadline: undefined })
  if (what === 'closed') move.tells.push('closed')
  return end(move)
}

function passDeadline(move: Move, ladder: Rung[] | undefined): CaseResult {
  const { state } = move.case
  const due = deadlineOf(move.case)
  // A timer has no authority: only the deadline in the record counts.
  if (due === undefined || due > move.now) return end(move)
  record(move, 'deadline_passed', { detail: state === 'acknowledged' ? 'no_contact' : 'unanswered', due })
  change(move, { state: 'open', deadline: undefined })
  if (climb(move)) {
    if (!move.tells.includes('coordinator_asked')) move.tells.push('passed_on')
    return end(move)
  }
  askEverybody(move, ladder ?? [])
  return end(move)
}

/** The ladder is used up: all are asked again, with whoever has come since. */
function askEverybody(move: Move, ladder: Rung[]): void {
  const fresh = fitted(move.case, ladder)
  if (fresh.length > 0) change(move, { ladder: fresh, rung: fresh.length })
  repeat(move, true)
}

/** Whoever left is asked no more; what was theirs, also when contact was made, goes to the next at once. */
function leave(move: Move, staffId: string, ladder: Rung[]): CaseResult {
  const { acknowledgedBy, alerts, ladder: before, level } = move.case
  const isHolder = acknowledgedBy === staffId
  const isKnown =
    isHolder || alerts.some((alert) => alert.staffId === staffId && alert.failed !== 'left') || before.some(({ staffIds }) => staffIds.includes(staffId))
  if (!isKnown) return end(move)
  const waitedFor = liveGroup(move)
  record(move, 'left', { staffId })
  change(move, {
    ladder: before.map((rung) => ({ ...rung, staffIds: rung.staffIds.filter((other) => other !== staffId) })),
    alerts: move.case.alerts.map((alert) => (alert.staffId === staffId ? { ...alert, settled: true, failed: 'left' } : alert)),
  })
  if (isHolder) letGo(move)
  const isMissed = waitedFor.includes(staffId) && (isAtLeast(level, '3A') || waitedFor.every((other) => isOut(move, other)))
  if (isHolder || isMissed) passToNext(move, ladder)
  return end(move)
}

/** Whoever is kept out has no part in it any more, and contact they made as its holder no longer counts. */
function keepOut(move: Move, { staffIds, because, ladder }: Extract<CaseEvent, { type: 'kept_out' }>): CaseResult {
  const { excluded, acknowledgedBy } = move.case
  const barred = staffIds.filter((staffId) => !excluded.includes(staffId))
  const isStranded = bar(move, barred, because)
  if (acknowledgedBy !== move.case.acknowledgedBy) change(move, { contactedAt: undefined })
  if (isStranded) passToNext(move, ladder)
  return end(move)
}

function passToNext(move: Move, ladder: Rung[]): void {
  if (!climb(move)) askEverybody(move, ladder)
  if (move.asks.length > 0 && !move.tells.includes('coordinator_asked')) move.tells.push('passed_on')
}

/** An alert that cannot be delivered counts as no answer; where nobody is left to answer, the next is asked at once. */
function failAlert(move: Move, staffId: string, fault: string): CaseResult {
  const { state } = move.case
  const alert = latestAlert(move, staffId)
  if (state === 'contacted' || !alert || alert.failed !== undefined) return end(move)
  const waitedFor = liveGroup(move)
  record(move, 'alert_failed', { staffId, detail: fault })
  markLatest(move, staffId, { failed: fault })
  if (!waitedFor.includes(staffId) || !waitedFor.every((other) => isOut(move, other))) return end(move)
  change(move, { state: 'open' })
  climb(move)
  return end(move)
}
