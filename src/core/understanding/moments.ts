// Reads a day or a time of day from an answer, in seven languages and every digit script. What it reads is always asked back.
// It reads Gregorian dates only, and refuses to guess a bare hour in Tigrinya and Somali, where hours are counted from sunrise.
import type { Lang } from '../phrasebook.ts'
import {
  dayWords,
  eveningWords,
  halfWords,
  monthWords,
  morningWords,
  nextWeekWords,
  numberWords,
  pastWords,
  quarterWords,
  relativeDays,
  toWords,
  weekdayWords,
  weekWords,
  withinWords,
} from './answer-words.ts'
import { wordsOf } from './normalise.ts'

export interface Day {
  year: number
  month: number
  day: number
}
export interface TimeOfDay {
  hour: number
  minute: number
}

/** Undefined when there is no day in it or the day does not exist. Without a year: the next such day from today on. */
export function readDate(text: string, lang: Lang, today: Day): Day | undefined {
  const digits = westernDigits(text)
  const numeric = numericDate(digits, today)
  if (numeric) return numeric.exists
  const words = phraseOf(text)
  return namedMonth(words, today) ?? relative(words, lang, today) ?? weekday(words, today) ?? fromNow(words, lang, today)
}

export function readTime(text: string, lang: Lang): TimeOfDay | undefined {
  const words = phraseOf(text)
  const digital = /(?<!\d)([01]?\d|2[0-4])\s*(?:[:.hu٫]|uur\s)\s*([0-5]\d)(?!\d|[.\-/]\d)/.exec(westernDigits(text).toLowerCase())
  if (digital) return placed(Number(digital[1]), Number(digital[2]), words, true)
  const spoken = spokenTime(words, lang)
  if (spoken) return placed(spoken.hour, spoken.minute, words, false)
  if (/(^|\s)(middernacht|midnight|منتصف الليل|نيمه شب|gece yarisi)(\s|$)/.test(words)) return { hour: 0, minute: 0 }
  return /(^|\s)(noon|midday|12 uur s midags)(\s|$)/.test(words) ? { hour: 12, minute: 0 } : undefined
}

/** Folded text with single spaces, so that lists of words can be searched in it. */
function phraseOf(text: string): string {
  return wordsOf(text)
    .filter((word) => word !== '|')
    .join(' ')
}

export function westernDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.charCodeAt(0) - (digit < '\u06f0' ? 0x660 : 0x6f0)) % 10))
    .replaceAll(/[\u200e\u200f\u2066-\u2069]/g, '')
}

/** Found but not existing (31-02) is an answer too: nothing else in the text may then pass for the date. */
function numericDate(text: string, today: Day): { exists: Day | undefined } | undefined {
  const iso = /(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text)
  if (iso) return { exists: existing({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }) }
  const long = /(?<!\d)(\d{1,2})\s?[-/.\s]\s?(\d{1,2})\s?[-/.\s]\s?((?:19|20)\d\d|\d\d)(?!\d|\s*[:.]\d)/.exec(text)
  if (long) return { exists: existing({ year: fullYear(Number(long[3]), today), month: Number(long[2]), day: Number(long[1]) }) }
  const short = /(?<![\d.])(\d{1,2})[-/](\d{1,2})(?![\d:])/.exec(text)
  if (short) return { exists: upcoming(Number(short[2]), Number(short[1]), today) }
  return undefined
}

function fullYear(year: number, today: Day): number {
  if (year > 99) return year
  return year <= (today.year % 100) + 10 ? 2000 + year : 1900 + year
}

function namedMonth(words: string, today: Day): Day | undefined {
  for (const [n, names] of monthWords.entries()) {
    for (const name of variants(names)) {
      const before = new RegExp(`(?:^|\\s)(\\d{1,2})(?:e|de|ste|th|st|nd|rd|ي|م)? (?:of |van |من |ي )?${name}(?: (\\d{4}))?(?:\\s|$)`).exec(words)
      const after = before ?? new RegExp(`(?:^|\\s)${name} (\\d{1,2})(?:th|st|nd|rd)?(?: (\\d{4}))?(?:\\s|$)`).exec(words)
      if (!after) continue
      return after[2] ? existing({ year: Number(after[2]), month: n + 1, day: Number(after[1]) }) : upcoming(n + 1, Number(after[1]), today)
    }
  }
  return undefined
}

