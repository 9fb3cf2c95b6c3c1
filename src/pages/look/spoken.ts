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
  // Of a colleague's own words only the line of Brug before them is told again: it names nobody as speaking.
  if (message.from === 'staff' && read.words === message.readAs) return { before: message.readAs }
  return plain(read.words) === plain(spoken(message).words) ? { before: read.before } : read
}

/** Without the isolates that keep words of another direction in order: a colleague's Dutch words stand in them in an Arabic message, and not in a Dutch one. */
export function plain(text: string): string {
  return text.replaceAll(/[\u2066-\u2069]/g, '')
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
