// What WhatsApp, or somebody who pretends to be, may send: nothing of it throws, nothing valid is lost, nothing invalid is kept.
import Fastify, { type FastifyInstance } from 'fastify'
import * as fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { keptIntake, keptLog, type KeptIntake } from '../channels/intake.ts'
import { metaJson, signatureOf } from '../platforms/whatsapp.ts'
import { whatsapp } from '../../src/channels/whatsapp/whatsapp.ts'
import { readWebhook } from '../../src/channels/whatsapp/inbound.ts'
import { deep, mangled, nastyTexts, nastyTimes, oneWrong } from './nasty.ts'

const now = Date.UTC(2026, 10, 23, 12)
const seconds = String(now / 1000 - 5)
const appSecret = 'app-secret'
const from = '31612345678'
let intake: KeptIntake
let app: FastifyInstance

beforeEach(async () => {
  await app?.close()
  intake = keptIntake()
  app = Fastify()
  const settings = {
    accessToken: 't',
    phoneNumberId: '1001',
    appSecret,
    verifyToken: 'verify-me',
    apiRoot: 'http://127.0.0.1:9',
    apiVersion: 'v25.0',
    clock: () => now,
  }
  whatsapp(settings, intake, keptLog().log).routes(app)
})
afterAll(() => app.close())

const text = (id: string, body: unknown = 'hallo', more: Record<string, unknown> = {}) => ({
  id,
  timestamp: seconds,
  type: 'text',
  from,
  text: { body },
  ...more,
})
const value = (more: Record<string, unknown>) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: '31600000000', phone_number_id: '1001' },
  ...more,
})
const change = (more: Record<string, unknown>) => ({ field: 'messages', value: value(more) })
const body = (...changes: unknown[]) => ({ object: 'whatsapp_business_account', entry: [{ id: 'waba', changes }] })
const read = (...messages: unknown[]) => readWebhook(body(change({ messages })), '1001', now)
const post = async (raw: string | Buffer, headers: Record<string, string> = { 'x-hub-signature-256': signatureOf(raw, appSecret) }) =>
  (await app.inject({ method: 'POST', url: '/webhooks/whatsapp', payload: raw, headers: { 'content-type': 'application/json', ...headers } })).statusCode
const send = (payload: unknown) => post(metaJson(payload))

describe('the signature is over the raw bytes', () => {
  const raw = metaJson(body(change({ messages: [text('m1', 'héél / gewoon ؟')] })))
  test('and a right one is taken', async () => {
    expect(await post(raw)).toBe(200)
    expect(intake.arrivals[0]?.event).toMatchObject({ text: 'héél / gewoon ؟' })
  })
  const right = signatureOf(raw, appSecret)
  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['of another secret', signatureOf(raw, 'other')],
    ['of other bytes', signatureOf(`${raw} `, appSecret)],
    ['without its prefix', right.slice(7)],
    ['too short', right.slice(0, -2)],
    ['too long', `${right}00`],
    ['not hexadecimal', `sha256=${'z'.repeat(64)}`],
    ['an older kind', right.replace('sha256', 'sha1')],
  ])('and one that is %s is answered 401, with nothing kept', async (_what, header) => {
    expect(await post(raw, header === undefined ? {} : { 'x-hub-signature-256': header })).toBe(401)
    expect(intake.calls).toBe(0)
  })
  test('and is checked before anything is read, whatever the body', async () => {
    for (const junk of ['', '{', 'null', deep(10_000)]) expect(await post(junk, { 'x-hub-signature-256': 'sha256=00' })).toBe(401)
  })
})

