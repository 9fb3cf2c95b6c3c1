// In which script each language is written. What people type in Latin letters where the language has a script of its own is compared by sound.
import type { Lang } from '../phrasebook.ts'

const latin = /\p{Script=Latin}/u

export const scripts: Readonly<Record<Lang, RegExp>> = {
  nl: latin,
  en: latin,
  tr: latin,
  so: latin,
  ar: /\p{Script=Arabic}/u,
  fa: /\p{Script=Arabic}/u,
  ti: /\p{Script=Ethiopic}/u,
}

export function hasOwnScript(lang: Lang): boolean {
  return scripts[lang] !== latin
}
