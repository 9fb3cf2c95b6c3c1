// How events get into mailboxes: what channels bring, what other parts of Brug post, and what platforms report about our messages.
// Everything here resolves only when Redis has it, and doing the same thing twice stores it once.
import type { Arrival, DeliveryReport, IdentityChange } from '../channels/channel.ts'
import type { ChannelName, Event } from '../core/event.ts'
import { eventElement } from './elements.ts'
import { runGathered } from './gathered.ts'
import { letterOf } from './log.ts'
import { currentOwner, keyNow, keyOf, learnKey } from './owners.ts'
import { runScript, send, type Store } from './redis.ts'
import { asBytes, asList, asNumber, asText, maybe } from './reply.ts'
import { newKey, randomId, seal, type OwnerKey } from './sealing.ts'

export interface Stored {
  owner: string
  /** False: this arrival was stored before. */
  fresh: boolean
}

/** Platforms repeat a webhook for up to seven days. */
export const rememberSeenS = 8 * 24 * 60 * 60
const rememberSeen = String(rememberSeenS)
const attemptsMax = 4
/** As settle.lua and move.lua know them. */
const inboundFields: Readonly<Record<ChannelName, string>> = { telegram: 'it', whatsapp: 'iw', webchat: 'ic' }

/** Stores arrivals, each once per channel and dedupe key, in the mailbox their sender's address leads to; unknown senders become guests. */
export async function ingest(store: Store, arrivals: Arrival[]): Promise<Stored[]> {
  const [first, ...others] = arrivals
  if (first && others.length === 0) return [await ingestOne(store, first)]
  // One sender's messages keep their order because one connection carries them in order; the first of an unknown sender goes ahead alone.
  const chains = new Map<string, Promise<Stored>>()
  return Promise.all(
    arrivals.map(async (arrival) => {
      const sender = `${arrival.channel}:${arrival.senderIds[0] ?? ''}`
      const before = chains.get(sender)
      const stored =
        before && !knownAddress(store, arrival.channel, arrival.senderIds[0] ?? '').owner
          ? before.then(() => ingestOne(store, arrival))
          : ingestOne(store, arrival)
      chains.set(sender, stored)
      return stored
    }),
  )
}

/** When this owner last wrote on that channel, epoch ms. */
export async function lastHeardOn(store: Store, owner: string, channel: ChannelName): Promise<number | undefined> {
  return maybe(await send(store, ['HGET', store.keys.owner + (await currentOwner(store, owner)), inboundFields[channel]]), asNumber)
}

async function ingestOne(store: Store, arrival: Arrival): Promise<Stored> {
  const seen = store.sealing.digest('in', arrival.channel, arrival.dedupeKey)
  const event: Event = { ...arrival.event, id: `in_${seen}` }
  const addresses = arrival.senderIds.map((id) => knownAddress(store, arrival.channel, id))
  const field = 'messageId' in event ? inboundFields[arrival.channel] : ''
  const rest = [field, String(event.at), ...addresses.map(({ hash }) => hash)]
  const reply = arrival.replyToProviderId === undefined ? '' : providerHash(store, arrival.channel, arrival.replyToProviderId)
  let target = remembered(store, addresses[0]?.owner) ?? (await firstGuess(store, addresses[0]?.owner))
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const { owner } = target.key
    const sealed = seal(target.key, 'event', event)
    const words = [String(store.clock()), seen, rememberSeen, owner, target.wrapped, event.id, reply, sealed, ...rest]
    const answer = asList(await runGathered(store, 'ingest', words))
    const outcome = asText(answer[0])
    if (outcome === 'stored') {
      if (addresses[0]?.owner !== owner) store.ownerKeys.set(owner, target.key)
      for (const address of addresses) address.owner = owner
      return { owner, fresh: true }
    }
    if (outcome === 'seen') return { owner: asText(answer[1]), fresh: false }
    target = outcome === 'other' ? await leadsTo(store, asText(answer[1]), maybe(answer[2], asBytes)) : newOwner(store)
  }
  throw new Error('an address kept changing hands while a message came in')
}

interface Target {
  key: OwnerKey
  /** Empty: the owner must exist. */
  wrapped: Buffer | string
}

