// WhatsApp through Meta's Cloud API: receives webhooks, sends messages, templates outside the 24-hour window, and read receipts.
// It knows Meta's limits and error codes. It keeps nothing durable and retries nothing: the pipeline does both.
// Never logged: texts, numbers, ids of people or messages, tokens.
import { isBusinessScopedUserId, WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Channel, Intake, OutgoingMessage, SendOutcome } from '../channel.ts'
import { noAnswer, remembering, sendInParts, type Remembered } from '../outbound.ts'
import { Lang } from '../../core/phrasebook.ts'
import { missingTranslationCode, outcomeOf, pairLimitCode } from './faults.ts'
import { mediaOf } from './media.ts'
import { partsOf, type Part } from './outgoing.ts'
import { uploaded, type Uploaded } from './sound.ts'
import { webhookRoutes } from './webhook.ts'

export interface WhatsAppSettings {
  accessToken: string
  phoneNumberId: string
  appSecret: string
  verifyToken: string
  apiRoot: string
  apiVersion: string
  /** Approved template that says a message is waiting, and its language code for each of ours. */
  template?: { name?: string; languages?: Partial<Record<Lang, string>> }
  /** The number people write to; absent: learned from Meta at start, or from the first webhook. */
  displayNumber?: string
  /** Throughput of the number: 80 a second, up to 1,000 by upgrade, 20 when shared with the Business app. */
  perSecond?: number
  timeoutMs?: number
  clock?: () => number
}

interface Line {
  client: WhatsAppClient
  settings: WhatsAppSettings
  clock: () => number
  /** Parts of a message that went before a later part failed. */
  progress: Remembered<number>
  /** Recordings that are on the platform, by name. */
  uploads: Remembered<Uploaded>
  /** Refusals in a row by the pair limit, for each receiver. */
  pairRefusals: Remembered<number>
}

const windowMs = 24 * 60 * 60 * 1000
/** A message takes a while to arrive, and clocks differ. */
const windowMarginMs = 5 * 60 * 1000
const sendTimeoutMs = 15_000
const receiptTimeoutMs = 5_000

/** WhatsApp has no templates in Somali and Tigrinya. */
const templateName = 'brug_message_waiting'
const templateLanguages: Record<Lang, string> = { nl: 'nl', en: 'en', ar: 'ar', fa: 'fa', tr: 'tr', so: 'en', ti: 'en' }

export function whatsapp(settings: WhatsAppSettings, intake: Intake, log: Logger): Channel {
  const line = openLine(settings)
  let displayNumber = digitsOf(settings.displayNumber)
  const stopping = new AbortController()
  return {
    name: 'whatsapp',
    pace: { perSecond: settings.perSecond ?? 80, gapMs: 1_000, burst: settings.perSecond ?? 80 },
    routes: webhookRoutes({ settings, intake, log, clock: line.clock, learned: (number) => void (displayNumber ??= digitsOf(number)) }),
    start: async () => {
      displayNumber ??= await askDisplayNumber(line, stopping.signal).catch(() => {
        log.warn({ channel: 'whatsapp' }, 'the number could not be read from the platform; invite links follow with the first message')
        return undefined
      })
    },
    stop: async () => stopping.abort(),
    send: (message) => send(line, message),
    acknowledge: (_to, providerMessageId) => acknowledge(line, providerMessageId),
    media: (mediaId, signal) => mediaOf(settings, mediaId, signal),
    inviteUrl: (code) => (displayNumber ? `https://wa.me/${displayNumber}?text=${encodeURIComponent(code)}` : undefined),
  }
}

function openLine(settings: WhatsAppSettings): Line {
  const timeoutMs = settings.timeoutMs ?? sendTimeoutMs
  const limited: typeof fetch = (url, init) => fetch(url, { ...init, redirect: 'error', signal: init?.signal ?? AbortSignal.timeout(timeoutMs) })
  const { accessToken, apiRoot, apiVersion } = settings
  return {
    settings,
    client: new WhatsAppClient({ accessToken, baseUrl: apiRoot, graphVersion: apiVersion, fetch: limited }),
    clock: settings.clock ?? Date.now,
    progress: remembering(1_000),
    uploads: remembering(1_000),
    pairRefusals: remembering(10_000),
  }
}

async function send(line: Line, message: OutgoingMessage): Promise<SendOutcome> {
  // Judged with the clock of now: the message may have waited in a queue.
  const isOpen = message.lastInboundAt !== undefined && line.clock() - message.lastInboundAt < windowMs - windowMarginMs
  if (!isOpen && message.template) return sendTemplate(line, message)
  if (!isOpen) return { type: 'failed', fault: 'window', code: 'window_closed' }
  const sound = message.sound ? await uploaded(line, message.sound) : undefined
  if (sound?.type === 'failed') return sound
  const parts: (Part | SoundPart)[] = [...(sound?.mediaId === undefined ? [] : [{ type: 'sound', mediaId: sound.mediaId } as const]), ...partsOf(message)]
  const outcome = await sendInParts(line.progress, message.id, parts, async (part, at) => {
    const one = await attempt(line, message, () => post(line, message, part, at === parts.length - 1 ? message.id : `${message.id}~${at + 1}`))
    return part.type === 'sound' ? withoutSound(line, message, one) : one
  })
  // The platform's own count of the window wins over ours.
  return outcome.type === 'failed' && outcome.fault === 'window' && message.template ? sendTemplate(line, message) : outcome
}

