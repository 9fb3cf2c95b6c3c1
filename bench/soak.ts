// `npm run soak`: does Brug keep its promises while processes die, Redis goes away, wires break and the platform is unruly?
// Each kind of fault has its run; then the same with one part of the mechanism taken out, which must be noticed. Ends with 0 only when all of that is so.
// -- --seconds 10 --faults F1,F3 --seed 7 --controls pop makes it shorter or repeats what was seen.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { loadContent } from '../src/content.ts'
import { isAtLeast } from '../src/core/level.ts'
import { controls } from './soak/controls.ts'
import { faultNames } from './soak/nemesis.ts'
import { run, type Outcome, type Plan } from './soak/run.ts'
import { cry, thinContent } from './soak/thin-content.ts'

const controlNames = controls.map(({ name }) => name)
const Words = z.object({
  seconds: z.coerce.number().min(5).default(60),
  faults: z
    .string()
    .default(faultNames.join())
    .transform((names) => names.split(',').filter((name) => name !== ''))
    .pipe(z.array(z.enum(faultNames))),
  seed: z.coerce
    .number()
    .int()
    .default(() => Math.floor(Math.random() * 2 ** 31)),
  contacts: z.coerce.number().int().min(20).default(200),
  rate: z.coerce.number().min(1).default(60),
  controls: z
    .string()
    .default(controlNames.join())
    .transform((names) => names.split(',').filter((name) => name !== ''))
    .pipe(z.array(z.enum(controlNames))),
})
const text = { type: 'string' } as const
const { values } = parseArgs({ options: { seconds: text, faults: text, seed: text, contacts: text, rate: text, controls: text } })
const { seconds, faults, seed, contacts, rate, controls: wanted } = Words.parse(values)
const controlSeconds = 12
const violationsShown = 12

const contentDir = thinContent(resolve(process.env['CONTENT_DIR'] ?? resolve(import.meta.dirname, '..')), mkdtempSync(join(tmpdir(), 'brug-soak-')))
// A run that is broken off takes everything it started with it; the house sees to that when this process ends by itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))
process.on('exit', () => rmSync(contentDir, { recursive: true, force: true }))
const loading = loadContent(contentDir, { publicUrl: 'http://localhost', today: new Date() })
if (loading.type === 'faulty') throw new Error(loading.faults.join('\n'))
const { content } = loading.loaded
if (!isAtLeast(content.understanding.read(cry, 'nl').distress.level, '3A')) throw new Error(`'${cry}' is not heard: a soak would say nothing about cries`)

say(`Seed ${seed}. 2 web processes, 2 workers, ${contacts} people, ${rate} messages a second, ${seconds} s for each fault.`)
const outcomes: Outcome[] = []
for (const fault of faults) outcomes.push(await played({ harm: fault, seconds, seed, contacts, perSecond: rate }))
const unnoticed: string[] = []
for (const control of controls.filter(({ name }) => wanted.includes(name))) {
  const outcome = await played({ harm: control.harm, seconds: controlSeconds, seed, contacts, perSecond: rate, control })
  if (outcome.violations.length === 0) unnoticed.push(`${control.name} (${control.what}) was not noticed`)
  outcomes.push(outcome)
}
say(`\n${table(outcomes)}`)
for (const one of unnoticed) say(`\nThe soak itself is at fault: ${one}.`)
const broken = outcomes.filter(({ plan, violations }) => plan.control === undefined && violations.length > 0)
say(
  broken.length + unnoticed.length === 0
    ? `\nEvery promise was kept under ${faults.join(', ') || 'no fault'}, and every control was noticed that was run.`
    : `\n${broken.length} runs broke a promise, ${unnoticed.length} controls were not noticed. Seed ${seed}.`,
)
process.exit(broken.length + unnoticed.length === 0 ? 0 : 1)

async function played(plan: Plan): Promise<Outcome> {
  const outcome = await run(plan, { content, contentDir })
  const { violations } = outcome
  const isControl = plan.control !== undefined
  say(`${nameOf(plan)}: ${violations.length === 0 ? 'nothing broken' : `${violations.length} broken${isControl ? ', as it must be' : `; seed ${plan.seed}`}`}`)
  for (const one of violations.slice(0, isControl ? 3 : violationsShown)) say(`  ${one}`)
  return outcome
}

function nameOf({ harm, control }: Plan): string {
  return control === undefined ? harm : `control ${control.name}`
}

function table(all: readonly Outcome[]): string {
  const heads = [
    'run',
    'faults',
    'starved',
    'acked in',
    'taken again',
    'refused, slowest',
    'lost',
    'double',
    'disordered',
    'undelivered',
    'sent twice (bound)',
    'given up',
    'drain',
    'recovery, longest',
  ]
  const lines = all.map((one) => [
    nameOf(one.plan),
    one.faults,
    `${one.starvedSeconds.toFixed(0)} s`,
    one.acked,
    one.taken - one.acked,
    `${one.refused}, ${(one.slowestRefusalMs / 1000).toFixed(1)} s`,
    one.lost,
    one.double,
    one.disordered,
    one.undelivered,
    `${one.repeats} (${one.repeatsMax})`,
    one.buried,
    `${(one.drainMs / 1000).toFixed(1)} s`,
    `${(one.recoveryMs.median / 1000).toFixed(1)} s, ${(one.recoveryMs.longest / 1000).toFixed(1)} s`,
    one.plan.control === undefined ? (one.violations.length === 0 ? 'kept' : 'BROKEN') : one.violations.length === 0 ? 'NOT NOTICED' : 'noticed',
  ])
  const rows = [[...heads, ''], ...lines].map((row) => row.map(String))
  const widths = rows[0]?.map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, n) => cell.padEnd(widths[n] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
