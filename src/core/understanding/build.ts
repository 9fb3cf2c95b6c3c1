// Builds the reader of messages from the language files: language, command, topics and distress.
// Pure: parsed sources in, a reader out. Reading the files and reporting their faults is done by whoever loads them.
import type { Lang } from '../phrasebook.ts'
import { buildCommandReader } from './commands.ts'
import { buildDistressReader, trainDistress } from './distress.ts'
import { buildLanguageReader, trainLanguages } from './language.ts'
import { piecesOf, type LinearWeights } from './linear.ts'
import { wordsOf } from './normalise.ts'
import type { DistressSource, UnderstandingSource } from './sources.ts'
import { buildTopicReader, trainTopics } from './topics.ts'
import type { Reading, Understanding } from './understand.ts'

export { DistressSource, UnderstandingSource } from './sources.ts'

export type Sources = Partial<Record<Lang, { understanding: UnderstandingSource; distress: DistressSource }>>

const langs: readonly Lang[] = ['nl', 'en', 'ar', 'ti', 'fa', 'tr', 'so']
/** Questions on these topics sound like what distress reading listens for; they teach it nothing. */
const heavyTopics = ['domestic-violence', 'mental-health', 'emergency-112', 'debt-help', 'peer-group', 'key-person', 'discrimination', 'family-reunification']

/** What the models learned. Plain numbers, so that whoever loads content may keep them for the next start. */
export interface Learned {
  topics: LinearWeights
  languages: LinearWeights
  level: LinearWeights
  kind: LinearWeights
}

/** Takes seconds. Same sources, same numbers. Languages may be missing in tests. */
export function trainUnderstanding(sources: Sources): Learned {
  const practical = pick(sources, 'understanding')
  const heavy = pick(sources, 'distress')
  return {
    topics: trainTopics(practical, nothingPractical(practical, heavy)),
    languages: trainLanguages(langs.flatMap((lang) => (sources[lang] ? [[lang, samplesOf(sources[lang])] as const] : []))),
    ...trainDistress(
      heavy,
      Object.values(practical).flatMap((source) => [
        ...Object.entries(source.topics).flatMap(([topic, texts]) => (heavyTopics.includes(topic) ? [] : texts)),
        ...source.smallTalk,
        ...plainCommands(source),
      ]),
    ),
  }
}

/** `learned`: as trained from the same sources; without it, it is learned now. */
export function buildUnderstanding(sources: Sources, learned: Learned = trainUnderstanding(sources)): Understanding {
  const practical = pick(sources, 'understanding')
  const commands = buildCommandReader(practical)
  const topics = buildTopicReader(practical, learned.topics)
  const languages = buildLanguageReader(learned.languages)
  const distress = buildDistressReader(pick(sources, 'distress'), learned)
  return {
    read(text, lang) {
      const words = wordsOf(text)
      const pieces = piecesOf(words)
      const { command, greeting } = commands.read(words, lang)
      // Worked out when somebody asks: an answer to a question needs no topic most of the time, and words read together with earlier ones no second look for distress.
      let cry: Reading['distress'] | undefined
      let language: ReturnType<typeof languages.read> | undefined
      let found: Reading['topics'] | undefined = command ? [] : undefined
      const languageOf = () => (language ??= languages.read(text, lang))
      const topicsOf = () => (found ??= topics.read(words, pieces))
      return {
        ...(command ? { command } : {}),
        greeting,
        get distress() {
          return (cry ??= distress.read(words, pieces))
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

/** Commands said in whole words: asking for a person is not a cry. */
function plainCommands({ commands }: UnderstandingSource): string[] {
  return Object.values(commands)
    .flat()
    .filter((pattern) => !/[*]|\.\./.test(pattern))
}

function pick<K extends 'understanding' | 'distress'>(sources: Sources, part: K): Partial<Record<Lang, NonNullable<Sources[Lang]>[K]>> {
  return Object.fromEntries(langs.flatMap((lang) => (sources[lang] ? [[lang, sources[lang][part]]] : [])))
}

function nothingPractical(practical: Partial<Record<Lang, UnderstandingSource>>, heavy: Partial<Record<Lang, DistressSource>>): string[] {
  return [
    ...Object.values(practical).flatMap((source) => [...source.smallTalk, ...source.greetings, ...Object.values(source.commands).flat()]),
    ...Object.values(heavy).flatMap((source) => [
      ...source.ordinary,
      ...source.lookalikes,
      ...Object.values(source.examples).flatMap((byLabel) => Object.values(byLabel).flat()),
    ]),
  ].map((text) => text.replaceAll(/\*|\.\./g, ' '))
}

function samplesOf({ understanding, distress }: { understanding: UnderstandingSource; distress: DistressSource }): string[] {
  return [
    ...Object.values(understanding.topics).flat(),
    ...understanding.smallTalk,
    ...understanding.greetings,
    ...Object.values(understanding.commands).flat(),
    ...Object.values(distress.examples).flatMap((byLabel) => Object.values(byLabel).flat()),
    ...distress.ordinary,
  ]
}
