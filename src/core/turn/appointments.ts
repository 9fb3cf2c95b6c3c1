// Appointments in the conversation: told when made, moved or cancelled, reminded on time, answered with a tap, and silence noticed.
// When reminders go out is decided in agenda/reminders.ts; a timer that is no longer in the state says nothing (promise 4).
import { planReminders, silenceAt } from '../agenda/reminders.ts'
import type { Appointment, AppointmentAnswer } from '../agenda/appointment.ts'
import type { Timer } from '../conversation.ts'
import type { EventOf } from '../event.ts'
import type { Values } from '../phrasebook.ts'
import { isAtLeast } from '../level.ts'
import { mayKnow } from '../beside.ts'
import { firstAsked, raise } from './care.ts'
import { add, change, dayOf, dropTimers, municipalityOf, note, offer, say, setTimer, textOf, timeOf, sayText, type Choice, type Draft } from './draft.ts'
import { menuChoice, noMenuChoice, personChoice } from './topics.ts'

const postponeMs = 30 * 60 * 1000
/** As many as a list shows beside a way to a person. */
const comingMax = 5

export type WayToAnswer = Exclude<AppointmentAnswer, 'none' | 'silent'>

export function setAppointment(draft: Draft, event: EventOf<'appointment_set'>): void {
  const before = draft.conversation.appointments[event.appointment.id]
  const moved = before !== undefined && before.startsAt !== event.appointment.startsAt
  const appointment: Appointment = { ...event.appointment, answer: before && !moved ? before.answer : 'none' }
  if (moved) delete appointment.remindedAt
  keep(draft, appointment)
  // Whoever was asked and did not answer yet is still waited for, unless it moved.
  plan(draft, appointment, moved ? undefined : draft.conversation.timers[`silence.${appointment.id}`])
  if (draft.conversation.stopped || Date.parse(appointment.startsAt) <= draft.now || !canBeTold(draft)) return
  if (!before) say(draft, 'agenda:new', valuesOf(draft, appointment), 'notice')
  else if (moved) say(draft, 'agenda:moved', valuesOf(draft, appointment), 'notice')
}

export function cancelAppointment(draft: Draft, event: EventOf<'appointment_cancelled'>): void {
  const appointment = draft.conversation.appointments[event.appointmentId]
  if (!appointment || appointment.state === 'cancelled') return
  keep(draft, { ...appointment, state: 'cancelled' })
  dropTimers(draft, (id) => !isTimerOf(id, appointment.id))
  if (!draft.conversation.stopped && Date.parse(appointment.startsAt) > draft.now && canBeTold(draft))
    say(draft, 'agenda:cancelled', valuesOf(draft, appointment), 'notice')
}

export function remind(draft: Draft, timerId: string, appointmentId: string): void {
  const appointment = draft.conversation.appointments[appointmentId]
  const start = appointment ? Date.parse(appointment.startsAt) : 0
  if (!appointment || appointment.state === 'cancelled' || draft.conversation.stopped || start <= draft.now) return
  // Nothing else is sent while someone may be in danger; the reminder waits, staff see the appointment.
  const { case: open } = draft.conversation
  if (open && isAtLeast(open.level, '3A')) return setTimer(draft, timerId, Math.min(draft.now + postponeMs, start), 'reminder', appointmentId)
  const first = appointment.remindedAt === undefined
  const told = first ? { ...appointment, remindedAt: draft.now } : appointment
  if (first) keep(draft, told)
  sayText(draft, reminderText(draft, told), 'notice')
  offer(draft, waysFor(draft, told, 'coming'), { standing: true })
  if (told.answer === 'none') setTimer(draft, `silence.${appointmentId}`, silenceAt(told, draft.now), 'silence', appointmentId)
  note(draft, 'reminder_sent')
}

