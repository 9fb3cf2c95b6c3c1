// The texts of one language as a table (key, nl, en, translation, status), and a table that comes back as changed files.
// Only the words that differ are put into the files: everything around them stays, byte by byte. It writes nothing itself.
import { parse } from 'csv-parse/sync'
import { isScalar, parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { linesOf, type Line } from '../checks/lines.ts'
import type { Sources } from '../content.ts'
import { placeholders } from '../content-texts.ts'
import { didYouMean } from '../core/flow/check.ts'
import { TopicTexts } from '../core/flow/topic.ts'
import type { Lang } from '../core/phrasebook.ts'
import { WrongInput } from './command.ts'

const columns = ['key', 'nl', 'en', 'translation', 'status'] as const
const Row = z.object({ key: z.string(), translation: z.string() })

/** With the mark by which spreadsheets know UTF-8. */
export function tableFor(lang: Lang, sources: Sources): string {
  const [dutch, english, own] = (['nl', 'en', lang] as const).map((each) => byKey(each, sources))
  const rows = [...(dutch ?? [])].map(([key, { text }]) => {
    const topic = /^topics\/(.+)\.yaml:/.exec(key)?.[1] ?? ''
    return [key, text, english?.get(key)?.text ?? '', own?.get(key)?.text ?? '', sources.texts.topics.get(lang)?.get(topic)?.value.status.state ?? '']
  })
  return `\uFEFF${[[...columns], ...rows].map((row) => row.map(quoted).join(',')).join('\n')}\n`
}

export interface Brought {
  faults: string[]
  changed: { path: string; text: string }[]
}

/** `textOf`: a file of the content as it is now. An empty translation leaves what is there. */
export function brought(table: string, lang: Lang, sources: Sources, textOf: (path: string) => string): Brought {
  const own = byKey(lang, sources)
  const dutch = byKey('nl', sources)
  const faults: string[] = []
  const wanted = new Map<string, { line: Line; text: string }[]>()
  for (const { key, translation } of rowsIn(table)) {
    const line = own.get(key)
    const measure = dutch.get(key)
    if (translation === '' || line?.text === translation) continue
    if (!line || !measure) faults.push(`'${key}' is not a text of ${lang}${didYouMean(key, [...own.keys()])}`)
    else if (placeholders(measure.text) !== placeholders(translation))
      faults.push(`'${key}' has placeholders [${placeholders(translation)}]; Dutch has [${placeholders(measure.text)}]`)
    else wanted.set(line.file.path, [...(wanted.get(line.file.path) ?? []), { line, text: translation }])
  }
  const changed = [...wanted].map(([path, changes]) => ({ path, text: withChanges(textOf(path), changes, path.endsWith('.json')) }))
  return { faults: [...faults, ...changed.flatMap(({ path, text }) => shapeOf(path, text))], changed }
}

function shapeOf(path: string, text: string): string[] {
  if (path.endsWith('.json')) return []
  const result = TopicTexts.safeParse(parseDocument(text).toJS())
  return result.success ? [] : result.error.issues.map((issue) => `${path}: ${issue.path.map(String).join('.')}: ${issue.message}`)
}

/** Texts by `file:path`. A Dutch sentence to say stands where the other languages say what it means. */
function byKey(lang: Lang, sources: Sources): Map<string, Line> {
  const folder = `locales/${lang}/`
  const lines = linesOf(sources.texts).filter(
    ({ file, path }) => file.path.startsWith(folder) && (path.at(-1) !== 'nl' || (lang === 'nl' && path[0] === 'say')),
  )
  return new Map(lines.map((line) => [`${line.file.path.slice(folder.length)}:${line.path.join('.').replace(/^(say\.\d+)\.nl$/, '$1.means')}`, line]))
}

export function withChanges(source: string, changes: readonly { line: Line; text: string }[], isJson: boolean): string {
  const document = parseDocument(source)
  const places = changes.flatMap(({ line, text }) => {
    const node = document.getIn(line.path, true)
    return isScalar(node) && node.range ? [{ from: node.range[0], to: node.range[1], text }] : []
  })
  // From the end, so that the places before stay where they are.
  return places
    .toSorted((a, b) => b.from - a.from)
    .reduce((all, { from, to, text }) => {
      const spelled = isJson || text.includes('\n') ? JSON.stringify(text) : stringify(text, { lineWidth: 0 }).trimEnd()
      return `${all.slice(0, from)}${spelled}${all.slice(from, to).endsWith('\n') ? '\n' : ''}${all.slice(to)}`
    }, source)
}

function rowsIn(table: string): z.infer<typeof Row>[] {
  try {
    const delimiter = table.split('\n', 1)[0]?.includes(';') ? ';' : ','
    return z.array(Row).parse(parse(table, { bom: true, columns: true, delimiter, skip_empty_lines: true }))
  } catch {
    throw new WrongInput(`this is no table with the columns ${columns.join(', ')}`)
  }
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
