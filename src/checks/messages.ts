// What a topic's two messages become at their longest: with the local lines of any municipality, the caution and the source beside them.
// Also what may be said in them: amounts only of a known year, telephone numbers only of known help lines. It sends nothing.
import type { Sources } from '../content.ts'
import type { LocalValue } from '../core/content.ts'
import { languages, type Lang } from '../core/phrasebook.ts'
import { placesInOneLine } from '../core/turn/local.ts'
import type { Topic, TopicTexts } from '../core/flow/topic.ts'
import type { ReadFile } from '../content-reader.ts'
import type { Line } from './lines.ts'
import { remark, type Remark } from './remark.ts'
import { bodyCharsMax } from './writing.ts'

export function messages(sources: Sources): Remark[] {
  return sources.topics.flatMap(({ value: topic }) =>
    languages.flatMap((lang) => {
      const file = sources.texts.topics.get(lang)?.get(topic.id)
      return file ? lengths(topic, lang, file, sources) : []
    }),
  )
}

function lengths(topic: Topic, lang: Lang, file: ReadFile<TopicTexts>, sources: Sources): Remark[] {
  const text = (key: string, values = {}) => sources.texts.phrasebook.text(lang, key, values)
  const site = new URL(topic.source).hostname.replace(/^www\./, '')
  const careful = Math.max(...['outdated', 'unsure', 'check_page'].map((key) => text(`topics:${key}`, { site }).length))
  const source = text('topics:source_line', { site, date: '30 september 2026' }).length
  const danger = topic.danger_first ? text(topic.danger_first, { number: '112' }).length + 1 : 0
  const first = [danger, text(`topics:${topic.id}.answer`).length, longestLocal(topic, lang, file, sources), careful, source].reduce(
    (sum, part) => sum + part + 1,
    -1,
  )
  const second = text(`topics:${topic.id}.more`).length
  const over = (path: string, name: string, length: number) =>
    length <= bodyCharsMax ? [] : [remark('fault', file, [path], `the ${name} message can grow to ${length} characters; at most ${bodyCharsMax} are carried`)]
  return [...over('what', 'first', first), ...over('details', 'second', second)]
}

/** Over all municipalities; without any local value a line says so. */
function longestLocal(topic: Topic, lang: Lang, file: ReadFile<TopicTexts>, { municipalities, texts }: Sources): number {
  if (!topic.municipal) return 0
  const missing = texts.phrasebook.text(lang, 'topics:local_missing', { name: 'Abdulrahman' }).length
  const each = municipalities.map(({ value }) =>
    topic.local
      .flatMap((field) => {
        const known = value.local[field]
        return known !== undefined && field in file.value.local
          ? [texts.phrasebook.text(lang, `topics:${topic.id}.local.${field}`, { value: longest(known) }).length + 1]
          : []
      })
      .reduce((sum, length) => sum + length, 0),
  )
  return Math.max(missing, ...each)
}

/** "No" and "yes" have a few letters in every language; of places the one with the most to say may be the nearest. */
function longest(value: LocalValue): string {
  if (typeof value === 'boolean') return 'xxxxxx'
  const lines = typeof value === 'string' ? [value] : value.map((_, n) => placesInOneLine([...value.slice(n), ...value.slice(0, n)]))
  return lines.toSorted((a, b) => b.length - a.length)[0] ?? ''
}

const amount = /€\s?\d|\d[\d.,]*\s?(euro|يورو|یورو|ዩሮ|avro|yuuro|yuro)/iu
const telephone = /(?<![\d.,])(?:\+31[\d -]{8,}\d|0\d{1,3}[ -]?\d[\d -]{2,}\d|14 ?0\d{2,3})(?!\d)/g

/** An amount rests on a fact that says of which year it is. */
export function amounts(line: Line, topic: Topic): Remark[] {
  const said = amount.exec(line.text)?.[0]
  if (said === undefined) return []
  const ids = foundation(topic, line.path)
  const facts = topic.facts.filter(({ id }) => ids === undefined || ids.includes(id))
  if (facts.some(({ amount_year }) => amount_year !== undefined)) return []
  return [remark('fault', line.file, line.path, `an amount (${said}) rests on no fact with an 'amount_year'`)]
}

/** The facts this line rests on; undefined: nothing says which. */
function foundation({ rests_on: on }: Topic, [part, n]: readonly string[]): readonly string[] | undefined {
  if (part === 'what' || part === 'deadline') return on[part]
  return part === 'steps' || part === 'details' || part === 'mistakes' ? on[part][Number(n)] : undefined
}

/** Dutch numbers come from help lines or facts; a translation has no other numbers than the Dutch text. */
export function telephones({ lang, file, path, text }: Line, known: string, dutch: string | undefined): Remark[] {
  const strange = (within: string) =>
    [...text.matchAll(telephone)].map(([number]) => number.trim()).filter((number) => !within.includes(number.replaceAll(/\D/g, '')))
  if (lang !== 'nl')
    return dutch === undefined
      ? []
      : strange(joined(dutch)).map((number) => remark('fault', file, path, `telephone number ${number} is not the one in the Dutch text`))
  return file.path.startsWith('locales/nl/')
    ? strange(known).map((number) => remark('warning', file, path, `telephone number ${number} stands neither in flows/helplines.yaml nor among the facts`))
    : []
}

/** All digits in which a telephone number may be found. */
export function knownNumbers({ helplines, topics, municipalities }: Sources): string {
  const texts = [
    ...(helplines?.value.helplines ?? []).map(({ number }) => number),
    ...topics.flatMap(({ value }) => value.facts.flatMap(({ text, nl_term, note = '' }) => [text, nl_term, note])),
    ...municipalities.map(({ value }) => value.outOfHoursGp ?? ''),
  ]
  return texts.map(joined).join('\n')
}

function joined(text: string): string {
  return text.replaceAll(/(?<=\d)[ -](?=\d)/g, '')
}
