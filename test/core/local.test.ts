// What a municipality fills in: nothing strange, nobody unowned at any hour, and where a field is left out people read whom to ask.
import { expect, test } from 'vitest'
import { messagesIn, openStage, says } from '../../src/cli/stage.ts'
import { firstUncovered } from '../../src/core/care/duty.ts'
import { LocalValue } from '../../src/core/content.ts'
import { projectContent } from '../content-for-tests.ts'
import { askedBySign } from './asked-by-sign.ts'

const at = Date.parse('2026-11-23T09:00:00Z')
const content = { ...projectContent(), understanding: askedBySign }

function answerIn(municipality: string, topic: string): string {
  const stage = openStage(content, { lang: 'nl', firstName: 'Amina', trusted: 'Maria', settled: true, municipality }, at)
  return messagesIn(says(stage, `?${topic}`).effects)[0]?.text ?? ''
}

test('one town fills in every field that has a text, the other leaves some out', () => {
  const fields = [...content.topics.values()].flatMap(({ id, local }) => local.filter((field) => content.phrasebook.has('nl', `topics:${id}.local.${field}`)))
  const known = (town: string) => fields.filter((field) => content.municipalities.get(town)?.local[field] !== undefined).length
  expect(known('voorbeeldstad')).toBe(fields.length)
  expect(known('wolkendam')).toBeGreaterThan(20)
  expect(known('wolkendam')).toBeLessThan(fields.length)
})

test('yes and no are read in the language of the reader', () => {
  expect(answerIn('voorbeeldstad', 'individual-budget')).toContain('Budget bij jouw gemeente: Ja')
  expect(answerIn('wolkendam', 'individual-budget')).toContain('Budget bij jouw gemeente: Nee')
})

test('where a town says nothing, the national part stands and says whom to ask', () => {
  expect(answerIn('voorbeeldstad', 'getting-around')).toContain('Fietsles: vr 10:00')
  expect(answerIn('wolkendam', 'interpreter-care')).toContain('Vraag het aan Maria.')
})

test('a place without a postcode is refused', () => {
  expect(LocalValue.safeParse([{ name: 'Praktijk', address: 'Lindelaan 1' }]).success).toBe(false)
  expect(LocalValue.safeParse([{ name: 'Praktijk', address: 'Lindelaan 1', postcode: '1234 AB' }]).success).toBe(true)
})

test('a gap in the duty of a week is named by where it begins and ends', () => {
  const week = { who: 'Dienst', phone: '088-555 01 90', days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const }
  const days = [...week.days]
  const day = { ...week, days, from: '08:00', until: '18:00' }
  const night = { ...week, days, from: '18:00', until: '08:00' }
  expect(firstUncovered([day, night])).toBe('sat 08:00 to mon 08:00')
  expect(
    firstUncovered([day, night, { ...week, days: ['sat'], from: '08:00', until: '00:00' }, { ...week, days: ['sun'], from: '00:00', until: '07:00' }]),
  ).toBe('sun 07:00 to mon 08:00')
  expect(firstUncovered([day, night, { ...week, days: ['sat', 'sun'], from: '08:00', until: '08:00' }])).toBeUndefined()
  for (const { duty } of content.municipalities.values()) expect(firstUncovered(duty)).toBeUndefined()
})
