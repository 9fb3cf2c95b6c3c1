// Do telephone numbers in Arabic and Persian topics read from left to right on every screen?
import { expect, test } from 'vitest'
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
