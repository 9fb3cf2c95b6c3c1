// What is in an update of the Telegram Bot API? Turns one into an arrival, and says which tap wants an answer.
// Private chats only: in groups Brug stays silent. Unknown kinds come with every API version; in a private chat they become `unreadable_received`.
// Message ids count per chat, so the platform id used here is `<chat>:<message>`. It never throws.
import { z } from 'zod'
import type { Arrival } from '../channel.ts'
import { InboundText, momentOf, PlatformId } from '../inbound.ts'
import type { Unreadable } from '../../core/event.ts'

export interface Tap {
  queryId: string
  /** Where the keyboard hangs that was tapped, when it is still reachable. */
  chatId?: number
  messageId?: number
}

export interface ReadUpdate {
  updateId?: number
  arrival?: Arrival
  tap?: Tap
  /** The album it belongs to; only one of an album needs an answer. */
  album?: string
}

export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/** Ids have at most 52 bits. */
const ChatId = z
  .number()
  .int()
  .refine((id) => Number.isSafeInteger(id))
const Chat = z.object({ id: ChatId, type: z.string() })
const optionalText = InboundText.optional().catch(undefined)
const From = z
  .object({ is_bot: z.boolean().optional().catch(undefined), language_code: z.string().optional().catch(undefined) })
  .optional()
  .catch(undefined)

const Update = z.object({
  update_id: z.number().int().nonnegative(),
  message: z.unknown().optional(),
  edited_message: z.unknown().optional(),
  callback_query: z.unknown().optional(),
  my_chat_member: z.unknown().optional(),
})

const Message = z.object({
  message_id: z.number().int(),
  date: z.unknown().optional(),
  edit_date: z.unknown().optional(),
  chat: Chat,
  from: From,
  text: optionalText,
  caption: optionalText,
  media_group_id: z.string().max(200).optional().catch(undefined),
  reply_to_message: z.object({ message_id: z.number().int() }).optional().catch(undefined),
})
type Message = z.infer<typeof Message>

export function readUpdate(raw: unknown, botId: string, now: number): ReadUpdate {
  const parsed = Update.safeParse(raw)
  if (!parsed.success) return {}
  const { update_id: updateId, message, edited_message, callback_query, my_chat_member } = parsed.data
  const key = `${botId}:${updateId}`
  if (message !== undefined) return { updateId, ...readMessage(message, key, now) }
  if (edited_message !== undefined) return { updateId, arrival: readEdit(edited_message, key, now) }
  if (callback_query !== undefined) return { updateId, ...readTap(callback_query, key, now) }
  if (my_chat_member !== undefined) return { updateId, arrival: readReachability(my_chat_member, key, now) }
  return { updateId }
}

function readMessage(raw: unknown, key: string, now: number): { arrival?: Arrival; album?: string } {
  const message = Message.safeParse(raw).data
  if (!message || message.chat.type !== 'private' || message.from?.is_bot) return {}
  const content = contentOf(message, raw)
  if (content === 'nothing') return {}
  const replied = message.reply_to_message && content.type !== 'chat_started' ? platformId(message.chat.id, message.reply_to_message.message_id) : undefined
  const album = message.media_group_id === undefined ? undefined : `${key.split(':')[0]}:album:${message.chat.id}:${message.media_group_id}`
  // Pictures of an album count as one. Words under one of them are words, and are never dropped for that.
  const isOneOfMany = album !== undefined && content.type === 'unreadable_received' && content.caption === undefined
  const arrival: Arrival = {
    channel: 'telegram',
    dedupeKey: isOneOfMany ? album : key,
    senderIds: [String(message.chat.id)],
    event: { ...headOf(message, message.date, now), ...content },
    ...(replied === undefined ? {} : { replyToProviderId: replied }),
  }
  return { arrival, album }
}

type Content =
  | { type: 'message_received'; text: string }
  | { type: 'unreadable_received'; what: Unreadable; caption?: string; mediaId?: string }
  | { type: 'chat_started'; payload?: string; langHint?: string }

function contentOf(message: Message, raw: unknown): Content | 'nothing' {
  if (message.text !== undefined) return startOf(message.text, message.from?.language_code) ?? { type: 'message_received', text: message.text }
  const keys = new Set(typeof raw === 'object' && raw !== null ? Object.keys(raw) : [])
  const kind = kinds.find(([key]) => keys.has(key))
  if (!kind && happenings.some((key) => keys.has(key))) return 'nothing'
  const mediaId = kind ? fileIdOf(raw, kind[0]) : undefined
  return {
    type: 'unreadable_received',
    what: kind?.[1] ?? 'unknown',
    ...(message.caption ? { caption: message.caption } : {}),
    ...(mediaId ? { mediaId } : {}),
  }
}

