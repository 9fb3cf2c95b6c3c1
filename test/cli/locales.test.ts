// Texts for translators: how far each language is, out as a table and in again, and content that shows what cannot be translated.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { returnedRows } from '../../src/cli/returned.ts'
import { languages } from '../../src/core/phrasebook.ts'
import { brug, changedContent, lineOf, newFolder } from './command-line.ts'

const content = newFolder()
const tables = newFolder()
afterAll(() => [content, tables].forEach(({ rm }) => rm()))
changedContent(content.dir, [])

const env = { CONTENT_DIR: content.dir }
const table = join(tables.dir, 'so.csv')
const exported = () => brug(['locales', 'export', '--lang', 'so'], { env }).out
const imported = (text: string) => {
  writeFileSync(table, text)
  return brug(['locales', 'import', table, '--lang', 'so'], { env })
}

function somali(): Record<string, string> {
  const folder = join(content.dir, 'locales', 'so')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(json|yaml)$/.test(name))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

test('every language is told with its texts, what it lacks, what is reviewed, and how many examples it knows', () => {
  const { status, out } = brug(['locales', '--json'], { env })
  expect(status).toBe(0)
  const rows: unknown = JSON.parse(out)
  const whole = {
    missing: 0,
    stale: 0,
    texts: expect.any(Number),
    draft: expect.any(Number),
    reviewed: expect.any(Number),
    examples: expect.any(Number),
    distress: expect.any(Number),
  }
  expect(rows).toEqual(languages.map((lang) => expect.objectContaining({ lang, ...whole })))
})

test('a table that comes back as it went changes no byte', () => {
  const before = somali()
  const out = exported()
  expect(out).toMatch(/^\uFEFFkey,nl,en,translation,status\n/)
  expect(imported(out)).toMatchObject({ status: 0, out: '0 files changed.\n' })
  expect(somali()).toEqual(before)
  expect(exported()).toBe(out)
})

test('only the words that differ are put into their file', () => {
  const before = somali()
  const rows =
    'key,nl,en,translation,status\nmenu.json:title,,,Door hadda,\ntopics/bsn.yaml:what,,,"Lambarkaaga: BSN.",draft\ntopics/bsn.yaml:say.0.means,,,Goorma?,\n'
  expect(imported(rows)).toMatchObject({ status: 0, out: 'locales/so/menu.json\nlocales/so/topics/bsn.yaml\n2 files changed.\n' })
  const after = somali()
  const differs = Object.keys(after).filter((name) => after[name] !== before[name])
  expect(differs.toSorted()).toEqual(['menu.json', join('topics', 'bsn.yaml')])
  expect(after['menu.json']?.split('\n').filter((line) => !before['menu.json']?.includes(line))).toEqual(['  "title": "Door hadda",'])
  expect(brug(['locales', 'export', '--lang', 'so'], { env }).out).toContain('Lambarkaaga: BSN.')
})

test('with one fault nothing is written: an unknown key, a lost placeholder, a label that does not fit, a help card with a line less', () => {
  const before = somali()
  const { status, out } = imported(
    'key,nl,en,translation,status\nmenu.json:titel,,,Door,\nrepair.json:yes_ask,,,Haa weydii,\ntopics/bsn.yaml:label,,,Lambarka muwaadinka oo dheer,\ncare.json:talk_no_reply,,,Hal sadar oo keliya.,\nmenu.json:title,,,Dooro mid,\n',
  )
  expect(status).toBe(1)
  expect(out).toContain("'menu.json:titel' is not a text of so (did you mean 'menu.json:title'?)")
  expect(out).toContain("'repair.json:yes_ask' has placeholders []; Dutch has [name]")
  expect(out).toContain('locales/so/topics/bsn.yaml: label: ')
  expect(out).toMatch(/'care.json:talk_no_reply' has 1 lines; Dutch has \d+/)
  expect(out).toContain('4 faults; nothing was written.')
  expect(somali()).toEqual(before)
})

test('a table that lost its letters on the way is refused in one line', () => {
  const turkish = '\uFEFFkey,translation\na,Bir kişiye bağlan\nb,Şimdi başla\nc,Ağrınız mı var?\n'
  const rows = (bytes: Uint8Array) => returnedRows(bytes, () => undefined)
  expect(rows(Buffer.from(turkish))).toHaveLength(3)
  expect(() => rows(Buffer.from(turkish.slice(1).replaceAll('ı', 'ý').replaceAll('ş', 'þ'), 'latin1'))).toThrow(/^the table is not UTF-8.*CSV UTF-8/)
  expect(() => rows(Buffer.from(turkish.replaceAll(/[ığşŞ\uFEFF]/g, '?')))).toThrow(/^letters were lost in 3 of 3 rows, first in 'a': .*nothing was written$/)
  expect(() => rows(Buffer.from(Buffer.from(turkish).toString('latin1')))).toThrow(/^letters were lost in 3 of 3 rows/)
  expect(() => rows(Buffer.from('key,translation\na,Bir ki\uFFFDiye\n'))).toThrow(/^letters were lost in 1 of 1 rows/)
  const before = somali()
  writeFileSync(table, Buffer.from('key,translation\nmenu.json:title,Caf\u00e9\n', 'latin1'))
  expect(brug(['locales', 'import', table, '--lang', 'so'], { env })).toMatchObject({
    status: 2,
    out: '',
    err: expect.stringMatching(/^brug locales: the table is not UTF-8.*\n$/),
  })
  expect(somali()).toEqual(before)
})

