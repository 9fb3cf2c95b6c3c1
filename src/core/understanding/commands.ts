// Whether a message is a command: only when the command, with polite words around it, is the whole message.
// An ordinary sentence that happens to contain "stop" or "wis" is never one (promise to the person: nothing ends by accident).
import type { Lang } from '../phrasebook.ts'
import { buildLexicon, type Span } from './lexicon.ts'
import { sentenceEnd } from './normalise.ts'
import type { UnderstandingSource } from './sources.ts'
import { Command } from './understand.ts'

export interface CommandReader {
  read(words: readonly string[], lang?: Lang): { command?: Command; greeting: boolean }
}

const commands = Command.options
const filler = 100
const greeting = 101
const perLang = 128
const commandWordsMax = 16
const afterGreetingMax = 4

export function buildCommandReader(sources: Partial<Record<Lang, UnderstandingSource>>): CommandReader {
  const entries = Object.entries(sources)
  const order = entries.map(([lang]) => lang)
  const lexicon = buildLexicon(
    entries.flatMap(([, source], n) => [
      ...commands.flatMap((command, c) => source.commands[command].map((pattern) => ({ what: n * perLang + c, pattern }))),
      ...source.fillers.map((pattern) => ({ what: n * perLang + filler, pattern })),
      ...source.greetings.map((pattern) => ({ what: n * perLang + greeting, pattern })),
    ]),
  )
  return {
    read(words, lang) {
      if (words.length === 0 || words.length > commandWordsMax)
        return { greeting: startsWithGreeting(words.slice(0, 8), lexicon.find(words.slice(0, 8)), words.length) }
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
      const command = chosen ? commands[chosen.what % perLang] : undefined
      return { ...(command ? { command } : {}), greeting: startsWithGreeting(words, spans, words.length) }
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

function startsWithGreeting(words: readonly string[], spans: readonly Span[], length: number): boolean {
  const first = spans.filter((span) => span.what % perLang === greeting && span.start === 0)
  const end = Math.max(0, ...first.map((span) => span.end))
  return end > 0 && length - end <= afterGreetingMax && words.length > 0
}
