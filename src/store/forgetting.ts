// Forgetting an owner: the key is destroyed first of all, then everything found under the owner's id, then the old bytes in Redis' own log file.
// There is no way back, and nothing here asks whether it is allowed.
import { createHash } from 'node:crypto'
import { openDocument, type Document } from './elements.ts'
import { isConversation, member, staffOf, timersOf } from './indexes.ts'
import { currentOwner, keyNow } from './owners.ts'
import { runScript, send, Unavailable, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'

/**
 * Forgets an owner; one that is forgotten already is none the worse. Resolves when nothing of it is in Redis any more; the log file follows.
 * With `onlyIf` an owner stays whose document says no (`kept`), or who has something to be handled first (`waiting`), unless nobody can handle it.
 */
export async function forget(
  store: Store,
  asked: string,
  { onlyIf }: { onlyIf?: (document: Document | undefined) => boolean } = {},
): Promise<'forgotten' | 'kept' | 'waiting'> {
  const owner = await currentOwner(store, asked)
  // A turn may be committed between looking and deleting: then its timers are looked up again.
  for (let attempt = 0; attempt < 16; attempt += 1) {
    const key = await keyNow(store, owner)
    const stored = maybe(await send(store, ['GET', store.keys.document + owner]), asBytes)
    const read = key && stored ? openDocument(key, stored, { check: false }) : undefined
    const document = read?.type === 'read' ? read.document : undefined
    if (onlyIf && !onlyIf(document)) return 'kept'
    const members = document ? membersOf(owner, document) : await membersFound(store, owner)
    const digest = stored ? createHash('sha1').update(stored).digest('hex') : ''
    const { timers, staff, listed } = members
    const words = [owner, digest, onlyIf ? '1' : '0', String(timers.length), ...timers, String(staff.length), ...staff, ...listed]
    const outcome = asText(await runScript(store, 'forget', words))
    if (outcome === 'waiting') return outcome
    if (outcome === 'forgotten') {
      store.ownerKeys.delete(owner)
      await payRewrite(store)
      return outcome
    }
  }
  throw new Unavailable('an owner kept changing while it was to be forgotten')
}

/** Lets Redis write its append-only file anew when somebody was forgotten since, so that old bytes leave the disk. Without the right to ask it stays owed. */
export async function payRewrite(store: Store): Promise<void> {
  if (asNumber(await send(store, ['DEL', store.keys.rewriteOwed])) === 0) return
  try {
    await send(store, ['BGREWRITEAOF'])
  } catch {
    // One is under way that may have begun too early, or we may not ask: whoever comes next tries again.
    await send(store, ['SET', store.keys.rewriteOwed, '1'])
  }
}

interface Members {
  timers: string[]
  /** Whose lists of people the owner stands on. */
  staff: string[]
  /** Appointments and missed questions. */
  listed: string[]
}

function membersOf(owner: string, document: Parameters<typeof timersOf>[0]): Members {
  const timers = [...timersOf(document).keys()].map((id) => member(owner, id))
  if (!isConversation(document)) return { timers, staff: [], listed: [] }
  const listed = [...Object.keys(document.appointments), ...(document.missed ?? []).map(({ id }) => id)]
  return { timers, staff: [...staffOf(document)], listed: listed.map((id) => member(owner, id)) }
}

/** Without a readable document the indexes are searched; slow, and seldom. */
async function membersFound(store: Store, owner: string): Promise<Members> {
  const { calendar, appointments, missed, peopleOf } = store.keys
  const [timers, lists, ...listed] = await Promise.all([
    search(store, calendar, owner),
    listsOfPeople(store),
    search(store, appointments, owner),
    search(store, missed, owner),
  ])
  return { timers, staff: lists.map((key) => key.slice(peopleOf.length)), listed: listed.flat() }
}

async function listsOfPeople(store: Store): Promise<string[]> {
  const found: string[] = []
  let cursor = '0'
  do {
    const page = asList(await send(store, ['SCAN', cursor, 'MATCH', `${store.keys.peopleOf}*`, 'COUNT', '1000']))
    cursor = asText(page[0])
    found.push(...asList(page[1]).map(asText))
  } while (cursor !== '0')
  return found
}

async function search(store: Store, key: string, owner: string): Promise<string[]> {
  const found: string[] = []
  let cursor = '0'
  do {
    const page = asList(await send(store, ['ZSCAN', key, cursor, 'MATCH', member(owner, '*'), 'COUNT', '1000']))
    cursor = asText(page[0])
    found.push(
      ...asList(page[1])
        .map(asText)
        .filter((_, n) => n % 2 === 0),
    )
  } while (cursor !== '0')
  return found
}
