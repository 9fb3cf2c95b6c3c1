// Going up the ladder of a case: whom to ask now, whom to ask again, and who may stand down.
// Pure. It never asks anybody who is excluded, and it never leaves a case without a deadline while it waits for a human.
import type { Role } from '../level.ts'
import type { Case, CaseStep } from './record.ts'

export interface Ask {
  staffId: string
  role: Role
}
export interface Settlement {
  staffId: string
  outcome: 'taken' | 'closed' | 'passed_on'
  byStaffId?: string
}
export type Tell = 'taken' | 'passed_on' | 'coordinator_asked' | 'handed_over' | 'closed'

export interface Refusal {
  because: 'closed' | 'taken' | 'contacted' | 'excluded' | 'not_asked' | 'no_contact' | 'note_missing' | 'not_theirs' | 'too_serious'
  /** Who has the case, or who closed it. */
  byStaffId?: string
}

export interface CaseResult {
  case: Case
  /** Alert these now. */
  asks: Ask[]
  /** Tell these how it stands with them. Who takes a case is in it too, as confirmation of their own act (`byStaffId` is theirs). */
  settles: Settlement[]
  /** What the participant should hear. */
  tells: Tell[]
  /** Set when nothing was changed. */
  refused?: Refusal
}

/** One event's worth of change to a case, in the making. */
export interface Move {
  readonly before: Case
  /** Epoch ms. */
  readonly now: number
  case: Case
  asks: Ask[]
  settles: Settlement[]
  tells: Tell[]
}

/** A case nobody takes keeps coming back for ever; its record does not grow for ever. */
const historyMax = 200
const alertsMax = 100

export function begin(before: Case, now: number): Move {
  return { before, now, case: before, asks: [], settles: [], tells: [] }
}

export function end({ case: after, asks, settles, tells }: Move): CaseResult {
  return { case: after, asks, settles, tells }
}

export function refuse({ before }: Move, refused: Refusal, settles: Settlement[] = []): CaseResult {
  return { case: before, asks: [], settles, tells: [], refused }
}

export function change(move: Move, fields: Partial<Case>): void {
  move.case = { ...move.case, ...fields }
}

export function record(move: Move, what: string, more: Omit<CaseStep, 'at' | 'what'> = {}): void {
  const history = [...move.case.history, { at: move.now, what, ...more }]
  // What repeats goes first; how the case began always stays.
  if (history.length > historyMax)
    history.splice(
      Math.max(
        history.findIndex((step) => step.what === 'asked_again' || step.what === 'deadline_passed'),
        1,
      ),
      1,
    )
  change(move, { history })
}

/** A ladder as this case may use it: nobody excluded, and where harm is near no trusted person as long as there is anybody else. */
export function fitted({ excluded, coordinatorsOnly }: Case, ladder: Case['ladder']): Case['ladder'] {
  const allowed = ladder
    .map((rung) => ({ ...rung, staffIds: rung.staffIds.filter((staffId) => !excluded.includes(staffId)) }))
    .filter(({ staffIds }) => staffIds.length > 0)
  const others = allowed.filter(({ role }) => role === 'coordinator' || role === 'duty')
  const rungs = coordinatorsOnly && others.length > 0 ? others : allowed
  const first = rungs[0]?.afterMs ?? 0
  return rungs.map((rung) => ({ ...rung, afterMs: rung.afterMs - first }))
}

/** Asks the next rung that has anybody to ask, with all rungs of the same moment; false when the ladder is used up. */
export function climb(move: Move): boolean {
  const { ladder, repeatMs } = move.case
  let { rung } = move.case
  let asks: Ask[] = []
  while (asks.length === 0 && rung < ladder.length) {
    const moment = ladder[rung]?.afterMs
    const from = rung
    while (ladder[rung]?.afterMs === moment && rung < ladder.length) rung += 1
    asks = asksOf(ladder.slice(from, rung)).filter(({ staffId }) => !isOut(move, staffId))
  }
  const gapMs = (ladder[rung]?.afterMs ?? 0) - (ladder[rung - 1]?.afterMs ?? 0)
  change(move, { rung, deadline: asks.length === 0 ? notPutOff(move.case, move.now) : move.now + (gapMs > 0 ? gapMs : repeatMs) })
  if (asks.length === 0) return false
  const before = roundOf(move.case)
  const isUp = (role: Role) => role === 'coordinator' || role === 'duty'
  if (before.length > 0 && !before.some(({ role }) => isUp(role)) && asks.some(({ role }) => isUp(role))) move.tells.push('coordinator_asked')
  ask(move, asks)
  return true
}

/** For a case that just lost whoever had it: the next rung, or everybody who did not say no. */
export function climbOrRepeat(move: Move): void {
  if (!climb(move)) repeat(move, false)
}

