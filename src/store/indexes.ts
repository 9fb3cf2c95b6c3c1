// What can be looked up without opening documents, derived from the document alone: due times, starts, cases, who has to do with whom.
// Pure. The commit writes the difference between the old and the new document; a rebuild writes all of it. Nothing else writes indexes.
import type { Appointment } from '../core/agenda/appointment.ts'
import type { Case } from '../core/care/case.ts'
import type { Conversation, Timer } from '../core/conversation.ts'
import type { Document } from './elements.ts'
import type { Keys } from './keys.ts'

export type IndexChange = (string | Buffer)[]
export type Changed = 'conversation' | 'case' | 'appointment' | 'message'

export interface IndexDifference {
  changes: IndexChange[]
  what: Changed[]
}

export function isConversation(document: Document): document is Conversation {
  return 'timers' in document
}

/** `sealCase` makes the bytes in which a case is stored. `before` is undefined for a first document. */
export function difference(keys: Keys, before: Document | undefined, after: Document, sealCase: (one: Case) => Buffer): IndexDifference {
  if (!isConversation(after)) return { changes: [], what: ['conversation'] }
  const old = before && isConversation(before) ? before : undefined
  const cases = caseChanges(keys, old, after, sealCase)
  const appointments = appointmentChanges(keys, old, after)
  const people: IndexChange[] = old ? [] : [['SADD', keys.people, after.id]]
  return {
    changes: [...people, ...timerChanges(keys, old, after), ...appointments, ...missedChanges(keys, old, after), ...cases, ...staffChanges(keys, old, after)],
    what: [
      'conversation',
      ...(cases.length > 0 ? ['case' as const] : []),
      ...(isSame(old?.appointments ?? {}, after.appointments) ? [] : ['appointment' as const]),
    ],
  }
}

export function member(owner: string, id: string): string {
  return `${owner}|${id}`
}

export function splitMember(text: string): { owner: string; id: string } {
  const bar = text.indexOf('|')
  return { owner: text.slice(0, bar), id: text.slice(bar + 1) }
}

/** Due times by timer id; a time that is no number is never due. */
export function timersOf(document: Document): Map<string, number> {
  const timers: [string, Timer][] = isConversation(document) ? Object.entries(document.timers) : []
  return new Map(timers.filter(([, { at }]) => Number.isFinite(at)).map(([id, { at }]) => [id, at]))
}

/** Everybody on the staff who has to do with this person now. Whether they may see anything is decided elsewhere. */
export function staffOf({ trusted, reserve, talkingTo, case: one }: Conversation): Set<string> {
  const asked = one && one.state !== 'closed' ? [...one.alerts.filter(({ declined }) => !declined).map(({ staffId }) => staffId), one.acknowledgedBy] : []
  return new Set([trusted?.staffId, reserve?.staffId, talkingTo?.staffId, ...asked].filter((id) => id !== undefined))
}

function startsOf(document: Conversation | undefined): Map<string, number> {
  const all: [string, Appointment][] = Object.entries(document?.appointments ?? {})
  return new Map(all.map(([id, { startsAt }]): [string, number] => [id, Date.parse(startsAt)]).filter(([, at]) => Number.isFinite(at)))
}

function timerChanges(keys: Keys, before: Conversation | undefined, after: Conversation): IndexChange[] {
  if (before?.timers === after.timers) return []
  return scoreChanges(keys.calendar, after.id, before ? timersOf(before) : new Map(), timersOf(after))
}

function appointmentChanges(keys: Keys, before: Conversation | undefined, after: Conversation): IndexChange[] {
  if (before?.appointments === after.appointments) return []
  return scoreChanges(keys.appointments, after.id, startsOf(before), startsOf(after))
}

function missedChanges(keys: Keys, before: Conversation | undefined, after: Conversation): IndexChange[] {
  if (before?.missed === after.missed) return []
  return scoreChanges(keys.missed, after.id, missedOf(before), missedOf(after))
}

function missedOf(document: Conversation | undefined): Map<string, number> {
  return new Map(document?.missed?.map(({ id, at }) => [id, at]))
}

function scoreChanges(key: string, owner: string, before: Map<string, number>, after: Map<string, number>): IndexChange[] {
  const added = [...after].filter(([id, at]) => before.get(id) !== at).flatMap(([id, at]) => [String(at), member(owner, id)])
  const dropped = [...before.keys()].filter((id) => !after.has(id)).map((id) => member(owner, id))
  return [...(added.length > 0 ? [['ZADD', key, ...added]] : []), ...(dropped.length > 0 ? [['ZREM', key, ...dropped]] : [])]
}

function staffChanges(keys: Keys, before: Conversation | undefined, after: Conversation): IndexChange[] {
  const was = before ? staffOf(before) : new Set<string>()
  const is = staffOf(after)
  const added = [...is].filter((staffId) => !was.has(staffId)).map((staffId) => ['SADD', keys.peopleOf + staffId, after.id])
  return [...added, ...[...was].filter((staffId) => !is.has(staffId)).map((staffId) => ['SREM', keys.peopleOf + staffId, after.id])]
}

function caseChanges(keys: Keys, before: Conversation | undefined, after: Conversation, sealCase: (one: Case) => Buffer): IndexChange[] {
  const known = casesIn(before)
  const now = casesIn(after)
  const written = now
    .filter(
      (one) =>
        !isSame(
          known.find(({ id }) => id === one.id),
          one,
        ),
    )
    .flatMap((one) => caseWritten(keys, after.id, one, sealCase))
  // A case that is no longer in the document keeps its last form here until its term is over; it only stops being open.
  const left = known
    .filter((one) => one.state !== 'closed' && !now.some(({ id }) => id === one.id))
    .flatMap((one) => [
      ['ZREM', keys.openCases, one.id],
      ['ZADD', keys.closedCases, String(one.raisedAt), one.id],
    ])
  return [...written, ...left]
}

function caseWritten(keys: Keys, owner: string, one: Case, sealCase: (one: Case) => Buffer): IndexChange[] {
  const stored = ['SET', keys.case + one.id, Buffer.concat([Buffer.from(`${owner}\n`), sealCase(one)])]
  const listed = ['SADD', keys.casesOf + owner, one.id]
  if (one.state !== 'closed') return [stored, listed, ['ZADD', keys.openCases, String(one.raisedAt), one.id], ['ZREM', keys.closedCases, one.id]]
  return [stored, listed, ['ZREM', keys.openCases, one.id], ['ZADD', keys.closedCases, String(one.closedAt ?? one.raisedAt), one.id]]
}

function casesIn(document: Conversation | undefined): Case[] {
  return [document?.case, document?.closedCase].filter((one) => one !== undefined)
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
