// When the reminders of an appointment go out, and when no answer to them counts as silence.
// Works on wall-clock time in the municipality's zone, so that a clock change moves no reminder. It sends nothing and keeps nothing.
import { Temporal } from 'temporal-polyfill'
import type { Appointment } from './appointment.ts'
import { clockIn, zoned } from './dates.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMinutes = 24 * 60
/** Nearer to the start than this, a reminder is worth waking for. */
const neverMovedWithinMs = 3 * hourMs
/** Who asks for a reminder in a few minutes means it. */
const askedForNowMs = 15 * minuteMs
/** What a person must have left between a reminder in the morning and the start. */
const spareMs = 2 * hourMs
const silenceBeforeStartMs = hourMs
const silenceAfterReminderMs = 2 * minuteMs

export interface QuietHours {
  from: string
  to: string
}

export interface ReminderTerms {
  /** Epoch ms; nothing is planned at or before it. */
  now: number
  timeZone: string
  quietHours: QuietHours
  /** When the appointment was made or moved, epoch ms; moments before it are not made up for. */
  settingAt: number
}

/** Rising in time, at most one for each moment. A duration before the start that cannot be read is left out. */
export function planReminders(appointment: Appointment, terms: ReminderTerms): { id: string; at: number }[] {
  const start = Date.parse(appointment.startsAt)
  if (Number.isNaN(start) || appointment.state === 'cancelled') return []
  const reminders = appointment.remindBefore.flatMap((before) => {
    const wished = momentBefore(start, before, terms.timeZone)
    if (wished === undefined || wished >= start || wished <= terms.settingAt) return []
    return [{ id: `reminder.${appointment.id}.${before}`, at: outOfQuietHours(wished, start, terms) }]
  })
  const coming = reminders.filter(({ at }) => at > terms.now && at < start)
  return coming.filter(({ at }, n) => coming.findIndex((other) => other.at === at) === n).toSorted((a, b) => a.at - b.at)
}

/** `reminderAt`: when the reminder went out that waits for an answer. Half of the time there was, counted from the first reminder. */
export function silenceAt(appointment: Appointment, reminderAt: number): number {
  const start = Date.parse(appointment.startsAt)
  const first = appointment.remindedAt ?? reminderAt
  const half = first + Math.floor((start - first) / 2)
  return Math.max(Math.min(half, start - silenceBeforeStartMs), reminderAt + silenceAfterReminderMs)
}

/** From the first minute of the quiet hours up to but not including the last. */
export function isQuiet(instantMs: number, { from, to }: QuietHours, timeZone: string): boolean {
  const { minute } = clockIn(instantMs, timeZone)
  const [start, end] = [minuteOf(from), minuteOf(to)]
  return start <= end ? minute >= start && minute < end : minute >= start || minute < end
}

function momentBefore(start: number, before: string, timeZone: string): number | undefined {
  if (!/^P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?$/.test(before)) return undefined
  try {
    return zoned(start, timeZone).subtract(Temporal.Duration.from(before)).epochMilliseconds
  } catch (fault) {
    // A duration beyond what a calendar can count.
    if (fault instanceof RangeError) return undefined
    throw fault
  }
}

function outOfQuietHours(wished: number, start: number, { timeZone, quietHours, settingAt, now }: ReminderTerms): number {
  if (!isQuiet(wished, quietHours, timeZone) || start - wished <= neverMovedWithinMs || wished - settingAt < askedForNowMs) return wished
  const { began, ends } = quietAround(wished, quietHours, timeZone)
  if (ends + spareMs <= start) return ends
  const evening = began - minuteMs
  if (evening > Math.max(settingAt, now)) return evening
  // That evening is over: a short-notice reminder in the morning is better than none.
  return ends < start ? ends : wished
}

/** The stretch of quiet hours around a moment inside it. */
function quietAround(instantMs: number, { from, to }: QuietHours, timeZone: string): { began: number; ends: number } {
  const day = zoned(instantMs, timeZone).toPlainDate()
  const wraps = minuteOf(from) > minuteOf(to)
  const isMorning = clockIn(instantMs, timeZone).minute < minuteOf(to)
  const at = (date: Temporal.PlainDate, time: string) => {
    const minutes = minuteOf(time)
    // 24:00 is the first moment of the next day.
    return date
      .add({ days: Math.floor(minutes / dayMinutes) })
      .toZonedDateTime({ timeZone, plainTime: { hour: Math.floor(minutes / 60) % 24, minute: minutes % 60 } }).epochMilliseconds
  }
  return { began: at(wraps && isMorning ? day.subtract({ days: 1 }) : day, from), ends: at(wraps && !isMorning ? day.add({ days: 1 }) : day, to) }
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}
