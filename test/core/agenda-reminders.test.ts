// When reminders go out, over clock changes and around quiet hours, and when no answer counts as silence.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Appointment } from '../../src/core/agenda/appointment.ts'
import { isQuiet, planReminders, silenceAt } from '../../src/core/agenda/reminders.ts'

const minuteMs = 60_000
const timeZone = 'Europe/Amsterdam'
const quietHours = { from: '21:00', to: '08:00' }

function appointmentAt(startsAt: string, remindBefore: string[], more: Partial<Appointment> = {}): Appointment {
  return { id: 'a1', kind: 'talk', title: 'Gesprek', startsAt, remindBefore, state: 'planned', answer: 'none', setBy: 's_1', setAt: 0, ...more }
}

/** Wall-clock times of the reminders, by the duration they belong to. */
function plan(startsAt: string, remindBefore: string[], setAt = '2026-01-01T12:00:00Z', more: Partial<Appointment> = {}): Record<string, string> {
  const settingAt = Date.parse(setAt)
  const planned = planReminders(appointmentAt(startsAt, remindBefore, more), { now: settingAt, timeZone, quietHours, settingAt })
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return Object.fromEntries(planned.map(({ id, at }) => [id.replace('reminder.a1.', ''), local.format(at)]))
}

test('reminders go out the given time before the start, earliest first', () => {
  expect(plan('2026-06-10T14:00:00+02:00', ['PT2H', 'P1D', 'P3D'])).toEqual({ P3D: '2026-06-07 14:00', P1D: '2026-06-09 14:00', PT2H: '2026-06-10 12:00' })
})

test('a day before is the same time on the clock, also when the clock changes in between', () => {
  expect(plan('2026-03-29T14:00:00+02:00', ['P1D', 'PT24H'])).toEqual({ P1D: '2026-03-28 14:00', PT24H: '2026-03-28 13:00' })
  expect(plan('2026-10-25T14:00:00+01:00', ['P1D', 'PT24H'])).toEqual({ P1D: '2026-10-24 14:00', PT24H: '2026-10-24 15:00' })
})

test('a moment in quiet hours moves to the end of them, if two hours are left', () => {
  expect(plan('2026-06-10T10:00:00+02:00', ['PT4H'])).toEqual({ PT4H: '2026-06-10 08:00' })
  expect(plan('2026-06-10T23:30:00+02:00', ['P1D'])).toEqual({ P1D: '2026-06-10 08:00' })
})

test('otherwise it moves to just before they began the evening before', () => {
  expect(plan('2026-06-10T09:30:00+02:00', ['PT4H'])).toEqual({ PT4H: '2026-06-09 20:59' })
  expect(plan('2026-06-10T07:00:00+02:00', ['PT9H'])).toEqual({ PT9H: '2026-06-09 20:59' })
})

test('when that evening is over too, a short notice in the morning is better than none', () => {
  expect(plan('2026-06-10T09:30:00+02:00', ['PT4H'], '2026-06-09T22:00:00+02:00')).toEqual({ PT4H: '2026-06-10 08:00' })
  expect(plan('2026-06-10T07:00:00+02:00', ['PT4H'], '2026-06-09T22:00:00+02:00')).toEqual({ PT4H: '2026-06-10 03:00' })
})

test('near the start, or just asked for, a reminder is not moved', () => {
  expect(plan('2026-06-10T09:00:00+02:00', ['PT3H', 'PT2H'])).toEqual({ PT3H: '2026-06-10 06:00', PT2H: '2026-06-10 07:00' })
  expect(plan('2026-06-10T22:05:00+02:00', ['P1D'], '2026-06-09T22:00:00+02:00')).toEqual({ P1D: '2026-06-09 22:05' })
})

test('moments already past are dropped, equal ones merged, unreadable ones left out', () => {
  expect(plan('2026-06-10T14:00:00+02:00', ['P3D', 'P1D'], '2026-06-08T09:00:00+02:00')).toEqual({ P1D: '2026-06-09 14:00' })
  expect(plan('2026-06-10T14:00:00+02:00', ['P1D', 'PT24H'])).toEqual({ P1D: '2026-06-09 14:00' })
  expect(plan('2026-06-10T14:00:00+02:00', ['', 'P', 'PT', '-P1D', 'P1Y', 'morgen', 'P99999999999999999999D', 'P0D', 'P1W'])).toEqual({
    P1W: '2026-06-03 14:00',
  })
})

