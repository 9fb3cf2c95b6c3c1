// "Thank you", "goodbye": one short line back, and nothing asked. Whatever else was said in the message is looked at before this.
import type { Reading } from '../understanding/understand.ts'
import { note, say, type Draft } from './draft.ts'
import { askSafetyAgain } from './safety.ts'

/** "Ok, thank you": a yes to nothing. */
const saysNothingMore: readonly Reading['command'][] = [undefined, 'yes', 'no', 'confirm', 'not-needed']

export function thankBack(draft: Draft, { thanks, command, distress }: Reading): boolean {
  if (!thanks || !saysNothingMore.includes(command) || distress.level !== '0') return false
  // Politeness is no answer to "do you think of ending your life?".
  if (askSafetyAgain(draft)) return true
  say(draft, thanks === 'thanks' ? 'repair:welcome' : 'repair:goodbye')
  note(draft, 'thanked')
  return true
}
