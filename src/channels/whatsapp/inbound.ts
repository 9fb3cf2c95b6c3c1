// What is in a webhook of the WhatsApp Cloud API? Turns one parsed body into arrivals, delivery reports and changes of identity.
// Every item stands alone: one that is broken never costs its neighbours. Unknown keys, fields and types are expected, Meta adds them without notice.
// It never throws, and it refuses nothing that comes from a person: what it cannot read becomes `unreadable_received`.
import { z } from 'zod'
import type { Arrival, DeliveryReport, IdentityChange } from '../channel.ts'
import { InboundText, momentOf, PlatformId } from '../inbound.ts'
import type { Unreadable } from '../../core/event.ts'
import { faultOf } from './faults.ts'

export interface Received {
  arrivals: Arrival[]
  reports: DeliveryReport[]
  identities: IdentityChange[]
  /** Items that could not be used, for a counter. */
  broken: number
  /** Our own number as people see it, when the payload names it. */
  displayNumber?: string
}

const optionalId = PlatformId.optional().catch(undefined)
const optionalText = InboundText.optional().catch(undefined)
const items = z.array(z.unknown()).default([]).catch([])

const Body = z.object({ entry: items })
const Entry = z.object({ changes: items })
const Metadata = z.object({ phone_number_id: z.string(), display_phone_number: z.string().max(30).optional().catch(undefined) })
const Change = z.object({
  field: z.string(),
  value: z.object({ metadata: Metadata.optional().catch(undefined), messages: items, statuses: items, user_id_update: items }),
})

const Message = z.object({
  id: PlatformId,
  timestamp: z.unknown().optional(),
  type: z.string().catch('unknown'),
  from: optionalId,
  from_user_id: optionalId,
  group_id: z.unknown().optional(),
  context: z.object({ id: optionalId }).optional().catch(undefined),
})
type Message = z.infer<typeof Message>

export function readWebhook(body: unknown, phoneNumberId: string, now: number): Received {
  const received: Received = { arrivals: [], reports: [], identities: [], broken: 0 }
  const entries = Body.safeParse(body).data?.entry ?? []
  for (const entry of entries) {
    for (const raw of Entry.safeParse(entry).data?.changes ?? []) {
      const change = Change.safeParse(raw)
      if (!change.success) continue
      const { field, value } = change.data
      // One app may serve several numbers; the others are not ours to answer.
      if (value.metadata && value.metadata.phone_number_id !== phoneNumberId) continue
      if (value.metadata?.display_phone_number) received.displayNumber = value.metadata.display_phone_number
      if (field === 'user_id_update') for (const item of value.user_id_update) addIdentity(received, userIdUpdate(item))
      if (field !== 'messages') continue
      for (const item of value.messages) addMessage(received, item, now)
      for (const item of value.statuses) addStatus(received, item, now)
    }
  }
  return received
}

function addMessage(received: Received, raw: unknown, now: number): void {
  const parsed = Message.safeParse(raw)
  if (!parsed.success) return void (received.broken += 1)
  const message = parsed.data
  if (message.type === 'system') return addIdentity(received, systemChange(message, raw))
  if (message.group_id !== undefined && message.group_id !== null) return
  // People with a username may hide their number: then only the business-scoped id is there.
  const senderIds = [...new Set([message.from_user_id, message.from].filter((id) => id !== undefined))]
  const [addressId] = senderIds
  if (addressId === undefined) return void (received.broken += 1)
  const content = contentOf(message, raw)
  if (content === 'nothing') return
  const head = { at: momentOf(message.timestamp, now), channel: 'whatsapp' as const, addressId, messageId: message.id }
  const replied = content.type === 'message_received' || content.type === 'unreadable_received' ? message.context?.id : undefined
  received.arrivals.push({
    channel: 'whatsapp',
    dedupeKey: message.id,
    senderIds,
    event: { ...head, ...content },
    ...(replied === undefined ? {} : { replyToProviderId: replied }),
  })
}

type Content =
  | { type: 'message_received'; text: string }
  | { type: 'message_edited'; messageId: string; text: string }
  | { type: 'option_chosen'; optionId: string; label?: string }
  | { type: 'unreadable_received'; what: Unreadable; caption?: string; mediaId?: string }
  | { type: 'chat_started' }

function contentOf(message: Message, raw: unknown): Content | 'nothing' {
  const reader = readers.get(message.type)
  return reader?.(raw) ?? { type: 'unreadable_received', what: 'unknown' }
}

