// A turn in the making: the conversation as it will be, what is to be said, and what else is to be done.
// It joins what one turn says into one message where a platform allows it, since every message is paid for and read.
import { formatDay, formatMonth, formatTime } from '../agenda/dates.ts'
import type { Content, Municipality } from '../content.ts'
import type { Action, Conversation, Question, Scalar, TimerKind } from '../conversation.ts'
import type { Effect, Offer, Purpose, Say } from '../effect.ts'
import type { Event, Relation } from '../event.ts'
import type { Lang, Values } from '../phrasebook.ts'
import { daysOf } from '../retention.ts'
import { withoutOldWords } from '../missed.ts'
import { toldFrom, type Origins } from '../told.ts'
import type { Reading } from '../understanding/understand.ts'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

export interface Draft {
  readonly content: Content
  readonly event: Event
  /** Epoch ms. */
  readonly now: number
  conversation: Conversation
  lang: Lang
  parts: { text: string; purpose: Purpose }[]
  /** Where the texts of this turn came from. */
  readonly origins: Origins
  offered: { offers: Offer[]; title?: string } | undefined
  link: Say['link']
  sound: Say['sound']
  effects: Effect[]
  /** Messages of their own, after what is said. */
  readonly afterwards: DistributiveOmit<Say, 'id'>[]
  /** What the person said in this turn, and how it was read. */
  heard: { text: string; reading: Reading; distress: Reading['distress'] } | undefined
  /** Messages of the moments before that got no answer yet. */
  pieces: readonly string[]
  /** Steps walked in this turn; a limit against flows that never wait. */
  walked: number
}

/** Longest text that goes out as one message with buttons on every channel (WhatsApp: 1024). */
const bodyCharsMax = 1000
const questionsMax = 8
const labelCharsMax = 20
/** The store lets each event in once; this only guards against one that stands in the mailbox twice. Every id kept is paid for on every turn. */
export const recentMax = 20
const fragmentsKeptMs = 30 * 60 * 1000

export function newDraft(content: Content, conversation: Conversation, event: Event, now: Date): Draft {
  const lang = conversation.lang ?? 'nl'
  const { misses } = conversation
  const next = {
    ...conversation,
    turn: conversation.turn + 1,
    recent: [...conversation.recent.slice(1 - recentMax), event.id],
    // Words that were not understood are kept only to read fragments together.
    ...(misses.texts.length > 0 && now.getTime() - misses.at > fragmentsKeptMs ? { misses: { ...misses, texts: [] } } : {}),
    ...withoutOldWords(conversation, now.getTime()),
  }
  return {
    content,
    event,
    now: now.getTime(),
    conversation: next,
    lang,
    parts: [],
    origins: new Map(),
    offered: undefined,
    link: undefined,
    sound: undefined,
    effects: [],
    afterwards: [],
    heard: undefined,
    pieces: [],
    walked: 0,
  }
}

export function change(draft: Draft, fields: Partial<Conversation>): void {
  draft.conversation = { ...draft.conversation, ...fields }
}

export function remember(draft: Draft, answers: Record<string, Scalar>): void {
  if (Object.keys(answers).length === 0) return
  const { answeredOn } = draft.conversation
  change(draft, { answers: { ...draft.conversation.answers, ...answers }, answeredOn: { ...answeredOn, ...daysOf(answers, draft.now) } })
}

export function municipalityOf(draft: Draft): Municipality {
  const id = draft.conversation.municipality
  return (id ? draft.content.municipalities.get(id) : undefined) ?? draft.content.defaultMunicipality
}

/** The trusted person as Brug may name them: not one whom the person asked not to tell, nor one whose time is over. */
export function namedPerson(draft: Draft): Relation | undefined {
  return named(draft, draft.conversation.trusted)
}

export function namedReserve(draft: Draft): Relation | undefined {
  return named(draft, draft.conversation.reserve)
}

function named(draft: Draft, relation: Relation | undefined): Relation | undefined {
  if (!relation || draft.conversation.notToTell.includes(relation.staffId)) return undefined
  return relation.until !== undefined && relation.until <= draft.now ? undefined : relation
}

export function textOf(draft: Draft, key: string, values: Values = {}): string {
  const { firstName } = draft.conversation
  const place = municipalityOf(draft)
  const common = {
    firstName: firstName ?? '',
    name: namedPerson(draft)?.firstName ?? '',
    reserve: namedReserve(draft)?.firstName ?? '',
    organisation: place.organisation,
    municipality: place.name,
    botName: 'Brug',
  }
  const readers = tellsWhoReads.test(key) ? readersOf(draft) : {}
  return remembered(draft, key, { ...common, ...readers, ...values })
}

