// Telegram through the Bot API, with grammY as transport only: receives by webhook or long polling, sends, shows "typing".
// It keeps nothing durable and repeats no message by itself: a 429 goes back to the pipeline with the time Telegram asked for, so that order is kept.
// Never logged: texts, ids of people, the token, and errors of the transport, whose messages may hold the address with the token in it.
import { autoRetry } from '@grammyjs/auto-retry'
import { Api } from 'grammy'
import type { Logger } from 'pino'
import type { Channel, Intake, OutgoingMessage, SendOutcome } from '../channel.ts'
import { isSecret, jsonOf } from '../inbound.ts'
import { remembering, sendInParts, type Remembered } from '../outbound.ts'
import type { CommandList } from './commands.ts'
import { outcomeOf } from './faults.ts'
import { takeUpdates, taking, type Taking } from './intake.ts'
import { fileOf } from './media.ts'
import { htmlOf, partsOf, plainOf, type Part } from './outgoing.ts'
import { startPolling, type Polling } from './poll.ts'
import { sendSound } from './sound.ts'
import { telegramSignal, type TelegramSignal } from './signal.ts'
import { allowedUpdates, platformId } from './updates.ts'

export interface TelegramSettings {
  token: string
  apiRoot: string
  /** Present: webhook at POST /webhooks/telegram. Absent: long polling. */
  webhookSecret?: string
  /** Where Telegram reaches us; used to register the webhook. */
  publicUrl?: string
  /** False in a process that only sends: two pollers of one bot throw each other out. Default true. */
  receives?: boolean
  /** What the list of commands says; see commands.ts. */
  commands?: () => Promise<CommandList[]>
  pollSeconds?: number
  timeoutMs?: number
  clock?: () => number
}

const sendTimeoutMs = 15_000
const pollSeconds = 30
/** The start waits this long to learn the bot's name; afterwards it goes on in the background. */
const startWaitMs = 3_000
const webhookPath = '/webhooks/telegram'
/** Telegram's own largest update is far below this: whatever comes with the right secret is taken in, since a refused update comes again for a day. */
const bodyBytesMax = 4 * 1024 * 1024

export function telegram(settings: TelegramSettings, intake: Intake, log: Logger): Channel {
  const sender = apiOf(settings, settings.timeoutMs ?? sendTimeoutMs)
  const line = taking({ api: sender, botId: settings.token.split(':')[0] ?? '', intake, clock: settings.clock ?? Date.now })
  const courier: Courier = { api: sender, progress: remembering(1_000), sounds: remembering(1_000), clock: line.clock }
  const stopping = new AbortController()
  let username: string | undefined
  let polling: Polling | undefined
  let starting: Promise<void> = Promise.resolve()

  async function setUp(): Promise<void> {
    const patient = apiOf(settings, sendTimeoutMs)
    // Only here, where nobody waits for an answer and no order can be lost.
    patient.config.use(autoRetry({ maxRetryAttempts: 3, maxDelaySeconds: 60 }))
    try {
      username = (await patient.getMe(telegramSignal(stopping.signal))).username
      if (settings.receives !== false) await register(patient, settings, telegramSignal(stopping.signal), log)
    } catch {
      if (!stopping.signal.aborted) log.error({ channel: 'telegram' }, 'the bot could not be set up: is the token right?')
    }
    if (settings.receives === false || settings.webhookSecret !== undefined || stopping.signal.aborted) return
    const waitSeconds = settings.pollSeconds ?? pollSeconds
    polling = startPolling({
      api: apiOf(settings, waitSeconds * 1_000 + sendTimeoutMs),
      take: (updates) => takeUpdates(line, updates),
      allowed: allowedUpdates,
      waitSeconds,
      log,
    })
  }

  return {
    name: 'telegram',
    pace: { perSecond: 30, gapMs: 1_000, burst: 30 },
    routes: webhookRoute(line, settings.webhookSecret, log),
    start: async () => {
      starting = setUp()
      await Promise.race([starting, pause(startWaitMs)])
    },
    stop: async () => {
      stopping.abort()
      await starting
      await polling?.stop()
    },
    send: (message) => send(courier, message),
    acknowledge: async (to) => {
      const chatId = chatIdOf(to)
      if (chatId !== undefined) await sender.sendChatAction(chatId, 'typing').catch(() => undefined)
    },
    media: (mediaId, signal) => fileOf(sender, `${settings.apiRoot}/file/bot${settings.token}`, mediaId, signal),
    inviteUrl: (code) => (username === undefined ? undefined : `https://t.me/${username}?start=${encodeURIComponent(code)}`),
  }
}

function apiOf({ token, apiRoot }: TelegramSettings, timeoutMs: number): Api {
  return new Api(token, { apiRoot, timeoutSeconds: timeoutMs / 1_000 })
}

function pause(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, ms).unref()
  return promise
}

