// What every part of the inbox needs around it, and the two ways it touches a record: read it if you may, change it by an event.
// A change is put in the person's mailbox and waited for; nothing here writes a record itself.
import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest, RawServerDefault, FastifyBaseLogger } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Content } from '../core/content.ts'
import type { Conversation } from '../core/conversation.ts'
import type { ChannelName, Event } from '../core/event.ts'
import { noteRead } from '../store/audit.ts'
import { untilHandled } from '../store/changes.ts'
import { readConversation } from '../store/conversations.ts'
import { post, rememberSeenS } from '../store/mailbox.ts'
import { send, type Store } from '../store/redis.ts'
import { asText, maybe } from '../store/reply.ts'
import type { Preview } from './preview.ts'
import { isWatched, mayReadPerson, type Viewer } from './policies.ts'
import { Refusal } from './problems.ts'

type Sound = { type: 'media'; bytes: Buffer; contentType: string } | { type: 'failed'; code: string }

export interface House {
  store: Store
  publicUrl: string
  /** Deep link that carries an invite code to a channel; undefined when the channel is off. */
  inviteUrl(channel: ChannelName, code: string): string | undefined
  /** What a person sent besides text, from the platform that keeps it; undefined when that channel is off. */
  media?(channel: ChannelName, id: string): Promise<Sound> | undefined
  /** Texts and topics, for reading: no turn is taken here. */
  content(): Promise<Content> | Content
  /** For editors; absent where nobody plays. */
  preview?: Preview
  /** How long a sender may take a message back. */
  holdMs?: number
  /** How long an answer waits for the worker. */
  waitMs?: number
}

export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

const waitMsDefault = 5_000

/** The record, if it exists and is shared with the viewer; otherwise the same refusal for both. */
export async function sharedPerson(house: House, viewer: Viewer, participantId: string): Promise<Conversation> {
  const found = isParticipantId(participantId) ? await readConversation(house.store, participantId) : undefined
  if (!found || !mayReadPerson(viewer, found, house.store.clock())) throw new Refusal('not-found')
  return found
}

/** The same, for showing what is in it: from level 2 on the look is noted first, so that no look goes unnoted. */
export async function openPerson(house: House, viewer: Viewer, participantId: string): Promise<Conversation> {
  const found = await sharedPerson(house, viewer, participantId)
  if (isWatched(found)) await noteRead(house.store, { staffId: viewer.staffId, participantId, at: house.store.clock() })
  return found
}

/** Resolves when the event is durable: `handled` when its outcome is in the record already. */
export async function put(house: House, owner: string, event: Event): Promise<'handled' | 'waiting'> {
  if ((await post(house.store, owner, event)) === 'gone') throw new Refusal('not-found')
  return (await untilHandled(house.store, owner, event.id, house.waitMs ?? waitMsDefault)) ? 'handled' : 'waiting'
}

/** One id for one intention: with an `Idempotency-Key` the same request can be repeated and is done once. */
export function eventIdFor(request: FastifyRequest, viewer: Viewer): string {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || key === '') return `api_${randomBytes(16).toString('hex')}`
  return `api_${meaningOf(request, viewer, key)}`
}

function meaningOf(request: FastifyRequest, viewer: Viewer, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([viewer.staffId, request.method, request.url, key]))
    .digest('hex')
    .slice(0, 32)
}

/**
 * Refuses a key that did something else before: answering it as done would be a lie. What was refused may be asked again with the same key, put right.
 * Only a keyed digest of the body is kept.
 */
export function keepKeysToOneBody(api: Api, { store }: House): void {
  const named = (request: FastifyRequest) => {
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string' || key === '' || !request.viewer) return undefined
    const name = store.keys.seen + store.sealing.digest('key', meaningOf(request, request.viewer, key))
    return { name, body: store.sealing.digest('body', JSON.stringify(request.body ?? null)) }
  }
  api.addHook('preHandler', async (request) => {
    const asked = named(request)
    const before = asked && maybe(await send(store, ['GET', asked.name]), asText)
    if (before !== undefined && before !== asked?.body) throw new Refusal('key-reused')
  })
  api.addHook('onSend', async (request, reply) => {
    const asked = reply.statusCode < 300 ? named(request) : undefined
    if (asked) await send(store, ['SET', asked.name, asked.body, 'NX', 'EX', String(rememberSeenS)])
  })
}

export function byStaff(viewer: Viewer): { staffId: string; firstName: string } {
  return { staffId: viewer.staffId, firstName: viewer.firstName }
}

/** 200, 201 or 204 for what is done, 202 for what is safe but not yet done. */
export function codeFor<Code extends 200 | 201 | 204>(outcome: 'handled' | 'waiting', done: Code): Code | 202 {
  return outcome === 'handled' ? done : 202
}

function isParticipantId(text: string): boolean {
  return /^p_[0-9A-Za-z]{1,40}$/.test(text)
}
