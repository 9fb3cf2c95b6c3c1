// Which practical topics a message asks about: a trained model over all languages, helped by words that point at a topic by themselves.
// It says "none" rather than guess; whether it is sure enough to answer is decided in the turn.
import type { Lang } from '../phrasebook.ts'
import { buildLexicon } from './lexicon.ts'
import { commonBuckets, linearModel, trainLinear, withExtras, type LinearWeights, type Pieces } from './linear.ts'
import { partsOf, wordsOf } from './normalise.ts'
import type { Cut } from './senses.ts'
import type { TopicNames } from './topic-names.ts'
import type { UnderstandingSource, WriterSource } from './sources.ts'

export interface TopicGuess {
  topic: string
  sure: number
}
export interface TopicReader {
  /** Best first, at most three; empty when it is not a practical question. `pieces` are those of `words`. */
  read(words: readonly string[], pieces: Pieces): TopicGuess[]
  /** Topics that a word of the message points at by itself. */
  anchored(words: readonly string[]): string[]
}

const anchorBoost = 6
/** Softens the model's chances so that of answers called "0.8 sure" about eight in ten are right on held-out messages. */
const softness = 1.25
const leastSure = 0.02
/** So likely to be talk, and it is taken for talk: set so that one in ten of it at most gets a topic. */
const mostTalk = 0.75

type Sources = Partial<Record<Lang, UnderstandingSource>>

/** `none`: messages that ask nothing practical. */
export function trainTopics(topics: readonly string[], writers: readonly WriterSource[], { none, cut }: { none: readonly string[]; cut: Cut }): LinearWeights {
  const lessons = [
    ...writers.flatMap((writer) => Object.entries(writer.topics).flatMap(([topic, texts]) => texts.map((text) => ({ text, label: topics.indexOf(topic) })))),
    ...none.map((text) => ({ text, label: topics.length })),
  ]
  return trainLinear(
    lessons.map(({ text, label }) => ({ features: withExtras(cut(wordsOf(text)), []), label })),
    { classes: topics.length + 1, buckets: commonBuckets, rounds: 4, rate: 6 },
  )
}

/** `weights`: as trained for these topics. */
export function buildTopicReader(
  sources: Sources,
  topics: readonly string[],
  { weights, names, cut }: { weights: LinearWeights; names: TopicNames; cut: Cut },
): TopicReader {
  const anchors = buildLexicon(
    Object.values(sources).flatMap((source) =>
      Object.entries(source.anchors).flatMap(([topic, patterns]) => patterns.map((pattern) => ({ what: topics.indexOf(topic), pattern }))),
    ),
  )
  const model = linearModel(weights)
  const chancesOf = (words: readonly string[], pieces: Pieces) => {
    const chances = model.chances(withExtras(pieces, []))
    for (let n = 0; n < chances.length; n++) chances[n] = (chances[n] ?? 0) ** (1 / softness)
    const anchored = anchors.find(words)
    if (anchored.length > 0)
      for (const what of new Set(anchored.map((span) => span.what))) if (what >= 0) chances[what] = (chances[what] ?? 0) * anchorBoost + 0.02
    let sum = 0
    for (const chance of chances) sum += chance
    for (let n = 0; n < chances.length; n++) chances[n] = (chances[n] ?? 0) / sum
    return chances
  }
  return {
    anchored: (words) => [...new Set(anchors.find(words).map(({ what }) => topics[what] ?? ''))],
    read(words, pieces) {
      if (words.length === 0) return []
      const named = names.named(words)
      if (named !== undefined) return [{ topic: named, sure: 1 }]
      const best = clearest(partsOf(words, { longWords, most: 8 }).map((part) => chancesOf(part, part === words ? pieces : cut(part))))
      if ((best[topics.length] ?? 0) > mostTalk) return []
      return topics
        .flatMap((topic, n) => ((best[n] ?? 0) >= leastSure ? [{ topic, sure: best[n] ?? 0 }] : []))
        .toSorted((a, b) => b.sure - a.sure)
        .slice(0, 3)
    },
  }
}

/** From so many words on greetings and stories may drown the question. */
const longWords = 24

/** The part whose best topic stands out most. */
function clearest(parts: Float32Array[]): Float32Array {
  const topOf = (chances: Float32Array) => Math.max(...chances.subarray(0, -1))
  return parts.reduce((best, part) => (topOf(part) > topOf(best) ? part : best))
}
