// Whether a message is a command: when the command, with polite words around it, is the whole message, or when a short message resembles many that were one.
// An ordinary sentence that happens to contain "stop" or "wis" is never one (promise to the person: nothing ends by accident).
import type { Lang } from '../phrasebook.ts'
import { buildLexicon, plainWords, type Span } from './lexicon.ts'
import { commonBuckets, highestOf, linearModel, trainLinear, withExtras, type LinearWeights, type Pieces } from './linear.ts'
import { sentenceEnd, wordsOf } from './normalise.ts'
import type { Cut } from './senses.ts'
import type { UnderstandingSource, WriterSource } from './sources.ts'
import { Command, type Thanks } from './understand.ts'

export interface CommandReader {
  /** `pieces` are those of `words`. */
  read(words: readonly string[], pieces: Pieces, lang?: Lang): { command?: Command; by?: 'pattern' | 'model'; greeting: boolean; thanks?: Thanks }
}

const commands = Command.options
const filler = 100
const greeting = 101
const thanked = 102
const goodbye = 103
const perLang = 128
const commandWordsMax = 16
const afterGreetingMax = 4
/** "Thank you bro", "bye Maria": a name or a title, and no more; "thanks, money stolen" asks something. */
const besideThanksMax = 1

/**
 * How likely the model must find it, measured on messages it had not met: most are rarer than talk, so that a small chance tells much. What ends something, or
 * takes something away, is only done when no ordinary message comes near.
 */
const floors: Partial<Record<Command, number>> = {
  human: 0.1,
  stop: 0.4,
  'forget-me': 0.2,
  'language-change': 0.1,
  confirm: 0.05,
  cancel: 0.15,
  reschedule: 0.08,
  yes: 0.1,
  no: 0.1,
}
const floorDefault = 0.3
/** Longer messages tell a story; a command in it is not all they say. */
const modelWordsMax = 24
const answerWordsMax = 5
/** A word or two may be the answer to anything. */
const tellingWords = 3
const answers: readonly Command[] = ['yes', 'no', 'confirm', 'not-needed']

/** There is so much more talk than commands that each counts for less. */
const talkWeight = 0.3

/** `none`: messages that are no command. */
export function trainCommands(sources: Sources, writers: readonly WriterSource[], { none, cut }: { none: readonly string[]; cut: Cut }): LinearWeights {
  const lesson = (text: string, label: number, weight = 1) => ({ features: withExtras(cut(wordsOf(text)), []), label, weight })
  return trainLinear(
    [
      ...Object.values(sources).flatMap((source) =>
        commands.flatMap((command, n) => source.commands[command].map((pattern) => lesson(plainWords(pattern), n))),
      ),
      ...writers.flatMap((writer) => [
        ...commands.flatMap((command, n) => (writer.commands[command] ?? []).map((text) => lesson(text, n, 3))),
        ...writer.notCommands.map((text) => lesson(text, commands.length, 2)),
      ]),
      ...none.map((text) => lesson(text, commands.length, talkWeight)),
    ],
    { classes: commands.length + 1, buckets: commonBuckets, rounds: 5, rate: 3 },
  )
}

type Sources = Partial<Record<Lang, UnderstandingSource>>

/** Without `learned` only whole patterns count. */
export function buildCommandReader(sources: Sources, learned?: LinearWeights): CommandReader {
  const model = learned && linearModel(learned)
  const resembled = (words: readonly string[], pieces: Pieces): Command | undefined => {
    if (!model || words.length > modelWordsMax) return undefined
    const chances = model.chances(withExtras(pieces, []))
    const best = highestOf(chances.subarray(0, -1))
    const command = commands[best]
    if (!command || (chances[best] ?? 0) < (floors[command] ?? floorDefault)) return undefined
    if (answers.includes(command)) return words.length > answerWordsMax * (command === 'confirm' ? 3 : 1) ? undefined : command
    return words.length < tellingWords ? undefined : command
  }

  const entries = Object.entries(sources)
  const order = entries.map(([lang]) => lang)
  const lexicon = buildLexicon(
    entries.flatMap(([, source], n) => [
      ...commands.flatMap((command, c) => source.commands[command].map((pattern) => ({ what: n * perLang + c, pattern }))),
      ...source.fillers.map((pattern) => ({ what: n * perLang + filler, pattern })),
      ...source.greetings.map((pattern) => ({ what: n * perLang + greeting, pattern })),
      ...source.thanks.map((pattern) => ({ what: n * perLang + thanked, pattern })),
      ...source.goodbyes.map((pattern) => ({ what: n * perLang + goodbye, pattern })),
    ]),
  )
  return {
    read(words, pieces, lang) {
      if (words.length === 0 || words.length > commandWordsMax) {
        const found = resembled(words, pieces)
        return {
          ...(found ? { command: found, by: 'model' } : {}),
          greeting: startsWithGreeting(words.slice(0, 8), lexicon.find(words.slice(0, 8)), words.length),
        }
      }
      const spans = lexicon.find(words)
      const loose = wordsCoveredBy(
        spans.filter((span) => span.what % perLang >= filler),
        words,
      )
      const whole = spans.filter((span) => {
        if (span.what % perLang >= filler) return false
        const same = wordsCoveredBy(
          spans.filter((other) => saysTheSame(other, span)),
          words,
        )
        return words.every((_, n) => same[n] || loose[n])
      })
      const chosen = whole.find((span) => order[Math.floor(span.what / perLang)] === lang) ?? longest(whole)
      const isGreeting = startsWithGreeting(words, spans, words.length)
      const patterned = chosen && commands[chosen.what % perLang]
      const thanks = thanksIn(spans, loose)
      const command = patterned ?? (thanks !== undefined || (isGreeting && words.length < 3) ? undefined : resembled(words, pieces))
      return { ...(command ? { command, by: patterned ? 'pattern' : 'model' } : {}), greeting: isGreeting, ...(thanks ? { thanks } : {}) }
    },
  }
}

/** Said twice over in other words it is still one command: "never mind, not needed", "no, never mind". */
function saysTheSame(other: Span, span: Span): boolean {
  if (other.what === span.what) return true
  return commands[span.what % perLang] === 'not-needed' && commands[other.what % perLang] === 'no'
}

function longest(spans: readonly Span[]): Span | undefined {
  return [...spans].sort((a, b) => b.end - b.start - (a.end - a.start))[0]
}

function wordsCoveredBy(spans: readonly Span[], words: readonly string[]): boolean[] {
  const covered = words.map((word) => word === sentenceEnd)
  for (const span of spans) covered.fill(true, span.start, span.end)
  return covered
}

/** `polite`: which words are. */
function thanksIn(spans: readonly Span[], polite: readonly boolean[]): Thanks | undefined {
  const said = [thanked, goodbye].find((kind) => spans.some(({ what }) => what % perLang === kind))
  if (said === undefined || polite.filter((covered) => !covered).length > besideThanksMax) return undefined
  return said === thanked ? 'thanks' : 'goodbye'
}

function startsWithGreeting(words: readonly string[], spans: readonly Span[], length: number): boolean {
  const first = spans.filter((span) => span.what % perLang === greeting && span.start === 0)
  const end = Math.max(0, ...first.map((span) => span.end))
  return end > 0 && length - end <= afterGreetingMax && words.length > 0
}
