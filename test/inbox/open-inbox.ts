// An inbox to test against: a real server, a real Redis, a worker that takes turns, and content with just enough in it.
// The clock is moved by the test. What a person writes as `cry 3A` is read as distress of that level.
import type { FastifyInstance } from 'fastify'
import type { Content, RosterEntry } from '../../src/core/content.ts'
import { Municipality } from '../../src/core/content.ts'
import type { ChannelName } from '../../src/core/event.ts'
import { Level } from '../../src/core/level.ts'
import { buildHttp } from '../../src/http.ts'
import { inboxApi } from '../../src/inbox/api.ts'
import type { House } from '../../src/inbox/house.ts'
import type { Preview } from '../../src/inbox/preview.ts'
import { conversing } from '../../src/pipeline/converse.ts'
import { drainOutbox } from '../../src/pipeline/perform.ts'
import { waitForWork } from '../../src/store/changes.ts'
import { ingest } from '../../src/store/mailbox.ts'
import { createSignInLink } from '../../src/store/sessions.ts'
import { addStaff } from '../../src/store/staff.ts'
import { createToken } from '../../src/store/tokens.ts'
import type { Store } from '../../src/store/redis.ts'
import { turns } from '../../src/turns.ts'
import { startTestStore, until } from '../store/redis-for-tests.ts'

export interface Asked {
  as?: string
  body?: unknown
  headers?: Record<string, string>
}

export interface Answered {
  status: number
  headers: Headers
  text: string
  /** The body as JSON, `{}` when it is none. */
  json: Record<string, unknown>
  list: Record<string, unknown>[]
}

export interface Inbox {
  store: Store
  origin: string
  app: FastifyInstance
  /** Ids by name. */
  staff: { maria: string; yusuf: string; sara: string; rob: string; eva: string }
  /** Authorization or cookie header value by name, for `as`. */
  ask(method: string, path: string, asked?: Asked): Promise<Answered>
  /** Adds a person whose trusted person is Maria, and lets the worker see it. */
  addPerson(fields?: object): Promise<string>
  /** The person writes on Telegram. */
  hear(addressId: string, text: string): Promise<void>
  moveClock(ms: number): void
  now(): number
  pauseWorker(paused: boolean): void
  /** What needs no platform is done: forgetting, redeeming. */
  perform(owner: string): Promise<void>
  /** Redis goes away at once. */
  killRedis(): Promise<void>
  bearer(role: RosterEntry['role']): Promise<string>
  stop(): Promise<void>
}

