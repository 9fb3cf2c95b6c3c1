// Telegram as it really goes: polling and webhooks that survive failures, taps, blocks, limits and lost connections, against the local stand-in.
import Fastify from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import type { OutgoingMessage } from '../../src/channels/channel.ts'
import { commandLists } from '../../src/channels/telegram/commands.ts'
import { telegram, type TelegramSettings } from '../../src/channels/telegram/telegram.ts'
import { languages } from '../../src/core/phrasebook.ts'
import { startTelegram, type TelegramPlatformSettings } from '../platforms/telegram.ts'
import { keptIntake, keptLog, offersOf, outgoing, until } from './intake.ts'

const person = 4_503_599_627_370_001
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function open(o: { platform?: TelegramPlatformSettings; channel?: Partial<TelegramSettings> } = {}) {
  const platform = await startTelegram({ anyChat: true, limits: false, ...o.platform })
  const intake = keptIntake()
  const { log, lines } = keptLog()
  const channel = telegram({ token: platform.token, apiRoot: platform.url, pollSeconds: 1, timeoutMs: 300, ...o.channel }, intake, log)
  const app = Fastify()
  channel.routes(app)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  closing.push(
    () => platform.close(),
    () => app.close(),
    () => channel.stop(),
  )
  const send = (more: Partial<OutgoingMessage> = {}) => channel.send(outgoing(String(person), more))
  return { platform, intake, channel, send, lines, url, log }
}

const failed = (fault: string, more: Record<string, unknown> = {}) => ({ type: 'failed', fault, ...more })
const texts = (intake: { arrivals: { event: object }[] }) => intake.arrivals.map(({ event }) => ('text' in event ? event.text : ''))

describe('long polling', () => {
  test('confirms a batch only when it is stored', async () => {
    const { platform, intake, channel } = await open()
    intake.failing = 1
    platform.says(person, 'help')
    await channel.start()
    await until('storing was tried', () => intake.calls === 1)
    expect(platform.updates.unconfirmed()).toHaveLength(1)
    await until('it was stored', () => intake.arrivals.length === 1)
    await until('it was confirmed', () => platform.updates.unconfirmed().length === 0)
  })
  test('survives errors, pages instead of JSON and a platform that is away', async () => {
    const { platform, intake, channel } = await open()
    await channel.start()
    platform.misbehave({ mode: 'fail', status: 502 }, 1)
    platform.says(person, 'een')
    await until('een arrived', () => intake.arrivals.length === 1)
    platform.misbehave({ mode: 'garble' }, 1)
    platform.says(person, 'twee')
    await until('twee arrived', () => intake.arrivals.length === 2)
    await platform.down()
    platform.says(person, 'drie')
    await platform.up()
    await until('drie arrived', () => intake.arrivals.length === 3, 10_000)
    expect(texts(intake)).toEqual(['een', 'twee', 'drie'])
  })
  test('a stop confirms what was stored, and a new start goes on behind it', async () => {
    const first = await open()
    await first.channel.start()
    first.platform.says(person, 'een')
    await until('een arrived', () => first.intake.arrivals.length === 1)
    await first.channel.stop()
    expect(first.platform.updates.unconfirmed()).toEqual([])
    first.platform.says(person, 'twee')
    const next = telegram({ token: first.platform.token, apiRoot: first.platform.url, pollSeconds: 1 }, first.intake, first.log)
    closing.push(() => next.stop())
    await next.start()
    await until('twee arrived', () => first.intake.arrivals.length === 2)
  })
  test('takes a webhook away that stands in its way', async () => {
    const { platform, intake, channel } = await open()
    platform.updates.setWebhook('http://127.0.0.1:9/old')
    await channel.start()
    platform.says(person, 'hallo')
    await until('it arrived', () => intake.arrivals.length === 1)
  })
  test('a process that only sends never polls', async () => {
    const { platform, channel } = await open({ channel: { receives: false } })
    await channel.start()
    platform.says(person, 'voor een ander')
    await expect(until('nobody took it', () => platform.updates.unconfirmed().length === 0, 300)).rejects.toThrow('in vain')
    expect(channel.inviteUrl('x1')).toBe('https://t.me/brug_test_bot?start=x1')
  })
  test('a wrong token is reported without the token, and never stops the program', async () => {
    const { channel, lines } = await open({ channel: { token: '7000001:other-token' } })
    await channel.start()
    await channel.stop()
    expect(lines.join('')).toContain('token right')
    expect(lines.join('')).not.toContain('other-token')
  })
})

