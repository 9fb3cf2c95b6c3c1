// The links that carry an invite to each platform. The bot's name and the number are asked from the platforms, which a command has to do itself:
// it uses the channels as a process does that only sends, so no webhook is registered and no update is taken away from a running Brug.
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import type { Channel, Intake } from '../channels/channel.ts'
import { telegram } from '../channels/telegram/telegram.ts'
import { whatsapp } from '../channels/whatsapp/whatsapp.ts'
import type { Settings } from '../settings.ts'

export interface InviteUrls {
  telegramUrl?: string
  whatsappUrl?: string
  webUrl: string
}

export interface InviteLinks {
  urls(code: string): InviteUrls
  /** Platforms that are switched on and did not say how people find us. */
  warnings: string[]
}

/** A code without its links is better than a command that makes people wait. */
const learnWithinMs = 2_000
const nowhere: Intake = { accept: () => Promise.reject(new Error('a command takes in no messages')) }

export async function inviteLinks({ publicUrl, ...settings }: Settings): Promise<InviteLinks> {
  const log = pino({ level: 'silent' })
  const channels: Channel[] = [
    ...(settings.telegram ? [telegram({ ...settings.telegram, receives: false }, nowhere, log)] : []),
    ...(settings.whatsapp ? [whatsapp(settings.whatsapp, nowhere, log)] : []),
  ]
  await Promise.race([Promise.all(channels.map(async (channel) => channel.start())), pause(learnWithinMs, undefined, { ref: false })])
  // Whatever was not learned by now is not learned any more; nothing may keep the command from ending.
  const stopped = Promise.all(channels.map(async (channel) => channel.stop()))
  stopped.catch(() => undefined)
  const urlOf = (name: Channel['name'], code: string) => channels.find((channel) => channel.name === name)?.inviteUrl(code)
  return {
    urls: (code) => ({
      telegramUrl: urlOf('telegram', code),
      whatsappUrl: urlOf('whatsapp', code),
      webUrl: `${publicUrl}/chat?start=${encodeURIComponent(code)}`,
    }),
    warnings: channels
      .filter((channel) => channel.inviteUrl('') === undefined)
      .map(({ name }) => `${name === 'telegram' ? 'Telegram' : 'WhatsApp'} did not answer, so its link is not known; the code works there as well`),
  }
}
