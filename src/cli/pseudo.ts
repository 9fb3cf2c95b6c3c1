// Content whose Dutch looks odd in every word: "⟦Ḧäļļö⟧". What looks normal in a conversation with it stands outside the texts and cannot be translated.
// Labels keep their length; placeholders and web addresses stay as they are.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { linesOf, type Line } from '../checks/lines.ts'
import type { Sources } from '../content.ts'
import { labelCharsMax, titleCharsMax } from '../core/flow/topic.ts'
import { withChanges } from './translations.ts'

export function writePseudo(contentDir: string, out: string, sources: Sources): void {
  for (const folder of ['flows', 'locales']) cpSync(join(contentDir, folder), join(out, folder), { recursive: true })
  const files = Map.groupBy(
    linesOf(sources.texts).filter(({ file }) => file.path.startsWith('locales/nl/')),
    ({ file }) => file.path,
  )
  for (const [path, lines] of files) {
    const changes = lines.filter(({ path: at }) => at.at(-1) !== 'nl').map((line) => ({ path: line.path, text: odd(line) }))
    writeFileSync(join(out, path), withChanges(readFileSync(join(contentDir, path), 'utf8'), changes, path.endsWith('.json')))
  }
}

const accents: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  n: 'ñ',
  s: 'š',
  z: 'ž',
  c: 'ç',
  A: 'Á',
  E: 'Ë',
  I: 'Ï',
  O: 'Ö',
  U: 'Ü',
}

function odd({ path, text }: Line): string {
  const letters = text.replaceAll(/\{\{[^}]*\}\}|[\w.-]+\.(?:nl|eu|com)\S*|[aeiounszcAEIOU]/g, (found) => accents[found] ?? found)
  const longest = path[0] === 'label' || text.length <= labelCharsMax ? labelCharsMax : path[0] === 'title' ? titleCharsMax : Infinity
  return letters.length + 2 <= longest ? `⟦${letters}⟧` : letters
}
