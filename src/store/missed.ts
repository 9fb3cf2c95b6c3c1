// Missed questions of everybody, newest first, as whoever improves Brug may see them: under a reference that tells nobody whose they are.
// They stand in the documents; the index only says where. Nothing is changed here.
import type { Missed } from '../core/missed.ts'
import { readConversation } from './conversations.ts'
import { splitMember } from './indexes.ts'
import { send, type Store } from './redis.ts'
import { asList, asText } from './reply.ts'

export interface MissedPlace {
  owner: string
  missedId: string
  /** A keyed hash: the same question always has the same, and it leads back only here. */
  ref: string
}

/** At most `max`. One that is no longer in its document is left out. */
export async function listMissed(store: Store, max: number): Promise<(Missed & { ref: string })[]> {
  const places = await placesOf(store, max)
  const owners = [...new Set(places.map(({ owner }) => owner))]
  const documents = new Map(await Promise.all(owners.map(async (owner) => [owner, await readConversation(store, owner)] as const)))
  return places.flatMap(({ owner, missedId, ref }) => {
    const found = documents.get(owner)?.missed?.find(({ id }) => id === missedId)
    return found ? [{ ...found, ref }] : []
  })
}

export async function findMissed(store: Store, ref: string): Promise<(MissedPlace & { missed: Missed }) | undefined> {
  const place = (await placesOf(store)).find((one) => one.ref === ref)
  const document = place && (await readConversation(store, place.owner))
  const missed = document?.missed?.find(({ id }) => id === place?.missedId)
  return place && missed && { ...place, missed }
}

async function placesOf(store: Store, max = 0): Promise<MissedPlace[]> {
  const names = asList(await send(store, ['ZREVRANGE', store.keys.missed, '0', String(max - 1)])).map(asText)
  return names.map((name) => {
    const { owner, id } = splitMember(name)
    return { owner, missedId: id, ref: store.sealing.digest('missed', name) }
  })
}
