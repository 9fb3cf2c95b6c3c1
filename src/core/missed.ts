// Practical questions that Brug did not understand, or answered with the wrong topic: what is kept of them, and what is left out of their words.
// The words themselves only stand here when the person agreed to that; whoever reads them must not learn who asked.
import { z } from 'zod'
import { Lang } from './phrasebook.ts'

/** `heard`: topics it was taken for, best first. `picked`: the topic the person took, of those offered for it. */
export const Missed = z.object({
  id: z.string(),
  at: z.number(),
  lang: Lang,
  heard: z.array(z.string()),
  picked: z.string().optional(),
  text: z.string().optional(),
})
export type Missed = z.infer<typeof Missed>

/** The question asked last, until it is clear how that ended. `text`: only if it may be asked for. `missedId`: it stands among the missed ones. */
export const LastAsked = z.object({
  at: z.number(),
  lang: Lang,
  heard: z.array(z.string()),
  text: z.string().optional(),
  missedId: z.string().optional(),
  /** What was read as the answer to it, and whether that was not clear. */
  topic: z.string().optional(),
  unclear: z.boolean().optional(),
})
export type LastAsked = z.infer<typeof LastAsked>

/** Whether words may be kept was asked, once. The words wait here for the answer. */
export const AskedToKeep = z.object({ at: z.number(), missedId: z.string().optional(), text: z.string().optional() })
export type AskedToKeep = z.infer<typeof AskedToKeep>

export const missedMax = 20
/** How long a question may still be the one that another topic answers, and how long words wait for a yes. */
export const lastAskedMs = 30 * 60 * 1000
const keptMs = 24 * 60 * 60 * 1000
/** Enough for what is kept, and little enough for patterns that look from every letter on. */
const lookedAtChars = 1000
const firstChars = /^.{0,300}/su
/** Stands for whatever could tell who wrote. In no language a word. */
const leftOut = '[…]'

interface Kept {
  lastAsked?: LastAsked | undefined
  askedToKeep?: AskedToKeep | undefined
  kept?: { topics: string[]; at: number } | undefined
}

/** The fields without words that waited too long; empty when there are none. */
export function withoutOldWords({ lastAsked, askedToKeep, kept }: Kept, now: number): Kept {
  return {
    ...(lastAsked && now - lastAsked.at > lastAskedMs ? { lastAsked: undefined } : {}),
    ...(askedToKeep?.text !== undefined && now - askedToKeep.at > lastAskedMs ? { askedToKeep: { at: askedToKeep.at } } : {}),
    // What was asked before a cry is stale the day after.
    ...(kept && now - kept.at > keptMs ? { kept: undefined } : {}),
  }
}

/** In this order: an account number holds what looks like a telephone number. All digits count, also those of Arabic and Persian. */
const tellTale: readonly RegExp[] = [
  /https?:\/\/\S+/giu,
  /[^\s@<>]{1,64}@[^\s@<>]+\.[^\s@<>]+/gu,
  /(?<![\p{L}\p{Nd}])@\w{3,}/gu,
  /\b[A-Z]{2}\d{2} ?[A-Z0-9]{4}(?: ?(?=[A-Z]{0,3}\d)[A-Z0-9]{2,4}){2,7}\b/giu,
  // Telephone, citizen service, client and V-numbers, dates of birth: six digits or more, however they are parted.
  /\+?\p{Nd}(?:[\s().\-/]{0,2}\p{Nd}){5,}/gu,
  // A postcode with a house number is an address.
  /\b[1-9]\d{3} ?[A-Z]{2}\b(?: ?\d+)?|\b[1-9]\d{3}[a-z]{2}\b(?: ?\d+)?/gu,
]

/** The words as somebody else may read them: without numbers, addresses and these first names, and not too many. */
export function impersonal(text: string, firstNames: readonly string[]): string {
  const names = firstNames.flatMap((name) => [name, ...name.split(/[\s-]+/u)]).filter((name) => name.length > 1)
  const longestFirst = names.toSorted((a, b) => b.length - a.length).map(nameIn)
  const without = [...tellTale, ...longestFirst].reduce((left, pattern) => left.replaceAll(pattern, leftOut), text.slice(0, lookedAtChars).normalize('NFC'))
  return firstChars.exec(without.replaceAll(/\s+/gu, ' ').trim())?.[0].toWellFormed() ?? ''
}

/** With an ending (Hassans, Maria'nın), but not as the beginning of any longer word; a short name only by itself. */
function nameIn(name: string): RegExp {
  const literal = name.normalize('NFC').replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`)
  const ending = name.length >= 4 ? String.raw`[\p{L}\p{M}]{0,3}` : ''
  return new RegExp(String.raw`(?<![\p{L}\p{M}])${literal}${ending}(?![\p{L}\p{M}])`, 'giu')
}
