// Which languages Brug speaks, which way they are written, and how a text is fetched from the locales.
// It holds no texts and never falls back silently: a missing key is a fault found at start, not at answer time.
import { z } from 'zod'

/** Languages offered, as BCP 47 primary tags. `fa` serves Farsi and Dari. */
export const Lang = z.enum(['nl', 'en', 'ar', 'ti', 'fa', 'tr', 'so'])
export type Lang = z.infer<typeof Lang>
export const languages: readonly Lang[] = Lang.options

export type Direction = 'ltr' | 'rtl'

export function directionOf(lang: Lang): Direction {
  return lang === 'ar' || lang === 'fa' ? 'rtl' : 'ltr'
}

export type Values = Record<string, string | number>

/**
 * Fetches texts. `key` is `namespace:path.to.text`, e.g. `care:help_card.acute`.
 * Values are wrapped in bidi isolates (U+2068 … U+2069) so that Dutch words and numbers keep their order in Arabic and Persian.
 */
export interface Phrasebook {
  text(lang: Lang, key: string, values?: Values): string
  has(lang: Lang, key: string): boolean
}
