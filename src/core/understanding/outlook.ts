// The trained half of distress reading: what a message resembles, by the examples of all languages together.
// It raises what nobody thought of listing; it says nothing about why. Thresholds were set on messages held out of training (docs/understanding.md).
import type { CaseKind, Level } from '../level.ts'
import { commonBuckets, highestOf, linearModel, trainLinear, withExtras, type Lesson, type LinearWeights, type Pieces } from './linear.ts'
import { partsOf } from './normalise.ts'
import type { Cut } from './senses.ts'

export interface OutlookLesson {
  words: readonly string[]
  /** Names of concepts found, the same in every language. */
  marks: readonly string[]
  level: Level
  kind: CaseKind
  weight?: number
}

export interface OutlookWeights {
  level: LinearWeights
  kind: LinearWeights
}

export interface View {
  level: Level
  kind: CaseKind
  /** How likely the message as a whole shows no distress at all; 0 where a cry may drown in its length. */
  calm: number
}

export interface Seen {
  words: readonly string[]
  /** Those of `words`. */
  pieces: Pieces
  marks: readonly string[]
  /** The same for a sentence of it. */
  marksIn: (part: readonly string[]) => readonly string[]
  /** Something in the message speaks against it: then more is asked of the model before it raises. */
  doubted: boolean
  /** How sure it is that something practical is asked; the same then. */
  practical: () => number
}

export interface Outlook {
  view(seen: Seen): View
  /** Of the whole message. */
  chances(pieces: Pieces, marks: readonly string[]): Record<Level, number>
}

const markValue = 0.05
const levels: readonly Level[] = ['0', '1', '2', '3A', '3B']
const kinds: readonly CaseKind[] = ['distress', 'suicide', 'violence', 'child', 'trafficking', 'psychosis', 'third_person']

/** Least chance for each level, sure and doubted. Set for recall first: a question too many does less harm than a cry not heard. */
const floors = { acute: [0.17, 0.6], now: 0.6, elevated: [0.28, 0.65], low: [0.5, 0.7] } as const
/** Of a sentence by itself more is asked: out of context many sound like distress. */
const aloneFloor = 0.3
/** Of what is also taken for a practical question much more is asked: measured, it halves the alarms on questions and costs no cry. */
const practicalFloor = 0.45
const leastPractical = 0.2
/** However much speaks against it, a model as sure as this is heard. */
const mostAsked = 0.9

export function trainOutlook(lessons: readonly OutlookLesson[], cut: Cut): OutlookWeights {
  const prepared = lessons.map((lesson) => ({ ...lesson, features: features(cut(lesson.words), lesson.marks) }))
  const level = trainLinear(
    prepared.map((lesson): Lesson => ({
      features: lesson.features,
      label: levels.indexOf(lesson.level),
      weight: (lesson.weight ?? 1) * (lesson.level === '0' ? 1 : 1.5),
    })),
    { classes: levels.length, buckets: commonBuckets, rounds: 7, rate: 2.5 },
  )
  const kind = trainLinear(
    prepared.filter((lesson) => lesson.level !== '0').map((lesson): Lesson => ({ features: lesson.features, label: kinds.indexOf(lesson.kind) })),
    { classes: kinds.length, buckets: commonBuckets, rounds: 7, rate: 2.5 },
  )
  return { level, kind }
}

export function buildOutlook(weights: OutlookWeights, cut: Cut): Outlook {
  const byLevel = linearModel(weights.level)
  const byKind = linearModel(weights.kind)
  return {
    chances(pieces, marks) {
      const [none = 0, low = 0, elevated = 0, acute = 0, now = 0] = byLevel.chances(features(pieces, marks))
      return { '0': none, '1': low, '2': elevated, '3A': acute, '3B': now }
    },
    view({ words, pieces, marks, marksIn, doubted, practical }) {
      const doubt = doubted || words.length < tellingWords ? 1 : 0
      let level: Level = '0'
      let kind: CaseKind = 'distress'
      if (words.length < 2) return { level, kind, calm: 0 }
      let calm = 0
      for (const part of partsOf(words, { longWords, most: Infinity })) {
        const isWhole = part === words
        const seen = isWhole ? features(pieces, marks) : features(cut(part), marksIn(part))
        const chances = byLevel.chances(seen)
        if (isWhole && words.length < longWords) calm = chances[0] ?? 0
        const more = isWhole ? 0 : aloneFloor
        let found = levelOf(chances, doubt, more)
        if (levels.indexOf(found) <= levels.indexOf(level)) continue
        // The models of topics and of distress err on different questions.
        if (practical() >= leastPractical) found = levelOf(chances, doubt, more + practicalFloor)
        if (levels.indexOf(found) <= levels.indexOf(level)) continue
        level = found
        kind = kinds[highestOf(byKind.chances(seen))] ?? 'distress'
      }
      return { level, kind: level === '1' ? 'distress' : kind, calm }
    },
  }
}

function features(pieces: Pieces, marks: readonly string[]) {
  return withExtras(
    pieces,
    marks.map((name) => ({ name, value: markValue })),
  )
}

/** A few words tell a model little, and one alone nothing: what such words may mean is listed. */
const tellingWords = 4
/** From so many words on a cry may drown in all that stands around it. */
const longWords = 40

function levelOf(chances: Float32Array, doubt: 0 | 1, more: number): Level {
  const [, low = 0, elevated = 0, acute = 0, now = 0] = chances
  const floorOf = (level: 'acute' | 'elevated' | 'low') => Math.min(floors[level][doubt] + more, mostAsked)
  if (acute + now >= floorOf('acute')) return now >= floors.now && doubt === 0 ? '3B' : '3A'
  if (elevated + acute + now >= floorOf('elevated')) return '2'
  return low + elevated + acute + now >= floorOf('low') ? '1' : '0'
}
