// `npm run evaluate`: how well messages are understood, on examples the models were not trained on.
// Writers are kept apart: in each round one writer's cries and a fifth of everything else are held out, in every language at once.
// The lists of expressions were written by the same hands as the examples, so real messages are harder: read the figures as an upper bound.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { isAtLeast, Level } from '../src/core/level.ts'
import { languages, type Lang } from '../src/core/phrasebook.ts'
import { buildUnderstanding, DistressSource, UnderstandingSource } from '../src/core/understanding/build.ts'

const rounds = 5
const root = resolve(process.env['CONTENT_DIR'] ?? join(import.meta.dirname, '..'))

interface Tally {
  hit: number
  of: number
}
type Row = Record<'urgent' | 'elevated' | 'alarmed' | 'misled' | 'topic' | 'topic3', Tally>

const sources = new Map(
  languages.map((lang) => [
    lang,
    { understanding: UnderstandingSource.parse(read(lang, 'understanding')), distress: DistressSource.parse(read(lang, 'distress')) },
  ]),
)
const rows = new Map<Lang, Row>(
  languages.map((lang) => [lang, { urgent: none(), elevated: none(), alarmed: none(), misled: none(), topic: none(), topic3: none() }]),
)

for (let round = 0; round < rounds; round += 1) {
  const split = new Map(languages.map((lang) => [lang, divided(lang, round)]))
  const reader = buildUnderstanding(Object.fromEntries([...split].map(([lang, { kept }]) => [lang, kept])))
  for (const [lang, { held }] of split) {
    const row = rows.get(lang)
    if (!row) continue
    for (const { text, level } of held.cries) {
      const heard = reader.read(text, lang).distress.level
      if (isAtLeast(level, '3A')) count(row.urgent, isAtLeast(heard, '3A'))
      else if (level === '2') count(row.elevated, isAtLeast(heard, '2'))
    }
    for (const text of held.ordinary) count(row.alarmed, isAtLeast(reader.read(text, lang).distress.level, '2'))
    for (const text of held.lookalikes) count(row.misled, isAtLeast(reader.read(text, lang).distress.level, '2'))
    for (const { text, topic } of held.questions) {
      const found = reader.read(text, lang).topics.map((one) => one.topic)
      count(row.topic, found[0] === topic)
      count(row.topic3, found.includes(topic))
    }
  }
}
print()

function divided(lang: Lang, round: number) {
  const { understanding, distress } = sources.get(lang) ?? { understanding: UnderstandingSource.parse({}), distress: DistressSource.parse({}) }
  const writers = Object.keys(distress.examples)
  const away = writers.filter((_, n) => n % rounds === round)
  const cries = away.flatMap((writer) =>
    Object.entries(distress.examples[writer] ?? {}).flatMap(([label, texts]) =>
      (texts ?? []).map((text) => ({ text, level: Level.parse(label.split(' ')[0]) })),
    ),
  )
  const [ordinary, keptOrdinary] = fifth(distress.ordinary, round)
  const [lookalikes, keptLookalikes] = fifth(distress.lookalikes, round)
  const questions = Object.entries(understanding.topics).flatMap(([topic, texts]) => fifth(texts, round)[0].map((text) => ({ text, topic })))
  const topics = Object.fromEntries(Object.entries(understanding.topics).map(([topic, texts]) => [topic, fifth(texts, round)[1]]))
  return {
    held: { cries, ordinary, lookalikes, questions },
    kept: {
      understanding: { ...understanding, topics },
      distress: {
        ...distress,
        ordinary: keptOrdinary,
        lookalikes: keptLookalikes,
        examples: Object.fromEntries(Object.entries(distress.examples).filter(([writer]) => !away.includes(writer))),
      },
    },
  }
}

/** The held-out fifth, and the rest. */
function fifth(texts: readonly string[], round: number): [string[], string[]] {
  return [texts.filter((_, n) => n % rounds === round), texts.filter((_, n) => n % rounds !== round)]
}

function none(): Tally {
  return { hit: 0, of: 0 }
}

function count(tally: Tally, hit: boolean): void {
  tally.of += 1
  if (hit) tally.hit += 1
}

function read(lang: Lang, name: string): unknown {
  return parse(readFileSync(join(root, 'locales', lang, `${name}.yaml`), 'utf8'))
}

/** Wilson score interval, 95 %. */
function interval({ hit, of }: Tally): string {
  if (of === 0) return '-'
  const z = 1.96
  const share = hit / of
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of)
  return `${share.toFixed(2)} [${Math.max(0, middle - half).toFixed(2)}-${Math.min(1, middle + half).toFixed(2)}] n=${of}`
}

function print(): void {
  const heads = ['lang', '3A/3B heard', '2 heard', 'false alarm, ordinary', 'false alarm, lookalikes', 'topic first', 'topic in three']
  const lines = [...rows].map(([lang, row]) => [
    lang,
    ...(['urgent', 'elevated', 'alarmed', 'misled', 'topic', 'topic3'] as const).map((name) => interval(row[name])),
  ])
  for (const line of [heads, ...lines]) process.stdout.write(`${line.map((cell) => cell.padEnd(26)).join('')}\n`)
  process.stdout.write(
    '\nHeld out by writer (cries) and by fifths (the rest), five rounds, 95 % intervals. Written by the authors of the lists: an upper bound.\n',
  )
}
