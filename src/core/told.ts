// From which texts of the phrasebook a message was put together, so that staff can read it in their own language.
// Keys and values only, no second copy of the text. What stands in no phrasebook (a place, a colleague's own words) stays as it was written.
import { z } from 'zod'
import { formatDay, formatMonth, formatTime } from './agenda/dates.ts'
import type { Lang, Phrasebook, Values } from './phrasebook.ts'

export const Told = z.union([
  z.string(),
  z.object({
    key: z.string(),
    get values() {
      return z.record(z.string(), z.union([z.number(), z.array(Told)])).optional()
    },
  }),
  z.object({ day: z.number(), zone: z.string() }),
  z.object({ time: z.number(), zone: z.string() }),
  z.object({ month: z.string() }),
])
export type Told = z.infer<typeof Told>

/** Where a text of this turn came from. */
export type Origin = { key: string; values: Values } | Exclude<Told, string | { key: string }>
export type Origins = Map<string, Origin>

/** undefined: nothing in this text came from the phrasebook. */
export function toldFrom(origins: Origins, text: string): Told[] | undefined {
  const parts = partsOf(origins, text)
  return parts.some((part) => typeof part !== 'string') ? parts : undefined
}

/** The same message in another language; undefined when one of its texts is no longer there. */
export function retell(phrasebook: Phrasebook, lang: Lang, parts: readonly Told[]): string | undefined {
  const texts = parts.map((part) => retellPart(phrasebook, lang, part))
  return texts.some((text) => text === undefined) ? undefined : texts.join('')
}

function retellPart(phrasebook: Phrasebook, lang: Lang, part: Told): string | undefined {
  if (typeof part === 'string') return part
  if ('day' in part) return formatDay(lang, part.day, part.zone)
  if ('time' in part) return formatTime(lang, part.time, part.zone)
  if ('month' in part) return formatMonth(lang, part.month)
  if (!phrasebook.has(lang, part.key)) return undefined
  const values: Values = {}
  for (const [name, value] of Object.entries(part.values ?? {})) {
    const text = typeof value === 'number' ? value : retell(phrasebook, lang, value)
    if (text === undefined) return undefined
    values[name] = text
  }
  return phrasebook.text(lang, part.key, values)
}

/** Texts are joined by line breaks, never inside a line: so each begins a line, behind its number at most, and ends one. */
function partsOf(origins: Origins, text: string): Told[] {
  const parts: Told[] = []
  let literal = ''
  let rest = text
  while (rest !== '') {
    const known = longestAtStart(origins, rest)
    const line = /^\d+\. |^[^\n]*\n?/.exec(rest)?.[0] ?? rest
    if (known === undefined) literal += line
    else {
      if (literal !== '') parts.push(literal)
      literal = ''
      parts.push(partOf(origins, known))
    }
    rest = rest.slice((known ?? line).length)
  }
  return literal === '' ? parts : [...parts, literal]
}

function longestAtStart(origins: Origins, text: string): string | undefined {
  let longest: string | undefined
  for (const known of origins.keys()) {
    const fits = known !== '' && text.startsWith(known) && (text.length === known.length || text[known.length] === '\n')
    if (fits && known.length > (longest?.length ?? 0)) longest = known
  }
  return longest
}

function partOf(origins: Origins, text: string): Told {
  const origin = origins.get(text)
  if (!origin) return text
  if (!('key' in origin)) return origin
  // Every text is offered the same values; only those that can be read in it are worth keeping.
  const used = Object.entries(origin.values).filter(([, value]) => value !== '' && text.includes(String(value)))
  if (used.length === 0) return { key: origin.key }
  return { key: origin.key, values: Object.fromEntries(used.map(([name, value]) => [name, typeof value === 'number' ? value : partsOf(origins, value)])) }
}