interface SoundPart {
  type: 'sound'
  mediaId: string
}

/** A recording that is not taken (any more) holds up no words: they follow. */
function withoutSound({ uploads }: Line, { sound }: OutgoingMessage, outcome: SendOutcome): SendOutcome {
  if (outcome.type === 'accepted' || outcome.fault !== 'refused') return outcome
  if (sound) uploads.delete(sound.name)
  return { type: 'accepted', providerMessageId: '' }
}

async function sendTemplate(line: Line, message: OutgoingMessage): Promise<SendOutcome> {
  const { name = templateName, languages = {} } = line.settings.template ?? {}
  const codes: Record<Lang, string> = { ...templateLanguages, ...languages }
  let outcome: SendOutcome = { type: 'failed', fault: 'refused', code: String(missingTranslationCode) }
  // A translation that was not approved is refused at once, so trying the next one can not double anything.
  for (const code of new Set([codes[message.lang], codes.en, codes.nl])) {
    outcome = await attempt(line, message, () =>
      line.client.messages.sendTemplate({ ...addressing(line, message, message.id), template: { name, language: { code } } }),
    )
    if (outcome.type === 'accepted') return { ...outcome, waiting: true }
    if (outcome.code !== String(missingTranslationCode)) return withoutTemplate(outcome)
  }
  return withoutTemplate(outcome)
}

/** A template that is missing, paused or wrong says nothing about the text itself: that can go as soon as the person writes. */
function withoutTemplate(outcome: SendOutcome): SendOutcome {
  return outcome.type === 'failed' && outcome.fault === 'refused' && /^132\d{3}$/.test(outcome.code) ? { ...outcome, fault: 'window' } : outcome
}

const Accepted = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) })

async function attempt(line: Line, message: OutgoingMessage, call: () => Promise<unknown>): Promise<SendOutcome> {
  try {
    const providerMessageId = Accepted.safeParse(await call()).data?.messages[0]?.id
    if (providerMessageId === undefined) return noAnswer(new SyntaxError('no id'))
    line.pairRefusals.delete(message.to)
    return { type: 'accepted', providerMessageId }
  } catch (error) {
    const outcome = outcomeOf(error)
    return outcome.type === 'failed' && outcome.code === String(pairLimitCode) ? { ...outcome, retryAfterMs: pairWaitMs(line, message.to) } : outcome
  }
}

/** Meta asks for 4^n seconds, n = 0, 1, 2 … refusals so far. */
function pairWaitMs(line: Line, to: string): number {
  const refusals = line.pairRefusals.get(to) ?? 0
  line.pairRefusals.set(to, Math.min(refusals + 1, 4))
  return 1_000 * 4 ** refusals
}

function post(line: Line, message: OutgoingMessage, part: Part | SoundPart, effectId: string): Promise<unknown> {
  const base = addressing(line, message, effectId)
  const { messages } = line.client
  if (part.type === 'text') return messages.sendText({ ...base, body: part.body, previewUrl: false })
  if (part.type === 'sound') return messages.sendAudio({ ...base, audio: { id: part.mediaId } })
  if (part.type === 'buttons') return messages.sendInteractiveButtons({ ...base, bodyText: part.body, buttons: part.buttons })
  if (part.type === 'list') return messages.sendInteractiveList({ ...base, bodyText: part.body, buttonText: part.buttonText, sections: [{ rows: part.rows }] })
  return messages.sendInteractiveCtaUrl({ ...base, bodyText: part.body, parameters: { displayText: part.label, url: part.url } })
}

function addressing(line: Line, message: OutgoingMessage, effectId: string) {
  const address = isBusinessScopedUserId(message.to) ? { recipient: message.to } : { to: message.to }
  return { phoneNumberId: line.settings.phoneNumberId, bizOpaqueCallbackData: effectId, ...address }
}

/** The platform shows "typing" until our answer, at most 25 seconds. */
async function acknowledge(line: Line, messageId: string): Promise<void> {
  const { phoneNumberId } = line.settings
  const body = { messaging_product: 'whatsapp', status: 'read', message_id: messageId, typing_indicator: { type: 'text' } }
  try {
    const answer = await line.client.fetch(graphUrl(line, `${phoneNumberId}/messages`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(receiptTimeoutMs),
    })
    await answer.body?.cancel()
  } catch {
    // A receipt that does not arrive changes nothing for anybody.
  }
}

const PhoneNumber = z.object({ display_phone_number: z.string() })

async function askDisplayNumber(line: Line, signal: AbortSignal): Promise<string | undefined> {
  const url = graphUrl(line, `${line.settings.phoneNumberId}?fields=display_phone_number`)
  const answer = await line.client.fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(receiptTimeoutMs)]) })
  const found = PhoneNumber.safeParse(await answer.json())
  return found.success ? digitsOf(found.data.display_phone_number) : undefined
}

function graphUrl(line: Line, path: string): string {
  return `${line.settings.apiRoot}/${line.settings.apiVersion}/${path}`
}

function digitsOf(number: string | undefined): string | undefined {
  const digits = number?.replaceAll(/\D/g, '')
  return digits ? digits : undefined
}
