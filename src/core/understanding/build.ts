// Builds the reader of messages from the language files: language, command, topics and distress.
// Pure: parsed sources in, a reader out. Reading the files and reporting their faults is done by whoever loads them.
import { languages, type Lang } from '../phrasebook.ts'
import { buildCommandReader, trainCommands } from './commands.ts'
import { buildDistressReader, trainDistress } from './distress.ts'
import { buildLanguageReader, trainLanguages, type LanguageSample } from './language.ts'
import { plainWords } from './lexicon.ts'
import type { LinearWeights } from './linear.ts'
import { namedLanguage } from './named-language.ts'
import { wordsOf } from './normalise.ts'
import { cuttingWithSenses } from './senses.ts'
import type { DistressSource, ThesaurusSource, UnderstandingSource, WriterSource } from './sources.ts'
import { topicNames, type TopicNames } from './topic-names.ts'
import { buildTopicReader, trainTopics } from './topics.ts'
import type { ExplainedUnderstanding, Reading, Understanding } from './understand.ts'

export { DistressSource, ThesaurusSource, UnderstandingSource, WriterSource } from './sources.ts'

/** What was thought out for a language: patterns, concepts and what its words mean. */
export interface LanguageRules {
  understanding: UnderstandingSource
  distress: DistressSource
  thesaurus: ThesaurusSource
}
export type Rules = Partial<Record<Lang, LanguageRules>>
/** The rules, and the messages that are learned from. */
export type Sources = Partial<Record<Lang, LanguageRules & { writers: readonly WriterSource[] }>>

/** Questions on these topics sound like what distress reading listens for; they teach it nothing. */
const heavyTopics = ['domestic-violence', 'mental-health', 'emergency-112']

/** A topic as sure as this speaks against a command that the message only resembles. */
const clearQuestion = 0.5

/** What the models learned. Plain numbers, so that whoever loads content may keep them for the next start. */
export interface Learned {
  /** The topics that some example asks about, in the order of the model. */
  topicIds: string[]
  topics: LinearWeights
  commands: LinearWeights
  languages: LinearWeights
  level: LinearWeights
  kind: LinearWeights
}

/** Takes a minute or two. Same sources, same numbers. Languages may be missing in tests. */
export function trainUnderstanding(sources: Sources): Learned {
  const writers = Object.values(sources).flatMap((source) => source.writers)
  const cut = cuttingWithSenses(pick(sources, 'thesaurus'))
  const topicIds = [...new Set(writers.flatMap((writer) => Object.keys(writer.topics)))].toSorted()
  return {
    topicIds,
    topics: trainTopics(topicIds, writers, { none: nothingPractical(sources, writers), cut }),
    commands: trainCommands(pick(sources, 'understanding'), writers, { none: writers.flatMap(noCommandOf), cut }),
    languages: trainLanguages(languages.flatMap((lang) => (sources[lang] ? [[lang, samplesOf(sources[lang])] as const] : []))),
    ...trainDistress(pick(sources, 'distress'), writers, {
      cut,
      extra: [...writers.flatMap(ordinaryOf), ...Object.values(sources).flatMap(({ understanding }) => plainCommands(understanding))],
    }),
  }
}

/** From examples at hand, for tests and measurements. */
export function understandingFrom(sources: Sources): Understanding {
  return buildUnderstanding(sources, trainUnderstanding(sources))
}