export async function openInbox(
  o: { publicUrl?: string; holdMs?: number; waitMs?: number; content?: Content; preview?: Preview; media?: House['media'] } = {},
): Promise<Inbox> {
  const content = o.content ?? bareContent
  const publicUrl = o.publicUrl ?? 'http://brug.test'
  let offsetMs = 0
  let paused = false
  const now = () => Date.now() + offsetMs
  const test = await startTestStore({ clock: now })
  const { store } = test
  const stopping = new AbortController()
  const worker = work(store, content, () => paused, stopping.signal)
  const inviteUrl = (channel: ChannelName, code: string) => (channel === 'telegram' ? `https://t.me/brug?start=${code}` : undefined)
  const api = inboxApi({
    store,
    publicUrl,
    inviteUrl,
    content: () => content,
    preview: o.preview,
    media: o.media,
    holdMs: o.holdMs,
    waitMs: o.waitMs,
  })
  const app = await buildHttp({ publicUrl, demo: false, channels: [], ready: async () => [], api })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const ids = {
    maria: (await addStaff(store, { name: 'Maria', role: 'volunteer' })).id,
    yusuf: (await addStaff(store, { name: 'Yusuf', role: 'volunteer' })).id,
    sara: (await addStaff(store, { name: 'Sara', role: 'coordinator', duty: true })).id,
    rob: (await addStaff(store, { name: 'Rob', role: 'regisseur' })).id,
    eva: (await addStaff(store, { name: 'Eva', role: 'editor' })).id,
  }
  const cookies = new Map<string, string>()
  for (const [name, id] of Object.entries(ids)) cookies.set(name, await signIn(origin, await createSignInLink(store, id)))

  const ask = async (method: string, path: string, asked: Asked = {}): Promise<Answered> => {
    const { as, body } = asked
    const proof: Record<string, string> = as === undefined ? {} : as.startsWith('Bearer ') ? { authorization: as } : { cookie: cookies.get(as) ?? as }
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: { ...proof, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...asked.headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return answered(response)
  }
  let people = 0
  return {
    store,
    origin,
    app,
    staff: ids,
    ask,
    now,
    async addPerson(fields = {}) {
      people += 1
      const body = { firstName: 'Amina', lang: 'nl', trustedPersonId: ids.maria, addresses: [{ channel: 'telegram', id: `90${people}` }], ...fields }
      const { status, json, text } = await ask('POST', '/participants', { as: 'sara', body })
      if (status !== 201 || typeof json['id'] !== 'string') throw new Error(`no person was added: ${text}`)
      const id = json['id']
      await until(async () => (await ask('GET', `/participants/${id}`, { as: 'sara' })).status === 200)
      return id
    },
    async hear(addressId, text) {
      const at = Math.floor(now())
      const event = { type: 'message_received' as const, at, messageId: `${addressId}.${at}`, channel: 'telegram' as const, addressId, text }
      const [stored] = await ingest(store, [{ channel: 'telegram', dedupeKey: `${addressId}.${at}.${Math.random()}`, senderIds: [addressId], event }])
      await until(async () => (await store.redis.lLen(store.keys.mailbox + (stored?.owner ?? ''))) === 0)
    },
    moveClock(ms) {
      offsetMs += ms
    },
    pauseWorker(value) {
      paused = value
    },
    async perform(owner) {
      await drainOutbox({ store, content: () => content }, owner)
    },
    killRedis: async () => test.redis.kill(),
    bearer: async (role) => `Bearer ${(await createToken(store, { role, name: 'municipal system' })).bearer}`,
    async stop() {
      stopping.abort()
      await worker
      await app.close()
      await test.stop()
    },
  }
}

/** Trades a link for the value of a Cookie header. */
export async function signIn(origin: string, token: string): Promise<string> {
  const response = await fetch(`${origin}/api/v1/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) })
  const [cookie] = response.headers.getSetCookie()
  if (response.status !== 200 || cookie === undefined) throw new Error(`sign-in answered ${response.status}`)
  return cookie.split(';', 1)[0] ?? ''
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text()
  const parsed: unknown = /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : {}
  const records = (Array.isArray(parsed) ? parsed : [parsed]).map((one: unknown) =>
    typeof one === 'object' && one !== null ? Object.fromEntries(Object.entries(one)) : {},
  )
  return { status: response.status, headers: response.headers, text, json: records[0] ?? {}, list: Array.isArray(parsed) ? records : [] }
}

async function work(store: Store, content: Content, isPaused: () => boolean, signal: AbortSignal): Promise<void> {
  const loop = conversing({ store, turns, content: () => content })
  while (!signal.aborted) {
    if (isPaused() || (await loop.step().catch(() => 'rest')) === 'rest') await waitForWork(store, { timeoutMs: 20, signal })
  }
  await loop.finish()
}

const municipality = Municipality.parse({ id: 'voorbeeldstad', name: 'Voorbeeldstad', organisation: 'Welkom', staffedHours: 'ma-vr 9-17' })

/** Texts are their own keys; no flows and no topics. */
const bareContent: Content = {
  flow: () => undefined,
  flows: new Map(),
  topics: new Map(),
  facts: new Map(),
  phrasebook: { text: (_lang, key, values) => [key, ...Object.values(values ?? {})].join(' '), has: () => false },
  helplines: new Map(['112', '113'].map((id) => [id, { id, number: id, verifiedOn: '2026-01-01', source: 'test' }])),
  municipalities: new Map([[municipality.id, municipality]]),
  defaultMunicipality: municipality,
  understanding: {
    read: (text) => {
      const level = Level.safeParse(/cry (\w+)/.exec(text)?.[1]).data ?? '0'
      return { lang: 'nl', langSure: 1, topics: [], greeting: false, sure: 1, distress: { level, kind: 'suicide', because: [], thirdPerson: false } }
    },
  },
  roster: [],
  publicUrl: 'http://brug.test',
}
