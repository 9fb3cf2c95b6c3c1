// Brings any spelling of the same words to one form, so that everything after it compares like with like.
// It refuses to understand anything: folded text is for matching only and is never shown or stored.
// One table for all scripts: a message may mix them, and a table lookup per character keeps this cheap on every inbound text.
import { remembering } from './remembering.ts'

const drop = 1
const pause = 2
const space = 3

/** A word that stands for the end of a sentence; templates and negation do not reach across it. */
export const sentenceEnd = '|'

/** After NFKD the accents, tashkeel and hamza signs stand alone and are dropped; what has no decomposition is listed here. */
const marks: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x610, 0x61a],
  [0x64b, 0x65f],
  [0x670, 0x670],
  [0x6d6, 0x6ed],
  [0x135d, 0x135f],
]
const singles: readonly (readonly [string, string])[] = [
  ['ı', 'i'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ł', 'l'],
  ['ə', 'e'],
  ['ی', 'ي'],
  ['ى', 'ي'],
  ['ې', 'ي'],
  ['ک', 'ك'],
  ['ة', 'ه'],
  ['ھ', 'ه'],
  ['ہ', 'ه'],
  ['ە', 'ه'],
  ['ۀ', 'ه'],
  ['ٱ', 'ا'],
]
const digitZeros: readonly number[] = [0x660, 0x6f0, 0x966, 0xff10]

const table = buildTable()

/** The folded words of a text, with `|` between sentences. Emoji are words of their own. */
export function wordsOf(text: string): string[] {
  const source = text.normalize('NFKD').toLowerCase()
  const words: string[] = []
  let word = ''
  let last = 0
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i)
    const to = table[code] ?? space
    if (to === drop) continue
    if (to > space) {
      // Pairs in Latin script collapse, because vowel length is misspelt so often: "hellllp", "zelfmmord". Digits stay.
      if (to !== last || to < 97 || to > 122) word += String.fromCharCode(to)
      last = to
      continue
    }
    last = 0
    if (word !== '') words.push(unheld(word))
    word = ''
    if (to === pause && words.length > 0 && words.at(-1) !== sentenceEnd) words.push(sentenceEnd)
    if (code >= 0xd800 && code <= 0xdbff) words.push(source.slice(i, i + 2))
  }
  if (word !== '') words.push(unheld(word))
  if (words.at(-1) === sentenceEnd) words.pop()
  return joinPersianVerbs(words)
}

/** Other scripts double letters for real; only what is held longer ("كتيييير") is shortened. */
function unheld(word: string): string {
  return word.length > 2 && word.charCodeAt(0) > 127 ? word.replace(/(\D)\1{2,}/gu, '$1') : word
}

/** "می خواهم", "می‌خواهم" and "میخواهم" are one word. */
function joinPersianVerbs(words: string[]): string[] {
  for (let i = words.length - 2; i >= 0; i--) {
    const next = words[i + 1]
    if ((words[i] === 'مي' || words[i] === 'نمي') && next !== undefined && next !== sentenceEnd) words.splice(i, 2, words[i] + next)
  }
  return words
}

const partWordsMin = 3

/** The whole message first, and of one of `longWords` or more each longer sentence too: `most` parts in all. */
export function partsOf(words: readonly string[], o: { longWords: number; most: number }): (readonly string[])[] {
  if (words.length < o.longWords || !words.includes(sentenceEnd)) return [words]
  const parts: string[][] = [[]]
  for (const word of words) {
    if (word === sentenceEnd) parts.push([])
    else parts.at(-1)?.push(word)
  }
  return [words, ...parts.filter((part) => part.length >= partWordsMin)].slice(0, o.most)
}

