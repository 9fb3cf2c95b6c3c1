// What the web chat takes from strangers: bounded for each visitor, each address and in total; a cry for help always comes in.
import Fastify from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { callerOf, chatLimits, type ChatLimits } from '../../src/channels/webchat/limits.ts'
import { webchat, webchatAddress, type ChatReading } from '../../src/channels/webchat/webchat.ts'
import { keptIntake, until } from './intake.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const plenty = { burst: 1_000, perSecond: 1_000 }
const tight: ChatLimits = {
  newVisitors: { each: { burst: 2, perSecond: 0.1 }, all: plenty },
  messages: { visitor: { burst: 3, perSecond: 1 }, each: plenty, all: plenty },
  wrongCodes: { burst: 3, perSecond: 0.1 },
  streams: { visitor: 2, each: 3, all: 4 },
}

async function open(limits: ChatLimits = tight) {
  let now = 1_000_000
  let streams = 0
  const known = new Set<string>()
  const intake = keptIntake()
  const reading: ChatReading = {
    isKnown: async (addressId) => known.has(addressId),
    isInvite: async (code) => (code.startsWith('wrong') ? false : code === 'good' || undefined),
    messagesFor: async () => [],
    followFor: async function* (_addressId, { signal }) {
      streams += 1
      yield { id: 'm1', at: 1, from: 'bot', text: 'dag' }
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      streams -= 1
    },
  }
  const rate = { perSecond: 10_000, burst: 10_000, delayMsMax: 1 }
  const isCry = async (text: string) => text.includes('cry')
  const channel = webchat({ publicUrl: 'http://brug.test', rate, limits, isCry, clock: () => now }, intake, reading)
  const app = Fastify({ forceCloseConnections: true, trustProxy: true })
  channel.routes(app)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  closing.push(
    () => app.close(),
    () => channel.stop(),
  )
  const post = async (body: object, o: { visitor?: string; ip?: string } = {}) => {
    const headers = { 'content-type': 'application/json', origin: 'http://brug.test', ...(o.visitor ? { cookie: `chat=${o.visitor}` } : {}) }
    return app.inject({ method: 'POST', url: '/chat/messages', payload: body, headers, remoteAddress: o.ip ?? '203.0.113.1' })
  }
  const listen = async (visitor: string, ip: string) => {
    const stop = new AbortController()
    closing.push(async () => stop.abort())
    const answer = await fetch(`${url}/chat/events`, { headers: { cookie: `chat=${visitor}`, 'x-forwarded-for': ip }, signal: stop.signal })
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), stop: () => stop.abort(), body: answer.text().catch(() => '') }
  }
  return { post, listen, intake, known, streams: () => streams, wait: (ms: number) => void (now += ms) }
}

const visitor = (n: number) => String(n).padStart(22, 'V')

