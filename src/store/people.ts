// Participants' records: adding one, letting an address lead to one, listing and exporting them.
// Invites are in invites.ts, forgetting in forgetting.ts; both are offered here too, so that whoever deals with people has one door.
import type { Case } from '../core/care/case.ts'
import type { Conversation } from '../core/conversation.ts'
import type { ChannelName, EventOf } from '../core/event.ts'
import { openCase } from './cases.ts'
import { readConversation } from './conversations.ts'
import { readMessages, withoutOrigins, type LoggedMessage } from './log.ts'
import { rememberSeenS } from './mailbox.ts'
import { currentOwner, kindOf } from './owners.ts'
import { runScript, send, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'
import { newKey, randomId, seal } from './sealing.ts'
import { AddressTaken } from './staff.ts'

export { createInvite, isInvite, redeemInvite, type Redemption } from './invites.ts'
export { forget } from './forgetting.ts'

/**
 * Makes a record to which the event's addresses lead, and puts the event into its mailbox: all of it or nothing. The same event id makes one record,
 * however often it is asked. Throws `AddressTaken` when an address leads to somebody already.
 */
export async function createParticipant(store: Store, event: EventOf<'person_added'>): Promise<string> {
  const owner = `p_${randomId()}`
  const wrapped = store.sealing.wrapKey(owner, newKey())
  const key = store.sealing.unwrapKey(owner, wrapped)
  if (!key) throw new Error('a new key could not be unwrapped')
  const intention = store.sealing.digest('create', event.id)
  const addresses = (event.addresses ?? []).map(({ channel, addressId }) => store.sealing.addressHash(channel, addressId))
  const answer = asList(
    await runScript(store, 'create', [
      String(store.clock()),
      owner,
      wrapped,
      event.id,
      seal(key, 'event', event),
      store.keys.people,
      '',
      intention,
      String(rememberSeenS),
      ...addresses,
    ]),
  )
  if (asText(answer[0]) === 'taken') throw new AddressTaken('that address belongs to somebody else')
  return asText(answer[1])
}

/** Lets a platform address lead to this record from now on. `taken`: it leads to somebody else, and stays so. */
export async function linkAddress(store: Store, owner: string, channel: ChannelName, addressId: string): Promise<'linked' | 'taken' | 'gone'> {
  const [outcome] = asList(await runScript(store, 'link', [owner, store.sealing.addressHash(channel, addressId)])).map(asText)
  return outcome === 'linked' || outcome === 'taken' ? outcome : 'gone'
}

/** Whoever messages from this address go to now. */
export async function ownerOfAddress(store: Store, channel: ChannelName, addressId: string): Promise<string | undefined> {
  return maybe(await send(store, ['HGET', store.keys.addresses, store.sealing.addressHash(channel, addressId)]), asText)
}

/** Also true for a guest whose record went into another. */
export async function participantExists(store: Store, asked: string): Promise<boolean> {
  const owner = await currentOwner(store, asked)
  return kindOf(owner) === 'participant' && asNumber(await send(store, ['HEXISTS', store.keys.owner + owner, 'k'])) === 1
}

/** Everybody, or everybody this member of staff has to do with. In no particular order; whose record can not be read is left out and reported. */
export async function listParticipants(store: Store, o: { staffId?: string }): Promise<Conversation[]> {
  const key = o.staffId === undefined ? store.keys.people : store.keys.peopleOf + o.staffId
  const owners = asList(await send(store, ['SMEMBERS', key])).map(asText)
  const found: Conversation[] = []
  // In portions: thousands of look-ups at once would hold up whoever waits for an answer.
  for (let n = 0; n < owners.length; n += 200) {
    const some = await Promise.all(owners.slice(n, n + 200).map(async (owner) => readConversation(store, owner)))
    found.push(...some.filter((one) => one !== undefined))
  }
  return found
}

export interface PersonExport {
  id: string
  exportedAt: string
  profile: Pick<
    Conversation,
    | 'firstName'
    | 'lang'
    | 'municipality'
    | 'startedAt'
    | 'lastHeardAt'
    | 'linked'
    | 'stopped'
    | 'addresses'
    | 'trusted'
    | 'reserve'
    | 'talkingTo'
    | 'notToTell'
    | 'wishes'
  >
  consent: Conversation['consent']
  answers: Conversation['answers']
  /** Questions that Brug did not understand; their words only where the person agreed to that. */
  missedQuestions: NonNullable<Conversation['missed']>
  wellbeing: Pick<Conversation, 'checkIns' | 'highest' | 'lows'>
  appointments: Conversation['appointments'][string][]
  cases: Case[]
  messages: LoggedMessage[]
}

/** Everything about one person in plain JSON; undefined: there is nobody of that id. */
export async function exportOwner(store: Store, asked: string): Promise<PersonExport | undefined> {
  const one = await readConversation(store, asked)
  if (!one) return undefined
  const {
    firstName,
    lang,
    municipality,
    startedAt,
    lastHeardAt,
    linked,
    stopped,
    addresses,
    trusted,
    reserve,
    talkingTo,
    notToTell,
    wishes,
    checkIns,
    highest,
    lows,
  } = one
  return {
    id: one.id,
    exportedAt: new Date(store.clock()).toISOString(),
    profile: { firstName, lang, municipality, startedAt, lastHeardAt, linked, stopped, addresses, trusted, reserve, talkingTo, notToTell, wishes },
    consent: one.consent,
    answers: one.answers,
    missedQuestions: one.missed ?? [],
    wellbeing: { checkIns, highest, lows },
    appointments: Object.values(one.appointments),
    cases: await casesOf(store, one.id),
    messages: await allMessages(store, one.id),
  }
}

async function casesOf(store: Store, owner: string): Promise<Case[]> {
  const ids = asList(await send(store, ['SMEMBERS', store.keys.casesOf + owner])).map(asText)
  const found = await Promise.all(ids.map(async (id) => openCase(store, maybe(await send(store, ['GET', store.keys.case + id]), asBytes))))
  return found.flatMap((one) => (one ? [one.case] : [])).toSorted((a, b) => a.openedAt - b.openedAt)
}

async function allMessages(store: Store, owner: string): Promise<LoggedMessage[]> {
  const pageMax = 500
  const all: LoggedMessage[] = []
  let after = 0
  for (;;) {
    const page = await readMessages(store, owner, { after, limit: pageMax })
    all.push(...page.map(withoutOrigins))
    const last = page.at(-1)
    if (!last || page.length < pageMax) return all
    after = last.at
  }
}
