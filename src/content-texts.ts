// The texts of all languages, from locales/: JSON by namespace, and one YAML file for each practical topic. Dutch is the measure for the others.
// It makes no sentences; how the parts of a topic become messages is in core/flow/topic.ts.
import { basename, join } from 'node:path'
import { createInstance } from 'i18next'
import { z } from 'zod'
import { didYouMean, type Fault } from './core/flow/check.ts'
import { composed, listedParts, TopicFrame, TopicTexts } from './core/flow/topic.ts'
import { directionOf, languages, type Lang, type Phrasebook, type Values } from './core/phrasebook.ts'
import type { ReadFile, Reader } from './content-reader.ts'
import { rememberingPhrasebook } from './phrases.ts'

export type TextFile = ReadFile<Record<string, unknown>>
export type TopicFiles = ReadonlyMap<string, ReadFile<TopicTexts>>

export interface Texts {
  phrasebook: Phrasebook
  /** Every key Dutch has. */
  textKeys: string[]
  /** By topic id, in Dutch: the measure for what a topic rests on. */
  topicTexts: TopicFiles
  /** The files as they were read, by language; one with faults of its own is undefined or absent. */
  namespaces: ReadonlyMap<Lang, ReadonlyMap<string, TextFile | undefined>>
  topics: ReadonlyMap<Lang, TopicFiles>
  /** By language and key: a stamp of the Dutch text that the translation was made from. */
  translated: ReadonlyMap<Lang, ReadonlyMap<string, string>>
}

/** Beside the texts of a language, but no texts. */
export const translatedFile = 'translated.json'

/** Every language has the same keys and placeholders as Dutch. */
export function phrasebookOf(read: Reader): Texts {
  const files = new Map(languages.map((lang) => [lang, namespacesOf(read, lang)]))
  const topics = new Map(languages.map((lang) => [lang, topicFilesOf(read, lang)]))
  const dutch = files.get('nl') ?? new Map<string, TextFile>()
  const dutchTopics = topics.get('nl') ?? new Map<string, ReadFile<TopicTexts>>()
  for (const lang of languages) {
    if (lang === 'nl') continue
    compareNamespaces(read, lang, dutch, files.get(lang))
    compareTopics(read, lang, dutchTopics, topics.get(lang))
  }
  const resources = Object.fromEntries(languages.map((lang) => [lang, resourcesOf(lang, files.get(lang), topics.get(lang))]))
  const instance = createInstance()
  void instance.init({
    lng: 'nl',
    fallbackLng: false,
    resources,
    ns: Object.keys(resources['nl'] ?? {}),
    initAsync: false,
    returnEmptyString: false,
    interpolation: { escapeValue: false },
  })
  const fixed = new Map<Lang, (key: string, values: Values) => string>(languages.map((lang) => [lang, instance.getFixedT(lang)]))
  const phrasebook = rememberingPhrasebook({
    raw: (lang, key) => instance.getResource(lang, ...halves(key)),
    slow: { text: (lang, key, values = {}) => fixed.get(lang)?.(key, isolated(lang, values)) ?? key, has: (lang, key) => instance.exists(key, { lng: lang }) },
    fitted: isolatedValue,
  })
  const translated = new Map(languages.map((lang) => [lang, stampsOf(read, lang)]))
  const keys = Object.entries(resources['nl'] ?? {}).flatMap(([namespace, texts]) => [...flat(texts).keys()].map((key) => `${namespace}:${key}`))
  return { phrasebook, textKeys: keys, topicTexts: dutchTopics, namespaces: files, topics, translated }
}

function stampsOf(read: Reader, lang: Lang): Map<string, string> {
  const folder = join('locales', lang)
  const file = read.names(folder, translatedFile).length > 0 ? read.file(join(folder, translatedFile), z.record(z.string(), z.string())) : undefined
  return new Map(Object.entries(file?.value ?? {}))
}