describe('the answer says whether Meta should send it again', () => {
  test.each(['', '{', '{"entry":[', '[1,2', 'undefined', 'hallo', '\u0000'])('400 for %j, which is not JSON', async (raw) => expect(await post(raw)).toBe(400))
  test.each([
    'null',
    'true',
    '0',
    '"text"',
    '[]',
    '{}',
    '{"entry":null}',
    '{"entry":{}}',
    '{"entry":[null,1,"x",[],{}]}',
    '{"entry":[{"changes":[null,{"field":1},{"field":"messages"},{"field":"new_field","value":{"x":1}}]}]}',
  ])('200 for %s, in which nothing is for us', async (raw) => {
    expect(await post(raw)).toBe(200)
    expect(intake.calls).toBe(0)
  })
  test('503 when it could not be stored, and 200 when it is sent again', async () => {
    intake.failing = 1
    expect(await send(body(change({ messages: [text('m1')] })))).toBe(503)
    expect(await send(body(change({ messages: [text('m1')] })))).toBe(200)
    expect(intake.arrivals).toHaveLength(1)
  })
  test('413 above 4 MB, 200 for the 3 MB Meta may send', async () => {
    expect(await send(body(change({ messages: [text('m1', 'x'.repeat(3_000_000))] })))).toBe(200)
    expect(await post(Buffer.alloc(4 * 1024 * 1024 + 1, 32))).toBe(413)
  })
  test('200 for hundred thousand levels of nesting', async () => expect(await post(deep(100_000))).toBe(200))
  test('whatever the body calls itself', async () => {
    const raw = metaJson(body(change({ messages: [text('m1')] })))
    for (const type of ['text/plain', 'application/xml', 'application/json; charset=utf-8'])
      expect(await post(raw, { 'content-type': type, 'x-hub-signature-256': signatureOf(raw, appSecret) })).toBe(200)
  })
})

describe('the handshake', () => {
  const ask = (query: string) => app.inject({ method: 'GET', url: `/webhooks/whatsapp?${query}` })
  test('answers the challenge byte for byte, as plain text', async () => {
    const answer = await ask(`hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=${encodeURIComponent('<b>1 +2</b>')}`)
    expect([answer.statusCode, answer.body]).toEqual([200, '<b>1 +2</b>'])
    expect(answer.headers['content-type']).toMatch(/^text\/plain/)
  })
  test.each([
    'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=secret',
    'hub.mode=subscribe&hub.challenge=secret',
    'hub.mode=unsubscribe&hub.verify_token=verify-me&hub.challenge=secret',
    'hub.mode=subscribe&hub.verify_token=verify-me&hub.verify_token=verify-me&hub.challenge=secret',
    'hub.mode=subscribe&hub.verify_token=verify-me',
    '__proto__=1',
  ])('refuses %s without repeating anything', async (query) => {
    const answer = await ask(query)
    expect(answer.statusCode).toBe(403)
    expect(answer.body).not.toContain('secret')
  })
})

