// How a moment is written in each language: Gregorian, Latin digits, 24 hours with the part of the day.
import { expect, test } from 'vitest'
import { clockIn, dayIn, formatDay, formatMonth, formatTime } from '../../src/core/agenda/dates.ts'
import { languages, type Lang } from '../../src/core/phrasebook.ts'

const amsterdam = 'Europe/Amsterdam'
const tuesday = Date.parse('2026-11-24T14:30:00+01:00')

const golden: Record<Lang, { day: string; time: string; month: string; date: string }> = {
  nl: { day: 'dinsdag 24 november 2026', time: '’s middags 14:30', month: 'januari 2026', date: '5 januari 2026' },
  en: { day: 'Tuesday 24 November 2026', time: '14:30, afternoon', month: 'January 2026', date: '5 January 2026' },
  ar: { day: 'الثلاثاء، 24 تشرين الثاني/نوفمبر 2026', time: '14:30، بعد الظهر', month: 'كانون الثاني/يناير 2026', date: '5 كانون الثاني/يناير 2026' },
  ti: { day: 'ሰሉስ፣ 24 ሕዳር (11) 2026', time: '14:30፣ ድሕሪ ቀትሪ', month: 'ጥሪ (1) 2026', date: '5 ጥሪ (1) 2026' },
  fa: { day: 'سه‌شنبه، 24 نوامبر/نومبر 2026', time: '14:30، بعدازظهر', month: 'ژانویه/جنوری 2026', date: '5 ژانویه/جنوری 2026' },
  tr: { day: '24 Kasım 2026 Salı', time: '14.30, öğleden sonra', month: 'Ocak 2026', date: '5 Ocak 2026' },
  so: { day: 'Talaado 24 Noofeembar 2026', time: '14:30, duhur', month: 'Janaayo 2026', date: '5 Janaayo 2026' },
}

test.each(languages)('writes day, time, month and date in %s', (lang) => {
  const written = {
    day: formatDay(lang, tuesday, amsterdam),
    time: formatTime(lang, tuesday, amsterdam),
    month: formatMonth(lang, '2026-01'),
    date: formatMonth(lang, '2026-01-05'),
  }
  expect(written).toEqual(golden[lang])
})

test.each(languages)('in %s every hour of the day has 24-hour Latin digits and a word for the part of the day', (lang) => {
  for (let hour = 0; hour < 24; hour += 1) {
    const written = formatTime(lang, Date.UTC(2026, 5, 1, hour, 5), 'UTC')
    expect(written).toMatch(new RegExp(`(^|\\s)${String(hour).padStart(2, '0')}[:.]05(\\D|$)`))
    expect(written.replace(/[\d:.,،፣\s]/g, '').length).toBeGreaterThan(1)
  }
})

test.each(languages)('in %s twelve months have twelve names, without other digits or another calendar', (lang) => {
  const months = Array.from({ length: 12 }, (_, n) => formatMonth(lang, `2026-${String(n + 1).padStart(2, '0')}`))
  expect(new Set(months).size).toBe(12)
  for (const month of months) expect(month).toMatch(/^[^٠-٩۰-۹]+ 2026$/u)
})

test('the day is that of the zone, not of the server', () => {
  const lateInNewYork = Date.parse('2026-12-31T23:30:00-05:00')
  expect(formatDay('en', lateInNewYork, 'America/New_York')).toBe('Thursday 31 December 2026')
  expect(formatDay('en', lateInNewYork, amsterdam)).toBe('Friday 1 January 2027')
  expect([dayIn(lateInNewYork, amsterdam), clockIn(lateInNewYork, amsterdam)]).toEqual([
    { year: 2027, month: 1, day: 1 },
    { weekday: 5, minute: 330 },
  ])
})

test('a source date is written as exactly as it is known, and what is no date is left as it was', () => {
  expect(formatMonth('nl', '2026')).toBe('2026')
  for (const odd of ['2026-13', '2026-02-31', '2026-00', 'onbekend', '', '26-01']) expect(formatMonth('nl', odd)).toBe(odd)
})
