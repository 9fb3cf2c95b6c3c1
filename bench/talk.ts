// What people write in the bench: questions and small talk of all seven languages from the locales, no two alike, and between them taps and short answers.
// Half are texts. There are no cries in it: they are rare, and cost more than talk does.
import type { Arrival } from '../src/channels/channel.ts'
import { languages } from '../src/core/phrasebook.ts'
import { Reader } from '../src/content-reader.ts'
import { examplesIn } from '../src/content-understanding.ts'

export interface Talk {
  /** The `turn`th message of a person, from 1 on; taps belong to what the turn before offered. `owner`: known after the first. */
  arrival(o: { person: string; owner: string; lang: number; turn: number }): Arrival
}

/** Opens the menu by word, then only taps: a topic, its further explanation, the menu again. Nothing is to be understood. */
export function tapsOnly(): Talk {
  let count = 0
  return {
    arrival({ person, owner, turn }) {
      count += 1
      const head = { at: Date.now(), channel: 'webchat' as const, addressId: person, messageId: `t${count}` }
      const place = { channel: 'webchat' as const, dedupeKey: `t${count}`, senderIds: [person] }
      if (turn === 1) return { ...place, event: { ...head, type: 'message_received', text: 'menu' } }
      const option = [0, 2, 0][turn % 3] ?? 0
      return { ...place, event: { ...head, type: 'option_chosen', optionId: optionOf(owner, turn - 1, option) } }
    },
  }
}

const shortAnswers = ['1', '2', 'menu', '👍', '3', 'ok']
const letters = 'abdefghiklmnoprstuvwz'

export function talkOf(contentDir: string): Talk {
  const sources = examplesIn(new Reader(contentDir, []))
  const texts = languages.map((lang) => (sources[lang]?.writers ?? []).flatMap(({ topics, smallTalk }) => [...Object.values(topics).flat(), ...smallTalk]))
  const chance = newChance()
  const said = new Set<string>()
  const fresh = (lang: number): string => {
    for (;;) {
      const text = varied(texts[lang % texts.length]?.[chance(texts[lang % texts.length]?.length ?? 1)] ?? '', chance)
      if (said.has(text)) continue
      said.add(text)
      return text
    }
  }
  let count = 0
  return {
    arrival({ person, owner, lang, turn }) {
      count += 1
      const head = { at: Date.now(), channel: 'webchat' as const, addressId: person, messageId: `m${count}` }
      const place = { channel: 'webchat' as const, dedupeKey: `d${count}`, senderIds: [person] }
      if (turn % 4 === 2) return { ...place, event: { ...head, type: 'option_chosen', optionId: optionOf(owner, turn - 1, chance(2)) } }
      const text = turn % 4 === 0 ? (shortAnswers[chance(shortAnswers.length)] ?? '') : fresh(lang)
      return { ...place, event: { ...head, type: 'message_received', text } }
    },
  }
}

/** As draft.ts names the options of a turn. */
function optionOf(owner: string, turn: number, option: number): string {
  return `q${turn}-${owner.slice(2, 8)}.${option}`
}

/** A letter left out, doubled or changed, or a word more: as people type. */
function varied(text: string, chance: (below: number) => number): string {
  const at = chance(text.length)
  const letter = letters[chance(letters.length)] ?? ''
  const way = chance(5)
  if (way === 0) return text.slice(0, at) + text.slice(at + 1)
  if (way === 1) return text.slice(0, at) + text.slice(at, at + 1) + text.slice(at)
  if (way === 2) return text.slice(0, at) + letter + text.slice(at + 1)
  if (way === 3) return `${text} ${chance(30_000)}`
  return `${text}, ${letter}${letters[chance(letters.length)] ?? ''}${letters[chance(letters.length)] ?? ''}`
}

/** The same every time. */
function newChance(): (below: number) => number {
  let state = 20_261_127
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
