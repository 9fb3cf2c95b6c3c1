// The words that texts tell people to type: each does what was promised, in their own language and in Dutch.
// Buttons are copied and typed too, long after their question: they mean the same then, and none is taken for a cry.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { isAtLeast } from '../../src/core/level.ts'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { projectContent } from '../content-for-tests.ts'

const { understanding, phrasebook } = projectContent()
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
  expect(textsOf(lang)).toMatch(new RegExp(`[:፦] ${word}[.።"\\\\]`))
  expect(understanding.read(word, lang).command).toBe(command)
})

test.each(languages)('who reads %s may type the Dutch words too', (lang) => {
  expect(toType.nl.map((word) => understanding.read(word, lang).command)).toEqual(commands)
})

const buttons = {
  'menu:human': 'human',
  'menu:stop': 'stop',
  'menu:forget': 'forget-me',
  'menu:who_sees': 'who-sees',
  'menu:back': 'menu',
  'menu:yes': 'yes',
  'menu:no': 'no',
  'topics:ask_person_unnamed': 'human',
  'agenda:coming': 'confirm',
  'agenda:other_time': 'reschedule',
  'agenda:cannot': 'cancel',
  'care:not_needed_button': 'not-needed',
} as const

test.each(languages)('a button of %s typed as it stands gives the same order', (lang) => {
  const meant = Object.keys(buttons).map((key) => [key, understanding.read(phrasebook.text(lang, key, {}), lang).command])
  expect(Object.fromEntries(meant)).toEqual(buttons)
})

test.each(languages)('no short text of %s, typed back, is taken for a cry', (lang) => {
  const short = [...textsOf(lang, ['care.json', 'staff.json']).matchAll(/": "([^"\\]{1,20})"/g)].map(([, text = '']) => text)
  expect(short.length).toBeGreaterThan(50)
  expect(short.filter((text) => isAtLeast(understanding.read(text, lang).distress.level, '1'))).toEqual([])
})

function textsOf(lang: Lang, without: readonly string[] = []): string {
  const folder = resolve(import.meta.dirname, '../../locales', lang)
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && !without.includes(file))
  return files.map((file) => readFileSync(resolve(folder, file), 'utf8')).join('')
}
