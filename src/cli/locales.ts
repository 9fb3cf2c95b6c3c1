// brug locales: how far each language is, a table for translators and back again, and a language that shows which words stand outside the texts.
// It translates nothing and signs no review: a native speaker writes name and day into the file.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { linesOf, textsByKey } from '../checks/lines.ts'
import { staleIn } from '../checks/translated.ts'
import { loadContent, type Sources } from '../content.ts'
import { didYouMean } from '../core/flow/check.ts'
import { Lang, languages } from '../core/phrasebook.ts'
import { contentSettings } from '../settings.ts'
import { flagsOf, notThere, print, required, WrongInput, type Command } from './command.ts'
import { writePseudo } from './pseudo.ts'
import { demandContent } from './texts.ts'
import { brought, stampedNow, tableFor } from './translations.ts'

export const locales: Command = {
  name: 'locales',
  usage: [
    'locales',
    'locales export --lang so [--changed] [--out FILE.csv]',
    'locales import FILE.csv --lang so',
    'locales stamp --lang so [--file FILE]',
    'locales pseudo --out DIR',
  ],
  summary:
    'How far each language is; its texts as a table for translators, and back (--changed: only what is missing or older than the Dutch); stamp: the translations fit the Dutch as it is now; pseudo: content whose words all look odd, so that others stand out.',
  async run(words) {
    const { values, positionals } = flagsOf(
      words,
      { lang: { type: 'string' }, out: { type: 'string' }, file: { type: 'string' }, changed: { type: 'boolean', default: false } },
      2,
    )
    const [what, file] = positionals
    const { contentDir, keepIn, publicUrl, municipality } = contentSettings()
    demandContent(contentDir)
    const read = (): Sources => loadContent(contentDir, { publicUrl, municipality, keepIn, today: new Date() }).sources
    if (what === undefined) return coverage(values.json, read())
    if (what === 'pseudo') {
      writePseudo(contentDir, resolve(required(values.out, 'locales pseudo: --out DIR')), read())
      print(values.json, { out: values.out }, `Written. Try: CONTENT_DIR=${values.out} npx brug talk --lang nl`)
      return 0
    }
    if (!commands.includes(what))
      throw notThere(
        'command',
        `locales ${what}`,
        commands.map((one) => `locales ${one}`),
      )
    const lang = Lang.safeParse(required(values.lang, `locales ${what}: --lang`))
    if (!lang.success) throw notThere('language', values.lang ?? '', languages)
    if (what === 'import') return takeIn(values.json, contentDir, required(file, 'locales import: FILE.csv'), lang.data, read())
    if (what === 'stamp') return stamp(values.json, contentDir, lang.data, values.file, read())
    const table = tableFor(lang.data, read(), values)
    if (values.out === undefined) process.stdout.write(table)
    else writeFileSync(values.out, table)
    return 0
  },
}

const commands = ['export', 'import', 'stamp', 'pseudo']

function coverage(json: boolean, sources: Sources): number {
  const lines = linesOf(sources.texts)
  const placesOf = (lang: Lang) => {
    const folder = `locales/${lang}/`
    return new Set(lines.filter(({ file }) => file.path.startsWith(folder)).map(({ file, path }) => `${file.path.slice(folder.length)}:${path.join('.')}`))
  }
  const dutch = [...placesOf('nl')]
  const rows = languages.map((lang) => {
    const places = placesOf(lang)
    const stale = staleIn(sources.texts, lang)
    const staleFiles = new Set([...stale.values()].map(({ file }) => file.path))
    const topicFiles = [...(sources.texts.topics.get(lang)?.values() ?? [])]
    const reviewed = topicFiles.filter(({ path, value }) => value.status.state === 'reviewed' && !staleFiles.has(path)).length
    const { writers = 0, topics = 0, distress = 0, other = 0 } = sources.examples[lang] ?? {}
    return {
      lang,
      texts: places.size,
      missing: dutch.filter((place) => !places.has(place)).length,
      stale: stale.size,
      topics: topicFiles.length,
      reviewed,
      draft: topicFiles.filter(({ value }) => value.status.state === 'draft').length,
      writers,
      examples: topics + distress + other,
      distress,
    }
  })
  const heads = Object.keys(rows[0] ?? {})
  const shown = [heads, ...rows.map((row) => Object.values(row).map(String))].map((cells) =>
    cells
      .map((cell) => cell.padStart(9))
      .join('')
      .trimStart(),
  )
  print(json, rows, shown.join('\n'))
  return 0
}

/** `file`: as from here, or as it stands under locales/. */
function stamp(json: boolean, contentDir: string, lang: Lang, file: string | undefined, sources: Sources): number {
  if (lang === 'nl') throw new WrongInput('Dutch is what the others are translated from: stamp another language')
  const known = [...new Set([...textsByKey(sources.texts, lang).values()].map((line) => line.file.path))]
  const wanted =
    file === undefined ? undefined : known.find((path) => resolve(file) === resolve(contentDir, path) || path.endsWith(`/${file}`) || path === file)
  if (file !== undefined && wanted === undefined) throw new WrongInput(`there is no file '${file}' of ${lang}${didYouMean(file, known)}`)
  const stale = staleIn(sources.texts, lang)
  const stamped = [...stale.values()].filter(({ file: { path } }) => wanted === undefined || path === wanted).length
  const changed = stampedNow(lang, sources, wanted)
  if (changed) writeFileSync(join(contentDir, changed.path), changed.text)
  print(json, { stamped, stale: stale.size - stamped }, `${stamped} texts stamped; ${stale.size - stamped} of ${lang} are still older than the Dutch.`)
  return 0
}

/** All or nothing: with one fault no file is written. */
function takeIn(json: boolean, contentDir: string, name: string, lang: Lang, sources: Sources): number {
  if (!existsSync(name)) throw new WrongInput(`'${name}' cannot be read`)
  const texts = (path: string) => readFileSync(join(contentDir, path), 'utf8')
  const { faults, changed } = brought(readFileSync(name), lang, sources, texts)
  if (faults.length === 0) for (const { path, text } of changed) writeFileSync(join(contentDir, path), text)
  const files = faults.length === 0 ? changed.map(({ path }) => path) : []
  const end = faults.length > 0 ? `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}; nothing was written.` : `${files.length} files changed.`
  print(json, { faults, files }, [...faults, ...files, end].join('\n'))
  return faults.length > 0 ? 1 : 0
}