/** undefined: the content is not what the type promises. A Map, because a type named like an object's own method must find nothing. */
const readers = new Map<string, (raw: unknown) => Content | 'nothing' | undefined>([
  [
    'text',
    (raw) => {
      const text = Text.safeParse(raw).data?.text.body
      return text === undefined ? undefined : { type: 'message_received', text }
    },
  ],
  [
    'interactive',
    (raw) => {
      const reply = Interactive.safeParse(raw).data?.interactive
      const chosen = reply?.button_reply ?? reply?.list_reply
      return chosen && { type: 'option_chosen', optionId: chosen.id, label: chosen.title }
    },
  ],
  [
    'button',
    (raw) => {
      const button = TemplateButton.safeParse(raw).data?.button
      const optionId = button?.payload ?? button?.text
      return optionId === undefined ? undefined : { type: 'option_chosen', optionId, label: button?.text }
    },
  ],
  ['audio', (raw) => media(raw, 'audio', 'voice')],
  ['image', (raw) => media(raw, 'image', 'picture')],
  ['video', (raw) => media(raw, 'video', 'video')],
  ['sticker', (raw) => media(raw, 'sticker', 'sticker')],
  ['document', (raw) => media(raw, 'document', 'document')],
  ['location', () => ({ type: 'unreadable_received', what: 'location' })],
  ['contacts', () => ({ type: 'unreadable_received', what: 'contact' })],
  [
    'edit',
    (raw) => {
      const edit = Edit.safeParse(raw).data?.edit
      const text = edit?.message.text?.body ?? edit?.message.image?.caption ?? edit?.message.video?.caption ?? edit?.message.document?.caption
      return edit && text !== undefined ? { type: 'message_edited', messageId: edit.original_message_id, text } : 'nothing'
    },
  ],
  ['request_welcome', () => ({ type: 'chat_started' })],
  ['reaction', () => 'nothing'],
  ['revoke', () => 'nothing'],
])

const Text = z.object({ text: z.object({ body: InboundText }) })
const Choice = z.object({ id: PlatformId, title: optionalText })
const Interactive = z.object({ interactive: z.object({ button_reply: Choice.optional(), list_reply: Choice.optional() }) })
const TemplateButton = z.object({ button: z.object({ payload: optionalId, text: optionalText }) })
const Captioned = z.object({ caption: optionalText }).optional().catch(undefined)
const Edit = z.object({
  edit: z.object({
    original_message_id: PlatformId,
    message: z.object({ text: z.object({ body: InboundText }).optional().catch(undefined), image: Captioned, video: Captioned, document: Captioned }),
  }),
})
const Media = z.object({ id: optionalId, caption: optionalText })

function media(raw: unknown, key: 'audio' | 'image' | 'video' | 'sticker' | 'document', what: Unreadable): Content {
  const found = z.object({ [key]: Media }).safeParse(raw).data?.[key]
  return { type: 'unreadable_received', what, ...(found?.caption ? { caption: found.caption } : {}), ...(found?.id ? { mediaId: found.id } : {}) }
}

const System = z.object({
  system: z.object({
    type: z.string().optional().catch(undefined),
    wa_id: optionalId,
    new_wa_id: optionalId,
    user_id: optionalId,
    previous_user_id: optionalId,
  }),
})

function systemChange(message: Message, raw: unknown): IdentityChange | undefined {
  const system = System.safeParse(raw).data?.system
  if (!system) return undefined
  if (system.type === 'user_changed_number') return change(message.id, message.from, system.wa_id ?? system.new_wa_id)
  if (system.type === 'user_changed_user_id') return change(message.id, system.previous_user_id ?? message.from_user_id, system.user_id)
  return undefined
}

const UserIdUpdate = z.object({ user_id: z.object({ previous: PlatformId, current: PlatformId }) })

function userIdUpdate(raw: unknown): IdentityChange | undefined {
  const ids = UserIdUpdate.safeParse(raw).data?.user_id
  return ids && change(`${ids.previous}>${ids.current}`, ids.previous, ids.current)
}

function change(dedupeKey: string, from: string | undefined, to: string | undefined): IdentityChange | undefined {
  return from === undefined || to === undefined || from === to ? undefined : { channel: 'whatsapp', dedupeKey, from, to }
}

function addIdentity(received: Received, found: IdentityChange | undefined): void {
  if (found) received.identities.push(found)
}

const Status = z.object({
  id: PlatformId,
  status: z.string(),
  timestamp: z.unknown().optional(),
  biz_opaque_callback_data: z.string().max(512).optional().catch(undefined),
  errors: z
    .array(z.object({ code: z.number().optional().catch(undefined) }))
    .optional()
    .catch(undefined),
})

/** What was played was read. Statuses Meta may add say nothing we act on. */
const statusNames = new Map<string, DeliveryReport['status']>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'],
  ['failed', 'failed'],
])

function addStatus(received: Received, raw: unknown, now: number): void {
  const parsed = Status.safeParse(raw)
  if (!parsed.success) return void (received.broken += 1)
  const { id, timestamp, errors } = parsed.data
  const status = statusNames.get(parsed.data.status)
  if (!status) return
  const code = errors?.[0]?.code
  // A message of several parts carries its effect id with the number of the part behind it.
  const effectId = parsed.data.biz_opaque_callback_data?.replace(/~\d+$/, '')
  received.reports.push({
    channel: 'whatsapp',
    dedupeKey: `${id}:${status}`,
    providerMessageId: id,
    status,
    at: momentOf(timestamp, now),
    ...(effectId ? { effectId } : {}),
    ...(status === 'failed' ? { fault: faultOf(code), code: code === undefined ? 'unknown' : String(code) } : {}),
  })
}
