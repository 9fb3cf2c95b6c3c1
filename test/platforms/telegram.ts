// A stand-in for the Telegram Bot API on this machine: takes messages within the documented limits, answers with Telegram's descriptions, keeps a journal,
// and hands updates out by long polling or webhook. Also runs by itself: node test/platforms/telegram.ts --port 4102
// What it enforces comes from the public reference and the open server; where those leave a choice it is the stricter one.
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { badRequest, keyboardFault, readText, SendAudio, SendMessage, SetMyCommands, SetWebhook, type Keyboard, type Refusal } from './telegram-limits.ts'
import { startUpdates, type Updates } from './telegram-updates.ts'
import { bucket, Misbehaviour, openStage, type Answer, type Call, type Stage } from './stage.ts'

export interface TelegramPlatformSettings {
  port?: number
  token?: string
  username?: string
  /** False: no limits on rate. Default true. */
  limits?: boolean
  perChat?: { burst: number; everyMs: number }
  /** True: every chat exists, also those that never wrote. */
  anyChat?: boolean
  /** First pause before an update is sent to the webhook again; doubles. */
  retryMs?: number
  clock?: () => number
}

export interface Sent {
  at: number
  chatId: number
  messageId: number
  /** As the person sees it. */
  text: string
  formatted: boolean
  keyboard: Keyboard
  /** What is heard, and whether it was put up with this message. */
  sound?: { bytes: Buffer; isNew: boolean }
}

export interface TelegramPlatform extends Stage {
  token: string
  journal: Sent[]
  /** Chat actions, answered taps, and which commands are shown in which language. */
  typing: number[]
  answeredTaps: string[]
  commands: Map<string, string[]>
  updates: Updates
  says(chatId: number, text: string, more?: Record<string, unknown>): number
  /** A voice message, or what else `more` makes of it; `sound` lies beside the Bot API. */
  speaks(chatId: number, sound: Buffer, more?: Record<string, unknown>): number
  taps(message: Sent, buttonIndex: number): number
  /** The person blocks the bot, or takes that back. */
  blocks(chatId: number, blocked: boolean): number
}

type Result = { result: unknown } | Refusal

interface State {
  settings: Required<TelegramPlatformSettings>
  journal: Sent[]
  typing: number[]
  answeredTaps: string[]
  openTaps: Set<string>
  commands: Map<string, string[]>
  blocked: Set<number>
  known: Set<number>
  chats: Map<number, (now: number) => boolean>
  account: (now: number) => boolean
  updates: Updates
  /** By file id. */
  files: Map<string, Buffer>
  counter: number
}

export async function startTelegram(given: TelegramPlatformSettings = {}): Promise<TelegramPlatform> {
  const settings = {
    port: 0,
    token: '7000001:test-token',
    username: 'brug_test_bot',
    limits: true,
    perChat: { burst: 5, everyMs: 1_000 },
    anyChat: false,
    retryMs: 50,
    clock: Date.now,
    ...given,
  }
  const state: State = {
    settings,
    journal: [],
    typing: [],
    answeredTaps: [],
    openTaps: new Set(),
    commands: new Map(),
    blocked: new Set(),
    known: new Set(),
    chats: new Map(),
    account: bucket({ burst: 30, everyMs: 1_000 / 30 }),
    updates: startUpdates(settings.retryMs),
    files: new Map(),
    counter: 0,
  }
  const stage = await openStage(settings.port, (call) => (call.path.startsWith('/control/') ? control(state, stage, call) : botApi(state, call)))
  return {
    ...stage,
    close: async () => {
      state.updates.stop()
      await stage.close()
    },
    token: settings.token,
    journal: state.journal,
    typing: state.typing,
    answeredTaps: state.answeredTaps,
    commands: state.commands,
    updates: state.updates,
    ...people(state),
  }
}

