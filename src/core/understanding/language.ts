// Which language a message is in: script first, then a trained scorer over short pieces of words. The chosen language is the prior.
// It reads Arabic, Persian and Tigrinya in Latin letters as those languages; what Brug does not speak is 'other'. It never switches anything itself.
import { languages, type Lang } from '../phrasebook.ts'
import { foreignSamples } from './foreign.ts'
import { cutting, linearModel, trainLinear, withExtras, type LinearWeights } from './linear.ts'

export interface LanguageReader {
  read(text: string, chosen?: Lang): { lang: Lang | 'other'; sure: number }
}

const other = languages.length
const buckets = 1 << 15
const piecesOf = cutting(buckets, [1, 4])
/** How many times likelier the chosen language is before anything was read; short answers are nearly always in it. */
const priorOnce = 3
const priorShort = 40
const shortLetters = 9

export interface LanguageSample {
  text: string
  /** Counts as so many; default 1. */
  weight?: number
}

export function trainLanguages(samples: readonly (readonly [Lang, readonly LanguageSample[]])[]): LinearWeights {
  const lessons = [
    ...samples.flatMap(([lang, texts]) => texts.map((sample) => ({ ...sample, label: languages.indexOf(lang) }))),
    ...foreignSamples.flatMap((text) => [{ text, label: other, weight: 5 }]),
  ]
  return trainLinear(
    lessons.map(({ text, ...lesson }) => ({ ...lesson, features: withExtras(piecesOf(lettersOf(text)), []) })),
    { classes: other + 1, buckets, rounds: 4, rate: 4 },
  )
}

export function buildLanguageReader(weights: LinearWeights): LanguageReader {
  const model = linearModel(weights)
  return {
    read(text, chosen) {
      const words = lettersOf(text)
      const letters = words.reduce((sum, word) => sum + word.length, 0)
      if (letters === 0) return { lang: chosen ?? 'other', sure: 0 }
      if (mostlyForeignScript(words.join(''))) return { lang: 'other', sure: 1 }
      if (words.filter((word) => foreignLetters.test(word)).length * 4 >= words.length) return { lang: 'other', sure: 0.9 }
      const shared = chosen ? undefined : sharedBy(words)
      if (shared) return { lang: shared, sure: 0.5 }
      const chances = model.chances(withExtras(piecesOf(words), []))
      const prior = letters <= shortLetters ? priorShort : priorOnce
      if (chosen) chances[languages.indexOf(chosen)] = (chances[languages.indexOf(chosen)] ?? 0) * prior
      const sum = chances.reduce((a, b) => a + b, 0)
      const best = chances.indexOf(Math.max(...chances))
      return { lang: languages[best] ?? 'other', sure: (chances[best] ?? 0) / sum }
    },
  }
}

/** Words of every telephone: in Latin letters they are written by all, so they tell no language. Read as the one of the two asked in first. */
const everywhere: ReadonlyMap<string, Lang> = new Map([
  ...['menu', 'hallo', 'hoi', 'stop', 'start', 'info', 'brug', 'test', 'app', 'taal'].map((word) => [word, 'nl'] as const),
  ...['ok', 'oke', 'okay', 'k', 'hi', 'hello', 'hey', 'helo', 'help', 'yes', 'no', 'please', 'thanks', 'bye', 'whatsapp', 'telegram'].map(
    (word) => [word, 'en'] as const,
  ),
  ...['salam', 'salaam', 'salamu', 'alaikum', 'aleikum', 'alaykum', 'aleykum', 'assalamu', 'asalamu', 'asalam'].map((word) => [word, 'en'] as const),
])

function sharedBy(words: readonly string[]): Lang | undefined {
  const [first] = words
  return first !== undefined && words.every((word) => everywhere.has(word)) ? everywhere.get(first) : undefined
}

/** Accents stay: ş, ğ and ı tell Turkish apart. Only the first words count: more adds nothing. */
function lettersOf(text: string): string[] {
  return (
    text
      .slice(0, 400)
      .normalize('NFC')
      .replaceAll('İ', 'i')
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? []
  ).slice(0, 40)
}

/** Letters that Pashto, Urdu or Sorani write and none of Brug's languages does, but for a name: a word in four with one is enough. */
const foreignLetters = /[ټډړښږځڅڼۍېٹڈڑںےڵڕێۆ]/

function mostlyForeignScript(letters: string): boolean {
  const known = letters.match(/[\p{Script=Latin}\p{Script=Arabic}\p{Script=Ethiopic}\p{M}]/gu)?.length ?? 0
  return known * 2 < letters.length
}