describe('the webhook', () => {
  test('is registered with its secret, and updates of one person come in order, again until they are stored', async () => {
    const { platform, intake, channel, url } = await open({ channel: { webhookSecret: 'tg-secret', publicUrl: 'http://127.0.0.1:1' } })
    await channel.start()
    expect(platform.updates.webhook()).toEqual({ url: 'http://127.0.0.1:1/webhooks/telegram', secret: 'tg-secret' })
    platform.updates.setWebhook(`${url}/webhooks/telegram`, 'tg-secret')
    intake.failing = 2
    for (const text of ['een', 'twee', 'drie']) platform.says(person, text)
    await until('all arrived', () => intake.arrivals.length === 3)
    expect(texts(intake)).toEqual(['een', 'twee', 'drie'])
  })
  test('exists only with a secret', async () => {
    const { url } = await open()
    expect((await fetch(`${url}/webhooks/telegram`, { method: 'POST', body: '{}' })).status).toBe(404)
  })
})

describe('a tap', () => {
  test('stops spinning at once, takes the keyboard away when it is stored, and counts twice as two taps', async () => {
    const { platform, intake, channel, send } = await open()
    await channel.start()
    await send({ offers: offersOf(2) })
    const message = platform.journal[0]
    if (!message) throw new Error('nothing was sent')
    intake.failing = 1
    platform.taps(message, 1)
    await until('it was answered', () => platform.answeredTaps.length === 1)
    platform.taps(message, 1)
    await until('both arrived', () => intake.arrivals.length === 2)
    await until('the keyboard is gone', () => message.keyboard.length === 0)
    expect(intake.arrivals.map(({ event }) => ('optionId' in event ? event.optionId : ''))).toEqual(['c7.1', 'c7.1'])
  })
})

