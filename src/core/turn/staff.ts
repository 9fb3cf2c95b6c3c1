// What staff do in a conversation: write, take it back, hand back to Brug, and act on a case. Also what happens when nobody acts in time.
// While a person talks Brug is quiet; the person always hears who it is and when it ends.
import type { Case, CaseResult } from '../care/case.ts'
import { isAnybodyReached } from '../care/climb.ts'
import { isKeptOut } from '../conversation.ts'
import type { EventOf } from '../event.ts'
import { isAtLeast } from '../level.ts'
import { toldFrom } from '../told.ts'
import { add, change, dropTimers, note, say, sayText, setTimer, textOf, type Draft } from './draft.ts'
import { alertedNobody, freshLadder, lines, onCase } from './care.ts'
import { leaveTalk, planTalk, talkOn } from './talk.ts'
import { topicText } from './topics.ts'

type CaseActed = EventOf<'case_acknowledged'> | EventOf<'case_declined'> | EventOf<'case_contacted'> | EventOf<'case_handed_over'> | EventOf<'case_closed'>

export function staffWrote(draft: Draft, event: EventOf<'staff_wrote'>): void {
  const { talkingTo } = draft.conversation
  // Nor can they reach the person through Brug.
  if (isKeptOut(draft.conversation, event.staffId)) {
    settleMessage(draft, event.staffId, 'not_sent')
    return note(draft, 'staff_message_refused')
  }
  const words = event.topic ? topicText(draft, event.topic) : event.text
  // The topic went out of the content between the click and now.
  if (words === undefined) {
    settleMessage(draft, event.staffId, 'not_sent')
    return note(draft, 'topic_missing')
  }
  if (event.confirm) settleMessage(draft, event.staffId, 'sent')
  const isNew = talkingTo?.staffId !== event.staffId
  const hello = isNew ? textOf(draft, 'staff:now_talking', { name: event.firstName }) : ''
  const prefix = textOf(draft, 'staff:prefix', { firstName: event.firstName })
  const text = `${hello && `${hello}\n\n`}${event.topic ? `${prefix.trimEnd()}\n` : prefix}${words}`
  // Of a colleague's message only Brug's own texts are told again.
  const told = toldFrom(draft.origins, event.topic ? text : hello)
  talkOn(draft, event)
  const open = draft.conversation.case
  if (open && open.state === 'open') onCase(draft, open.id, { type: 'acknowledged', staffId: event.staffId })
  const from = { staffId: event.staffId, firstName: event.firstName }
  if (event.holdMs === 0)
    return void add(draft, {
      type: 'say',
      text,
      ...(told ? { told } : {}),
      lang: draft.lang,
      offers: [],
      purpose: 'answer',
      from,
      messageId: event.messageId,
      template: 'message_waiting',
    })
  const held = {
    type: 'say' as const,
    id: event.messageId,
    messageId: event.messageId,
    text,
    ...(told ? { told } : {}),
    lang: draft.lang,
    offers: [],
    purpose: 'answer' as const,
    from,
    template: 'message_waiting' as const,
  }
  change(draft, { held: [...draft.conversation.held, held] })
  setTimer(draft, `held.${event.messageId}`, draft.now + event.holdMs, 'held_message', event.messageId)
}

/** Whoever wrote hears what became of it: from here, where it is known. */
export function settleMessage(draft: Draft, staffId: string, outcome: 'sent' | 'not_sent'): void {
  const id = `${draft.conversation.id}.${draft.conversation.turn}.${draft.effects.length}`
  add(draft, { type: 'post', to: staffId, event: { id, at: draft.now, type: 'staff_message_settled', participantId: draft.conversation.id, outcome } })
}

/** Messages that still waited for their undo time will not go: their writers hear of it. */
export function dropHeld(draft: Draft): void {
  for (const staffId of new Set(draft.conversation.held.flatMap(({ from }) => from?.staffId ?? []))) settleMessage(draft, staffId, 'not_sent')
  change(draft, { held: [] })
}

export function heldMessageDue(draft: Draft, messageId: string): void {
  const held = draft.conversation.held.find((message) => message.id === messageId)
  if (!held) return
  change(draft, { held: draft.conversation.held.filter((message) => message !== held) })
  // Whom the person has come to keep out meanwhile does not reach them with words from before either.
  if (held.from && isKeptOut(draft.conversation, held.from.staffId)) return settleMessage(draft, held.from.staffId, 'not_sent')
  const { id: _id, ...message } = held
  add(draft, message)
}

