// Goes through flows: starts them, acts on their steps, takes the answers to their questions, and comes back after an interruption.
// What a step kind means for a conversation is decided here and only here.
import type { Frame, Question, Scalar } from '../conversation.ts'
import type { Flow, Step } from '../flow/definition.ts'
import type { Facts } from '../flow/conditions.ts'
import { following, kindOf, standing, type StepKind } from '../flow/steps.ts'
import type { Values } from '../phrasebook.ts'
import { walk } from '../flow/walk.ts'
import { CaseKind } from '../level.ts'
import { readDate, readNumber, readPostcode, readTime, readYesNo } from '../understanding/answers.ts'
import { dayIn } from '../agenda/dates.ts'
import { listAppointments } from './appointments.ts'
import { askForPerson, raise, scorePulse } from './care.ts'
import {
  awaitAnswer,
  change,
  forgetOpenQuestions,
  municipalityOf,
  note,
  offer,
  remember,
  say,
  setTimer,
  dropTimers,
  textOf,
  type Choice,
  type Draft,
} from './draft.ts'
import { applyRecord } from './rights.ts'
import { answerPlaces, answerTopic, menuChoice, topicChoice } from './topics.ts'

/** Most acting steps in one turn, and most flows inside one another. */
const actingStepsMax = 60
const framesMax = 8

/** The places of a topic, nearest first; the postcode is asked once. */
export function findNear(draft: Draft, topic: string): void {
  remember(draft, { near_topic: topic })
  startFlow(draft, 'near-me')
}

/** Starts a flow now, at its first step or another. Whatever was running is left. */
export function startFlow(draft: Draft, id: string, step?: string): void {
  change(draft, { stack: [] })
  forgetOpenQuestions(draft)
  enterFlow(draft, id, step)
  goOn(draft)
}

/** Flows whose first choice only opens something. */
const lists: readonly string[] = ['menu', 'subjects']

/**
 * The menu, a subject or a topic, by a button of a message that is long past: `what` is the end of its id. A tap may claim anything, so only what everybody
 * may open at any time is opened; false otherwise.
 */
export function openAlways(draft: Draft, [what, which]: readonly string[]): boolean {
  if (what === 'topic')
    return which !== undefined && draft.content.topics.has(which) && inBetween(draft, (buttons) => answerTopic(draft, which, 'answer', { buttons }))
  // A check-in that runs is asked on, and not left for a list.
  if (draft.conversation.stack.length > 0 && !isPassing(draft)) return false
  if (what === undefined || !lists.includes(what)) return false
  const flow = draft.content.flow(what)
  const first = flow && walk(flow, flow.order[0], factsOf(draft)).at
  if (!flow || !first || !('choose' in first.step)) return false
  const offered = first.step.choose.options.some((option) => 'go' in option && option.go === which)
  if (which !== undefined && !offered) return false
  startFlow(draft, what, which ?? first.name)
  return true
}

/** Puts a flow on top without walking it; false when there is no such flow. */
function enterFlow(draft: Draft, id: string, step = draft.content.flow(id)?.order[0]): boolean {
  const flow = draft.content.flow(id)
  if (!flow || step === undefined || draft.conversation.stack.length >= framesMax) return false
  change(draft, { stack: [...draft.conversation.stack, { flow: id, edition: flow.edition, step, startedAt: draft.now }] })
  return true
}

/** Walks on from where the top flow stands until it waits for the person or everything is done. */
export function goOn(draft: Draft): void {
  for (;;) {
    if (draft.walked >= actingStepsMax) return note(draft, 'flow_limit_reached')
    draft.walked += 1
    const frame = draft.conversation.stack.at(-1)
    if (!frame) return leaveMenuAtHand(draft)
    const flow = topFlow(draft)
    if (!flow) {
      say(draft, 'repair:flow_changed')
      leaveTop(draft)
      continue
    }
    const arrived = walk(flow, frame.step === '' ? undefined : standing(flow, frame.step), factsOf(draft))
    remember(draft, arrived.answers)
    if (arrived.lost) say(draft, 'repair:flow_changed')
    if (!arrived.at) {
      leaveTop(draft)
      continue
    }
    moveTop(draft, { step: arrived.at.name, interrupted: false })
    if (act(draft, flow, arrived.at.name, arrived.at.step, 0) === 'waits') return
  }
}

