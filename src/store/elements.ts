// What stands in mailboxes, outboxes and documents, sealed and opened again.
// Events and documents that this version wrote and AES-GCM vouches for are not checked against their schema a second time when a worker claims
// them: a check there could only turn a rule that became stricter into a person whom nobody hears. Other versions, and reads for
// people, are checked.
import type { Conversation } from '../core/conversation.ts'
import { Event } from '../core/event.ts'
import { Effect, isCarried, type Carried } from '../core/effect.ts'
import { ChannelName } from '../core/event.ts'
import type { StaffLine } from '../core/care/line.ts'
import { z } from 'zod'
import { readDocument } from './migrations.ts'
import { open, seal, type OwnerKey } from './sealing.ts'

export type Document = Conversation | StaffLine

const lineFeed = 0x0a

/** The form in mailboxes without a reply, which is all but what the ingest script writes. */
export function eventElement(key: OwnerKey, event: Event): Buffer {
  return Buffer.concat([Buffer.from(`${event.id}\n\n`), seal(key, 'event', event)])
}

export interface MailboxElement {
  id: string
  replyTo: string
  sealed: Buffer
}

export function splitMailbox(element: Buffer): MailboxElement {
  const first = element.indexOf(lineFeed)
  const second = element.indexOf(lineFeed, first + 1)
  if (first < 0 || second < 0) return { id: element.toString('utf8'), replyTo: '', sealed: Buffer.alloc(0) }
  return { id: element.toString('utf8', 0, first), replyTo: element.toString('utf8', first + 1, second), sealed: element.subarray(second + 1) }
}

/** undefined: can not be read. */
export function openEvent(key: OwnerKey, { id, replyTo, sealed }: MailboxElement): Event | undefined {
  const event = Event.safeParse(open(key, 'event', sealed))
  if (!event.success || event.data.id !== id) return undefined
  const { data } = event
  if (replyTo !== '' && (data.type === 'message_received' || data.type === 'unreadable_received')) return { ...data, replyTo }
  return data
}

const OutboxEffect = z.custom<Carried>((value) => {
  const read = Effect.safeParse(value)
  return read.success && isCarried(read.data)
})
const OutboxEntry = z.object({ effect: OutboxEffect, address: z.object({ channel: ChannelName, addressId: z.string() }).optional() })
/** An effect that waits to be performed, with the address it was meant for when it was decided. */
export type OutboxEntry = z.infer<typeof OutboxEntry>

export function outboxElement(key: OwnerKey, entry: OutboxEntry): Buffer {
  return Buffer.concat([Buffer.from(`${entry.effect.id}\n`), seal(key, 'effect', entry)])
}

export function splitOutbox(element: Buffer): { id: string; sealed: Buffer } {
  const first = element.indexOf(lineFeed)
  return { id: element.toString('utf8', 0, Math.max(first, 0)), sealed: element.subarray(first + 1) }
}

export function openOutbox(key: OwnerKey, element: Buffer): OutboxEntry | undefined {
  const read = OutboxEntry.safeParse(open(key, 'effect', splitOutbox(element).sealed))
  return read.success ? read.data : undefined
}

export function sealDocument(key: OwnerKey, document: Document): Buffer {
  return seal(key, 'document', document)
}

export function openDocument(key: OwnerKey, sealed: Buffer, o: { check: boolean }): ReturnType<typeof readDocument> {
  return readDocument(open(key, 'document', sealed), key.owner, o)
}
