// How much distress a message shows, of what kind, and why: expressions, composed concepts and a trained model together, any of which may raise.
// Every language is checked on every message, whatever was chosen. It refuses to diagnose, and never looks at one bare word such as "dead".
import { highest, isAtLeast, type CaseKind, type Level } from '../level.ts'
import { languages, type Lang } from '../phrasebook.ts'
import { composeHits, isDenied, type Found, type Hit, type Scene } from './compose.ts'
import { buildLexicon, type Expression, type Lexicon, type Span } from './lexicon.ts'
import type { Pieces } from './linear.ts'
import { isLatin, romanised, sentenceEnd, wordsOf } from './normalise.ts'
import { hasOwnScript } from './scripts.ts'
import type { Cut } from './senses.ts'
import { Concept, DistressLabel, PhraseLabel, type DistressSource, type WriterSource } from './sources.ts'
import { childPoisoned } from './templates.ts'
import { buildOutlook, trainOutlook, type OutlookLesson, type OutlookWeights, type View } from './outlook.ts'
import type { Explanation, Reading } from './understand.ts'

export type Distress = Reading['distress']

export interface DistressReader {
  /** `pieces` are those of `words`. `practical`: how sure it is that something practical is asked; worked out only when there is reason to. */
  read(words: readonly string[], pieces: Pieces, practical: () => number): Distress
  explain(words: readonly string[], practical: () => number): Explanation['distress']
}

type Sources = Partial<Record<Lang, DistressSource>>

/** Who does it is a word of its own, not an ending. */
const subjectStandsApart: Readonly<Record<Lang, boolean>> = { nl: true, en: true, ar: false, ti: false, fa: false, tr: false, so: false }
const perLang = 1024
const concepts = Concept.options
const phraseBase = 256
const idiom = 1000

/** `extra`: messages known to be ordinary, such as questions on topics; they teach the model what is not distress. */
export function trainDistress(sources: Sources, writers: readonly WriterSource[], { extra, cut }: { extra: readonly string[]; cut: Cut }): OutlookWeights {
  const look = lookFor(sources)
  return trainOutlook(
    lessonsOf(writers, extra).map(({ text, ...lesson }) => {
      const seen = look(wordsOf(text))
      return { ...lesson, words: seen.words, marks: marksOf(seen) }
    }),
    cut,
  )
}

/** `weights`: as trained from the same sources. */
export function buildDistressReader(sources: Sources, weights: OutlookWeights, cut: Cut): DistressReader {
  const look = lookFor(sources)
  const outlook = buildOutlook(weights, cut)
  const marksIn = (words: readonly string[]) => marksOf(look(words))
  const heard = (seen: Survey, pieces: Pieces, practical: () => number) =>
    weighAll(seen, (doubted) => {
      return outlook.view({ words: seen.words, pieces, marks: marksOf(seen), marksIn, doubted, practical })
    })
  return {
    read(words, pieces, practical) {
      const seen = look(words)
      return judge(seen, heard(seen, seen.words === words ? pieces : cut(seen.words), practical))
    },
    explain(words, practical) {
      const seen = look(words)
      const marks = marksOf(seen)
      const pieces = cut(seen.words)
      const all = heard(seen, pieces, practical)
      const { level, kind } = judge(seen, all)
      return {
        level,
        kind,
        expressions: all.counted.map(({ id, start, end, found, level }) => ({ id, words: words.slice(start, end).join(' '), level: found, counted: level })),
        concepts: marks,
        figures: seen.idioms,
        model: outlook.chances(pieces, marks),
      }
    },
  }
}

function lookFor(sources: Sources): (words: readonly string[]) => Survey {
  const labels: PhraseLabel[] = []
  const expressions = languages.flatMap((lang, n) => expressionsOf(sources[lang], { base: n * perLang, labels, ownScript: hasOwnScript(lang) }))
  const own = buildLexicon(expressions.filter(({ romanises }) => !romanises))
  const roman = buildLexicon(
    expressions.filter(({ romanises }) => romanises),
    romanised,
  )
  return (words) => survey(words, own, roman, labels)
}

