// WhatsApp as it really goes: the window, templates, limits, failures and lost connections, against the local stand-in.
import Fastify from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import type { OutgoingMessage, SendOutcome } from '../../src/channels/channel.ts'
import { whatsapp, type WhatsAppSettings } from '../../src/channels/whatsapp/whatsapp.ts'
import { startWhatsApp, type WhatsAppPlatform, type WhatsAppPlatformSettings } from '../platforms/whatsapp.ts'
import { keptIntake, keptLog, offersOf, outgoing, until } from './intake.ts'

const person = '31600000001'
const hourMs = 60 * 60 * 1000
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function open(o: { platform?: WhatsAppPlatformSettings; channel?: Partial<WhatsAppSettings> } = {}) {
  const platform = await startWhatsApp({ openWindows: true, ...o.platform })
  const { accessToken, phoneNumberId, appSecret } = platform.settings
  const intake = keptIntake()
  const { log, lines } = keptLog()
  const channel = whatsapp(
    { accessToken, phoneNumberId, appSecret, verifyToken: 'v', apiRoot: platform.url, apiVersion: 'v25.0', timeoutMs: 300, ...o.channel },
    intake,
    log,
  )
  const app = Fastify()
  channel.routes(app)
  platform.settings.webhookUrl = `${await app.listen({ port: 0, host: '127.0.0.1' })}/webhooks/whatsapp`
  closing.push(
    () => platform.close(),
    () => app.close(),
    () => channel.stop(),
  )
  const send = (more: Partial<OutgoingMessage> = {}) => channel.send(outgoing(person, more))
  return { platform, intake, channel, send, lines }
}

const failed = (fault: string, more: Record<string, unknown> = {}) => ({ type: 'failed', fault, ...more })
const shown = (platform: WhatsAppPlatform) => platform.journal.map(({ type }) => type)

describe('the 24-hour window', () => {
  const now = Date.UTC(2026, 10, 23, 12)
  const clock = { channel: { clock: () => now } }
  test.each([
    [undefined, 'window'],
    [now - 25 * hourMs, 'window'],
    [now - 24 * hourMs + 4 * 60_000, 'window'],
    [now - 24 * hourMs + 6 * 60_000, 'open'],
    [now, 'open'],
  ])('last written at %s: %s', async (lastInboundAt, expected) => {
    const { send, platform } = await open(clock)
    const outcome = await send({ lastInboundAt })
    expect(outcome).toMatchObject(expected === 'open' ? { type: 'accepted' } : failed('window'))
    expect(platform.journal).toHaveLength(expected === 'open' ? 1 : 0)
  })
  test.each([
    ['nl', 'nl'],
    ['fa', 'fa'],
    ['so', 'en'],
    ['ti', 'en'],
  ] as const)('a closed window lets the template through, for %s in %s', async (lang, code) => {
    const { send, platform } = await open(clock)
    expect(await send({ lang, lastInboundAt: undefined, template: 'message_waiting', text: 'geheim' })).toMatchObject({ type: 'accepted' })
    expect(platform.journal).toMatchObject([{ type: 'template', template: `brug_message_waiting/${code}`, opaque: 'p_test.1.0', text: '' }])
  })
  test('a translation that was not approved yet gives way to English, then Dutch', async () => {
    const { send, platform } = await open({ ...clock, platform: { templates: { brug_message_waiting: ['nl'] } } })
    expect(await send({ lang: 'ar', lastInboundAt: undefined, template: 'message_waiting' })).toMatchObject({ type: 'accepted' })
    expect(platform.journal[0]?.template).toBe('brug_message_waiting/nl')
  })
  test('a template nobody approved is not repeated for ever: the text can go when the person writes', async () => {
    const { send } = await open({ ...clock, platform: { templates: {} } })
    expect(await send({ lastInboundAt: undefined, template: 'message_waiting' })).toMatchObject(failed('window', { code: '132001' }))
  })
  test('name and languages of the template can be set', async () => {
    const { send, platform } = await open({
      platform: { templates: { stad_bericht: ['en_GB'] } },
      channel: { clock: () => now, template: { name: 'stad_bericht', languages: { so: 'en_GB' } } },
    })
    expect(await send({ lang: 'so', lastInboundAt: undefined, template: 'message_waiting' })).toMatchObject({ type: 'accepted' })
    expect(platform.journal[0]?.template).toBe('stad_bericht/en_GB')
  })
  test('the platform has the last word: closed there means the template too', async () => {
    const { send, platform } = await open({ platform: { openWindows: false } })
    expect(await send()).toMatchObject(failed('window', { code: '131047' }))
    expect(await send({ template: 'message_waiting' })).toMatchObject({ type: 'accepted' })
    expect(shown(platform)).toEqual(['template'])
  })
  test('closed there can also come as a report afterwards', async () => {
    const { send, intake } = await open({ platform: { openWindows: false, windowFault: 'status' } })
    expect(await send()).toMatchObject({ type: 'accepted' })
    await until('the report came', () => intake.reports.length === 1)
    expect(intake.reports[0]).toMatchObject({ effectId: 'p_test.1.0', status: 'failed', fault: 'window', code: '131047' })
  })
})

