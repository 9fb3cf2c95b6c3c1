// Finds expressions in folded words: `dood*` starts with, `*dood` ends with, `*dood*` holds, `..` is a gap of up to three words.
// One index for all languages together, so that a message is walked once. It knows nothing of meaning: an expression carries a number.
import { bareForms, sentenceEnd, wordsOf } from './normalise.ts'

export interface Span {
  what: number
  start: number
  /** Exclusive. */
  end: number
}

export interface Expression {
  what: number
  pattern: string
}

export interface Lexicon {
  find(words: readonly string[]): Span[]
}

interface Piece {
  text: string
  shape: 'exact' | 'prefix' | 'suffix' | 'infix' | 'gap'
}
interface Compiled {
  what: number
  pieces: Piece[]
}

const gapWordsMax = 3

/** `spell` brings the words of a pattern to the same form as the words that will be searched. */
export function buildLexicon(expressions: readonly Expression[], spell: (word: string) => string = (word) => word): Lexicon {
  const exact = new Map<string, Compiled[]>()
  const prefixes = new Map<string, Compiled[]>()
  const within: Compiled[] = []
  for (const { what, pattern } of expressions) {
    const compiled = { what, pieces: piecesOf(pattern, spell) }
    const first = compiled.pieces[0]
    if (!first || first.shape === 'gap') continue
    if (first.shape === 'exact') put(exact, first.text, compiled)
    else if (first.shape === 'prefix') put(prefixes, first.text, compiled)
    else within.push(compiled)
  }
  const lengths = [...new Set([...prefixes.keys()].map((text) => text.length))].toSorted((a, b) => a - b)
  return { find: (words) => search(words, { exact, prefixes, lengths, within }) }
}

interface Index {
  exact: Map<string, Compiled[]>
  prefixes: Map<string, Compiled[]>
  lengths: number[]
  within: Compiled[]
}

function search(words: readonly string[], index: Index): Span[] {
  const spans: Span[] = []
  const forms = words.map(bareForms)
  const tryAll = (candidates: readonly Compiled[] | undefined, at: number) => {
    if (!candidates) return
    for (const candidate of candidates) {
      const end = candidate.pieces.length === 1 ? at + 1 : endOf(candidate.pieces, 1, forms, at + 1)
      if (end > 0) spans.push({ what: candidate.what, start: at, end })
    }
  }
  for (let at = 0; at < words.length; at++) {
    for (const form of forms[at] ?? []) {
      tryAll(index.exact.get(form), at)
      for (const length of index.lengths) {
        if (length > form.length) break
        tryAll(index.prefixes.get(form.slice(0, length)), at)
      }
    }
    const word = words[at] ?? ''
    for (const candidate of index.within) if (fits(candidate.pieces[0], word)) tryAll([candidate], at)
  }
  return spans
}

/** Where the pieces from `piece` on end when they start at `at`; -1 when they do not fit. */
function endOf(pieces: readonly Piece[], piece: number, forms: readonly string[][], at: number): number {
  const wanted = pieces[piece]
  if (!wanted) return at
  if (wanted.shape === 'gap') {
    if (piece === pieces.length - 1) return farthest(forms, at)
    for (let skipped = 0; skipped <= gapWordsMax && at + skipped < forms.length; skipped++) {
      if (skipped > 0 && forms[at + skipped - 1]?.[0] === sentenceEnd) return -1
      const end = endOf(pieces, piece + 1, forms, at + skipped)
      if (end > 0) return end
    }
    return -1
  }
  if (!forms[at]?.some((form) => fits(wanted, form))) return -1
  return endOf(pieces, piece + 1, forms, at + 1)
}

/** A gap at the end takes all it may. */
function farthest(forms: readonly string[][], at: number): number {
  let end = at
  while (end < forms.length && end - at < gapWordsMax && forms[end]?.[0] !== sentenceEnd) end++
  return end
}

function fits(piece: Piece | undefined, word: string): boolean {
  switch (piece?.shape) {
    case 'exact':
      return word === piece.text
    case 'prefix':
      return word.startsWith(piece.text)
    case 'suffix':
      return word.endsWith(piece.text)
    case 'infix':
      return word.includes(piece.text)
    default:
      return false
  }
}

function piecesOf(pattern: string, spell: (word: string) => string): Piece[] {
  return pattern.split(/\s+/).flatMap((part): Piece[] => {
    if (part === '..') return [{ text: '', shape: 'gap' }]
    const words = wordsOf(part.replaceAll('*', ''))
      .filter((word) => word !== sentenceEnd)
      .map(spell)
    const starts = part.endsWith('*')
    const ends = part.startsWith('*')
    // "ههه*" folds to one letter: as a beginning that would fit half the language.
    if ((starts || ends) && (words.at(-1)?.length ?? 0) < 2) return words.map((text) => ({ text, shape: 'exact' }))
    const shape = starts && ends ? 'infix' : starts ? 'prefix' : ends ? 'suffix' : 'exact'
    return words.map((text, n) => ({ text, shape: n === words.length - 1 ? shape : 'exact' }))
  })
}

function put(map: Map<string, Compiled[]>, key: string, value: Compiled): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
