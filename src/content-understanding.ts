// Makes the reader of messages out of the examples in locales/: from what was learned at an earlier start, else by learning now, at the first message.
// It refuses topics that a single language knows. What is learned, and from what, is decided in core/understanding.
import { didYouMean, type Fault } from './core/flow/check.ts'
import type { Topic } from './core/flow/topic.ts'
import { languages, type Lang } from './core/phrasebook.ts'
import {
  buildUnderstanding,
  DistressSource,
  ThesaurusSource,
  trainUnderstanding,
  UnderstandingSource,
  WriterSource,
  type Learned,
  type Rules,
  type Sources,
} from './core/understanding/build.ts'
import type { ExplainedUnderstanding } from './core/understanding/understand.ts'
import { wordsOf } from './core/understanding/normalise.ts'
import type { TopicNames } from './core/understanding/topic-names.ts'
import { lacking } from './core/understanding/gate.ts'
import type { ReadFile, Reader } from './content-reader.ts'
import { keepingOf } from './learned.ts'

type Topics = ReadonlyMap<string, Topic>

export interface Heard {
  /** undefined: there are faults, which the reader of files was told. */
  understanding?: ExplainedUnderstanding
  /** Of the languages that could be read. */
  rules: Rules
  /** How many messages each language learns from. */
  examples: Partial<Record<Lang, ExampleCount>>
}

export interface ExampleCount {
  writers: number
  topics: number
  distress: number
  other: number
  /** Messages about each topic. */
  perTopic: Record<string, number>
  /** The same words under more than one topic: they teach both and tell neither. */
  alike: { text: string; topics: string[] }[]
}

/** What stays of the examples when they are learned. */
export interface Digest {
  rules: Rules
  examples: Partial<Record<Lang, ExampleCount>>
  /** Topics that examples or anchors of a language name. */
  named: Partial<Record<Lang, string[]>>
}

export interface Hearing {
  topics: Topics
  /** The titles and buttons of topics in every language. */
  names: TopicNames
  /** Folders where what was learned is kept; none: it is learned anew. */
  keepIn: readonly string[]
  /** Called when that begins, which takes a while. */
  learning?: (() => void) | undefined
}

export function understandingOf(read: Reader, { topics, names, keepIn, learning }: Hearing): Heard {
  const keeping = keepIn.length > 0 ? keepingOf(keepIn, textsIn(read)) : undefined
  const kept = keeping?.read()
  // What was kept had no faults of its own; where the topics around it are others by now, the files are read again for the lines.
  if (kept && !knowsStrangeTopics(kept.digest, topics)) {
    const { rules, examples } = kept.digest
    return { rules, examples, understanding: whenNeeded(rules, names, () => kept.learned) }
  }
  const sources = examplesIn(read, topics)
  const digest = digestOf(sources)
  const { rules, examples } = digest
  if (languages.some((lang) => !sources[lang])) return { rules, examples }
  const understanding = whenNeeded(rules, names, () => {
    learning?.()
    const learned = trainUnderstanding(sources)
    keeping?.write({ digest, learned })
    return learned
  })
  return { rules, examples, understanding }
}

/** Built at the first message: a process that only takes in webhooks, or checks content, does without. */
function whenNeeded(rules: Rules, names: TopicNames, learned: () => Learned): ExplainedUnderstanding {
  let built: ExplainedUnderstanding | undefined
  const understanding = () => (built ??= buildUnderstanding(rules, learned(), names))
  return {
    read: (text, lang) => understanding().read(text, lang),
    explain: (text, lang) => understanding().explain(text, lang),
  }
}

function filesIn(read: Reader, lang: Lang) {
  const folder = `locales/${lang}/writers`
  return {
    understanding: `locales/${lang}/understanding.yaml`,
    distress: `locales/${lang}/distress.yaml`,
    thesaurus: `locales/${lang}/thesaurus.yaml`,
    writers: read.names(folder, '.yaml').map((name) => `${folder}/${name}`),
  }
}

function textsIn(read: Reader): string[] {
  return languages.flatMap((lang) => {
    const { understanding, distress, thesaurus, writers } = filesIn(read, lang)
    return [understanding, distress, thesaurus, ...writers].flatMap((path) => [path, read.text(path) ?? ''])
  })
}

