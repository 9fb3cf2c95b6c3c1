// `npm run evaluate`: how well messages are understood that the models were not trained on, beside the goals and the last recorded figures.
// First the unseen sets (bench/unseen), read by the models as they go live; then each writer of the examples in turn held out of training, in every language at once.
// -- --sets c,d --rounds 0 --misses 40 --figure urgent --lang nl shows less or more; --record writes docs/understanding-figures.json.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { z } from 'zod'
import { Reader } from '../src/content-reader.ts'
import { examplesIn } from '../src/content-understanding.ts'
import { languages, Lang } from '../src/core/phrasebook.ts'
import { buildUnderstanding, trainUnderstanding, understandingFrom, type Learned, type Sources } from '../src/core/understanding/build.ts'
import type { Understanding } from '../src/core/understanding/understand.ts'
import { figureNames, figures, measure, noTallies, type Figure, type Miss, type Tallies, type Tally } from './understanding/figures.ts'
import { setOf, unseenSet } from './understanding/sets.ts'

const text = { type: 'string' } as const
const { values } = parseArgs({ options: { sets: text, rounds: text, misses: text, figure: text, lang: text, record: { type: 'boolean' } } })
const o = z
  .object({
    sets: z.string().default('c,d'),
    rounds: z.coerce.number().int().min(0).default(4),
    misses: z.coerce.number().int().min(0).default(12),
    figure: z.enum(figureNames).optional(),
    lang: Lang.optional(),
    record: z.boolean().default(false),
  })
  .parse(values)

const root = resolve(process.env['CONTENT_DIR'] ?? join(import.meta.dirname, '..'))
const unseenDir = join(import.meta.dirname, 'unseen')
const recordFile = join(import.meta.dirname, '..', 'docs', 'understanding-figures.json')
const names: readonly Figure[] = figureNames
/** What matters most comes first. */
const worst: readonly Figure[] = ['urgent', 'taken', 'elevated', 'lookalike']

const Recorded = z.object({
  date: z.string(),
  /** Of the rules and examples that were learned from. */
  data: z.string(),
  sets: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.tuple([z.number(), z.number()])))),
})
type Recorded = z.infer<typeof Recorded>

const faults: string[] = []
const sources = examplesIn(new Reader(root, faults))
if (faults.length > 0) throw new Error(faults.join('\n'))
const before = existsSync(recordFile) ? Recorded.parse(JSON.parse(readFileSync(recordFile, 'utf8'))) : undefined
const data = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 12)
const sets: Recorded['sets'] = {}

const startedAt = performance.now()
const learned = trainUnderstanding(sources)
say(
  `Data ${data}: ${countOf(sources)} examples of ${Object.values(sources).flatMap(({ writers }) => writers).length} writers, learned in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`,
)
if (before) say(`Last recorded ${before.date}, data ${before.data}.`)
const understanding = buildUnderstanding(sources, learned)
for (const name of o.sets.split(',').filter((one) => one !== '')) {
  const rows = new Map<Lang, Tallies>()
  const misses: Miss[] = []
  for (const lang of languages) {
    const set = unseenSet(unseenDir, lang, name)
    if (!set) continue
    const tallies = noTallies()
    misses.push(...measure(understanding, lang, set, tallies))
    rows.set(lang, tallies)
  }
  if (rows.size > 0) print(`Unseen set ${name}`, name, rows, misses)
}
if (o.rounds > 0) {
  const rows = new Map<Lang, Tallies>()
  const misses: Miss[] = []
  for (let round = 0; round < o.rounds; round += 1) {
    const reader = understandingFrom(split(round).kept)
    for (const [lang, set] of split(round).held) {
      const tallies = rows.get(lang) ?? noTallies()
      rows.set(lang, tallies)
      misses.push(...measure(reader, lang, set, tallies))
    }
  }
  print(`Writers held out, ${o.rounds} rounds`, 'held out', rows, misses)
}
say(`\nLanguages Brug does not speak, read as such (goal 0.97): ${strangers(understanding)}`)
say(cost(understanding, learned))
if (o.record) writeFileSync(recordFile, `${JSON.stringify({ date: new Date().toISOString().slice(0, 10), data, sets } satisfies Recorded, null, 1)}\n`)

/** Every so-manieth writer of each language is held out: one person's words and life are never on both sides. */
function split(round: number) {
  const held = languages.flatMap((lang) => {
    const away = (sources[lang]?.writers ?? []).filter((_, n) => n % o.rounds === round)
    return away.length > 0 ? [[lang, setOf(away)] as const] : []
  })
  const kept: Sources = Object.fromEntries(
    Object.entries(sources).map(([lang, source]) => [lang, { ...source, writers: source.writers.filter((_, n) => n % o.rounds !== round) }]),
  )
  return { held, kept }
}

