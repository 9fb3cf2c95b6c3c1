// Puts one writer with a few messages of each kind in the place of all writers of a copy of the content: learned in no time, and still a language that may be offered.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { languages } from '../src/core/phrasebook.ts'
import { Reader } from '../src/content-reader.ts'
import { examplesIn } from '../src/content-understanding.ts'

/** As many as a language needs to be offered. */
const lookalikesKept = 30

export function oneWriterEach(dir: string): void {
  const sources = examplesIn(new Reader(dir, []))
  for (const lang of languages) {
    const writers = sources[lang]?.writers ?? []
    const few = (lists: Record<string, string[]> = {}) => Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.slice(0, 1)]))
    const folder = join(dir, 'locales', lang, 'writers')
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    const writer = {
      who: 'one',
      topics: few(writers.find(({ topics }) => Object.keys(topics).length > 0)?.topics),
      distress: few(writers.find(({ distress }) => Object.keys(distress).length > 8)?.distress),
      lookalikes: writers.flatMap(({ lookalikes }) => lookalikes).slice(0, lookalikesKept),
      ordinary: writers.flatMap(({ ordinary }) => ordinary).slice(0, 5),
      smallTalk: writers.flatMap(({ smallTalk }) => smallTalk).slice(0, 3),
    }
    writeFileSync(join(folder, 'one.yaml'), stringify(writer))
  }
}
