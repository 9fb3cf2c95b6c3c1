// What was said with one person, oldest first; writing as a human, taking it back in time, and the list of conversations.
// Nobody answers past a colleague or past the person: whoever missed a message gets a refusal first.
import { z } from 'zod'
import type { Conversation } from '../core/conversation.ts'
import { isAtLeast } from '../core/level.ts'
import { Lang } from '../core/phrasebook.ts'
import { retell } from '../core/told.ts'
import type { TopicPart } from '../core/turn/topics.ts'
import { readConversation } from '../store/conversations.ts'
import { readMessages, type LoggedMessage } from '../store/log.ts'
import { byStaff, eventIdFor, openPerson, put, sharedPerson, type Api, type House } from './house.ts'
import { peopleOf, ParticipantId } from './participants.ts'
import { isOpen, mayAnswerFor, type Viewer } from './policies.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'
import { byUrgency, conversationRow, ConversationRow, MessageView, readBy, type Reader } from './views.ts'

export const NewMessage = z.strictObject({
  text: z.string().trim().min(1).max(3000),
  /** The last message the writer had on the screen; left out: no check. */
  seenMessageId: z.string().max(200).optional(),
})
export type NewMessage = z.infer<typeof NewMessage>

export const Written = z
  .object({ id: z.string(), status: z.enum(['held', 'queued', 'waiting']), heldUntil: z.number().optional() })
  .meta({ id: 'WrittenMessage' })
export type Written = z.infer<typeof Written>

const Window = z.object({
  before: z.coerce.number().int().positive().optional(),
  after: z.coerce.number().int().nonnegative().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Brug's own texts also in this language. */
  readAs: Lang.optional(),
})
const ListLength = z.object({ limit: z.coerce.number().int().min(1).max(2000).default(300), readAs: Lang.optional() })
const holdMsDefault = 5_000
/** A person writes fast, but not more than this between two looks at a screen. */
const recentMax = 200

export function messageRoutes(app: Api, house: House): void {
  const tags = ['messages']
  app.get(
    '/conversations',
    { schema: { summary: 'Conversations, most urgent first', tags, querystring: ListLength, response: { 200: z.array(ConversationRow) } } },
    async (request) => {
      const { limit, readAs } = request.query
      return conversations(house, viewerOf(request), limit, await reader(house, readAs))
    },
  )

  app.get(
    '/participants/:id/messages',
    {
      schema: {
        summary: 'Messages, oldest first; from level 2 on the look is noted',
        tags,
        params: ParticipantId,
        querystring: Window,
        response: { 200: z.object({ messages: z.array(MessageView) }) },
      },
    },
    async (request) => {
      const one = await openPerson(house, viewerOf(request), request.params.id)
      const as = await reader(house, request.query.readAs)
      const messages = readBy(as, await readMessages(house.store, one.id, request.query)).map(asStaffKnowIt)
      return { messages: request.query.before === undefined ? [...messages, ...heldMessages(one, as)] : messages }
    },
  )
  writingRoutes(app, house)
}

