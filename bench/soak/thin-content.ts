// The project's own content with one writer and a few expressions for each language, some more in Dutch, which is what the soak writes: a process that is killed
// every other second must be up again within one, and most of a start goes into reading and learning. Flows, texts and everything else are whole.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { languages } from '../../src/core/phrasebook.ts'
import { oneWriterEach } from '../../test/one-writer.ts'

const keptInDutch = 12
const keptElsewhere = 3

/** What people cry in a soak, and what the thin content is sure to hear. */
export const cry = 'ik wil niet meer leven'

/** Writes it into `dir` and returns `dir`, for CONTENT_DIR. */
export function thinContent(root: string, dir: string): string {
  for (const folder of ['flows', 'locales']) cpSync(join(root, folder), join(dir, folder), { recursive: true })
  for (const lang of languages) {
    for (const name of ['understanding', 'distress']) {
      const file = join(dir, 'locales', lang, `${name}.yaml`)
      const source: unknown = parse(readFileSync(file, 'utf8'))
      writeFileSync(file, stringify(thinned(source, lang === 'nl' ? keptInDutch : keptElsewhere)))
    }
  }
  oneWriterEach(dir)
  writeFileSync(join(dir, 'locales', 'nl', 'writers', 'soak.yaml'), stringify({ who: 'the soak', distress: { '3A suicide': [cry] } }))
  return dir
}

function thinned(value: unknown, kept: number): unknown {
  if (Array.isArray(value)) return value.slice(0, kept).map((part) => thinned(part, kept))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, thinned(part, kept)]))
}
