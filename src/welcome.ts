// What Brug prints when it is ready: what is on, where it is, how to sign in, and how to connect what is off.
// It makes the first coordinator, because an escalation must always have somebody to reach.
import type { Channel } from './channels/channel.ts'
import type { Settings } from './settings.ts'
import type { Store } from './store/redis.ts'
import { createSignInLink } from './store/sessions.ts'
import { addStaff, listStaff } from './store/staff.ts'

/** Lines for the terminal. A sign-in link stands in them only where the terminal is the owner's own (embedded Redis), or for a coordinator just made. */
export async function welcome(settings: Settings, store: Store, channels: readonly Channel[]): Promise<string[]> {
  const link = await signInLink(settings, store)
  const { publicUrl } = settings
  const isOn = (name: Channel['name']) => channels.some((channel) => channel.name === name)
  return [
    '',
    `Brug runs.${settings.demo ? ' This is the demo: nothing here is real, and its clock can be moved.' : ''}`,
    '',
    ...(settings.demo ? [`  Demo       ${publicUrl}/demo`] : []),
    `  Chat       ${publicUrl}/chat`,
    `  Inbox      ${publicUrl}/inbox`,
    ...(link ? [`  Sign in    ${link}`, '             (works once; a new one: npx brug staff link ID)'] : []),
    `  Telegram   ${isOn('telegram') ? `on, ${settings.telegram?.webhookSecret ? `webhook at ${publicUrl}/webhooks/telegram` : 'long polling'}` : 'off: make a bot with @BotFather and set TELEGRAM_BOT_TOKEN'}`,
    `  WhatsApp   ${isOn('whatsapp') ? `on, webhook at ${publicUrl}/webhooks/whatsapp` : 'off: set WHATSAPP_ACCESS_TOKEN, _PHONE_NUMBER_ID, _APP_SECRET and _VERIFY_TOKEN'}`,
    `  Redis      ${settings.redisUrl === undefined ? `embedded, in ${settings.dataDir}` : 'at REDIS_URL'}`,
    '',
  ]
}

async function signInLink(settings: Settings, store: Store): Promise<string | undefined> {
  const coordinator = (await listStaff(store)).find((member) => member.role === 'coordinator')
  if (coordinator && settings.redisUrl !== undefined) return undefined
  const { id } = coordinator ?? (await addStaff(store, { name: 'Coordinator', role: 'coordinator', lang: 'nl', duty: true }))
  return `${settings.publicUrl}/inbox#sign-in=${await createSignInLink(store, id)}`
}
