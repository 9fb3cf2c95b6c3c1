// The web chat: one page, no account. A random token in a cookie is the whole identity of a visitor.
// Sending means nothing here: what Brug says stands in the message log, and the page reads it from there, live.
// Texts are stored first and only the answer to the page is slowed down; whoever goes on without end waits at the gate, except with a cry for help.
import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Channel, Intake } from '../channel.ts'
import { InboundText, jsonOf } from '../inbound.ts'
import { Lang } from '../../core/phrasebook.ts'
import { chatGate, type Knock } from './gate.ts'
import { callerOf, chatLimits, countStreams, type ChatLimits, type Streams } from './limits.ts'
import { slowdown, type Rate } from './slowdown.ts'
import { startGate } from './starts.ts'
import { streamTo, type ChatMessage } from './stream.ts'

export interface WebchatSettings {
  /** Origin of the page; https makes the cookie secure. */
  publicUrl: string
  /** The demo shows several chats side by side: `?demo=name` then has a cookie of its own. */
  demo?: boolean
  rate?: Rate
  limits?: ChatLimits
  /** Whether a text is a cry for help. Asked only about texts over the limit; absent: no text is ever refused for being too many. */
  isCry?: (text: string) => Promise<boolean>
  clock?: () => number
}

/** How the page's messages are read; wired to the message log by whoever composes the program. Times are epoch ms, both ends exclusive. */
export interface ChatReading {
  /** Whether this address leads to a record already. */
  isKnown(addressId: string): Promise<boolean>
  /** Whether such an invite was ever given out; undefined: it does not read like a code. */
  isInvite(code: string): Promise<boolean | undefined>
  /** Oldest first. */
  messagesFor(addressId: string, span: { after?: number; before?: number; limit: number }): Promise<readonly ChatMessage[]>
  /** Everything after `after` (absent: from now on), then each message that is added or changes, until the signal. */
  followFor(addressId: string, span: { after?: number; signal: AbortSignal }): AsyncIterable<ChatMessage>
}

const path = '/chat'
const bodyBytesMax = 256 * 1024
const pageMax = 200
const cookieSeconds = 400 * 24 * 60 * 60

export function webchat(settings: WebchatSettings, intake: Intake, reading: ChatReading): Channel {
  const clock = settings.clock ?? Date.now
  const slow = slowdown(settings.rate ?? { perSecond: 1, burst: 10, delayMsMax: 4_000 }, clock)
  const limits = settings.limits ?? chatLimits
  const isCry = settings.isCry ?? (async () => true)
  const gate = chatGate({ limits, clock, isCry, isKnown: async (addressId) => reading.isKnown(addressId) })
  const starts = startGate({
    wrongCodes: limits.wrongCodes,
    clock,
    isKnown: async (addressId) => reading.isKnown(addressId),
    isInvite: async (code) => reading.isInvite(code),
  })
  const streams = countStreams(limits.streams)
  const stopping = new AbortController()
  return {
    name: 'webchat',
    pace: { perSecond: 10_000, gapMs: 0, burst: 10_000 },
    routes: (app) => {
      void app.register(async (scope) => {
        scope.removeAllContentTypeParsers()
        scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, body, done) => done(null, body))
        addPosting(scope, { settings, intake, clock, slow, gate, starts })
        addReading(scope, { settings, reading, streams, stopping: stopping.signal })
      })
    },
    start: async () => undefined,
    stop: async () => stopping.abort(),
    send: async (message) => ({ type: 'accepted', providerMessageId: message.id }),
    acknowledge: async () => undefined,
    media: async () => ({ type: 'failed', code: 'none' }),
    inviteUrl: (code) => `${settings.publicUrl}${path}?start=${encodeURIComponent(code)}`,
  }
}

/** The page's own id of a message: sending it twice is harmless. */
const clientId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .optional()
  .catch(undefined)
const Posted = z.union([
  z.object({ text: InboundText.refine((text) => text.trim() !== ''), clientId }),
  z.object({ optionId: z.string().min(1).max(64), label: z.string().max(200).optional().catch(undefined), clientId }),
  z.object({ start: z.string().max(64).nullable(), lang: Lang.optional().catch(undefined), clientId }),
])
type Posted = z.infer<typeof Posted>

interface PostingParts {
  settings: WebchatSettings
  intake: Intake
  clock: () => number
  slow: (addressId: string) => Promise<void>
  gate: (knock: Knock) => Promise<number>
  starts: ReturnType<typeof startGate>
}

function addPosting(scope: FastifyInstance, { settings, intake, clock, slow, gate, starts }: PostingParts): void {
  scope.post(`${path}/messages`, { bodyLimit: bodyBytesMax }, async (request, reply) => {
    if (!isSameOrigin(request, settings.publicUrl)) return refuse(reply, 403, 'This page may not write here')
    const body = jsonOf(request.body)
    if (body.type === 'not_json') return refuse(reply, 400, 'Not JSON')
    const posted = Posted.safeParse(body.value)
    if (!posted.success) return refuse(reply, 400, 'Neither a text nor a choice nor a start')
    const addressId = addressOf(request, reply, settings)
    const caller = callerOf(request.ip)
    let content = contentOf(posted.data)
    if (content.type === 'chat_started') {
      const start = await starts({ addressId, caller, payload: content.payload, hasLang: content.langHint !== undefined })
      if (start.type === 'wait') return later(reply, start.ms, 'Too many codes that are not known, try again later')
      if (start.type === 'without_code') content = { ...content, payload: undefined }
      if (start.type === 'says_nothing') return refuse(reply, 422, 'A stranger starts with a language, or with an invite code that is known')
    }
    const waitMs = await gate({ addressId, caller, ...('text' in content ? { text: content.text } : {}) })
    if (waitMs > 0) return later(reply, waitMs, 'Too much at once, try again later')
    const messageId = `${addressId}:${posted.data.clientId ?? randomBytes(12).toString('base64url')}`
    const event = { at: clock(), channel: 'webchat' as const, addressId, messageId, ...content }
    try {
      await intake.accept([{ channel: 'webchat', dedupeKey: messageId, senderIds: [addressId], event }], [], [])
    } catch {
      return refuse(reply.header('retry-after', '2'), 503, 'Not stored, try again')
    }
    await slow(addressId)
    return reply.code(202).send({ clientId: posted.data.clientId, accepted: true })
  })
}

