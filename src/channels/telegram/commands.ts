// The command list beside Telegram's text box, in every language. Its words come from the menu's own texts, so they can never differ from it.
import type { LanguageCode } from 'grammy/types'
import type { Lang, Phrasebook } from '../../core/phrasebook.ts'
import { cut } from '../render.ts'

export interface CommandList {
  lang: Lang
  code: LanguageCode
  commands: { command: string; description: string }[]
}

const keys: readonly [string, string][] = [
  ['menu', 'menu:name'],
  ['human', 'menu:human'],
  ['appointments', 'menu:appointments'],
  ['language', 'menu:language'],
  ['stop', 'menu:stop'],
]
/** Telegram accepts all seven, also Tigrinya and Somali. */
const codes: Record<Lang, LanguageCode> = { nl: 'nl', en: 'en', ar: 'ar', ti: 'ti', fa: 'fa', tr: 'tr', so: 'so' }
const descriptionMax = 256

export function commandLists(phrasebook: Phrasebook, languages: readonly Lang[]): CommandList[] {
  return languages.map((lang) => ({
    lang,
    code: codes[lang],
    commands: keys
      .filter(([, key]) => phrasebook.has(lang, key))
      .map(([command, key]) => ({ command, description: cut(phrasebook.text(lang, key), descriptionMax) })),
  }))
}