function namespacesOf(read: Reader, lang: Lang): Map<string, TextFile | undefined> {
  const names = read.names(join('locales', lang), '.json').filter((name) => name !== translatedFile)
  if (names.length === 0) read.fault(`locales/${lang} is missing`)
  return new Map(names.map((name) => [basename(name, '.json'), read.file(join('locales', lang, name), z.record(z.string(), z.unknown()))]))
}

function topicFilesOf(read: Reader, lang: Lang): TopicFiles {
  const folder = join('locales', lang, 'topics')
  return new Map(
    read.names(folder, '.yaml').flatMap((name) => {
      const file = read.file(join(folder, name), TopicTexts)
      return file ? [[basename(name, '.yaml'), file] as const] : []
    }),
  )
}

function resourcesOf(
  lang: Lang,
  files: ReadonlyMap<string, TextFile | undefined> | undefined,
  topics: TopicFiles | undefined,
): Record<string, Record<string, unknown>> {
  const resources = Object.fromEntries([...(files ?? [])].map(([namespace, file]) => [namespace, begunFromTheRight(lang, file?.value ?? {})]))
  const frame = TopicFrame.safeParse(resources['topics']?.['frame'])
  if (!frame.success) return resources
  const texts = Object.fromEntries(
    [...(topics ?? [])].map(([id, { value }]) => {
      const told = composed(value, frame.data)
      return [id, { ...told, answer: numbersInOrder(lang, told.answer), more: numbersInOrder(lang, told.more) }]
    }),
  )
  return { ...resources, topics: { ...resources['topics'], ...texts } }
}

function compareNamespaces(
  read: Reader,
  lang: Lang,
  dutch: ReadonlyMap<string, TextFile | undefined>,
  found: ReadonlyMap<string, TextFile | undefined> | undefined,
): void {
  for (const [namespace, measure] of dutch) {
    if (found?.size && !found.has(namespace)) read.fault(`locales/${lang}/${namespace}.json is missing; Dutch has it`)
    const file = found?.get(namespace)
    if (file && measure) read.report(file, [...compare(flat(measure.value), flat(file.value)), ...pluralFaults(lang, flat(measure.value), flat(file.value))])
  }
}

/** A text that Dutch counts with has every form this language counts with: six in Arabic. */
function pluralFaults(lang: Lang, measure: Map<string, string>, found: Map<string, string>): Fault[] {
  const stems = [...measure.keys()].filter((key) => key.endsWith('_other') && isPlural(key, measure)).map((key) => key.slice(0, -'_other'.length))
  return stems.flatMap((stem) =>
    new Intl.PluralRules(lang)
      .resolvedOptions()
      .pluralCategories.filter((form) => !found.has(`${stem}_${form}`))
      .map((form) => ({ path: `${stem}_other`.split('.'), message: `'${stem}' lacks the plural form '${form}', which ${lang} counts with` })),
  )
}

function compareTopics(read: Reader, lang: Lang, dutch: TopicFiles, found: TopicFiles | undefined): void {
  for (const [id, measure] of dutch) {
    const path = `locales/${lang}/topics/${id}.yaml`
    const file = found?.get(id)
    if (file) read.report(file, compareTopic(measure.value, file.value))
    else if (!read.broken.has(path)) read.fault(`${path} is missing; Dutch has it`)
  }
  for (const [id, file] of found ?? [])
    if (!dutch.has(id) && !read.broken.has(`locales/nl/topics/${id}.yaml`))
      read.report(file, [{ path: ['title'], message: `topic '${id}' has no Dutch texts${didYouMean(id, [...dutch.keys()])}` }])
}

/** The same parts, as many items, the same Dutch words and the same local fields as Dutch. */
function compareTopic(measure: TopicTexts, found: TopicTexts): Fault[] {
  const counts = listedParts.flatMap((part) =>
    measure[part].length === found[part].length
      ? []
      : [{ path: [part], message: `'${part}' has ${found[part].length} items; Dutch has ${measure[part].length}` }],
  )
  const dutchWords = (['say', 'words'] as const).flatMap((part) =>
    found[part].flatMap(({ nl, means }, n) => [
      ...(measure[part][n] && measure[part][n].nl !== nl
        ? [{ path: [part, n], message: `the Dutch here is '${nl}'; in the Dutch file it is '${measure[part][n].nl}'` }]
        : []),
      ...(means ? [] : [{ path: [part, n], message: `'${nl}' lacks 'means': what it means in this language` }]),
    ]),
  )
  const deadline =
    (measure.deadline === undefined) === (found.deadline === undefined)
      ? []
      : [{ path: ['deadline'], message: `'deadline' stands in one of this file and the Dutch one only` }]
  return [...counts, ...dutchWords, ...deadline, ...compare(flat(measure.local, 'local'), flat(found.local, 'local'))]
}