export function staffWithdrew(draft: Draft, event: EventOf<'staff_message_withdrawn'>): void {
  change(draft, { held: draft.conversation.held.filter((message) => message.id !== event.messageId || message.from?.staffId !== event.staffId) })
  dropTimers(draft, (id) => id !== `held.${event.messageId}`)
}

export function caseEvent(draft: Draft, event: CaseActed): void {
  const by = { staffId: event.staffId }
  switch (event.type) {
    case 'case_acknowledged': {
      const result = onCase(draft, event.caseId, { type: 'acknowledged', ...by })
      if (result && result.refused === undefined && result.tells.includes('taken') && draft.conversation.talkingTo?.staffId !== event.staffId)
        say(draft, 'care:taken', { name: event.firstName }, 'urgent')
      return
    }
    case 'case_declined': {
      const result = onCase(draft, event.caseId, { type: 'declined', ...by })
      const next = result?.asks[0]
      if (next) say(draft, 'care:passed_on', { name: nameOf(draft, next.staffId) }, 'urgent')
      return
    }
    case 'case_contacted':
      return void onCase(draft, event.caseId, { type: 'contacted', ...by, how: event.how })
    case 'case_handed_over': {
      const result = onCase(draft, event.caseId, { type: 'handed_over', ...by, to: event.to.staffId })
      if (result && result.refused === undefined) say(draft, 'care:handed_over', { name: event.to.firstName })
      return
    }
    case 'case_closed': {
      const coordinates = draft.content.roster.some(({ staffId, role }) => staffId === event.staffId && role === 'coordinator')
      const result = onCase(draft, event.caseId, { type: 'closed', ...by, outcome: event.outcome, note: event.note, coordinates })
      if (!result || result.refused !== undefined) return
      dropTimers(draft, (id) => !id.startsWith('safety.'))
      change(draft, { safety: undefined, kept: undefined })
      // What they wrote last stands before the word that they are done.
      for (const { id } of draft.conversation.held.filter(({ from }) => from?.staffId === event.staffId)) {
        heldMessageDue(draft, id)
        dropTimers(draft, (timer) => timer !== `held.${id}`)
      }
      const { talkingTo, stopped, forgetAfterCase } = draft.conversation
      const isOver = talkingTo?.staffId === event.staffId
      // A colleague's own talk goes on.
      if (isOver) leaveTalk(draft)
      else planTalk(draft)
      const isBack = isOver && !stopped && !forgetAfterCase
      if (result.tells.includes('closed')) say(draft, isBack ? 'care:closed_and_back' : 'care:closed', { name: event.firstName })
      return
    }
  }
}

/** Nobody took the case, or took it without making contact: the next rung is asked, and the person hears it once. */
export function deadlinePassed(draft: Draft, caseId: string): void {
  tellWhoIsAsked(draft, onCase(draft, caseId, { type: 'deadline_passed', ladder: freshLadder(draft) }))
}

export function tellWhoIsAsked(draft: Draft, result: CaseResult | undefined): void {
  const next = result?.asks[0]
  // A question that waits longer than usual is no reason to speak of danger.
  if (!result || !isAtLeast(result.case.level, '2')) return
  if (result.tells.includes('coordinator_asked')) sayCoordinatorAsked(draft)
  else if (result.tells.includes('passed_on') && next) say(draft, 'care:passed_on', { name: nameOf(draft, next.staffId) }, 'urgent')
}

function sayCoordinatorAsked(draft: Draft): void {
  say(draft, draft.conversation.case?.kind === 'medical' ? 'care:coordinator_asked_medical' : 'care:coordinator_asked', lines(draft), 'urgent')
}

export function alertFailed(draft: Draft, event: EventOf<'alert_failed'>): void {
  const before = draft.conversation.case
  const result = onCase(draft, event.caseId, { type: 'alert_failed', staffId: event.staffId, fault: event.fault })
  if (result?.tells.includes('coordinator_asked')) sayCoordinatorAsked(draft)
  tellIfNobody(draft, before, result)
  note(draft, 'alert_failed')
}

/** The person was told that somebody was asked. When none of them can be reached that is no longer so, and is said once. */
export function tellIfNobody(draft: Draft, before: Case | undefined, result: CaseResult | undefined): void {
  if (result && before && isAtLeast(result.case.level, '2') && isAnybodyReached(before) && !isAnybodyReached(result.case))
    sayText(draft, alertedNobody(draft), 'urgent')
}

function nameOf(draft: Draft, staffId: string): string {
  const { trusted, reserve } = draft.conversation
  return (
    [trusted, reserve].find((relation) => relation?.staffId === staffId)?.firstName ??
    draft.content.roster.find((entry) => entry.staffId === staffId)?.firstName ??
    ''
  )
}
