// Reads flows/ and locales/ from disk and gives back Content, or every fault with its file and line. The only reader of those folders.
// Nothing is half-loaded: with one fault there is no content. What only depends on today's date is a warning.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { createInstance } from 'i18next'
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import { z } from 'zod'
import { Helpline, Municipality, type Content } from './core/content.ts'
import { checkFlow, checkTopic, didYouMean, type Fault } from './core/flow/check.ts'
import { Flow, Topic, type FlowFile } from './core/flow/definition.ts'
import { directionOf, languages, type Lang, type Phrasebook, type Values } from './core/phrasebook.ts'
import type { Understanding } from './core/understanding/understand.ts'
import { buildUnderstanding, DistressSource, UnderstandingSource } from './core/understanding/build.ts'
import { shapeFaults } from './content-faults.ts'
import { rememberingPhrasebook } from './phrases.ts'

export interface LoadedContent {
  content: Content
  warnings: string[]
}
export type Loading = { type: 'loaded'; loaded: LoadedContent } | { type: 'faulty'; faults: string[] }

/** `today`: for warnings about stale facts and help lines only. `older`: editions of flows that conversations still run. */
export function loadContent(dir: string, o: { municipality?: string; publicUrl: string; today: Date; older?: readonly Flow[] }): Loading {
  const faults: string[] = []
  const read = new Reader(dir, faults)
  const { phrasebook, textKeys } = phrasebookOf(read)
  const flowFiles = read.folder('flows/journeys', Flow)
  const topicFiles = read.folder('flows/topics', Topic)
  const municipalityFiles = read.folder('flows/municipalities', Municipality)
  const helplineFile = read.file('flows/helplines.yaml', z.strictObject({ helplines: z.array(Helpline).min(1) }))
  const flows = new Map(flowFiles.map(({ value }) => [value.id, edited(value)]))
  const topics = new Map(topicFiles.map(({ value }) => [value.id, value]))
  const around = { flows, topics, phrasebook, textKeys, unread: read.broken }
  for (const file of flowFiles) read.report(file, checkFlow(edited(file.value), around))
  for (const file of topicFiles) read.report(file, checkTopic(file.value, around))
  for (const file of [...flowFiles, ...topicFiles, ...municipalityFiles])
    if (`${file.value.id}.yaml` !== basename(file.path)) read.report(file, [{ path: ['id'], message: `id '${file.value.id}' differs from the file's name` }])
  const municipalities = new Map(municipalityFiles.map(({ value }) => [value.id, value]))
  const defaultMunicipality = o.municipality ? municipalities.get(o.municipality) : municipalityFiles[0]?.value
  if (o.municipality && !defaultMunicipality && !read.broken.has(`flows/municipalities/${o.municipality}.yaml`))
    faults.push(`MUNICIPALITY '${o.municipality}' has no file in flows/municipalities${didYouMean(o.municipality, [...municipalities.keys()])}`)
  for (const id of ['onboarding', 'menu', 'check-in'])
    if (!flows.has(id) && !read.broken.has(`flows/journeys/${id}.yaml`)) faults.push(`flows/journeys/${id}.yaml is missing: Brug cannot run without it`)
  for (const id of ['112', '113'])
    if (helplineFile && !helplineFile.value.helplines.some((line) => line.id === id))
      faults.push(`flows/helplines.yaml:${helplineFile.lineOf(['helplines'])} lacks help line '${id}'`)
  const understanding = read.understanding(topics)
  if (faults.length > 0 || !defaultMunicipality || !helplineFile || !understanding) return { type: 'faulty', faults: [...new Set(faults)] }
  const editions = new Map((o.older ?? []).map((flow) => [`${flow.id}@${flow.edition}`, flow]))
  const content: Content = {
    flow: (id, edition) => (edition === undefined || flows.get(id)?.edition === edition ? flows.get(id) : editions.get(`${id}@${edition}`)),
    flows,
    topics,
    phrasebook,
    municipalities,
    defaultMunicipality,
    understanding,
    roster: [],
    publicUrl: o.publicUrl,
    helplines: new Map(helplineFile.value.helplines.map((line) => [line.id, line])),
  }
  return { type: 'loaded', loaded: { content, warnings: staleness(content, o.today) } }
}