function remembered(draft: Draft, key: string, values: Values): string {
  const text = draft.content.phrasebook.text(draft.lang, key, values)
  draft.origins.set(text, { key, values })
  return text
}

const tellsWhoReads = /:who_sees/

/** Who reads along and which companies know of it: only whom this person has, only where this person writes, and only what is set up here. */
function readersOf(draft: Draft): Values {
  const { addresses } = draft.conversation
  const names = [namedPerson(draft), namedReserve(draft)].flatMap((one) => one?.firstName ?? [])
  const [name = '', reserve = ''] = names
  const { opinion = false, transcription = false } = draft.content.outside ?? {}
  const companies = [
    ...(['whatsapp', 'telegram'] as const).filter((channel) => addresses.some((address) => address.channel === channel)),
    ...(opinion ? (['opinion'] as const) : []),
    ...(transcription ? (['transcription'] as const) : []),
  ]
  const text = (key: string) => remembered(draft, key, { name, reserve })
  return {
    names: names.join(draft.lang === 'ar' || draft.lang === 'fa' ? '، ' : draft.lang === 'ti' ? '፣ ' : ', '),
    reads: text(names.length > 1 ? 'rights:reads.both' : 'rights:reads.name'),
    // The lists they stand under have four points.
    channels: companies.map((company, n) => `\n${n + 5}. ${text(`rights:knows.${company}`)}`).join(''),
  }
}

/** A day, a time of day and the date of a source as people read them, remembered for the staff who read along. */
export function dayOf(draft: Draft, at: number, zone: string): string {
  const text = formatDay(draft.lang, at, zone)
  draft.origins.set(text, { day: at, zone })
  return text
}

export function timeOf(draft: Draft, at: number, zone: string): string {
  const text = formatTime(draft.lang, at, zone)
  draft.origins.set(text, { time: at, zone })
  return text
}

export function monthOf(draft: Draft, date: string): string {
  const text = formatMonth(draft.lang, date)
  draft.origins.set(text, { month: date })
  return text
}

/** Says a text of the phrasebook. Picks `<key>_unnamed` where `{{name}}` is asked for and there is no trusted person. */
export function say(draft: Draft, key: string, values: Values = {}, purpose: Purpose = 'answer'): void {
  sayText(draft, wordingOf(draft, key, values), purpose)
}

export function wordingOf(draft: Draft, key: string, values: Values = {}): string {
  const unnamed = `${key}_unnamed`
  const nameless = values['name'] === undefined && !namedPerson(draft) && draft.content.phrasebook.has(draft.lang, unnamed)
  return textOf(draft, nameless ? unnamed : key, values)
}

export function sayText(draft: Draft, text: string, purpose: Purpose = 'answer'): void {
  if (text.trim() !== '') draft.parts.push({ text, purpose })
}

export interface Choice {
  label: string
  full?: string
  action: Action
  /** What it opens, where its message may be however old: see openAlways in journey.ts. */
  opens?: string
}

interface Offering {
  step?: string
  standing?: boolean
  tries?: number
  /** Sets apart what is offered with another message of the same turn: a letter. */
  mark?: string
  /** Goes with what is asked in the same turn, instead of taking its place. */
  beside?: boolean
}

/** Offers choices with what is said in this turn; a tap or a typed answer comes back to their actions. The last offer of a turn wins. */
export function offer(draft: Draft, choices: Choice[], how: Offering & { title?: string } = {}): void {
  draft.offered = { offers: offersOf(draft, choices, how), ...(how.title ? { title: how.title } : {}) }
}

/** The same for one message by itself. */
export function offersOf(draft: Draft, choices: Choice[], how: Offering): Offer[] {
  const id = `${questionId(draft)}${how.mark ?? ''}`
  const question: Question = {
    id,
    askedAt: draft.now,
    tries: how.tries ?? 0,
    options: choices.map(({ label, action }) => ({ label, action })),
    ...(how.step ? { step: how.step } : {}),
    ...(how.standing ? { standing: true } : {}),
  }
  ask(draft, question, how.beside)
  return choices.map(({ label, full, opens }, n) => {
    const told = toldFrom(draft.origins, full ?? label)
    return { id: opens === undefined ? `${id}.${n}` : `${id}.${n}.${opens}`, label: fitted(label), ...longLabel(label, full), ...(told ? { told } : {}) }
  })
}

/** Choices that go without buttons, since others are offered: whoever types their label gets them all the same. */
export function expectTyped(draft: Draft, choices: Choice[]): void {
  const options = choices.map(({ label, action }) => ({ label, action }))
  change(draft, { questions: draft.conversation.questions.filter(({ typedOnly }) => !typedOnly) })
  ask(draft, { id: `${questionId(draft)}t`, askedAt: draft.now, tries: 0, options, standing: true, typedOnly: true })
}

