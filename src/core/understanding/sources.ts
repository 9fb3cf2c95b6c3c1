// What a language brings to understanding: two YAML files with its rules, and a file for each invented person whose way of writing it learns from.
// zod schemas list every fault by path. Concepts are a closed list, topics are open; the words themselves stand in locales/<lang>/.
import { z } from 'zod'
import { Command } from './understand.ts'

const expressions = z.array(z.string().min(1))

/** `locales/<lang>/understanding.yaml` */
export const UnderstandingSource = z.strictObject({
  /** Whole messages that are a command; `*` and `..` as in lexicon.ts. */
  commands: z.record(Command, expressions.min(1)),
  /** Polite words that may stand around a command. */
  fillers: expressions,
  greetings: expressions.min(1),
  /** What people say when they are helped, and when they go: it asks nothing. */
  thanks: expressions.default([]),
  goodbyes: expressions.default([]),
  /** Words that point at a topic by themselves. */
  anchors: z.record(z.string(), expressions).default({}),
})
export type UnderstandingSource = z.infer<typeof UnderstandingSource>

/** The building blocks of distress; what they mean together stands in templates.ts, once for all languages. */
export const Concept = z.enum([
  // who
  'self',
  'reflexive',
  'other',
  'someone',
  'partner',
  'household',
  'host',
  'boss',
  'trusted',
  'child',
  // the will to live
  'want',
  'want_other',
  'not_want',
  'wish',
  'life',
  'death',
  'death_other',
  'end',
  'kill',
  'better',
  'without_me',
  'burden',
  'tired_of',
  'meaningless',
  'god',
  'take_me',
  'sleep',
  'not_wake',
  'disappear',
  'think',
  'go_on',
  'cannot',
  'hopeless',
  // how and when
  'soon',
  'pills',
  'swallow',
  'jump',
  'high_place',
  'hang',
  'rope',
  'cut',
  'weapon',
  'farewell',
  'forever',
  // harm by others
  'hit',
  'hit_me',
  'threaten',
  'afraid_of',
  'home',
  'forbid',
  'lock',
  'force',
  'sex',
  'marriage',
  'passport',
  'taken',
  'withheld',
  'paperwork',
  'work',
  'unpaid',
  'debt',
  'sex_work',
  'circumcise',
  'hungry',
  'left_alone',
  'abroad',
  // what others do not see
  'voices',
  'hear',
  'follow',
  'camera',
  'poison',
  // a body in danger
  'chest_pain',
  'breathless',
  'gulp',
  'chemical',
  // strain
  'not_sleep',
  'long_time',
  'lonely',
  'panic',
  'sad',
  'tired',
  'stress',
  // what changes the meaning
  'neg',
  'but',
  'past',
  'present',
  'story',
  'me_too',
  'laugh',
  'office',
])
export type Concept = z.infer<typeof Concept>

/** `3A suicide`: the level and the kind of what is listed under it. */
export const DistressLabel = z.templateLiteral([
  z.enum(['1', '2', '3A', '3B']),
  ' ',
  z.enum(['distress', 'suicide', 'violence', 'child', 'trafficking', 'psychosis', 'third_person']),
])
export type DistressLabel = z.infer<typeof DistressLabel>

/** Emergencies of the body are known by expressions only: a model that errs here would leave out the line to talk to. */
export const PhraseLabel = z.union([DistressLabel, z.literal('3B medical')])
export type PhraseLabel = z.infer<typeof PhraseLabel>

/** `locales/<lang>/distress.yaml` */
export const DistressSource = z.strictObject({
  /** When and by whom it was last looked through for what it may miss and what may mislead it; without it the language is not offered. */
  reviewed: z.strictObject({ on: z.iso.date(), by: z.string().min(1) }).optional(),
  concepts: z.partialRecord(Concept, expressions.min(1)),
  /** Expressions that say it by themselves. */
  phrases: z.partialRecord(PhraseLabel, expressions.min(1)),
  /** Figures of speech that sound like danger and are none; taken out before anything else is looked at. */
  idioms: expressions,
})
export type DistressSource = z.infer<typeof DistressSource>

/** `locales/<lang>/thesaurus.yaml`: classes of meaning, the same in every language, and the words of each between spaces; `stem*` is every word that begins so. */
export const ThesaurusSource = z.record(
  z.string().regex(/^[a-z_]+$/),
  z.string().regex(/^(?:[^\s*]+\*?(?:\s+|$))+$/, 'must be words between spaces, with at most a * at the end of one'),
)
export type ThesaurusSource = z.infer<typeof ThesaurusSource>

const messages = z.array(z.string().min(1))

/** `locales/<lang>/writers/<name>.yaml`: messages as one person would write them. All of a writer's are kept together when figures are measured. */
export const WriterSource = z.strictObject({
  /** Age, home, how this person writes; for editors. */
  who: z.string().min(1),
  /** Topic id -> how this person asks about it. */
  topics: z.record(z.string(), messages).default({}),
  distress: z.partialRecord(DistressLabel, messages).default({}),
  /** Resemble distress and are none. */
  lookalikes: messages.default([]),
  ordinary: messages.default([]),
  /** Small talk, thanks, what Brug knows nothing of: no topic, no command. */
  smallTalk: messages.default([]),
  commands: z.partialRecord(Command, messages).default({}),
  /** Resemble a command and are none: nothing may end by accident. */
  notCommands: messages.default([]),
})
export type WriterSource = z.infer<typeof WriterSource>