test('a cancelled or unreadable appointment reminds of nothing', () => {
  expect(plan('2026-06-10T14:00:00+02:00', ['P1D'], undefined, { state: 'cancelled' })).toEqual({})
  expect(plan('soon', ['P1D'])).toEqual({})
})

test('quiet hours may lie within a day, end at midnight, or be none at all', () => {
  const at = (time: string) => Date.parse(`2026-06-10T${time}:00+02:00`)
  expect([isQuiet(at('21:00'), quietHours, timeZone), isQuiet(at('07:59'), quietHours, timeZone), isQuiet(at('08:00'), quietHours, timeZone)]).toEqual([
    true,
    true,
    false,
  ])
  expect([isQuiet(at('13:30'), { from: '13:00', to: '15:00' }, timeZone), isQuiet(at('15:00'), { from: '13:00', to: '15:00' }, timeZone)]).toEqual([
    true,
    false,
  ])
  expect(isQuiet(at('03:00'), { from: '00:00', to: '00:00' }, timeZone)).toBe(false)
  const [late] = planReminders(appointmentAt('2026-06-11T12:00:00+02:00', ['PT13H']), {
    now: 0,
    settingAt: 0,
    timeZone,
    quietHours: { from: '22:00', to: '24:00' },
  })
  expect(late?.at).toBe(Date.parse('2026-06-11T00:00:00+02:00'))
})

test('no reminder is ever lost, past, after the start or double, and none is in quiet hours without a reason', () => {
  const duration = fc.oneof(
    fc.integer({ min: 1, max: 6 }).map((n) => `P${n}D`),
    fc.integer({ min: 1, max: 40 }).map((n) => `PT${n}H`),
    fc.integer({ min: 1, max: 300 }).map((n) => `PT${n}M`),
  )
  const clock = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`)
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 * 24 * 60 }),
      fc.integer({ min: 1, max: 9 * 24 * 60 }),
      fc.uniqueArray(duration, { minLength: 1, maxLength: 6 }),
      clock,
      clock,
      (setMinute, aheadMinutes, remindBefore, from, to) => {
        const settingAt = Date.UTC(2026, 0, 1) + setMinute * minuteMs
        const start = settingAt + aheadMinutes * minuteMs
        const terms = { now: settingAt, settingAt, timeZone, quietHours: { from, to } }
        const planned = planReminders(appointmentAt(new Date(start).toISOString(), remindBefore), terms)
        const wished = planReminders(appointmentAt(new Date(start).toISOString(), remindBefore), { ...terms, quietHours: { from: '00:00', to: '00:00' } })
        expect(planned.length === 0).toBe(wished.length === 0)
        expect(planned.every(({ at }) => at > settingAt && at < start)).toBe(true)
        expect(new Set(planned.map(({ at }) => at)).size).toBe(planned.length)
        expect(planned.map(({ at }) => at)).toEqual(planned.map(({ at }) => at).toSorted((a, b) => a - b))
        for (const { at } of planned) if (isQuiet(at, terms.quietHours, timeZone)) expect(wished.some((other) => other.at === at)).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})

test('silence is half of the time from the first reminder to the start, within bounds', () => {
  const start = Date.parse('2026-06-10T14:00:00+02:00')
  const silence = (firstMin: number, nowMin = firstMin) =>
    (start - silenceAt(appointmentAt('2026-06-10T14:00:00+02:00', [], { remindedAt: start - firstMin * minuteMs }), start - nowMin * minuteMs)) / minuteMs
  expect(silence(24 * 60)).toBe(12 * 60)
  expect(silence(90)).toBe(60)
  expect(silence(61)).toBe(59)
  expect(silence(30)).toBe(28)
  expect(silence(3 * 24 * 60, 120)).toBe(118)
})
