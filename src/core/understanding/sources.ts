// What a language brings to understanding: the two YAML files of its locale, as zod schemas that list every fault by path.
// It holds the closed lists (concepts, topics are open); the words themselves stand in locales/<lang>/.
import { z } from 'zod'
import { Command } from './understand.ts'

const expressions = z.array(z.string().min(1))

/** `locales/<lang>/understanding.yaml` */
export const UnderstandingSource = z.strictObject({
  /** Whole messages that are a command; `*` and `..` as in lexicon.ts. Only `human` may also be recognised from `examples`. */
  commands: z.record(Command, expressions.min(1)),
  /** Polite words that may stand around a command. */
  fillers: expressions,
  greetings: expressions.min(1),
  /** Small talk and thanks: no topic, no command. */
  smallTalk: expressions.min(1),
  /** Words that point at a topic by themselves. */
  anchors: z.record(z.string(), expressions).default({}),
  /** Topic id -> how people ask about it. */
  topics: z.record(z.string(), expressions.min(1)),
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

const labelled = z.partialRecord(DistressLabel, expressions.min(1))

/** Emergencies of the body are known by expressions only: a model that errs here would leave out the line to talk to. */
export const PhraseLabel = z.union([DistressLabel, z.literal('3B medical')])
export type PhraseLabel = z.infer<typeof PhraseLabel>

/** `locales/<lang>/distress.yaml` */
export const DistressSource = z.strictObject({
  concepts: z.partialRecord(Concept, expressions.min(1)),
  /** Expressions that say it by themselves. */
  phrases: z.partialRecord(PhraseLabel, expressions.min(1)),
  /** Figures of speech that sound like danger and are none; taken out before anything else is looked at. */
  idioms: expressions,
  /** Writer -> label -> messages. The writer keeps one person's words together when figures are measured. */
  examples: z.record(z.string(), labelled),
  /** Messages that resemble distress and are none. */
  lookalikes: expressions,
  ordinary: expressions,
})
export type DistressSource = z.infer<typeof DistressSource>