/** Asks the last rung again, with whoever had the case and whoever is new; where that is nobody reachable, everybody. `insist`: even those who said no. */
export function repeat(move: Move, insist: boolean): void {
  const { ladder, acknowledgedBy, repeatMs } = move.case
  const everybody = asksOf(ladder).filter(({ staffId }) => !move.case.excluded.includes(staffId))
  const lastMoment = ladder.at(-1)?.afterMs
  const holder = acknowledgedBy === undefined ? [] : [{ staffId: acknowledgedBy, role: roleOf(move, acknowledgedBy) }]
  const fresh = everybody.filter(({ staffId }) => latestAlert(move, staffId) === undefined)
  const last = unique([...asksOf(ladder.filter(({ afterMs }) => afterMs === lastMoment)), ...holder, ...fresh]).filter(({ staffId }) => mayAsk(move, staffId))
  const reachable = last.some(({ staffId }) => latestAlert(move, staffId)?.failed === undefined)
  const willing = reachable ? last : unique([...everybody, ...holder]).filter(({ staffId }) => mayAsk(move, staffId))
  const asks = willing.length === 0 && insist ? everybody : willing
  change(move, { deadline: asks.length === 0 ? notPutOff(move.case, move.now) : move.now + repeatMs })
  ask(move, asks, 'asked_again')
}

/** With nobody to ask now, the moment at which all are asked again stays what it was. */
function notPutOff({ deadline, repeatMs }: Case, now: number): number {
  return Math.min(deadline ?? Infinity, now + repeatMs)
}

export function ask(move: Move, asks: Ask[], what = 'asked'): void {
  for (const { staffId, role } of asks) {
    const alerts = [...move.case.alerts, { staffId, role, at: move.now }]
    if (alerts.length > alertsMax)
      alerts.splice(
        Math.max(
          alerts.findIndex((alert, n) => alerts.findLastIndex((later) => later.staffId === alert.staffId) > n),
          0,
        ),
        1,
      )
    change(move, { alerts })
    move.asks.push({ staffId, role })
    record(move, what, { staffId, detail: role })
  }
}

/** Tells somebody how it stands with them, and counts them as told. */
export function settle(move: Move, settlement: Settlement): void {
  move.settles.push(settlement)
  change(move, { alerts: move.case.alerts.map((alert) => (alert.staffId === settlement.staffId ? { ...alert, settled: true } : alert)) })
}

export function markLatest(move: Move, staffId: string, fields: { failed?: string; declined?: boolean }): void {
  const n = move.case.alerts.findLastIndex((alert) => alert.staffId === staffId)
  change(move, { alerts: move.case.alerts.map((alert, m) => (m === n ? { ...alert, ...fields } : alert)) })
}

/** Back to nobody's: whoever had the case no longer has it. */
export function letGo(move: Move): void {
  change(move, { state: 'open', acknowledgedBy: undefined, acknowledgedAt: undefined })
}

/** Everybody who still believes that this case may be theirs. */
export function standing({ alerts, acknowledgedBy }: Case): string[] {
  const waiting = alerts.filter(({ settled }) => !settled).map(({ staffId }) => staffId)
  return [...new Set([...waiting, ...(acknowledgedBy === undefined ? [] : [acknowledgedBy])])]
}

/** Somebody who may be asked was, and as far as is known the message reached them. */
export function isAnybodyReached({ alerts, excluded, raisedAt }: Case): boolean {
  const latest = new Map(alerts.filter(({ at }) => at >= raisedAt).map((alert) => [alert.staffId, alert]))
  return [...latest.values()].some(({ staffId, failed }) => failed === undefined && !excluded.includes(staffId))
}

/** Those of whom an answer is awaited now: who has the case, else whoever was asked last. */
export function liveGroup({ case: one }: Move): string[] {
  if (one.state !== 'open' && one.acknowledgedBy !== undefined) return [one.acknowledgedBy]
  const last = one.alerts.at(-1)
  return [...new Set(one.alerts.filter(({ at }) => at === last?.at).map(({ staffId }) => staffId))]
}

export function latestAlert(move: Move, staffId: string): Case['alerts'][number] | undefined {
  return roundOf(move.case).findLast((alert) => alert.staffId === staffId)
}

/** Said no, cannot be reached, or may no longer be asked. */
export function isOut(move: Move, staffId: string): boolean {
  return !mayAsk(move, staffId) || latestAlert(move, staffId)?.failed !== undefined
}

export function roleOf({ case: one }: Move, staffId: string): Role {
  return one.ladder.find(({ staffIds }) => staffIds.includes(staffId))?.role ?? one.alerts.findLast((alert) => alert.staffId === staffId)?.role ?? 'reserve'
}

function mayAsk(move: Move, staffId: string): boolean {
  return !move.case.excluded.includes(staffId) && !hasDeclined(move, staffId)
}

/** From the history and not from the alerts: a case can be declined by somebody who took it without being asked. */
export function hasDeclined({ case: { history, raisedAt } }: Move, staffId: string): boolean {
  const last = history.findLast((step) => step.staffId === staffId && step.at >= raisedAt && turningPoints.includes(step.what))
  return last?.what === 'declined'
}

const turningPoints: readonly string[] = ['asked', 'asked_again', 'acknowledged', 'declined']

/** The alerts since the ladder last started. */
function roundOf({ alerts, raisedAt }: Case): Case['alerts'] {
  return alerts.filter(({ at }) => at >= raisedAt)
}

function asksOf(rungs: Case['ladder']): Ask[] {
  return unique(rungs.flatMap(({ role, staffIds }) => staffIds.map((staffId) => ({ staffId, role }))))
}

function unique(asks: Ask[]): Ask[] {
  return asks.filter(({ staffId }, n) => asks.findIndex((other) => other.staffId === staffId) === n)
}
