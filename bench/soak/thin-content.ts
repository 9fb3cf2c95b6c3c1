// The project's own content with only a few example sentences for each language, a dozen in Dutch: a process that is killed every other second must be up again
// within one, and most of a start goes into learning from examples. Flows, texts and everything else are whole.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { Lang } from '../../src/core/phrasebook.ts'

const keptInDutch = 12
const keptElsewhere = 3
const onlyWriter = 'authors.yaml'

/** Writes it into `dir` and returns `dir`, for CONTENT_DIR. */
export function thinContent(root: string, dir: string): string {
  for (const folder of ['flows', 'locales']) cpSync(join(root, folder), join(dir, folder), { recursive: true })
  for (const lang of Lang.options) {
    const folder = join(dir, 'locales', lang)
    const writers = readdirSync(join(folder, 'writers'))
    for (const name of writers.filter((one) => one !== onlyWriter)) rmSync(join(folder, 'writers', name))
    for (const name of ['understanding.yaml', 'distress.yaml', join('writers', onlyWriter)]) {
      const source: unknown = parse(readFileSync(join(folder, name), 'utf8'))
      writeFileSync(join(folder, name), stringify(thinned(source, lang === 'nl' ? keptInDutch : keptElsewhere)))
    }
  }
  return dir
}

function thinned(value: unknown, kept: number): unknown {
  if (Array.isArray(value)) return value.slice(0, kept).map((part) => thinned(part, kept))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, thinned(part, kept)]))
}
