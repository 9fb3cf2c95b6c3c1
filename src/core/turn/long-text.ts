// A cry is heard wherever it stands in a text, however long that is: read in stretches, none of which ends in the middle of what the next one has whole.
import { isAtLeast } from '../level.ts'
import type { Reading } from '../understanding/understand.ts'
import type { Draft } from './draft.ts'

/** Of a longer text only this much is acted on, but a cry is heard wherever it stands; the log keeps the whole message. */
export const readCharsMax = 4000
/** No cry is cut in two between one stretch of a long text and the next. */
const overlapChars = 200

/** The heaviest distress anywhere in a text, however long it is. `start`: what was read already, of its first part. */
export function distressIn(draft: Draft, text: string, start?: Reading): Reading['distress'] {
  const { understanding } = draft.content
  let found = (start ?? understanding.read(text.slice(0, readCharsMax), draft.conversation.lang)).distress
  const step = readCharsMax - overlapChars
  for (let at = step; at + overlapChars < text.length && found.level !== '3B'; at += step) {
    const { distress } = understanding.read(wholeSentences(text.slice(at, at + readCharsMax)), draft.conversation.lang)
    if (!isAtLeast(found.level, distress.level)) found = distress
  }
  return found
}

/** A stretch of a long text without the sentence it was cut off in at either end, where the stretch beside it has that whole. */
function wholeSentences(stretch: string): string {
  const ends = [...stretch.matchAll(/[.!?؟።\n]/g)].map(({ index }) => index + 1)
  const first = ends.find((end) => end < overlapChars) ?? 0
  const last = ends.findLast((end) => end > stretch.length - overlapChars) ?? stretch.length
  return stretch.length < readCharsMax ? stretch.slice(first) : stretch.slice(first, last)
}
