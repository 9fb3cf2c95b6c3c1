// What the pages work out by themselves: wall-clock times of appointments, and whose words stand in a message.
import { expect, test } from 'vitest'
import { directionOf, spoken } from '../../src/pages/look/spoken.ts'
import { clockTime, daysBetween, isoThere } from '../../src/pages/look/when.ts'

test.each([
  ['an ordinary winter day', '2026-11-24', '14:00', '2026-11-24T14:00:00+01:00'],
  ['an ordinary summer day', '2026-07-01', '09:30', '2026-07-01T09:30:00+02:00'],
  ['the hour before the clock goes forward', '2026-03-29', '01:30', '2026-03-29T01:30:00+01:00'],
  ['the hour after it', '2026-03-29', '03:30', '2026-03-29T03:30:00+02:00'],
  ['the hour that comes twice is the first', '2026-10-25', '02:30', '2026-10-25T02:30:00+02:00'],
  ['the hour after the clock went back', '2026-10-25', '03:30', '2026-10-25T03:30:00+01:00'],
])('writes a time on the wall with its offset: %s', (_case, day, time, iso) => {
  expect(isoThere(day, time)).toBe(iso)
  expect(clockTime(Date.parse(isoThere(day, time)))).toBe(time)
})

test('an hour that the clock skips becomes the hour after it, never the one before', () => {
  expect(clockTime(Date.parse(isoThere('2026-03-29', '02:30')))).toBe('03:30')
})

test('counts calendar days there, also over a night of 25 hours', () => {
  expect(daysBetween(Date.parse('2026-10-24T23:30:00+02:00'), Date.parse('2026-10-25T00:30:00+02:00'))).toBe(1)
  expect(daysBetween(Date.parse('2026-10-25T00:30:00+02:00'), Date.parse('2026-10-25T23:30:00+01:00'))).toBe(0)
})

test("a colleague's first message is split into Brug's line and their own words", () => {
  const text = '👤 Maria praat nu met je. Ik, Brug, ben nu stil.\n\n\u2068Maria\u2069: Hallo\nEn: dag'
  expect(spoken({ from: 'staff', firstName: 'Maria', text })).toEqual({ before: '👤 Maria praat nu met je. Ik, Brug, ben nu stil.', words: 'Hallo\nEn: dag' })
})

test.each([
  ['without a name before it', { from: 'staff' as const, firstName: 'Maria', text: 'Tot morgen' }, 'Tot morgen'],
  ['of a person who writes a name', { from: 'participant' as const, firstName: 'Maria', text: 'Maria: hallo' }, 'Maria: hallo'],
  ['of somebody whose name is a pattern', { from: 'staff' as const, firstName: 'M.(*', text: 'M.(*: hallo' }, 'hallo'],
])('leaves the words as they are: a message %s', (_case, message, words) => {
  expect(spoken(message)).toEqual({ words })
})

test("Brug's words run as their language does, people's words decide for themselves", () => {
  expect(directionOf({ from: 'bot', lang: 'fa' })).toBe('rtl')
  expect(directionOf({ from: 'bot', lang: 'ti' })).toBe('ltr')
  expect(directionOf({ from: 'participant', lang: 'ar' })).toBe('auto')
})