function halves(key: string): [namespace: string, path: string] {
  const colon = key.indexOf(':')
  return [key.slice(0, colon), key.slice(colon + 1)]
}

function compare(measure: Map<string, string>, found: Map<string, string>): Fault[] {
  const missing = [...measure.keys()].filter((key) => !found.has(key) && !isPlural(key, measure))
  const strange = [...found.keys()].filter((key) => !measure.has(key) && !isPlural(key, measure))
  const different = [...measure].flatMap(([key, text]) => {
    const translated = found.get(key)
    return translated === undefined || placeholders(text) === placeholders(translated)
      ? []
      : [{ path: key.split('.'), message: `'${key}' has placeholders [${placeholders(translated)}]; Dutch has [${placeholders(text)}]` }]
  })
  return [
    ...missing.map((key) => ({ path: key.split('.'), message: `'${key}' is missing; Dutch has it` })),
    ...strange.map((key) => ({ path: key.split('.'), message: `'${key}' is not a text that Dutch has${didYouMean(key, missing)}` })),
    ...different,
  ]
}

/** A plural form: its stem has an `_other`, which every language with plurals has. */
function isPlural(key: string, measure: Map<string, string>): boolean {
  const stem = /^(.*)_(zero|one|two|few|many|other)$/.exec(key)?.[1]
  return stem !== undefined && measure.has(`${stem}_one`) && measure.has(`${stem}_other`)
}

function flat(tree: unknown, prefix = ''): Map<string, string> {
  if (typeof tree === 'string') return new Map([[prefix, tree]])
  if (typeof tree !== 'object' || tree === null) return new Map()
  return new Map(Object.entries(tree).flatMap(([key, value]) => [...flat(value, prefix ? `${prefix}.${key}` : key)]))
}

export function placeholders(text: string): string {
  return [...new Set([...text.matchAll(/\{\{\s*([\w]+)[^}]*\}\}/g)].map((match) => match[1]))].toSorted((a = '', b = '') => a.localeCompare(b)).join(', ')
}

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/

function isolated(lang: Lang, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolatedValue(lang, value)]))
}

/** Values that run against the text's direction are isolated, so that names, numbers and Dutch words keep their own order. */
function isolatedValue(lang: Lang, value: string | number): string | number {
  const against = (text: string) => (directionOf(lang) === 'rtl' ? !rightToLeft.test(text) : rightToLeft.test(text))
  return typeof value === 'string' && value !== '' && !value.includes('\n') && against(value) ? `\u2068${value}\u2069` : value
}

/** After Arabic or Persian letters 0800-0543 would show as 0543-0800, a number nobody can call. */
function numbersInOrder(lang: Lang, text: string): string {
  return directionOf(lang) === 'rtl' ? text.replaceAll(/\d[\d ]*-[\d ]*\d/g, '\u2066$&\u2069') : text
}

/** ℹ, 🆘 and flags count as Latin letters: behind them a line would run from the left, so a mark goes before them. */
const latinSigns = /^(?=[\u2139\u{1F170}-\u{1F1FF}])/gmu

function begunFromTheRight(lang: Lang, texts: Record<string, unknown>): Record<string, unknown> {
  if (directionOf(lang) === 'ltr') return texts
  const begun = (text: unknown): unknown =>
    typeof text === 'string' ? text.replaceAll(latinSigns, '\u200F') : typeof text === 'object' && text !== null ? begunFromTheRight(lang, { ...text }) : text
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, begun(text)]))
}
