// The texts of one language as a table (key, nl, en, translation, status), and a table that comes back as changed files.
// Only the words that differ are put into the files: everything around them stays, byte by byte. It writes nothing itself.
import { parse } from 'csv-parse/sync'
import { isScalar, parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { textsByKey, type Line } from '../checks/lines.ts'
import { staleIn, stampOf } from '../checks/translated.ts'
import type { Sources } from '../content.ts'
import { placeholders, translatedFile } from '../content-texts.ts'
import { didYouMean } from '../core/flow/check.ts'
import { TopicTexts } from '../core/flow/topic.ts'
import type { Lang } from '../core/phrasebook.ts'
import { WrongInput } from './command.ts'

const columns = ['key', 'nl', 'en', 'translation', 'status'] as const
const Row = z.object({ key: z.string(), nl: z.string().default(''), translation: z.string() })

/** With the mark by which spreadsheets know UTF-8. `changed`: only what is missing, or was translated from another Dutch text. */
export function tableFor(lang: Lang, sources: Sources, o: { changed: boolean }): string {
  const [dutch, english, own] = (['nl', 'en', lang] as const).map((each) => textsByKey(sources.texts, each))
  const stale = staleIn(sources.texts, lang)
  const wanted = [...(dutch ?? [])].filter(([key]) => !o.changed || stale.has(key) || own?.has(key) !== true)
  const rows = wanted.map(([key, { text }]) => {
    const topic = /^topics\/(.+)\.yaml:/.exec(key)?.[1] ?? ''
    return [key, text, english?.get(key)?.text ?? '', own?.get(key)?.text ?? '', sources.texts.topics.get(lang)?.get(topic)?.value.status.state ?? '']
  })
  return `\uFEFF${[[...columns], ...rows].map((row) => row.map(quoted).join(',')).join('\n')}\n`
}

export interface Changed {
  path: string
  text: string
}

export interface Brought {
  faults: string[]
  changed: Changed[]
}

/** `textOf`: a file of the content as it is now. An empty translation leaves what is there; every other row was seen by the translator, also one that stays as it was. */
export function brought(table: string, lang: Lang, sources: Sources, textOf: (path: string) => string): Brought {
  const own = textsByKey(sources.texts, lang)
  const dutch = textsByKey(sources.texts, 'nl')
  const faults: string[] = []
  const seen = new Map<string, string>()
  const wanted = new Map<string, { line: Line; text: string }[]>()
  for (const { key, nl, translation } of rowsIn(table)) {
    const line = own.get(key)
    const measure = dutch.get(key)
    // The Dutch of the row, which may be older than the Dutch of today.
    if (translation !== '' && line && measure) seen.set(key, stampOf(nl.trim() === '' ? measure.text : nl))
    if (translation === '' || line?.text === translation) continue
    if (!line || !measure) faults.push(`'${key}' is not a text of ${lang}${didYouMean(key, [...own.keys()])}`)
    else if (placeholders(measure.text) !== placeholders(translation))
      faults.push(`'${key}' has placeholders [${placeholders(translation)}]; Dutch has [${placeholders(measure.text)}]`)
    else wanted.set(line.file.path, [...(wanted.get(line.file.path) ?? []), { line, text: translation }])
  }
  const stamps = stamped(lang, sources, seen)
  const changed = [...wanted].map(([path, changes]) => ({ path, text: withChanges(textOf(path), changes, path.endsWith('.json')) }))
  return { faults: [...faults, ...changed.flatMap(({ path, text }) => shapeOf(path, text))], changed: stamps ? [...changed, stamps] : changed }
}

/** Everything in `file` (absent: in the language) fits the Dutch as it is now; undefined when that was known. */
export function stampedNow(lang: Lang, sources: Sources, path?: string): Changed | undefined {
  const dutch = textsByKey(sources.texts, 'nl')
  const fits = [...textsByKey(sources.texts, lang)].flatMap(([key, { file }]) => {
    const measure = path === undefined || path === file.path ? dutch.get(key) : undefined
    return measure ? [[key, stampOf(measure.text)] as const] : []
  })
  return stamped(lang, sources, new Map(fits))
}

/** The stamps there are, with these over them, in the order of the Dutch. A file that cannot be read now keeps what it has. */
function stamped(lang: Lang, sources: Sources, fits: ReadonlyMap<string, string>): Changed | undefined {
  if (lang === 'nl') return undefined
  const before = sources.texts.translated.get(lang) ?? new Map<string, string>()
  const dutch = [...textsByKey(sources.texts, 'nl').keys()]
  const readable = new Set(dutch.map(fileOf))
  const unread = [...before].filter(([key]) => !readable.has(fileOf(key)))
  const known = dutch.flatMap((key) => {
    const stamp = fits.get(key) ?? before.get(key)
    return stamp === undefined ? [] : [[key, stamp] as const]
  })
  const text = `${JSON.stringify(Object.fromEntries([...known, ...unread]), null, 2)}\n`
  return text === `${JSON.stringify(Object.fromEntries(before), null, 2)}\n` ? undefined : { path: `locales/${lang}/${translatedFile}`, text }
}

function fileOf(key: string): string {
  return key.slice(0, key.indexOf(':'))
}

function shapeOf(path: string, text: string): string[] {
  if (path.endsWith('.json')) return []
  const result = TopicTexts.safeParse(parseDocument(text).toJS())
  return result.success ? [] : result.error.issues.map((issue) => `${path}: ${issue.path.map(String).join('.')}: ${issue.message}`)
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