test('a text that a language lacks is exported, and comes back into its file', () => {
  const lacking = newFolder()
  const own = { env: { CONTENT_DIR: lacking.dir } }
  changedContent(lacking.dir, [{ file: 'locales/so/menu.json', from: /\n {2}"subjects_text": .*/, to: '' }])
  expect(brug(['locales', 'export', '--lang', 'so', '--changed'], own).out).toMatch(/status\nmenu.json:subjects_text,[^\n]+\n$/)
  writeFileSync(table, 'key,translation\nmenu.json:subjects_text,Dooro mawduuc\n')
  expect(brug(['locales', 'import', table, '--lang', 'so'], own)).toMatchObject({ status: 0, out: 'locales/so/menu.json\n1 files changed.\n' })
  expect(JSON.parse(readFileSync(join(lacking.dir, 'locales/so/menu.json'), 'utf8'))).toMatchObject({ subjects_text: 'Dooro mawduuc' })
  lacking.rm()
})

test('a translation is older than a Dutch text that changed, until a translator saw it or says that it fits', () => {
  const changed = newFolder()
  const own = { env: { CONTENT_DIR: changed.dir } }
  const dutch = 'Bijna iedereen heeft een bibliotheek bij zich in de buurt.'
  changedContent(changed.dir, [
    { file: 'locales/nl/topics/library.yaml', from: /(details:\n {2}- ).*/, to: `$1${dutch}` },
    { file: 'locales/nl/topics/library.yaml', from: /(need:\n {2}- ).*/, to: '$1je adres' },
    { file: 'locales/so/topics/library.yaml', from: 'state: draft', to: 'state: reviewed, by: Hodan, on: 2026-05-01' },
  ])
  const row = () =>
    z
      .array(z.object({ lang: z.string(), stale: z.number(), reviewed: z.number(), draft: z.number() }))
      .parse(JSON.parse(brug(['locales', '--json'], own).out))
      .find(({ lang }) => lang === 'so')
  const before = row()
  expect(before).toMatchObject({ stale: 2, reviewed: 0 })
  const place = `locales/so/topics/library.yaml:${lineOf(changed.dir, 'locales/so/topics/library.yaml', 'details:') + 1}`
  expect(brug(['check', '--content', changed.dir]).out).toContain(`warning: ${place} the Dutch changed since this was translated\n`)
  const release = brug(['check', '--release', '--content', changed.dir]).out
  expect(release).toContain(`\n${place} the Dutch changed since this was translated\n`)
  expect(release).toMatch(new RegExp(`locales/so/topics: (\\d+) of \\1 not yet reviewed`))

  const sent = brug(['locales', 'export', '--lang', 'so', '--changed'], own).out
  const keys = sent.split('\n').map((line) => line.split(',')[0])
  expect(keys).toEqual(['\uFEFFkey', 'topics/library.yaml:need.0', 'topics/library.yaml:details.0', ''])
  // While the table was away the Dutch changed once more: this translator never saw that.
  const library = join(changed.dir, 'locales/nl/topics/library.yaml')
  writeFileSync(library, readFileSync(library, 'utf8').replace('je adres', 'je pas'))
  writeFileSync(table, sent)
  expect(brug(['locales', 'import', table, '--lang', 'so'], own)).toMatchObject({ status: 0, out: 'locales/so/translated.json\n1 files changed.\n' })
  expect(row()).toMatchObject({ stale: 1, reviewed: 0 })

  expect(brug(['locales', 'stamp', '--lang', 'so', '--file', 'locales/so/topics/libary.yaml'], own).err).toContain(
    "did you mean 'locales/so/topics/library.yaml'?",
  )
  expect(brug(['locales', 'stamp', '--lang', 'so', '--file', 'locales/so/menu.json'], own).out).toBe(
    '0 texts stamped; 1 of so are still older than the Dutch.\n',
  )
  expect(brug(['locales', 'stamp', '--lang', 'so', '--file', 'locales/so/topics/library.yaml'], own).out).toBe(
    '1 texts stamped; 0 of so are still older than the Dutch.\n',
  )
  expect(row()).toMatchObject({ stale: 0, reviewed: 1 })
  changed.rm()
})

test('pseudo content is sound, and every Dutch word of it looks odd', () => {
  const pseudo = newFolder()
  expect(brug(['locales', 'pseudo', '--out', pseudo.dir], { env }).status).toBe(0)
  expect(brug(['check', '--content', pseudo.dir]).out).toMatch(/No faults/)
  expect(readFileSync(join(pseudo.dir, 'locales/nl/menu.json'), 'utf8')).toMatch(/"title": "⟦[^"]*⟧"/)
  pseudo.rm()
})