/** Gives a flow its step order and its edition: a hash over its meaning, not over its spelling. */
function edited(flow: FlowFile): Flow {
  return { ...flow, order: Object.keys(flow.steps), edition: createHash('sha256').update(JSON.stringify(flow)).digest('hex').slice(0, 12) }
}

interface ReadFile<T> {
  path: string
  value: T
  lineOf(path: readonly PropertyKey[]): number
}

class Reader {
  readonly #dir: string
  readonly #faults: string[]
  /** Files that are there but have no value because of their faults: what they hold may not be called missing. */
  readonly broken = new Set<string>()
  constructor(dir: string, faults: string[]) {
    this.#dir = dir
    this.#faults = faults
  }

  folder<T>(folder: string, schema: z.ZodType<T>): ReadFile<T>[] {
    const path = join(this.#dir, folder)
    if (!existsSync(path)) {
      this.#faults.push(`${folder} is missing`)
      return []
    }
    return readdirSync(path)
      .filter((name) => name.endsWith('.yaml'))
      .toSorted()
      .flatMap((name) => this.file(join(folder, name), schema) ?? [])
  }

  file<T>(path: string, schema: z.ZodType<T>): ReadFile<T> | undefined {
    const source = this.#source(path)
    if (source === undefined) return undefined
    const value = this.#parsed(path, source, schema)
    if (value === undefined) this.broken.add(path)
    return value
  }

  #parsed<T>(path: string, source: string, schema: z.ZodType<T>): ReadFile<T> | undefined {
    const notJson = path.endsWith('.json') ? jsonFault(source) : undefined
    if (notJson) {
      this.#faults.push(`${path}:${notJson}`)
      return undefined
    }
    const lines = new LineCounter()
    const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true })
    const lineOf = (at: readonly PropertyKey[]) => lineIn(document, lines, at)
    for (const error of document.errors)
      this.#faults.push(`${path}:${error.linePos?.[0].line ?? 1} ${error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '')}`)
    if (document.errors.length > 0) return undefined
    const input: unknown = document.toJS({ maxAliasCount: 0 })
    const parsed = schema.safeParse(input)
    if (parsed.success) return { path, value: parsed.data, lineOf }
    for (const fault of shapeFaults(parsed.error.issues, schema, input)) this.#faults.push(`${path}:${lineOf(fault.path)} ${fault.message}`)
    return undefined
  }

  report(file: ReadFile<unknown>, faults: Fault[]): void {
    for (const fault of faults) this.#faults.push(`${file.path}:${file.lineOf(fault.path)} ${fault.message}`)
  }

  /** One JSON file of texts. */
  texts(lang: Lang, name: string): ReadFile<Record<string, unknown>> | undefined {
    return this.file(join('locales', lang, name), z.record(z.string(), z.unknown()))
  }

  names(lang: Lang): string[] {
    const path = join(this.#dir, 'locales', lang)
    if (existsSync(path)) return readdirSync(path).filter((name) => name.endsWith('.json'))
    this.#faults.push(`locales/${lang} is missing`)
    return []
  }

  fault(message: string): void {
    this.#faults.push(message)
  }

  understanding(topics: ReadonlyMap<string, Topic>): Understanding | undefined {
    const sources = languages.map((lang) => ({
      lang,
      understanding: this.file(`locales/${lang}/understanding.yaml`, UnderstandingSource),
      distress: this.file(`locales/${lang}/distress.yaml`, DistressSource)?.value,
    }))
    // A topic that a single language knows is a slip of the pen.
    const named = sources.flatMap(({ understanding: file }) => Object.keys(file?.value.topics ?? {}))
    const known = [...new Set([...topics.keys(), ...named.filter((id, n) => named.indexOf(id) !== n)])]
    for (const { understanding: file } of sources) if (file) this.report(file, strangeTopics(file.value, known))
    const complete = sources.flatMap(({ lang, understanding, distress }) =>
      understanding && distress ? [[lang, { understanding: understanding.value, distress }] as const] : [],
    )
    return complete.length === languages.length ? whenNeeded(Object.fromEntries(complete)) : undefined
  }

  #source(path: string): string | undefined {
    try {
      return readFileSync(join(this.#dir, path), 'utf8')
    } catch (error) {
      this.#faults.push(`${relative('.', path)} cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}`)
      return undefined
    }
  }
}

/** Trains its models at the first message: a process that only takes in webhooks, or checks content, does without. */
function whenNeeded(sources: Parameters<typeof buildUnderstanding>[0]): Understanding {
  let built: Understanding | undefined
  return {
    read(text, lang) {
      built ??= buildUnderstanding(sources)
      return built.read(text, lang)
    },
  }
}

/** The line of a key, or of the nearest thing around it that is there. */
function lineIn(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true)
    const last = String(path[depth - 1])
    const node = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === last)?.key
      : isSeq(parent)
        ? parent.items[Number(last)]
        : undefined
    if (node && typeof node === 'object' && 'range' in node && Array.isArray(node.range)) return lines.linePos(Number(node.range[0])).line
  }
  return 1
}

