// Every channel, the same suite.
import { channelContract } from './contract.ts'
import { startTelegram } from '../platforms/telegram.ts'
import { startWhatsApp } from '../platforms/whatsapp.ts'
import { telegram } from '../../src/channels/telegram/telegram.ts'
import { webchat } from '../../src/channels/webchat/webchat.ts'
import { whatsapp } from '../../src/channels/whatsapp/whatsapp.ts'

channelContract('whatsapp', async ({ app, listen, intake, log }) => {
  const platform = await startWhatsApp({ openWindows: true })
  const { accessToken, phoneNumberId, appSecret } = platform.settings
  const channel = whatsapp({ accessToken, phoneNumberId, appSecret, verifyToken: 'verify', apiRoot: platform.url, apiVersion: 'v25.0' }, intake, log)
  channel.routes(app)
  platform.settings.webhookUrl = `${await listen()}/webhooks/whatsapp`
  const person = '31600000001'
  return {
    channel,
    person,
    sends: true,
    says: async (text) => void (await platform.says(person, text)),
    taps: async (option) => {
      const message = platform.journal.at(-1)
      const { id, title } = message?.options[option] ?? { id: '', title: '' }
      await platform.taps(person, { id, title }, message?.id ?? '')
    },
    seen: () => platform.journal.map(({ text, options, url }) => ({ text, options: [...options.map((one) => one.title), ...(url ? [`Open je ${url}`] : [])] })),
    close: () => platform.close(),
  }
})

for (const way of ['polling', 'webhook'] as const) {
  channelContract(`telegram by ${way}`, async ({ app, listen, intake, log }) => {
    const platform = await startTelegram({ perChat: { burst: 100, everyMs: 10 } })
    const channel = telegram(
      { token: platform.token, apiRoot: platform.url, pollSeconds: 1, ...(way === 'webhook' ? { webhookSecret: 'tg-secret' } : {}) },
      intake,
      log,
    )
    channel.routes(app)
    const url = await listen()
    if (way === 'webhook') platform.updates.setWebhook(`${url}/webhooks/telegram`, 'tg-secret')
    else await channel.start()
    const person = 5_000_000_123
    platform.says(person, '/start')
    await waitUntilTaken(platform.updates)
    // The greeting is not part of the suite.
    if ('arrivals' in intake && Array.isArray(intake.arrivals)) intake.arrivals.length = 0
    return {
      channel,
      person: String(person),
      sends: true,
      says: async (text) => {
        platform.says(person, text)
        await waitUntilTaken(platform.updates)
      },
      taps: async (option) => {
        const message = platform.journal.at(-1)
        if (message) platform.taps(message, option)
        await waitUntilTaken(platform.updates)
      },
      seen: () => platform.journal.map(({ text, keyboard }) => ({ text, options: keyboard.flat().map((button) => button.text) })),
      close: () => platform.close(),
    }
  })
}

channelContract('webchat', async ({ app, listen, intake }) => {
  const nothing = { isKnown: async () => true, isInvite: async () => undefined, messagesFor: async () => [], followFor: async function* () {} }
  const channel = webchat({ publicUrl: 'http://127.0.0.1:3000' }, intake, nothing)
  channel.routes(app)
  const url = await listen()
  const cookie = 'chat=AAAAAAAAAAAAAAAAAAAAAA'
  let counter = 0
  const post = async (body: object) => {
    counter += 1
    const answer = await fetch(`${url}/chat/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: url },
      body: JSON.stringify(body),
    })
    return answer.status
  }
  return {
    channel,
    person: 'unknown-visitor',
    sends: false,
    says: async (text) => void (await post({ text, clientId: `c${counter}` })),
    taps: async () => undefined,
    seen: () => [],
    close: async () => undefined,
  }
})

async function waitUntilTaken(updates: { unconfirmed(): number[] }): Promise<void> {
  for (let tries = 0; updates.unconfirmed().length > 0 && tries < 600; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10))
}
