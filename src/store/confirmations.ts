// What the keepers of facts said about them last. Nothing personal but a staff id; what it does to answers is in core/keeping.ts.
import { Confirmation } from '../core/keeping.ts'
import { send, type Store } from './redis.ts'
import { asList, asText } from './reply.ts'

export async function saveConfirmation(store: Store, word: Confirmation): Promise<void> {
  await send(store, ['HSET', store.keys.confirmations, `${word.kind}:${word.id}`, JSON.stringify(word)])
}

/** The last word about each; one that can no longer be read counts as never said. */
export async function readConfirmations(store: Store): Promise<Confirmation[]> {
  const found = asList(await send(store, ['HVALS', store.keys.confirmations])).map(asText)
  return found.flatMap((text) => Confirmation.safeParse(JSON.parse(text)).data ?? [])
}
