// brug locales: how many texts each language has, and how many of the Dutch ones it lacks.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { languages } from '../core/phrasebook.ts'
import { contentSettings } from '../settings.ts'
import { flagsOf, print, WrongInput, type Command } from './command.ts'

export const locales: Command = {
  name: 'locales',
  usage: ['locales'],
  summary: 'How many texts each language has.',
  async run(words) {
    const { values } = flagsOf(words, {}, 0)
    const dir = join(contentSettings().contentDir, 'locales')
    if (!existsSync(dir)) throw new WrongInput(`there is no folder ${dir}`)
    const dutch = keysIn(join(dir, 'nl'))
    const rows = languages.map((lang) => {
      const keys = new Set(keysIn(join(dir, lang)))
      return { lang, texts: keys.size, missing: dutch.filter((key) => !keys.has(key)).length }
    })
    print(values.json, rows, rows.map(({ lang, texts, missing }) => `${lang}  ${texts} texts${missing > 0 ? `, ${missing} missing` : ''}`).join('\n'))
    return 0
  },
}

function keysIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => keys(treeOf(join(folder, name)), name))
}

function treeOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new WrongInput(`${file} is not JSON (npx brug check tells where)`)
  }
}

function keys(tree: unknown, path: string): string[] {
  if (typeof tree === 'string') return [path]
  return typeof tree === 'object' && tree !== null ? Object.entries(tree).flatMap(([key, value]) => keys(value, `${path}.${key}`)) : []
}
