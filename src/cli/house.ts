// Opens Brug's store for one command, whether Brug is running or not, and closes it again. Flows and platforms come in only when a command needs them.
// What a command puts into a mailbox is handled by a running worker, or by the command itself when there is none.
import type { Content } from '../core/content.ts'
import { loadContent } from '../content.ts'
import { drain } from '../pipeline/converse.ts'
import { readSettings, wrongKeyMessage, type Settings } from '../settings.ts'
import { startRedis, type EmbeddedRedis } from '../store/embedded.ts'
import { keptPublicUrl } from '../store/public-url.ts'
import { closeStore, openStore, Unavailable, WrongMasterKey, type Store } from '../store/redis.ts'
import { turns } from '../turns.ts'
import { WrongInput } from './command.ts'
import { brokenContent } from './texts.ts'

export interface House {
  store: Store
  settings: Settings
  content(): Content
  /** Handles everything that waits in this owner's mailbox now. */
  settle(owner: string): Promise<void>
}

/** Runs `work` with the house open. Resolves with the exit code, which is 0 unless `work` says otherwise. */
export async function withHouse(work: (house: House) => Promise<number | void>): Promise<number> {
  const read = readSettings(process.env, [])
  if (read.type === 'broken') throw new WrongInput(read.faults.join('; '))
  const { settings } = read
  for (const warning of read.warnings) process.stderr.write(`warning: ${warning}\n`)
  const redis = settings.redisUrl === undefined ? await embedded(settings.dataDir) : undefined
  try {
    const store = await opened(redis?.url ?? settings.redisUrl ?? '', settings)
    try {
      const kept = settings.isPublicUrlSet ? undefined : await keptPublicUrl(store)
      const here = kept === undefined ? settings : { ...settings, publicUrl: kept }
      let loaded: Content | undefined
      const content = () => (loaded ??= contentOf(here))
      return (await work({ store, settings: here, content, settle: async (owner) => drain({ store, turns, content }, owner) })) ?? 0
    } finally {
      await closeStore(store)
    }
  } catch (error) {
    if (error instanceof Unavailable) throw new WrongInput(awayWords(settings))
    throw error
  } finally {
    await redis?.stop()
  }
}

function contentOf({ contentDir, keepIn, municipality, publicUrl }: Settings): Content {
  const loading = loadContent(contentDir, { municipality, publicUrl, today: new Date(), keepIn })
  if (loading.type === 'faulty') throw new WrongInput(brokenContent(loading.faults))
  return loading.loaded.content
}

async function embedded(dir: string): Promise<EmbeddedRedis> {
  try {
    return await startRedis({ dir })
  } catch (error) {
    throw new WrongInput(error instanceof Error ? error.message : `Redis did not start in ${dir}`)
  }
}

async function opened(url: string, settings: Settings): Promise<Store> {
  try {
    return await openStore({ url, masterKey: settings.masterKey })
  } catch (error) {
    if (error instanceof WrongMasterKey) throw new WrongInput(wrongKeyMessage(settings))
    // The message of a connection may hold the address with its password.
    throw new WrongInput(`${awayWords(settings)}${error instanceof Error ? ` (${error.name})` : ''}`)
  }
}

function awayWords({ redisUrl, dataDir }: Settings): string {
  return redisUrl === undefined ? `the Redis in ${dataDir} does not answer` : 'Redis cannot be reached: is REDIS_URL right, and is it running?'
}