/** Line and reason when the text is not strict JSON, as translators' tools demand it. */
function jsonFault(source: string): string | undefined {
  try {
    JSON.parse(source)
    return undefined
  } catch (error) {
    const words = error instanceof Error ? error.message : ''
    return `${/\(line (\d+) /.exec(words)?.[1] ?? 1} is not JSON: ${words.replace(/ in JSON at position.*$/, '')}`
  }
}

function strangeTopics(source: UnderstandingSource, known: string[]): Fault[] {
  return (['topics', 'anchors'] as const).flatMap((part) =>
    Object.keys(source[part])
      .filter((id) => !known.includes(id))
      .map((id) => ({ path: [part, id], message: `topic '${id}' is known nowhere else${didYouMean(id, known)}` })),
  )
}

/** Texts of all languages. The Dutch files are the measure: every other language has the same keys and placeholders. */
function phrasebookOf(read: Reader): { phrasebook: Phrasebook; textKeys: string[] } {
  const files = new Map(languages.map((lang) => [lang, new Map(read.names(lang).map((name) => [basename(name, '.json'), read.texts(lang, name)]))]))
  const resources = Object.fromEntries(
    [...files].map(([lang, byName]) => [lang, Object.fromEntries([...byName].map(([namespace, file]) => [namespace, file?.value ?? {}]))]),
  )
  const dutch = files.get('nl') ?? new Map<string, TextFile | undefined>()
  for (const [namespace, measure] of dutch) {
    for (const lang of languages.filter((other) => other !== 'nl')) {
      const found = files.get(lang)
      if (found?.size && !found.has(namespace)) read.fault(`locales/${lang}/${namespace}.json is missing; Dutch has it`)
      const file = found?.get(namespace)
      if (file && measure) read.report(file, compare(flat(measure.value), flat(file.value)))
    }
  }
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
  return {
    phrasebook,
    textKeys: [...dutch].flatMap(([namespace, file]) => [...flat(file?.value ?? {}).keys()].map((key) => `${namespace}:${key}`)),
  }
}

function halves(key: string): [namespace: string, path: string] {
  const colon = key.indexOf(':')
  return [key.slice(0, colon), key.slice(colon + 1)]
}

type TextFile = ReadFile<Record<string, unknown>>

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

function placeholders(text: string): string {
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

const helplineDaysMax = 90
const dayMs = 24 * 60 * 60 * 1000

function staleness(content: Content, today: Date): string[] {
  const stale = [...content.topics.values()]
    .filter((topic) => Date.parse(`${topic.valid_until}T23:59:59Z`) < today.getTime())
    .map((topic) => `flows/topics/${topic.id}.yaml: valid until ${topic.valid_until}; answers now say that it may be out of date (keeper: ${topic.keeper})`)
  const unverified = [...content.helplines.values()]
    .filter((line) => today.getTime() - Date.parse(line.verifiedOn) > helplineDaysMax * dayMs)
    .map((line) => `flows/helplines.yaml: '${line.id}' was verified on ${line.verifiedOn}, more than ${helplineDaysMax} days ago`)
  return [...stale, ...unverified]
}
