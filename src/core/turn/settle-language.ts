// Before a language is chosen: which one the first messages are answered in, and when that settles it.
import { isAtLeast } from '../level.ts'
import type { Reading } from '../understanding/understand.ts'
import type { Draft } from './draft.ts'
import { setLanguage } from './rights.ts'
import { sureEnough } from './topics.ts'

const sureOfLanguage = 0.8

/** "Hello there" resembles a question at most by accident. */
export function asksSomething({ topics: [first], greeting }: Reading): boolean {
  return first !== undefined && (first.sure >= sureEnough || !greeting)
}

/** The language is asked and kept; before it is known, the language of the first message is used. */
export function settleLanguage(draft: Draft, reading: Reading): void {
  if (draft.conversation.lang || reading.lang === 'other') return
  // A single odd word says nothing about a language, and "hello" is said in all of them.
  const isKnown = reading.command !== undefined || reading.thanks !== undefined
  if (!isKnown && !asksSomething(reading) && reading.sure < sureOfLanguage && !isAtLeast(reading.distress.level, '1')) return
  draft.lang = reading.lang
  if (asksSomething(reading) || isAtLeast(reading.distress.level, '2')) setLanguage(draft, reading.lang)
}