describe('what people send', () => {
  test('every message of every change of every entry arrives, in order, with its own sender', async () => {
    const entry = (n: number) => ({
      id: 'waba',
      changes: [change({ messages: [text(`a${n}`), text(`b${n}`, 'x', { from: '31600000009' })] }), change({ messages: [text(`c${n}`)] })],
    })
    expect(await send({ entry: [entry(1), entry(2)] })).toBe(200)
    expect(intake.arrivals.map(({ dedupeKey }) => dedupeKey)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
    expect(intake.arrivals[1]?.senderIds).toEqual(['31600000009'])
    expect(intake.calls).toBe(1)
  })
  test('a thousand messages in one delivery all arrive', () => {
    expect(read(...Array.from({ length: 1_000 }, (_, n) => text(`m${n}`))).arrivals).toHaveLength(1_000)
  })
  test('a broken item never costs its neighbours', () => {
    for (const wrong of oneWrong(text('broken'))) {
      const ids = read(text('before'), wrong, text('after')).arrivals.map(({ dedupeKey }) => dedupeKey)
      expect(ids).toContain('before')
      expect(ids).toContain('after')
    }
  })
  test.each([
    ['audio', { audio: { id: 'med1', voice: true } }, { what: 'voice', mediaId: 'med1' }],
    ['image', { image: { id: 'med1', caption: 'ik wil niet meer' } }, { what: 'picture', caption: 'ik wil niet meer' }],
    ['video', { video: { id: 'med1' } }, { what: 'video' }],
    ['sticker', { sticker: { id: 'med1' } }, { what: 'sticker' }],
    ['document', { document: { id: 'med1', caption: 'brief', filename: '../../x' } }, { what: 'document', caption: 'brief' }],
    ['image', { image: [] }, { what: 'picture' }],
    ['location', { location: { latitude: 0, longitude: 0 } }, { what: 'location' }],
    ['contacts', { contacts: [] }, { what: 'contact' }],
    ['order', { order: {} }, { what: 'unknown' }],
    ['unsupported', { errors: [{ code: 131051 }] }, { what: 'unknown' }],
    ['a type of next year', {}, { what: 'unknown' }],
    ['constructor', {}, { what: 'unknown' }],
    ['__proto__', {}, { what: 'unknown' }],
    ['interactive', {}, { what: 'unknown' }],
    ['text', {}, { what: 'unknown' }],
  ])('%s with %j says that something came which cannot be read', (type, more, expected) => {
    expect(read({ id: 'm', timestamp: seconds, from, type, ...more }).arrivals[0]?.event).toMatchObject({ type: 'unreadable_received', ...expected })
  })
  test.each([
    ['reaction', { reaction: { emoji: '👍' } }],
    ['revoke', { revoke: {} }],
    ['edit', {}],
    ['text in a group', { type: 'text', group_id: 'g', text: { body: 'x' } }],
  ])('%s is left alone', (type, more) => {
    expect(read({ id: 'm', timestamp: seconds, from, type, ...more }).arrivals).toEqual([])
  })
  test('taps on buttons, lists and template buttons are choices', () => {
    const tap = (interactive: unknown) => ({ id: 'm', timestamp: seconds, from, type: 'interactive', interactive, context: { id: 'wamid.ours' } })
    expect(read(tap({ type: 'button_reply', button_reply: { id: 'c1.0', title: 'Ja' } })).arrivals[0]).toMatchObject({
      event: { type: 'option_chosen', optionId: 'c1.0', label: 'Ja' },
    })
    expect(read(tap({ type: 'list_reply', list_reply: { id: 'c1.9', title: 'Nee', description: 'd' } })).arrivals[0]?.event).toMatchObject({ optionId: 'c1.9' })
    expect(read({ id: 'm', timestamp: seconds, from, type: 'button', button: { payload: 'open', text: 'Lees' } }).arrivals[0]?.event).toMatchObject({
      optionId: 'open',
      label: 'Lees',
    })
  })
  test('a reply names the message it replies to; a forwarded one names nothing', () => {
    expect(read(text('m', 'x', { context: { from: '1001', id: 'wamid.ours' } })).arrivals[0]?.replyToProviderId).toBe('wamid.ours')
    expect(read(text('m', 'x', { context: { forwarded: true } })).arrivals[0]?.replyToProviderId).toBeUndefined()
  })
  test('an edit is a correction of the first message, not a new one', () => {
    const edit = { id: 'm2', timestamp: seconds, from, type: 'edit', edit: { original_message_id: 'm1', message: { type: 'text', text: { body: 'beter' } } } }
    expect(read(edit).arrivals[0]).toMatchObject({ dedupeKey: 'm2', event: { type: 'message_edited', messageId: 'm1', text: 'beter' } })
  })
  test('people with a hidden number are known by their business-scoped id, and by both when both are there', () => {
    expect(read(text('m', 'x', { from: undefined, from_user_id: 'NL.13491208655302741918' })).arrivals[0]?.senderIds).toEqual(['NL.13491208655302741918'])
    expect(read(text('m', 'x', { from_user_id: 'NL.1' })).arrivals[0]?.senderIds).toEqual(['NL.1', from])
    expect(read(text('m', 'x', { from: undefined })).arrivals).toEqual([])
  })
  test('a new number or a new id is a change of identity, in each of the forms it comes in', () => {
    const system = (more: Record<string, unknown>, head: Record<string, unknown> = { from }) =>
      read({ id: 's', timestamp: seconds, type: 'system', ...head, system: more })
    expect(system({ type: 'user_changed_number', wa_id: '31699999999', body: 'User A changed' }).identities).toEqual([
      { channel: 'whatsapp', dedupeKey: 's', from, to: '31699999999' },
    ])
    expect(system({ type: 'user_changed_user_id', user_id: 'NL.2', previous_user_id: 'NL.1' }, {}).identities).toMatchObject([{ from: 'NL.1', to: 'NL.2' }])
    expect(system({ type: 'customer_identity_changed' }).identities).toEqual([])
    const update = readWebhook(
      body({ field: 'user_id_update', value: value({ user_id_update: [{ user_id: { previous: 'NL.1', current: 'NL.2' } }] }) }),
      '1001',
      now,
    )
    expect(update.identities).toMatchObject([{ from: 'NL.1', to: 'NL.2' }])
  })
  test('messages for another of our numbers, and echoes of our own, are left alone', () => {
    expect(readWebhook(body({ field: 'messages', value: { metadata: { phone_number_id: '2002' }, messages: [text('m')] } }), '1001', now).arrivals).toEqual([])
    expect(
      readWebhook(body({ field: 'smb_message_echoes', value: value({ message_echoes: [text('m')], messages: [text('m')] }) }), '1001', now).arrivals,
    ).toEqual([])
  })
  test('times that cannot be true become the time of arrival; a week-old one is kept', () => {
    for (const timestamp of nastyTimes) expect(read(text('m', 'x', { timestamp })).arrivals[0]?.event.at).toBe(now)
    expect(read(text('m', 'x', { timestamp: String(now / 1000 - 7 * 86_400) })).arrivals[0]?.event.at).toBe(now - 7 * 86_400_000)
  })
  test('texts of every kind can be stored and keep what was typed', () => {
    for (const one of nastyTexts) {
      const event = read(text('m', one)).arrivals[0]?.event
      const kept = event && 'text' in event ? event.text : undefined
      expect(kept?.isWellFormed()).toBe(true)
      if (one.length < 60_000) expect(kept).toBe(one.toWellFormed())
      else expect(kept?.length).toBe(65_536)
    }
  })
})

describe('reports about our messages', () => {
  const status = (more: Record<string, unknown>) =>
    readWebhook(body(change({ statuses: [{ id: 'wamid.1', status: 'delivered', timestamp: seconds, recipient_id: from, ...more }] })), '1001', now).reports
  test('carry the effect id back, also from a part of a long message', () => {
    expect(status({ biz_opaque_callback_data: 'p_x.12.0' })).toMatchObject([{ dedupeKey: 'wamid.1:delivered', effectId: 'p_x.12.0', status: 'delivered' }])
    expect(status({ biz_opaque_callback_data: 'p_x.12.0~1' })[0]?.effectId).toBe('p_x.12.0')
    expect(status({})[0]?.effectId).toBeUndefined()
  })
  test.each([
    [131047, 'window'],
    [131026, 'unreachable'],
    [131049, 'refused'],
    [131000, 'retry'],
    [190, 'stopped'],
    [999_999, 'refused'],
    [undefined, 'refused'],
  ])('of failure %s mean %s', (code, fault) => {
    expect(status({ status: 'failed', errors: code === undefined ? undefined : [{ code, title: 'x' }] })[0]?.fault).toBe(fault)
  })
  test('that something was played mean it was read; unknown ones mean nothing', () => {
    expect(status({ status: 'played' })[0]?.status).toBe('read')
    expect(status({ status: 'warmed_up' })).toEqual([])
  })
})

test('whatever is sent with a right signature, the route answers 200 and valid neighbours arrive', async () => {
  const whole = body(
    change({
      messages: [text('m1'), { ...text('m2'), type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'a', title: 'b' } } }],
      statuses: [{ id: 's', status: 'read', timestamp: seconds }],
    }),
  )
  let counter = 0
  await fc.assert(
    fc.asyncProperty(mangled(whole), async (payload) => {
      counter += 1
      expect(await send({ entry: [{ changes: [change({ messages: [text(`sure-${counter}`)] })] }, ...(Array.isArray(payload) ? payload : [payload])] })).toBe(
        200,
      )
      expect(await send(payload)).toBe(200)
      expect(intake.arrivals.some(({ dedupeKey }) => dedupeKey === `sure-${counter}`)).toBe(true)
      expect(Reflect.get(Object.prototype, 'polluted')).toBeUndefined()
    }),
    { numRuns: 150 },
  )
})

test('whatever bytes are sent with a right signature, the route answers 200 or 400', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect([200, 400]).toContain(await post(Buffer.from(bytes)))
    }),
    { numRuns: 100 },
  )
})