/** Anyone may type anything behind /start; only what can be an invite code is one, all else stays the words of a person. */
function startOf(text: string, languageCode: string | undefined): Content | undefined {
  const payload = /^\/start(?:@\w+)?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*$/.exec(text)
  if (!payload) return undefined
  const langHint = languageCode !== undefined && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/.test(languageCode) ? languageCode : undefined
  return { type: 'chat_started', ...(payload[1] === undefined ? {} : { payload: payload[1] }), ...(langHint === undefined ? {} : { langHint }) }
}

/** In this order: an animation carries a document beside it, a venue a location. */
const kinds: readonly [string, Unreadable][] = [
  ['voice', 'voice'],
  ['audio', 'voice'],
  ['photo', 'picture'],
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['sticker', 'sticker'],
  ['document', 'document'],
  ['venue', 'location'],
  ['location', 'location'],
  ['contact', 'contact'],
]

/** Things that happen in a chat without anybody saying something. */
const happenings = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'write_access_allowed',
  'chat_background_set',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'successful_payment',
  'users_shared',
  'chat_shared',
  'boost_added',
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
]

const File = z.object({ file_id: PlatformId })

function fileIdOf(raw: unknown, key: string): string | undefined {
  const found: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, key) : undefined
  return File.safeParse(Array.isArray(found) ? found.at(-1) : found).data?.file_id
}

function readEdit(raw: unknown, key: string, now: number): Arrival | undefined {
  const message = Message.safeParse(raw).data
  const text = message?.text ?? message?.caption
  // A live location is edited every few seconds, without words.
  if (!message || text === undefined || message.chat.type !== 'private' || message.from?.is_bot) return undefined
  return {
    channel: 'telegram',
    dedupeKey: key,
    senderIds: [String(message.chat.id)],
    event: { ...headOf(message, message.edit_date ?? message.date, now), type: 'message_edited', text },
  }
}

function headOf(message: Message, seconds: unknown, now: number) {
  const addressId = String(message.chat.id)
  return { at: momentOf(seconds, now), channel: 'telegram' as const, addressId, messageId: platformId(message.chat.id, message.message_id) }
}

const Button = z.object({ text: InboundText, callback_data: z.string().optional().catch(undefined) })
const CallbackQuery = z.object({
  id: PlatformId,
  data: z.string().optional().catch(undefined),
  message: z
    .object({
      message_id: z.number().int(),
      chat: Chat,
      reply_markup: z
        .object({ inline_keyboard: z.array(z.array(Button).catch([])).catch([]) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
})

function readTap(raw: unknown, key: string, now: number): { arrival?: Arrival; tap?: Tap } {
  const query = CallbackQuery.safeParse(raw).data
  if (!query) return {}
  const { id: queryId, message } = query
  const optionId = query.data === undefined ? undefined : query.data.toWellFormed()
  if (!message || message.chat.type !== 'private' || optionId === undefined || optionId === '' || Buffer.byteLength(optionId) > 64) return { tap: { queryId } }
  const chatId = message.chat.id
  const label = message.reply_markup?.inline_keyboard.flat().find((button) => button.callback_data === optionId)?.text
  return {
    tap: { queryId, chatId, messageId: message.message_id },
    arrival: {
      channel: 'telegram',
      dedupeKey: key,
      senderIds: [String(chatId)],
      event: {
        type: 'option_chosen',
        at: now,
        channel: 'telegram',
        addressId: String(chatId),
        messageId: queryId,
        optionId,
        ...(label === undefined ? {} : { label }),
      },
    },
  }
}

const Membership = z.object({ chat: Chat, date: z.unknown().optional(), new_chat_member: z.object({ status: z.string() }) })

function readReachability(raw: unknown, key: string, now: number): Arrival | undefined {
  const membership = Membership.safeParse(raw).data
  const status = membership?.new_chat_member.status
  if (!membership || membership.chat.type !== 'private' || (status !== 'kicked' && status !== 'member')) return undefined
  const addressId = String(membership.chat.id)
  const at = momentOf(membership.date, now)
  return {
    channel: 'telegram',
    dedupeKey: key,
    senderIds: [addressId],
    event: { type: 'reachability_changed', at, channel: 'telegram', addressId, reachable: status === 'member' },
  }
}

export function platformId(chatId: number | string, messageId: number): string {
  return `${chatId}:${messageId}`
}
