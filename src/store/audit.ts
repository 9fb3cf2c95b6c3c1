// Who looked at whose record. Random ids and times only; goes with the record when its owner is forgotten.
import { send, type Store } from './redis.ts'
import { asList, asText } from './reply.ts'

export interface Read {
  staffId: string
  /** Epoch ms. */
  at: number
}

/** The newest looks are kept; a look again within the same ten minutes is the same look. */
const readsMax = 5_000
const sameLookMs = 10 * 60_000

/** Resolves when the look is noted: show nothing before. */
export async function noteRead(store: Store, read: Read & { participantId: string }): Promise<void> {
  const key = store.keys.reads + read.participantId
  const newest = asList(await send(store, ['LRANGE', key, '0', '9'])).map((line) => readLine(asText(line)))
  if (newest.some(({ staffId, at }) => staffId === read.staffId && read.at - at < sameLookMs)) return
  await send(store, ['LPUSH', key, `${read.at} ${read.staffId}`])
  await send(store, ['LTRIM', key, '0', String(readsMax - 1)])
}

/** Newest first. */
export async function readsOf(store: Store, participantId: string): Promise<Read[]> {
  return asList(await send(store, ['LRANGE', store.keys.reads + participantId, '0', '-1'])).map((line) => readLine(asText(line)))
}

function readLine(line: string): Read {
  const [at, staffId] = line.split(' ')
  return { at: Number(at), staffId: staffId ?? '' }
}
