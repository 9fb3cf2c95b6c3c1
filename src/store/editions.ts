// Editions of flows as they were, kept while a conversation may still be in the middle of one (promise 8). Nothing personal.
import { z } from 'zod'
import { Flow } from '../core/flow/definition.ts'
import { send, type Store } from './redis.ts'
import { asList, asText } from './reply.ts'

const Edition = Flow.extend({ edition: z.string(), order: z.array(z.string()) })

/** Keeps the editions of today. The first form saved under an edition stays: an edition is a hash over its meaning. */
export async function saveEditions(store: Store, flows: Iterable<Flow>): Promise<void> {
  for (const flow of flows) await saveEdition(store, flow)
}

export async function saveEdition(store: Store, flow: Flow): Promise<void> {
  await send(store, ['HSETNX', store.keys.editions, `${flow.id}@${flow.edition}`, JSON.stringify(flow)])
}

/** Every edition ever saved that today's flow language can still read. */
export async function readEditions(store: Store): Promise<Flow[]> {
  const texts = asList(await send(store, ['HVALS', store.keys.editions])).map(asText)
  return texts.flatMap((text) => {
    const read = Edition.safeParse(JSON.parse(text))
    return read.success ? [read.data] : []
  })
}
