// Decides what the words or a tap of a participant mean. The order is the rule:
// distress first, then a human who is already talking, then commands, then the question that waits, then new questions, then repair.
import type { Action, Question } from '../conversation.ts'
import type { ChannelName, EventOf } from '../event.ts'
import { isAtLeast, isRequest } from '../level.ts'
import { Lang } from '../phrasebook.ts'
import { readChoice, readLabel } from '../understanding/answers.ts'
import type { Command, Reading } from '../understanding/understand.ts'
import { asksByName } from './ask-by-name.ts'
import { aboutAppointment, answerReminder, askedAboutAppointment } from './about-appointment.ts'
import { answerAppointment, askAboutAppointment, listAppointments, waitingAppointment } from './appointments.ts'
import { answerDistress, answerSafety, askForPerson, nudgeStaff, notSafeToWrite, offerToTalk, raise, safeToWriteOn } from './care.ts'
import { add, currentQuestion, forgetOpenQuestions, offer, remember, say, textOf, type Draft } from './draft.ts'
import { askAgain, dropFlow, endWait, findNear, follow, kindAsked, inBetween, offerToResume, openAlways, resume, startFlow, takeTyped } from './journey.ts'
import { redeemFrom } from './link.ts'
import { improveOrders } from './improve.ts'
import { distressIn, readCharsMax } from './long-text.ts'
import { neverMind, notNeeded } from './never-mind.ts'
import { noticeLanguage, offerNamed } from './other-language.ts'
import { askOpinion } from './opinion.ts'
import { answerPieces, endBurst, misunderstood, offerKept } from './repair.ts'
import { askForget, askLanguage, forgetNow, forgetUnlessAcute, setLanguage, stopAll, whoSees } from './rights.ts'
import { slashed } from './slashed.ts'
import { asksSomething, settleLanguage } from './settle-language.ts'
import { planTalk } from './talk.ts'
import { waitsForHelp } from './safety.ts'
import { thankBack } from './thanks.ts'
import { answerTopic, sureEnough } from './topics.ts'
import { byYesNo } from './yes-no.ts'

const verySure = 0.9
/** Less likely topics are not worth a "do you mean". */
const worthAsking = 0.08
const tellingWords = 3
const unseenMs = 60 * 60 * 1000
const unseenWordsMax = 5
const dayMs = 24 * 60 * 60 * 1000
/** Who waits for a colleague is told again that the message is there. */
const waitingAgainMs = 4 * 60 * 60 * 1000

/** `saidAt`: when it was said, if that was before this turn; what was asked later it does not answer. */
interface Said {
  text: string
  channel: ChannelName
  saidAt?: number
}

export function onMessage(draft: Draft, event: EventOf<'message_received'>): void {
  hear(draft, event)
}

/** Words of the person, typed or spoken. */
export function hear(draft: Draft, said: Said): void {
  endBurst(draft)
  takeIn(draft, said)
  answerPieces(draft)
}

function takeIn(draft: Draft, said: Said): void {
  const text = said.text.slice(0, readCharsMax)
  const order = slashed(text)
  if (order && !isTalkedTo(draft)) return obey(draft, order)
  const reading = draft.content.understanding.read(text, draft.conversation.lang)
  settleLanguage(draft, reading)
  const distress = distressIn(draft, said.text, reading)
  draft.heard = { text, reading, distress }
  askOpinion(draft, text, { command: reading.command, distress })
  if (answerDistress(draft, distress) === 'handled') return afterCry(draft)
  // Only who is not linked yet needs a code; a number in a letter, read to a colleague, may look like one.
  if ((!isTalkedTo(draft) || !draft.conversation.linked) && redeemFrom(draft, text, said.channel)) return nudgeStaff(draft)
  if (isTalkedTo(draft)) return answersForgetting(draft, text) ? undefined : whilePersonTalks(draft, reading.command)
  const { named } = reading
  if ((reading.command ?? named) && answerButton(draft, text, reading.command, said.saidAt)) return
  if ((named ?? reading.command === 'language-change') && answerLanguage(draft, text)) return
  if (named && named !== draft.conversation.lang) return draft.conversation.lang ? offerNamed(draft, named) : obey(draft, `language-${named}`)
  if (!waitsForHelp(draft)) noticeLanguage(draft, reading, text)
  if (answerCommandFirst(draft, reading.command ?? asksByName(draft, text))) return
  if (answerWaiting(draft, text, reading, said.saidAt)) return
  if (endWait(draft, text)) return
  answerNew(draft, text, reading)
}

/** A correction, or what comes too late, is not acted on again; but a cry in it is heard. */
export function hearCry(draft: Draft, { text }: { text: string }): void {
  const distress = distressIn(draft, text)
  if (isAtLeast(distress.level, '2') && answerDistress(draft, distress) === 'handled') afterCry(draft)
}

