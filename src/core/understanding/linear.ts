// A linear softmax model over hashed pieces of words, trained from the examples in the locales.
// Same examples, same model: training has a fixed order and no randomness. It refuses to explain itself; what must be explainable is an expression in a lexicon.
import { remembering } from './remembering.ts'
import { skeletonOf } from './skeleton.ts'

/** What a text is made of: each piece once. */
export interface Pieces {
  at: readonly number[]
}

/** Pieces, and extras with a weight of their own. */
export interface Features extends Pieces {
  extras: readonly { at: number; value: number }[]
}

/** What training leaves: plain numbers, and only of pieces that stood in some lesson. */
export interface LinearWeights {
  classes: number
  buckets: number
  bias: Float32Array
  /** The buckets that weigh something, ascending. */
  met: Uint32Array
  /** For each of them how telling it is: what stands in few lessons says more. */
  rarity: Float32Array
  /** The same for a piece that stood in no lesson. */
  rarest: number
  /** For each of `met` its weight per class, in steps of `step`. Eight bits are enough, and a quarter of the memory. */
  rows: Int8Array
  step: Float32Array
}

export interface LinearModel {
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
const heardSalt = 0x3c6e
const heardPairSalt = 0x2b17
const heardPartSalt = 0x51a9
const letters: readonly [number, number] = [3, 4]
const syllables: readonly [number, number] = [2, 4]

/** Models that share their pieces hash into as many buckets. */
export const commonBuckets = 1 << 20

/** Cuts words into pieces of three or four letters (two to four in a syllable script; or as asked), whole words and word pairs; without `sizes` also by consonants, for what is typed by ear. */
export function cutting(buckets: number, sizes?: readonly [number, number]): (words: readonly string[]) => Pieces {
  const cut = remembering((word) => cutWord(shapeOf(word), buckets, sizes, sizes ? '' : skeletonOf(word)))
  return (words) => {
    const at: number[] = []
    generation++
    let previous = 0
    let heardBefore = 0
    for (const word of words) {
      if (word === '|') {
        previous = 0
        heardBefore = 0
        continue
      }
      const { pieces, whole, heard } = cut(word)
      for (const piece of pieces) addOnce(piece, at)
      if (heard !== 0 && heardBefore !== 0) addOnce(((Math.imul(heardBefore ^ heardPairSalt, fnvPrime) ^ heard) >>> 0) % buckets, at)
      heardBefore = heard
      if (previous !== 0) addOnce(((Math.imul(previous ^ pairSalt, fnvPrime) ^ whole) >>> 0) % buckets, at)
      previous = whole
    }
    return { at }
  }
}

/** Thirteen may be a child's age or the answer to a question: which number it is says nothing, but for those that are rung. */
function shapeOf(word: string): string {
  return /^\d+$/.test(word) && !/^(?:112|113|911|999)$/.test(word) ? '0'.repeat(word.length) : word
}

export function withExtras({ at }: Pieces, extras: readonly Extra[]): Features {
  return { at, extras: extras.map(({ name, value }) => ({ at: bucketOfExtra(name), value: Math.fround(value) })) }
}

const bucketOfExtra = remembering((name) => hashOf(name, extraSalt) % commonBuckets)

// The reading in which a bucket was met last: what a Set would know, at a tenth of what it costs. Each reading has a number of its own, so nothing is left over.
const metIn = new Float64Array(commonBuckets)
let generation = 0

function addOnce(bucket: number, at: number[]): void {
  if (metIn[bucket] === generation) return
  metIn[bucket] = generation
  at.push(bucket)
}

function cutWord(
  word: string,
  buckets: number,
  sizes = word.charCodeAt(0) >= 0x1200 ? syllables : letters,
  skeleton = '',
): { pieces: readonly number[]; whole: number; heard: number } {
  const pieces = new Set<number>()
  const padded = ` ${word} `
  const [shortest, longest] = sizes
  for (let start = 0; start < padded.length - 1; start++) {
    let hash = fnvOffset
    const end = Math.min(start + longest, padded.length)
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ padded.charCodeAt(i), fnvPrime)
      if (i - start + 1 >= shortest) pieces.add((hash >>> 0) % buckets)
    }
  }
  const whole = hashOf(word, wordSalt)
  pieces.add(whole % buckets)
  const heard = skeleton.length < 2 ? 0 : hashOf(skeleton, heardSalt)
  if (heard !== 0) pieces.add(heard % buckets)
  for (let start = 0; start + 3 <= skeleton.length; start++) pieces.add(hashOf(skeleton.slice(start, start + 3), heardPartSalt) % buckets)
  return { pieces: [...pieces], whole, heard }
}

