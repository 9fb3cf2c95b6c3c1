// How does one message fit a platform? The rule for choices (up to 3 buttons, up to 10 a list, more a numbered menu),
// where long texts are cut, and how labels are shortened.
// It sends nothing and reads no answers: a typed number or label is resolved by the core.
// Lengths are counted in UTF-16 units, the strictest of the ways platforms count; no cut ever goes through a grapheme that fits.
import type { Offer } from '../core/effect.ts'
import type { Direction } from '../core/phrasebook.ts'

export type Shape = 'none' | 'buttons' | 'list' | 'menu'

export function shapeOf(offers: readonly Offer[]): Shape {
  if (offers.length === 0) return 'none'
  if (offers.length <= 3) return 'buttons'
  return offers.length <= 10 ? 'list' : 'menu'
}

/** The first offer of each id: platforms refuse a whole message for one id that comes twice. */
export function distinct(offers: readonly Offer[]): Offer[] {
  return offers.filter((offer, at) => offers.findIndex((other) => other.id === offer.id) === at)
}

/** Latin digits in every language; a right-to-left line starts with a mark so that the number stays on its own side. */
export function numbered(offers: readonly Offer[], dir: Direction): string {
  const mark = dir === 'rtl' ? '\u200F' : ''
  return offers.map((offer, at) => `${mark}${at + 1}. ${offer.full ?? offer.label}`).join('\n')
}

/** Shortens to `max` at a grapheme, with an ellipsis. */
export function cut(label: string, max: number): string {
  if (label.length <= max) return label
  return `${headOf(label, max - 1).trimEnd()}…`
}

/** Parts of at most `max`, the last (which carries the choices) of at most `lastMax`; cut at paragraphs, else lines, sentences, words. */
export function splitText(text: string, limits: { max: number; lastMax: number }): string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (rest.length > limits.lastMax) {
    const head = headAtBreak(rest, Math.min(limits.max, rest.length - 1))
    parts.push(head.trimEnd())
    rest = rest.slice(head.length).replace(/^\s+/, '')
  }
  return [...parts.filter((part) => part !== ''), ...(rest === '' ? [] : [rest])]
}

/** A link that opens on a telephone elsewhere. Platforms refuse buttons to this machine, so those links go into the text. */
export function opensAnywhere(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  const isPublic = hostname.includes('.') && !/^(127|10|192\.168|169\.254)\./.test(hostname) && !hostname.endsWith('.localhost')
  return (protocol === 'https:' || protocol === 'http:') && isPublic
}

export function withLink(text: string, link: { label: string; url: string }): string {
  return `${text}\n\n${link.label}\n${link.url}`
}

const breaks = [/\n\s*\n/g, /\n/g, /[.!?؟。።]\s/g, /\s/g]

function headAtBreak(text: string, limit: number): string {
  const window = text.slice(0, limit)
  for (const pattern of breaks) {
    const last = [...window.matchAll(pattern)].at(-1)
    const end = last ? last.index + last[0].length : 0
    // A break very near the start would make many tiny messages.
    if (end >= limit / 4) return text.slice(0, end)
  }
  // Never nothing, or the splitting would not end.
  return headOf(text, limit) || text.slice(0, limit)
}

function headOf(text: string, max: number): string {
  let end = 0
  // Only as much as can matter: segmenting a megabyte to keep twenty characters would cost seconds.
  for (const { index, segment } of graphemes.segment(text.slice(0, max + 64))) {
    if (index + segment.length > max) break
    end = index + segment.length
  }
  if (end > 0 || max <= 0) return text.slice(0, end)
  // One grapheme longer than the limit (piled-up accents): cut between code points.
  const code = text.charCodeAt(max - 1)
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? max - 1 : max)
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
