// Whoever types the title of a topic, or the words of its button, is answered about that topic: in every language, whatever the chosen one is.
import { expect, test } from 'vitest'
import { languages } from '../../src/core/phrasebook.ts'
import { topicNames } from '../../src/core/understanding/topic-names.ts'
import { wordsOf } from '../../src/core/understanding/normalise.ts'
import { projectContent } from '../content-for-tests.ts'

const { understanding, phrasebook, topics } = projectContent()

test.each(languages)('titles and buttons in %s, as they stand and as they are typed', (lang) => {
  const elsewhere = [...topics.keys()].flatMap((id) =>
    ['title', 'label']
      .map((part) => phrasebook.text(lang, `topics:${id}.${part}`))
      .filter((name) => [name, name.toLowerCase(), `${name}?`].some((typed) => understanding.read(typed, 'nl').topics[0]?.topic !== id))
      .map((name) => `${id}: ${name}`),
  )
  expect(elsewhere).toEqual([])
})

test('a name that two topics share names neither, and part of a name is none', () => {
  const names = topicNames([
    { topic: 'rent', name: '🏠 Huis & huur' },
    { topic: 'care', name: 'Hulp' },
    { topic: 'debt', name: 'Hulp' },
    { topic: 'rent', name: 'huis huur' },
  ])
  expect(names.named(wordsOf('huis, huur?'))).toBe('rent')
  expect(names.named(wordsOf('Hulp'))).toBeUndefined()
  expect(names.named(wordsOf('huis'))).toBeUndefined()
  expect(names.named([])).toBeUndefined()
})
