// Which option a plain "yes" or "no" means, where a question has just such two ways, whatever its buttons are called.
// It knows what options do and never what they say; labels are read before it.
import type { Action, Question } from '../conversation.ts'
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
    if (action.do === 'appointment') return !question.standing && isMeant(question, action.answer, answer)
    if (action.do === 'safety') return action.answer === (answer ? 'yes' : 'no')
    if (action.do === 'command')
      return (
        action.command === (answer ? 'forget-yes' : 'forget-no') ||
        (answer && action.command === 'forget-sure') ||
        action.command === (answer ? 'improve-yes' : 'improve-no') ||
        action.command === (answer ? 'safe-to-write' : 'not-safe-to-write') ||
        (!answer && isNo(action)) ||
        (answer && action.command === 'human' && question.options.some((other) => isNo(other.action)))
      )
    return action.do === 'go' && Object.values(action.set ?? {}).some((value) => value === answer || value === (answer ? 'yes' : 'no'))
  })
  return found >= 0 ? found : undefined
}

/** "Do you come?" and "can you not come?" are both asked; the second can also be denied, and the choice between several can be neither. */
function isMeant({ options }: Question, way: Extract<Action, { do: 'appointment' }>['answer'], answer: boolean): boolean {
  const actions = options.map(({ action }) => action)
  const about = (asked: typeof way) => actions.flatMap((action) => (action.do === 'appointment' && action.answer === asked ? [action.appointmentId] : []))
  const refused = about('cannot')
  if (about('coming').some((id) => refused.includes(id))) return way === (answer ? 'coming' : 'cannot')
  const [first] = actions
  return (
    answer && first?.do === 'appointment' && first.answer === way && actions.some((action) => action.do === 'command' && action.command === 'appointment-no')
  )
}

/** Beside such a way "yes" to a person means yes; where the menu is only a way on, it asks for nobody. */
function isNo(action: Action): boolean {
  return action.do === 'command' && ['talk-no', 'appointment-no', 'no-menu'].includes(action.command)
}