function writingRoutes(app: Api, house: House): void {
  const tags = ['messages']
  app.post(
    '/participants/:id/messages',
    {
      schema: {
        summary: 'Write to the person yourself; Brug is quiet until you hand back',
        tags,
        params: ParticipantId,
        body: NewMessage,
        response: { 201: Written, 202: Written },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const written = await write(house, viewer, request.params.id, { eventId: eventIdFor(request, viewer), ...request.body })
      return reply.code(written.status === 'waiting' ? 202 : 201).send(written)
    },
  )

  app.delete(
    '/participants/:id/messages/:messageId',
    {
      schema: {
        summary: 'Take a message back while it is held',
        tags,
        params: ParticipantId.extend({ messageId: z.string().max(200) }),
        response: { 202: z.undefined(), 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const one = await sharedPerson(house, viewer, request.params.id)
      const { messageId } = request.params
      const held = heldMessages(one).find((message) => message.id === messageId && message.staffId === viewer.staffId)
      if (!held) throw new Refusal('too-late')
      const outcome = await put(house, one.id, {
        id: eventIdFor(request, viewer),
        at: house.store.clock(),
        type: 'staff_message_withdrawn',
        ...byStaff(viewer),
        messageId,
      })
      if (outcome === 'waiting') return reply.code(202).send()
      // Its time may have come just before: then it stands in the log.
      const since = await readMessages(house.store, one.id, { after: held.at - 1, limit: recentMax })
      if (since.some((message) => message.messageId === messageId)) throw new Refusal('too-late')
      return reply.code(204).send()
    },
  )
}

/** Open cases and whoever talks with a human are always among them, then the newest. */
async function conversations(house: House, viewer: Viewer, limit: number, as: Reader | undefined): Promise<ConversationRow[]> {
  const people = await peopleOf(house, viewer)
  const shown = people.map((one) => ({ one, row: conversationRow(one, undefined) })).toSorted((a, b) => byUrgency(a.row, b.row))
  const rows: ConversationRow[] = []
  // In portions: a look at hundreds of logs at once would hold up whoever waits for an answer.
  for (let n = 0; n < Math.min(shown.length, limit); n += 50) {
    const some = shown.slice(n, Math.min(n + 50, limit))
    rows.push(
      ...(await Promise.all(some.map(async ({ one }) => conversationRow(one, readBy(as, await readMessages(house.store, one.id, { limit: 1 })).at(-1))))),
    )
  }
  return rows.toSorted(byUrgency)
}

async function reader(house: House, lang: Lang | undefined): Promise<Reader | undefined> {
  return lang && { lang, phrasebook: (await house.content()).phrasebook }
}

/** Words of one's own, or a topic in the person's language. */
export type ToWrite = Pick<NewMessage, 'seenMessageId'> & ({ text: string } | { topic: TopicPart })

export async function write(house: House, viewer: Viewer, participantId: string, message: ToWrite & { eventId: string }): Promise<Written> {
  return oneAtATime(participantId, async () => {
    const before = await sharedPerson(house, viewer, participantId)
    if (isOpen(before.case) && !mayAnswerFor(viewer, before.case)) throw new Refusal('people-only')
    if (message.seenMessageId !== undefined) await refuseUnseen(house, viewer, before, message.seenMessageId)
    const acute = isOpen(before.case) && isAtLeast(before.case?.level ?? '0', '3A')
    const holdMs = acute ? 0 : (house.holdMs ?? holdMsDefault)
    const at = house.store.clock()
    const intention = message.eventId.slice('api_'.length)
    const messageId = `m_${Math.floor(at).toString(36)}_${intention}`
    const words = 'topic' in message ? { text: '', topic: message.topic } : { text: message.text }
    const outcome = await put(house, before.id, { id: message.eventId, at, type: 'staff_wrote', ...byStaff(viewer), messageId, ...words, holdMs })
    if (outcome === 'waiting') return { id: messageId, status: 'waiting' }
    // Asked twice with one key it was written once, under the id of the first time.
    const held = heldMessages((await readConversation(house.store, before.id)) ?? before).find((one) => one.id.endsWith(`_${intention}`))
    if (held) return { id: held.id, status: 'held', heldUntil: held.heldUntil }
    const sent = (await readMessages(house.store, before.id, { limit: recentMax })).findLast((one) => one.messageId?.endsWith(`_${intention}`))
    return { id: sent?.messageId ?? messageId, status: 'queued' }
  })
}

/** Staff know what they wrote by one id, from the moment they pressed send. */
function asStaffKnowIt({ messageId, ...entry }: MessageView & Pick<LoggedMessage, 'messageId'>): MessageView {
  return messageId === undefined ? entry : { ...entry, id: messageId }
}

/** When a message of staff was written, from its id: it may not stand in the log yet, or no longer. */
function writtenAt(messageId: string): number | undefined {
  const [, time] = /^m_([0-9a-z]{1,9})_/.exec(messageId) ?? []
  return time === undefined ? undefined : Number.parseInt(time, 36)
}

/** Messages of colleagues that can still be taken back. Brug's own held messages wait for something else and are not shown. */
function heldMessages(one: Conversation, as?: Reader): MessageView[] {
  return one.held.flatMap((say) => {
    const { from, messageId } = say
    const timer = messageId === undefined ? undefined : one.timers[`held.${messageId}`]
    if (!from || messageId === undefined || !timer) return []
    return [
      {
        id: messageId,
        at: timer.at,
        from: 'staff' as const,
        staffId: from.staffId,
        firstName: from.firstName,
        text: say.text,
        lang: say.lang,
        readAs: say.told && as && as.lang !== say.lang ? retell(as.phrasebook, as.lang, say.told) : undefined,
        status: 'held' as const,
        heldUntil: timer.at,
      },
    ]
  })
}

async function refuseUnseen(house: House, viewer: Viewer, one: Conversation, seenMessageId: string): Promise<void> {
  const messages: MessageView[] = [...(await readMessages(house.store, one.id, { limit: recentMax })).map(asStaffKnowIt), ...heldMessages(one)]
  const seen = messages.findLastIndex((message) => message.id === seenMessageId)
  const since = seen === -1 ? (writtenAt(seenMessageId) ?? -1) : -1
  const newer = messages
    .slice(seen + 1)
    .filter((message) => message.at > since && (message.from === 'participant' || (message.from === 'staff' && message.staffId !== viewer.staffId)))
  if (newer.length > 0)
    throw new Refusal('seen-message', { detail: newer.some((message) => message.from === 'staff') ? 'A colleague wrote since' : 'The person wrote since' })
}

const running = new Map<string, Promise<unknown>>()

/** Two colleagues who press send in the same moment: the second is looked at after the first is in the record. */
async function oneAtATime<T>(participantId: string, work: () => Promise<T>): Promise<T> {
  const before = running.get(participantId) ?? Promise.resolve()
  const mine = before.then(work, work)
  const settled = mine.catch(() => undefined)
  running.set(participantId, settled)
  try {
    return await mine
  } finally {
    if (running.get(participantId) === settled) running.delete(participantId)
  }
}