/** Where everything is done and nothing else is offered, the menu is. */
export function leaveMenuAtHand(draft: Draft): void {
  if (!draft.offered && draft.parts.length > 0) offer(draft, [menuChoice(draft)])
}

/** The flow that runs, in the edition it was started with; where that is not known here, as it is now: its step is then looked for, and a lost one is told. */
function topFlow(draft: Draft): Flow | undefined {
  const frame = draft.conversation.stack.at(-1)
  return frame && (draft.content.flow(frame.flow, frame.edition) ?? draft.content.flow(frame.flow))
}

type Acted = 'waits' | 'goes_on'

/** Does one step. Steps that go on are left standing at the step after them. */
function act(draft: Draft, flow: Flow, name: string, step: Step, tries: number): Acted {
  const next = (): Acted => {
    moveTop(draft, { step: following(flow, name) ?? '' })
    return 'goes_on'
  }
  if ('say' in step) say(draft, step.say, answersNamed(draft, step.with))
  else if ('ask' in step) return askStep(draft, name, step.ask, tries)
  else if ('choose' in step) return chooseStep(draft, flow, name, step.choose, tries)
  else if ('wait' in step) return waitStep(draft, name, step.wait.for)
  else if ('call' in step) {
    next()
    // Nothing is left to do after it: the called flow takes this one's place.
    if (isOver(draft, flow)) leaveTop(draft)
    if (!enterFlow(draft, step.call)) say(draft, 'repair:flow_changed')
    return 'goes_on'
  } else if ('answer' in step) return answerStep(draft, flow, step.answer, next)
  else if ('appointment' in step) listAppointments(draft)
  else if ('score' in step) return scoreStep(draft, next)
  else if ('alert' in step) {
    next()
    raise(draft, { level: step.alert.level, kind: CaseKind.catch('distress').parse(step.alert.kind), trigger: 'button' })
    return 'goes_on'
  } else if ('hand' in step) {
    next()
    askForPerson(draft, step.hand.text)
    return 'goes_on'
  } else if ('record' in step) {
    next()
    return applyRecord(draft, step.record) === 'ends' ? 'waits' : 'goes_on'
  }
  return next()
}

function askStep(draft: Draft, name: string, ask: Extract<Step, { ask: unknown }>['ask'], tries: number): Acted {
  if (ask.as === 'yes_no') {
    say(draft, ask.text, {}, 'prompt')
    const way = (label: string, value: boolean) => ({ label: textOf(draft, label), action: { do: 'go' as const, step: '', set: { [ask.into]: value } } })
    offer(draft, [way('menu:yes', true), way('menu:no', false)], { step: name, tries })
  } else {
    say(draft, ask.text, {}, 'prompt')
    awaitAnswer(draft, name, tries)
  }
  return 'waits'
}

function chooseStep(draft: Draft, flow: Flow, name: string, choose: Extract<Step, { choose: unknown }>['choose'], tries: number): Acted {
  say(draft, choose.text, {}, 'prompt')
  const choices = choose.options.map((option): Choice =>
    'topic' in option
      ? topicChoice(draft, option.topic)
      : {
          label: textOf(draft, option.label),
          ...(option.full ? { full: textOf(draft, option.full) } : {}),
          ...(option.go !== undefined && lists.includes(flow.id) ? { opens: `${flow.id}.${option.go}` } : {}),
          action: { do: 'go' as const, step: option.go ?? following(flow, name) ?? '', ...(option.set ? { set: option.set } : {}) },
        },
  )
  offer(draft, choices, { step: name, tries, ...(choose.title ? { title: textOf(draft, choose.title) } : {}) })
  return 'waits'
}

function waitStep(draft: Draft, name: string, duration: string): Acted {
  setTimer(draft, `wait.${draft.conversation.turn}`, draft.now + millisecondsOf(duration), 'wait', name)
  leaveMenuAtHand(draft)
  return 'waits'
}

function answersNamed(draft: Draft, names: readonly string[] = []): Values {
  return Object.fromEntries(names.map((name) => [name, String(draft.conversation.answers[name] ?? '')]))
}

