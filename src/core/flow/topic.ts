// What a practical topic is: facts with their source and date, and the texts that rest on them, as zod schemas; and how its texts become two messages.
// A fact stands here once, in English, for editors; people read the texts of their own language. What rests on no fact may not be stated.
import { z } from 'zod'

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and dashes')
/** Year, year-month or full date the evidence supports. */
const since = z.string().regex(/^\d{4}(-\d\d(-\d\d)?)?$/, 'a date is written like 2026, 2026-06 or 2026-06-13')
const day = z.iso.date('a day is written like 2027-01-15')
const textKey = z.string().regex(/^[a-z_]+:[a-z0-9_.-]+$/, 'a text is a key like journeys:welcome.hello')

export const Fact = z
  .strictObject({
    id,
    /** What it says, for editors; people read the texts. */
    text: z.string(),
    /** Dutch words a person meets in letters. */
    nl_term: z.string(),
    /** An official page; for a practice of one place long ago (`local_example`) the words that say where it comes from. */
    source: z.string().min(1),
    as_of: z.union([since, z.literal('undated')]),
    confidence: z.enum(['high', 'medium', 'low']),
    volatile: z.enum(['yearly', 'rare', 'never']),
    kind: z.enum(['rule', 'gap', 'local_example']),
    /** How it is known: a page that was read, or general knowledge that a person must still compare with the page. */
    evidence: z.enum(['official_page_seen', 'other_page_seen', 'general_knowledge', 'project_seed']),
    /** Year of the amount in it. An amount of another year may not be told. */
    amount_year: z.number().int().optional(),
    /** After this day it may be out of date; absent: as its topic. */
    valid_until: day.optional(),
    /** Who looks at it then; absent: as its topic. */
    keeper: z.string().optional(),
    note: z.string().optional(),
  })
  .refine((fact) => fact.kind === 'local_example' || z.url().safeParse(fact.source).success, { path: ['source'], error: 'a fact names its official page' })
export type Fact = z.infer<typeof Fact>

/** Which facts each part of the texts rests on; for lists, one list of facts for each item. An item that is only a practical act rests on none. */
export const RestsOn = z.strictObject({
  what: z.array(id).default([]),
  steps: z.array(z.array(id)).default([]),
  deadline: z.array(id).default([]),
  details: z.array(z.array(id)).default([]),
  mistakes: z.array(z.array(id)).default([]),
})
export type RestsOn = z.infer<typeof RestsOn>

/** `flows/topics/<id>.yaml`. Its texts: `locales/<lang>/topics/<id>.yaml`. */
export const Topic = z.strictObject({
  id,
  kind: z.literal('topic'),
  category: z.string(),
  /** Official page to name in the answer. */
  source: z.url(),
  as_of: since,
  /** After this day the answer says that it may be out of date (promise 9). */
  valid_until: day,
  keeper: z.string(),
  municipal: z.boolean(),
  /** Fields a municipality may fill in; those with a text of their own are shown. */
  local: z.array(z.string()).default([]),
  related: z.array(id).default([]),
  /** A journey that goes through it step by step, offered under the answer. */
  journey: id.optional(),
  /** Shown before anything else, e.g. `care:line_112`. */
  danger_first: textKey.optional(),
  /** For editors: what a reader may need first, and what may not be said. */
  safety: z.array(z.string()).default([]),
  caution: z.array(z.string()).default([]),
  rests_on: RestsOn.prefault({}),
  facts: z.array(Fact).min(1),
})
export type Topic = z.infer<typeof Topic>

/** WhatsApp shows at most 20 characters of a button and 72 under the row of a list. */
export const labelCharsMax = 20
export const titleCharsMax = 72

const line = z.string().min(1)

/** `locales/<lang>/topics/<id>.yaml`: the same keys and as many items in every language. */
export const TopicTexts = z.strictObject({
  title: line.max(titleCharsMax),
  /** A pictogram and a word or two. */
  label: line.max(labelCharsMax),
  what: line,
  steps: z.array(line).max(5).default([]),
  deadline: line.optional(),
  need: z.array(line).default([]),
  mistakes: z.array(line).default([]),
  details: z.array(line).default([]),
  /** Dutch sentences to say or write, with their meaning (in Dutch itself without). */
  say: z.array(z.strictObject({ nl: line, means: line.optional() })).default([]),
  /** Dutch words in letters, with their meaning. */
  words: z.array(z.strictObject({ nl: line, means: line })).default([]),
  who: line,
  local: z.record(z.string(), line).default({}),
  /** Reviewed: by whom (a native speaker) and when. */
  status: z.strictObject({ state: z.enum(['draft', 'reviewed']), by: z.string().optional(), on: day.optional() }),
})
export type TopicTexts = z.infer<typeof TopicTexts>

/** The words around a topic's texts, in one language: `topics:frame.*`. */
export const TopicFrame = z.object({ more: line, deadline: line, need: line, mistakes: line, say: line, words: line, comma: line, who: line })
export type TopicFrame = z.infer<typeof TopicFrame>

export interface Composed {
  title: string
  label: string
  answer: string
  more: string
  /** The step to begin with. */
  first?: string
  local: Record<string, string>
}

/** The two messages of a topic, as texts of the phrasebook: what it is and what to do, and behind "more" what else is worth knowing. */
export function composed(texts: TopicTexts, frame: TopicFrame): Composed {
  const [pictogram = '', ...words] = texts.label.split(' ')
  const heading = (text: string) => (words.length > 0 ? `${pictogram} *${text}*` : `*${text}*`)
  const name = words.length > 0 ? words.join(' ') : texts.label
  const listed = (head: string, items: readonly string[]) => (items.length > 0 ? [head, ...items.map((item) => `- ${item}`)].join('\n') : '')
  const said = texts.say.flatMap(({ nl, means }) => [`"${nl}"`, ...(means ? [`(${means})`] : [])])
  const told = texts.words.map(({ nl, means }) => `${nl} (${means})`).join(`${frame.comma} `)
  const answer = [
    heading(name),
    texts.what,
    ...texts.steps.map((step, n) => `${n + 1}. ${step}`),
    ...(texts.deadline ? [fill(frame.deadline, texts.deadline)] : []),
  ]
  const paragraphs = [
    [heading(fill(frame.more, name)), listed(frame.need, texts.need)].filter(Boolean).join('\n'),
    listed(frame.mistakes, texts.mistakes),
    texts.details.join('\n'),
    said.length > 0 ? [frame.say, ...said].join('\n') : '',
    told === '' ? '' : fill(frame.words, told),
    fill(frame.who, texts.who),
  ]
  const [first] = texts.steps
  return {
    title: texts.title,
    label: texts.label,
    answer: answer.join('\n'),
    more: paragraphs.filter(Boolean).join('\n\n'),
    ...(first ? { first } : {}),
    local: texts.local,
  }
}

function fill(frame: string, value: string): string {
  return frame.replace('{{text}}', () => value)
}

/** Parts of which every language must have as many as Dutch. */
export const listedParts = ['steps', 'need', 'mistakes', 'details', 'say', 'words'] as const
