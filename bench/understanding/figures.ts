// What is heard in a set of messages, beside what should be: counts by figure, and every message that was heard otherwise.
import { isAtLeast, type Level } from '../../src/core/level.ts'
import type { Lang } from '../../src/core/phrasebook.ts'
import type { Understanding } from '../../src/core/understanding/understand.ts'
import type { UnseenSet } from './sets.ts'

/** Goals of the product; `most`: at most so much, else at least. */
export const figures = {
  urgent: { head: '3A/3B heard', goal: 1 },
  elevated: { head: '2 and up heard', goal: 0.95 },
  ordinary: { head: 'alarm ordinary', goal: 0.03, most: true },
  lookalike: { head: 'alarm lookalike', goal: 0.08, most: true },
  question: { head: 'alarm question', goal: 0.03, most: true },
  first: { head: 'topic first', goal: 0.85 },
  three: { head: 'topic in three', goal: 0.95 },
  talk: { head: 'talk to topic', goal: 0.1, most: true },
  command: { head: 'command', goal: 0.95 },
  taken: { head: 'taken for command', goal: 0, most: true },
  language: { head: 'language', goal: 0.97 },
} as const satisfies Record<string, { head: string; goal: number; most?: true }>
export type Figure = keyof typeof figures
export const figureNames = ['urgent', 'elevated', 'ordinary', 'lookalike', 'question', 'first', 'three', 'talk', 'command', 'taken', 'language'] as const

export interface Tally {
  hit: number
  of: number
}
export type Tallies = Record<Figure, Tally>

export interface Miss {
  figure: Figure
  lang: Lang
  text: string
  wanted: string
  heard: string
}

/** Questions on these topics speak of danger themselves; an alarm there is no mistake. */
const heavyTopics: readonly string[] = ['domestic-violence', 'mental-health', 'emergency-112']
const endings: readonly (string | undefined)[] = ['stop', 'forget-me', 'cancel']

export function noTallies(): Tallies {
  const none = (): Tally => ({ hit: 0, of: 0 })
  return {
    urgent: none(),
    elevated: none(),
    ordinary: none(),
    lookalike: none(),
    question: none(),
    first: none(),
    three: none(),
    talk: none(),
    command: none(),
    taken: none(),
    language: none(),
  }
}

export function measure(understanding: Understanding, lang: Lang, set: UnseenSet, tallies: Tallies): Miss[] {
  const misses: Miss[] = []
  const count = (figure: Figure, hit: boolean, text: string, wanted: string, heard: string) => {
    const tally = tallies[figure]
    tally.of += 1
    if (hit) tally.hit += 1
    const isMiss = 'most' in figures[figure] ? hit : !hit
    if (isMiss) misses.push({ figure, lang, text, wanted, heard })
  }
  const levelOf = (text: string): Level => understanding.read(text, lang).distress.level
  for (const [label, texts] of Object.entries(set.distress)) {
    const wanted = label.split(' ')[0]
    for (const text of texts ?? []) {
      const heard = levelOf(text)
      if (wanted === '3A' || wanted === '3B') count('urgent', isAtLeast(heard, '3A'), text, label, heard)
      if (wanted !== '1') count('elevated', isAtLeast(heard, '2'), text, label, heard)
    }
  }
  const alarm = (figure: Figure, text: string, wanted: string) => {
    const heard = levelOf(text)
    count(figure, isAtLeast(heard, '2'), text, wanted, heard)
  }
  for (const text of [...set.ordinary, ...set.smallTalk]) alarm('ordinary', text, 'ordinary')
  for (const text of set.lookalikes) alarm('lookalike', text, 'lookalike')
  for (const [topic, texts] of Object.entries(set.topics))
    for (const text of texts) {
      const heard = understanding.read(text, lang).topics.map((guess) => guess.topic)
      count('first', heard[0] === topic, text, topic, heard[0] ?? '-')
      count('three', heard.includes(topic), text, topic, heard.join(' ') || '-')
      if (!heavyTopics.includes(topic)) alarm('question', text, topic)
    }
  for (const text of [...set.smallTalk, ...set.ordinary]) {
    const heard = understanding.read(text, lang).topics
    count('talk', heard.length > 0, text, '-', heard.map(({ topic, sure }) => `${topic} ${sure.toFixed(2)}`).join(' '))
  }
  for (const [command, texts] of Object.entries(set.commands))
    for (const text of texts ?? []) {
      const heard = understanding.read(text, lang).command
      // Outside a conversation "never mind" is told as a no.
      count('command', (heard === 'not-needed' ? 'no' : heard) === command, text, command, heard ?? '-')
    }
  const plain = [...set.notCommands, ...set.ordinary, ...set.lookalikes, ...set.smallTalk, ...Object.values(set.topics).flat()]
  for (const text of plain) {
    const heard = understanding.read(text, lang).command
    count('taken', endings.includes(heard), text, '-', heard ?? '-')
  }
  for (const text of [...Object.values(set.topics).flat(), ...Object.values(set.distress).flat(), ...set.ordinary]) {
    const heard = understanding.read(text).lang
    count('language', heard === lang, text, lang, heard)
  }
  return misses
}