describe('limits', () => {
  test('three short labels are buttons, long ones and look-alikes a list with the whole label', async () => {
    const { send, platform } = await open()
    const long = 'Ik wil graag een afspraak met mijn begeleider'
    await send({
      id: 'a',
      offers: [
        { id: '1', label: 'Ja' },
        { id: '2', label: 'Nee' },
      ],
    })
    await send({
      id: 'b',
      offers: [
        { id: '1', label: 'Ja' },
        { id: '2', label: long },
      ],
    })
    await send({
      id: 'c',
      offers: [
        { id: '1', label: 'Ja', full: 'Ja, morgen' },
        { id: '2', label: 'Ja', full: 'Ja, later' },
      ],
    })
    expect(shown(platform)).toEqual(['buttons', 'list', 'list'])
    expect(platform.journal[1]?.options[1]).toEqual({ id: '2', title: 'Ik wil graag een afspra…', description: long })
    expect(platform.journal[2]?.options.map(({ title }) => title)).toEqual(['Ja', '2. Ja'])
  })
  test('a body too long for buttons goes ahead as text, under the effect id with the part behind it', async () => {
    const { send, platform } = await open()
    await send({ text: `${'a '.repeat(900)}\n\nWat kies je?`, offers: offersOf(2) })
    expect(platform.journal.map(({ type, opaque }) => [type, opaque])).toEqual([
      ['text', 'p_test.1.0~1'],
      ['buttons', 'p_test.1.0'],
    ])
    expect(platform.journal[1]?.text).toBe('Wat kies je?')
  })
  test('a link by itself is a button, beside options it stands in the text', async () => {
    const { send, platform } = await open()
    const link = { label: 'Open het postvak', url: 'https://brug.example.org/inbox#x' }
    await send({ id: 'a', link })
    await send({ id: 'b', link, offers: offersOf(2) })
    expect(platform.journal[0]).toMatchObject({ type: 'link', url: link.url })
    expect(platform.journal[1]).toMatchObject({ type: 'buttons', text: expect.stringContaining(link.url) })
  })
  test('people without a number are written to by their id', async () => {
    const { channel, platform } = await open()
    await channel.send(outgoing('NL.13491208655302741918'))
    expect(platform.journal[0]?.to).toBe('NL.13491208655302741918')
  })
})