function lessonsOf(writers: readonly WriterSource[], extra: readonly string[]): (Omit<OutlookLesson, 'words' | 'marks'> & { text: string })[] {
  const own = writers.flatMap((writer) => [
    ...Object.entries(writer.distress).flatMap(([label, texts]) => {
      const [level, kind] = partsOf(DistressLabel.parse(label))
      return texts.map((text) => ({ text, level, kind }))
    }),
    ...writer.lookalikes.map((text) => ({ text, level: '0' as const, kind: 'distress' as const })),
    ...writer.ordinary.map((text) => ({ text, level: '0' as const, kind: 'distress' as const })),
  ])
  return [...own, ...extra.map((text) => ({ text, level: '0' as const, kind: 'distress' as const }))]
}

function partsOf(label: PhraseLabel): [Level, CaseKind] {
  const [level, kind] = label.split(' ')
  return [levels.find((option) => option === level) ?? '0', kinds.find((option) => option === kind) ?? 'distress']
}
const levels: readonly Level[] = ['0', '1', '2', '3A', '3B']
const kinds: readonly CaseKind[] = ['distress', 'suicide', 'violence', 'child', 'trafficking', 'psychosis', 'medical', 'third_person']

/** Expressions of one language; what is written in Latin letters in a language with its own script is compared by sound. */
function expressionsOf(
  source: DistressSource | undefined,
  { base, labels, ownScript }: { base: number; labels: PhraseLabel[]; ownScript: boolean },
): (Expression & { romanises: boolean })[] {
  if (!source) return []
  const entry = (what: number, pattern: string) => ({ what: base + what, pattern, romanises: ownScript && /^[\x20-\x7e‘’]+$/.test(pattern) })
  return [
    ...Object.entries(source.concepts).flatMap(([concept, patterns]) =>
      patterns.map((pattern) =>
        entry(
          concepts.findIndex((name) => name === concept),
          pattern,
        ),
      ),
    ),
    ...Object.entries(source.phrases).flatMap(([label, patterns]) =>
      patterns.map((pattern) => entry(phraseBase + numberOf(labels, PhraseLabel.parse(label)), pattern)),
    ),
    ...source.idioms.map((pattern) => entry(idiom, pattern)),
  ]
}

function numberOf(labels: PhraseLabel[], label: PhraseLabel): number {
  const known = labels.indexOf(label)
  return known >= 0 ? known : labels.push(label) - 1
}

interface Survey {
  words: readonly string[]
  scenes: { scene: Scene; hits: Hit[] }[]
  idioms: number
}

function survey(words: readonly string[], own: Lexicon, roman: Lexicon, labels: readonly PhraseLabel[]): Survey {
  const latin = words.some((word) => isLatin(word) && word !== sentenceEnd)
  const spans = [...own.find(words), ...(latin ? roman.find(words.map(romanised)) : [])]
  const figures = spans.filter((span) => span.what % perLang === idiom)
  const hidden = new Set<number>()
  for (const { start, end } of figures) for (let n = start; n < end; n++) hidden.add(n)
  const masked = hidden.size === 0 ? words : words.map((word, n) => (hidden.has(n) ? 'figureofspeech' : word))
  let number = 0
  const sentence = words.map((word) => (word === sentenceEnd ? number++ : number))
  const byLang: Span[][] = languages.map(() => [])
  for (const span of spans) if (span.what % perLang !== idiom && !overlaps(span, hidden)) byLang[Math.floor(span.what / perLang)]?.push(span)
  const scenes = languages.flatMap((lang, n) => {
    const mine = byLang[n] ?? []
    if (mine.length === 0) return []
    const scene: Scene = { words: masked, sentence, found: foundIn(mine), subjectStandsApart: subjectStandsApart[lang] }
    return [{ scene, hits: [...phraseHits(mine, labels, scene), ...composeHits(scene)] }]
  })
  return { words: masked, scenes, idioms: figures.length }
}

/** A figure of speech hides what lies within it, not an expression that merely touches it. */
function overlaps(span: Span, hidden: ReadonlySet<number>): boolean {
  if (hidden.size === 0) return false
  for (let n = span.start; n < span.end; n++) if (!hidden.has(n)) return false
  return true
}

function foundIn(spans: readonly Span[]): Found {
  const found: Found = {}
  for (const span of spans) {
    const concept = concepts[span.what % perLang]
    if (concept) (found[concept] ??= []).push(span)
  }
  return found
}

