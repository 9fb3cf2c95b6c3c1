// Somebody writes in another language than was chosen, or names one: the change is offered in that language, and never made unasked.
// Unasked it is offered once: many people mix languages and have chosen the one they want to read.
import type { Lang } from '../phrasebook.ts'
import type { Reading } from '../understanding/understand.ts'
import { add, change, currentQuestion, forgetOpenQuestions, offer, offersOf, say, textOf, type Choice, type Draft } from './draft.ts'

const sureEnough = 0.9
const lettersMin = 8
const timesBefore = 2

/** A language was named. */
export function offerNamed(draft: Draft, other: Lang): void {
  const choices = choicesFor(draft, other)
  forgetOpenQuestions(draft)
  draft.lang = other
  say(draft, 'rights:language_offer', {}, 'prompt')
  offer(draft, choices)
}

/** Two messages in a row that are clearly in another language: the offer goes beside the answer, with buttons of its own. */
export function noticeLanguage(draft: Draft, reading: Reading, text: string): void {
  const { lang, otherLang } = draft.conversation
  // What is typed for a form (a name, a street) says nothing about a language.
  const asked = currentQuestion(draft.conversation)
  if (asked?.step && asked.options.length === 0) return
  if (!lang || otherLang?.offered || (text.match(/[\p{L}\p{M}]/gu)?.length ?? 0) < lettersMin) return
  const { lang: other, langSure } = reading
  if (other === lang || other === 'other' || langSure < sureEnough) return otherLang && change(draft, { otherLang: undefined })
  const times = otherLang?.lang === other ? otherLang.times + 1 : 1
  change(draft, { otherLang: { lang: other, times, ...(times >= timesBefore ? { offered: true } : {}) } })
  if (times < timesBefore) return
  const offers = offersOf(draft, choicesFor(draft, other), { standing: true, mark: 'l' })
  draft.lang = other
  add(draft, { type: 'say', text: textOf(draft, 'rights:language_offer'), lang: other, offers, purpose: 'prompt' })
  draft.lang = lang
}

function choicesFor(draft: Draft, other: Lang): Choice[] {
  return [other, draft.lang].map((lang) => ({ label: textOf(draft, `onboarding:language.${lang}`), action: { do: 'command', command: `language-${lang}` } }))
}
