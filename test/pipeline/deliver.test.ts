// What becomes of a message when the platform says no, says nothing, or is slow.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, SendOutcome } from '../../src/channels/channel.ts'
import type { Purpose } from '../../src/core/effect.ts'
import { deliver, type DeliverParts, type Letter } from '../../src/pipeline/deliver.ts'
import { until } from '../store/redis-for-tests.ts'
import { openHouse, untilQuiet, type House } from './house.ts'
import { journalChannel, type Mood } from './journal-channel.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(async () => house.stop())

const texts = () => house.telegram.lines.map(({ text }) => text)
const failing = (outcome: Omit<Extract<SendOutcome, { type: 'failed' }>, 'type'>): SendOutcome => ({ type: 'failed', ...outcome })

function letter(purpose: Purpose, attempts = 1, id = 'p_1.1.0'): Letter {
  return { owner: 'p_1', say: { type: 'say', id, text: 'hello', lang: 'nl', offers: [], purpose }, address: { channel: 'telegram', addressId: '7' }, attempts }
}

function partsWith(mood: Mood, o: Partial<DeliverParts> = {}): DeliverParts {
  return { store: house.store, channels: new Map<Channel['name'], Channel>([['telegram', journalChannel('telegram', { mood })]]), jitter: () => 0, ...o }
}

describe('a passing fault', () => {
  test('is tried again after a pause that doubles, and the message arrives once', async () => {
    house.telegram.mood = (_message, attempt) => (attempt === 1 ? failing({ fault: 'retry', code: '503' }) : 'accept')
    await house.work()
    await house.writes('amal', 'hello')
    await until(() => texts().length === 1)
    const [first, second] = house.telegram.attempts
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(495)
    expect(texts()).toEqual(['echo: hello'])
  })

  test.each([
    ['an answer', 'answer', 1, 5],
    ['a prompt', 'prompt', 1, 5],
    ['a notice', 'notice', 1, 5],
    ['the words of a colleague', 'staff', 24, 5],
    ['a help card', 'urgent', 24, 1],
  ] as const)('%s (%s) is tried for %i hours, at most %i minutes apart', async (_what, kind, hours, minutes) => {
    let now = 0
    const parts = partsWith(() => failing({ fault: 'retry', code: '503' }), { store: { ...house.store, clock: () => now }, jitter: () => 0.5 })
    const { say, ...rest } = letter(kind === 'staff' ? 'answer' : kind)
    const sent = { ...rest, say: kind === 'staff' ? { ...say, from: { staffId: 's_maria', firstName: 'Maria' } } : say }
    let longestMs = 0
    let verdict = await deliver(parts, { ...sent, attempts: 1 })
    for (let attempts = 2; verdict.type === 'later'; attempts++) {
      longestMs = Math.max(longestMs, verdict.atMs - now)
      now = verdict.atMs
      verdict = await deliver(parts, { ...sent, attempts })
    }
    expect(verdict).toEqual({ type: 'dropped', fault: 'retry', code: '503' })
    const over = now - hours * 3_600_000
    expect([over >= 0, over < minutes * 60_000, longestMs <= minutes * 60_000]).toEqual([true, true, true])
  })

  test('nothing is sent to a receiver before the moment the platform named, while others get theirs', async () => {
    house.telegram.mood = (message, attempt) =>
      message.to === 'amal' && attempt === 1 ? failing({ fault: 'retry', code: '429', retryAfterMs: 900 }) : 'accept'
    await house.work()
    await house.writes('amal', 'one')
    await until(() => house.telegram.attempts.length === 1)
    await house.writes('amal', 'urgent two')
    await house.writes('omar', 'hello')
    await until(() => house.telegram.lines.length === 3)
    const refusedAt = house.telegram.attempts[0]?.at ?? 0
    const [omar, ...amal] = house.telegram.lines
    expect(omar?.to).toBe('omar')
    for (const line of amal) expect(line.at - refusedAt).toBeGreaterThanOrEqual(895)
    expect(amal.map(({ text }) => text)).toEqual(['two', 'echo: one'])
  })

  test('a pause for the whole channel holds everybody on it, and nobody elsewhere', async () => {
    house.telegram.mood = (_message, attempt) =>
      house.telegram.attempts.length === 1 && attempt === 1 ? failing({ fault: 'retry', code: '429', retryAfterMs: 800, wholeChannel: true }) : 'accept'
    await house.work()
    await house.writes('amal', 'one')
    await until(() => house.telegram.attempts.length === 1)
    await house.writes('omar', 'two')
    await house.writes('yusuf', 'three', 'whatsapp')
    await until(() => house.whatsapp.lines.length === 1)
    expect(house.telegram.lines).toEqual([])
    await until(() => house.telegram.lines.length === 2)
    for (const line of house.telegram.lines) expect(line.at - (house.telegram.attempts[0]?.at ?? 0)).toBeGreaterThanOrEqual(795)
  })
})

