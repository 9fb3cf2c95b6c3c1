// A stand-in for the WhatsApp Cloud API on this machine: takes messages within Meta's documented limits, answers with Meta's error shapes, keeps a journal,
// and writes signed webhooks as people do. Also runs by itself: node test/platforms/whatsapp.ts --port 4101 --webhook http://127.0.0.1:3000/webhooks/whatsapp
// What it enforces comes from the public reference; where that leaves a choice it is the stricter one.
import { createHmac, randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { bucket, Misbehaviour, openStage, postJson, type Answer, type Call, type Stage } from './stage.ts'
import { rejection, summaryOf, Outgoing, type Summary } from './whatsapp-limits.ts'

export interface WhatsAppPlatformSettings {
  port?: number
  accessToken?: string
  phoneNumberId?: string
  appSecret?: string
  displayNumber?: string
  /** Where webhooks go. */
  webhookUrl?: string
  /** Sends `sent` and `delivered` for every message. Default false. */
  statuses?: boolean
  /** True: everybody wrote a moment ago. */
  openWindows?: boolean
  /** Outside the window: refused at once, or accepted and reported as failed. */
  windowFault?: 'answer' | 'status'
  perSecond?: number
  pair?: { burst: number; everyMs: number }
  templates?: Record<string, string[]>
  clock?: () => number
}

export interface Sent extends Summary {
  at: number
  id: string
  to: string
  /** biz_opaque_callback_data: the effect id. */
  opaque?: string
}

export interface WhatsAppPlatform extends Stage {
  journal: Sent[]
  /** Ids of incoming messages that were marked read. */
  readIds: string[]
  settings: Required<WhatsAppPlatformSettings>
  /** A person writes; resolves with the status our webhook answered, 0 for none. */
  says(from: string, text: string, more?: Record<string, unknown>): Promise<number>
  /** A voice message; its sound is there to be fetched. */
  speaks(from: string, sound: Buffer): Promise<number>
  taps(from: string, option: { id: string; title: string }, onMessage: string): Promise<number>
  reports(message: Sent, status: string, code?: number): Promise<number>
  /** Any value, signed. */
  delivers(value: unknown): Promise<number>
  /** The person wrote long ago: the window is closed. */
  closesWindow(person: string): void
  /** What was put up to be sent, or what people sent, by id. */
  soundOf(mediaId: string): Buffer | undefined
}

const windowMs = 24 * 60 * 60 * 1000

interface State {
  settings: Required<WhatsAppPlatformSettings>
  journal: Sent[]
  readIds: string[]
  wroteAt: Map<string, number>
  pairs: Map<string, (now: number) => boolean>
  account: (now: number) => boolean
  /** By media id; the address that leads to it ends after five minutes. */
  media: Map<string, { sound: Buffer; until: number }>
  url: string
}

export async function startWhatsApp(given: WhatsAppPlatformSettings = {}): Promise<WhatsAppPlatform> {
  const settings = {
    port: 0,
    accessToken: 'wa-token',
    phoneNumberId: '1001',
    appSecret: 'wa-app-secret',
    displayNumber: '+31 6 00000000',
    webhookUrl: '',
    statuses: false,
    openWindows: false,
    windowFault: 'answer' as const,
    perSecond: 80,
    pair: { burst: 45, everyMs: 6_000 },
    templates: { brug_message_waiting: ['nl', 'en', 'ar', 'fa', 'tr'] },
    clock: Date.now,
    ...given,
  }
  const state: State = {
    settings,
    journal: [],
    readIds: [],
    wroteAt: new Map(),
    pairs: new Map(),
    account: bucket({ burst: settings.perSecond, everyMs: 1_000 / settings.perSecond }),
    media: new Map(),
    url: '',
  }
  const platform: { on?: WhatsAppPlatform } = {}
  const stage = await openStage(settings.port, (call) => (call.path.startsWith('/control/') && platform.on ? control(platform.on, call) : graph(state, call)))
  state.url = stage.url
  platform.on = { ...stage, journal: state.journal, readIds: state.readIds, settings, ...people(state) }
  return platform.on
}

function people(state: State) {
  const { settings } = state
  const delivers = (value: unknown) => {
    const raw = metaJson({ object: 'whatsapp_business_account', entry: [{ id: 'waba-1', changes: [{ field: 'messages', value }] }] })
    return postJson(settings.webhookUrl, raw, { 'x-hub-signature-256': signatureOf(raw, settings.appSecret) })
  }
  const metadata = { display_phone_number: settings.displayNumber, phone_number_id: settings.phoneNumberId }
  const writes = (from: string, message: Record<string, unknown>) => {
    const now = settings.clock()
    state.wroteAt.set(from, now)
    const sender = /^[A-Z]{2}\./.test(from) ? { from_user_id: from } : { from }
    const whole = { id: `wamid.${randomUUID()}`, timestamp: String(Math.floor(now / 1000)), ...sender, ...message }
    return delivers({ messaging_product: 'whatsapp', metadata, contacts: [{ profile: { name: 'Test' } }], messages: [whole] })
  }
  return {
    delivers,
    says: (from: string, text: string, more: Record<string, unknown> = {}) => writes(from, { type: 'text', text: { body: text }, ...more }),
    speaks: (from: string, sound: Buffer) => {
      const id = String(700_000_000_000_000 + state.media.size)
      state.media.set(id, { sound, until: 0 })
      return writes(from, { type: 'audio', audio: { id, mime_type: 'audio/ogg; codecs=opus', sha256: 'x', voice: true } })
    },
    taps: (from: string, option: { id: string; title: string }, onMessage: string) =>
      writes(from, {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: option },
        context: { from: settings.phoneNumberId, id: onMessage },
      }),
    reports: (message: Sent, status: string, code?: number) =>
      delivers({ messaging_product: 'whatsapp', metadata, statuses: [statusOf(message, status, settings.clock(), code)] }),
    soundOf: (mediaId: string) => state.media.get(mediaId)?.sound,
    closesWindow: (person: string) => void state.wroteAt.delete(person),
  }
}