/** Waits for a typed answer to a flow step, without choices. */
export function awaitAnswer(draft: Draft, step: string, tries: number): void {
  ask(draft, { id: questionId(draft), askedAt: draft.now, options: [], step, tries })
}

/** The question a typed answer belongs to: the newest one that is not merely standing. */
export function currentQuestion(conversation: Conversation): Question | undefined {
  return conversation.questions.findLast((question) => !question.standing)
}

export function forgetOpenQuestions(draft: Draft): void {
  change(draft, { questions: draft.conversation.questions.filter((question) => question.standing) })
}

export function setTimer(draft: Draft, id: string, at: number, kind: TimerKind, ref: string): void {
  change(draft, { timers: { ...draft.conversation.timers, [id]: { at, kind, ref } } })
}

export function dropTimers(draft: Draft, keep: (id: string) => boolean): void {
  const kept = Object.entries(draft.conversation.timers).filter(([id]) => keep(id))
  if (kept.length !== Object.keys(draft.conversation.timers).length) change(draft, { timers: Object.fromEntries(kept) })
}

export function add(draft: Draft, effect: DistributiveOmit<Effect, 'id'>): string {
  const id = `${draft.conversation.id}.${draft.conversation.turn}.${draft.effects.length}`
  draft.effects.push({ ...effect, id })
  return id
}

export function note(draft: Draft, what: string, more: { level?: string; topic?: string } = {}): void {
  add(draft, { type: 'note', what, lang: draft.lang, ...more })
}

/** What the person sends, and what follows on it within the moment. */
const replying: readonly Event['type'][] = [
  'message_received',
  'message_edited',
  'option_chosen',
  'unreadable_received',
  'chat_started',
  'invite_refused',
  'address_linked',
  'event_failed',
  'opinion_received',
  'voice_transcribed',
]

/** Turns what was said into messages: one where it fits, choices under the last. */
export function finish(draft: Draft): { conversation: Conversation; effects: Effect[] } {
  const messages = joined(draft.parts)
  const speaksFirst = !replying.includes(draft.event.type)
  messages.forEach((message, n) => {
    const last = n === messages.length - 1
    const told = toldFrom(draft.origins, message.text)
    // A check-in or a word that a colleague has left is no answer, whatever its step is called: nobody has just written.
    const purpose = speaksFirst && message.purpose !== 'urgent' ? 'notice' : message.purpose
    add(draft, {
      type: 'say',
      text: message.text,
      ...(told ? { told } : {}),
      lang: draft.lang,
      purpose,
      offers: last ? (draft.offered?.offers ?? []) : [],
      // Outside WhatsApp's window such a message is announced and waits; an answer or a prompt there would be stale.
      ...(purpose === 'notice' || purpose === 'urgent' ? { template: 'message_waiting' as const } : {}),
      ...(last && draft.offered?.title ? { offersTitle: draft.offered.title } : {}),
      ...(last && draft.link ? { link: draft.link } : {}),
      ...(last && draft.sound ? { sound: draft.sound } : {}),
    })
  })
  for (const message of draft.afterwards) add(draft, message)
  return { conversation: draft.conversation, effects: draft.effects }
}

function joined(parts: Draft['parts']): Draft['parts'] {
  const messages: Draft['parts'] = []
  for (const part of parts) {
    const before = messages.at(-1)
    if (before && before.text.length + part.text.length + 2 <= bodyCharsMax) {
      before.text = `${before.text}\n\n${part.text}`
      before.purpose = heavier(before.purpose, part.purpose)
    } else messages.push({ ...part })
  }
  return messages
}

const weights: readonly Purpose[] = ['prompt', 'notice', 'answer', 'urgent']

function heavier(a: Purpose, b: Purpose): Purpose {
  return weights.indexOf(a) >= weights.indexOf(b) ? a : b
}

/** Not only by turn: a button from before an invite was redeemed hangs in the same chat and must not find a question of the person's own record. */
function questionId({ conversation: { id, turn } }: Draft): string {
  return `q${turn}-${id.slice(2, 8)}`
}

function ask(draft: Draft, question: Question, beside = false): void {
  const others = draft.conversation.questions.filter((other) => other.id !== question.id && (other.standing || question.typedOnly || beside))
  change(draft, { questions: [...others.slice(-(questionsMax - 1)), question] })
}

function longLabel(label: string, full: string | undefined): { full?: string } {
  if (full) return { full }
  return label.length > labelCharsMax ? { full: label } : {}
}

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cut between what people see as letters, never inside one. */
function fitted(label: string): string {
  if (label.length <= labelCharsMax) return label
  let cut = ''
  for (const { segment } of segments.segment(label)) {
    if (cut.length + segment.length >= labelCharsMax) break
    cut += segment
  }
  return `${cut.trimEnd()}…`
}