test('new visitors of one address are told to wait, and no record is made for them; others come in', async () => {
  const { post, intake, wait } = await open()
  const first = await Promise.all([1, 2, 3].map(async () => post({ start: null, lang: 'nl' })))
  expect(first.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([202, 202, 429])
  expect(first.find(({ statusCode }) => statusCode === 429)?.headers['retry-after']).toBe('10')
  expect(intake.arrivals).toHaveLength(2)
  expect((await post({ start: null, lang: 'nl' }, { ip: '203.0.113.2' })).statusCode).toBe(202)
  wait(10_000)
  expect((await post({ start: null, lang: 'nl' })).statusCode).toBe(202)
})

test('wrong codes are bounded for one visitor and for one address; a good code always comes in', async () => {
  const { post, intake, known, wait } = await open({ ...tight, newVisitors: chatLimits.newVisitors })
  const wrong = async (n: number, o: { visitor?: string; ip?: string }) => (await post({ start: `wrong${n}` }, o)).statusCode
  const stranger = []
  for (let n = 0; n < 5; n += 1) stranger.push(await wrong(n, {}))
  // Nobody yet, and no record of them.
  expect(stranger).toEqual([422, 422, 422, 429, 429])
  expect((await post({ start: 'good', lang: 'ar' })).statusCode).toBe(202)
  expect((await post({ start: 'campaign', lang: 'ar' })).statusCode).toBe(202)
  known.add(webchatAddress(visitor(1)))
  const moving = []
  for (let n = 0; n < 5; n += 1) moving.push(await wrong(n, { visitor: visitor(1), ip: `198.51.100.${n}` }))
  expect(moving).toEqual([202, 202, 202, 429, 429])
  expect((await post({ text: 'hallo' }, { visitor: visitor(1) })).statusCode).toBe(202)
  const refused = await post({ start: 'wrong9' })
  expect(refused.headers).toMatchObject({ 'retry-after': '10', 'content-type': 'application/problem+json; charset=utf-8' })
  wait(10_000)
  expect(await wrong(9, {})).toBe(422)
  expect(intake.arrivals).toHaveLength(6)
})

test('over the bound whoever starts with a language comes in without the code, so that nothing typed after it waits', async () => {
  const { post, intake } = await open({ ...tight, newVisitors: chatLimits.newVisitors })
  for (let n = 0; n < 5; n += 1) expect((await post({ start: `wrong${n}`, lang: 'ar' })).statusCode).toBe(202)
  expect(intake.arrivals.map(({ event }) => ('payload' in event ? event.payload : undefined))).toEqual(['wrong0', 'wrong1', 'wrong2', undefined, undefined])
})

test('whoever tries codes from one place without saying a language leaves no record behind', async () => {
  const { post, intake } = await open()
  for (const ip of ['127.0.0.1', '10.0.0.1', '127.0.0.1', '127.0.0.1']) await post({ start: 'wrong1' }, { ip })
  expect((await post({ start: 'wrong1' }, { ip: '127.0.0.1' })).statusCode).toBe(429)
  expect(intake.arrivals).toEqual([])
})

test('a cookie that was made up makes nobody known', async () => {
  const { post, known } = await open()
  for (const n of [1, 2]) await post({ text: 'hallo' }, { visitor: visitor(n) })
  expect((await post({ text: 'hallo' }, { visitor: visitor(3) })).statusCode).toBe(429)
  known.add(webchatAddress(visitor(4)))
  expect((await post({ text: 'hallo' }, { visitor: visitor(4) })).statusCode).toBe(202)
})

test('a cry for help comes in over every limit, also as the first words of a stranger', async () => {
  const { post, intake } = await open()
  for (let n = 0; n < 20; n += 1) await post({ text: `praat ${n}` }, { visitor: visitor(n) })
  expect((await post({ text: 'cry' }, { visitor: visitor(99) })).statusCode).toBe(202)
  for (let n = 0; n < 20; n += 1) await post({ text: `praat ${n}` }, { visitor: visitor(0) })
  expect((await post({ text: 'cry again' }, { visitor: visitor(0) })).statusCode).toBe(202)
  expect(intake.arrivals.map(({ event }) => ('text' in event ? event.text : ''))).toEqual(expect.arrayContaining(['cry', 'cry again']))
})

test('with nobody to read it, no text is refused', async () => {
  const intake = keptIntake()
  const nothing: ChatReading = { isKnown: async () => false, isInvite: async () => undefined, messagesFor: async () => [], followFor: async function* () {} }
  const app = Fastify()
  webchat({ publicUrl: 'http://brug.test', rate: { perSecond: 1_000, burst: 1_000, delayMsMax: 1 }, limits: tight }, intake, nothing).routes(app)
  closing.push(() => app.close())
  const headers = { 'content-type': 'application/json', origin: 'http://brug.test' }
  for (let n = 0; n < 10; n += 1)
    expect((await app.inject({ method: 'POST', url: '/chat/messages', payload: { text: 'x' }, headers, remoteAddress: '203.0.113.1' })).statusCode).toBe(202)
})

test('one visitor writes in bursts and not without end; long texts count for more, the answer to a question for next to nothing', async () => {
  const { post, known, wait } = await open()
  known.add(webchatAddress(visitor(1)))
  const one = async (body: object) => (await post(body, { visitor: visitor(1) })).statusCode
  expect([await one({ text: 'a' }), await one({ text: 'b' }), await one({ text: 'c' })]).toEqual([202, 429, 429].with(1, 202).with(2, 429))
  expect(await one({ optionId: 'q1.0' })).toBe(202)
  wait(3_000)
  expect(await one({ text: 'x'.repeat(8_000) })).toBe(202)
  expect(await one({ text: 'a' })).toBe(429)
})

test('the oldest stream of a visitor makes way; a full address or a full house is told to come back', async () => {
  const { listen, streams } = await open()
  const [first, second, third] = [await listen(visitor(1), '203.0.113.1'), await listen(visitor(1), '203.0.113.1'), await listen(visitor(1), '203.0.113.1')]
  expect([first.status, second.status, third.status]).toEqual([200, 200, 200])
  await first.body
  await until('the oldest is gone', () => streams() === 2)
  expect((await listen(visitor(2), '203.0.113.1')).status).toBe(200)
  const full = await listen(visitor(3), '203.0.113.1')
  expect([full.status, full.retryAfter]).toEqual([503, '30'])
  expect((await listen(visitor(3), '203.0.113.9')).status).toBe(200)
  expect((await listen(visitor(4), '203.0.113.8')).status).toBe(503)
  second.stop()
  await until('a place is free', () => streams() === 3)
  expect((await listen(visitor(4), '203.0.113.8')).status).toBe(200)
})

test('who shares an IPv6 line is one caller, and who comes from inside or through a proxy nobody can tell apart is none', () => {
  expect(callerOf('2001:db8:1:2:3:4:5:6')).toBe(callerOf('2001:db8:1:2::9'))
  expect(callerOf('2001:db8:1:2::9')).not.toBe(callerOf('2001:db8:1:3::9'))
  expect(callerOf('2001:db8::1')).toBe('2001:db8:0:0')
  expect(callerOf('::ffff:203.0.113.1')).toBe('203.0.113.1')
  for (const ip of ['127.0.0.1', '::1', '10.0.0.1', '172.17.0.1']) expect(callerOf(ip)).toBeUndefined()
})

test('a class that opens the chat together is let in', async () => {
  const { post } = await open(chatLimits)
  for (let n = 0; n < 100; n += 1) expect((await post({ start: null, lang: 'nl' })).statusCode).toBe(202)
})