function relative(words: string, lang: Lang, today: Day): Day | undefined {
  // "morgen" is also morning in Dutch: "maandagmorgen", "vanmorgen", "maandag in de morgen".
  const text = lang === 'nl' ? words.replaceAll(/(?:de|s|elke) morgen\b/g, ' ') : words
  for (const [days, names] of relativeDays) if (holds(text, names) && !(days < 2 && weekdayIn(text) !== undefined && days === 0)) return plusDays(today, days)
  return undefined
}

function weekday(words: string, today: Day): Day | undefined {
  const wanted = weekdayIn(words)
  if (wanted === undefined) return undefined
  const current = weekdayOf(today)
  const ahead = (wanted - current + 7) % 7
  if (!holds(words, nextWeekWords)) return plusDays(today, ahead === 0 ? 7 : ahead)
  return plusDays(today, 7 - current + wanted)
}

function weekdayIn(words: string): number | undefined {
  // Longest name first: pazartesi holds pazar, cumartesi holds cuma.
  const found = weekdayWords
    .flatMap((names, n) => variants(names).map((name) => ({ n, name })))
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => holdsWord(words, name) || new RegExp(`(?:^|\\s)${name}(?:ochtend|midag|avond|morgen|gunu|ta|da|ka)(?:\\s|$)`).test(words))
  return found?.n
}

/** "over 3 dagen", "after two weeks". */
function fromNow(words: string, lang: Lang, today: Day): Day | undefined {
  const number = /(?:^|\s)(\d{1,2})(?:\s|$)/.exec(words)?.[1] ?? numberIn(words, lang)
  if (!holds(words, withinWords) && !/\d/.test(words)) return holds(words, nextWeekWords) ? plusDays(today, 7) : undefined
  const count = number === undefined ? 1 : Number(number)
  if (holds(words, withinWords) && holds(words, dayWords)) return plusDays(today, count)
  if (holds(words, withinWords) && holds(words, weekWords)) return plusDays(today, count * 7)
  return holds(words, nextWeekWords) ? plusDays(today, 7) : undefined
}

function numberIn(words: string, lang: Lang): number | undefined {
  const found = numberWords[lang].findLastIndex((names, n) => n > 0 && holds(words, names))
  return found > 0 ? found : undefined
}

function spokenTime(words: string, lang: Lang): TimeOfDay | undefined {
  const text = ` ${numbersAsDigits(words, lang)} `
  const half = alternatives(halfWords)
  const quarter = alternatives(quarterWords)
  if (lang === 'nl') {
    const dutch = /\s(kwart|\d{1,2}) (over|voor) (half )?(\d{1,2})\s/.exec(text)
    if (dutch) return shifted(Number(dutch[4]) - (dutch[3] ? 0.5 : 0), (dutch[2] === 'over' ? 1 : -1) * (dutch[1] === 'kwart' ? 15 : Number(dutch[1])))
    const halfHour = /\shalf (\d{1,2})\s/.exec(text)
    if (halfHour) return shifted(Number(halfHour[1]) - 0.5, 0)
  }
  const english = new RegExp(`\\s(?:a )?(half|${quarter}|\\d{1,2}) (${alternatives(`${pastWords}|${toWords}`)}) (\\d{1,2})\\s`).exec(text)
  if (english && lang === 'en')
    return shifted(
      Number(english[3]),
      (/^(to|till)$/.test(english[2] ?? '') ? -1 : 1) * (english[1] === 'half' ? 30 : /\d/.test(english[1] ?? '') ? Number(english[1]) : 15),
    )
  const minus = new RegExp(`\\s(\\d{1,2}) (?:${alternatives(toWords)}) (?:${quarter})\\s|\\s(?:yek )?(?:${quarter}) (?:به) (\\d{1,2})\\s`).exec(text)
  if (minus) return shifted(Number(minus[1] ?? minus[2]), -15)
  const plus = new RegExp(`\\s(\\d{1,2})(?:i|u|yi|yu)? (?:و |و)?(?:(${half})|(${quarter}))(?: gece| geciyor)?\\s`).exec(text)
  if (plus) return shifted(Number(plus[1]), plus[2] ? 30 : 15)
  return bareHour(text, lang)
}

