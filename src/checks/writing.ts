// How a single text is written: in the letters and digits of its language, in short sentences, with whole placeholders, within what platforms carry.
// It does not judge the words: that is for a native speaker (docs/translating.md).
import { directionOf, type Lang } from '../core/phrasebook.ts'
import type { Line } from './lines.ts'
import { remark, type Remark } from './remark.ts'

/** WhatsApp carries 1024 characters beside buttons. */
export const bodyCharsMax = 1024
const wordsMax = 20
const wordsGood = 15

export function writing(line: Line): Remark[] {
  const told = (message: string) => remark('fault', line.file, line.path, message)
  return [...[...spelling(line), ...letters(line), ...startOfLines(line)].map(told), ...sentences(line)]
}

function spelling({ text }: Line): string[] {
  const rest = text.replaceAll(/\{\{\w+\}\}/g, '')
  return [
    ...(text.trim() === '' ? ['this text is empty'] : []),
    ...(text !== '' && text.replace(/: $/, ':') !== text.trim() ? ['this text begins or ends with a space or an empty line'] : []),
    ...(/\S {2,}\S/.test(text) ? ['two spaces stand together'] : []),
    ...(/[{}]/.test(rest) ? ['a placeholder is written like {{name}}'] : []),
    ...(text === text.normalize('NFC') ? [] : ['letters and their marks are not joined (Unicode NFC): they would not be found again']),
    ...(isBalanced(text) ? [] : ['a direction mark is not closed: only isolates (U+2066 to U+2068) closed by U+2069 may stand in a text']),
    ...(text.length > bodyCharsMax ? [`this text has ${text.length} characters; at most ${bodyCharsMax} are carried`] : []),
  ]
}

function isBalanced(text: string): boolean {
  return !/[\u202A-\u202E]/.test(text) && (text.match(/[\u2066-\u2068]/g)?.length ?? 0) === (text.match(/\u2069/g)?.length ?? 0)
}

type Script = (typeof scriptNames)[number]
const scriptNames = ['Latin', 'Arabic', 'Ethiopic'] as const
const scripts: Record<Script, RegExp> = { Latin: /\p{Script=Latin}/gu, Arabic: /\p{Script=Arabic}/gu, Ethiopic: /\p{Script=Ethiopic}/gu }
const scriptOf: Record<Lang, Script> = { nl: 'Latin', en: 'Latin', ar: 'Arabic', ti: 'Ethiopic', fa: 'Arabic', tr: 'Latin', so: 'Latin' }

function letters({ lang, path, text }: Line): string[] {
  if (path[0] === 'language') return []
  const digits = /[\u0660-\u0669\u06F0-\u06F9\u1369-\u137C]/.exec(text)?.[0]
  const other = lang === 'fa' ? /[\u064A\u0643]/.exec(text)?.[0] : lang === 'ar' ? /[\u06CC\u06A9]/.exec(text)?.[0] : undefined
  return [
    ...(digits === undefined ? [] : [`'${digits}' is not one of the digits 0-9, which stand in letters and on the telephone`]),
    ...(other === undefined
      ? []
      : [`'${other}' is the ${lang === 'fa' ? 'Arabic' : 'Persian'} letter; ${lang === 'fa' ? 'Persian has ی and ک' : 'Arabic has ي and ك'}`]),
    ...foreignLetters(lang, path, text),
  ]
}

/** Dutch words may stand in brackets, and official names in between; a whole sentence in other letters is not translated. */
function foreignLetters(lang: Lang, path: readonly string[], text: string): string[] {
  const own = scriptOf[lang]
  const plain = text
    .replaceAll(/\{\{\w+\}\}/g, ' ')
    .replaceAll(/\([^)]*\)|"[^"]*"/g, ' ')
    .replaceAll(/[\w.-]+\.(nl|eu|com|org)(\/\S*)?/g, ' ')
  const many = (name: Script) => plain.match(scripts[name])?.length ?? 0
  const strange = /(?![\p{Script=Latin}\p{Script=Arabic}\p{Script=Ethiopic}\p{Script=Common}])\p{L}/u.exec(plain)?.[0]
  const foreign = scriptNames.find((name) => name !== own && name !== 'Latin' && many(name) > 0)
  if (strange !== undefined) return [`'${strange}' is a letter of no language that Brug speaks`]
  if (foreign !== undefined) return [`${foreign} letters stand in a text in ${lang}`]
  // Who helps, here too, is often a row of Dutch names.
  const isLatin = own !== 'Latin' && !['who', 'local'].includes(path[0] ?? '') && many('Latin') > 2 * many(own) && (plain.match(/\p{L}+/gu)?.length ?? 0) > 2
  return isLatin ? [`this is written in Latin letters; ${lang} is written in ${own} ones (Dutch words go between brackets)`] : []
}

/** Such a line would be laid out from the left. A number of a list is meant so; who helps and what a word means stand inside a line. */
function startOfLines({ lang, path, text }: Line): string[] {
  if (directionOf(lang) === 'ltr' || path[0] === 'language' || path[0] === 'who' || path.at(-1) === 'means') return []
  const wrong = text.split('\n').find((line) => {
    const plain = line.replace(/^\d\. /, '').replaceAll(/\{\{\w+\}\}/g, '\u2068')
    const first = /[\p{L}\p{N}\u2068]/u.exec(plain)?.[0] ?? ''
    return /[\p{Script=Latin}0-9]/u.test(first) && /\p{Script=Arabic}/u.test(plain)
  })
  return wrong === undefined ? [] : [`a line begins with a Latin letter or a digit and would run from the left: "${wrong.slice(0, 24)}"`]
}

function sentences({ file, path, text }: Line): Remark[] {
  const counts = text.split(/\n|[.!?؟።፧](?=\s|$)/u).map((sentence) => sentence.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length)
  const longest = Math.max(...counts)
  if (longest <= wordsGood) return []
  return [
    remark(
      longest > wordsMax ? 'fault' : 'warning',
      file,
      path,
      `a sentence has ${longest} words; at most ${longest > wordsMax ? wordsMax : wordsGood} are easy to read`,
    ),
  ]
}
