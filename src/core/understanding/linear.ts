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
const letters: readonly [number, number] = [3, 5]
const syllables: readonly [number, number] = [2, 4]

/** Models that share their pieces hash into as many buckets. */
export const commonBuckets = 1 << 18

/** Cuts words into pieces of three to five letters (two to four in a syllable script; or as asked), whole words and word pairs; without `sizes` also by consonants, for what is typed by ear. */
export function cutting(buckets: number, sizes?: readonly [number, number]): (words: readonly string[]) => Pieces {
  const cut = remembering((word) => cutWord(word, buckets, sizes, sizes ? '' : skeletonOf(word)))
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

/** As most models want them. */
export const piecesOf = cutting(commonBuckets)

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

function hashOf(text: string, salt: number): number {
  let hash = fnvOffset ^ salt
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), fnvPrime)
  return hash >>> 0
}

export function trainLinear(lessons: readonly Lesson[], o: { classes: number; buckets: number; rounds: number; rate: number }): LinearWeights {
  const brain: Brain = {
    weights: new Float32Array(o.buckets * o.classes),
    bias: new Float32Array(o.classes),
    met: new Uint8Array(o.buckets),
    rarity: rarities(lessons, o.buckets),
  }
  const order = lessons.map((_, n) => n)
  for (let round = 0; round < o.rounds; round++) {
    const rate = o.rate / (1 + round * 0.35)
    shuffle(order, round + 1)
    for (const n of order) {
      const lesson = lessons[n]
      if (lesson) learn(brain, lesson, rate)
    }
  }
  return weightsOf(brain, o, Math.fround(Math.log(1 + lessons.length)))
}

/** Inverse document frequency: logarithm of how many lessons there are for each in which the piece stands. */
function rarities(lessons: readonly Lesson[], buckets: number): Float32Array {
  const counts = new Float32Array(buckets)
  for (const { features } of lessons) for (const bucket of features.at) counts[bucket] = (counts[bucket] ?? 0) + 1
  return counts.map((count) => Math.log(1 + lessons.length / (1 + count)))
}

export function linearModel({ classes, buckets, bias, met, rarity, rarest, rows, step }: LinearWeights): LinearModel {
  const rowOf = new Int32Array(buckets).fill(-1)
  for (let row = 0; row < met.length; row++) rowOf[met[row] ?? 0] = row
  return {
    chances({ at, extras }) {
      const result = bias.slice()
      let square = 0
      for (let i = 0; i < at.length; i++) {
        const row = rowOf[at[i] ?? 0] ?? -1
        const value = row >= 0 ? (rarity[row] ?? 0) : rarest
        square += value * value
      }
      const share = square > 0 ? Math.fround(1 / Math.sqrt(square)) : 0
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

function weightsOf({ weights, bias, met, rarity }: Brain, { classes, buckets }: { classes: number; buckets: number }, rarest: number): LinearWeights {
  const known = Uint32Array.from(met.keys().filter((bucket) => met[bucket] === 1))
  const rows = new Int8Array(known.length * classes)
  const step = new Float32Array(known.length)
  for (const [n, bucket] of known.entries()) {
    const row = weights.subarray(bucket * classes, (bucket + 1) * classes)
    let largest = 0
    for (const weight of row) largest = Math.max(largest, Math.abs(weight))
    step[n] = largest / stepsMax
    if (largest > 0) for (let c = 0; c < classes; c++) rows[n * classes + c] = Math.round(((row[c] ?? 0) / largest) * stepsMax)
  }
  return { classes, buckets, bias, met: known, rarity: Float32Array.from(known, (bucket) => rarity[bucket] ?? 0), rarest, rows, step }
}

const stepsMax = 127

/** Only classes that are noticeably wrong are moved: most are near zero after the first round, and training time counts. */
const noticeable = 0.004

interface Brain {
  weights: Float32Array
  bias: Float32Array
  /** 1 where a piece weighs something. */
  met: Uint8Array
  rarity: Float32Array
}

function learn({ weights, bias, met, rarity }: Brain, { features: { at, extras }, label, weight = 1 }: Lesson, rate: number): void {
  let square = 0
  for (let i = 0; i < at.length; i++) square += (rarity[at[i] ?? 0] ?? 0) ** 2
  const share = square > 0 ? 1 / Math.sqrt(square) : 0
  const chances = bias.slice()
  for (let i = 0; i < at.length; i++) {
    const bucket = at[i] ?? 0
    if (met[bucket] === 1) addRow(chances, weights, bucket * bias.length, share * (rarity[bucket] ?? 0))
    met[bucket] = 1
  }
  for (const extra of extras) {
    addRow(chances, weights, extra.at * bias.length, extra.value)
    met[extra.at] = 1
  }
  softmax(chances)
  for (let c = 0; c < chances.length; c++) {
    const wrong = (c === label ? 1 : 0) - (chances[c] ?? 0)
    if (Math.abs(wrong) < noticeable) continue
    const move = wrong * rate * weight
    bias[c] = (bias[c] ?? 0) + move * 0.05
    for (let i = 0; i < at.length; i++) {
      const bucket = at[i] ?? 0
      const where = bucket * chances.length + c
      weights[where] = (weights[where] ?? 0) + move * share * (rarity[bucket] ?? 0)
    }
    for (const extra of extras) {
      const where = extra.at * chances.length + c
      weights[where] = (weights[where] ?? 0) + move * extra.value
    }
  }
}

function addRow(result: Float32Array, weights: Float32Array | Int8Array, row: number, value: number): void {
  for (let c = 0; c < result.length; c++) result[c] = (result[c] ?? 0) + value * (weights[row + c] ?? 0)
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
