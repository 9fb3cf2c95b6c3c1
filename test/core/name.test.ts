// Names as they stand in lists, alerts and texts: one line that turns nothing around it.
import { expect, test } from 'vitest'
import { Name } from '../../src/core/name.ts'

test.each(['Amina', "Fatima-Zahra d'Oria", 'محمد علی', 'می‌نا', 'ኣማኒኤል', 'Çiğdem Öz', '  Jo  '])('%s is a name', (name) => {
  expect(Name.parse(name)).toBe(name.trim())
})

test.each([
  '',
  '   ',
  'x'.repeat(61),
  'Ami\nna',
  'Ami\r\nna',
  'a\u0000b',
  'a\tb',
  'a\u0085b',
  'a\u2028b',
  'Ina \u202Egro',
  'a\u202Ab',
  '\u2066a\u2069',
  'a\u2067',
])('%j is none', (name) => {
  expect(Name.safeParse(name).success).toBe(false)
})
