// Do Arabic and Persian texts run from the right, and the telephone numbers in them from the left, on every screen?
import { expect, test } from 'vitest'
import type { Lang } from '../../src/core/phrasebook.ts'
import { projectContent } from '../content-for-tests.ts'

test('a number with a hyphen stands in its own direction, so that its parts are not shown in reverse', () => {
  const { phrasebook, topics } = projectContent()
  for (const lang of ['ar', 'fa'] as const)
    for (const id of topics.keys())
      for (const part of ['answer', 'more'])
        for (const bare of phrasebook.text(lang, `topics:${id}.${part}`).matchAll(/(?<![\d\u2066])\d{3,4}-\d+/g))
          expect.fail(`${lang} ${id}.${part}: ${bare[0]}`)
  expect(phrasebook.text('ar', 'topics:debt-help.answer')).toContain('\u20660800-8115\u2069')
  expect(phrasebook.text('nl', 'topics:debt-help.answer')).toContain('0800-8115')
})

test('no line begins with a sign that counts as a Latin letter, as the source of an answer does', () => {
  const { phrasebook, topics } = projectContent()
  const source = (lang: Lang) => phrasebook.text(lang, 'topics:source_line', { site: 'rijksoverheid.nl', date: '10-2026' })
  expect(source('ar')).toMatch(/^\u200Fℹ️ /)
  expect(source('fa')).toMatch(/^\u200Fℹ️ /)
  expect(source('nl')).toMatch(/^ℹ️ /)
  for (const lang of ['ar', 'fa'] as const)
    for (const id of topics.keys())
      for (const part of ['title', 'label', 'answer', 'more'])
        for (const line of phrasebook.text(lang, `topics:${id}.${part}`).split('\n'))
          if (/\p{Script=Arabic}/u.test(line)) expect(firstLetter(line), `${lang} ${id}.${part}: ${line}`).toMatch(/[\p{Script=Arabic}\u200F]/u)
})

/** What decides the direction of a line; what stands in an isolate does not. */
function firstLetter(line: string): string | undefined {
  return /[\p{L}\u200F\u{1F170}-\u{1F1FF}]/u.exec(line.replaceAll(/[\u2066-\u2068][^\u2069]*\u2069/g, ''))?.[0]
}