/** `learned`: as trained from sources with these rules. */
export function buildUnderstanding(rules: Rules, learned: Learned, names: TopicNames = topicNames([])): ExplainedUnderstanding {
  const practical = pick(rules, 'understanding')
  const cut = cuttingWithSenses(pick(rules, 'thesaurus'))
  const commands = buildCommandReader(practical, learned.commands)
  const topics = buildTopicReader(practical, learned.topicIds, { weights: learned.topics, names, cut })
  const byLetters = buildLanguageReader(learned.languages)
  const distress = buildDistressReader(pick(rules, 'distress'), learned, cut)
  return {
    explain(text, lang) {
      const words = wordsOf(text)
      const pieces = cut(words)
      const { command, by } = commands.read(words, pieces, lang)
      const guesses = topics.read(words, pieces)
      const anchored = topics.anchored(words)
      return {
        words,
        language: byLetters.read(text, lang),
        ...(command && by && !(by === 'model' && isClear(guesses)) ? { command: { command, by } } : {}),
        topics: guesses.map((guess) => ({ ...guess, anchored: anchored.includes(guess.topic) })),
        distress: distress.explain(words, () => practicalIn(guesses)),
      }
    },
    read(text, lang) {
      const words = wordsOf(text)
      const pieces = cut(words)
      const { command: commanded, by, ...polite } = commands.read(words, pieces, lang)
      // Worked out when somebody asks: an answer to a question needs no topic most of the time, and words read together with earlier ones no second look for distress.
      let cry: Reading['distress'] | undefined
      let language: ReturnType<typeof byLetters.read> | undefined
      let found: Reading['topics'] | undefined = commanded && by === 'pattern' ? [] : undefined
      const languageOf = () => (language ??= byLetters.read(text, lang))
      const topicsOf = () => (found ??= topics.read(words, pieces))
      const command = by === 'model' && isClear(topicsOf()) ? undefined : commanded
      if (command) found = []
      return {
        ...(command && by ? { command, commandBy: by } : {}),
        ...polite,
        get distress() {
          return (cry ??= distress.read(words, pieces, () => practicalIn(topicsOf())))
        },
        get named() {
          return namedLanguage(words)
        },
        get lang() {
          return languageOf().lang
        },
        get langSure() {
          return languageOf().sure
        },
        get topics() {
          return topicsOf()
        },
        get sure() {
          const sure = command ? 1 : (topicsOf()[0]?.sure ?? languageOf().sure)
          return Math.round(sure * 1000) / 1000
        },
      }
    },
  }
}

/** How sure it is that something practical is asked: a topic by its own name, or one that does not sound like distress itself. */
function practicalIn(topics: Reading['topics']): number {
  return topics.find(({ topic, sure }) => sure === 1 || !heavyTopics.includes(topic))?.sure ?? 0
}

/** Whoever asks something clear is not answered with a person they did not ask for. */
function isClear([first]: Reading['topics']): boolean {
  return first !== undefined && first.sure >= clearQuestion
}

/** Commands said in whole words: asking for a person is not a cry. */
function plainCommands({ commands }: UnderstandingSource): string[] {
  return Object.values(commands)
    .flat()
    .filter((pattern) => !/[*]|\.\./.test(pattern))
}

function pick<K extends keyof LanguageRules>(rules: Rules, part: K): Partial<Record<Lang, LanguageRules[K]>> {
  return Object.fromEntries(languages.flatMap((lang) => (rules[lang] ? [[lang, rules[lang][part]]] : [])))
}

/** Questions and talk in which there is no distress. */
function ordinaryOf(writer: WriterSource): string[] {
  return [
    ...Object.entries(writer.topics).flatMap(([topic, texts]) => (heavyTopics.includes(topic) ? [] : texts)),
    ...writer.smallTalk,
    ...Object.values(writer.commands).flat(),
    ...writer.notCommands,
  ]
}

function noCommandOf(writer: WriterSource): string[] {
  const lists = [...Object.values(writer.topics), ...Object.values(writer.distress), writer.smallTalk, writer.ordinary, writer.lookalikes]
  return lists.flat()
}

function nothingPractical(rules: Rules, writers: readonly WriterSource[]): string[] {
  return [
    ...Object.values(rules).flatMap(({ understanding: { greetings, commands } }) => [...greetings, ...Object.values(commands).flat()].map(plainWords)),
    ...writers.flatMap((writer) => [
      ...writer.smallTalk,
      ...writer.ordinary,
      ...writer.lookalikes,
      ...Object.values(writer.distress).flat(),
      ...Object.values(writer.commands).flat(),
      ...writer.notCommands,
    ]),
  ]
}

/** Writers mix languages; what is listed for a language is nothing else. */
const listedWeight = 5

function samplesOf({ understanding, writers }: NonNullable<Sources[Lang]>): LanguageSample[] {
  const listed = [...understanding.greetings, ...Object.values(understanding.commands).flat()]
  const written = writers.flatMap((writer) => [
    ...Object.values(writer.topics).flat(),
    ...Object.values(writer.distress).flat(),
    ...writer.ordinary,
    ...writer.smallTalk,
    ...Object.values(writer.commands).flat(),
  ])
  return [...listed.map((text) => ({ text, weight: listedWeight })), ...written.map((text) => ({ text }))]
}
