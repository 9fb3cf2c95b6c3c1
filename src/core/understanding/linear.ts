// A linear softmax model over hashed pieces of words, trained at start from the examples in the locales.
// Same examples, same model: training has a fixed order and no randomness. It refuses to explain itself; what must be explainable is an expression in a lexicon.

/** Hashed features with their weights; reused buffers would leak between calls, so each reading makes its own. */
export interface Features {
  at: Int32Array
  value: Float32Array
}

export interface LinearModel {
  classes: number
  /** Chances per class, adding up to 1. */
  chances(features: Features): Float32Array
}

export interface Lesson {
  features: Features
  label: number
  /** Counts as so many lessons; default 1. */
  weight?: number
}

export interface Extra {
  name: string
  value: number
}

const fnvOffset = 0x811c9dc5
const fnvPrime = 0x01000193
const wordSalt = 0x5bd1
const pairSalt = 0x9e37
const extraSalt = 0x7f4a
const letters: readonly [number, number] = [3, 5]
const syllables: readonly [number, number] = [2, 4]

/** Pieces of three to five letters (two to four in a syllable script; or as asked), whole words and word pairs. */
export function featuresOf(words: readonly string[], buckets: number, extras: readonly Extra[] = [], sizes?: readonly [number, number]): Features {
  const seen = new Set<number>()
  let previous = 0
  for (const word of words) {
    if (word === '|') {
      previous = 0
      continue
    }
    const whole = addPieces(word, buckets, seen, sizes)
    if (previous !== 0) seen.add(((Math.imul(previous ^ pairSalt, fnvPrime) ^ whole) >>> 0) % buckets)
    previous = whole
  }
  return weigh(seen, buckets, extras)
}

function addPieces(word: string, buckets: number, seen: Set<number>, sizes = word.charCodeAt(0) >= 0x1200 ? syllables : letters): number {
  const padded = ` ${word} `
  const [shortest, longest] = sizes
  for (let start = 0; start < padded.length - 1; start++) {
    let hash = fnvOffset
    const end = Math.min(start + longest, padded.length)
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ padded.charCodeAt(i), fnvPrime)
      if (i - start + 1 >= shortest) seen.add((hash >>> 0) % buckets)
    }
  }
  let whole = fnvOffset ^ wordSalt
  for (let i = 0; i < word.length; i++) whole = Math.imul(whole ^ word.charCodeAt(i), fnvPrime)
  seen.add((whole >>> 0) % buckets)
  return whole
}

function weigh(seen: Set<number>, buckets: number, extras: readonly Extra[]): Features {
  const at = new Int32Array(seen.size + extras.length)
  const value = new Float32Array(seen.size + extras.length)
  const share = 1 / Math.sqrt(Math.max(seen.size, 1))
  let n = 0
  for (const bucket of seen) {
    at[n] = bucket
    value[n++] = share
  }
  for (const extra of extras) {
    let hash = fnvOffset ^ extraSalt
    for (let i = 0; i < extra.name.length; i++) hash = Math.imul(hash ^ extra.name.charCodeAt(i), fnvPrime)
    at[n] = (hash >>> 0) % buckets
    value[n++] = extra.value
  }
  return { at, value }
}

export function trainLinear(lessons: readonly Lesson[], o: { classes: number; buckets: number; rounds: number; rate: number }): LinearModel {
  const weights = new Float32Array(o.buckets * o.classes)
  const bias = new Float32Array(o.classes)
  const model: LinearModel = { classes: o.classes, chances: (features) => softmax(scores(weights, bias, features, o.classes)) }
  const order = lessons.map((_, n) => n)
  for (let round = 0; round < o.rounds; round++) {
    const rate = o.rate / (1 + round * 0.35)
    shuffle(order, round + 1)
    for (const n of order) {
      const lesson = lessons[n]
      if (lesson) learn(weights, bias, lesson, model.chances(lesson.features), rate)
    }
  }
  return model
}

/** Only classes that are noticeably wrong are moved: most are near zero after the first round, and start-up time counts. */
const noticeable = 0.004

function learn(weights: Float32Array, bias: Float32Array, lesson: Lesson, chances: Float32Array, rate: number): void {
  const { at, value } = lesson.features
  for (let c = 0; c < chances.length; c++) {
    const wrong = (c === lesson.label ? 1 : 0) - (chances[c] ?? 0)
    if (Math.abs(wrong) < noticeable) continue
    const move = wrong * rate * (lesson.weight ?? 1)
    bias[c] = (bias[c] ?? 0) + move * 0.05
    for (let i = 0; i < at.length; i++) {
      const where = (at[i] ?? 0) * chances.length + c
      weights[where] = (weights[where] ?? 0) + move * (value[i] ?? 0)
    }
  }
}

function scores(weights: Float32Array, bias: Float32Array, features: Features, classes: number): Float32Array {
  const result = Float32Array.from(bias)
  const { at, value } = features
  for (let i = 0; i < at.length; i++) {
    const row = (at[i] ?? 0) * classes
    const v = value[i] ?? 0
    for (let c = 0; c < classes; c++) result[c] = (result[c] ?? 0) + v * (weights[row + c] ?? 0)
  }
  return result
}

function softmax(values: Float32Array): Float32Array {
  let top = -Infinity
  for (const value of values) if (value > top) top = value
  let sum = 0
  for (let c = 0; c < values.length; c++) sum += values[c] = Math.exp((values[c] ?? 0) - top)
  for (let c = 0; c < values.length; c++) values[c] = (values[c] ?? 0) / sum
  return values
}

function shuffle(order: number[], seed: number): void {
  let state = seed * 2_654_435_761
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const j = state % (i + 1)
    const kept = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = kept
  }
}
