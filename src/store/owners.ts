// The keys of owners: unwrapped once, remembered while in use. An owner without a wrapped key does not exist (any more).
import { maybe, asBytes, asText } from './reply.ts'
import { send, type Store } from './redis.ts'
import type { OwnerKey } from './sealing.ts'

export type OwnerKind = 'participant' | 'staff'

export function kindOf(owner: string): OwnerKind {
  return owner.startsWith('s_') ? 'staff' : 'participant'
}

/** The owner's key from memory or from Redis; undefined: no such owner. */
export async function keyOf(store: Store, owner: string): Promise<OwnerKey | undefined> {
  const known = store.ownerKeys.get(owner)
  if (known) return known
  const wrapped = maybe(await send(store, ['HGET', store.keys.owner + owner, 'k']), asBytes)
  return wrapped && learnKey(store, owner, wrapped)
}

/** Unwraps a key that a script brought along, unless it is known already. */
export function learnKey(store: Store, owner: string, wrapped: Buffer): OwnerKey | undefined {
  const known = store.ownerKeys.get(owner)
  if (known) return known
  const key = store.sealing.unwrapKey(owner, wrapped)
  if (key) store.ownerKeys.set(owner, key)
  return key
}

/** Asks Redis again: a remembered key outlives its owner until somebody looks. */
export async function keyNow(store: Store, owner: string): Promise<OwnerKey | undefined> {
  store.ownerKeys.delete(owner)
  return keyOf(store, owner)
}

/** The owner a guest's record went into, or the owner itself. */
export async function currentOwner(store: Store, owner: string): Promise<string> {
  return maybe(await send(store, ['HGET', store.keys.moved, owner]), asText) ?? owner
}
