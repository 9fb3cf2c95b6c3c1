// Who may see and do what: pure predicates over who asks and whose record it is.
// They know no routes and no storage. What is not allowed here is answered as if it did not exist.
import { mayKnow, type Shared } from '../core/beside.ts'
import type { RosterEntry } from '../core/content.ts'
import type { Case } from '../core/care/case.ts'
import { isKeptOut, type Conversation } from '../core/conversation.ts'
import { isAtLeast } from '../core/level.ts'

/** Whoever signed in with a link, or another system with a token (`isSystem`). */
export interface Viewer {
  staffId: string
  firstName: string
  role: RosterEntry['role']
  isSystem: boolean
}

/** Lists of people, conversations, cases and appointments exist for these roles at all. */
export function worksWithPeople(viewer: Viewer): boolean {
  return viewer.role === 'volunteer' || viewer.role === 'coordinator'
}

export function mayManage(viewer: Viewer): boolean {
  return viewer.role === 'coordinator'
}

/** Numbers without people. */
export function maySeeOverview(viewer: Viewer): boolean {
  return viewer.role === 'regisseur' || viewer.role === 'coordinator'
}

/** Texts and flows without people. */
export function mayPreview(viewer: Viewer): boolean {
  return viewer.role === 'editor' || viewer.role === 'coordinator'
}

export function maySeeColleagues(viewer: Viewer): boolean {
  return viewer.role !== 'editor'
}

/** `now`: epoch ms; a relation that ended gives nothing. */
export function mayReadPerson(viewer: Viewer, shared: Shared, now: number): boolean {
  return mayKnow(shared, viewer, now)
}

/** An older case may be about someone who has since come to stand near the person. */
export function mayReadCase(viewer: Viewer, shared: Shared, one: Pick<Case, 'excluded'>, now: number): boolean {
  return mayReadPerson(viewer, shared, now) && !one.excluded.includes(viewer.staffId)
}

export function mayExport(viewer: Viewer, shared: Shared, now: number): boolean {
  return mayManage(viewer) && mayReadPerson(viewer, shared, now)
}

/** A case may be handed to anyone who works with people and is not kept out of it. */
export function mayReceiveCase(colleague: Pick<RosterEntry, 'staffId' | 'role'>, shared: Shared): boolean {
  return (colleague.role === 'volunteer' || colleague.role === 'coordinator') && !isKeptOut(shared, colleague.staffId)
}

/**
 * From level 2 on a case is for somebody with a name and a voice: another system may see it and hand it over, but not take, answer or end it.
 * Contact is for people at every level.
 */
export function mayAnswerFor(viewer: Viewer, one: Pick<Case, 'level'> | undefined): boolean {
  return !viewer.isSystem || one === undefined || !isAtLeast(one.level, '2')
}

/** From level 2 on, every look at a case or conversation is noted, and lists leave the text out. */
export function isWatched(shared: Pick<Conversation, 'case' | 'highest'>): boolean {
  return [shared.case?.level, shared.highest?.level].some((level) => level !== undefined && isAtLeast(level, '2'))
}

export function isOpen(one: Conversation['case']): boolean {
  return one !== undefined && one.state !== 'closed'
}
