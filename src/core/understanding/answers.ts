// Reads the answer to a question that was just asked: one of some choices, yes or no, a number, a postcode, a day, a time.
// Undefined means: ask again. It never takes the nearest thing for the answer when two are equally near.
import { languages, type Lang } from '../phrasebook.ts'
import { noWords, numberWords, yesWords } from './answer-words.ts'
import { westernDigits } from './moments.ts'
import { wordsOf } from './normalise.ts'

export { readDate, readTime } from './moments.ts'

/** 0-based position in `labels`; by number ("2", "٢", "twee", "nummer 2"), by label, or by a label with a few wrong letters. */
export function readChoice(text: string, labels: readonly string[], lang: Lang): number | undefined {
  const said = phraseOf(text)
  if (said === '') return undefined
  const spelled = labels.map(phraseOf)
  const same = readLabel(text, labels)
  if (same !== undefined) return same
  const number = bareNumber(said, lang)
  if (number !== undefined) return number >= 1 && number <= labels.length ? number - 1 : undefined
  return (
    only(spelled, (label) => holdsWords(said, label) || (said.length >= 3 && holdsWords(label, said))) ??
    nearest(said, spelled) ??
    byNumberWithin(text, labels, lang)
  )
}

/** Only the one label that is all of the text, pictograms and capitals aside. */
export function readLabel(text: string, labels: readonly string[]): number | undefined {
  const said = phraseOf(text)
  return said === '' ? undefined : only(labels, (label) => phraseOf(label) === said)
}

const wordsAroundNumberMax = 5

/** "om de 2 weken" for [Elke 2 weken]: a short answer with one number, which one label alone has too. "Een" and "bir" count only as a digit. */
function byNumberWithin(text: string, labels: readonly string[], lang: Lang): number | undefined {
  if (wordsOf(text).length > wordsAroundNumberMax) return undefined
  const said = readNumber(text, lang)
  if (said === undefined || (said === 1 && !/\d/.test(westernDigits(text)))) return undefined
  const numbersOf = (label: string) => westernDigits(label).match(/\d+/g)?.map(Number) ?? []
  return only(labels, (label) => numbersOf(label).includes(said))
}

export function readYesNo(text: string, lang: Lang): boolean | undefined {
  const said = phraseOf(text)
  if (/^(👍|✅|👌|✔)$/u.test(said)) return true
  if (/^(👎|❌|✖)$/u.test(said)) return false
  for (const candidate of [lang, ...languages]) {
    if (noByLang[candidate].has(said)) return false
    if (yesByLang[candidate].has(said)) return true
  }
  return byFirstWord(said, lang)
}

/** "3", "٣", "drie", "ik heb 3 kinderen"; undefined with two different numbers. A minus sign is kept. */
export function readNumber(text: string, lang: Lang): number | undefined {
  const digits = westernDigits(text).match(/[-−]?\d+(?:[.,]\d+)?/g) ?? []
  const values = new Set(digits.map((found) => amount(found)))
  if (values.size === 1) return [...values][0]
  if (values.size > 1) return undefined
  const said = ` ${phraseOf(text)} `
  const found = new Set<number>()
  let rest = said
  for (const { name, n } of namedNumbers[lang]) {
    if (!rest.includes(` ${name} `)) continue
    found.add(n)
    rest = rest.replaceAll(` ${name} `, ' ')
  }
  if (found.size === 2 && found.has(1)) found.delete(1) // "een" and "bir" are also "a"
  return found.size === 1 ? [...found][0] : undefined
}

/** A Dutch postcode as `1234AB`; SA, SD and SS are not given out. */
export function readPostcode(text: string): string | undefined {
  const found = /(?<![\da-z])([1-9]\d{3})\s?([a-z]{2})(?![a-z\d])/i.exec(westernDigits(text))
  const letters = found?.[2]?.toUpperCase() ?? ''
  return found && !['SA', 'SD', 'SS'].includes(letters) ? `${found[1]}${letters}` : undefined
}

function amount(found: string): number {
  const plain = /^[-−]?\d{1,3}([.,]\d{3})+$/.test(found) ? found.replaceAll(/[.,]/g, '') : found.replace(',', '.')
  return Number(plain.replace('−', '-'))
}

function phraseOf(text: string): string {
  return wordsOf(text)
    .filter((word) => word !== '|')
    .join(' ')
}

const yesByLang = byLang(yesWords)
const noByLang = byLang(noWords)
const namedNumbers = {
  nl: named('nl'),
  en: named('en'),
  ar: named('ar'),
  ti: named('ti'),
  fa: named('fa'),
  tr: named('tr'),
  so: named('so'),
}

