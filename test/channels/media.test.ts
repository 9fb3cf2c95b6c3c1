// The sound of a voice message as Telegram and WhatsApp give it out: whole, bounded, and never with a token where it does not belong.
import { afterEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import { telegram } from '../../src/channels/telegram/telegram.ts'
import { whatsapp } from '../../src/channels/whatsapp/whatsapp.ts'
import { openStage } from '../platforms/stage.ts'
import { startTelegram } from '../platforms/telegram.ts'
import { startWhatsApp } from '../platforms/whatsapp.ts'
import { keptIntake, keptLog, until, type KeptIntake } from './intake.ts'
import Fastify from 'fastify'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})
const sound = Buffer.from('OggS and then sound \u0000\u00ff')
const tooLarge = Buffer.alloc(16 * 1024 * 1024 + 1)

async function onTelegram() {
  const platform = await startTelegram({ anyChat: true })
  const intake = keptIntake()
  const { log, lines } = keptLog()
  const channel = telegram({ token: platform.token, apiRoot: platform.url, pollSeconds: 1 }, intake, log)
  closing.push(
    () => platform.close(),
    () => channel.stop(),
  )
  await channel.start()
  const speaks = async (bytes: Buffer) => void platform.speaks(101, bytes)
  return { platform, channel, intake, lines, speaks, secret: platform.token }
}

async function onWhatsApp(apiRoot?: string) {
  const platform = await startWhatsApp()
  const { accessToken, phoneNumberId, appSecret } = platform.settings
  const intake = keptIntake()
  const { log, lines } = keptLog()
  const channel = whatsapp({ accessToken, phoneNumberId, appSecret, verifyToken: 'v', apiRoot: apiRoot ?? platform.url, apiVersion: 'v25.0' }, intake, log)
  const app = Fastify()
  channel.routes(app)
  platform.settings.webhookUrl = `${await app.listen({ port: 0, host: '127.0.0.1' })}/webhooks/whatsapp`
  closing.push(
    () => platform.close(),
    () => app.close(),
    () => channel.stop(),
  )
  const speaks = async (bytes: Buffer) => void (await platform.speaks('31600000001', bytes))
  return { platform, channel, intake, lines, speaks, secret: accessToken }
}

async function mediaIdIn(intake: KeptIntake): Promise<string> {
  const event = () => intake.arrivals.at(-1)?.event
  await until('the voice message arrived', () => event()?.type === 'unreadable_received')
  const found = event()
  return found?.type === 'unreadable_received' ? (found.mediaId ?? '') : ''
}

describe.each([
  ['telegram', onTelegram],
  ['whatsapp', onWhatsApp],
])('on %s', (_name, open) => {
  test('the sound comes whole, with its type', async () => {
    const { channel, intake, speaks, platform } = await open()
    await speaks(sound)
    const found = await channel.media(await mediaIdIn(intake))
    expect(found).toMatchObject({ type: 'media', contentType: expect.stringMatching(/^audio\/ogg/) })
    expect(found.type === 'media' && found.bytes.equals(sound)).toBe(true)
    platform.misbehave({ mode: 'none' })
  })

  test('what is too large, gone, refused or cut off is a short code without a secret', async () => {
    const { channel, intake, speaks, platform, lines, secret } = await open()
    await speaks(tooLarge)
    const id = await mediaIdIn(intake)
    const codes = [await channel.media(id), await channel.media('nothing-there')]
    for (const how of [{ mode: 'fail' as const, status: 500 }, { mode: 'refuse' as const }, { mode: 'cut' as const }, { mode: 'garble' as const }]) {
      platform.misbehave(how)
      codes.push(await channel.media(id))
    }
    platform.misbehave({ mode: 'none' })
    for (const one of codes) expect(one).toMatchObject({ type: 'failed', code: expect.stringMatching(/^\w+$/) })
    expect(codes[0]).toEqual({ type: 'failed', code: 'too_large' })
    expect(lines.join('\n')).not.toContain(secret)
  })

  test('whoever does not wait for it ends it', async () => {
    const { channel, intake, speaks, platform } = await open()
    await speaks(sound)
    const id = await mediaIdIn(intake)
    platform.misbehave({ mode: 'hang' })
    expect(await channel.media(id, AbortSignal.timeout(50))).toMatchObject({ type: 'failed' })
    platform.misbehave({ mode: 'none' })
  })
})

async function mediaWhenPointedTo(path: (elsewhere: string) => string): Promise<{ outcome: Awaited<ReturnType<Channel['media']>>; reached: number }> {
  let reached = 0
  const elsewhere = await openStage(0, () => {
    reached += 1
    return { status: 200, body: sound }
  })
  const graph = await openStage(0, () => ({ status: 200, body: { url: path(elsewhere.url), mime_type: 'audio/ogg', file_size: 1 } }))
  closing.push(
    () => elsewhere.close(),
    () => graph.close(),
  )
  const { channel } = await onWhatsApp(graph.url)
  return { outcome: await channel.media('1'), reached }
}

test.each([
  ['another host', (url: string) => `${url}/sound`],
  ['a name that only looks like Meta', () => 'https://facebook.com.example.nl/sound'],
  ['a file', () => 'file:///etc/passwd'],
  ['nothing', () => 'not an address'],
])('WhatsApp: the token is not sent to %s', async (_what, path) => {
  expect(await mediaWhenPointedTo(path)).toEqual({ outcome: { type: 'failed', code: 'no_path' }, reached: 0 })
})

test('Telegram: a path that leads out of its folder is not asked for', async () => {
  const asked: string[] = []
  const api = await openStage(0, ({ path }) => {
    asked.push(path)
    return { status: 200, body: { ok: true, result: { file_id: 'a', file_unique_id: 'b', file_path: '/var/lib/../../etc/passwd' } } }
  })
  closing.push(() => api.close())
  const channel = telegram({ token: '1:t', apiRoot: api.url, receives: false }, keptIntake(), keptLog().log)
  expect(await channel.media('a')).toEqual({ type: 'failed', code: 'no_path' })
  expect(asked).toEqual(['/bot1:t/getFile'])
})
