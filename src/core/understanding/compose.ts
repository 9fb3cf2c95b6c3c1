// Puts concepts found in a message together: which templates of danger they complete, where, about whom, and whether they are denied.
// It refuses to weigh: past, quotation and how much it all counts are decided in distress.ts.
import type { CaseKind, Level } from '../level.ts'
import type { Span } from './lexicon.ts'
import { Concept } from './sources.ts'
import { templates, type Template } from './templates.ts'

export interface Hit {
  id: string
  level: Level
  kind: CaseKind
  start: number
  end: number
  third: boolean
}

/** Where each concept of one language stands. */
export type Found = Partial<Record<Concept, Span[]>>

export interface Scene {
  words: readonly string[]
  /** For each word: the number of its sentence. */
  sentence: readonly number[]
  found: Found
  /** Verbs of this language do not show who acts, so the nearest subject decides about whom it is. */
  subjectStandsApart: boolean
}

export function composeHits(scene: Scene): Hit[] {
  const hits: Hit[] = []
  const present = setOf(Object.keys(scene.found))
  for (const { template, places } of wanted) {
    if (!places.every((place) => meets(place, present))) continue
    const best = bestFit(template, scene)
    if (best) hits.push({ id: template.id, level: template.level, kind: template.kind, ...best, third: isAboutAnother(template, best, scene) })
  }
  return hits
}

/** Which concepts, a bit for each: nearly all templates are ruled out by this for nearly all messages. */
type ConceptSet = readonly [number, number, number]
const bitOf = new Map<string, number>(Concept.options.map((concept, n) => [concept, n]))
if (bitOf.size > 96) throw new Error('a set of concepts has room for 96')
const wanted = templates.map((template) => ({ template, places: template.all.map(setOf) }))

function setOf(concepts: readonly string[]): ConceptSet {
  let [first, second, third] = [0, 0, 0]
  for (const concept of concepts) {
    const bit = bitOf.get(concept) ?? 0
    if (bit < 32) first |= 1 << bit
    else if (bit < 64) second |= 1 << (bit - 32)
    else third |= 1 << (bit - 64)
  }
  return [first, second, third]
}

function meets(a: ConceptSet, b: ConceptSet): boolean {
  return (a[0] & b[0]) !== 0 || (a[1] & b[1]) !== 0 || (a[2] & b[2]) !== 0
}

interface Extent {
  start: number
  end: number
}

/** The first combination that fits and is not denied. */
function bestFit(template: Template, scene: Scene): Extent | undefined {
  const taken: Span[] = []
  const walk = (place: number): Extent | undefined => {
    const wanted = template.all[place]
    if (!wanted) return accept(template, taken, scene)
    for (const concept of wanted) {
      for (const span of scene.found[concept] ?? []) {
        if (taken.some((other) => span.start < other.end && other.start < span.end) || !near(template, taken, span, scene)) continue
        taken.push(span)
        const extent = walk(place + 1)
        taken.pop()
        if (extent) return extent
      }
    }
    return undefined
  }
  return walk(0)
}

function near(template: Template, taken: readonly Span[], span: Span, scene: Scene): boolean {
  const start = Math.min(span.start, ...taken.map((other) => other.start))
  const end = Math.max(span.end, ...taken.map((other) => other.end))
  return end - start <= Math.max(template.within, span.end - span.start) && (template.across === true || scene.sentence[start] === scene.sentence[end - 1])
}

function accept(template: Template, taken: readonly Span[], scene: Scene): Extent | undefined {
  const extent = { start: Math.min(...taken.map((span) => span.start)), end: Math.max(...taken.map((span) => span.end)) }
  if (template.unless?.some((concept) => scene.found[concept]?.some((span) => span.start >= extent.start - 2 && span.end <= extent.end + 2))) return undefined
  if (template.negatable !== false && isDenied(extent, taken, scene)) return undefined
  return extent
}

/**
 * A negation inside, or at most one word before, in the same sentence and not cut off by "but". Two of them cancel out.
 * Nothing after the extent counts: "I want to die and not wake up" denies nothing.
 */
export function isDenied(extent: Extent, parts: readonly Span[], scene: Scene): boolean {
  const denials = (scene.found.neg ?? []).filter((neg) => {
    if (neg.start >= extent.end || neg.end < extent.start - 1 || scene.sentence[neg.start] !== scene.sentence[extent.start]) return false
    if (parts.some((part) => neg.start < part.end && part.start < neg.end)) return false
    return !scene.found.but?.some((but) => but.start >= neg.end && but.end <= extent.start)
  })
  return distinct(denials) % 2 === 1
}

/** Overlapping spans ("don't", "don't think that") are one negation. */
function distinct(spans: readonly Span[]): number {
  let count = 0
  let reach = -1
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start >= reach) count++
    reach = Math.max(reach, span.end)
  }
  return count
}

const others: readonly Concept[] = ['other', 'partner', 'household', 'child', 'someone', 'trusted', 'host']

function isAboutAnother(template: Template, extent: Extent, scene: Scene): boolean {
  if (template.kind === 'third_person') return true
  if (template.kind !== 'suicide' || !scene.subjectStandsApart) return false
  const nearest = (concepts: readonly Concept[]) => {
    const ends = concepts
      .flatMap((concept) => scene.found[concept] ?? [])
      .filter((span) => span.start < extent.end && scene.sentence[span.start] === scene.sentence[extent.start])
    return Math.max(-1, ...ends.map((span) => span.start))
  }
  const other = nearest(others)
  return other >= 0 && extent.start - other <= 6 && other > nearest(['self'])
}
