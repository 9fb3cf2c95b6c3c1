// "I want to talk to Maria", "ask Maria", or only "Maria": a wish for a human, by a name Brug gave for theirs.
// It knows the trusted person and the reserve, as far as Brug may name them to this person; anybody else's name is only a word.
import type { Lang } from '../phrasebook.ts'
import { asksFor } from '../understanding/by-name.ts'
import type { Command } from '../understanding/understand.ts'
import { namedPerson, namedReserve, textOf, type Draft } from './draft.ts'

/** What a person is called where people ask for one, as on the buttons. */
const personWords: Readonly<Record<Lang, string>> = { nl: 'een mens', en: 'a person', ar: 'إنسان', ti: 'ሰብ', fa: 'انسان', tr: 'bir insan', so: 'qof' }

export function asksByName(draft: Draft, text: string): Command | undefined {
  const names = [namedPerson(draft), namedReserve(draft)].flatMap((relation) => relation?.firstName ?? [])
  return names.some((name) => asksForOne(draft, text, name)) ? 'human' : undefined
}

function asksForOne(draft: Draft, text: string, firstName: string): boolean {
  const name = firstName.toLowerCase()
  const said = text.trim().toLowerCase()
  if (name.length < 2 || !said.includes(name)) return asksFor(text, firstName)
  if (said === textOf(draft, 'topics:ask_person', { name }).toLowerCase() || asksFor(text, firstName)) return true
  const { command, commandBy } = draft.content.understanding.read(said.replaceAll(name, personWords[draft.lang]), draft.lang)
  return command === 'human' && commandBy === 'pattern'
}
