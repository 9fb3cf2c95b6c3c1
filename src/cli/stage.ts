// A stage to play conversations on, without Redis or channels: the same core, a clock that is moved by hand, timers that fire when passed.
// `brug talk` and the transcript tests play here. The conversation is written out and read back between every two turns.
import type { Content, RosterEntry } from '../core/content.ts'
import { Conversation, newConversation } from '../core/conversation.ts'
import type { Effect, EffectOf, Offer } from '../core/effect.ts'
import type { Event, Relation, Unreadable } from '../core/event.ts'
import type { Lang } from '../core/phrasebook.ts'
import { takeTurn } from '../core/turn.ts'
import { finish, newDraft } from '../core/turn/draft.ts'
import { startFlow } from '../core/turn/journey.ts'
import { answerTopic } from '../core/turn/topics.ts'

export interface Given {
  lang?: Lang
  firstName?: string
  trusted?: string
  reserve?: string
  municipality?: string
  /** Skip onboarding: all consents given. */
  settled?: boolean
}

export interface Stage {
  content: Content
  conversation: Conversation
  now: number
  count: number
  /** What people can tap now, newest message last. */
  offers: Offer[]
  effects: Effect[]
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
export type Happening = DistributiveOmit<Event, 'id' | 'at'>

export const stageStaff: readonly RosterEntry[] = [
  { staffId: 's_maria', firstName: 'Maria', role: 'volunteer', duty: false },
  { staffId: 's_yusuf', firstName: 'Yusuf', role: 'volunteer', duty: false },
  { staffId: 's_carla', firstName: 'Carla', role: 'coordinator', duty: false },
  { staffId: 's_dirk', firstName: 'Dirk', role: 'volunteer', duty: true },
]

const person = { channel: 'webchat' as const, addressId: 'stage' }

export function openStage(content: Content, given: Given, now: number): Stage {
  const stage: Stage = { content: { ...content, roster: stageStaff }, conversation: newConversation('p_stage', now), now, count: 0, offers: [], effects: [] }
  const isKnown = given.firstName !== undefined || given.trusted !== undefined
  const known = isKnown
    ? happen(stage, {
        type: 'person_added',
        firstName: given.firstName ?? 'Amina',
        lang: given.lang ?? 'nl',
        municipality: given.municipality,
        trusted: relation(given.trusted, now),
        reserve: relation(given.reserve, now),
      }).stage
    : stage
  const consent = { given: true, at: now, lang: given.lang ?? 'nl' }
  const met = { addresses: [{ channel: person.channel, addressId: person.addressId, reachable: true, since: now }], lastChannel: person.channel }
  const settled = given.settled
    ? { ...met, consent: { use: consent, checkIns: consent, alerts: consent, improve: consent }, answers: { onboarded: true, told_computer: true } }
    : {}
  return { ...known, conversation: { ...known.conversation, ...(given.lang ? { lang: given.lang } : {}), ...settled } }
}

export function relation(firstName: string | undefined, since: number): Relation | undefined {
  const entry = stageStaff.find((staff) => staff.firstName === firstName)
  return entry && { staffId: entry.staffId, firstName: entry.firstName, since }
}

/** Lets one event happen now. */
export function happen(stage: Stage, happening: Happening): { stage: Stage; effects: Effect[] } {
  const count = stage.count + 1
  const event: Event = { ...happening, id: `e${count}`, at: stage.now }
  return after({ ...stage, count }, takeTurn(stage.content, stage.conversation, event, new Date(stage.now)))
}

function after(stage: Stage, { conversation, effects }: { conversation: Conversation; effects: Effect[] }): { stage: Stage; effects: Effect[] } {
  const reloaded = Conversation.parse(JSON.parse(JSON.stringify(conversation)))
  const offers = effects.filter((effect) => effect.type === 'say').at(-1)?.offers
  return { stage: { ...stage, conversation: reloaded, effects, offers: offers ?? stage.offers }, effects }
}

export function says(stage: Stage, text: string) {
  return happen(stage, { type: 'message_received', ...person, messageId: `m${stage.count + 1}`, text })
}

export function sends(stage: Stage, what: Unreadable) {
  return happen(stage, { type: 'unreadable_received', ...person, messageId: `m${stage.count + 1}`, what })
}

export function starts(stage: Stage, payload?: string) {
  return happen(stage, { type: 'chat_started', ...person, messageId: `m${stage.count + 1}`, ...(payload ? { payload } : {}) })
}

/** Begins this flow here and now, as if something had led to it. */
export function opens(stage: Stage, flow: string) {
  const count = stage.count + 1
  const draft = newDraft(
    stage.content,
    stage.conversation,
    { id: `e${count}`, at: stage.now, type: 'check_in_requested', staffId: 'stage' },
    new Date(stage.now),
  )
  startFlow(draft, flow)
  return after({ ...stage, count }, finish(draft))
}

/** Answers a topic here and now, as if the person had asked for it. */
export function answers(stage: Stage, topic: string) {
  const count = stage.count + 1
  const draft = newDraft(stage.content, stage.conversation, { id: `e${count}`, at: stage.now, type: 'retention_due' }, new Date(stage.now))
  answerTopic(draft, topic, 'answer', { buttons: true })
  return after({ ...stage, count }, finish(draft))
}

/** Taps the option with this label or id; undefined when it was never offered. */
export function taps(stage: Stage, label: string): { stage: Stage; effects: Effect[] } | undefined {
  const offered = stage.offers.find((offer) => offer.label === label || offer.id === label || offer.full === label)
  const older = stage.conversation.questions
    .flatMap((question) => question.options.map((option, n) => ({ id: `${question.id}.${n}`, label: option.label })))
    .find((option) => option.label === label)
  const id = offered?.id ?? older?.id
  return id === undefined ? undefined : happen(stage, { type: 'option_chosen', ...person, messageId: `m${stage.count + 1}`, optionId: id, label })
}

/** Moves the clock to `until` and fires every timer that is due on the way, oldest first. */
export function passes(stage: Stage, until: number): { stage: Stage; effects: Effect[] } {
  let current = stage
  const effects: Effect[] = []
  for (let fired = 0; fired < 500; fired++) {
    const due = Object.entries(current.conversation.timers)
      .filter(([, timer]) => timer.at <= until)
      .toSorted(([, a], [, b]) => a.at - b.at)[0]
    if (!due) break
    const [timerId, timer] = due
    const turn = happen({ ...current, now: Math.max(current.now, timer.at) }, { type: 'timer_due', timerId })
    current = turn.stage
    effects.push(...turn.effects)
  }
  return { stage: { ...current, now: Math.max(current.now, until), effects }, effects }
}

export function messagesIn(effects: Effect[]): EffectOf<'say'>[] {
  return effects.filter((effect) => effect.type === 'say')
}

/** First names of the staff alerted by these effects. */
export function alertedIn(effects: Effect[]): string[] {
  return effects.flatMap((effect) =>
    effect.type === 'post' && effect.event.type === 'alert_raised' ? [stageStaff.find((staff) => staff.staffId === effect.to)?.firstName ?? effect.to] : [],
  )
}
