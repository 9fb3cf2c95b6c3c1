// The web chat as a browser meets it: cookie, origin, posting, reading, the live stream.
import { EventEmitter, on } from 'node:events'
import Fastify from 'fastify'
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { webchat, webchatAddress, type ChatReading, type WebchatSettings } from '../../src/channels/webchat/webchat.ts'
import type { ChatMessage } from '../../src/channels/webchat/stream.ts'
import { keptIntake, until } from './intake.ts'
import { mangled, nastyTexts, oneWrong } from '../payloads/nasty.ts'

const token = 'AAAAAAAAAAAAAAAAAAAAAA'
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

function pageOf() {
  const asked: { addressId: string; after?: number; before?: number; limit?: number }[] = []
  const said = new EventEmitter()
  const known = new Set<string>()
  const message = (n: number, more: Partial<ChatMessage> = {}): ChatMessage => ({ id: `m${n}`, at: 1_000 + n, from: 'bot', text: `tekst ${n}`, ...more })
  const reading: ChatReading = {
    isKnown: async (addressId) => known.has(addressId),
    isInvite: async (code) => (code === 'ABCDE23456' ? true : undefined),
    messagesFor: async (addressId, span) => {
      asked.push({ addressId, ...span })
      return [message(1), Object.assign(message(2, { from: 'staff', firstName: 'Maria' }), { staffId: 's_secret' })]
    },
    followFor: async function* (addressId, { after, signal }) {
      asked.push({ addressId, after })
      for (const n of [1, 2, 3]) if (1_000 + n > (after ?? 0)) yield message(n)
      for await (const [one] of on(said, 'message', { signal })) yield one
    },
  }
  return { asked, known, said, reading, message }
}