async function register(api: Api, settings: TelegramSettings, signal: TelegramSignal, log: Logger): Promise<void> {
  const { webhookSecret, publicUrl } = settings
  if (webhookSecret === undefined) await api.deleteWebhook({}, signal)
  else if (publicUrl === undefined) log.warn({ channel: 'telegram' }, 'the address of the webhook is not known here; it must have been registered by hand')
  else {
    await api.setWebhook(`${publicUrl}${webhookPath}`, { secret_token: webhookSecret, allowed_updates: allowedUpdates }, signal).catch(() => {
      log.error({ channel: 'telegram' }, 'the webhook could not be registered; Telegram wants https on port 443, 80, 88 or 8443')
    })
  }
  for (const { lang, code, commands } of (await settings.commands?.()) ?? []) {
    await api.setMyCommands(commands, { language_code: code }, signal)
    if (lang === 'en') await api.setMyCommands(commands, {}, signal)
  }
}

function webhookRoute(line: Taking, secret: string | undefined, log: Logger): Channel['routes'] {
  return (app) => {
    if (secret === undefined) return
    const isOurs = isSecret(secret)
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, body, done) => done(null, body))
      scope.post(
        webhookPath,
        {
          bodyLimit: bodyBytesMax,
          // Before a byte of the body is read.
          onRequest: (request, reply, done) => {
            if (isOurs(request.headers['x-telegram-bot-api-secret-token'])) done()
            else void reply.code(401).send()
          },
        },
        async (request, reply) => {
          const body = jsonOf(request.body)
          if (body.type === 'not_json') return reply.code(400).send()
          try {
            await takeUpdates(line, [body.value])
            return await reply.code(200).send()
          } catch (error) {
            log.error({ channel: 'telegram', fault: error instanceof Error ? error.name : 'unknown' }, 'an update could not be stored')
            return reply.code(503).header('retry-after', '5').send()
          }
        },
      )
    })
  }
}

interface Courier {
  api: Api
  progress: Remembered<number>
  /** Telegram's ids of recordings that went out before, by name. */
  sounds: Remembered<string>
  clock: () => number
  /** The chat that was told last to slow down, and until when. */
  slowed?: { chatId: number; until: number }
}

async function send(courier: Courier, message: OutgoingMessage): Promise<SendOutcome> {
  const chatId = chatIdOf(message.to)
  if (chatId === undefined) return { type: 'failed', fault: 'unreachable', code: 'bad_address' }
  if (message.offers.some((offer) => Buffer.byteLength(offer.id) > 64)) return { type: 'failed', fault: 'refused', code: 'bad_button' }
  const sendAll = (parts: Part[]) =>
    sendInParts(courier.progress, message.id, parts, async (part, at) => {
      const withSound = at === parts.length - 1 ? await sendSound(courier, chatId, part, message) : undefined
      return withSound ?? sendPart(courier.api, chatId, part)
    })
  const outcome = await sendAll(partsOf(message))
  if (outcome.type === 'accepted') return outcome
  if (outcome.code === 'bad_link') return sendAll(partsOf(message, false))
  return outcome.code === '429' ? slowDown(courier, chatId, outcome) : outcome
}

/** Telegram does not say whether one chat or the whole bot was too fast. A second chat within the wait of the first means the bot. */
function slowDown(courier: Courier, chatId: number, outcome: SendOutcome & { type: 'failed' }): SendOutcome {
  const now = courier.clock()
  const wholeChannel = courier.slowed !== undefined && courier.slowed.chatId !== chatId && courier.slowed.until > now
  courier.slowed = { chatId, until: now + (outcome.retryAfterMs ?? 0) }
  return wholeChannel ? { ...outcome, wholeChannel } : outcome
}

async function sendPart(api: Api, chatId: number, part: Part): Promise<SendOutcome> {
  const formatted = await attempt(api, chatId, htmlOf(part.text), part, 'HTML')
  // Better without bold than not at all.
  return formatted.type === 'failed' && formatted.code === 'bad_markup' ? attempt(api, chatId, plainOf(part.text), part) : formatted
}

async function attempt(api: Api, chatId: number, text: string, part: Part, parseMode?: 'HTML'): Promise<SendOutcome> {
  try {
    const sent = await api.sendMessage(chatId, text, {
      link_preview_options: { is_disabled: true },
      ...(parseMode ? { parse_mode: parseMode } : {}),
      ...(part.keyboard.length > 0 ? { reply_markup: { inline_keyboard: part.keyboard } } : {}),
    })
    return { type: 'accepted', providerMessageId: platformId(chatId, sent.message_id) }
  } catch (error) {
    return outcomeOf(error)
  }
}

/** Ids are whole numbers of at most 52 bits. */
function chatIdOf(to: string): number | undefined {
  const id = /^-?\d{1,16}$/.test(to) ? Number(to) : Number.NaN
  return Number.isSafeInteger(id) ? id : undefined
}
