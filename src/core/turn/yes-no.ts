// Which option a plain "yes" or "no" means, where a question has just such two ways, whatever its buttons are called.
// It knows what options do and never what they say; labels are read before it.
import type { Question } from '../conversation.ts'
import { readYesNo } from '../understanding/answers.ts'
import type { Draft } from './draft.ts'

/** "Yes" and "no" in other words than the labels, where the question has just such two ways. */
export function byYesNo(draft: Draft, text: string, question: Question): number | undefined {
  const answer = readYesNo(text, draft.lang)
  if (answer === undefined) return undefined
  const found = question.options.findIndex(({ action }) => {
    if (action.do === 'resume') return answer
    if (action.do === 'drop') return !answer
    if (action.do === 'topic') return action.part === (answer ? 'clear' : 'unclear')
    if (action.do === 'safety') return action.answer === (answer ? 'yes' : 'no')
    if (action.do === 'command')
      return (
        action.command === (answer ? 'forget-yes' : 'forget-no') ||
        (answer && action.command === 'forget-sure') ||
        action.command === (answer ? 'improve-yes' : 'improve-no') ||
        action.command === (answer ? 'safe-to-write' : 'not-safe-to-write') ||
        (!answer && action.command === 'talk-no') ||
        (answer && action.command === 'human' && question.options.some((other) => other.action.do === 'command' && other.action.command === 'talk-no'))
      )
    return action.do === 'go' && Object.values(action.set ?? {}).some((value) => value === answer || value === (answer ? 'yes' : 'no'))
  })
  return found >= 0 ? found : undefined
}