async function open(settings: Partial<WebchatSettings> = {}) {
  const intake = keptIntake()
  const page = pageOf()
  const channel = webchat({ publicUrl: 'http://127.0.0.1:3000', rate: { perSecond: 1_000, burst: 1_000, delayMsMax: 100 }, ...settings }, intake, page.reading)
  const app = Fastify({ forceCloseConnections: true })
  channel.routes(app)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  closing.push(
    () => app.close(),
    () => channel.stop(),
  )
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/chat/messages`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', cookie: `chat=${token}`, origin: url, ...headers },
    })
  return { intake, channel, url, post, app, ...page }
}

describe('who it is', () => {
  test('a first visit gets a cookie no script can read, and keeps it', async () => {
    const { url, post, intake } = await open()
    const first = await fetch(`${url}/chat/messages`)
    const cookie = first.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^chat=[A-Za-z0-9_-]{22}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/)
    const second = await post({ text: 'hallo' }, { cookie: cookie.split(';')[0] ?? '' })
    expect(second.headers.get('set-cookie')).toBeNull()
    await post({ text: 'hallo' }, { cookie: `other=1; ${cookie.split(';')[0]}` })
    expect(new Set(intake.arrivals.map(({ senderIds }) => senderIds[0])).size).toBe(1)
  })
  test('a link on another site gives no new cookie in place of the one it came without', async () => {
    const { app } = await open()
    for (const url of ['/chat/messages', '/chat/messages?after=1']) {
      for (const site of ['cross-site', 'same-site', 'none'])
        expect((await app.inject({ url, headers: { 'sec-fetch-site': site } })).headers['set-cookie']).toBeUndefined()
      expect((await app.inject({ url, headers: { 'sec-fetch-site': 'same-origin' } })).headers['set-cookie']).toContain('chat=')
    }
  })
  test('behind https the cookie is bound to this host', async () => {
    const { url } = await open({ publicUrl: 'https://brug.example.org' })
    expect((await fetch(`${url}/chat/messages`)).headers.get('set-cookie')).toMatch(/^__Host-chat=.*; Secure$/)
  })
  test('the token itself is never an address, so a record of addresses opens no chat', async () => {
    const { post, intake } = await open()
    await post({ text: 'hallo' })
    expect(JSON.stringify(intake.arrivals)).not.toContain(token)
  })
  test.each(['chat=', 'chat=short', `chat=${'A'.repeat(23)}`, 'chat=../../../../../etc/pass', `xchat=${token}`, ''])(
    'a cookie that is none (%s) makes a new visitor',
    async (cookie) => {
      const { post } = await open()
      expect((await post({ text: 'x' }, { cookie })).headers.get('set-cookie')).toContain('chat=')
    },
  )
  test('in the demo each name has a cookie of its own, elsewhere the name means nothing', async () => {
    const demo = await open({ demo: true })
    expect((await fetch(`${demo.url}/chat/messages?demo=amina`)).headers.get('set-cookie')).toMatch(/^chat-amina=/)
    expect((await fetch(`${demo.url}/chat/messages?demo=a%3Db`)).headers.get('set-cookie')).toMatch(/^chat=/)
    expect((await fetch(`${(await open()).url}/chat/messages?demo=amina`)).headers.get('set-cookie')).toMatch(/^chat=/)
  })
})

describe('posting', () => {
  test.each([
    [
      { text: 'hallo ؟', clientId: 'c1' },
      { type: 'message_received', text: 'hallo ؟' },
    ],
    [
      { optionId: 'c1.0', label: 'Ja' },
      { type: 'option_chosen', optionId: 'c1.0', label: 'Ja' },
    ],
    [
      { start: 'ABCDE23456', lang: 'ti' },
      { type: 'chat_started', payload: 'ABCDE23456', langHint: 'ti' },
    ],
    [
      { start: '', lang: 'fa' },
      { type: 'chat_started', payload: undefined, langHint: 'fa' },
    ],
    [{ start: null }, { type: 'chat_started' }],
    [
      { start: '../x y', lang: 'xx' },
      { type: 'chat_started', payload: undefined, langHint: undefined },
    ],
  ])('%j', async (body, event) => {
    const { post, intake, known } = await open()
    known.add(webchatAddress(token))
    expect((await post(body)).status).toBe(202)
    expect(intake.arrivals[0]).toMatchObject({ channel: 'webchat', event: { channel: 'webchat', ...event } })
  })
  test.each([{ start: null }, { start: '', lang: 'xx' }, { start: 'library' }])('of a stranger %j says nothing, and no record is made', async (body) => {
    const { post, intake } = await open()
    const refused = await post(body)
    expect([refused.status, refused.headers.get('content-type')]).toEqual([422, 'application/problem+json; charset=utf-8'])
    expect((await post({ start: 'library', lang: 'so' })).status).toBe(202)
    expect(intake.arrivals).toHaveLength(1)
  })
  test('the same message twice is one arrival; the same words twice are two', async () => {
    const { post, intake } = await open()
    for (const clientId of ['a1', 'a1', 'a2', undefined, undefined]) await post({ text: 'ja', clientId })
    expect(intake.arrivals).toHaveLength(4)
  })
  test('one visitor can not claim the message ids of another', async () => {
    const { post, intake } = await open()
    await post({ text: 'x', clientId: 'a1' })
    await post({ text: 'y', clientId: 'a1' }, { cookie: `chat=${'B'.repeat(22)}` })
    expect(intake.arrivals).toHaveLength(2)
  })
  test.each([
    ['http://evil.example', 403],
    ['null', 403],
    ['', 403],
    ['http://127.0.0.1:3000', 202],
  ])('from %s is answered %i', async (origin, status) => {
    const { post, intake } = await open()
    expect((await post({ text: 'x' }, { origin })).status).toBe(status)
    expect(intake.arrivals).toHaveLength(status === 202 ? 1 : 0)
  })
  test('without any origin is refused, unless the browser itself says it is our page', async () => {
    const { app } = await open()
    const post = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/chat/messages', payload: '{"text":"x"}', headers: { 'content-type': 'application/json', ...headers } })
    expect((await post({})).statusCode).toBe(403)
    expect((await post({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect((await post({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(202)
  })
  test.each(['', '{', 'null', '[]', '{}', '{"text":""}', '{"text":" "}', '{"text":1}', '{"optionId":""}', `{"optionId":"${'x'.repeat(65)}"}`])(
    '%s is refused as a problem document',
    async (body) => {
      const answer = await (await open()).post(body)
      expect(answer.status).toBe(400)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
    },
  )
  test('a form of another site can not be sent here', async () => {
    const { post } = await open()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect((await post('{"text":"x"}', { 'content-type': type })).status).toBe(415)
  })
  test('503 when it could not be stored, so that the page keeps it and tries again', async () => {
    const { post, intake } = await open()
    intake.failing = 1
    expect((await post({ text: 'help', clientId: 'a' })).status).toBe(503)
    expect((await post({ text: 'help', clientId: 'a' })).status).toBe(202)
    expect(intake.arrivals).toHaveLength(1)
  })
  test('a burst is stored at once and whole; only the answers slow down', async () => {
    const { post, intake } = await open({ rate: { perSecond: 1, burst: 2, delayMsMax: 400 } })
    const answers = Array.from({ length: 30 }, (_, n) => post({ text: `help ${n}` }).then((answer) => answer.status))
    await until('all were stored', () => intake.arrivals.length === 30)
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 30 }, () => 202))
  })
  test('whatever is posted is answered, and what is taken can be stored', async () => {
    const { app, intake } = await open()
    const post = async (body: unknown) =>
      (
        await app.inject({
          method: 'POST',
          url: '/chat/messages',
          payload: JSON.stringify(body) ?? '',
          headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:3000' },
        })
      ).statusCode
    for (const wrong of oneWrong({ text: 'x', optionId: 'y', start: 'z', clientId: 'c' })) expect([202, 400, 413, 422]).toContain(await post(wrong))
    for (const text of nastyTexts) expect([202, 400, 413]).toContain(await post({ text }))
    await fc.assert(
      fc.asyncProperty(mangled({ text: 'x', clientId: 'c', lang: 'nl' }), async (body) => {
        // One of the wrong values is longer than a body may be.
        expect([202, 400, 413]).toContain(await post(body))
      }),
      { numRuns: 100 },
    )
    expect(intake.arrivals.every(({ event }) => Object.values(event).every((one) => typeof one !== 'string' || one.isWellFormed()))).toBe(true)
  })
})

describe('reading', () => {
  test('shows the messages of this visitor, without ids of staff', async () => {
    const { url, asked } = await open()
    const answer = await fetch(`${url}/chat/messages?after=5&before=9&limit=7`, { headers: { cookie: `chat=${token}` } })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({
      messages: [
        { id: 'm1', text: 'tekst 1' },
        { id: 'm2', firstName: 'Maria' },
      ],
    })
    expect(text).not.toContain('s_secret')
    expect(asked[0]).toMatchObject({ after: 5, before: 9, limit: 7 })
  })
  test('nonsense in the query is as good as nothing', async () => {
    const { url, asked } = await open()
    await fetch(`${url}/chat/messages?after=x&after=y&before=-1&limit=99999999`)
    expect(asked[0]).toMatchObject({ after: undefined, before: undefined, limit: 200 })
  })
})

describe('the live stream', () => {
  async function listen(url: string, headers: Record<string, string> = {}, query = '') {
    const stop = new AbortController()
    closing.push(async () => stop.abort())
    const answer = await fetch(`${url}/chat/events${query}`, { headers: { cookie: `chat=${token}`, ...headers }, signal: stop.signal })
    const heard: { id: string; text: string }[] = []
    let ended = false
    const reader = async () => {
      let rest = ''
      for await (const bytes of answer.body ?? []) {
        rest += Buffer.from(bytes).toString('utf8')
        const blocks = rest.split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          const id = /^id: (.*)$/m.exec(block)?.[1]
          const json = /^data: (.*)$/m.exec(block)?.[1]
          if (id !== undefined && json !== undefined) heard.push({ id, text: JSON.parse(json).text })
        }
      }
    }
    void reader()
      .catch(() => undefined)
      .finally(() => (ended = true))
    return { answer, heard, stop, ended: () => ended }
  }
  test('brings what comes, as it comes', async () => {
    const { url, said, message } = await open()
    const { answer, heard } = await listen(url)
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    await until('the first came', () => heard.length === 3)
    said.emit('message', message(9, { text: 'regel\n\nregel' }))
    await until('the next came', () => heard.length === 4)
    expect(heard[3]).toEqual({ id: '1009.m9', text: 'regel\n\nregel' })
  })
  test('goes on where the page left off, and loses nothing said in the same millisecond', async () => {
    const { url, asked } = await open()
    await listen(url, { 'last-event-id': '1002.m2' }, '?after=1')
    await until('it was asked', () => asked.length === 1)
    expect(asked[0]?.after).toBe(1_001)
    await listen(url, { 'last-event-id': '<script>' }, '?after=1001')
    await until('it was asked again', () => asked.length === 2)
    expect(asked[1]?.after).toBe(1_001)
  })
  test('ends when the page leaves, and when the program stops', async () => {
    const { url, said, channel } = await open()
    const left = await listen(url)
    const stays = await listen(url)
    await until('both listen', () => said.listenerCount('message') === 2)
    left.stop.abort()
    await until('one is gone', () => said.listenerCount('message') === 1)
    await channel.stop()
    await until('the other ended', () => stays.ended())
    expect(said.listenerCount('message')).toBe(0)
  })
})
