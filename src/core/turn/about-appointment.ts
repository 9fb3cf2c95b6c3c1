// "I cannot come", "another time", "I will be there": words about an appointment, with or without a reminder that waits for them.
// It only finds out whether an appointment is meant and which; what an answer sets in motion is in appointments.ts.
import type { Reading } from '../understanding/understand.ts'
import { answerAppointment, askAboutAppointment, comingAppointments, waitingAppointment, type WayToAnswer } from './appointments.ts'
import type { Draft } from './draft.ts'
import { leavePassing } from './journey.ts'

/** Of all languages: people mix them, and this word above all. */
const appointmentWords = /afspra|appointment|موعد|مواعيد|maw[3e]id|ቆጸራ|qotsera|قرار|نوبت|randevu|ballan/iu

export function aboutAppointment({ command }: Pick<Reading, 'command'>): WayToAnswer | undefined {
  return command === 'confirm' ? 'coming' : command === 'cancel' ? 'cannot' : command === 'reschedule' ? 'other_time' : undefined
}

/** As an answer to the reminder that waits for one. */
export function answerReminder(draft: Draft, { command }: Reading): boolean {
  const appointmentId = waitingAppointment(draft)
  const answer = command === 'yes' ? 'coming' : command === 'no' || command === 'not-needed' ? 'cannot' : aboutAppointment({ command })
  if (!appointmentId || !answer) return false
  answerAppointment(draft, appointmentId, answer)
  return true
}

/** At any other time. What only resembles such words needs an appointment in them, or one that comes. */
export function askedAboutAppointment(draft: Draft, text: string, reading: Reading): boolean {
  const answer = aboutAppointment(reading)
  if (!answer) return false
  const mayBe = answer !== 'coming' && comingAppointments(draft).length > 0
  if (reading.commandBy !== 'pattern' && !mayBe && !appointmentWords.test(text)) return false
  leavePassing(draft)
  askAboutAppointment(draft, answer)
  return true
}