function answerStep(draft: Draft, flow: Flow, asked: Extract<Step, { answer: unknown }>['answer'], next: () => Acted): Acted {
  next()
  if (typeof asked !== 'string') {
    if (!answerPlaces(draft, String(draft.conversation.answers[asked.places_of] ?? ''))) say(draft, 'repair:flow_changed')
    return 'goes_on'
  }
  const topic = asked
  // A topic that ends a journey keeps its own buttons; the journey is over.
  const isLast = draft.conversation.stack.length === 1 && isOver(draft, flow)
  answerTopic(draft, topic, 'answer', { buttons: isLast })
  if (isLast) change(draft, { stack: [] })
  return 'goes_on'
}

/** Whether the top flow has nothing left to do from where it stands. */
function isOver(draft: Draft, flow: Flow): boolean {
  return walk(flow, draft.conversation.stack.at(-1)?.step || undefined, factsOf(draft)).at === undefined
}

function scoreStep(draft: Draft, next: () => Acted): Acted {
  next()
  return scorePulse(draft) === 'asks' ? 'waits' : 'goes_on'
}

/** ISO 8601 duration of days and smaller, as the schema allows it. */
export function millisecondsOf(duration: string): number {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? []
  const of = (value: string | undefined): number => Number(value ?? 0)
  return (((of(days) * 24 + of(hours)) * 60 + of(minutes)) * 60 + of(seconds)) * 1000
}

/** An option of the running flow was chosen: take its values and go where it leads. */
export function follow(draft: Draft, question: Question, step: string, set: Record<string, Scalar> | undefined): void {
  if (set) remember(draft, set)
  const flow = topFlow(draft)
  forgetOpenQuestions(draft)
  if (!flow) return say(draft, 'repair:flow_changed')
  moveTop(draft, { step: step !== '' ? step : ((question.step && following(flow, standing(flow, question.step))) ?? '') })
  goOn(draft)
}

/** A typed answer to an `ask` step: kept when it can be read; false when it cannot. */
export function takeTyped(draft: Draft, question: Question, text: string): boolean {
  const step = stepAsked(draft, question)
  if (!step || !('ask' in step)) return false
  const value = readAs(draft, step.ask, text)
  if (value === undefined) return false
  follow(draft, question, '', { [step.ask.into]: value })
  return true
}

/** Asks the waiting question of the running flow again: help in other words first, an example the second time. */
export function askAgain(draft: Draft, question: Question): void {
  const flow = topFlow(draft)
  const name = question.step && flow ? standing(flow, question.step) : undefined
  const step = name && flow ? flow.steps[name] : undefined
  if (!flow || !step || !name) return
  if ('ask' in step) say(draft, question.tries === 0 ? (step.ask.again ?? `repair:wrong.${step.ask.as}`) : `repair:wrong_again.${step.ask.as}`, {}, 'prompt')
  act(draft, flow, name, step, question.tries + 1)
}

export function stepAsked(draft: Draft, question: Question): Step | undefined {
  const flow = topFlow(draft)
  return question.step && flow ? flow.steps[standing(flow, question.step)] : undefined
}

export function kindAsked(draft: Draft, question: Question): StepKind | undefined {
  const step = stepAsked(draft, question)
  return step && kindOf(step)
}

/** Whether nothing is lost by leaving the flow that runs. */
export function isPassing(draft: Draft): boolean {
  return topFlow(draft)?.passing === true
}

/** Leaves a flow from which nothing is lost; true while one that matters still runs. */
export function leavePassing(draft: Draft): boolean {
  const frame = draft.conversation.stack.at(-1)
  const flow = topFlow(draft)
  if (!frame || !flow?.passing) return frame !== undefined
  leaveTop(draft)
  forgetOpenQuestions(draft)
  return leavePassing(draft)
}

/** Answers something in the middle of whatever runs; a flow that matters is offered to go on, and keeps the buttons for that. */
export function inBetween<T>(draft: Draft, answer: (buttons: boolean) => T): T {
  const interrupted = leavePassing(draft)
  if (interrupted) forgetOpenQuestions(draft)
  const answered = answer(!interrupted)
  if (interrupted) offerToResume(draft)
  return answered
}