const digraphs: readonly (readonly [RegExp, string])[] = [
  [/kh|x|7'?|5/g, 'h'],
  [/gh|8/g, 'g'],
  [/th|6/g, 't'],
  [/dh/g, 'd'],
  [/ch/g, 'sh'],
  [/[q9]/g, 'k'],
  [/[34]/g, 'a'],
  [/2/g, ''],
  [/[ou]+w?|w(?![aeiouy])/g, 'u'],
  [/[eiy]+/g, 'i'],
  [/([a-z])\1+/g, '$1'],
  [/(?<=[aiu])h$/, ''],
]

/** A word in Latin letters as Arabic, Persian or Tigrinya speakers might have meant it: "3ayez", "ayiz" and "aayez" meet. */
export const romanised = remembering((word) => {
  if (!/[a-z]/.test(word)) return word
  let result = word
  for (const [pattern, to] of digraphs) result = result.replace(pattern, to)
  return result
})

export function isLatin(word: string): boolean {
  const code = word.charCodeAt(0)
  return code < 0x250
}

/** Arabic and Tigrinya write "and", "the", "for" onto the word: the word without them, if something is left. */
export function bareForms(word: string): string[] {
  if (word.length < 4) return [word]
  const first = word.charCodeAt(0)
  if (first >= 0x600 && first <= 0x6ff) return arabicForms(word)
  if (first >= 0x1200 && first <= 0x137f && /^[ንብዝክምስ]/.test(word)) return [word, word.slice(1)]
  return [word]
}

function arabicForms(word: string): string[] {
  const forms = [word]
  let rest = word
  if (/^[وف]/.test(rest) && rest.length > 3) forms.push((rest = rest.slice(1)))
  const bare = rest.replace(/^(?:[بكل]?ال|لل|عال)/, '')
  if (bare !== rest && bare.length > 2) forms.push(bare)
  else if (/^[بل]/.test(rest) && rest.length > 4) forms.push(rest.slice(1))
  return forms
}

function buildTable(): Uint16Array {
  const result = new Uint16Array(65_536).fill(space)
  for (let code = 0; code < 65_536; code++) if (isLetter(code)) result[code] = code
  for (const [from, to] of singles) result[from.charCodeAt(0)] = to.charCodeAt(0)
  for (const zero of digitZeros) for (let n = 0; n < 10; n++) result[zero + n] = 48 + n
  foldEthiopic(result)
  for (const letter of "'’‘ʼʻ`´ـ\u200c\u200d\u200e\u200f\u061c\ufeff\ufe0f") result[letter.charCodeAt(0)] = drop
  for (let code = 0x2066; code <= 0x2069; code++) result[code] = drop
  for (let code = 0x202a; code <= 0x202e; code++) result[code] = drop
  for (let code = 0xdc00; code <= 0xdfff; code++) result[code] = drop
  for (const [from, to] of marks) for (let code = from; code <= to; code++) result[code] = drop
  for (const letter of '.!?\n\r;:…؟؛۔።፧፤፦።፨') result[letter.charCodeAt(0)] = pause
  return result
}

function isLetter(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff ? false : /[\p{L}\p{N}]/u.test(String.fromCharCode(code))
}

/** Letters that sound alike in speech and are swapped in writing; the Eritrean ኣ and ሓ meet the Ethiopian አ and ሀ. */
function foldEthiopic(result: Uint16Array): void {
  const rowOf = (letter: string) => (letter.charCodeAt(0) - 0x1200) >> 3
  const rows = [
    ['ሐ', 'ሀ'],
    ['ኀ', 'ሀ'],
    ['ሠ', 'ሰ'],
    ['ቐ', 'ቀ'],
    ['ኸ', 'ከ'],
    ['ዐ', 'አ'],
    ['ፀ', 'ጸ'],
  ]
  for (const [from = '', to = ''] of rows) for (let order = 0; order < 8; order++) result[0x1200 + rowOf(from) * 8 + order] = 0x1200 + rowOf(to) * 8 + order
  for (const row of ['ሀ', 'ሐ', 'ኀ', 'አ', 'ዐ']) result[0x1200 + rowOf(row) * 8 + 3] = row === 'አ' || row === 'ዐ' ? 'አ'.charCodeAt(0) : 'ሀ'.charCodeAt(0)
  for (let n = 0; n < 9; n++) result[0x1369 + n] = 49 + n
}