function people(state: State) {
  const { settings, updates } = state
  const seconds = () => Math.floor(settings.clock() / 1000)
  const from = (id: number) => ({ id, is_bot: false, first_name: 'Test', language_code: 'nl' })
  const chat = (id: number) => ({ id, type: 'private', first_name: 'Test' })
  return {
    says: (chatId: number, text: string, more: Record<string, unknown> = {}) => {
      state.known.add(chatId)
      state.counter += 1
      return updates.add(chatId, { message: { message_id: state.counter, date: seconds(), chat: chat(chatId), from: from(chatId), text, ...more } })
    },
    speaks: (chatId: number, sound: Buffer, more: Record<string, unknown> = {}) => {
      state.known.add(chatId)
      state.counter += 1
      const fileId = `AwACAgQ-voice_${state.counter}`
      state.files.set(fileId, sound)
      const voice = { duration: 3, mime_type: 'audio/ogg', file_id: fileId, file_unique_id: `u${state.counter}`, file_size: sound.length }
      return updates.add(chatId, { message: { message_id: state.counter, date: seconds(), chat: chat(chatId), from: from(chatId), voice, ...more } })
    },
    taps: (message: Sent, buttonIndex: number) => {
      const id = randomUUID()
      state.openTaps.add(id)
      const shown = {
        message_id: message.messageId,
        date: seconds(),
        chat: chat(message.chatId),
        text: message.text,
        reply_markup: { inline_keyboard: message.keyboard },
      }
      return updates.add(message.chatId, {
        callback_query: { id, from: from(message.chatId), message: shown, chat_instance: '1', data: message.keyboard.flat()[buttonIndex]?.callback_data },
      })
    },
    blocks: (chatId: number, blocked: boolean) => {
      if (blocked) state.blocked.add(chatId)
      else state.blocked.delete(chatId)
      const status = (one: string) => ({ status: one, user: { id: 7000001, is_bot: true, first_name: 'Brug' } })
      return updates.add(chatId, {
        my_chat_member: {
          chat: chat(chatId),
          from: from(chatId),
          date: seconds(),
          old_chat_member: status(blocked ? 'member' : 'kicked'),
          new_chat_member: status(blocked ? 'kicked' : 'member'),
        },
      })
    },
  }
}

async function botApi(state: State, call: Call): Promise<Answer> {
  if (call.path.startsWith('/file/')) return fileAt(state, call.path)
  const [, bot = '', method = ''] = call.path.split('/')
  if (!bot.startsWith('bot')) return answered({ error_code: 404, description: 'Not Found' })
  if (bot !== `bot${state.settings.token}`) return answered({ error_code: 401, description: 'Unauthorized' })
  const run = methods.get(method)
  if (!run) return answered({ error_code: 404, description: 'Not Found: method not found' })
  return answered(await run(state, call.json ?? {}, call))
}

function answered(result: Result): Answer {
  return 'error_code' in result ? { status: result.error_code, body: { ok: false, ...result } } : { status: 200, body: { ok: true, ...result } }
}

const downloadBytesMax = 20 * 1024 * 1024

/** The address holds the token; Telegram names no type there. */
function fileAt({ settings, files }: State, path: string): Answer {
  const [, fileId] = /^\/file\/bot([^/]+)\/voice\/([\w-]+)\.oga$/.exec(path)?.[1] === settings.token ? (/\/([\w-]+)\.oga$/.exec(path) ?? []) : []
  const sound = fileId === undefined ? undefined : files.get(fileId)
  return sound ? { status: 200, body: sound } : { status: 404, body: { ok: false, error_code: 404, description: 'Not Found' } }
}

const GetUpdates = z.object({ offset: z.number().optional(), limit: z.number().min(1).max(100).default(100), timeout: z.number().min(0).max(50).default(0) })
const TapAnswer = z.object({ callback_query_id: z.string(), text: z.string().max(200).optional() })
const EditMarkup = z.object({
  chat_id: z.number(),
  message_id: z.number(),
  reply_markup: z.object({ inline_keyboard: z.array(z.array(z.object({ text: z.string() }))) }).optional(),
})

