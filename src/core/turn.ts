// The one function that decides: a conversation and an event go in, the next conversation and what must be done come out.
// Pure: the same input gives the same output, for ever. Everything else in Brug carries events to it and its effects away.
import type { Content } from './content.ts'
import type { Conversation } from './conversation.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { pastTerm } from './retention.ts'
import { cancelAppointment, noticeSilence, remind, setAppointment } from './turn/appointments.ts'
import { safetyUnanswered } from './turn/care.ts'
import { checkInDue, startCheckIn } from './turn/check-in.ts'
import { add, change, finish, municipalityOf, newDraft, note, type Draft } from './turn/draft.ts'
import { hearCry, onChoice, onMessage, onStart } from './turn/inbound.ts'
import { leaveMenuAtHand, startFlow, waitExpired } from './turn/journey.ts'
import { linkAddress } from './turn/link.ts'
import { noteMissed, questionSettled } from './turn/missed.ts'
import { noteUnanswered, onOpinion } from './turn/opinion.ts'
import { addPerson, inviteRefused, meetAddress, reachability } from './turn/person.ts'
import { changePerson, liftExclusion, staffLeft } from './turn/relations.ts'
import { burstOver, failed } from './turn/repair.ts'
import { forgetAll } from './turn/rights.ts'
import { caseEvent, deadlinePassed, alertFailed, heldMessageDue, staffWithdrew, staffWrote } from './turn/staff.ts'
import { handedBack, talkDue } from './turn/talk.ts'
import { onTranscript, onUnreadable, voiceOverdue } from './turn/voice.ts'
import { forgetWhenOver, whileForgetting } from './turn/while-forgetting.ts'

export interface TurnResult {
  conversation: Conversation
  effects: Effect[]
}

/** An event that was handled before changes nothing. `now` is the clock of the worker, never of the message. */
export function takeTurn(content: Content, conversation: Conversation, event: Event, now: Date): TurnResult {
  if (conversation.recent.includes(event.id)) return { conversation, effects: [] }
  const draft = newDraft(content, conversation, event, now)
  if (whileForgetting(draft, event) === 'over') return finish(draft)
  meetAddress(draft, event)
  decide(draft, event)
  if (isLeftAlone(draft, event)) leadOn(draft, event)
  forgetWhenOver(draft, conversation.forgetting)
  noteUnanswered(draft)
  noteMissed(draft, conversation)
  const result = finish(draft)
  // The key goes last: what was said before it is still delivered.
  if (draft.conversation.forgetting && !conversation.forgetting) {
    add(draft, { type: 'forget' })
  }
  return result
}

/** Somebody wrote or tapped, and nothing and nobody else goes on from here. */
function isLeftAlone({ conversation: { questions, stopped, forgetting, talkingTo, case: open } }: Draft, { type }: Event): boolean {
  const wrote = type === 'message_received' || type === 'voice_transcribed' || type === 'option_chosen' || type === 'unreadable_received'
  return wrote && !stopped && !forgetting && !talkingTo && !open && questions.every((question) => question.standing)
}

/** A tap on "back" where there is nothing to go back to leads to the menu itself. */
function leadOn(draft: Draft, { type }: Event): void {
  const isSilent = draft.parts.length === 0 && !draft.effects.some((effect) => effect.type !== 'note')
  if (type === 'option_chosen' && isSilent) startFlow(draft, 'menu')
  // Who says thank you has asked for nothing.
  else if (!draft.effects.some((effect) => effect.type === 'note' && effect.what === 'thanked')) leaveMenuAtHand(draft)
}

function decide(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'message_received':
      return onMessage(draft, event)
    case 'message_edited':
      return hearCry(draft, event)
    case 'option_chosen':
      return onChoice(draft, event)
    case 'unreadable_received':
      return onUnreadable(draft, event)
    case 'voice_transcribed':
      return onTranscript(draft, event)
    case 'opinion_received':
      return onOpinion(draft, event)
    case 'chat_started':
      return onStart(draft, event)
    case 'timer_due':
      return onTimer(draft, event.timerId)
    case 'retention_due':
      return change(draft, pastTerm(draft.conversation, municipalityOf(draft).retention, draft.now))
    case 'person_added':
      return addPerson(draft, event)
    case 'person_changed':
      return changePerson(draft, event)
    case 'invite_refused':
      return inviteRefused(draft, event)
    case 'address_linked':
      return linkAddress(draft, event)
    case 'staff_left':
      return staffLeft(draft, event)
    case 'forget_requested':
      return forgetAll(draft)
    case 'check_in_requested':
      return startCheckIn(draft)
    case 'appointment_set':
      return setAppointment(draft, event)
    case 'appointment_cancelled':
      return cancelAppointment(draft, event)
    case 'event_failed':
      return failed(draft)
    case 'reachability_changed':
    case 'delivery_failed':
      return reachability(draft, event)
    default:
      return onStaff(draft, event)
  }
}

function onStaff(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'staff_wrote':
      return staffWrote(draft, event)
    case 'staff_message_withdrawn':
      return staffWithdrew(draft, event)
    case 'handed_back':
      return handedBack(draft, event)
    case 'question_settled':
      return questionSettled(draft, event)
    case 'exclusion_lifted':
      return liftExclusion(draft, event)
    case 'alert_failed':
      return alertFailed(draft, event)
    case 'case_acknowledged':
    case 'case_declined':
    case 'case_contacted':
    case 'case_handed_over':
    case 'case_closed':
      return caseEvent(draft, event)
    default:
      // Events for staff lines do not belong in a participant's mailbox.
      return note(draft, 'event_misplaced')
  }
}

/** A due moment counts only if it still stands in the state, and is really due (promise 4). */
function onTimer(draft: Draft, timerId: string): void {
  const timer = draft.conversation.timers[timerId]
  if (!timer || timer.at > draft.now) return
  const { [timerId]: _due, ...others } = draft.conversation.timers
  change(draft, { timers: others })
  switch (timer.kind) {
    case 'reminder':
      return remind(draft, timerId, timer.ref)
    case 'silence':
      return noticeSilence(draft, timer.ref)
    case 'case':
      return deadlinePassed(draft, timer.ref)
    case 'safety':
      return safetyUnanswered(draft, timer.ref)
    case 'wait':
      return waitExpired(draft, timer.ref)
    case 'check_in':
      return checkInDue(draft, timer.ref)
    case 'held_message':
      return heldMessageDue(draft, timer.ref)
    case 'talk':
      return talkDue(draft)
    case 'burst':
      return burstOver(draft)
    case 'voice':
      return voiceOverdue(draft)
  }
}
