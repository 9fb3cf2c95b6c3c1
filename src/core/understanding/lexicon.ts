// Finds expressions in folded words: `dood*` starts with, `*dood` ends with, `*dood*` holds, `..` is a gap of up to three words.
// One index for all languages together, so that a message is walked once. It knows nothing of meaning: an expression carries a number.
import { bareForms, sentenceEnd, wordsOf } from './normalise.ts'
import { remembering } from './remembering.ts'

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
  const index: Index = { exact, prefixes, lengths, within }
  const met = remembering((word) => meet(word, index))
  return { find: (words) => search(words.map(met)) }
}

/** What a pattern says when its signs are left out. */
export function plainWords(pattern: string): string {
  return pattern.replaceAll(/\*|\.\./g, ' ')
}

interface Index {
  exact: Map<string, Compiled[]>
  prefixes: Map<string, Compiled[]>
  lengths: number[]
  within: Compiled[]
}

/** A word and the expressions that may begin with it. */
interface Met {
  forms: readonly string[]
  candidates: readonly Compiled[]
}

function meet(word: string, { exact, prefixes, lengths, within }: Index): Met {
  const forms = bareForms(word)
  const candidates: Compiled[] = []
  for (const form of forms) {
    candidates.push(...(exact.get(form) ?? []))
    for (const length of lengths) {
      if (length > form.length) break
      candidates.push(...(prefixes.get(form.slice(0, length)) ?? []))
    }
  }
  candidates.push(...within.filter((candidate) => fits(candidate.pieces[0], word)))
  return { forms, candidates }
}

function search(words: readonly Met[]): Span[] {
  const spans: Span[] = []
  for (let at = 0; at < words.length; at++) {
    for (const { what, pieces } of words[at]?.candidates ?? []) {
      const end = pieces.length === 1 ? at + 1 : endOf(pieces, 1, words, at + 1)
      if (end > 0) spans.push({ what, start: at, end })
    }
  }
  return spans
}

/** Where the pieces from `piece` on end when they start at `at`; -1 when they do not fit. */
function endOf(pieces: readonly Piece[], piece: number, words: readonly Met[], at: number): number {
  const wanted = pieces[piece]
  if (!wanted) return at
  if (wanted.shape === 'gap') {
    if (piece === pieces.length - 1) return farthest(words, at)
    for (let skipped = 0; skipped <= gapWordsMax && at + skipped < words.length; skipped++) {
      if (skipped > 0 && words[at + skipped - 1]?.forms[0] === sentenceEnd) return -1
      const end = endOf(pieces, piece + 1, words, at + skipped)
      if (end > 0) return end
    }
    return -1
  }
  if (!words[at]?.forms.some((form) => fits(wanted, form))) return -1
  return endOf(pieces, piece + 1, words, at + 1)
}

/** A gap at the end takes all it may. */
function farthest(words: readonly Met[], at: number): number {
  let end = at
  while (end < words.length && end - at < gapWordsMax && words[end]?.forms[0] !== sentenceEnd) end++
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