function bareHour(text: string, lang: Lang): TimeOfDay | undefined {
  const partOfDay = holds(text.trim(), morningWords) || holds(text.trim(), eveningWords)
  if ((lang === 'ti' || lang === 'so') && !partOfDay) return undefined
  const named =
    /\s(\d{1,2}) ?(?:uur|oclock|clock|am|pm|u|h)\s|\s(?:om|at|around|rond|الساعه|ساعه|ساعت|saat|saacada|saacad|ሰአት|ሳአት) (\d{1,2})\s/.exec(text) ??
    (partOfDay || /^\s\d{1,2}\s$/.test(text) ? /\s(\d{1,2})()\s/.exec(text) : null)
  const hour = Number(named?.[1] || named?.[2])
  return named && hour <= 24 ? { hour, minute: 0 } : undefined
}

/** Morning or afternoon: as said; else office hours, which is when appointments are. 24-hour digits with minutes stay as they are from 8 on. */
function placed(hour: number, minute: number, words: string, digital: boolean): TimeOfDay | undefined {
  if (hour > 24 || minute > 59) return undefined
  const text = words.replaceAll(/(\d)(am|pm)\b/g, '$1 $2')
  if (holds(text, morningWords)) return { hour: hour === 12 ? (/(^|\s)am(\s|$)/.test(text) ? 0 : 12) : hour % 24, minute }
  if (hour < 12 && holds(text, eveningWords)) return { hour: hour + 12, minute }
  const meansAfternoon = hour >= 1 && hour <= 6 && !(digital && /(?:^|\s)0\d/.test(words))
  return { hour: (meansAfternoon ? hour + 12 : hour) % 24, minute }
}

function shifted(hours: number, minutes: number): TimeOfDay | undefined {
  const total = (hours * 60 + minutes + 24 * 60) % (24 * 60)
  return Number.isFinite(total) && hours <= 24 ? { hour: Math.floor(total / 60), minute: total % 60 } : undefined
}

function numbersAsDigits(words: string, lang: Lang): string {
  const names = numberWords[lang].flatMap((list, n) => variants(list).map((name) => ({ n, name }))).toSorted((a, b) => b.name.length - a.name.length)
  const ordinals =
    lang === 'ar'
      ? ['الواحده', 'الثانيه', 'الثالثه', 'الرابعه', 'الخامسه', 'السادسه', 'السابعه', 'الثامنه', 'التاسعه', 'العاشره', 'الحاديه عشره', 'الثانيه عشره']
      : []
  let text = ` ${words} `
  for (const n of [11, 10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) if (ordinals[n]) text = text.replaceAll(` ${ordinals[n]} `, ` ${n + 1} `)
  for (const { n, name } of names) text = text.replaceAll(` ${name} `, ` ${n} `)
  // Turkish puts the case on the hour: dördü çeyrek geçe, beşe on var.
  if (lang === 'tr')
    text = text.replaceAll(
      / (biri|ikiyi|ucu|dordu|besi|altiyi|yediyi|sekizi|dokuzu|onu) /g,
      (_, hour: string) => ` ${['biri', 'ikiyi', 'ucu', 'dordu', 'besi', 'altiyi', 'yediyi', 'sekizi', 'dokuzu', 'onu'].indexOf(hour) + 1} `,
    )
  return text.trim()
}

const variantsOf = new Map<string, readonly string[]>()
function variants(names: string): readonly string[] {
  const known = variantsOf.get(names)
  if (known) return known
  const made = names.split('|').map(phraseOf)
  variantsOf.set(names, made)
  return made
}

function alternatives(names: string): string {
  return [...variants(names)].sort((a, b) => b.length - a.length).join('|')
}

function holds(words: string, names: string): boolean {
  return variants(names).some((name) => holdsWord(words, name))
}

function holdsWord(words: string, name: string): boolean {
  return ` ${words} `.includes(` ${name} `)
}

function existing(day: Day): Day | undefined {
  const at = new Date(Date.UTC(day.year, day.month - 1, day.day))
  return at.getUTCMonth() === day.month - 1 && at.getUTCDate() === day.day ? day : undefined
}

function upcoming(month: number, day: number, today: Day): Day | undefined {
  const isBefore = month < today.month || (month === today.month && day < today.day)
  return existing({ year: today.year + (isBefore ? 1 : 0), month, day })
}

function weekdayOf({ year, month, day }: Day): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
}

function plusDays({ year, month, day }: Day, days: number): Day {
  const at = new Date(Date.UTC(year, month - 1, day + days))
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}
