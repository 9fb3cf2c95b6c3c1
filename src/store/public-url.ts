// Where people reach this Brug, kept at each start, so that a command that is told nothing makes links that lead here.
import { send, type Store } from './redis.ts'
import { asText, maybe } from './reply.ts'

export async function keepPublicUrl(store: Store, publicUrl: string): Promise<void> {
  await send(store, ['SET', store.keys.publicUrl, publicUrl])
}

export async function keptPublicUrl(store: Store): Promise<string | undefined> {
  return maybe(await send(store, ['GET', store.keys.publicUrl]), asText)
}