function contentOf(posted: Posted) {
  if ('text' in posted) return { type: 'message_received' as const, text: posted.text }
  if ('optionId' in posted) return { type: 'option_chosen' as const, optionId: posted.optionId.toWellFormed(), label: posted.label?.toWellFormed() }
  const payload = posted.start && /^[A-Za-z0-9_-]+$/.test(posted.start) ? posted.start : undefined
  return { type: 'chat_started' as const, payload, langHint: posted.lang }
}

const Span = z.object({
  after: z.coerce.number().nonnegative().optional().catch(undefined),
  before: z.coerce.number().nonnegative().optional().catch(undefined),
  limit: z.coerce.number().int().min(1).max(pageMax).catch(pageMax),
})

interface ReadingParts {
  settings: WebchatSettings
  reading: ChatReading
  streams: Streams
  stopping: AbortSignal
}

function addReading(scope: FastifyInstance, { settings, reading, streams, stopping }: ReadingParts): void {
  const fresh = { 'cache-control': 'no-store' }
  scope.get(`${path}/messages`, async (request, reply) => {
    const { after, before, limit } = Span.parse(request.query)
    const messages = await reading.messagesFor(addressOf(request, reply, settings), { after, before, limit })
    return reply.headers(fresh).send({ messages: messages.map(shown) })
  })
  scope.get(`${path}/events`, async (request, reply) => {
    const addressId = addressOf(request, reply, settings)
    const after = resumePoint(request) ?? Span.parse(request.query).after
    const ended = new AbortController()
    const leave = streams.enter(addressId, callerOf(request.ip), () => ended.abort())
    if (!leave) return refuse(reply.header('retry-after', '30'), 503, 'Too many are looking on, try again later')
    try {
      await streamTo(reply, {
        stopping: AbortSignal.any([stopping, ended.signal]),
        follow: (signal) => reading.followFor(addressId, { after, signal }),
        shown,
      })
    } finally {
      leave()
    }
    return reply
  })
}

/** Event ids are `<at>.<id>`; one millisecond back, since two messages may share one and the page knows what it has. */
function resumePoint(request: FastifyRequest): number | undefined {
  const at = Number.parseInt(String(request.headers['last-event-id'] ?? ''), 10)
  return Number.isSafeInteger(at) && at > 0 ? at - 1 : undefined
}

/** What the visitor may see; who of the staff wrote is a first name and nothing more. */
function shown({ id, at, from, firstName, text, lang, what, offers, offersTitle, chosen, link, sound, purpose, status, clientId }: ChatMessage): ChatMessage {
  return { id, at, from, firstName, text, lang, what, offers, offersTitle, chosen, link, sound, purpose, status, clientId }
}

/** The token stays in the browser; here it is known by its digest only, so no record of an address lets anybody in. */
function addressOf(request: FastifyRequest, reply: FastifyReply, settings: WebchatSettings): string {
  const name = cookieName(request, settings)
  const found = (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
  const known = found !== undefined && /^[A-Za-z0-9_-]{22}$/.test(found)
  const token = known ? found : randomBytes(16).toString('base64url')
  // A link on another site must not give this browser a new identity: it comes without our cookie, and would overwrite it.
  const site = request.headers['sec-fetch-site']
  if (!known && (site === undefined || site === 'same-origin')) {
    const secure = settings.publicUrl.startsWith('https:') ? '; Secure' : ''
    reply.header('set-cookie', `${name}=${token}; Path=/; Max-Age=${cookieSeconds}; HttpOnly; SameSite=Strict${secure}`)
  }
  return webchatAddress(token)
}

/** The address a visitor with this cookie value is known by. */
export function webchatAddress(token: string): string {
  return createHash('sha256').update(`webchat:${token}`).digest('base64url').slice(0, 22)
}

function cookieName(request: FastifyRequest, settings: WebchatSettings): string {
  const plain = settings.publicUrl.startsWith('https:') ? '__Host-chat' : 'chat'
  const demo = settings.demo ? z.object({ demo: z.string().regex(/^[a-z0-9-]{1,20}$/) }).safeParse(request.query).data?.demo : undefined
  return demo === undefined ? plain : `${plain}-${demo}`
}

/** Browsers name the origin with every POST; a request without one did not come from our page. */
function isSameOrigin(request: FastifyRequest, publicUrl: string): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return request.headers['sec-fetch-site'] === 'same-origin'
  return origin === publicUrl || (URL.canParse(origin) && new URL(origin).host === host)
}

function later(reply: FastifyReply, ms: number, title: string): FastifyReply {
  return refuse(reply.header('retry-after', String(Math.ceil(ms / 1_000))), 429, title)
}

function refuse(reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status }))
}
