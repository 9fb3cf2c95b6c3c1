import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { codeLabels } from '../../src/checks/labels.ts'
import { brug, changedContent, contentDir, lineOf, newFolder } from './command-line.ts'
import { broken, unreviewed, type Planted } from './planted-faults.ts'

const folder = newFolder()
const odd = newFolder()
afterAll(() => [folder, odd].forEach(({ rm }) => rm()))

const isChange = ({ from, to }: Planted) => from !== to

/** Each fault stands on its line, with the word that was meant; `from` equal to `to` marks a second fault of the same change. */
function expectTold(dir: string, out: string, planted: readonly Planted[]): void {
  const lines = out.split('\n')
  const untold = planted
    .filter(({ says }) => says !== '')
    .flatMap(({ file, at, says, near, warning }) => {
      const place = `${warning ? 'warning: ' : ''}${file}:`
      const found = lines.filter((line) => line.startsWith(place) && line.includes(says))
      const line = at === '' ? '' : `${lineOf(dir, file, at)} `
      const meant = near === undefined ? '' : `did you mean '${near}'?`
      return found.some((told) => told.startsWith(`${place}${line}`) && told.includes(meant)) ? [] : [{ place, line, says, meant, found }]
    })
  expect(untold, out).toEqual([])
}

test('every planted fault that keeps Brug from running is told with its file and line, and with the word that was probably meant', () => {
  changedContent(folder.dir, broken.filter(isChange))
  const { status, out } = brug(['check', '--content', folder.dir])
  expect(status).toBe(1)
  expectTold(folder.dir, out, broken)
  // A file with a fault is not called missing as well.
  expect(out).not.toMatch(/onboarding.* is missing|'voting' has no Dutch texts|calls flow 'settings'|answers topic 'healthcare/)
})

test('every planted fault that only people would meet is told just so; Brug could still run', () => {
  changedContent(odd.dir, unreviewed.filter(isChange))
  const { status, out } = brug(['check', '--content', odd.dir])
  expect(status).toBe(1)
  expectTold(odd.dir, out, unreviewed)
  expect(brug(['graph', 'menu'], { env: { CONTENT_DIR: odd.dir } }).status).toBe(0)
})

test('what is due is a warning, and a fault once it is to go live', () => {
  const due = unreviewed.filter(({ warning, says }) => warning && /valid until|90 days|still to come|minutes; longer/.test(says))
  const { status, out } = brug(['check', '--release', '--content', odd.dir])
  expect(status).toBe(1)
  expectTold(
    odd.dir,
    out,
    due.map((one) => ({ ...one, warning: undefined })),
  )
  expect(out).toMatch(/^locales\/so\/topics: \d+ of \d+ not yet reviewed by a native speaker/m)
})

test('sound content has no faults, and says so in words and in JSON', () => {
  const { status, out } = brug(['check', '--json', '--content', contentDir])
  expect(status, out).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ faults: [] })
})

test('a command that needs the content says in one line that it is broken, and how to see it all', () => {
  const { status, out, err } = brug(['graph', 'menu'], { env: { CONTENT_DIR: folder.dir } })
  expect({ status, out }).toEqual({ status: 2, out: '' })
  expect(err).toMatch(/^brug graph: the content has \d+ faults, .*npx brug check\)\n$/)
})

test('a flow as a diagram: every step, and what leads from one to the next', () => {
  const { status, out } = brug(['graph', 'menu'])
  expect(status).toBe(0)
  expect(out).toMatch(/^flowchart TD\n/)
  expect(out).toContain('human["human<br/>call"]')
  expect(out).toContain('human --> done')
})

test('a new version of a flow says where whoever waits in a step that is gone goes on', () => {
  const next = newFolder()
  const step = (name: string) => ({ file: 'flows/journeys/allowance-steps.yaml', from: '  ready:\n', to: `  ${name}:\n` })
  const goes = { file: 'flows/journeys/allowance-steps.yaml', from: 'go: ready', to: 'go: prepared' }
  changedContent(next.dir, [step('prepared'), goes])
  const refused = brug(['check', '--content', next.dir, '--against', contentDir])
  expect(refused.status).toBe(1)
  expect(refused.out).toContain("people wait at step 'ready' of the earlier version, which is gone: say where they go on, moved: { ready: ... }")
  changedContent(next.dir, [step('prepared'), goes, { file: goes.file, from: 'kind: journey\n', to: 'kind: journey\nmoved: { ready: prepard }\n' }])
  expect(brug(['check', '--content', next.dir]).out).toContain("'ready' moved to 'prepard', which does not exist (did you mean 'prepared'?)")
  changedContent(next.dir, [step('prepared'), goes, { file: goes.file, from: 'kind: journey\n', to: 'kind: journey\nmoved: { ready: prepared }\n' }])
  expect(brug(['check', '--content', next.dir, '--against', contentDir]).status).toBe(0)
  next.rm()
})

test('every label that code puts on a button is known to the check', () => {
  const room = resolve(import.meta.dirname, '../../src/core')
  const code = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const used = code.flatMap((file) =>
    [...readFileSync(join(room, file), 'utf8').matchAll(/(?:label|title): text(?:Of)?\(draft, (['`])(.+?)\1/g)].flatMap(([, , key = '']) => key),
  )
  expect(used.length).toBeGreaterThan(20)
  // A topic's own label and title are held to theirs where its file is read.
  const unknown = used
    .filter((key) => !/^topics:\$\{topic(\.id)?\}\./.test(key))
    .filter((key) => {
      const pattern = new RegExp(`^${key.replaceAll('.', String.raw`\.`).replaceAll(/\$\{\w+\}/g, '.+')}$`)
      return ![...codeLabels].some((label) => pattern.test(label))
    })
  expect(unknown).toEqual([])
})
