import { expect, test } from 'vitest'
import { DistressSource, WriterSource } from '../../src/core/understanding/sources.ts'
import { lacking, type GateParts } from '../../src/core/understanding/gate.ts'

const reviewed = { on: '2026-01-01', by: 'somebody' }

function language(o: { cry: string; expressions?: number; cries?: number; lookalikes?: number; reviewed?: boolean }): GateParts {
  const many = (count: number, text: string) => Array.from({ length: count }, (_, n) => `${text} ${text} ${n}`)
  const distress = DistressSource.parse({
    concepts: {},
    phrases: o.expressions === 0 ? {} : { '3A suicide': many(o.expressions ?? 100, o.cry) },
    idioms: [],
    ...(o.reviewed === false ? {} : { reviewed }),
  })
  const cries = many(o.cries ?? 100, o.cry)
  return {
    distress,
    writers: [WriterSource.parse({ who: 'one', distress: cries.length > 0 ? { '3A suicide': cries } : {}, lookalikes: many(o.lookalikes ?? 30, 'pizza') })],
  }
}

const others = { nl: language({ cry: 'ik wil dood' }), en: language({ cry: 'I want to die' }) }
const faultsOf = (ar: GateParts) => lacking({ ...others, ar }).map(({ lang, message }) => `${lang}: ${message}`)

test('languages with lists of about the same size, each in its own script, may be offered', () => {
  expect(faultsOf(language({ cry: 'أريد أن أموت', expressions: 60, cries: 50 }))).toEqual([])
})

test.each([
  ['an empty list', { expressions: 0 }, /has no expressions/],
  ['a much smaller list', { expressions: 20 }, /has 20 expressions, where the other languages have 100/],
  ['no messages to learn from', { cries: 0 }, /has no messages/],
  ['nothing that misleads', { lookalikes: 29 }, /has 29 messages that only look like distress, and needs 30/],
  ['no review', { reviewed: false }, /has no review/],
])('%s is refused', (_what, change, message) => {
  const [fault = ''] = faultsOf(language({ cry: 'أريد أن أموت', ...change }))
  expect(fault).toMatch(/^ar: ar cannot be offered/)
  expect(fault).toMatch(message)
})

test('a list in another script is refused', () => {
  expect(faultsOf(language({ cry: 'ik wil dood' }))).toEqual([expect.stringMatching(/is for 200 of 200 lines in another script/)])
})
