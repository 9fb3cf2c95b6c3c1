// Whose words are in a message, and which way they run. A colleague's first message comes with a line of Brug before it ("Maria now talks
// with you"): that line is Brug's, and the name before the words stands above the bubble already.
import type { Message } from '../api.ts'

export interface Spoken {
  before?: string
  words: string
}

/** What stands beside it in the language of the reader; without the colleague's own words, which are never translated. */
export function spokenAs(message: Pick<Message, 'from' | 'firstName' | 'text' | 'readAs'>): Partial<Spoken> {
  if (message.readAs === undefined) return {}
  const read = spoken({ ...message, text: message.readAs })
  return read.words === spoken(message).words ? { before: read.before } : read
}

export function spoken({ from, firstName, text }: Pick<Message, 'from' | 'firstName' | 'text'>): Spoken {
  if (from !== 'staff' || !firstName) return { words: text }
  const name = firstName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = new RegExp(`(^|\\n)[\\u2066-\\u2068]?${name}\\u2069?: ?`, 'u').exec(text)
  if (!found) return { words: text }
  const before = text.slice(0, found.index).trim()
  return { ...(before ? { before } : {}), words: text.slice(found.index + found[0].length).trimStart() }
}

/** Brug writes in one language at a time; people may mix, so their words decide for themselves. */
export function directionOf({ from, lang }: Pick<Message, 'from' | 'lang'>): 'ltr' | 'rtl' | 'auto' {
  if (from !== 'bot' || lang === undefined) return 'auto'
  return isRightToLeft(lang) ? 'rtl' : 'ltr'
}

export function isRightToLeft(lang: string | undefined): boolean {
  return lang === 'ar' || lang === 'fa'
}