/** Something else was answered in the middle of a flow: say that we were busy, and offer to go on. */
export function offerToResume(draft: Draft): void {
  const frame = draft.conversation.stack.at(-1)
  const flow = topFlow(draft)
  if (!frame || !flow) return
  moveTop(draft, { interrupted: true })
  say(draft, 'repair:resume', { title: textOf(draft, flow.title) }, 'prompt')
  offer(draft, [
    { label: textOf(draft, 'repair:resume_yes'), action: { do: 'resume' } },
    { label: textOf(draft, 'repair:resume_no'), action: { do: 'drop' } },
  ])
}

export function resume(draft: Draft): void {
  forgetOpenQuestions(draft)
  goOn(draft)
}

export function dropFlow(draft: Draft): void {
  const flow = topFlow(draft)
  change(draft, { stack: [] })
  forgetOpenQuestions(draft)
  dropTimers(draft, (id) => !id.startsWith('wait.'))
  if (flow) say(draft, 'repair:dropped', { title: textOf(draft, flow.title) })
}

/** The time of a wait step is over. */
export function waitExpired(draft: Draft, name: string): void {
  const frame = draft.conversation.stack.at(-1)
  const flow = topFlow(draft)
  const step = flow?.steps[name]
  if (!frame || frame.step !== name || !step || !('wait' in step)) return
  moveTop(draft, { step: step.wait.timeout })
  goOn(draft)
}

/** Any message ends a wait, also one that cannot be read; true when there was one. */
export function endWait(draft: Draft, text: string): boolean {
  const frame = draft.conversation.stack.at(-1)
  const flow = topFlow(draft)
  const step = frame && flow?.steps[frame.step]
  if (!frame || !flow || !step || !('wait' in step)) return false
  dropTimers(draft, (id) => !id.startsWith('wait.'))
  remember(draft, { last_text: text })
  moveTop(draft, { step: following(flow, frame.step) ?? '' })
  goOn(draft)
  return true
}

function readAs(draft: Draft, ask: Extract<Step, { ask: unknown }>['ask'], text: string): Scalar | undefined {
  const inRange = (value: number | undefined): number | undefined =>
    value === undefined || (ask.min !== undefined && value < ask.min) || (ask.max !== undefined && value > ask.max) ? undefined : value
  switch (ask.as) {
    case 'text':
      return text.trim() === '' || text.length > (ask.max ?? 500) ? undefined : text.trim()
    case 'number':
      return inRange(readNumber(text, draft.lang))
    case 'yes_no':
      return readYesNo(text, draft.lang)
    case 'postcode':
      // The digits say which part of town; the letters would say which street.
      return (readPostcode(text) ?? readPostcode(`${text.trim()}AA`))?.slice(0, 4)
    case 'time': {
      const time = readTime(text, draft.lang)
      return time && `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`
    }
    case 'date': {
      const day = readDate(text, draft.lang, dayIn(draft.now, municipalityOf(draft).timeZone))
      return day && `${day.year}-${String(day.month).padStart(2, '0')}-${String(day.day).padStart(2, '0')}`
    }
  }
}

export function factsOf(draft: Draft): Facts {
  const { answers, consent, linked, trusted, reserve, firstName } = draft.conversation
  return {
    answers,
    person: {
      linked,
      trusted: trusted !== undefined,
      reserve: reserve !== undefined,
      lang: draft.lang,
      lang_known: draft.conversation.lang !== undefined,
      first_name: firstName ?? '',
      municipality: municipalityOf(draft).id,
      trusted_name: trusted?.firstName ?? '',
      reserve_name: reserve?.firstName ?? '',
      consent_use: consent.use?.given === true,
      consent_check_ins: consent.checkIns?.given === true,
      consent_alerts: consent.alerts?.given === true,
    },
  }
}

function moveTop(draft: Draft, fields: Partial<Frame>): void {
  const { stack } = draft.conversation
  const top = stack.at(-1)
  if (top) change(draft, { stack: [...stack.slice(0, -1), { ...top, ...fields }] })
}

function leaveTop(draft: Draft): void {
  change(draft, { stack: draft.conversation.stack.slice(0, -1) })
}