/** As Meta writes JSON: non-ASCII and slashes escaped, so that only the raw bytes match the signature. */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/[\u007F-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/')
}

export function signatureOf(raw: string | Uint8Array, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(raw).digest('hex')}`
}

function statusOf(message: Sent, status: string, now: number, code?: number) {
  return {
    id: message.id,
    status,
    timestamp: String(Math.floor(now / 1000)),
    recipient_id: message.to,
    biz_opaque_callback_data: message.opaque,
    ...(code === undefined ? {} : { errors: [{ code, title: 'Message failed', error_data: { details: 'see the reference' } }] }),
  }
}

async function graph(state: State, call: Call): Promise<Answer> {
  const { settings } = state
  if (call.headers.authorization !== `Bearer ${settings.accessToken}`) return graphError(401, 190, 'Invalid OAuth access token')
  const [, version, id, what] = call.path.split('/')
  if (version === 'lookaside') return soundAt(state, call, id ?? '')
  if (!/^v\d+\.\d+$/.test(version ?? '')) return graphError(400, 2500, 'Unknown path components')
  const kept = state.media.get(id ?? '')
  if (kept && call.method === 'GET') return placeOf(state, call, id ?? '', kept)
  if (id !== settings.phoneNumberId) return graphError(400, 100, 'Object does not exist', 33)
  if (call.method === 'GET' && what === undefined) return { status: 200, body: { id, display_phone_number: settings.displayNumber } }
  if (call.method === 'POST' && what === 'media') return takeMedia(state, call)
  if (call.method !== 'POST' || what !== 'messages') return graphError(404, 2500, 'Unknown path components')
  if (call.json === undefined) return graphError(400, 100, 'The body is not JSON')
  const receipt = Receipt.safeParse(call.json)
  if (receipt.success) {
    state.readIds.push(receipt.data.message_id)
    return { status: 200, body: { success: true } }
  }
  return takeMessage(state, call.json)
}

const audioBytesMax = 16 * 1024 * 1024
const audioTypes = ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg']

async function takeMedia({ media }: State, call: Call): Promise<Answer> {
  const type = call.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return graphError(400, 100, 'The parameter file is required')
  const form = await new Response(new Uint8Array(call.raw), { headers: { 'content-type': type } }).formData()
  const file = form.get('file')
  if (form.get('messaging_product') !== 'whatsapp' || !(file instanceof Blob)) return graphError(400, 100, 'The parameter file is required')
  if (!audioTypes.includes(file.type) || form.get('type') !== file.type || file.size > audioBytesMax) return graphError(400, 131053, 'Media upload error')
  const id = String(800_000_000_000_000 + media.size)
  media.set(id, { sound: Buffer.from(await file.arrayBuffer()), until: 0 })
  return { status: 200, body: { id } }
}

const placeMs = 5 * 60 * 1000

function placeOf({ settings, url }: State, call: Call, id: string, kept: { sound: Buffer; until: number }): Answer {
  if (call.query.get('phone_number_id') !== settings.phoneNumberId) return graphError(400, 100, 'Object does not exist', 33)
  kept.until = settings.clock() + placeMs
  const place = { url: `${url}/lookaside/${id}`, mime_type: 'audio/ogg; codecs=opus', sha256: 'x', file_size: String(kept.sound.length), id }
  return { status: 200, body: { messaging_product: 'whatsapp', ...place } }
}

function soundAt({ settings, media }: State, call: Call, id: string): Answer {
  const kept = media.get(id)
  if (!call.headers['user-agent'] || !kept || kept.until < settings.clock()) return { status: 404, body: 'Not found' }
  return { status: 200, body: kept.sound, headers: { 'content-type': 'audio/ogg' } }
}

const Receipt = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string(),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
})

function takeMessage(state: State, body: unknown): Answer {
  const { settings } = state
  const now = settings.clock()
  const refused = rejection(body)
  if (refused) return graphError(400, refused.code, refused.details)
  const message = Outgoing.parse(body)
  const to = message.to ?? message.recipient ?? ''
  if (message.type === 'audio' && !state.media.has(message.audio.id)) return graphError(400, 131009, 'Parameter value is not valid: media id')
  if (!state.account(now)) return graphError(400, 130429, 'Cloud API message throughput has been reached')
  const pair = state.pairs.get(to) ?? bucket(settings.pair)
  state.pairs.set(to, pair)
  if (!pair(now)) return graphError(400, 131056, 'Too many messages sent from this phone number to the same phone number')
  if (message.type === 'template' && !settings.templates[message.template.name]?.includes(message.template.language.code))
    return graphError(404, 132001, 'template name does not exist in the translation')
  const isOpen = settings.openWindows || now - (state.wroteAt.get(to) ?? Number.NEGATIVE_INFINITY) < windowMs
  const isLate = message.type !== 'template' && !isOpen
  if (isLate && settings.windowFault === 'answer') return graphError(400, 131047, 'More than 24 hours have passed since the recipient last replied')
  const sent: Sent = { at: now, id: `wamid.${randomUUID()}`, to, opaque: message.biz_opaque_callback_data, ...summaryOf(message) }
  if (!isLate) state.journal.push(sent)
  if (isLate) void people(state).reports(sent, 'failed', 131047)
  else if (settings.statuses && settings.webhookUrl) void tell(state, sent)
  return { status: 200, body: { messaging_product: 'whatsapp', contacts: [{ input: to, wa_id: to }], messages: [{ id: sent.id }] } }
}

async function tell(state: State, sent: Sent): Promise<void> {
  for (const status of ['sent', 'delivered']) await people(state).reports(sent, status)
}

function graphError(status: number, code: number, details: string, subcode?: number): Answer {
  return {
    status,
    body: {
      error: {
        message: `(#${code}) ${details}`,
        type: 'OAuthException',
        code,
        error_data: { messaging_product: 'whatsapp', details },
        fbtrace_id: 'A0',
        ...(subcode ? { error_subcode: subcode } : {}),
      },
    },
  }
}