function phraseHits(spans: readonly Span[], labels: readonly PhraseLabel[], scene: Scene): Hit[] {
  const hits: Hit[] = []
  for (const span of spans) {
    const label = labels[(span.what % perLang) - phraseBase]
    if (label === undefined || isDenied({ start: span.start, end: span.start + 1 }, [span], scene)) continue
    const [level, kind] = partsOf(label)
    hits.push({ id: `phrase_${kind}`, level, kind, start: span.start, end: span.end, third: kind === 'third_person' })
  }
  return hits
}

function marksOf(seen: Survey): string[] {
  const marks = new Set(seen.scenes.flatMap(({ scene }) => Object.keys(scene.found)))
  if (seen.idioms > 0) marks.add('idiom')
  return [...marks]
}

/** So sure must the model be that nothing is wrong. */
const surelyCalm = { listed: 0.985, composed: 0.93 }

/**
 * Where the model is sure of the opposite, an expression still asks, and what was only put together from single words still offers to talk: a plant that died of
 * too much water is made of the same words as a cry.
 */
function notMoreThan(most: Level, { level, kind }: Hit): Level {
  return kind !== 'medical' && isAtLeast(level, most) ? most : level
}

/** What is left of an expression that the model is sure of being nothing: of danger now more than of the rest, of what somebody listed more than of what was put together. */
function doubtful(hit: Hit): Level {
  const { level } = hit
  if (isListed(hit)) return level === '3B' ? '3A' : '2'
  return level === '3B' ? '2' : '1'
}

/** What stands in a list and is also put together from its words is what it seems, however calm the rest may look. */
function isSeconded(hit: Hit, hits: readonly Hit[]): boolean {
  return hits.some((other) => other.kind === hit.kind && isListed(other) !== isListed(hit) && isAtLeast(other.level, '3A'))
}

function isListed({ id }: Hit): boolean {
  return id.startsWith('phrase_')
}

interface Heard {
  view: View
  /** `found`: the level an expression stands for; `level`: what is left of it. */
  counted: (Hit & { found: Level })[]
}

function weighAll(seen: Survey, viewOf: (doubted: boolean) => View): Heard {
  const weighed = seen.scenes.flatMap(({ scene, hits }) => hits.map((hit) => ({ ...weigh(hit, scene), found: hit.level })))
  const doubted =
    weighed.some(({ level, found }) => level !== found) || seen.idioms > 0 || seen.scenes.some(({ scene }) => scene.found.story || scene.found.laugh)
  const view = viewOf(doubted)
  const counted = weighed.map((hit) =>
    view.calm >= surelyCalm[isListed(hit) ? 'listed' : 'composed'] && !isSeconded(hit, weighed) ? { ...hit, level: notMoreThan(doubtful(hit), hit) } : hit,
  )
  return { view, counted }
}

function judge(seen: Survey, { view, counted }: Heard): Distress {
  let level: Level = view.level
  for (const hit of counted) level = highest(level, hit.level)
  const farewell = seen.scenes.some(({ scene }) => scene.found.farewell) ? { farewell: true as const } : {}
  if (level === '0') return { level, kind: 'distress', because: [], thirdPerson: false, ...farewell }
  const main = mainOf(counted, level, view, marksOf(seen))
  const thirdPerson = main ? main.third : view.kind === 'third_person'
  const kind = main ? (main.third && main.kind === 'suicide' ? 'third_person' : main.kind) : view.kind
  const because = [...new Set([...counted.filter((hit) => hit.level !== '0').map((hit) => hit.id), ...(isAtLeast(view.level, '1') ? ['model'] : [])])]
  const harmBy = harmOf(seen, kind)
  return { level, kind, because, thirdPerson, ...(harmBy ? { harmBy } : {}), ...farewell }
}

/**
 * What it is about most of all. An emergency of the body only where nothing else is: whoever also wants to die, or is hit, needs more than an ambulance.
 */
