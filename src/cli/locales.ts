// brug locales: how far each language is, a table for translators and back again, and a language that shows which words stand outside the texts.
// It translates nothing and signs no review: a native speaker writes name and day into the file.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { linesOf } from '../checks/lines.ts'
import { loadContent, type Sources } from '../content.ts'
import { Lang, languages } from '../core/phrasebook.ts'
import { contentSettings } from '../settings.ts'
import { flagsOf, notThere, print, required, WrongInput, type Command } from './command.ts'
import { writePseudo } from './pseudo.ts'
import { demandContent } from './texts.ts'
import { brought, tableFor } from './translations.ts'

export const locales: Command = {
  name: 'locales',
  usage: ['locales', 'locales export --lang so [--out FILE.csv]', 'locales import FILE.csv --lang so', 'locales pseudo --out DIR'],
  summary: 'How far each language is; its texts as a table for translators, and back; pseudo: content whose words all look odd, so that others stand out.',
  async run(words) {
    const { values, positionals } = flagsOf(words, { lang: { type: 'string' }, out: { type: 'string' } }, 2)
    const [what, file] = positionals
    const { contentDir, publicUrl, municipality } = contentSettings()
    demandContent(contentDir)
    const read = (): Sources => loadContent(contentDir, { publicUrl, municipality, today: new Date() }).sources
    if (what === undefined) return coverage(values.json, read())
    if (what === 'pseudo') {
      writePseudo(contentDir, resolve(required(values.out, 'locales pseudo: --out DIR')), read())
      print(values.json, { out: values.out }, `Written. Try: CONTENT_DIR=${values.out} npx brug talk --lang nl`)
      return 0
    }
    if (what !== 'export' && what !== 'import') throw notThere('command', `locales ${what}`, ['locales export', 'locales import', 'locales pseudo'])
    const lang = Lang.safeParse(required(values.lang, `locales ${what}: --lang`))
    if (!lang.success) throw notThere('language', values.lang ?? '', languages)
    if (what === 'import') return takeIn(values.json, contentDir, required(file, 'locales import: FILE.csv'), lang.data, read())
    const table = tableFor(lang.data, read())
    if (values.out === undefined) process.stdout.write(table)
    else writeFileSync(values.out, table)
    return 0
  },
}

function coverage(json: boolean, sources: Sources): number {
  const lines = linesOf(sources.texts)
  const placesOf = (lang: Lang) => {
    const folder = `locales/${lang}/`
    return new Set(lines.filter(({ file }) => file.path.startsWith(folder)).map(({ file, path }) => `${file.path.slice(folder.length)}:${path.join('.')}`))
  }
  const dutch = [...placesOf('nl')]
  const rows = languages.map((lang) => {
    const places = placesOf(lang)
    const states = [...(sources.texts.topics.get(lang)?.values() ?? [])].map(({ value }) => value.status.state)
    const reviewed = states.filter((state) => state === 'reviewed').length
    const { writers = 0, topics = 0, distress = 0, other = 0 } = sources.examples[lang] ?? {}
    return {
      lang,
      texts: places.size,
      missing: dutch.filter((place) => !places.has(place)).length,
      topics: states.length,
      reviewed,
      draft: states.length - reviewed,
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

/** All or nothing: with one fault no file is written. */
function takeIn(json: boolean, contentDir: string, name: string, lang: Lang, sources: Sources): number {
  if (!existsSync(name)) throw new WrongInput(`'${name}' cannot be read`)
  const texts = (path: string) => readFileSync(join(contentDir, path), 'utf8')
  const { faults, changed } = brought(readFileSync(name, 'utf8'), lang, sources, texts)
  if (faults.length === 0) for (const { path, text } of changed) writeFileSync(join(contentDir, path), text)
  const files = faults.length === 0 ? changed.map(({ path }) => path) : []
  const end = faults.length > 0 ? `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}; nothing was written.` : `${files.length} files changed.`
  print(json, { faults, files }, [...faults, ...files, end].join('\n'))
  return faults.length > 0 ? 1 : 0
}