/** Of a name, 32 bits: whatever else stands beside it, it is the same (FNV-1a). */
export function hashOf(text: string, salt: number): number {
  let hash = fnvOffset ^ salt
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), fnvPrime)
  return hash >>> 0
}

export function trainLinear(lessons: readonly Lesson[], o: { classes: number; buckets: number; rounds: number; rate: number }): LinearWeights {
  const { met, rarity, rarest, prepared } = prepare(lessons, o.buckets)
  const brain: Brain = {
    weights: new Float32Array(met.length * o.classes),
    bias: new Float32Array(o.classes),
    moved: new Int32Array(o.classes),
    moves: new Float32Array(o.classes),
  }
  const order = lessons.map((_, n) => n)
  for (let round = 0; round < o.rounds; round++) {
    const rate = o.rate / (1 + round * 0.35)
    shuffle(order, round + 1)
    for (const n of order) {
      const lesson = prepared[n]
      if (lesson) learn(brain, lesson, rate)
    }
  }
  return { classes: o.classes, buckets: o.buckets, bias: brain.bias, met, rarity, rarest, ...inSteps(brain.weights, o.classes) }
}

/** A lesson as rows of the weights, and how much each counts. */
interface Prepared {
  rows: Int32Array
  values: Float32Array
  label: number
  weight: number
}

/** A piece that stands in a single lesson teaches that lesson by heart and nothing else: it is left out, and counts as never met. */
const leastLessons = 2

/** Rarity is the inverse document frequency: the logarithm of how many lessons there are for each in which the piece stands. */
function prepare(lessons: readonly Lesson[], buckets: number): Pick<LinearWeights, 'met' | 'rarity' | 'rarest'> & { prepared: Prepared[] } {
  const counts = new Int32Array(buckets)
  for (const { features } of lessons) {
    for (const bucket of features.at) counts[bucket] = (counts[bucket] ?? 0) + 1
    for (const { at } of features.extras) counts[at] = leastLessons + (counts[at] ?? 0)
  }
  const met = Uint32Array.from(counts.keys().filter((bucket) => (counts[bucket] ?? 0) >= leastLessons))
  const rowOf = new Int32Array(buckets).fill(-1)
  for (let row = 0; row < met.length; row++) rowOf[met[row] ?? 0] = row
  const rarity = Float32Array.from(met, (bucket) => Math.log(1 + lessons.length / (1 + (counts[bucket] ?? 0))))
  const rarest = Math.fround(Math.log(1 + lessons.length))
  const prepared = lessons.map(({ features: { at, extras }, label, weight = 1 }): Prepared => {
    const known = at.filter((bucket) => (rowOf[bucket] ?? -1) >= 0)
    const share = shareOf(at, rowOf, rarity, rarest)
    return {
      rows: Int32Array.from([...known, ...extras.map((extra) => extra.at)], (bucket) => rowOf[bucket] ?? 0),
      values: Float32Array.from([...known.map((bucket) => share * (rarity[rowOf[bucket] ?? 0] ?? 0)), ...extras.map(({ value }) => value)]),
      label,
      weight,
    }
  })
  return { met, rarity, rarest, prepared }
}

