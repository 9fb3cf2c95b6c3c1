// An answer that can be listened to, as it goes out on Telegram and WhatsApp: put up once, heard before its words, and never instead of them.
import { afterEach, expect, test } from 'vitest'
import type { OutgoingMessage } from '../../src/channels/channel.ts'
import { telegram } from '../../src/channels/telegram/telegram.ts'
import { whatsapp } from '../../src/channels/whatsapp/whatsapp.ts'
import { startTelegram } from '../platforms/telegram.ts'
import { startWhatsApp } from '../platforms/whatsapp.ts'
import { keptIntake, keptLog } from './intake.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})
const mp3 = Buffer.concat([Buffer.from('ID3'), Buffer.alloc(300, 7)])

function message(id: string, bytes: () => Promise<Buffer<ArrayBuffer> | undefined> = async () => Buffer.from(mp3)): OutgoingMessage {
  const offers = [{ id: 'q1.0', label: 'Meer uitleg' }]
  const sound = { name: 'nl/gp-register.0123456789abcdef.mp3', bytes }
  return { id, to: '31600000001', text: '🔊 *Huisarts*', lang: 'nl', dir: 'ltr', offers, sound, purpose: 'answer', lastInboundAt: Date.now() }
}
const gone = async () => undefined

async function onTelegram() {
  const platform = await startTelegram({ anyChat: true, limits: false })
  const channel = telegram({ token: platform.token, apiRoot: platform.url, receives: false }, keptIntake(), keptLog().log)
  closing.push(
    () => platform.close(),
    () => channel.stop(),
  )
  return { platform, channel }
}

async function onWhatsApp() {
  const platform = await startWhatsApp({ openWindows: true })
  const { accessToken, phoneNumberId, appSecret } = platform.settings
  const channel = whatsapp({ accessToken, phoneNumberId, appSecret, verifyToken: 'v', apiRoot: platform.url, apiVersion: 'v25.0' }, keptIntake(), keptLog().log)
  closing.push(
    () => platform.close(),
    () => channel.stop(),
  )
  return { platform, channel }
}

test('on Telegram one message holds the sound, the words and the buttons; the second time it is not put up again', async () => {
  const { platform, channel } = await onTelegram()
  expect(await channel.send(message('m1'))).toMatchObject({ type: 'accepted' })
  expect(await channel.send(message('m2', gone))).toMatchObject({ type: 'accepted' })
  const [first, second] = platform.journal
  expect(first).toMatchObject({ text: '🔊 Huisarts', sound: { isNew: true }, keyboard: [[{ text: 'Meer uitleg' }]] })
  expect(first?.sound?.bytes.equals(mp3)).toBe(true)
  expect(second?.sound?.isNew).toBe(false)
})

test('on WhatsApp the sound comes first and the words with the buttons after it; the second time it is not put up again', async () => {
  const { platform, channel } = await onWhatsApp()
  expect(await channel.send(message('m1'))).toMatchObject({ type: 'accepted' })
  expect(await channel.send(message('m2', gone))).toMatchObject({ type: 'accepted' })
  expect(platform.journal.map(({ type, opaque }) => [type, opaque])).toEqual([
    ['audio', 'm1~1'],
    ['buttons', 'm1'],
    ['audio', 'm2~1'],
    ['buttons', 'm2'],
  ])
  expect(platform.soundOf(platform.journal[0]?.mediaId ?? '')?.equals(mp3)).toBe(true)
  expect(platform.journal[2]?.mediaId).toBe(platform.journal[0]?.mediaId)
})

test.each([
  ['Telegram', onTelegram, '/sendAudio'],
  ['WhatsApp', onWhatsApp, '/media'],
] as const)('on %s the words go alone when the sound is gone or refused, and wait with it when the platform is away', async (_name, open, path) => {
  const { platform, channel } = await open()
  expect(await channel.send(message('m1', gone))).toMatchObject({ type: 'accepted' })
  const refusal = { ok: false, error_code: 400, description: 'Bad Request: wrong file', error: { code: 131053, message: 'Media upload error' } }
  platform.misbehave({ mode: 'fail', status: 400, body: refusal }, 1, path)
  expect(await channel.send(message('m2'))).toMatchObject({ type: 'accepted' })
  expect(platform.journal.map(({ text }) => text)).toHaveLength(2)
  platform.misbehave({ mode: 'refuse' }, 1, path)
  expect(await channel.send(message('m3'))).toMatchObject({ type: 'failed', fault: 'retry' })
  expect(platform.journal).toHaveLength(2)
  expect(await channel.send(message('m3'))).toMatchObject({ type: 'accepted' })
})
