// Cases as the inbox finds them: the last form each had in its participant's document, also after it was closed, until its term is over.
import { Case } from '../core/care/case.ts'
import { Level } from '../core/level.ts'
import { keyOf } from './owners.ts'
import { send, type Store } from './redis.ts'
import { asBytes, asList, asText, maybe } from './reply.ts'
import { open } from './sealing.ts'

export interface FoundCase {
  participantId: string
  case: Case
}

export async function readCase(store: Store, caseId: string): Promise<FoundCase | undefined> {
  return openCase(store, maybe(await send(store, ['GET', store.keys.case + caseId]), asBytes))
}

/** Most urgent first: highest level, then the deadline that passes first. `staffId`: only of people that member has to do with. */
export async function listCases(store: Store, o: { state?: 'open'; staffId?: string }): Promise<FoundCase[]> {
  const { keys } = store
  const lists = o.state === 'open' ? [keys.openCases] : [keys.openCases, keys.closedCases]
  const ids = (await Promise.all(lists.map(async (list) => asList(await send(store, ['ZRANGE', list, '0', '-1']))))).flat().map(asText)
  if (ids.length === 0) return []
  const stored = asList(await send(store, ['MGET', ...ids.map((id) => keys.case + id)]))
  const theirs = o.staffId === undefined ? undefined : new Set(asList(await send(store, ['SMEMBERS', keys.peopleOf + o.staffId])).map(asText))
  const found = await Promise.all(stored.map(async (bytes) => openCase(store, maybe(bytes, asBytes))))
  return found
    .filter((one) => one !== undefined)
    .filter(({ participantId }) => theirs === undefined || theirs.has(participantId))
    .toSorted(byUrgency)
}

export async function openCase(store: Store, stored: Buffer | undefined): Promise<FoundCase | undefined> {
  if (!stored) return undefined
  const stop = stored.indexOf(0x0a)
  const participantId = stored.toString('utf8', 0, stop)
  const key = await keyOf(store, participantId)
  const read = key && Case.safeParse(open(key, 'case', stored.subarray(stop + 1)))
  return read?.success ? { participantId, case: read.data } : undefined
}

function byUrgency({ case: a }: FoundCase, { case: b }: FoundCase): number {
  const weight = (one: Case) => (one.state === 'closed' ? -1 : Level.options.indexOf(one.level))
  return weight(b) - weight(a) || (a.deadline ?? Infinity) - (b.deadline ?? Infinity) || b.openedAt - a.openedAt
}
