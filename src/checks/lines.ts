// Every text of every language with its place in its file. Dutch sentences and words inside the other languages are marked as Dutch.
// It reads what the loader read; a file with faults of its own has no lines here.
import type { ReadFile } from '../content-reader.ts'
import type { Texts } from '../content-texts.ts'
import { languages, type Lang } from '../core/phrasebook.ts'

export interface Line {
  /** Language of the words; a Dutch sentence to say is Dutch wherever it stands. */
  lang: Lang
  file: ReadFile<unknown>
  path: readonly string[]
  text: string
}

export function linesOf(texts: Texts, langs: readonly Lang[] = languages): Line[] {
  return langs.flatMap((lang) => {
    const namespaces = [...(texts.namespaces.get(lang)?.values() ?? [])].flatMap((file) =>
      file ? leaves(file.value, []).map((leaf) => ({ lang, file, ...leaf })) : [],
    )
    const topics = [...(texts.topics.get(lang)?.values() ?? [])].flatMap((file) =>
      leaves(file.value, [])
        .filter(({ path }) => path[0] !== 'status')
        .map((leaf) => ({ lang: leaf.path.at(-1) === 'nl' ? 'nl' : lang, file, ...leaf }) as const),
    )
    return [...namespaces, ...topics]
  })
}

/** Texts by `file:path`, as translators know them. A Dutch sentence to say stands where the other languages say what it means. */
export function textsByKey(texts: Texts, lang: Lang): Map<string, Line> {
  const folder = `locales/${lang}/`
  const lines = linesOf(texts, [lang]).filter(({ path }) => path.at(-1) !== 'nl' || (lang === 'nl' && path[0] === 'say'))
  return new Map(lines.map((line) => [`${line.file.path.slice(folder.length)}:${line.path.join('.').replace(/^(say\.\d+)\.nl$/, '$1.means')}`, line]))
}

function leaves(tree: unknown, path: readonly string[]): { path: readonly string[]; text: string }[] {
  if (typeof tree === 'string') return [{ path, text: tree }]
  return typeof tree === 'object' && tree !== null ? Object.entries(tree).flatMap(([key, value]) => leaves(value, [...path, key])) : []
}
