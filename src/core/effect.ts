// What a turn asks the world to do: the one list of effects, in the imperative. Only takeTurn and takeStaffTurn make them.
// State itself (timers, cases, appointments, who belongs to whom) is not an effect: the store derives its indexes from the state it commits.
import { z } from 'zod'
import { ChannelName, Event } from './event.ts'
import { Heard } from './level.ts'
import { Lang } from './phrasebook.ts'
import { Told } from './told.ts'

/**
 * A choice offered with a message. `id` is at most 64 bytes and means nothing outside its conversation. `label` fits 20 characters, `full` 72.
 * `told`: for staff, see told.ts.
 */
export const Offer = z.object({ id: z.string().max(64), label: z.string(), full: z.string().optional(), told: z.array(Told).optional() })
export type Offer = z.infer<typeof Offer>

/**
 * answer: a reply to the person · prompt: a question or menu that a later turn may make superfluous · notice: Brug speaks first
 * (reminder, check-in) · urgent: help card and its follow-ups; nothing holds it back.
 */
export const Purpose = z.enum(['answer', 'prompt', 'notice', 'urgent'])
export type Purpose = z.infer<typeof Purpose>

/** One message to the owner of the conversation or staff line. `text` may hold *bold* and line breaks, nothing else. */
export const Say = z.object({
  type: z.literal('say'),
  id: z.string(),
  /** Absent: the channel the person used last. */
  channel: ChannelName.optional(),
  /** With `channel`: this address and no other. Personal data. */
  addressId: z.string().optional(),
  text: z.string().min(1),
  /** The fixed texts in it, so that staff can read them in their own language. */
  told: z.array(Told).optional(),
  lang: Lang,
  offers: z.array(Offer).max(30).default([]),
  /** Label of the button that opens a list, at most 20 characters. */
  offersTitle: z.string().optional(),
  link: z.object({ label: z.string(), url: z.string() }).optional(),
  /** The name of a recording of one of our own texts, to be heard with the message. */
  sound: z.string().max(160).optional(),
  purpose: Purpose,
  /** Set when a person speaks: shown as "Maria: ..." */
  from: z.object({ staffId: z.string(), firstName: z.string() }).optional(),
  /** The id under which staff know the message they wrote (for undo and for "who wrote last"). */
  messageId: z.string().optional(),
  /** Outside WhatsApp's 24-hour window only this template may go out; the text itself then waits for the person's next message. */
  template: z.enum(['message_waiting']).optional(),
})
export type Say = z.infer<typeof Say>

export const Effect = z.discriminatedUnion('type', [
  Say,
  /** Put an event into another mailbox (a staff line, or a participant). It is in there from the same commit on. */
  z.object({ type: z.literal('post'), id: z.string(), to: z.string(), event: Event }),
  /** Redeem an invite code: moves this address to the invited person's record, or answers `invite_refused`. */
  z.object({ type: z.literal('redeem_invite'), id: z.string(), code: z.string(), channel: ChannelName, lang: Lang.optional() }),
  /** Destroy the owner's key and everything found under it. */
  z.object({ type: z.literal('forget'), id: z.string() }),
  /** Make the export of everything about this person and offer it through a one-time link. */
  z.object({ type: z.literal('export'), id: z.string() }),
  /** Ask a language model what this message may be about and how grave it is; the answer comes back as `opinion_received`, or not at all. */
  z.object({ type: z.literal('second_opinion'), id: z.string(), about: z.string(), text: z.string(), heard: Heard }),
  /** Have a voice message written out; it comes back as `voice_transcribed`, with an empty text when it could not be done. */
  z.object({ type: z.literal('transcribe'), id: z.string(), about: z.string(), channel: ChannelName, mediaId: z.string() }),
  /** A fact for counters and logs: codes only, never text, names or health words. */
  z.object({ type: z.literal('note'), id: z.string(), what: z.string(), level: z.string().optional(), topic: z.string().optional(), lang: Lang.optional() }),
])
export type Effect = z.infer<typeof Effect>
export type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>

/** What an outbox carries; the others are done by the commit itself. */
export type Carried = Exclude<Effect, { type: 'post' | 'note' }>

export function isCarried(effect: Effect): effect is Carried {
  return effect.type !== 'post' && effect.type !== 'note'
}

/** Done by somebody outside who may be slow or away: nothing else waits for it. */
export type Asked = EffectOf<'second_opinion' | 'transcribe'>

export function isAsked(effect: Effect): effect is Asked {
  return effect.type === 'second_opinion' || effect.type === 'transcribe'
}
