// Questions that editors made into examples to learn from. Sealed with a key of their own, which belongs to nobody: they stay when a person is forgotten.
// So nothing here says whose question it was, and none has a person's words without their yes.
import { z } from 'zod'
import { Lang } from '../core/phrasebook.ts'
import { send, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'
import { newKey, open, seal, type OwnerKey } from './sealing.ts'

/** Without `topic`: an example of what is no practical question. */
export const Example = z.object({ lang: Lang, text: z.string(), topic: z.string().optional(), on: z.iso.date() })
export type Example = z.infer<typeof Example>

const owner = 'examples'
const keyField = 'k'

/** The same words in the same language are one example: of the topic said last. */
export async function saveExample(store: Store, one: Example): Promise<void> {
  const key = (await keyNow(store)) ?? (await makeKey(store))
  await send(store, ['HSET', store.keys.examples, store.sealing.digest('example', one.lang, one.text), seal(key, 'record', one)])
}

/** Oldest first. */
export async function listExamples(store: Store): Promise<(Example & { id: string })[]> {
  const key = await keyNow(store)
  if (!key) return []
  const fields = asList(await send(store, ['HGETALL', store.keys.examples]))
  const found = fields.flatMap((field, n) => {
    const { data: one } = Example.safeParse(n % 2 === 0 && asText(field) !== keyField ? open(key, 'record', asBytes(fields[n + 1])) : undefined)
    return one ? [{ ...one, id: asText(field) }] : []
  })
  return found.toSorted((a, b) => a.on.localeCompare(b.on) || a.id.localeCompare(b.id))
}

/** False: there was no such example. */
export async function dropExample(store: Store, id: string): Promise<boolean> {
  return id !== keyField && asNumber(await send(store, ['HDEL', store.keys.examples, id])) === 1
}

async function keyNow(store: Store): Promise<OwnerKey | undefined> {
  const wrapped = maybe(await send(store, ['HGET', store.keys.examples, keyField]), asBytes)
  return wrapped && store.sealing.unwrapKey(owner, wrapped)
}

/** Two processes may come here at once: the first key stands. */
async function makeKey(store: Store): Promise<OwnerKey> {
  await send(store, ['HSETNX', store.keys.examples, keyField, store.sealing.wrapKey(owner, newKey())])
  const key = await keyNow(store)
  if (!key) throw new Error('the key of the examples can not be unwrapped')
  return key
}