/** By which the pieces of a text weigh as much together whatever its length. */
function shareOf(at: readonly number[], rowOf: Int32Array, rarity: Float32Array, rarest: number): number {
  let square = 0
  for (let i = 0; i < at.length; i++) {
    const row = rowOf[at[i] ?? 0] ?? -1
    const value = row >= 0 ? (rarity[row] ?? 0) : rarest
    square += value * value
  }
  return square > 0 ? Math.fround(1 / Math.sqrt(square)) : 0
}

export function linearModel({ classes, buckets, bias, met, rarity, rarest, rows, step }: LinearWeights): LinearModel {
  const rowOf = new Int32Array(buckets).fill(-1)
  for (let row = 0; row < met.length; row++) rowOf[met[row] ?? 0] = row
  return {
    chances({ at, extras }) {
      const result = bias.slice()
      const share = shareOf(at, rowOf, rarity, rarest)
      for (let i = 0; i < at.length; i++) {
        const row = rowOf[at[i] ?? 0] ?? -1
        // Most pieces of a new message stood in no lesson, and weigh nothing.
        if (row >= 0) addRow(result, rows, row * classes, share * (rarity[row] ?? 0) * (step[row] ?? 0))
      }
      for (const extra of extras) {
        const row = rowOf[extra.at] ?? -1
        if (row >= 0) addRow(result, rows, row * classes, extra.value * (step[row] ?? 0))
      }
      return softmax(result)
    },
  }
}

const stepsMax = 127

function inSteps(weights: Float32Array, classes: number): Pick<LinearWeights, 'rows' | 'step'> {
  const rows = new Int8Array(weights.length)
  const step = new Float32Array(weights.length / classes)
  for (let n = 0; n < step.length; n++) {
    let largest = 0
    for (let c = n * classes; c < (n + 1) * classes; c++) largest = Math.max(largest, Math.abs(weights[c] ?? 0))
    step[n] = largest / stepsMax
    if (largest > 0) for (let c = n * classes; c < (n + 1) * classes; c++) rows[c] = Math.round(((weights[c] ?? 0) / largest) * stepsMax)
  }
  return { rows, step }
}

/** Only classes that are noticeably wrong are moved: most are near zero after the first round, and training time counts. */
const noticeable = 0.004

interface Brain {
  weights: Float32Array
  bias: Float32Array
  /** The classes that a lesson moves, and by how much. */
  moved: Int32Array
  moves: Float32Array
}

function learn({ weights, bias, moved, moves }: Brain, { rows, values, label, weight }: Prepared, rate: number): void {
  const classes = bias.length
  const chances = bias.slice()
  for (let i = 0; i < rows.length; i++) {
    const row = (rows[i] ?? 0) * classes
    const value = values[i] ?? 0
    for (let c = 0; c < classes; c++) chances[c] = (chances[c] ?? 0) + value * (weights[row + c] ?? 0)
  }
  softmax(chances)
  let count = 0
  for (let c = 0; c < classes; c++) {
    const wrong = (c === label ? 1 : 0) - (chances[c] ?? 0)
    if (Math.abs(wrong) < noticeable) continue
    const move = wrong * rate * weight
    bias[c] = (bias[c] ?? 0) + move * 0.05
    moved[count] = c
    moves[count] = move
    count++
  }
  // Row by row, because a row lies together in memory.
  for (let i = 0; i < rows.length; i++) {
    const row = (rows[i] ?? 0) * classes
    const value = values[i] ?? 0
    for (let k = 0; k < count; k++) {
      const where = row + (moved[k] ?? 0)
      weights[where] = (weights[where] ?? 0) + (moves[k] ?? 0) * value
    }
  }
}

function addRow(result: Float32Array, weights: Int8Array, row: number, value: number): void {
  for (let c = 0; c < result.length; c++) result[c] = (result[c] ?? 0) + value * (weights[row + c] ?? 0)
}

export function highestOf(values: Float32Array): number {
  let best = 0
  for (let n = 1; n < values.length; n++) if ((values[n] ?? 0) > (values[best] ?? 0)) best = n
  return best
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