export function onChoice(draft: Draft, event: EventOf<'option_chosen'>): void {
  endBurst(draft)
  chosen(draft, event)
  answerPieces(draft)
}

function chosen(draft: Draft, event: EventOf<'option_chosen'>): void {
  const [questionId = '', n = '', ...opens] = event.optionId.split('.')
  const question = draft.conversation.questions.find((candidate) => candidate.id === questionId)
  const option = question?.options[Number(n)]
  if (!question || !option) {
    // Some clients send the label only, and old labels may carry words that matter: read them as text.
    const reading = event.label ? draft.content.understanding.read(event.label, draft.conversation.lang) : undefined
    if (reading && answerDistress(draft, reading.distress) === 'handled') return afterCry(draft)
    return openAlways(draft, opens) ? undefined : staleTap(draft)
  }
  const current = currentQuestion(draft.conversation)
  if (!question.standing && current?.id !== question.id) return openAlways(draft, opens) ? undefined : staleTap(draft)
  act(draft, option.action, question)
}

export function onStart(draft: Draft, event: EventOf<'chat_started'>): void {
  const hint = Lang.safeParse(event.langHint?.slice(0, 2).toLowerCase())
  // On the web page the person tapped a language; on Telegram it is only the language of the app.
  if (!draft.conversation.lang && hint.success && event.channel === 'webchat') setLanguage(draft, hint.data)
  else if (!draft.conversation.lang && hint.success) draft.lang = hint.data
  if (event.payload && redeemFrom(draft, event.payload, event.channel)) return
  if (isTalkedTo(draft)) return whilePersonTalks(draft, undefined)
  startFlow(draft, draft.conversation.consent.use || draft.conversation.answers['onboarded'] === true ? 'menu' : 'onboarding')
}

/** Runs the action behind a chosen option. */
export function act(draft: Draft, action: Action, question: Question): void {
  switch (action.do) {
    case 'go':
      return follow(draft, question, action.step, action.set)
    case 'topic':
      forgetOpenQuestions(draft)
      if (action.part === 'near') return findNear(draft, action.topic)
      answerTopic(draft, action.topic, action.part ?? 'answer', { buttons: true })
      return
    case 'flow':
      return startFlow(draft, action.flow)
    case 'command':
      return obey(draft, action.command)
    case 'appointment':
      if (!question.standing) forgetOpenQuestions(draft)
      answerAppointment(draft, action.appointmentId, action.answer)
      return goOnAfter(draft)
    case 'safety':
      answerSafety(draft, action.answer, question)
      offerKept(draft)
      return afterCry(draft)
    case 'resume':
      return resume(draft)
    case 'drop':
      return dropFlow(draft)
  }
}

/** Commands by word or by button. Internal ones come from buttons only. */
function obey(draft: Draft, command: string): void {
  const language = Lang.safeParse(command.replace(/^language-/, ''))
  if (command.startsWith('language-') && language.success) {
    setLanguage(draft, language.data)
    say(draft, 'rights:language_done')
    return goBack(draft)
  }
  const known = orders[command]
  if (known) known(draft)
}

const orders: Readonly<Record<string, (draft: Draft) => void>> = {
  human: (draft) => askForPerson(draft),
  stop: stopAll,
  'forget-me': askForget,
  'forget-yes': forgetUnlessAcute,
  'forget-sure': forgetNow,
  'forget-no': (draft) => say(draft, 'rights:forget_cancelled'),
  'language-change': (draft) => askLanguage(draft),
  menu: (draft) => startFlow(draft, 'menu'),
  'no-menu': (draft) => startFlow(draft, 'menu'),
  'who-sees': whoSees,
  export: (draft) => void add(draft, { type: 'export' }),
  appointments: listInBetween,
  'appointment-cannot': (draft) => askAboutAppointment(draft, 'cannot'),
  'appointment-other_time': (draft) => askAboutAppointment(draft, 'other_time'),
  'appointment-no': (draft) => {
    forgetOpenQuestions(draft)
    say(draft, 'agenda:unchanged')
    goOnAfter(draft)
  },
  urgent: (draft) => {
    const { case: open } = draft.conversation
    const kind = open && !isRequest(open.kind) ? open.kind : 'distress'
    raise(draft, { level: '3A', kind, trigger: 'button' })
    answerDistress(draft, { level: '3A', kind, because: ['urgent_button'], thirdPerson: false })
  },
  'not-needed': notNeeded,
  ...improveOrders,
  'talk-no': (draft) => say(draft, 'care:talk_no_reply'),
  'safe-to-write': (draft) => {
    safeToWriteOn(draft)
    offerKept(draft)
  },
  'not-safe-to-write': notSafeToWrite,
}

