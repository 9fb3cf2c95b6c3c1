// Who stands beside the participant, and who may not know: changes that staff make, and a colleague who leaves.
// None of it happens silently: whoever comes near, goes, or may read along again is named to the person, who can then ask for a human.
import { isRunning } from '../beside.ts'
import { letIn } from '../care/record.ts'
import { isKeptOut } from '../conversation.ts'
import type { EventOf, Relation } from '../event.ts'
import { freshLadder, onCase } from './care.ts'
import { change, note, say, type Draft } from './draft.ts'
import { keepFrom } from './keep-from.ts'
import { setLanguage } from './rights.ts'
import { tellWhoIsAsked } from './staff.ts'
import { endTalk } from './talk.ts'

const wishesMax = 50

export function changePerson(draft: Draft, event: EventOf<'person_changed'>): void {
  if (event.lang) setLanguage(draft, event.lang)
  change(draft, {
    ...(event.firstName ? { firstName: event.firstName } : {}),
    ...(event.municipality ? { municipality: event.municipality } : {}),
  })
  if (event.notToTell) changeWish(draft, event.staffId, event.notToTell)
  for (const which of ['trusted', 'reserve'] as const) {
    const next = event[which]
    if (next !== undefined) relate(draft, which, next ?? undefined)
  }
}

/** A wish of the person: who wrote it down stands on record. Widening it is safe; who may know again is told to the person. */
function changeWish(draft: Draft, staffId: string, notToTell: string[]): void {
  const before = draft.conversation.notToTell
  const added = notToTell.filter((id) => !before.includes(id))
  const removed = before.filter((id) => !notToTell.includes(id))
  if (added.length + removed.length === 0) return
  const wishes = [...(draft.conversation.wishes ?? []), { at: draft.now, staffId, added, removed }]
  keepFrom(draft, notToTell, staffId)
  change(draft, { wishes: wishes.slice(-wishesMax) })
  for (const id of removed) {
    const name = draft.content.roster.find((entry) => entry.staffId === id)?.firstName
    if (name !== undefined) tell(draft, 'staff:may_know', name)
  }
}

/** What a machine heard a human may correct, with a reason; it stands on record and the person is told. */
export function liftExclusion(draft: Draft, { staffId, of, reason }: EventOf<'exclusion_lifted'>): void {
  const { notToTell, case: open, closedCase, keptOut, wishes = [] } = draft.conversation
  const kept = [open?.excluded, closedCase?.excluded, keptOut].some((list) => list?.includes(of))
  if (!kept || notToTell.includes(of) || of === staffId || isKeptOut(draft.conversation, staffId)) return note(draft, 'exclusion_stays')
  const isTrusted = draft.conversation.trusted?.staffId === of
  change(draft, {
    ...(open ? { case: letIn(open, { of, isTrusted, by: staffId, now: draft.now }) } : {}),
    ...(closedCase ? { closedCase: letIn(closedCase, { of, isTrusted, by: staffId, now: draft.now }) } : {}),
    ...(keptOut ? { keptOut: keptOut.filter((other) => other !== of) } : {}),
    wishes: [...wishes, { at: draft.now, staffId, added: [], removed: [of], reason }].slice(-wishesMax),
  })
  note(draft, 'exclusion_lifted')
  const name = draft.content.roster.find((entry) => entry.staffId === of)?.firstName
  if (name !== undefined) tell(draft, 'staff:may_know', name)
}

function relate(draft: Draft, which: 'trusted' | 'reserve', next: Relation | undefined): void {
  const before = draft.conversation[which]
  if (next && draft.conversation.notToTell.includes(next.staffId)) return note(draft, 'relation_refused')
  if (next && isRunning(before, draft.now) && next.staffId === before?.staffId) return
  change(draft, { [which]: next })
  if (before && isRunning(before, draft.now)) tell(draft, 'staff:no_longer_yours', before.firstName)
  if (next) tell(draft, which === 'trusted' ? 'staff:now_yours' : 'staff:now_reserve', next.firstName)
}

/** Relations end with a date, talking ends, and what was theirs of an open case goes to the next at once. */
export function staffLeft(draft: Draft, { staffId, firstName }: EventOf<'staff_left'>): void {
  const { trusted, reserve, talkingTo, case: open } = draft.conversation
  const ends = [trusted, reserve].some((relation) => relation?.staffId === staffId && isRunning(relation, draft.now))
  change(draft, { trusted: ended(trusted, staffId, draft.now), reserve: ended(reserve, staffId, draft.now) })
  if (talkingTo?.staffId === staffId) {
    endTalk(draft)
  }
  if (ends) tell(draft, 'staff:no_longer_yours', trusted?.staffId === staffId ? trusted.firstName : firstName)
  if (!open) return
  const ladder = freshLadder(draft).map((rung) => ({ ...rung, staffIds: rung.staffIds.filter((id) => id !== staffId) }))
  tellWhoIsAsked(draft, onCase(draft, open.id, { type: 'left', staffId, ladder }))
}

function ended(relation: Relation | undefined, staffId: string, now: number): Relation | undefined {
  return relation?.staffId === staffId && isRunning(relation, now) ? { ...relation, until: now } : relation
}

/** Brug speaks first here. Whoever stopped it is not written to. */
function tell(draft: Draft, key: string, name: string): void {
  if (!draft.conversation.stopped) say(draft, key, { name }, 'notice')
}
