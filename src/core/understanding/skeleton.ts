// What is left of a word when only its consonants are written down, the same for every script: "عندي", "3andi" and "3endy" meet, as do "ክንደይ" and "kndey".
// It lets what is typed in Latin letters by ear profit from what was learned in the script of the language. For matching only.
import { remembering } from './remembering.ts'

/** In the order in which they are tried: what is written with two letters first. Vowels, and what wavers between vowel and consonant, have no place in it. */
const latin: readonly (readonly [RegExp, string])[] = [
  [/7'|kh|x|5/g, 'X'],
  [/gh|[q8]/g, 'Q'],
  [/sh|ch|\$/g, 'S'],
  [/t[sz]/g, 's'],
  [/dh|z/g, 'Z'],
  [/th|[t6]/g, 't'],
  [/dj|[jg]/g, 'J'],
  [/[7h]/g, 'H'],
  [/p/g, 'b'],
  [/c/g, 'k'],
  [/9/g, 'Q'],
  [/[aeiouywv'`\d]/g, ''],
  [/[^a-zA-Z]/g, ''],
]

const letters: ReadonlyMap<string, string> = new Map(
  (
    [
      ['b', 'بپ'],
      ['t', 'تطث'],
      ['J', 'جگ'],
      ['H', 'حه'],
      ['X', 'خ'],
      ['d', 'دض'],
      ['Z', 'ذزظژ'],
      ['r', 'ر'],
      ['s', 'سص'],
      ['S', 'شچ'],
      ['Q', 'قغ'],
      ['f', 'فڤ'],
      ['k', 'ك'],
      ['l', 'ل'],
      ['m', 'م'],
      ['n', 'ن'],
    ] as const
  ).flatMap(([to, from]) => Array.from(from, (letter) => [letter, to] as const)),
)

/** By row of the syllabary: the consonant of its eight vowels. */
const rows: ReadonlyMap<number, string> = new Map(
  (
    [
      ['H', 'ሀሐኀ'],
      ['l', 'ለ'],
      ['m', 'መ'],
      ['s', 'ሠሰጸፀ'],
      ['r', 'ረ'],
      ['S', 'ሸቸጨ'],
      ['Q', 'ቀቐ'],
      ['b', 'በጰፐ'],
      ['t', 'ተጠ'],
      ['n', 'ነኘ'],
      ['k', 'ከ'],
      ['X', 'ኸ'],
      ['Z', 'ዘዠ'],
      ['d', 'ደ'],
      ['J', 'ጀገ'],
      ['f', 'ፈ'],
    ] as const
  ).flatMap(([to, from]) => Array.from(from, (letter) => [rowOf(letter.charCodeAt(0)), to] as const)),
)

function rowOf(code: number): number {
  return (code - 0x1200) >> 3
}

/** Of a folded word (normalise.ts); empty when it has no consonants. */
export const skeletonOf = remembering((word) => {
  const bare = word.replace(/^[وف]?(?:[بك]?ال|لل)(?=..)/, '')
  const code = bare.charCodeAt(0)
  const spelt = code < 0x250 ? inLatin(bare) : Array.from(bare, consonantOf).join('')
  return spelt.replace(/(.)\1+/g, '$1').replace(/(?<=.)H$/, '')
})

function inLatin(word: string): string {
  return latin.reduce((spelt, [pattern, to]) => spelt.replace(pattern, to), word)
}

function consonantOf(letter: string): string {
  const code = letter.charCodeAt(0)
  return (code >= 0x1200 && code <= 0x137f ? rows.get(rowOf(code)) : letters.get(letter)) ?? ''
}