/** Nearly every arrival is from somebody this process knows: for them nothing is awaited. */
function remembered(store: Store, owner: string | undefined): Target | undefined {
  const key = owner === undefined ? undefined : store.ownerKeys.get(owner)
  return key && { key, wrapped: '' }
}

async function firstGuess(store: Store, owner: string | undefined): Promise<Target> {
  const key = owner === undefined ? undefined : await keyOf(store, owner)
  return key ? { key, wrapped: '' } : newOwner(store)
}

function newOwner(store: Store): Target {
  const owner = `p_${randomId()}`
  const wrapped = store.sealing.wrapKey(owner, newKey())
  const key = store.sealing.unwrapKey(owner, wrapped)
  if (!key) throw new Error('a new key could not be unwrapped')
  return { key, wrapped }
}

async function leadsTo(store: Store, owner: string, wrapped: Buffer | undefined): Promise<Target> {
  const key = wrapped && learnKey(store, owner, wrapped)
  if (!key) throw new Error('an address leads to an owner whose key can not be unwrapped')
  return { key, wrapped: '' }
}

/** Hashing an address costs as much as sealing a message, so it is done once per address and process. */
function knownAddress(store: Store, channel: ChannelName, addressId: string): { hash: string; owner?: string } {
  const name = `${channel}:${addressId}`
  const known = store.addresses.get(name)
  if (known) return known
  const fresh = { hash: store.sealing.addressHash(channel, addressId) }
  store.addresses.set(name, fresh)
  return fresh
}

export function providerHash(store: Store, channel: ChannelName, providerMessageId: string): string {
  return store.sealing.digest('sent', channel, providerMessageId)
}

/** Puts an event into an owner's mailbox, once per event id. Follows a guest whose record went into another. */
export async function post(store: Store, to: string, event: Event): Promise<'stored' | 'already' | 'gone'> {
  const key = await keyOf(store, to)
  if (!key) {
    const into = await currentOwner(store, to)
    return into === to ? 'gone' : post(store, into, event)
  }
  const seen = store.sealing.digest('post', to, event.id)
  const answer = asList(await runScript(store, 'post', [String(store.clock()), to, event.id, seen, String(rememberSeenS), seal(key, 'event', event)]))
  const outcome = asText(answer[0])
  if (outcome === 'stored' || outcome === 'already') return outcome
  store.ownerKeys.delete(to)
  const into = maybe(answer[1], asText)
  return into === undefined ? 'gone' : post(store, into, event)
}

/** Takes in what a platform says about messages of ours. A failure also becomes a `delivery_failed` event of the owner. */
export async function report(store: Store, reports: DeliveryReport[]): Promise<void> {
  await Promise.all(reports.map(async (one) => reportOne(store, one)))
}

async function reportOne(store: Store, one: DeliveryReport): Promise<void> {
  const seen = store.sealing.digest('report', one.channel, one.dedupeKey)
  const provider = providerHash(store, one.channel, one.providerMessageId)
  const words = [String(store.clock()), seen, String(rememberSeenS), one.effectId ?? '', provider, letterOf(one.status, one.fault)]
  const answer = asList(await runScript(store, 'report', [...words, '', '']))
  if (asText(answer[0]) !== 'seal') return
  const owner = asText(answer[1])
  const effectId = asText(answer[2])
  const key = await keyNow(store, owner)
  if (!key) return
  const failed: Event = { id: `failed_${seen}`, at: one.at, type: 'delivery_failed', effectId, channel: one.channel, fault: one.fault ?? 'refused' }
  await runScript(store, 'report', [...words, owner, eventElement(key, failed)])
}

/** From now on both ids of a person lead to one record; two records are never made one. */
export async function changeIdentity(store: Store, change: IdentityChange): Promise<void> {
  const { sealing } = store
  await runScript(store, 'identity', [sealing.addressHash(change.channel, change.from), sealing.addressHash(change.channel, change.to)])
}

/** How many events wait in a mailbox. */
export async function waitingFor(store: Store, owner: string): Promise<number> {
  return Number(await send(store, ['LLEN', store.keys.mailbox + owner]))
}
