// The words that texts tell people to type: each does what was promised, in their own language and in Dutch.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { projectContent } from '../content-for-tests.ts'

const { understanding } = projectContent()
const commands = ['human', 'menu', 'stop', 'forget-me'] as const

const toType: Record<Lang, readonly [human: string, menu: string, stop: string, forget: string]> = {
  nl: ['mens', 'menu', 'stop', 'wis'],
  en: ['person', 'menu', 'stop', 'delete my data'],
  ar: ['إنسان', 'القائمة', 'إيقاف', 'حذف'],
  ti: ['ሰብ', 'ዝርዝር', 'ምቁራጽ', 'ምድምሳስ'],
  fa: ['انسان', 'منو', 'توقف', 'حذف'],
  tr: ['insan', 'menü', 'dur', 'bilgilerimi sil'],
  so: ['qof', 'liiska', 'jooji', 'tirtir'],
}

const callMe: Record<Lang, string> = {
  nl: 'bel mij',
  en: 'call me',
  ar: 'اتصلوا بي',
  ti: 'ደውሉለይ',
  fa: 'به من زنگ بزنید',
  tr: 'beni arayın',
  so: 'i soo wac',
}

const orders = languages.flatMap((lang) => [
  ...commands.map((command, n) => [lang, toType[lang][n] ?? '', command] as const),
  [lang, callMe[lang], 'human'] as const,
])

test.each(orders)('in %s the texts say "%s", and it is understood as %s', (lang, word, command) => {
  const folder = resolve(import.meta.dirname, '../../locales', lang)
  const texts = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => readFileSync(resolve(folder, file), 'utf8'))
    .join('')
  expect(texts).toMatch(new RegExp(`[:፦] ${word}[.።"\\\\]`))
  expect(understanding.read(word, lang).command).toBe(command)
})

test.each(languages)('who reads %s may type the Dutch words too', (lang) => {
  expect(toType.nl.map((word) => understanding.read(word, lang).command)).toEqual(commands)
})
