// What the store's tests put in: arrivals, documents, effects; and a look at everything Redis holds.
import type { Arrival } from '../../src/channels/channel.ts'
import type { Case } from '../../src/core/care/case.ts'
import { newConversation, type Conversation } from '../../src/core/conversation.ts'
import type { EffectOf } from '../../src/core/effect.ts'
import { claim, commit, type Claim, type Turn } from '../../src/store/conversations.ts'
import { isConversation } from '../../src/store/indexes.ts'
import { send, type Store } from '../../src/store/redis.ts'
import { asBytes, asList, asText } from '../../src/store/reply.ts'

export function wrote(n: number | string, o: { from?: string; ids?: string[]; text?: string; at?: number; replyTo?: string } = {}): Arrival {
  const from = o.from ?? '1001'
  return {
    channel: 'telegram',
    dedupeKey: `key-${n}`,
    senderIds: o.ids ?? [from],
    ...(o.replyTo === undefined ? {} : { replyToProviderId: o.replyTo }),
    event: { type: 'message_received', at: o.at ?? 1_000, messageId: `m${n}`, channel: 'telegram', addressId: from, text: o.text ?? `hoi ${n}` },
  }
}

export function said(owner: string, turn: number, n = 0, o: Partial<EffectOf<'say'>> = {}): EffectOf<'say'> {
  return { type: 'say', id: `${owner}.${turn}.${n}`, text: 'dag', lang: 'nl', offers: [], purpose: 'answer', ...o }
}

export function aCase(id: string, o: Partial<Case> = {}): Case {
  return {
    id,
    level: '2',
    kind: 'distress',
    state: 'open',
    openedAt: 1_000,
    raisedAt: 1_000,
    trigger: 'text',
    basis: 'consent',
    ladder: [],
    rung: 0,
    contactWithinMs: 1_000,
    repeatMs: 1_000,
    alerts: [],
    excluded: [],
    history: [],
    ...o,
  }
}

/** The document after one more turn of a participant who writes on Telegram. */
export function nextDocument(held: Claim, o: Partial<Conversation> = {}): Conversation {
  const before = held.document && isConversation(held.document) ? held.document : newConversation(held.owner, 1_000)
  const addresses =
    'addressId' in held.event && 'messageId' in held.event
      ? [{ channel: held.event.channel, addressId: held.event.addressId, reachable: true, since: 1_000 }]
      : before.addresses
  return { ...before, addresses, lastChannel: addresses[0]?.channel, turn: before.turn + 1, recent: [...before.recent, held.event.id].slice(-50), ...o }
}

export async function claimOne(store: Store, owner?: string): Promise<Claim> {
  const [held] = await claim(store, { max: 1, leaseMs: 5_000, only: owner })
  if (!held) throw new Error('nothing to claim')
  return held
}

/** Handles the head event of an owner; everything the turn makes is given. */
export async function turnOf(store: Store, owner: string, o: { document?: Partial<Conversation>; turn?: Partial<Turn> } = {}): Promise<Claim> {
  const held = await claimOne(store, owner)
  const done = await commit(store, held, { document: nextDocument(held, o.document), effects: [], log: [], ...o.turn }, { leaseMs: 0 })
  if (done.type !== 'committed') throw new Error('the turn was fenced')
  return held
}

/** Every key with its value as Redis would save it. */
export async function everything(store: Store): Promise<Map<string, string>> {
  const keys = asList(await send(store, ['KEYS', '*']))
    .map(asText)
    .toSorted()
  return new Map(await Promise.all(keys.map(async (key) => [key, asBytes(await send(store, ['DUMP', key])).toString('hex')] as const)))
}

/** Every key and every value as text, for searching. */
export async function everyByte(store: Store): Promise<string> {
  const keys = asList(await send(store, ['KEYS', '*'])).map(asText)
  const values = await Promise.all(keys.map(async (key) => valueOf(store, key)))
  return [...keys, ...values].join('\n')
}

async function valueOf(store: Store, key: string): Promise<string> {
  const type = asText(await send(store, ['TYPE', key]))
  const commands: Record<string, string[]> = {
    string: ['GET', key],
    list: ['LRANGE', key, '0', '-1'],
    set: ['SMEMBERS', key],
    hash: ['HGETALL', key],
    zset: ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
    stream: ['XRANGE', key, '-', '+'],
  }
  return flat(await send(store, commands[type] ?? ['GET', key]))
}

function flat(value: unknown): string {
  if (Array.isArray(value)) return value.map(flat).join('\n')
  return Buffer.isBuffer(value) ? value.toString('latin1') : (JSON.stringify(value) ?? '')
}