function mainOf(weighed: readonly Hit[], level: Level, view: { level: Level; kind: CaseKind }, marks: readonly string[]): Hit | undefined {
  const isChild = weighed.some((hit) => hit.id === childPoisoned)
  const told = isChild ? weighed.filter((hit) => hit.kind === 'medical' || !hit.id.startsWith('pills_')) : weighed
  const top = told.filter((hit) => hit.level === level)
  // What an employer takes or forces has its own line, though the same words are also said of a husband.
  const work = marks.some((mark) => workMarks.includes(mark)) ? top.find((hit) => hit.kind === 'trafficking') : undefined
  const main = top.find((hit) => hit.third) ?? work ?? top.find((hit) => !plainKinds.includes(hit.kind)) ?? top.find((hit) => hit.kind !== 'medical') ?? top[0]
  if (main?.kind !== 'medical') return main
  const graver = told.find((hit) => hit.kind !== 'medical' && isAtLeast(hit.level, '3A'))
  if (graver) return { ...graver, third: false }
  const isWish = isAtLeast(view.level, '3A') && view.kind === 'suicide' && marks.some((mark) => wishMarks.includes(mark))
  return !isChild && isWish ? { ...main, kind: view.kind } : main
}
/** Something in the words themselves must speak of it: blood that does not stop is an accident until somebody says otherwise. */
const wishMarks: readonly string[] = [
  'death',
  'life',
  'end',
  'kill',
  'reflexive',
  'disappear',
  'farewell',
  'without_me',
  'not_wake',
  'burden',
  'pills',
  'swallow',
  'cut',
  'hang',
  'jump',
  'rope',
  'high_place',
]
const workMarks: readonly string[] = ['boss', 'unpaid', 'debt', 'sex_work']
const plainKinds: readonly CaseKind[] = ['suicide', 'distress', 'medical']

/** Past, quoted and laughing words count less; a moment named beside them counts more. */
function weigh(hit: Hit, scene: Scene): Hit {
  const { found, sentence } = scene
  if (!isAtLeast(hit.level, '2')) return hit
  if (isPaperwork(hit, scene)) return { ...hit, level: '0' }
  if (isFear(hit, scene)) return { ...hit, level: '2', kind: 'distress' }
  if (found.story && !found.me_too) return { ...hit, level: '1' }
  if (found.laugh && hit.kind === 'suicide' && hit.level !== '3B') return { ...hit, level: scene.words.length <= 12 ? '1' : '2' }
  if (isAtLeast(hit.level, '3A') && isPast(hit, scene)) return { ...hit, level: '2' }
  const near = found.soon?.some((span) => sentence[span.start] === sentence[hit.start] && span.start >= hit.start - 5 && span.end <= hit.end + 5)
  return hit.level === '3A' && hit.kind !== 'trafficking' && near ? { ...hit, level: '3B' } : hit
}

/** Who has no breath from fear or grief, or time and again in the same places, needs a talk; somebody else without breath, or with pain beside it, an ambulance. */
function isFear(hit: Hit, { found }: Scene): boolean {
  if (hit.id !== 'phrase_medical' || found.chest_pain || aboutAnother.some((concept) => found[concept])) return false
  const within = ({ start, end }: Span) => start < hit.end && hit.start < end
  return found.breathless?.some(within) === true && fears.some((concept) => found[concept]?.some((span) => !within(span)))
}
const fears: readonly Concept[] = ['panic', 'sad', 'stress', 'think', 'long_time', 'afraid_of', 'death']
const aboutAnother: readonly Concept[] = ['child', 'partner', 'household', 'other']

const paperworkWithin = 7

/** Papers taken for a copy are what an employer must ask for, unless they do not come back. */
function isPaperwork(hit: Hit, { found, sentence }: Scene): boolean {
  if (found.withheld || !found.passport?.some((span) => span.start < hit.end && hit.start < span.end)) return false
  return (
    found.paperwork?.some(
      (span) => sentence[span.start] === sentence[hit.start] && span.start >= hit.start - paperworkWithin && span.end <= hit.end + paperworkWithin,
    ) === true
  )
}

function isPast(hit: Hit, { found, sentence, words }: Scene): boolean {
  const past = found.past?.find((span) => Math.abs((sentence[span.start] ?? 0) - (sentence[hit.start] ?? 0)) <= 1 && span.start < hit.end + 4)
  if (!past) return false
  return !found.present?.some((span) => {
    if (span.end <= hit.end) return span.start >= past.end
    const denied = found.neg?.some((neg) => neg.start >= span.start && neg.start - span.end <= 3)
    return !denied && span.end < words.length + 1
  })
}

function harmOf(seen: Survey, kind: CaseKind): Distress['harmBy'] {
  if (kind !== 'violence' && kind !== 'child' && kind !== 'trafficking') return undefined
  const named = new Set(seen.scenes.flatMap(({ scene }) => Object.keys(scene.found)))
  if (named.has('trusted')) return 'trusted'
  if (named.has('partner')) return 'partner'
  if (named.has('host')) return 'host'
  return named.has('household') || named.has('boss') || named.has('someone') ? 'unknown' : undefined
}
