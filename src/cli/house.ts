// Opens Brug's store and content for one command, whether Brug is running or not, and closes them again.
// What a command puts into a mailbox is handled by a running worker, or by the command itself when there is none.
import { closeStore, openStore, Unavailable, type Store } from '../store/redis.ts'
import { startRedis } from '../store/embedded.ts'
import type { Content } from '../core/content.ts'
import { loadContent } from '../content.ts'
import { readSettings, settingsMessage, type Settings } from '../settings.ts'
import { drain } from '../pipeline/converse.ts'
import { turns } from '../turns.ts'
import { WrongInput } from './command.ts'

export interface House {
  store: Store
  content: Content
  publicUrl: string
  inviteUrls(code: string): { telegramUrl?: string; whatsappUrl?: string; webUrl?: string }
  /** Handles everything that waits in this owner's mailbox now. */
  settle(owner: string): Promise<void>
}

/** Runs `work` with the house open. Resolves with the exit code. */
export async function withHouse(work: (house: House) => Promise<void>): Promise<number> {
  const read = readSettings(process.env, [])
  if (read.type === 'broken') throw new WrongInput(settingsMessage(read.faults))
  const { settings } = read
  const loading = loadContent(settings.contentDir, { municipality: settings.municipality, publicUrl: settings.publicUrl, today: new Date() })
  if (loading.type === 'faulty') throw new WrongInput(loading.faults.join('\n'))
  const redis = settings.redisUrl === undefined ? await startRedis({ dir: settings.dataDir }) : undefined
  try {
    const store = await openStore({ url: redis?.url ?? settings.redisUrl ?? '', masterKey: settings.masterKey })
    try {
      const { content } = loading.loaded
      await work({ store, content, publicUrl: settings.publicUrl, inviteUrls: inviteUrlsOf(settings), settle: (owner) => drain({ store, turns, content: () => content }, owner) })
    } finally {
      await closeStore(store)
    }
  } catch (error) {
    if (error instanceof Unavailable) throw new WrongInput('Redis cannot be reached; is REDIS_URL right, and is it running?')
    throw error
  } finally {
    await redis?.stop()
  }
  return process.exitCode === undefined ? 0 : Number(process.exitCode)
}

/** The web chat link always works; the others need the bot's name and number, which only a running Brug has learned. */
function inviteUrlsOf(settings: Settings): House['inviteUrls'] {
  return (code) => ({ webUrl: `${settings.publicUrl}/chat?start=${code}` })
}