const methods = new Map<string, (state: State, body: unknown, call: Call) => Result | Promise<Result>>([
  ['getMe', ({ settings }) => ({ result: { id: Number(settings.token.split(':')[0]), is_bot: true, first_name: 'Brug', username: settings.username } })],
  [
    'getFile',
    ({ files }, body) => {
      const { file_id } = z.object({ file_id: z.string() }).parse(body)
      const sound = files.get(file_id)
      if (!sound) return badRequest('wrong file_id or the file is temporarily unavailable')
      if (sound.length > downloadBytesMax) return badRequest('file is too big')
      return { result: { file_id, file_unique_id: 'u', file_size: sound.length, file_path: `voice/${file_id}.oga` } }
    },
  ],
  ['getUpdates', ({ updates }, body, call) => updates.poll(GetUpdates.parse(body), call.gone)],
  [
    'setWebhook',
    ({ updates }, body) => {
      const wish = SetWebhook.safeParse(body)
      if (!wish.success || !/^https?:/.test(wish.data.url)) return badRequest('bad webhook: An HTTPS URL must be provided for webhook')
      updates.setWebhook(wish.data.url, wish.data.secret_token)
      return { result: true }
    },
  ],
  [
    'deleteWebhook',
    ({ updates }) => {
      updates.setWebhook('')
      return { result: true }
    },
  ],
  [
    'setMyCommands',
    ({ commands }, body) => {
      const wish = SetMyCommands.safeParse(body)
      if (!wish.success) return badRequest('BOT_COMMAND_INVALID')
      commands.set(
        wish.data.language_code ?? '',
        wish.data.commands.map((one) => one.command),
      )
      return { result: true }
    },
  ],
  [
    'sendChatAction',
    (state, body) => {
      state.typing.push(Number(z.object({ chat_id: z.union([z.number(), z.string()]) }).parse(body).chat_id))
      return { result: true }
    },
  ],
  [
    'answerCallbackQuery',
    ({ openTaps, answeredTaps }, body) => {
      const { callback_query_id: id } = TapAnswer.parse(body)
      if (!openTaps.delete(id)) return badRequest('query is too old and response timeout expired or query ID is invalid')
      answeredTaps.push(id)
      return { result: true }
    },
  ],
  [
    'editMessageReplyMarkup',
    ({ journal }, body) => {
      const { chat_id: chatId, message_id: messageId, reply_markup: markup } = EditMarkup.parse(body)
      const message = journal.find((one) => one.chatId === chatId && one.messageId === messageId)
      if (!message) return badRequest('message to edit not found')
      const keyboard = markup?.inline_keyboard ?? []
      if (JSON.stringify(keyboard) === JSON.stringify(message.keyboard))
        return badRequest('message is not modified: specified new message content and reply markup are exactly the same')
      message.keyboard = keyboard
      return { result: true }
    },
  ],
  ['sendMessage', sendMessage],
  ['sendAudio', sendAudio],
])

const audioBytesMax = 50 * 1024 * 1024

