// The contract every channel keeps: what comes in, what goes out, and what may go wrong on the way.
// A channel knows its platform's limits and nothing about flows, cases or storage.
import type { FastifyInstance } from 'fastify'
import type { ChannelName, Event, Fault } from '../core/event.ts'
import type { Offer, Purpose } from '../core/effect.ts'
import type { Direction, Lang } from '../core/phrasebook.ts'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** One thing that came in, normalised. `dedupeKey` is the platform's id for it: the same key is accepted once. */
export interface Arrival {
  channel: ChannelName
  dedupeKey: string
  /**
   * Ids under which this sender may be known, best first (WhatsApp: business-scoped user id, then number). Never empty.
   * Personal data: only ever stored through a keyed hash or sealed.
   */
  senderIds: string[]
  /** Platform id of our message this one replies to, if any; the pipeline turns it into an effect id. */
  replyToProviderId?: string
  /** Without `id`, which the pipeline derives from the dedupe key. */
  event: DistributiveOmit<Event, 'id'>
}

/** A report about a message of ours. `effectId` when the platform carried it back, else only `providerMessageId`. */
export interface DeliveryReport {
  channel: ChannelName
  dedupeKey: string
  effectId?: string
  providerMessageId: string
  status: 'sent' | 'delivered' | 'read' | 'failed'
  fault?: Fault
  /** Platform error code, for counters. */
  code?: string
  at: number
}

/** A change of a person's platform identity: both ids belong to one person from now on. */
export interface IdentityChange {
  channel: ChannelName
  dedupeKey: string
  from: string
  to: string
}

/** Where channels deliver. Resolves only when everything is durable; rejects (`Unavailable`) when it could not be stored: then answer 503. */
export interface Intake {
  accept(arrivals: Arrival[], reports: DeliveryReport[], identities: IdentityChange[]): Promise<void>
}

export interface Sound {
  /** The same name is always the same sound. */
  name: string
  /** undefined: it is gone; the message then goes without. */
  bytes: () => Promise<Buffer<ArrayBuffer> | undefined>
}

export interface OutgoingMessage {
  /** Effect id: the same message always has the same id. */
  id: string
  /** Platform address of the receiver, as it came in `senderIds[0]`. */
  to: string
  text: string
  lang: Lang
  dir: Direction
  offers: Offer[]
  offersTitle?: string
  link?: { label: string; url: string }
  /** A recording of ours to be heard with it: an MP3 of at most 8 MB. */
  sound?: Sound
  purpose: Purpose
  template?: 'message_waiting'
  /** When the person last wrote on this channel, epoch ms; undefined = never. */
  lastInboundAt?: number
}

export type SendOutcome =
  /** `waiting`: only the template went out; the text itself is still to be sent when the person has written. */
  | { type: 'accepted'; providerMessageId: string; waiting?: boolean }
  /** `retryAfterMs`: the platform's own wish, or the channel's best guess; at least that long nothing is sent to this receiver (or anyone, `wholeChannel`). */
  | { type: 'failed'; fault: Fault; code: string; retryAfterMs?: number; wholeChannel?: boolean }

/** Something a person sent besides text, as the platform keeps it. */
export type MediaOutcome = { type: 'media'; bytes: Buffer<ArrayBuffer>; contentType: string } | { type: 'failed'; code: string }

export interface Channel {
  readonly name: ChannelName
  /** Most messages per second for the whole account, and least gap between two messages to one receiver in ms: the pipeline paces by these. */
  readonly pace: { perSecond: number; gapMs: number; burst: number }
  /** Adds webhook routes. Called before the server listens. */
  routes(app: FastifyInstance): void
  /** Starts long polling where it applies, and registers what the platform must know. */
  start(): Promise<void>
  /** Stops taking in new messages; resolves when what was taken in is durable. */
  stop(): Promise<void>
  send(message: OutgoingMessage): Promise<SendOutcome>
  /** Shows that the message was read and an answer is coming. Best effort: never throws. */
  acknowledge(to: string, providerMessageId: string): Promise<void>
  /** What stands behind a `mediaId`, at most 16 MB and 20 seconds. Never throws. */
  media(mediaId: string, signal?: AbortSignal): Promise<MediaOutcome>
  /** Deep link that carries an invite code to this channel, or undefined when not known. */
  inviteUrl(code: string): string | undefined
}
