// What the thesauri add to the letters: classes of meaning, and their order, the same whatever the language.
import { describe, expect, it } from 'vitest'
import { cuttingWithSenses } from '../../src/core/understanding/senses.ts'
import { wordsOf } from '../../src/core/understanding/normalise.ts'

const thesauri = {
  nl: { water: 'lek* water', craft: 'loodgieter*', small: 'lekker' },
  en: { water: 'leak* water', craft: 'plumber*', small: 'tiny' },
  ar: { water: 'ماء moya*', craft: 'سباك', small: 'صغير*' },
}
const cut = cuttingWithSenses(thesauri)
const letters = cuttingWithSenses({})
/** The pieces that are not letters. */
const classes = (text: string) => {
  const words = wordsOf(text)
  const plain = new Set(letters(words).at)
  return cut(words)
    .at.filter((piece) => !plain.has(piece))
    .toSorted((a, b) => a - b)
}

describe('the classes of meaning of a message', () => {
  it('are the same in every language, also typed by ear', () => {
    expect(classes('loodgieters lekkage')).toEqual(classes('plumber leaking'))
    expect(classes('السباك وماء')).toEqual(classes('plumber leaking'))
    expect(classes('moyaa')).toEqual(classes('leak'))
  })

  it('keep their order, and do not pair across the end of a sentence', () => {
    expect(classes('plumber leak')).toHaveLength(3)
    expect(classes('plumber leak')).not.toEqual(classes('leak plumber'))
    expect(classes('plumber. leak')).toHaveLength(2)
  })

  it('come from a whole word before its beginning', () => {
    expect(classes('lekker')).toEqual(classes('tiny'))
    expect(classes('nothing known here')).toEqual([])
  })
})