describe('sending', () => {
  test('a reply to our message names it as it was named when sent', async () => {
    const { platform, intake, channel, send } = await open()
    await channel.start()
    const sent = await send()
    platform.says(person, 'over dit', { reply_to_message: { message_id: platform.journal[0]?.messageId } })
    await until('it arrived', () => intake.arrivals.length === 1)
    expect(sent).toEqual({ type: 'accepted', providerMessageId: intake.arrivals[0]?.replyToProviderId })
  })
  test('short labels stand two beside each other, long ones and right-to-left one a row', async () => {
    const { platform, send } = await open()
    const widths = () => platform.journal.at(-1)?.keyboard.map((row) => row.length)
    await send({ id: 'a', offers: offersOf(3, 'Ja') })
    expect(widths()).toEqual([2, 1])
    await send({ id: 'b', offers: offersOf(3, 'Ja'), dir: 'rtl' })
    expect(widths()).toEqual([1, 1, 1])
    await send({ id: 'c', offers: offersOf(3, 'Een lang antwoord') })
    expect(widths()).toEqual([1, 1, 1])
  })
  test('markup that is refused goes again without markup', async () => {
    const { platform, send } = await open()
    platform.misbehave({ mode: 'fail', status: 400, body: { ok: false, error_code: 400, description: "Bad Request: can't parse entities: x" } }, 1)
    expect(await send({ text: '*Let op*: 1 < 2' })).toMatchObject({ type: 'accepted' })
    expect(platform.journal).toMatchObject([{ text: 'Let op: 1 < 2', formatted: false }])
  })
  test('a link button that is refused becomes text', async () => {
    const { platform, send } = await open()
    platform.misbehave({ mode: 'fail', status: 400, body: { ok: false, error_code: 400, description: 'Bad Request: BUTTON_URL_INVALID' } }, 1)
    expect(await send({ link: { label: 'Open', url: 'https://brug.example.org/x' } })).toMatchObject({ type: 'accepted' })
    expect(platform.journal[0]).toMatchObject({ keyboard: [], text: expect.stringContaining('https://brug.example.org/x') })
  })
  const cases: [number, string, Record<string, unknown>, Record<string, unknown>?][] = [
    [429, 'Too Many Requests: retry after 7', failed('retry', { retryAfterMs: 7_000 }), { retry_after: 7 }],
    [403, 'Forbidden: bot was blocked by the user', failed('unreachable')],
    [403, 'Forbidden: user is deactivated', failed('unreachable')],
    [400, 'Bad Request: chat not found', failed('unreachable')],
    [400, 'Bad Request: something new', failed('refused')],
    [401, 'Unauthorized', failed('stopped', { wholeChannel: true })],
    [404, 'Not Found', failed('stopped', { wholeChannel: true })],
    [500, 'Internal Server Error', failed('retry')],
  ]
  test.each(cases)('%i %s', async (status, description, expected, parameters) => {
    const { platform, send } = await open()
    platform.misbehave({ mode: 'fail', status, body: { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) } }, 1)
    expect(await send()).toMatchObject(expected)
    expect(platform.journal).toHaveLength(0)
  })
  test('the limits of the platform come back as a wait, never as a message too many', async () => {
    const { platform, send } = await open({ platform: { limits: true, perChat: { burst: 2, everyMs: 1_000 } } })
    const outcomes = [await send({ id: 'a' }), await send({ id: 'b' }), await send({ id: 'c' })]
    expect(outcomes).toMatchObject([{ type: 'accepted' }, { type: 'accepted' }, failed('retry', { code: '429', retryAfterMs: 1_000 })])
    expect(platform.journal).toHaveLength(2)
  })
  test('two chats told to wait at the same time mean that the whole bot is too fast', async () => {
    const { channel } = await open({ platform: { limits: true, perChat: { burst: 1, everyMs: 1_000 } } })
    const outcomes = []
    for (const to of ['1', '2', '1', '1', '2']) outcomes.push(await channel.send(outgoing(to, { id: `x.${outcomes.length}` })))
    expect(outcomes.map((outcome) => outcome.type === 'failed' && outcome.wholeChannel === true)).toEqual([false, false, false, false, true])
  })
  test.each([
    ['hang', 'timeout', 0],
    ['refuse', 'connection_lost', 0],
    ['cut', 'connection_lost', 1],
    ['garble', 'bad_answer', 1],
  ] as const)('%s: code %s, for the message may have gone (%i)', async (mode, code, gone) => {
    const { platform, send, lines } = await open()
    platform.misbehave({ mode })
    expect(await send()).toMatchObject(failed('retry', { code }))
    expect(platform.journal).toHaveLength(gone)
    expect(lines.join('')).not.toContain('test-token')
  })
  test('nothing listening is known not to have gone', async () => {
    const { platform, send } = await open()
    await platform.down()
    expect(await send()).toMatchObject(failed('retry', { code: 'not_connected' }))
  })
  test.each(['', 'abc', '1e3', '99999999999999999999', '1; DROP'])('an address that is none (%s) is unreachable', async (to) => {
    const { channel } = await open()
    expect(await channel.send(outgoing(to))).toMatchObject(failed('unreachable'))
  })
  test('a blocked person is unreachable, and is heard about', async () => {
    const { platform, channel, intake, send } = await open()
    await channel.start()
    platform.blocks(person, true)
    await until('it was heard', () => intake.arrivals.length === 1)
    expect(intake.arrivals[0]?.event).toMatchObject({ type: 'reachability_changed', reachable: false })
    expect(await send()).toMatchObject(failed('unreachable'))
  })
})

test('the commands stand in all seven languages, and in English for everybody else', async () => {
  const phrasebook = { text: (lang: string, key: string) => `${lang} ${key}`, has: () => true }
  const { platform, channel } = await open({ channel: { commands: async () => commandLists(phrasebook, languages) } })
  await channel.start()
  expect([...platform.commands.keys()].toSorted()).toEqual(['', ...languages].toSorted())
  expect(platform.commands.get('ti')).toContain('human')
})

test('typing is shown', async () => {
  const { platform, channel } = await open()
  await channel.acknowledge(String(person), 'x')
  expect(platform.typing).toEqual([person])
})
