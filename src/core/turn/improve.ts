// Whether Brug may keep the words of questions it did not understand: asked once, beside an answer, and changed under settings at any time.
// Nobody's words are kept by silence, and a "yes" counts only when it can have been meant for this question.
import { missedMax, type Missed } from '../missed.ts'
import { change, offersOf, say, textOf, type Choice, type Draft } from './draft.ts'

/** By the buttons under the question. */
export const improveOrders: Readonly<Record<string, (draft: Draft) => void>> = {
  'improve-yes': (draft) => answerToKeep(draft, true),
  'improve-no': (draft) => answerToKeep(draft, false),
}

function answerToKeep(draft: Draft, given: boolean): void {
  mayKeepWords(draft, given)
  say(draft, given ? 'menu:improve_yes' : 'menu:improve_no')
}

/** The person's word about it. "No" also takes back what was kept. */
export function mayKeepWords(draft: Draft, given: boolean): void {
  const { consent, missed = [], lastAsked, askedToKeep } = draft.conversation
  const { missedId, text } = askedToKeep ?? {}
  const words = (one: Missed): Missed => (one.id === missedId && text !== undefined ? { ...one, text } : one)
  change(draft, {
    consent: { ...consent, improve: { given, at: draft.now, lang: draft.lang } },
    askedToKeep: { at: askedToKeep?.at ?? draft.now },
    ...(missed.length > 0 ? { missed: missed.map(given ? words : withoutWords) } : {}),
    ...(given || !lastAsked ? {} : { lastAsked: { ...lastAsked, text: undefined } }),
  })
}

/** Goes after the answer, with buttons of its own; those of the answer still work. */
export function askToKeep(draft: Draft, missedId: string, text: string): void {
  change(draft, { askedToKeep: { at: draft.now, missedId, text } })
  const choice = (key: string, command: string): Choice => ({ label: textOf(draft, key), action: { do: 'command', command } })
  const choices = [choice('onboarding:consent_yes', 'improve-yes'), choice('onboarding:consent_no', 'improve-no')]
  const offers = offersOf(draft, choices, { standing: true, beside: true, mark: 'i' })
  draft.afterwards.push({ type: 'say', text: textOf(draft, 'rights:improve_ask'), lang: draft.lang, offers, purpose: 'prompt' })
}

/** After the next thing the person sends, only the buttons still answer it: a "yes" then is about something else. */
export function closeAskToKeep(draft: Draft): void {
  const { questions, turn } = draft.conversation
  const isOpen = (one: (typeof questions)[number]) =>
    one.answered !== true && !one.id.startsWith(`q${turn}-`) && one.options.some(({ action }) => action.do === 'command' && action.command === 'improve-yes')
  if (questions.some(isOpen)) change(draft, { questions: questions.map((one) => (isOpen(one) ? { ...one, answered: true } : one)) })
}

export function withMissed(missed: readonly Missed[], one: Missed): Missed[] {
  return [...missed.filter(({ id }) => id !== one.id), one].slice(-missedMax)
}

function withoutWords({ text: _text, ...one }: Missed): Missed {
  return one
}
