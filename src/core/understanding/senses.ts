// What words mean, as far as a list can tell: a thesaurus per language puts everyday words into some 270 classes of meaning that are the same in all of them.
// So a plumber and a leak, and a cry in one language and the same cry in another, share something the letters do not show. It knows words, not sentences.
import { languages, type Lang } from '../phrasebook.ts'
import { commonBuckets, cutting, hashOf, type Pieces } from './linear.ts'
import { bareForms, isLatin, romanised, sentenceEnd, wordsOf } from './normalise.ts'
import { remembering } from './remembering.ts'
import { hasOwnScript } from './scripts.ts'
import type { ThesaurusSource } from './sources.ts'

/** Makes the pieces of a text that the models weigh. */
export type Cut = (words: readonly string[]) => Pieces

/** Classes that stand at most so many telling words apart make a pair, in their order: "want, not, live". */
const near = 3
const senseSalt = 0
const leastStem = 2
const leastSpokenStem = 3

/** Pieces of words, and the classes of meaning the words belong to, by themselves and in pairs. Without thesauri: pieces of words only. */
export function cuttingWithSenses(thesauri: Partial<Record<Lang, ThesaurusSource>>): Cut {
  const cut = cutting(commonBuckets)
  const known = languages.flatMap((lang) => (thesauri[lang] ? [indexOf(thesauri[lang], hasOwnScript(lang))] : []))
  if (known.length === 0) return cut
  const sensesOf = remembering((word): (readonly number[])[] => known.map((index) => lookUp(word, index)))
  return (words) => {
    const { at } = cut(words)
    return { at: [...at, ...classPieces(words, clearest(words.map(sensesOf)))] }
  }
}

/** In the language that knows most of the words: the same letters mean different things in different languages. */
function clearest(found: readonly (readonly (readonly number[])[])[]): (readonly number[])[] {
  let [best, most] = [0, -1]
  for (let n = 0; n < (found[0]?.length ?? 0); n++) {
    let count = 0
    for (const senses of found) if ((senses[n]?.length ?? 0) > 0) count++
    if (count > most) [best, most] = [n, count]
  }
  return found.map((senses) => senses[best] ?? [])
}

function classPieces(words: readonly string[], senses: readonly (readonly number[])[]): Set<number> {
  const pieces = new Set<number>()
  const before: (readonly number[])[] = []
  for (let n = 0; n < words.length; n++) {
    if (words[n] === sentenceEnd) before.length = 0
    const own = senses[n] ?? []
    if (own.length === 0) continue
    for (const sense of own) {
      pieces.add(bucketOf(sense, 0))
      for (const earlier of before) for (const other of earlier) pieces.add(bucketOf(sense, other))
    }
    before.push(own)
    if (before.length > near) before.shift()
  }
  return pieces
}

/** `before`: 0 for a class by itself. */
function bucketOf(sense: number, before: number): number {
  let hash = Math.imul(sense ^ Math.imul(before ^ 0x2222, 0x01000193), 0x5bd1e995)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0x01000193)
  hash ^= hash >>> 15
  return (hash >>> 0) % commonBuckets
}

/** Words and beginnings of words, each with its classes; what is typed by ear in a language with its own script stands apart. */
interface Index {
  own: Shelf
  spoken: Shelf
}

interface Shelf {
  whole: Map<string, readonly number[]>
  stems: Map<string, readonly number[]>
  /** Longest first. */
  lengths: number[]
}

function indexOf(thesaurus: ThesaurusSource, ownScript: boolean): Index {
  const [own, spoken] = [newShelf(), newShelf()]
  for (const [name, entries] of Object.entries(thesaurus)) {
    // Most words have one meaning: they share the list.
    const alone = [hashOf(name, senseSalt)]
    for (const entry of entries.split(/\s+/)) {
      const words = wordsOf(entry.replaceAll('*', '')).filter((word) => word !== sentenceEnd)
      const [word] = words
      if (word === undefined || words.length > 1) continue
      const isSpoken = ownScript && isLatin(word)
      const text = isSpoken ? romanised(word) : word
      const shelf = isSpoken ? spoken : own
      const isStem = entry.endsWith('*') && text.length >= (isSpoken ? leastSpokenStem : leastStem)
      put(isStem ? shelf.stems : shelf.whole, text, alone)
    }
  }
  for (const shelf of [own, spoken]) shelf.lengths = [...new Set([...shelf.stems.keys()].map(({ length }) => length))].toSorted((a, b) => b - a)
  return { own, spoken }
}

function newShelf(): Shelf {
  return { whole: new Map(), stems: new Map(), lengths: [] }
}

function put(shelf: Map<string, readonly number[]>, word: string, alone: readonly number[]): void {
  const senses = shelf.get(word)
  if (!senses) shelf.set(word, alone)
  else if (!alone.every((sense) => senses.includes(sense))) shelf.set(word, [...senses, ...alone])
}

function lookUp(word: string, { own, spoken }: Index): readonly number[] {
  for (const form of bareForms(word)) {
    const found = on(own, form)
    if (found) return found
  }
  return (isLatin(word) && on(spoken, romanised(word))) || []
}

/** A whole word says more than how it begins, and a long beginning more than a short one. */
function on({ whole, stems, lengths }: Shelf, form: string): readonly number[] | undefined {
  const found = whole.get(form)
  if (found) return found
  for (const length of lengths) {
    const stem = length <= form.length ? stems.get(form.slice(0, length)) : undefined
    if (stem) return stem
  }
  return undefined
}