function byLang(words: Record<Lang, string>): Record<Lang, Set<string>> {
  const setOf = (lang: Lang) => new Set(words[lang].split('|').map(phraseOf))
  return { nl: setOf('nl'), en: setOf('en'), ar: setOf('ar'), ti: setOf('ti'), fa: setOf('fa'), tr: setOf('tr'), so: setOf('so') }
}

/** Longest first, so that "twelve" is not read as what it holds. */
function named(lang: Lang): { name: string; n: number }[] {
  return numberWords[lang]
    .flatMap((names, n) => names.split('|').map((name) => ({ name: phraseOf(name), n })))
    .toSorted((a, b) => b.name.length - a.name.length)
}

/** "ja, dat is goed", "nee want ik werk": the first word decides, unless the other answer follows. */
function byFirstWord(said: string, lang: Lang): boolean | undefined {
  const words = said.split(' ')
  const first = words[0] ?? ''
  const isShort = words.length <= 8
  const clear = (sets: Record<Lang, Set<string>>) => isShort && first.length > 1 && sets[lang].has(first)
  const alsoSays = (sets: Record<Lang, Set<string>>) => words.slice(1).some((word) => word.length > 1 && sets[lang].has(word))
  if (clear(noByLang)) return words.includes('maar') && alsoSays(yesByLang) ? undefined : false
  if (clear(yesByLang)) return alsoSays(noByLang) && !/\b(prob|zorg)/.test(said) ? undefined : true
  return undefined
}

/** A number that is the whole answer, apart from a word such as "nummer", "optie" or a bracket. */
function bareNumber(said: string, lang: Lang): number | undefined {
  const rest = said.replace(
    /^(numer|nr|no|optie|option|keuze|choice|kies|de|het|the|رقم|الخيار|خيار|numara|secenek|lambar|lambarka|doorasho|ቁጽሪ|شماره|گزينه|numero) /,
    '',
  )
  if (/^\d{1,3}$/.test(rest)) return Number(rest)
  const keycap = /^(\d)\u20e3?$/.exec(rest)
  if (keycap) return Number(keycap[1])
  return namedNumbers[lang].find(({ name }) => name === rest)?.n ?? ordinals[rest]
}

const ordinals: Record<string, number> = {
  eerste: 1,
  tweede: 2,
  derde: 3,
  vierde: 4,
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  الاول: 1,
  الاولي: 1,
  الثاني: 2,
  الثانيه: 2,
  الثالث: 3,
  الثالثه: 3,
  اول: 1,
  دوم: 2,
  سوم: 3,
  birinci: 1,
  ikinci: 2,
  ucuncu: 3,
  kowad: 1,
  labad: 2,
  sadexad: 3,
  ቀዳማይ: 1,
  ካልአይ: 2,
  ሳልሳይ: 3,
}

function holdsWords(text: string, part: string): boolean {
  return part !== '' && ` ${text} `.includes(` ${part} `)
}

/** The only label that passes; two that pass are none. */
function only(labels: readonly string[], passes: (label: string) => boolean): number | undefined {
  const found = labels.flatMap((label, n) => (passes(label) ? [n] : []))
  return found.length === 1 ? found[0] : undefined
}

const nearEnough = 0.26

/** Labels are compared without emoji; one wrong letter in four is forgiven, and the runner-up must be clearly further away. */
function nearest(said: string, labels: readonly string[]): number | undefined {
  if (said.length < 3) return undefined
  const plain = labels.map((label) => label.replaceAll(/[^\p{L}\p{N} ]/gu, '').trim())
  // No shorter way than the difference in length: most messages are far longer than any label, and need no measuring.
  if (plain.every((label) => Math.abs(said.length - label.length) > nearEnough * Math.max(said.length, label.length))) return undefined
  const distances = plain
    .map((label, n) => ({ n, distance: label === '' ? Infinity : editDistance(said, label) / Math.max(said.length, label.length) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [first, second] = distances
  return first && first.distance <= nearEnough && (second?.distance ?? 1) - first.distance >= 0.12 ? first.n : undefined
}

/** Letters changed, added, dropped or swapped with their neighbour. */
export function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 12) return Math.max(a.length, b.length)
  let older: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(change, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (older[j - 2] ?? 0) + 1)
      current.push(best)
    }
    older = previous
    previous = current
  }
  return previous[b.length] ?? a.length
}
