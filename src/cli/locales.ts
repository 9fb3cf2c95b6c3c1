// brug locales: how many texts each language has.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { languages } from '../core/phrasebook.ts'
import { flagsOf, print, type Command } from './command.ts'

export const locales: Command = {
  name: 'locales',
  usage: ['locales'],
  summary: 'how many texts each language has',
  async run(words) {
    const { values } = flagsOf(words, {})
    const dir = resolve(process.env['CONTENT_DIR'] ?? resolve(import.meta.dirname, '..', '..'), 'locales')
    const rows = languages.map((lang) => ({ lang, texts: readdirSync(join(dir, lang)).filter((name) => name.endsWith('.json')).reduce((sum, name) => sum + count(JSON.parse(readFileSync(join(dir, lang, name), 'utf8'))), 0) }))
    print(values.json, rows, rows.map((row) => `${row.lang}  ${row.texts}`).join('\n'))
    return 0
  },
}

function count(tree: unknown): number {
  if (typeof tree === 'string') return 1
  return typeof tree === 'object' && tree !== null ? Object.values(tree).reduce((sum: number, value) => sum + count(value), 0) : 0
}