async function sendAudio(state: State, body: unknown, call: Call): Promise<Result> {
  const isForm = call.headers['content-type']?.startsWith('multipart/form-data')
  const form = isForm ? await new Response(new Uint8Array(call.raw), { headers: { 'content-type': call.headers['content-type'] ?? '' } }).formData() : undefined
  const named = form?.get('audio')
  const attached = typeof named === 'string' ? named.replace(/^attach:\/\//, '') : ''
  const wish = SendAudio.safeParse(form ? { ...Object.fromEntries(form), audio: form.get(attached) } : body)
  if (!wish.success) return badRequest('there is no audio in the request')
  const { chat_id, audio, caption = '', parse_mode, reply_markup } = wish.data
  const bytes = typeof audio === 'string' ? state.files.get(audio) : Buffer.from(await audio.arrayBuffer())
  if (!bytes || bytes.length > audioBytesMax) return badRequest(bytes ? 'file is too big' : 'wrong file identifier/HTTP URL specified')
  if (caption.length > 1024) return badRequest('message caption is too long')
  const said = sendMessage(state, { chat_id, text: caption, parse_mode, reply_markup })
  const sent = state.journal.at(-1)
  if ('error_code' in said || !sent) return said
  const fileId = typeof audio === 'string' ? audio : `CQACAgQ-audio_${state.counter}`
  state.files.set(fileId, bytes)
  sent.sound = { bytes, isNew: typeof audio !== 'string' }
  const chat = { id: chat_id, type: 'private', first_name: 'Test' }
  return {
    result: { message_id: sent.messageId, date: Math.floor(sent.at / 1000), chat, audio: { file_id: fileId, file_unique_id: 'u', duration: 1 }, caption },
  }
}

function sendMessage(state: State, body: unknown): Result {
  const now = state.settings.clock()
  const wish = SendMessage.safeParse(body)
  if (!wish.success) return badRequest('message text is empty')
  const { chat_id, text: source, parse_mode, reply_markup } = wish.data
  const chatId = Number(chat_id)
  if (state.blocked.has(chatId)) return { error_code: 403, description: 'Forbidden: bot was blocked by the user' }
  if (!Number.isSafeInteger(chatId) || (!state.settings.anyChat && !state.known.has(chatId))) return badRequest('chat not found')
  const read = readText(source, parse_mode)
  if ('error_code' in read) return read
  const keyboard = reply_markup?.inline_keyboard ?? []
  const fault = keyboardFault(keyboard)
  if (fault) return fault
  const waitSeconds = state.settings.limits ? tooFast(state, chatId, now) : 0
  if (waitSeconds > 0) return { error_code: 429, description: `Too Many Requests: retry after ${waitSeconds}`, parameters: { retry_after: waitSeconds } }
  state.counter += 1
  state.journal.push({ at: now, chatId, messageId: state.counter, text: read.text, formatted: parse_mode !== undefined, keyboard })
  return { result: { message_id: state.counter, date: Math.floor(now / 1000), chat: { id: chatId, type: 'private', first_name: 'Test' }, text: read.text } }
}

function tooFast(state: State, chatId: number, now: number): number {
  const chat = state.chats.get(chatId) ?? bucket(state.settings.perChat)
  state.chats.set(chatId, chat)
  return chat(now) && state.account(now) ? 0 : Math.ceil(state.settings.perChat.everyMs / 1000)
}

const Say = z.object({ from: z.number(), text: z.string() })
const Tap = z.object({ chatId: z.number(), messageId: z.number(), button: z.number() })
const Misbehave = z.object({ how: Misbehaviour, times: z.number().optional(), only: z.string().optional() })

/** For tests in other processes: GET /control/journal, POST /control/say, /control/tap, /control/misbehave, /control/reset. */
function control(state: State, stage: Stage, { path, json }: Call): Answer {
  if (path === '/control/journal') return { status: 200, body: state.journal }
  if (path === '/control/say') {
    const { from, text } = Say.parse(json)
    return { status: 200, body: { updateId: people(state).says(from, text) } }
  }
  if (path === '/control/tap') {
    const { chatId, messageId, button } = Tap.parse(json)
    const message = state.journal.find((one) => one.chatId === chatId && one.messageId === messageId)
    return message ? { status: 200, body: { updateId: people(state).taps(message, button) } } : { status: 404, body: {} }
  }
  if (path === '/control/misbehave') {
    const { how, times, only } = Misbehave.parse(json)
    stage.misbehave(how, times, only)
    return { status: 200, body: {} }
  }
  if (path === '/control/reset') state.journal.length = 0
  return { status: path === '/control/reset' ? 200 : 404, body: {} }
}

if (process.argv[1] === import.meta.filename) {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { port: text, token: text, username: text, 'any-chat': { type: 'boolean' }, 'no-limits': { type: 'boolean' } } })
  const platform = await startTelegram({
    port: Number(values.port ?? 4102),
    anyChat: values['any-chat'] ?? false,
    limits: !(values['no-limits'] ?? false),
    ...(values.token ? { token: values.token } : {}),
    ...(values.username ? { username: values.username } : {}),
  })
  process.stdout.write(`${platform.url}\n`)
}