describe('failures', () => {
  const codes: [number, number, Record<string, unknown>][] = [
    [400, 131056, failed('retry', { code: '131056', retryAfterMs: 1_000 })],
    [400, 130429, failed('retry', { wholeChannel: true })],
    [400, 131048, failed('retry')],
    [400, 131026, failed('unreachable')],
    [400, 131047, failed('window')],
    [400, 131049, failed('refused')],
    [400, 132012, failed('refused')],
    [401, 190, failed('stopped', { wholeChannel: true })],
    [403, 10, failed('stopped')],
    [403, 131031, failed('stopped')],
    [400, 999_001, failed('refused')],
    [500, 131000, failed('retry')],
    [429, 999_002, failed('retry', { wholeChannel: true })],
  ]
  test.each(codes)('HTTP %i with code %i', async (status, code, expected) => {
    const { send, platform } = await open()
    platform.misbehave({
      mode: 'fail',
      status,
      body: { error: { message: `(#${code}) x`, type: 'OAuthException', code, error_data: { details: 'x' }, fbtrace_id: 'a' } },
    })
    expect(await send()).toMatchObject(expected)
  })
  test.each([500, 502, 503, 504])('HTTP %i with a page instead of JSON is tried again later', async (status) => {
    const { send, platform } = await open()
    platform.misbehave({ mode: 'fail', status })
    expect(await send()).toMatchObject(failed('retry', { code: String(status) }))
  })
  test('a wrong token stops the channel', async () => {
    const { send } = await open({ channel: { accessToken: 'old' } })
    expect(await send()).toMatchObject(failed('stopped', { code: '190', wholeChannel: true }))
  })
  test('the pair limit is waited out four times as long each time, until a message passes', async () => {
    let now = Date.UTC(2026, 10, 23, 12)
    const { send } = await open({ platform: { pair: { burst: 1, everyMs: 6_000 }, clock: () => now }, channel: { clock: () => now } })
    const waits: (number | undefined)[] = []
    const note = (outcome: SendOutcome) => waits.push(outcome.type === 'failed' ? outcome.retryAfterMs : undefined)
    note(await send({ id: 'a' }))
    note(await send({ id: 'b' }))
    note(await send({ id: 'b' }))
    note(await send({ id: 'b' }))
    expect(waits).toEqual([undefined, 1_000, 4_000, 16_000])
    now += 6_000
    note(await send({ id: 'b' }))
    note(await send({ id: 'c' }))
    expect(waits.slice(4)).toEqual([undefined, 1_000])
  })
  test.each([
    ['hang', 'timeout', 0],
    ['refuse', 'connection_lost', 0],
    ['cut', 'connection_lost', 1],
    ['garble', 'bad_answer', 1],
  ] as const)('%s: code %s, for the message may have gone (%i)', async (mode, code, gone) => {
    const { send, platform } = await open()
    platform.misbehave({ mode })
    const outcome = await send()
    expect(outcome).toMatchObject(failed('retry', { code }))
    expect(platform.journal).toHaveLength(gone)
  })
  test('nothing listening is known not to have gone', async () => {
    const { send, platform } = await open()
    await platform.down()
    expect(await send()).toMatchObject(failed('retry', { code: 'not_connected' }))
    await platform.up()
    expect(await send()).toMatchObject({ type: 'accepted' })
  })
  test('a repeat goes on where a long message was cut off', async () => {
    const { send, platform } = await open()
    const text = Array.from({ length: 3 }, (_, at) => `${at}`.repeat(3_000)).join('\n\n')
    // Slow enough that the fault comes between two parts.
    platform.misbehave({ mode: 'delay', ms: 100 }, 3)
    const first = send({ text })
    await until('the first part went', () => platform.journal.length >= 1)
    platform.misbehave({ mode: 'fail', status: 503 }, 1)
    expect(await first).toMatchObject(failed('retry'))
    const before = platform.journal.length
    expect(await send({ text })).toMatchObject({ type: 'accepted' })
    expect(platform.journal.map((one) => one.text[0]).join('')).toBe('012')
    expect(before).toBeLessThan(3)
  })
  test('a blank message is refused here', async () => {
    const { send, platform } = await open()
    expect(await send({ text: ' \n ' })).toMatchObject(failed('refused'))
    expect(platform.journal).toHaveLength(0)
  })
  test('no failure ever writes the token, the text or the number into the log', async () => {
    const { send, platform, lines, channel } = await open({ channel: { accessToken: 'sekreet' } })
    await channel.start()
    for (const mode of ['hang', 'refuse', 'garble'] as const) {
      platform.misbehave({ mode })
      await send({ text: 'geheim' })
    }
    expect(lines.join('')).not.toMatch(/sekreet|geheim|31600000001/)
  })
})

test('a message is marked as read, with a sign that an answer comes', async () => {
  const { channel, platform } = await open()
  await channel.acknowledge(person, 'wamid.in')
  expect(platform.readIds).toEqual(['wamid.in'])
})

test('reports come back under the effect id', async () => {
  const { send, intake } = await open({ platform: { statuses: true } })
  await send()
  await until('both came', () => intake.reports.length === 2)
  expect(intake.reports).toMatchObject([
    { effectId: 'p_test.1.0', status: 'sent' },
    { effectId: 'p_test.1.0', status: 'delivered' },
  ])
})

test('the invite link is known after the start, and from the first webhook when the start could not reach the platform', async () => {
  const { channel, platform } = await open()
  expect(channel.inviteUrl('CODE')).toBeUndefined()
  await platform.down()
  await channel.start()
  expect(channel.inviteUrl('CODE')).toBeUndefined()
  await platform.up()
  await platform.says(person, 'hallo')
  expect(channel.inviteUrl('CODE')).toBe('https://wa.me/31600000000?text=CODE')
})