function print(title: string, name: string, rows: ReadonlyMap<Lang, Tallies>, misses: readonly Miss[]): void {
  say(`\n${title} (95 % interval; last column of a line: change since the last record)`)
  const width = 24
  say(
    ['', ...names.map((figure) => `${figures[figure].head} ${'most' in figures[figure] ? '<=' : '>='}${figures[figure].goal}`)]
      .map((cell) => cell.padEnd(width))
      .join('')
      .trimEnd(),
  )
  const all = noTallies()
  for (const [lang, tallies] of rows) {
    for (const figure of names) {
      all[figure].hit += tallies[figure].hit
      all[figure].of += tallies[figure].of
    }
    line(lang, tallies)
  }
  line('all', all)
  sets[name] = Object.fromEntries(
    [...rows].map(([lang, tallies]) => [
      lang,
      Object.fromEntries(names.map((figure) => [figure, [tallies[figure].hit, tallies[figure].of] as [number, number]])),
    ]),
  )
  const confused = new Map<string, number>()
  for (const miss of misses)
    if (miss.figure === 'first') confused.set(`${miss.wanted} -> ${miss.heard}`, (confused.get(`${miss.wanted} -> ${miss.heard}`) ?? 0) + 1)
  const pairs = [...confused].toSorted((a, b) => b[1] - a[1]).slice(0, 12)
  say(`Confused most: ${pairs.map(([pair, count]) => `${pair} ${count}`).join(', ')}`)
  const shown = misses.filter((miss) => (o.figure ? miss.figure === o.figure : worst.includes(miss.figure)) && (!o.lang || miss.lang === o.lang))
  for (const miss of shown.toSorted((a, b) => worst.indexOf(a.figure) - worst.indexOf(b.figure)).slice(0, o.misses))
    say(`  ${figures[miss.figure].head} ${miss.lang} [${miss.wanted} heard as ${miss.heard}] ${miss.text.replaceAll('\n', ' ')}`)

  function line(lang: Lang | 'all', tallies: Tallies): void {
    say(
      [lang, ...names.map((figure) => cell(tallies[figure], lang === 'all' ? undefined : before?.sets[name]?.[lang]?.[figure]))]
        .map((one, n) => one.padEnd(n === 0 ? 6 : width))
        .join('')
        .trimEnd(),
    )
  }
}

function cell(tally: Tally, last?: readonly [number, number]): string {
  if (tally.of === 0) return '-'
  const [low, high] = interval(tally)
  const share = tally.hit / tally.of
  const change = last && last[1] > 0 ? share - last[0] / last[1] : 0
  return `${share.toFixed(3)} [${low.toFixed(2)}-${high.toFixed(2)}]${Math.abs(change) >= 0.0005 ? ` ${change > 0 ? '+' : ''}${change.toFixed(3)}` : ''}`
}

/** Wilson score interval, 95 %. */
function interval({ hit, of }: Tally): [number, number] {
  const z95 = 1.96
  const share = hit / of
  const middle = (share + (z95 * z95) / (2 * of)) / (1 + (z95 * z95) / of)
  const half = (z95 * Math.sqrt((share * (1 - share)) / of + (z95 * z95) / (4 * of * of))) / (1 + (z95 * z95) / of)
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

function strangers(reader: Understanding): string {
  const lists = z.record(z.string(), z.array(z.string())).parse(parse(readFileSync(join(unseenDir, 'other.yaml'), 'utf8')))
  return Object.entries(lists)
    .map(([lang, texts]) => {
      const heard = texts.map((one) => reader.read(one).lang)
      const others = heard.filter((one) => one !== 'other')
      return `${lang} ${heard.length - others.length} of ${heard.length}${others.length > 0 ? ` (else ${[...new Set(others)].join(' ')})` : ''}`
    })
    .join(', ')
}

/** Time for one message with everything read of it, and the memory of what was learned. */
function cost(reader: Understanding, { topics, commands, languages: langs, level, kind }: Learned): string {
  const texts = languages.flatMap((lang) => Object.values(unseenSet(unseenDir, lang, 'c')?.topics ?? {}).flat())
  const took = texts
    .map((one) => {
      const from = performance.now()
      const reading = reader.read(one)
      void [reading.distress, reading.topics, reading.lang, reading.sure]
      return performance.now() - from
    })
    .toSorted((a, b) => a - b)
  const at = (share: number) => (took[Math.floor(took.length * share)] ?? 0).toFixed(2)
  const bytes = [topics, commands, langs, level, kind].reduce(
    (sum, { bias, met, rarity, step, rows, buckets }) => sum + [bias, met, rarity, step, rows].reduce((bytes, array) => bytes + array.byteLength, buckets * 4),
    0,
  )
  return `One message: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms (goal 5 ms). Models: ${(bytes / 1e6).toFixed(0)} MB (goal 150 MB).`
}

function countOf(all: Sources): number {
  const lists = Object.values(all).flatMap(({ writers }) =>
    writers.flatMap((one) => [
      ...Object.values(one.topics),
      ...Object.values(one.distress),
      ...Object.values(one.commands),
      one.lookalikes,
      one.ordinary,
      one.smallTalk,
      one.notCommands,
    ]),
  )
  return lists.reduce((sum, list) => sum + list.length, 0)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
