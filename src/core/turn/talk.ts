// How long a colleague's own talk with the person lasts, and how it ends: handed back, the case closed by whoever talks, or fallen silent.
// In an open case Brug never goes on by itself: it asks whoever talks. With nothing open a silent day ends the talk, and the person hears it.
import type { EventOf } from '../event.ts'
import { add, change, dropTimers, say, setTimer, type Draft } from './draft.ts'

const dayMs = 24 * 60 * 60 * 1000
const silenceMs = 2 * dayMs

export function talkOn(draft: Draft, { staffId, firstName }: { staffId: string; firstName: string }): void {
  const { talkingTo } = draft.conversation
  const since = talkingTo?.staffId === staffId ? talkingTo.since : draft.now
  change(draft, { talkingTo: { staffId, firstName, since, wroteAt: draft.now } })
  planTalk(draft)
}

/** Also when a case closes, and for a talk that began before it had a term. */
export function planTalk(draft: Draft): void {
  if (draft.conversation.talkingTo) setTimer(draft, 'talk', Math.max(silentFrom(draft), draft.now), 'talk', '')
}

/** Nobody wrote for a day; a person who writes on is not left to somebody silent for longer than two. */
function silentFrom({ conversation: { talkingTo, case: open, lastHeardAt = 0 } }: Draft): number {
  const wroteAt = talkingTo?.wroteAt ?? talkingTo?.since ?? 0
  return open ? wroteAt + silenceMs : Math.min(Math.max(wroteAt, lastHeardAt) + dayMs, wroteAt + silenceMs)
}

export function talkDue(draft: Draft): void {
  const { talkingTo, case: open, id, turn } = draft.conversation
  if (!talkingTo) return
  if (silentFrom(draft) > draft.now) return planTalk(draft)
  if (!open) return endTalk(draft)
  const event = { id: `${id}.${turn}.${draft.effects.length}`, at: draft.now, type: 'talk_fell_silent' as const, participantId: id }
  add(draft, { type: 'post', to: talkingTo.staffId, event })
  setTimer(draft, 'talk', draft.now + silenceMs, 'talk', '')
}

export function handedBack(draft: Draft, event: EventOf<'handed_back'>): void {
  const { talkingTo } = draft.conversation
  if (talkingTo && (!event.onlyOwn || talkingTo.staffId === event.staffId)) endTalk(draft)
}

/** Without a word: for whoever says it in other words. */
export function leaveTalk(draft: Draft): void {
  const { told_waiting_at: _told, ...answers } = draft.conversation.answers
  change(draft, { talkingTo: undefined, answers })
  dropTimers(draft, (id) => id !== 'talk')
}

export function endTalk(draft: Draft): void {
  const { talkingTo, stopped } = draft.conversation
  leaveTalk(draft)
  if (talkingTo && !stopped) say(draft, 'staff:handed_back', { name: talkingTo.firstName })
}