export function answerAppointment(draft: Draft, appointmentId: string, answer: WayToAnswer): void {
  const appointment = draft.conversation.appointments[appointmentId]
  if (!appointment || appointment.state === 'cancelled' || Date.parse(appointment.startsAt) <= draft.now) return say(draft, 'agenda:already_past')
  keep(draft, { ...appointment, answer, answeredAt: draft.now })
  dropTimers(draft, (id) => id !== `silence.${appointmentId}` && (answer === 'coming' || !isTimerOf(id, appointmentId)))
  say(draft, answer === 'coming' ? 'agenda:thanks_coming' : `agenda:thanks_${answer}`)
  if (answer === 'coming') return
  tellStaff(draft, appointment, answer)
  // It waits for a human like any question, so that it stands in the inbox until somebody has dealt with it.
  raise(draft, { level: '0', kind: 'question', trigger: 'button' })
}

/** Nobody answered the reminder in time: staff see it, the person is not asked again for it. */
export function noticeSilence(draft: Draft, appointmentId: string): void {
  const appointment = draft.conversation.appointments[appointmentId]
  if (!appointment || appointment.answer !== 'none' || appointment.state === 'cancelled') return
  keep(draft, { ...appointment, answer: 'silent', answeredAt: draft.now })
  tellStaff(draft, appointment, 'silent')
}

/** `buttons`: false where a flow is gone on with after it. */
export function listAppointments(draft: Draft, { buttons = true }: { buttons?: boolean } = {}): void {
  const coming = comingAppointments(draft)
  if (coming.length === 0) return say(draft, 'agenda:list_empty')
  say(draft, 'agenda:list')
  for (const appointment of coming) say(draft, 'agenda:list_item', valuesOf(draft, appointment))
  if (!buttons) return
  const [only] = coming.length === 1 ? coming : []
  const about = (answer: 'cannot' | 'other_time'): Choice =>
    only ? way(draft, only, answer) : { label: textOf(draft, `agenda:${answer}`), action: { do: 'command', command: `appointment-${answer}` } }
  offer(draft, [about('cannot'), about('other_time'), menuChoice(draft)])
}

/** "I cannot come" with no reminder to answer: which appointment is meant is asked, and nothing is taken for granted. */
export function askAboutAppointment(draft: Draft, answer: WayToAnswer): void {
  const coming = comingAppointments(draft)
  const [first] = coming
  note(draft, 'appointment_asked')
  if (!first) {
    say(draft, 'agenda:none_known')
    return offer(draft, [{ label: textOf(draft, 'agenda:tell'), action: { do: 'command', command: 'human' } }, noMenuChoice(draft)])
  }
  if (coming.length === 1) {
    say(draft, `agenda:ask_${answer}`, valuesOf(draft, first))
    return offer(draft, waysFor(draft, first, answer))
  }
  say(draft, 'agenda:which')
  for (const appointment of coming) say(draft, 'agenda:list_item', valuesOf(draft, appointment))
  const one = (appointment: Appointment): Choice => ({
    label: appointment.title,
    full: textOf(draft, 'agenda:option', valuesOf(draft, appointment)),
    action: { do: 'appointment', appointmentId: appointment.id, answer },
  })
  offer(draft, [...coming.map(one), personChoice(draft)], { title: textOf(draft, 'menu:title') })
}

function waysFor(draft: Draft, appointment: Appointment, answer: WayToAnswer): Choice[] {
  if (answer === 'coming') return (['coming', 'other_time', 'cannot'] as const).map((one) => way(draft, appointment, one))
  return [
    { ...way(draft, appointment, answer), label: textOf(draft, 'menu:yes') },
    way(draft, appointment, answer === 'cannot' ? 'other_time' : 'cannot'),
    { label: textOf(draft, 'menu:no'), action: { do: 'command', command: 'appointment-no' } },
  ]
}

