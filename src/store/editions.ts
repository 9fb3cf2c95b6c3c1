// Editions of flows as they were, kept while a conversation may still be in the middle of one (promise 8). Nothing personal.
import { send, type Store } from './redis.ts'
import { asList, asText } from './reply.ts'

export interface Edition {
  flow: string
  edition: string
  /** The flow as it was written; whoever reads it checks it again, for the flow language may have moved on. */
  content: unknown
}

/** The first form saved under an edition stays: an edition is a hash over its meaning. */
export async function saveEdition(store: Store, { flow, edition, content }: Edition): Promise<void> {
  await send(store, ['HSETNX', store.keys.editions, `${flow}@${edition}`, JSON.stringify(content)])
}

/** Every edition ever saved. */
export async function readEditions(store: Store): Promise<Edition[]> {
  const found = asList(await send(store, ['HGETALL', store.keys.editions])).map(asText)
  return found.flatMap((name, n) => {
    const text = found[n + 1]
    const at = name.lastIndexOf('@')
    return n % 2 === 0 && text !== undefined ? [{ flow: name.slice(0, at), edition: name.slice(at + 1), content: JSON.parse(text) }] : []
  })
}
