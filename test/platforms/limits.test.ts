// The stand-ins refuse what the platforms refuse; otherwise every test against them would prove nothing.
import { afterAll, describe, expect, test } from 'vitest'
import { startTelegram } from './telegram.ts'
import { startWhatsApp } from './whatsapp.ts'

const whatsapp = await startWhatsApp({ openWindows: true, perSecond: 1_000, pair: { burst: 1_000, everyMs: 1 } })
const telegram = await startTelegram({ anyChat: true, limits: false })
afterAll(async () => {
  await whatsapp.close()
  await telegram.close()
})

async function call(url: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; answer: unknown }> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  return { status: answer.status, answer: await answer.json() }
}

describe('WhatsApp', () => {
  const send = (message: Record<string, unknown>, token = 'wa-token') =>
    call(`${whatsapp.url}/v25.0/1001/messages`, { messaging_product: 'whatsapp', to: '31600000001', ...message }, { authorization: `Bearer ${token}` })
  const text = (body: string) => ({ type: 'text', text: { body } })
  const buttons = (titles: string[], body = 'x') => ({
    type: 'interactive',
    interactive: { type: 'button', body: { text: body }, action: { buttons: titles.map((title, at) => ({ type: 'reply', reply: { id: `i${at}`, title } })) } },
  })
  const rows = (count: number, more: Record<string, string> = {}) => ({
    type: 'interactive',
    interactive: {
      type: 'list',
      body: { text: 'x' },
      action: { button: 'Kies', sections: [{ rows: Array.from({ length: count }, (_, at) => ({ id: `i${at}`, title: `t${at}`, ...more })) }] },
    },
  })
  test.each([
    ['a text', text('x'.repeat(4096)), 200],
    ['a text too long', text('x'.repeat(4097)), 400],
    ['an empty text', text(''), 400],
    ['a blank text', text('  '), 400],
    ['three buttons', buttons(['a', 'b', 'c']), 200],
    ['four buttons', buttons(['a', 'b', 'c', 'd']), 400],
    ['a title of 21', buttons(['x'.repeat(21)]), 400],
    ['the same title twice', buttons(['a', 'a']), 400],
    ['a body of 1025', buttons(['a'], 'x'.repeat(1025)), 400],
    ['ten rows', rows(10), 200],
    ['eleven rows', rows(11), 400],
    ['a row title of 25', rows(1, { title: 'x'.repeat(25) }), 400],
    ['a description of 73', rows(1, { description: 'x'.repeat(73) }), 400],
    ['an unknown key', { ...text('x'), surprise: 1 }, 400],
    ['an effect id of 513', { ...text('x'), biz_opaque_callback_data: 'x'.repeat(513) }, 400],
    ['no receiver', { ...text('x'), to: undefined }, 400],
    ['a name for a number', { ...text('x'), to: 'Amina' }, 400],
  ])('%s', async (_what, message, status) => expect((await send(message)).status).toBe(status))
  test('errors have the shape of Meta', async () => {
    expect(await send(text('x'), 'wrong')).toMatchObject({
      status: 401,
      answer: { error: { code: 190, type: 'OAuthException', error_data: { details: expect.any(String) } } },
    })
    expect(await send({ ...text('x'), surprise: 1 })).toMatchObject({ answer: { error: { code: 100 } } })
    const template = { type: 'template', template: { name: 'brug_message_waiting', language: { code: 'so' } } }
    expect(await send(template)).toMatchObject({ status: 404, answer: { error: { code: 132001 } } })
  })
  test('throughput and pair limits', async () => {
    const slow = await startWhatsApp({ openWindows: true, perSecond: 3, pair: { burst: 2, everyMs: 60_000 } })
    const codes = []
    for (const to of ['31600000001', '31600000001', '31600000001', '31600000002']) {
      codes.push(
        (await call(`${slow.url}/v25.0/1001/messages`, { messaging_product: 'whatsapp', to, ...text('x') }, { authorization: 'Bearer wa-token' })).answer,
      )
    }
    expect(codes.slice(2)).toMatchObject([{ error: { code: 131056 } }, { error: { code: 130429 } }])
    await slow.close()
  })
})

describe('Telegram', () => {
  const send = (message: Record<string, unknown>) => call(`${telegram.url}/bot${telegram.token}/sendMessage`, { chat_id: 5, text: 'x', ...message })
  const key = (button: Record<string, string>) => ({ reply_markup: { inline_keyboard: [[{ text: 'x', ...button }]] } })
  test.each([
    [{ text: 'x'.repeat(4096) }, 'ok'],
    [{ text: 'x'.repeat(4097) }, 'message is too long'],
    [{ text: ' ' }, 'message text is empty'],
    [{ text: 'x'.repeat(33_000) }, 'text is too long'],
    [{ text: '<b>x', parse_mode: 'HTML' }, "can't parse entities"],
    [{ text: 'x < y', parse_mode: 'HTML' }, "can't parse entities"],
    [{ text: '<h1>x</h1>', parse_mode: 'HTML' }, "can't parse entities"],
    [{ text: '<b>x</b> &lt;', parse_mode: 'HTML' }, 'ok'],
    [key({ callback_data: 'x'.repeat(64) }), 'ok'],
    [key({ callback_data: 'ሰ'.repeat(22) }), 'BUTTON_DATA_INVALID'],
    [key({}), 'Text buttons are unallowed'],
    [key({ url: 'http://localhost:3000/x' }), 'invalid'],
    [key({ callback_data: 'x', text: '' }), 'must not be empty'],
  ])('%j: %s', async (message, expected) => {
    const { status, answer } = await send(message)
    expect(status).toBe(expected === 'ok' ? 200 : 400)
    if (expected !== 'ok') expect(answer).toMatchObject({ ok: false, error_code: 400, description: expect.stringContaining(expected) })
  })
  test('a second poller throws the first out, and a webhook throws out both', async () => {
    const poll = (timeout: number) => call(`${telegram.url}/bot${telegram.token}/getUpdates`, { timeout })
    const first = poll(5)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const second = poll(0)
    expect(await first).toMatchObject({ status: 409, answer: { description: expect.stringContaining('terminated by other') } })
    expect((await second).status).toBe(200)
    telegram.updates.setWebhook('http://127.0.0.1:9/x')
    expect(await poll(0)).toMatchObject({ status: 409, answer: { description: expect.stringContaining('webhook is active') } })
  })
})
