// How moments are written: the municipality's wall clock (Europe/Amsterdam), 24 hours, Gregorian, digits 0-9, in any of the seven languages.
// Months are written as numbers in conversations: their Arabic and Tigrinya names differ from country to country.
import type { Lang } from '../api.ts'

const zone = 'Europe/Amsterdam'
const dayMs = 86_400_000

/** `14:05` */
export function clockTime(at: number): string {
  return format('nl', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

/** `2026-11-24`, the calendar day there. */
export function dayOf(at: number): string {
  return format('sv', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

/** Whole calendar days from one moment to the other: 0 on the same day. */
export function daysBetween(from: number, to: number): number {
  return Math.round((Date.parse(dayOf(to)) - Date.parse(dayOf(from))) / dayMs)
}

/** `dinsdag 24-11-2026`; without the weekday where the browser does not know the language. */
export function numericDay(at: number, lang: Lang): string {
  const [year, month, day] = dayOf(at).split('-')
  const numbers = `${Number(day)}-${Number(month)}-${year}`
  if (Intl.DateTimeFormat.supportedLocalesOf(lang).length === 0) return numbers
  return `${format(lang, { weekday: 'long' }).format(at)} \u2068${numbers}\u2069`
}

/** `di 24 nov` for staff. */
export function shortDay(at: number, lang: Lang): string {
  return format(lang, { weekday: 'short', day: 'numeric', month: 'short' }).format(at)
}

/** `dinsdag 24 november 2026` for staff. */
export function plainDay(at: number, lang: Lang): string {
  return format(lang, { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

export function longDay(at: number, lang: Lang): string {
  return format(lang, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at)
}

/** The wall clock in the zone as ISO 8601 with offset; an hour that does not exist moves on, one that comes twice is the first. */
export function isoThere(day: string, time: string): string {
  const asUtc = Date.parse(`${day}T${time}:00Z`)
  const before = offsetMin(asUtc - 3 * 3_600_000)
  const minutes = [before, offsetMin(asUtc)].find((offset) => clockTime(asUtc - offset * 60_000) === time) ?? before
  return `${day}T${time}:00${minutes < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}

function offsetMin(at: number): number {
  const [day, time] = [dayOf(at), clockTime(at)]
  return Math.round((Date.parse(`${day}T${time}:00Z`) - Math.floor(at / 60_000) * 60_000) / 60_000)
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

const made = new Map<string, Intl.DateTimeFormat>()
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = made.get(key) ?? new Intl.DateTimeFormat(`${locale === 'en' ? 'en-GB' : locale}-u-ca-gregory-nu-latn`, { ...options, timeZone: zone })
  made.set(key, known)
  return known
}
