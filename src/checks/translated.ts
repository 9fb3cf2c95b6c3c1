// Which translations were made from another Dutch text than there is now? Each was stamped with the Dutch it came from, in locales/<lang>/translated.json.
// It compares stamps, not meanings: whether a translation is good is for who reads it.
import { createHash } from 'node:crypto'
import type { Texts } from '../content-texts.ts'
import { languages, type Lang } from '../core/phrasebook.ts'
import { textsByKey, type Line } from './lines.ts'
import { remark, type Remark } from './remark.ts'

/** Texts of one file that are told one by one; of more, one line tells how many. */
const oneByOneMax = 2

/** The same for texts that differ in white space only. */
export function stampOf(dutch: string): string {
  return createHash('sha256').update(dutch.replaceAll(/\s+/g, ' ').trim()).digest('hex').slice(0, 8)
}

/** By key, in the order of the files. A text that was never stamped is stale too. */
export function staleIn(texts: Texts, lang: Lang): Map<string, Line> {
  const dutch = lang === 'nl' ? new Map<string, Line>() : textsByKey(texts, 'nl')
  const stamps = texts.translated.get(lang)
  return new Map(
    [...textsByKey(texts, lang)].filter(([key]) => {
      const measure = dutch.get(key)
      return measure !== undefined && stamps?.get(key) !== stampOf(measure.text)
    }),
  )
}

/** Paths of files with a stale text: a review of theirs was of another text. */
export function staleFiles(texts: Texts, lang: Lang): Set<string> {
  return new Set([...staleIn(texts, lang).values()].map(({ file }) => file.path))
}

export function translated(texts: Texts): Remark[] {
  return languages.flatMap((lang) => {
    const stamps = texts.translated.get(lang)
    const files = Map.groupBy(staleIn(texts, lang), ([, { file }]) => file.path)
    return [...files.values()].flatMap((stale) => {
      const [first] = stale
      if (first === undefined) return []
      if (stale.length > oneByOneMax)
        return [remark('due', first[1].file, first[1].path, `the Dutch of ${stale.length} texts changed since they were translated, of this one first`)]
      return stale.map(([key, { file, path }]) =>
        remark('due', file, path, stamps?.has(key) ? 'the Dutch changed since this was translated' : 'nothing says from which Dutch this was translated'),
      )
    })
  })
}
