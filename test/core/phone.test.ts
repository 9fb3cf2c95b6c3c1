import { expect, test } from 'vitest'
import { whatsappId } from '../../src/core/phone.ts'

test.each([
  ['+31 6 12345678', '31612345678'],
  ['06-12345678', '31612345678'],
  ['0031 6 12 34 56 78', '31612345678'],
  ['٠٦١٢٣٤٥٦٧٨', '31612345678'],
  ['31612345678', '31612345678'],
  ['+49 1512 3456789', '4915123456789'],
  ['NL.13491234567890', 'NL.13491234567890'],
])('the number %s is known to WhatsApp as %s', (typed, id) => {
  expect(whatsappId(typed)).toBe(id)
})

test.each(['', '112', 'abc def', '06'])('%s is no number WhatsApp could know', (typed) => {
  expect(whatsappId(typed)).toBeUndefined()
})