/** `topics`: those that have an answer; what no language else asks about and has none is a fault. */
export function examplesIn(read: Reader, topics: Topics = new Map()): Sources {
  const sources = languages.map((lang): Files => {
    const files = filesIn(read, lang)
    return {
      lang,
      understanding: read.file(files.understanding, UnderstandingSource),
      distress: read.file(files.distress, DistressSource)?.value,
      thesaurus: read.file(files.thesaurus, ThesaurusSource),
      writers: files.writers.flatMap((path) => read.file(path, WriterSource) ?? []),
      isWhole: !files.writers.some((path) => read.broken.has(path)),
    }
  })
  const named = sources.map(({ understanding, writers }) => [
    ...Object.keys(understanding?.value.anchors ?? {}),
    ...writers.flatMap(({ value }) => Object.keys(value.topics)),
  ])
  const known = knownTopics(topics, named)
  for (const { understanding, writers } of sources) {
    if (understanding) read.report(understanding, strangeTopics('anchors', understanding.value.anchors, known))
    for (const writer of writers) read.report(writer, strangeTopics('topics', writer.value.topics, known))
  }
  const senses = new Set(sources.flatMap(({ thesaurus }) => Object.keys(thesaurus?.value ?? {})))
  for (const { lang, thesaurus } of sources) {
    const missing = thesaurus ? [...senses].filter((sense) => !thesaurus.value[sense]) : []
    if (missing.length > 0) read.fault(`locales/${lang}/thesaurus.yaml:1 has no words for ${missing.join(', ')}, which other languages have`)
  }
  for (const { lang, message } of lacking(wholeOf(sources))) read.fault(`locales/${lang}/distress.yaml:1 ${message}`)
  return wholeOf(sources)
}

interface Files {
  lang: Lang
  understanding: ReadFile<UnderstandingSource> | undefined
  distress: DistressSource | undefined
  thesaurus: ReadFile<ThesaurusSource> | undefined
  writers: ReadFile<WriterSource>[]
  isWhole: boolean
}

/** Of the languages without a fault of their own. */
function wholeOf(sources: readonly Files[]): Sources {
  const complete = sources.flatMap(({ lang, understanding, distress, thesaurus, writers, isWhole }) =>
    understanding && distress && thesaurus && isWhole
      ? [[lang, { understanding: understanding.value, distress, thesaurus: thesaurus.value, writers: writers.map(({ value }) => value) }] as const]
      : [],
  )
  return Object.fromEntries(complete)
}

export function digestOf(sources: Sources): Digest {
  const of = <T>(make: (source: NonNullable<Sources[Lang]>) => T): Partial<Record<Lang, T>> =>
    Object.fromEntries(languages.flatMap((lang) => (sources[lang] ? [[lang, make(sources[lang])]] : [])))
  return {
    rules: of(({ understanding, distress, thesaurus }) => ({ understanding, distress, thesaurus })),
    examples: of(({ writers }) => ({
      writers: writers.length,
      topics: many(writers.map((writer) => writer.topics)),
      distress: many(writers.map((writer) => writer.distress)),
      other: many(writers.map(({ commands, lookalikes, ordinary, smallTalk, notCommands }) => ({ ...commands, lookalikes, ordinary, smallTalk, notCommands }))),
      ...perTopicOf(writers.flatMap((writer) => Object.entries(writer.topics))),
    })),
    named: of(({ understanding, writers }) => [
      ...new Set([...Object.keys(understanding.anchors), ...writers.flatMap((writer) => Object.keys(writer.topics))]),
    ]),
  }
}

function perTopicOf(lists: readonly (readonly [topic: string, texts: readonly string[]])[]): Pick<ExampleCount, 'perTopic' | 'alike'> {
  const perTopic = new Map<string, number>()
  const alike = new Map<string, { text: string; topics: Set<string> }>()
  for (const [topic, texts] of lists) {
    perTopic.set(topic, (perTopic.get(topic) ?? 0) + texts.length)
    for (const text of texts) {
      const words = wordsOf(text).join(' ')
      const before = alike.get(words)
      if (before) before.topics.add(topic)
      else alike.set(words, { text, topics: new Set([topic]) })
    }
  }
  const twice = [...alike.values()].filter(({ topics }) => topics.size > 1)
  return { perTopic: Object.fromEntries(perTopic), alike: twice.map(({ text, topics }) => ({ text, topics: [...topics] })) }
}

function many(lists: readonly Record<string, readonly string[]>[]): number {
  return lists.flatMap((list) => Object.values(list)).reduce((sum, texts) => sum + texts.length, 0)
}

function knowsStrangeTopics({ named }: Digest, topics: Topics): boolean {
  const known = knownTopics(topics, Object.values(named))
  return Object.values(named).some((ids) => ids.some((id) => !known.includes(id)))
}

/** A topic that a single language knows is a slip of the pen. */
function knownTopics(topics: Topics, named: readonly (readonly string[])[]): string[] {
  const ids = named.flatMap((list) => [...new Set(list)])
  return [...new Set([...topics.keys(), ...ids.filter((id, n) => ids.indexOf(id) !== n)])]
}

function strangeTopics(part: 'topics' | 'anchors', lists: Record<string, unknown>, known: readonly string[]): Fault[] {
  return Object.keys(lists)
    .filter((id) => !known.includes(id))
    .map((id) => ({ path: [part, id], message: `topic '${id}' is known nowhere else${didYouMean(id, known)}` }))
}