describe('a lasting fault', () => {
  test.each(['refused', 'unreachable', 'window', 'stopped'] as const)('%s: is not tried again; the conversation hears of it and goes on', async (fault) => {
    house.telegram.mood = (message) => (message.text.includes('one') ? failing({ fault, code: 'x' }) : 'accept')
    await house.work()
    const owner = await house.writes('amal', 'one')
    await until(async () => (await house.heard(owner)).length === 2)
    await house.writes('amal', 'two')
    await untilQuiet(house)
    expect(await house.heard(owner)).toEqual(['one', `failed ${fault}`, 'two'])
    expect(house.telegram.attempts.length).toBe(2)
    expect(texts()).toEqual(['echo: two'])
  })

  test('a channel that is not switched on here is unreachable, and that is said', async () => {
    await house.work({ channels: [house.telegram] })
    const owner = await house.writes('amal', 'hello', 'whatsapp')
    await until(async () => (await house.heard(owner)).length === 2)
    expect(await house.heard(owner)).toEqual(['hello', 'failed unreachable'])
  })
})

describe('outside the window of a platform', () => {
  test('a text that was only announced waits for the person to write, then goes before the answer; it is announced once', async () => {
    house.whatsapp.mood = (message, attempt) =>
      message.text === 'news' && attempt === 1 ? { type: 'accepted', providerMessageId: 'template', waiting: true } : 'accept'
    await house.work()
    await house.writes('amal', 'template news', 'whatsapp')
    await until(() => house.whatsapp.attempts.length === 1)
    const soon = Date.now() + 1200
    await until(() => Date.now() > soon)
    expect(house.whatsapp.attempts.length).toBe(1)
    await house.writes('amal', 'hello', 'whatsapp')
    await until(() => house.whatsapp.lines.length === 2, 2000)
    await untilQuiet(house)
    expect(house.whatsapp.lines.map(({ text }) => text)).toEqual(['news', 'echo: hello'])
  })

  test('a text nobody wrote for within a week is given up, and the conversation hears of it', async () => {
    let now = Date.now()
    const parts = partsWith(() => ({ type: 'accepted', providerMessageId: 'template', waiting: true }), { store: { ...house.store, clock: () => now } })
    const announced: Letter = { ...letter('notice'), say: { ...letter('notice').say, template: 'message_waiting' }, lastInboundAt: now - 1000 }
    expect(await deliver(parts, announced)).toMatchObject({ type: 'later', untried: true })
    now += 6 * 24 * 3600 * 1000
    expect(await deliver(parts, announced)).toMatchObject({ type: 'later', untried: true })
    now += 2 * 24 * 3600 * 1000
    expect(await deliver(parts, announced)).toEqual({ type: 'dropped', fault: 'window', code: 'never_written' })
  })
})

describe('a text that waits for a person who is elsewhere by now', () => {
  const announced = (owner: string): Letter => ({
    ...letter('notice', 1, `${owner}.9.0`),
    owner,
    say: { ...letter('notice', 1, `${owner}.9.0`).say, template: 'message_waiting' },
    address: { channel: 'whatsapp', addressId: '31600000001' },
  })
  const both = (telegram: Channel) => {
    const whatsapp = journalChannel('whatsapp', { mood: () => ({ type: 'accepted', providerMessageId: 'template', waiting: true }) })
    return partsWith(() => 'accept', {
      channels: new Map<Channel['name'], Channel>([
        ['telegram', telegram],
        ['whatsapp', whatsapp],
      ]),
    })
  }

  test('goes out there, and holds up no answer', async () => {
    const telegram = journalChannel('telegram')
    await house.work()
    const owner = await house.writes('amal', 'hello', 'telegram')
    await untilQuiet(house)
    const parts = both(telegram)
    expect(await deliver(parts, announced(owner))).toMatchObject({ type: 'later' })
    expect(await deliver(parts, announced(owner))).toMatchObject({ type: 'sent', channel: 'telegram' })
    expect(telegram.lines.map(({ to, text }) => [to, text])).toEqual([['amal', 'hello']])
  })

  test('is dropped when the person wants to be forgotten', async () => {
    await house.work()
    const owner = await house.writes('amal', 'forgetting', 'whatsapp')
    await untilQuiet(house)
    const parts = both(journalChannel('telegram'))
    expect(await deliver(parts, announced(owner))).toMatchObject({ type: 'later' })
    expect(await deliver(parts, announced(owner))).toEqual({ type: 'dropped', fault: 'window', code: 'forgetting' })
  })
})