/** The words that always work, and that texts tell people to type. */
const always: readonly (Command | undefined)[] = ['stop', 'forget-me', 'human']

/** A button typed as it stands is that button, whatever its words mean elsewhere; but "stop" under a check-in still ends everything. */
function answerButton(draft: Draft, text: string, command: Command | undefined, saidAt = draft.now): boolean {
  const question = currentQuestion(draft.conversation)
  const isOneWord = text.trim().split(/\s+/).length === 1
  if (!question || question.askedAt > saidAt || draft.now - question.askedAt >= 7 * dayMs || (isOneWord && always.includes(command))) return false
  const labels = question.options.map(({ label }) => label)
  return chosenIn(draft, readLabel(text, labels), question)
}

/** Commands that outrank whatever question waits. */
const outranking: readonly (Command | undefined)[] = ['stop', 'forget-me', 'human', 'language-change', 'who-sees', 'export', 'menu']

function answerCommandFirst(draft: Draft, command: Command | undefined): boolean {
  if (!command || !outranking.includes(command)) return false
  forgetOpenQuestions(draft)
  obey(draft, command)
  return true
}

/** "English", typed where the languages stand to choose from, is the answer and not a wish to be asked once more. */
function answerLanguage(draft: Draft, text: string): boolean {
  const question = currentQuestion(draft.conversation)
  const isAsked = question?.options.some(
    ({ label, action }) => label === textOf(draft, 'onboarding:language.en') || (action.do === 'command' && action.command.startsWith('language-')),
  )
  return question !== undefined && isAsked === true && chosenByText(draft, text, question)
}

/** Something waits for an answer: an option by number or label, a typed value, a reminder. */
function answerWaiting(draft: Draft, text: string, reading: Reading, saidAt = draft.now): boolean {
  const question = currentQuestion(draft.conversation)
  const fresh = question && question.askedAt <= saidAt && draft.now - question.askedAt < 7 * dayMs ? question : undefined
  if (fresh && chosenByText(draft, text, fresh)) return true
  // While nobody has reached somebody in danger, "yes" after "no" is taken at its word.
  const stays = ({ answered }: Question) => !answered || waitsForHelp(draft)
  const standing = draft.conversation.questions.filter((one) => one.standing && stays(one) && one.askedAt <= saidAt && draft.now - one.askedAt < 2 * dayMs)
  const [shown, unseen] = [standing.findLast(({ typedOnly }) => !typedOnly), standing.findLast((one) => one.typedOnly && draft.now - one.askedAt < unseenMs)]
  if ((shown && chosenByText(draft, text, shown)) || (unseen && chosenByLabel(draft, text, unseen))) return true
  if (reading.command === 'not-needed' && (draft.conversation.case || fresh?.step || !waitingAppointment(draft))) {
    neverMind(draft, fresh)
    return true
  }
  if (answerReminder(draft, reading)) return true
  if (!fresh) return false
  const typed = kindAsked(draft, fresh)
  // A word or two are an answer, unless they could hardly be anything but a question.
  const clear = text.trim().split(/\s+/).length < tellingWords ? verySure : sureEnough
  const asksSomethingElse = (reading.topics[0]?.sure ?? 0) >= clear && draft.content.topics.has(reading.topics[0]?.topic ?? '')
  if (typed === 'ask' && !asksSomethingElse && !reading.thanks && takeTyped(draft, fresh, text)) return true
  if (asksSomethingElse || reading.greeting || reading.thanks || (reading.commandBy === 'pattern' && aboutAppointment(reading))) return false
  if (typed === 'ask' && fresh.tries < 2) {
    askAgain(draft, fresh)
    return true
  }
  return false
}

function chosenByText(draft: Draft, text: string, question: Question): boolean {
  const labels = question.options.map((option) => option.label)
  return chosenIn(draft, labels.length > 0 ? (readChoice(text, labels, draft.lang) ?? byYesNo(draft, text, question)) : undefined, question)
}

function chosenIn(draft: Draft, n: number | undefined, question: Question): boolean {
  const option = n === undefined ? undefined : question.options[n]
  if (!option) return false
  act(draft, option.action, question)
  return true
}

/** Nobody saw these numbered, and "yes" to what was asked says nothing about them. */
function chosenByLabel(draft: Draft, text: string, question: Question): boolean {
  return (
    !/\d/.test(text) &&
    text.trim().length >= 3 &&
    text.trim().split(/\s+/).length <= unseenWordsMax &&
    chosenIn(
      draft,
      readChoice(
        text,
        question.options.map(({ label }) => label),
        draft.lang,
      ),
      question,
    )
  )
}