export function comingAppointments(draft: Draft): Appointment[] {
  return Object.values(draft.conversation.appointments)
    .filter((appointment) => appointment.state === 'planned' && Date.parse(appointment.startsAt) > draft.now)
    .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
    .slice(0, comingMax)
}

function way(draft: Draft, { id }: Appointment, answer: WayToAnswer): Choice {
  return { label: textOf(draft, `agenda:${answer}`), action: { do: 'appointment', appointmentId: id, answer } }
}

/** The appointment whose reminder still waits for an answer, for typed "I will come". */
export function waitingAppointment(draft: Draft): string | undefined {
  return Object.values(draft.conversation.appointments).find(
    (one) =>
      one.state === 'planned' && one.remindedAt !== undefined && (one.answer === 'none' || one.answer === 'silent') && Date.parse(one.startsAt) > draft.now,
  )?.id
}

/** The reminders that "stop" took away, for who is back. */
export function planAgain(draft: Draft): void {
  for (const appointment of Object.values(draft.conversation.appointments)) plan(draft, appointment)
}

function plan(draft: Draft, appointment: Appointment, silence?: Timer): void {
  dropTimers(draft, (id) => !isTimerOf(id, appointment.id))
  if (appointment.state === 'cancelled') return
  if (silence) setTimer(draft, `silence.${appointment.id}`, silence.at, 'silence', appointment.id)
  const { timeZone, quietHours } = municipalityOf(draft)
  for (const { id, at } of planReminders(appointment, { now: draft.now, timeZone, quietHours, settingAt: draft.now }))
    setTimer(draft, id, at, 'reminder', appointment.id)
}

function isTimerOf(timerId: string, appointmentId: string): boolean {
  return timerId === `silence.${appointmentId}` || timerId.startsWith(`reminder.${appointmentId}.`)
}

function keep(draft: Draft, appointment: Appointment): void {
  change(draft, { appointments: { ...draft.conversation.appointments, [appointment.id]: appointment } })
}

function reminderText(draft: Draft, appointment: Appointment): string {
  const lines = [textOf(draft, 'agenda:reminder', valuesOf(draft, appointment))]
  if (appointment.place) lines.push(textOf(draft, 'agenda:place', { place: appointment.place }))
  if (appointment.bring) lines.push(textOf(draft, 'agenda:bring', { what: appointment.bring }))
  if (appointment.interpreter) lines.push(textOf(draft, 'agenda:interpreter', { language: appointment.interpreter }))
  return lines.join('\n')
}

function valuesOf(draft: Draft, appointment: Appointment): Values {
  const { timeZone } = municipalityOf(draft)
  const at = Date.parse(appointment.startsAt)
  return { title: appointment.title, date: dayOf(draft, at, timeZone), time: timeOf(draft, at, timeZone) }
}

function canBeTold(draft: Draft): boolean {
  return draft.conversation.addresses.length > 0
}

function tellStaff(draft: Draft, appointment: Appointment, answer: 'cannot' | 'other_time' | 'silent'): void {
  for (const staffId of hearers(draft, appointment)) {
    const id = `${draft.conversation.id}.${draft.conversation.turn}.${draft.effects.length}`
    add(draft, {
      type: 'post',
      to: staffId,
      event: { id, at: draft.now, type: 'appointment_answered', participantId: draft.conversation.id, appointmentId: appointment.id, answer },
    })
  }
}

/** Whoever made it and the trusted person, as far as they may know of this person by now; where neither may, whoever a question would go to. */
function hearers(draft: Draft, { setBy }: Appointment): Set<string> {
  const { conversation, content, now } = draft
  const roleOf = (staffId: string) => content.roster.find((entry) => entry.staffId === staffId)?.role
  const two = [setBy, conversation.trusted?.staffId].filter((staffId) => staffId !== undefined)
  const may = two.filter((staffId) => mayKnow(conversation, { staffId, role: roleOf(staffId) }, now))
  return new Set(may.length > 0 ? may : firstAsked(draft))
}