const Say = z.object({ from: z.string(), text: z.string() })
const Misbehave = z.object({ how: Misbehaviour, times: z.number().optional(), only: z.string().optional() })

/** For tests in other processes: GET /control/journal, POST /control/say, /control/misbehave, /control/reset. */
async function control(platform: WhatsAppPlatform, { path, json }: Call): Promise<Answer> {
  if (path === '/control/journal') return { status: 200, body: platform.journal }
  if (path === '/control/say') {
    const { from, text } = Say.parse(json)
    return { status: 200, body: { answered: await platform.says(from, text) } }
  }
  if (path === '/control/misbehave') {
    const { how, times, only } = Misbehave.parse(json)
    platform.misbehave(how, times, only)
    return { status: 200, body: {} }
  }
  if (path === '/control/reset') platform.journal.length = 0
  return { status: path === '/control/reset' ? 200 : 404, body: {} }
}

if (process.argv[1] === import.meta.filename) {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      port: text,
      webhook: text,
      token: text,
      'phone-number-id': text,
      'app-secret': text,
      'per-second': text,
      'open-windows': { type: 'boolean' },
      statuses: { type: 'boolean' },
    },
  })
  const platform = await startWhatsApp({
    port: Number(values.port ?? 4101),
    webhookUrl: values.webhook ?? '',
    openWindows: values['open-windows'] ?? false,
    statuses: values.statuses ?? false,
    ...(values.token ? { accessToken: values.token } : {}),
    ...(values['phone-number-id'] ? { phoneNumberId: values['phone-number-id'] } : {}),
    ...(values['app-secret'] ? { appSecret: values['app-secret'] } : {}),
    ...(values['per-second'] ? { perSecond: Number(values['per-second']), pair: { burst: 1_000_000, everyMs: 1 } } : {}),
  })
  process.stdout.write(`${platform.url}\n`)
}