describe('a help card, or the words of a colleague, that cannot reach the person where they were last', () => {
  const to = { channel: 'whatsapp' as const, addressId: '31600000001' }
  const card = (owner: string): Letter => ({ ...letter('urgent', 1, `${owner}.9.0`), owner, address: to })
  const parts = (whatsapp: SendOutcome, telegram: Channel) =>
    partsWith(() => 'accept', {
      channels: new Map<Channel['name'], Channel>([
        ['telegram', telegram],
        ['whatsapp', journalChannel('whatsapp', { mood: () => whatsapp })],
      ]),
    })

  test.each(['unreachable', 'window'] as const)('goes to their other channel: %s', async (fault) => {
    await house.work()
    const owner = await house.writes('amal', 'hello', 'telegram')
    await untilQuiet(house)
    const telegram = journalChannel('telegram')
    const broken = parts(failing({ fault, code: 'x' }), telegram)
    expect(await deliver(broken, card(owner))).toMatchObject({ type: 'sent', channel: 'telegram' })
    const { say } = letter('answer', 1, `${owner}.9.1`)
    const from = { staffId: 's_maria', firstName: 'Maria' }
    expect(await deliver(broken, { ...card(owner), say: { ...say, from } })).toMatchObject({ type: 'sent', channel: 'telegram' })
    expect(await deliver(broken, { ...card(owner), say })).toMatchObject({ type: 'dropped', fault })
    expect(telegram.lines.map((line) => line.to)).toEqual(['amal', 'amal'])
  })

  test('waits for the window when even the announcement is refused, and is not dropped', async () => {
    await house.work()
    const owner = await house.writes('amal', 'hello', 'whatsapp')
    await untilQuiet(house)
    const refused = parts(failing({ fault: 'window', code: '132001' }), journalChannel('telegram'))
    const announced: Letter = { ...card(owner), address: { channel: 'whatsapp', addressId: 'amal' } }
    announced.say = { ...announced.say, template: 'message_waiting' }
    expect(await deliver(refused, announced)).toMatchObject({ type: 'later', untried: true })
    expect(await deliver(refused, announced)).toMatchObject({ type: 'later', untried: true })
    expect(await deliver(refused, { ...announced, owner: 's_maria', say: { ...announced.say, id: 's_maria.1.0' } })).toMatchObject({
      type: 'dropped',
      fault: 'window',
    })
  })
})

test('a help card outlives a token that ended', async () => {
  const parts = partsWith(() => failing({ fault: 'stopped', code: '190', retryAfterMs: 60_000, wholeChannel: true }), {
    store: { ...house.store, clock: () => 0 },
  })
  expect(await deliver(parts, letter('urgent'))).toEqual({ type: 'later', atMs: 60_000, untried: false })
})

test('an alert is given up at once when the channel is down for good, so that the next is asked', async () => {
  const parts = partsWith(() => failing({ fault: 'stopped', code: '190' }))
  expect(await deliver(parts, { ...letter('urgent'), owner: 's_maria' })).toEqual({ type: 'dropped', fault: 'stopped', code: '190' })
})

describe('an outcome nobody knows', () => {
  test('an answer is sent once more and then given up; urgent messages are repeated until they are known to have arrived', async () => {
    const parts = partsWith(() => 'hang', { sendTimeoutMs: 20 })
    expect(await deliver(parts, letter('answer', 1))).toMatchObject({ type: 'later', untried: false })
    expect(await deliver(parts, letter('answer', 2))).toEqual({ type: 'dropped', fault: 'retry', code: 'unknown' })
    for (const attempts of [1, 2, 3, 50]) expect(await deliver(parts, letter('urgent', attempts, 'p_1.2.0'))).toMatchObject({ type: 'later' })
  })

  test('a platform that accepts but never says so makes one person see one message twice, no more', async () => {
    house.telegram.mood = (message) => (message.text.includes('one') ? 'accept_hang' : 'accept')
    await house.work({ sendTimeoutMs: 50 })
    const owner = await house.writes('amal', 'one')
    await house.writes('amal', 'two')
    await until(async () => (await house.heard(owner)).length === 3)
    await untilQuiet(house)
    expect(texts()).toEqual(['echo: one', 'echo: one', 'echo: two'])
  })

  test('a send longer than a lease stays with its sender: a second worker does not send it too', async () => {
    const done = Promise.withResolvers<void>()
    const slow = journalChannel('telegram')
    const send = slow.send.bind(slow)
    slow.send = async (message) => {
      const outcome = await send(message)
      await done.promise
      return outcome
    }
    await house.work({ channels: [slow] })
    await house.work({ channels: [slow] })
    await house.writes('amal', 'hello')
    await until(() => slow.attempts.length === 1)
    const until5s = Date.now() + 4500
    await until(() => Date.now() > until5s)
    done.resolve()
    await untilQuiet(house)
    expect(slow.attempts.length).toBe(1)
  })
})

describe('a slow platform', () => {
  test('holds up only itself, also with more people waiting than it has places', async () => {
    house.whatsapp.mood = () => 'hang'
    await house.work({ sendTimeoutMs: 8000 })
    for (let n = 0; n < 300; n++) await house.writes(`stuck${n}`, 'hello', 'whatsapp')
    await until(() => house.whatsapp.attempts.length >= 200)
    const startedAt = Date.now()
    for (let n = 0; n < 20; n++) await house.writes(`fine${n}`, 'hello')
    await until(() => house.telegram.lines.length === 20)
    expect(Date.now() - startedAt).toBeLessThan(5000)
  })

  test('an urgent message overtakes an answer that waits for its next try', async () => {
    house.telegram.mood = (message) => (message.text.includes('one') ? failing({ fault: 'retry', code: '503', retryAfterMs: 0 }) : 'accept')
    await house.work()
    await house.writes('amal', 'one')
    await until(() => house.telegram.attempts.length === 1)
    await house.writes('amal', 'urgent help')
    await until(() => texts().includes('help'), 900)
  })
})
