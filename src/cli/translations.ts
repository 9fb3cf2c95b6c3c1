// The texts of one language as a table (key, nl, en, translation, status), and a table that comes back as changed files.
// Only the words that differ are put into the files: everything around them stays, byte by byte. It writes nothing itself.
import { isScalar, parseDocument, stringify } from 'yaml'
import { textsByKey, type Line } from '../checks/lines.ts'
import { staleIn, stampOf } from '../checks/translated.ts'
import type { Sources } from '../content.ts'
import { placeholders, translatedFile } from '../content-texts.ts'
import { didYouMean } from '../core/flow/check.ts'
import { TopicTexts } from '../core/flow/topic.ts'
import type { Lang } from '../core/phrasebook.ts'
import { columns, returnedRows } from './returned.ts'

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
export function brought(table: Uint8Array, lang: Lang, sources: Sources, textOf: (path: string) => string): Brought {
  const own = textsByKey(sources.texts, lang)
  const dutch = textsByKey(sources.texts, 'nl')
  const files = new Set([...own.values()].map(({ file }) => file.path).filter((path) => path.endsWith('.json')))
  const faults: string[] = []
  const seen = new Map<string, string>()
  const wanted = new Map<string, Change[]>()
  for (const { key, nl, translation } of returnedRows(table, (each) => own.get(each)?.text)) {
    const measure = dutch.get(key)
    const now = own.get(key)
    if (translation === '' || (now?.text === translation && !measure)) continue
    // What Dutch has and this language lacks can be added to a JSON file; in a topic's file it needs a place.
    const path = now?.file.path ?? `locales/${lang}/${fileOf(key)}`
    const fault = faultOf(key, translation, { measure, known: now !== undefined || files.has(path), lang, keys: [...own.keys()] })
    if (fault !== undefined && now?.text !== translation) faults.push(fault)
    if (!measure || fault !== undefined) continue
    // The Dutch of the row, which may be older than the Dutch of today.
    seen.set(key, stampOf(nl.trim() === '' ? measure.text : nl))
    if (now?.text !== translation) wanted.set(path, [...(wanted.get(path) ?? []), { path: now?.path ?? measure.path, text: translation }])
  }
  const stamps = stamped(lang, sources, seen)
  const changed = [...wanted].map(([path, changes]) => ({ path, text: withChanges(textOf(path), changes, path.endsWith('.json')) }))
  return { faults: [...faults, ...changed.flatMap(({ path, text }) => shapeOf(path, text))], changed: stamps ? [...changed, stamps] : changed }
}

function faultOf(key: string, translation: string, o: { measure: Line | undefined; known: boolean; lang: Lang; keys: string[] }): string | undefined {
  if (!o.measure) return `'${key}' is not a text of ${o.lang}${didYouMean(key, o.keys)}`
  if (!o.known) return `'${key}' is missing in ${o.lang}: write it into its file first`
  const { text } = o.measure
  if (placeholders(text) !== placeholders(translation)) return `'${key}' has placeholders [${placeholders(translation)}]; Dutch has [${placeholders(text)}]`
  // A line of a help card is one thing to do: none may be lost, and the first is the one that saves a life.
  const [has, must] = [translation, text].map((each) => each.split(/\r?\n/).length)
  return key.startsWith('care.json:') && has !== must ? `'${key}' has ${has} lines; Dutch has ${must}` : undefined
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

export interface Change {
  path: readonly string[]
  text: string
}

/** In JSON a text that is not there yet comes last among its neighbours. */
export function withChanges(source: string, changes: readonly Change[], isJson: boolean): string {
  const document = parseDocument(source)
  const added = isJson ? changes.filter(({ path }) => !document.hasIn(path)) : []
  const places = changes.flatMap(({ path, text }) => {
    const node = document.getIn(path, true)
    return isScalar(node) && node.range ? [{ from: node.range[0], to: node.range[1], text }] : []
  })
  // From the end, so that the places before stay where they are.
  const changed = places
    .toSorted((a, b) => b.from - a.from)
    .reduce((all, { from, to, text }) => {
      const spelled = isJson || text.includes('\n') ? JSON.stringify(text) : stringify(text, { lineWidth: 0 }).trimEnd()
      return `${all.slice(0, from)}${spelled}${all.slice(from, to).endsWith('\n') ? '\n' : ''}${all.slice(to)}`
    }, source)
  if (added.length === 0) return changed
  const whole = parseDocument(changed)
  for (const { path, text } of added) whole.setIn(path, text)
  return `${JSON.stringify(whole.toJS(), null, 2)}\n`
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
