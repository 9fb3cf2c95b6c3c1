// What Telegram, or somebody who pretends to be, may send: nothing of it throws, nothing valid is lost, nothing invalid is kept.
import Fastify, { type FastifyInstance } from 'fastify'
import * as fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { keptIntake, keptLog, type KeptIntake } from '../channels/intake.ts'
import { telegram } from '../../src/channels/telegram/telegram.ts'
import { readUpdate } from '../../src/channels/telegram/updates.ts'
import { deep, mangled, nastyTexts, nastyTimes, nastyValues, oneWrong } from './nasty.ts'

const now = Date.UTC(2026, 10, 23, 12)
const seconds = now / 1000 - 5
const secret = 'tg-secret'
const chatId = 5_000_000_123
let intake: KeptIntake
let app: FastifyInstance

beforeEach(async () => {
  await app?.close()
  intake = keptIntake()
  app = Fastify()
  telegram({ token: '7:t', apiRoot: 'http://127.0.0.1:9', webhookSecret: secret, clock: () => now }, intake, keptLog().log).routes(app)
})
afterAll(() => app.close())

const message = (more: Record<string, unknown> = {}) => ({
  message_id: 11,
  date: seconds,
  chat: { id: chatId, type: 'private', first_name: 'A' },
  from: { id: chatId, is_bot: false, first_name: 'A', language_code: 'fa-AF' },
  ...more,
})
const update = (more: Record<string, unknown>, id = 100) => ({ update_id: id, ...more })
const read = (more: Record<string, unknown>) => readUpdate(update(more), '7', now)
const eventOf = (more: Record<string, unknown>) => read({ message: message(more) }).arrival?.event
const post = async (raw: string | Buffer, headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': secret }) =>
  (await app.inject({ method: 'POST', url: '/webhooks/telegram', payload: raw, headers: { 'content-type': 'application/json', ...headers } })).statusCode
const send = (payload: unknown) => post(JSON.stringify(payload))

describe('the webhook', () => {
  test.each([undefined, '', 'tg-secreT', `tg-secret${'x'.repeat(300)}`])('answers 401 for the wrong secret, before anything is read: %j', async (given) => {
    const headers: Record<string, string> = given === undefined ? {} : { 'x-telegram-bot-api-secret-token': given }
    for (const raw of [JSON.stringify(update({ message: message({ text: 'x' }) })), '', '{', deep(10_000)]) expect(await post(raw, headers)).toBe(401)
    expect(intake.calls).toBe(0)
  })
  test.each(['', '{', 'hallo', '[1,'])('answers 400 for %j', async (raw) => expect(await post(raw)).toBe(400))
  test.each(['null', '[]', '0', '{}', '{"update_id":"1"}', '{"update_id":1,"message":null}', '{"update_id":1,"poll":{}}', '{"update_id":1,"message":[]}'])(
    'answers 200 for %s',
    async (raw) => {
      expect(await post(raw)).toBe(200)
      expect(intake.calls).toBe(0)
    },
  )
  test('answers 200 for hundred thousand levels of nesting, and for a megabyte of text, 413 above four', async () => {
    expect(await post(deep(100_000))).toBe(200)
    expect(await send(update({ message: message({ text: 'ሰ'.repeat(1024 * 1024) }) }))).toBe(200)
    expect(await post(Buffer.alloc(4 * 1024 * 1024 + 1, 32))).toBe(413)
  })
  test('answers 503 when it could not be stored, and 200 when it comes again', async () => {
    intake.failing = 1
    expect(await send(update({ message: message({ text: 'help' }) }))).toBe(503)
    expect(await send(update({ message: message({ text: 'help' }) }))).toBe(200)
    expect(intake.arrivals).toHaveLength(1)
  })
})

describe('what people send', () => {
  test('/start carries an invite code and the language of the app', () => {
    expect(eventOf({ text: '/start AbC-12_x' })).toMatchObject({ type: 'chat_started', payload: 'AbC-12_x', langHint: 'fa-AF' })
    expect(eventOf({ text: '/start' })).toMatchObject({ type: 'chat_started' })
    expect(eventOf({ text: '/start@brug_bot  x1 ' })).toMatchObject({ type: 'chat_started', payload: 'x1' })
  })
  test.each(['/start ik wil dood', `/start ${'a'.repeat(65)}`, '/start ../x', '/starten', '/help', 'zie /start x1'])(
    'words are never taken for a code: %s',
    (text) => {
      expect(eventOf({ text })).toMatchObject({ type: 'message_received', text })
    },
  )
  test.each(['../../etc', '', 'x'.repeat(500), 7, null, '__proto__'])('a language that is none (%j) is not passed on', (languageCode) => {
    expect(eventOf({ text: '/start', from: { id: 1, is_bot: false, language_code: languageCode } })).not.toHaveProperty('langHint')
  })
  test.each([
    ['voice', { file_id: 'f' }, 'voice'],
    ['audio', { file_id: 'f' }, 'voice'],
    ['photo', [{ file_id: 'small' }, { file_id: 'large' }], 'picture'],
    ['video', {}, 'video'],
    ['video_note', {}, 'video'],
    ['sticker', {}, 'sticker'],
    ['document', {}, 'document'],
    ['location', { latitude: 0 }, 'location'],
    ['venue', {}, 'location'],
    ['contact', {}, 'contact'],
    ['poll', {}, 'unknown'],
    ['dice', {}, 'unknown'],
    ['rich_message', {}, 'unknown'],
    ['kind_of_2028', {}, 'unknown'],
    ['constructor', {}, 'unknown'],
  ])('%s says that something came which cannot be read', (key, content, what) => {
    expect(eventOf({ [key]: content, caption: 'kijk' })).toMatchObject({ type: 'unreadable_received', what, caption: 'kijk' })
  })
  test('an animation is not called a document, and the largest picture is named', () => {
    expect(eventOf({ animation: {}, document: {} })).toMatchObject({ what: 'video' })
    expect(eventOf({ photo: [{ file_id: 'small' }, { file_id: 'large' }] })).toMatchObject({ mediaId: 'large' })
  })
  test('pinned messages and timers are nobody speaking', () => {
    expect(eventOf({ pinned_message: {} })).toBeUndefined()
    expect(eventOf({ message_auto_delete_timer_changed: {} })).toBeUndefined()
  })
  test.each(['group', 'supergroup', 'channel', 'of_2028'])('in a %s Brug stays silent', (type) => {
    expect(eventOf({ text: 'x', chat: { id: -100, type } })).toBeUndefined()
    const tap = read({ callback_query: { id: 'q', from: {}, data: 'a', message: { message_id: 1, chat: { id: -100, type } } } })
    expect(tap).toMatchObject({ tap: { queryId: 'q' } })
    expect(tap.arrival).toBeUndefined()
  })
  test('ids beyond 32 bits stay whole, and beyond 53 are refused', () => {
    expect(read({ message: message({ text: 'x', chat: { id: 4_503_599_627_370_495, type: 'private' } }) }).arrival?.senderIds).toEqual(['4503599627370495'])
    expect(read({ message: message({ text: 'x', chat: { id: 2 ** 60, type: 'private' } }) }).arrival).toBeUndefined()
  })
  test('a reply names our message as it was named when it was sent', () => {
    expect(read({ message: message({ text: 'x', reply_to_message: { message_id: 9 } }) }).arrival?.replyToProviderId).toBe(`${chatId}:9`)
  })
  test('an edit is a correction of the first message; a moving location is nothing', () => {
    expect(read({ edited_message: message({ text: 'beter', edit_date: seconds + 1 }) }).arrival?.event).toMatchObject({
      type: 'message_edited',
      messageId: `${chatId}:11`,
      text: 'beter',
    })
    expect(read({ edited_message: message({ location: {} }) }).arrival).toBeUndefined()
  })
  test('a tap is a choice with the label that was on the button, also when the message is long gone', () => {
    const shown = { message_id: 9, date: 0, chat: { id: chatId, type: 'private' } }
    const markup = { inline_keyboard: [[{ text: 'Ja', callback_data: 'c1.0' }], [{ text: 'Open', url: 'https://x.example' }]] }
    expect(read({ callback_query: { id: 'q', from: {}, data: 'c1.0', message: { ...shown, reply_markup: markup } } }).arrival?.event).toMatchObject({
      type: 'option_chosen',
      optionId: 'c1.0',
      label: 'Ja',
    })
    expect(read({ callback_query: { id: 'q', from: {}, data: 'c1.0', message: shown } }).arrival?.event).toMatchObject({ optionId: 'c1.0' })
  })
  test.each([undefined, '', 'x'.repeat(65), 'ሰ'.repeat(22), 7, null])('a tap that carries %j is answered and does nothing', (tapped) => {
    const tap = read({ callback_query: { id: 'q', from: {}, data: tapped, message: { message_id: 9, chat: { id: chatId, type: 'private' } } } })
    expect(tap.tap?.queryId).toBe('q')
    expect(tap.arrival).toBeUndefined()
  })
  test('blocking and unblocking is about reachability', () => {
    const member = (status: string) =>
      read({ my_chat_member: { chat: { id: chatId, type: 'private' }, date: seconds, new_chat_member: { status } } }).arrival?.event
    expect(member('kicked')).toMatchObject({ type: 'reachability_changed', reachable: false })
    expect(member('member')).toMatchObject({ reachable: true })
    expect(member('restricted')).toBeUndefined()
  })
  test('times that cannot be true become the time of arrival', () => {
    for (const date of nastyTimes) expect(eventOf({ text: 'x', date })?.at).toBe(now)
  })
  test('texts of every kind can be stored and keep what was typed', () => {
    for (const text of nastyTexts) {
      const event = eventOf({ text })
      expect(event && 'text' in event ? event.text.isWellFormed() : false).toBe(true)
      if (event && 'text' in event && text.length < 60_000) expect(event.text).toBe(text.toWellFormed())
    }
  })
})

test('an album is one arrival, and words under any of its pictures are never lost', async () => {
  const picture = (id: number, more: Record<string, unknown> = {}) =>
    update({ message: message({ message_id: id, media_group_id: 'g1', photo: [{ file_id: `f${id}` }], ...more }) }, id)
  for (const id of [1, 2, 3]) expect(await send(picture(id))).toBe(200)
  expect(intake.arrivals).toHaveLength(1)
  expect(await send(picture(4, { caption: 'help mij' }))).toBe(200)
  expect(intake.arrivals.map(({ event }) => ('caption' in event ? event.caption : undefined))).toEqual([undefined, 'help mij'])
  expect(await send(update({ message: message({ media_group_id: 'g2', photo: [] }) }, 9))).toBe(200)
  expect(intake.arrivals).toHaveLength(3)
})

test('one wrong value anywhere never throws, and never turns one person into another', () => {
  const whole = { message: message({ text: 'hallo', reply_to_message: { message_id: 3 } }) }
  for (const wrong of oneWrong(whole)) {
    const arrival = readUpdate({ update_id: 1, ...(typeof wrong === 'object' ? wrong : {}) }, '7', now).arrival
    if (arrival) expect(String(arrival.senderIds[0])).toMatch(/^-?\d+$/)
  }
  for (const wrong of nastyValues) expect(readUpdate(wrong, '7', now).arrival).toBeUndefined()
})

test('whatever is sent with the right secret, the route answers 200', async () => {
  const tap = {
    callback_query: {
      id: 'q',
      from: { id: chatId },
      data: 'c1.0',
      message: { ...message(), reply_markup: { inline_keyboard: [[{ text: 'Ja', callback_data: 'c1.0' }]] } },
    },
  }
  const whole = [
    update({ message: message({ text: 'x', media_group_id: 'g' }) }),
    update(tap),
    update({ my_chat_member: { chat: { id: 1, type: 'private' }, new_chat_member: { status: 'kicked' } } }),
  ]
  await fc.assert(
    fc.asyncProperty(fc.oneof(...whole.map(mangled)), async (payload) => {
      const raw = JSON.stringify(payload)
      fc.pre(Buffer.byteLength(raw) <= 4 * 1024 * 1024)
      expect(await post(raw)).toBe(200)
    }),
    { numRuns: 200 },
  )
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect([200, 400]).toContain(await post(Buffer.from(bytes)))
    }),
    { numRuns: 100 },
  )
})
