// How a moment is written for a person: weekday, day, month by name, year and a 24-hour time with the part of the day, in each language.
// Always the Gregorian calendar, Latin digits and an explicit zone, because letters, doors and machines show those.
import { Temporal } from 'temporal-polyfill'
import type { Lang } from '../phrasebook.ts'

/** "dinsdag 24 november 2026". */
export function formatDay(lang: Lang, instantMs: number, timeZone: string): string {
  const { weekday, day, month, year } = named(lang, instantMs, timeZone)
  if (lang === 'tr') return `${day} ${month} ${year} ${weekday}`
  return `${weekday}${commas[lang] ?? ''} ${day} ${month} ${year}`
}

/** "14:30, afternoon", in Dutch "’s middags 14:30": who counts the hours from sunrise can still not be twelve hours wrong. */
export function formatTime(lang: Lang, instantMs: number, timeZone: string): string {
  const { hour, minute } = zoned(instantMs, timeZone)
  const digits = [hour, minute].map((n) => String(n).padStart(2, '0')).join(lang === 'tr' ? '.' : ':')
  const part = dayParts[lang].findLast(([from]) => from <= hour)?.[1] ?? ''
  // Dutch texts write "uur" behind the time.
  if (lang === 'nl') return `${part} ${digits}`
  return `${digits}${commas[lang] ?? ','} ${part}`
}

const months = new Map<string, string>()
const monthsMax = 1000

/** A date of a source, as exact as it is known: "2026", "november 2026" or "24 november 2026". What is no date stays as it was. */
export function formatMonth(lang: Lang, date: string): string {
  const [, year, month, day] = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/.exec(date) ?? []
  if (year === undefined || month === undefined) return date
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1))
  if (new Date(at).getUTCMonth() !== Number(month) - 1) return date
  const key = `${lang} ${year}-${month}`
  const name = months.get(key) ?? named(lang, at, 'UTC').month
  // Sources were read in few months; every answer names one.
  if (months.size < monthsMax) months.set(key, name)
  return day === undefined ? `${name} ${year}` : `${Number(day)} ${name} ${year}`
}

/** The calendar day at that moment in the zone. */
export function dayIn(instantMs: number, timeZone: string): { year: number; month: number; day: number } {
  const { year, month, day } = zoned(instantMs, timeZone)
  return { year, month, day }
}

/** Weekday (1 Monday to 7 Sunday) and minute of the day on the wall clock in the zone. */
export function clockIn(instantMs: number, timeZone: string): { weekday: number; minute: number } {
  const { dayOfWeek, hour, minute } = zoned(instantMs, timeZone)
  return { weekday: dayOfWeek, minute: hour * 60 + minute }
}

export function zoned(instantMs: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timeZone)
}

const locales: Readonly<Record<Lang, string>> = { nl: 'nl-NL', en: 'en-GB', ar: 'ar', ti: 'ti-ER', fa: 'fa-IR', tr: 'tr-TR', so: 'so-SO' }
/** Between weekday and date, and between time and part of the day; absent: none and a plain comma. */
const commas: Readonly<Partial<Record<Lang, string>>> = { ar: '،', ti: '፣', fa: '،' }

/** From which hour on which word is used; each list starts at 0. */
const dayParts: Readonly<Record<Lang, readonly (readonly [number, string])[]>> = {
  nl: [
    [0, '’s nachts'],
    [6, '’s ochtends'],
    [12, '’s middags'],
    [18, '’s avonds'],
  ],
  en: [
    [0, 'night'],
    [6, 'morning'],
    [12, 'afternoon'],
    [18, 'evening'],
  ],
  ar: [
    [0, 'ليلًا'],
    [6, 'صباحًا'],
    [12, 'بعد الظهر'],
    [18, 'مساءً'],
  ],
  ti: [
    [0, 'ለይቲ'],
    [6, 'ንግሆ'],
    [12, 'ድሕሪ ቀትሪ'],
    [18, 'ምሸት'],
  ],
  fa: [
    [0, 'شب'],
    [5, 'صبح'],
    [12, 'بعدازظهر'],
    [19, 'شب'],
  ],
  tr: [
    [0, 'gece'],
    [6, 'sabah'],
    [12, 'öğleden sonra'],
    [18, 'akşam'],
  ],
  so: [
    [0, 'habeen'],
    [5, 'subax'],
    [12, 'duhur'],
    [15, 'galab'],
    [18, 'habeen'],
  ],
}

function named(lang: Lang, instantMs: number, timeZone: string): { weekday: string; day: string; month: string; year: string } {
  const parts = partsOf(locales[lang], instantMs, timeZone)
  // Syrians use the Levantine month names, most others the second ones.
  if (lang === 'ar') return { ...parts, month: `${partsOf('ar-SY', instantMs, timeZone).month}/${parts.month}` }
  // The Ethiopian calendar has the same month names for other days, so the number stands beside it.
  if (lang === 'ti') return { ...parts, month: `${parts.month} (${zoned(instantMs, timeZone).month})` }
  // Iran took its month names from French, Afghanistan from English: who reads Dari does not know ژوئیه.
  if (lang === 'fa') return { ...parts, month: `${parts.month.replace('\u0654', '')}/${partsOf('fa-AF', instantMs, timeZone).month}` }
  return parts
}

function partsOf(locale: string, instantMs: number, timeZone: string): { weekday: string; day: string; month: string; year: string } {
  const parts = formatOf(locale, timeZone).formatToParts(instantMs)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((candidate) => candidate.type === type)?.value ?? ''
  return { weekday: part('weekday'), day: part('day'), month: part('month'), year: part('year') }
}

/** Making a format costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`
  const known = formats.get(key)
  if (known) return known
  const fresh = new Intl.DateTimeFormat(`${locale}-u-ca-gregory-nu-latn`, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone })
  formats.set(key, fresh)
  return fresh
}
