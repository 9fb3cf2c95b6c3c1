// What a person may decide about their own record, at any time and in any flow: language, consent, stop, forget, who sees what, export.
// Refusing or withdrawing never costs anything else.
import { isAtLeast } from '../level.ts'
import { Lang, languages } from '../phrasebook.ts'
import type { Step } from '../flow/definition.ts'
import { askForPerson, cardAlways, standDownAll } from './care.ts'
import { add, change, dropTimers, forgetOpenQuestions, note, offer, say, setTimer, textOf, type Draft } from './draft.ts'
import { mayKeepWords } from './improve.ts'
import { endTalkWith, keepFrom, noteWish } from './keep-from.ts'
import { dropHeld } from './staff.ts'

type RecordStep = Extract<Step, { record: unknown }>['record']
const weekMs = 7 * 24 * 60 * 60 * 1000

export function setLanguage(draft: Draft, lang: Lang): void {
  change(draft, { lang })
  draft.lang = lang
}

/** Offers the seven languages by their own names. */
export function askLanguage(draft: Draft, key = 'rights:language_ask'): void {
  say(draft, key, {}, 'prompt')
  offer(
    draft,
    languages.map((lang) => ({ label: textOf(draft, `onboarding:language.${lang}`), action: { do: 'command', command: `language-${lang}` } })),
    { title: textOf(draft, 'menu:title') },
  )
}

export function stopAll(draft: Draft): void {
  dropHeld(draft)
  const { consent } = draft.conversation
  // Whoever wants no messages has not agreed to be asked how it goes either; who comes back is asked for that anew.
  const withdrawn = { consent: { ...consent, checkIns: { given: false, at: draft.now, lang: draft.lang } }, checkIns: undefined, checkInsEnded: true }
  change(draft, { stopped: true, stack: [], ...(consent.checkIns?.given ? withdrawn : {}) })
  forgetOpenQuestions(draft)
  dropTimers(draft, (id) => id.startsWith('case.') || id.startsWith('safety.') || id === 'talk')
  say(draft, 'rights:stop_done')
  note(draft, 'stopped')
}

export function askForget(draft: Draft): void {
  change(draft, { stack: [] })
  say(draft, 'rights:forget_ask')
  offerToForget(draft, 'forget-yes')
}

function offerToForget(draft: Draft, command: 'forget-yes' | 'forget-sure'): void {
  offer(draft, [
    { label: textOf(draft, 'rights:forget_yes'), action: { do: 'command', command } },
    { label: textOf(draft, 'rights:forget_no'), action: { do: 'command', command: 'forget-no' } },
  ])
}

/** A right, and never refused; but who may be in danger reads first what goes with it, and where help is, and says it once more. */
export function forgetUnlessAcute(draft: Draft): void {
  const { case: open } = draft.conversation
  if (!open || !isAtLeast(open.level, '3A') || open.contactedAt !== undefined) return forgetNow(draft)
  forgetOpenQuestions(draft)
  say(draft, 'rights:forget_case_open')
  cardAlways(draft)
  offerToForget(draft, 'forget-sure')
}

export function forgetNow(draft: Draft): void {
  say(draft, 'rights:forget_done')
  forgetAll(draft)
  note(draft, 'forget_requested')
}

/** What was said before is still delivered: effects of one conversation are performed in order, and the key goes last. */
export function forgetAll(draft: Draft): void {
  standDownAll(draft)
  dropHeld(draft)
  change(draft, { stopped: true, stack: [], questions: [], timers: {}, forgetting: true })
}

export function whoSees(draft: Draft): void {
  say(draft, 'rights:who_sees')
}

/** Acts on a `record` step. `ends`: the flow must not go on in this turn. */
export function applyRecord(draft: Draft, what: RecordStep): 'goes_on' | 'ends' {
  const { answers, consent } = draft.conversation
  const given = (yes: boolean) => ({ given: yes, at: draft.now, lang: draft.lang })
  switch (what) {
    case 'language': {
      const chosen = Lang.safeParse(answers['language'])
      if (chosen.success) setLanguage(draft, chosen.data)
      break
    }
    case 'consent_use':
      change(draft, { consent: { ...consent, use: given(true) } })
      break
    case 'consent_check_ins':
      change(draft, { consent: { ...consent, checkIns: given(true) } })
      rhythm(draft)
      break
    case 'refuse_check_ins':
      change(draft, { consent: { ...consent, checkIns: given(false) }, checkIns: undefined })
      dropTimers(draft, (id) => id !== 'check_in')
      break
    case 'consent_alerts':
      change(draft, { consent: { ...consent, alerts: given(true) } })
      break
    case 'refuse_alerts':
      change(draft, { consent: { ...consent, alerts: given(false) } })
      break
    case 'consent_improve':
    case 'refuse_improve':
      mayKeepWords(draft, what === 'consent_improve')
      break
    case 'rhythm':
      rhythm(draft)
      break
    case 'not_to_tell':
      notToTell(draft)
      break
    case 'another_person':
      anotherPerson(draft)
      break
    case 'export':
      add(draft, { type: 'export' })
      break
    case 'invite':
      break
    case 'stop':
      stopAll(draft)
      return 'ends'
    case 'forget':
      askForget(draft)
      return 'ends'
  }
  return 'goes_on'
}

/** Every two or four weeks; anything else is never. */
function rhythm(draft: Draft): void {
  const weeks = Number(draft.conversation.answers['rhythm'] ?? 4)
  if (weeks !== 2 && weeks !== 4) {
    change(draft, { checkIns: undefined })
    return dropTimers(draft, (id) => id !== 'check_in')
  }
  change(draft, { checkIns: { everyWeeks: weeks, skipped: 0 } })
  setTimer(draft, 'check_in', draft.now + weeks * weekMs, 'check_in', 'pulse')
}

/** The present one hears nothing of it and reads no further; wishes about others stay as they are. */
function anotherPerson(draft: Draft): void {
  const { trusted, notToTell: kept } = draft.conversation
  if (trusted) {
    noteWish(draft, [...new Set([...kept, trusted.staffId])])
    endTalkWith(draft, [trusted.staffId])
  }
  // What is open is taken from them by this very question, and goes to the coordinator instead of to the next.
  askForPerson(draft, 'onboarding:other_asked', 'another_person')
}

function notToTell(draft: Draft): void {
  const { answers, trusted, reserve } = draft.conversation
  const named = answers['not_to_tell']
  const staffId = named === 'trusted' ? trusted?.staffId : named === 'reserve' ? reserve?.staffId : undefined
  keepFrom(draft, staffId ? [staffId] : [])
}
