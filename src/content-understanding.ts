// Makes the reader of messages out of the examples in locales/: from what was learned at an earlier start, else by learning now, at the first message.
// It refuses topics that a single language knows. What is learned, and from what, is decided in core/understanding.
import { didYouMean, type Fault } from './core/flow/check.ts'
import type { Topic } from './core/flow/topic.ts'
import { languages } from './core/phrasebook.ts'
import { buildUnderstanding, DistressSource, trainUnderstanding, UnderstandingSource, type Learned, type Sources } from './core/understanding/build.ts'
import type { Understanding } from './core/understanding/understand.ts'
import type { Reader } from './content-reader.ts'
import { keepingOf } from './learned.ts'

type Topics = ReadonlyMap<string, Topic>

export interface Heard {
  /** undefined: there are faults, which the reader of files was told. */
  understanding?: Understanding
  /** Of the languages that could be read. */
  examples: Sources
}

/** `keepIn`: folders where what was learned is kept; none: it is learned anew. */
export function understandingOf(read: Reader, topics: Topics, keepIn: readonly string[]): Heard {
  const keeping = keepIn.length > 0 ? keepingOf(keepIn, textsIn(read)) : undefined
  const kept = keeping?.read()
  // What was kept had no faults of its own; where the topics around it are others by now, the files are read again for the lines.
  if (kept && !knowsStrangeTopics(kept.sources, topics)) return { examples: kept.sources, understanding: whenNeeded(kept.sources, () => kept.learned) }
  const sources = examplesIn(read, topics)
  if (languages.some((lang) => !sources[lang])) return { examples: sources }
  const understanding = whenNeeded(sources, () => {
    const learned = trainUnderstanding(sources)
    keeping?.write({ sources, learned })
    return learned
  })
  return { examples: sources, understanding }
}

/** Built at the first message: a process that only takes in webhooks, or checks content, does without. */
function whenNeeded(sources: Sources, learned: () => Learned): Understanding {
  let built: Understanding | undefined
  return {
    read(text, lang) {
      built ??= buildUnderstanding(sources, learned())
      return built.read(text, lang)
    },
  }
}

function textsIn(read: Reader): string[] {
  return languages.flatMap((lang) => ['understanding', 'distress'].map((name) => read.text(`locales/${lang}/${name}.yaml`) ?? ''))
}

function examplesIn(read: Reader, topics: Topics): Sources {
  const sources = languages.map((lang) => ({
    lang,
    understanding: read.file(`locales/${lang}/understanding.yaml`, UnderstandingSource),
    distress: read.file(`locales/${lang}/distress.yaml`, DistressSource)?.value,
  }))
  const known = knownTopics(
    topics,
    sources.flatMap(({ understanding: file }) => file?.value ?? []),
  )
  for (const { understanding: file } of sources) if (file) read.report(file, strangeTopics(file.value, known))
  const complete = sources.flatMap(({ lang, understanding, distress }) =>
    understanding && distress ? [[lang, { understanding: understanding.value, distress }] as const] : [],
  )
  return Object.fromEntries(complete)
}

function knowsStrangeTopics(sources: Sources, topics: Topics): boolean {
  const examples = Object.values(sources).map(({ understanding }) => understanding)
  const known = knownTopics(topics, examples)
  return examples.some((source) => strangeTopics(source, known).length > 0)
}

/** A topic that a single language knows is a slip of the pen. */
function knownTopics(topics: Topics, sources: readonly UnderstandingSource[]): string[] {
  const named = sources.flatMap((source) => Object.keys(source.topics))
  return [...new Set([...topics.keys(), ...named.filter((id, n) => named.indexOf(id) !== n)])]
}

function strangeTopics(source: UnderstandingSource, known: string[]): Fault[] {
  return (['topics', 'anchors'] as const).flatMap((part) =>
    Object.keys(source[part])
      .filter((id) => !known.includes(id))
      .map((id) => ({ path: [part, id], message: `topic '${id}' is known nowhere else${didYouMean(id, known)}` })),
  )
}