function listInBetween(draft: Draft): void {
  inBetween(draft, (buttons) => listAppointments(draft, { buttons }))
}

function answerNew(draft: Draft, text: string, reading: Reading): void {
  const [first, second] = reading.topics
  if (first?.topic === 'my-appointments') return listInBetween(draft)
  if (first && first.sure >= sureEnough && draft.content.topics.has(first.topic)) return answerInBetween(draft, first.topic)
  if (!waitsForHelp(draft) && (thankBack(draft, reading) || askedAboutAppointment(draft, text, reading))) return
  const isNew = !draft.conversation.consent.use && draft.conversation.answers['onboarded'] !== true && draft.conversation.stack.length === 0
  if (isNew && !asksSomething(reading) && !waitsForHelp(draft)) return startFlow(draft, 'onboarding')
  if (reading.distress.level === '1') return offerToTalk(draft)
  if (reading.greeting && !waitsForHelp(draft) && greetBack(draft)) return
  const near = [first, second, reading.topics[2]].filter((one) => one !== undefined && one.sure >= worthAsking && draft.content.topics.has(one.topic))
  misunderstood(
    draft,
    text,
    near.flatMap((candidate) => (candidate ? [candidate.topic] : [])),
    first !== undefined && near.length === 0,
  )
}

/** A flow that this came in between is offered to go on. */
function goOnAfter(draft: Draft): void {
  if (draft.conversation.stack.length > 0 && !draft.offered && !currentQuestion(draft.conversation)) offerToResume(draft)
}

/** "Hello" gets the menu, or once more the question that stands: nobody who greets hears that they were not understood. */
function greetBack(draft: Draft): boolean {
  const { stack } = draft.conversation
  const question = currentQuestion(draft.conversation)
  const stands = stack.length > 0 && question && kindAsked(draft, question) === 'choose' ? question : undefined
  if (stands) askAgain(draft, stands)
  else if (stack.length === 0) startFlow(draft, 'menu')
  return stands !== undefined || stack.length === 0
}

/** Answers a question; a flow it interrupted is offered to go on afterwards. */
function answerInBetween(draft: Draft, topic: string): void {
  const firstAnswer = !draft.conversation.answers['told_computer']
  inBetween(draft, (buttons) => {
    answerTopic(draft, topic, 'answer', { buttons })
    if (!firstAnswer || draft.conversation.consent.use) return
    say(draft, 'onboarding:computer_short')
    remember(draft, { told_computer: true })
  })
}

export function isTalkedTo(draft: Draft): boolean {
  return draft.conversation.talkingTo !== undefined
}

/** A person is talking: Brug is silent but for the commands that may never be ignored, and says so every few hours at most. */
export function whilePersonTalks(draft: Draft, command: Command | undefined): void {
  nudgeStaff(draft)
  if (command === 'stop' || command === 'forget-me') return obey(draft, command)
  const told = Number(draft.conversation.answers['told_waiting_at'] ?? 0)
  if (!draft.conversation.timers['talk']) planTalk(draft)
  if (draft.now - told < waitingAgainMs) return
  remember(draft, { told_waiting_at: draft.now })
  say(draft, 'staff:waiting', { name: draft.conversation.talkingTo?.firstName ?? '' })
}

/** "Yes" to "delete everything?" is no answer to a colleague, unless the colleague wrote since: then it is theirs, and nothing is lost by a word. */
function answersForgetting(draft: Draft, text: string): boolean {
  const question = currentQuestion(draft.conversation)
  const { talkingTo } = draft.conversation
  const isAsked = question?.options.some(({ action }) => action.do === 'command' && action.command.startsWith('forget-'))
  return question !== undefined && isAsked === true && question.askedAt > (talkingTo?.wroteAt ?? draft.now) && chosenByText(draft, text, question)
}

export function afterCry(draft: Draft): void {
  if (draft.conversation.talkingTo) nudgeStaff(draft)
}

function staleTap(draft: Draft): void {
  say(draft, 'repair:stale')
  const question = currentQuestion(draft.conversation)
  if (draft.conversation.stack.length > 0 && question?.step) return askAgain(draft, { ...question, tries: -1 })
  if (!question) offer(draft, [{ label: textOf(draft, 'topics:to_menu'), action: { do: 'flow', flow: 'menu' } }])
}

/** After a language change: the question that waited is asked again, else the menu. */
function goBack(draft: Draft): void {
  if (draft.conversation.stack.length > 0) return resume(draft)
  startFlow(draft, draft.conversation.consent.use || draft.conversation.answers['onboarded'] === true ? 'menu' : 'onboarding')
}
