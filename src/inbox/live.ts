// Live updates for open pages (server-sent events): which record changed and in what way, never what is in it.
// A change is told only to those who may see that record at that moment; a page that was away catches up by the last id it saw.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Conversation } from '../core/conversation.ts'
import { follow, type Change } from '../store/changes.ts'
import { readConversation } from '../store/conversations.ts'
import type { Api, House } from './house.ts'
import { mayReadPerson, worksWithPeople, type Viewer } from './policies.ts'
import { Refusal } from './problems.ts'
import { viewerOf, viewerStill } from './sign-in.ts'

const heartbeatMs = 20_000
const streamsPerProcessMax = 2_000
/** Open tabs and devices of one colleague; nobody may take the places of all. */
const streamsPerViewerMax = 20
const waitingBytesMax = 256 * 1024

export function liveRoute(app: Api, house: House): void {
  let streams = 0
  const theirs = new Map<string, number>()
  const lookUp = sharedLookUp(house)
  const config = { background: true }
  app.get(
    '/events',
    { config, schema: { summary: 'Live updates (server-sent events); continues after Last-Event-ID', tags: ['live'] } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const own = theirs.get(viewer.staffId) ?? 0
      if (streams >= streamsPerProcessMax || own >= streamsPerViewerMax) throw new Refusal('unavailable')
      streams += 1
      theirs.set(viewer.staffId, own + 1)
      try {
        await stream(house, request, reply, viewer, lookUp)
      } finally {
        streams -= 1
        const left = (theirs.get(viewer.staffId) ?? 1) - 1
        if (left > 0) theirs.set(viewer.staffId, left)
        else theirs.delete(viewer.staffId)
      }
      return reply
    },
  )
}

async function stream(house: House, request: FastifyRequest, reply: FastifyReply, first: Viewer, lookUp: LookUp): Promise<void> {
  const gone = new AbortController()
  request.raw.once('close', () => gone.abort())
  reply.raw.once('close', () => gone.abort())
  reply.hijack()
  const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
  reply.raw.writeHead(
    200,
    Object.entries(headers)
      .flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
      .flat(),
  )
  const send = (text: string) => {
    // A page that does not read is let go; it comes back with the last id it saw.
    if (reply.raw.writableLength > waitingBytesMax) gone.abort()
    else reply.raw.write(text)
  }
  send('retry: 2000\n\n')
  const heartbeat = setInterval(() => {
    viewerStill(house, request).then(
      (viewer) => (viewer ? send(': still here\n\n') : leave(send, gone)),
      () => gone.abort(),
    )
  }, heartbeatMs)
  try {
    await tell(house, request, first, { send, gone, lookUp })
  } catch {
    // The store went away: the page reconnects and catches up.
  } finally {
    clearInterval(heartbeat)
    gone.abort()
    reply.raw.end()
  }
}

async function tell(
  house: House,
  request: FastifyRequest,
  first: Viewer,
  o: { send: (text: string) => void; gone: AbortController; lookUp: LookUp },
): Promise<void> {
  const last = request.headers['last-event-id']
  const after = typeof last === 'string' && /^\d+-\d+$/.test(last) ? last : undefined
  let viewer: Viewer | undefined = first
  let checkedAt = house.store.clock()
  for await (const change of follow(house.store, { after, signal: o.gone.signal })) {
    // Rights may have changed since the stream began; once a second is often enough to ask.
    if (house.store.clock() - checkedAt > 1_000) {
      viewer = await viewerStill(house, request)
      checkedAt = house.store.clock()
    }
    if (!viewer) return leave(o.send, o.gone)
    const told = await toldTo(house, viewer, change, o.lookUp)
    if (told) o.send(`id: ${change.id}\nevent: change\ndata: ${JSON.stringify(told)}\n\n`)
  }
}

function leave(send: (text: string) => void, gone: AbortController): void {
  send('event: signed-out\ndata: {}\n\n')
  gone.abort()
}

async function toldTo(house: House, viewer: Viewer, change: Change, lookUp: LookUp): Promise<object | undefined> {
  if (change.owner.startsWith('s_')) return change.owner === viewer.staffId ? { staffId: change.owner, what: change.what } : undefined
  if (!worksWithPeople(viewer)) return undefined
  const person = await lookUp(change)
  // Nobody is behind this id any more: every list that held it must let go. (A record without its first turn is not there yet either.)
  if (!person) return change.what.some((what) => what === 'forgotten' || what === 'moved') ? { participantId: change.owner, what: ['forgotten'] } : undefined
  return mayReadPerson(viewer, person, house.store.clock()) ? { participantId: change.owner, what: change.what } : undefined
}

type LookUp = (change: Change) => Promise<Conversation | undefined>

/** All streams hear of one change in the same moment: the record behind it is read once. */
function sharedLookUp(house: House): LookUp {
  const lately = new Map<string, Promise<Conversation | undefined>>()
  return (change) => {
    const known = lately.get(change.id)
    if (known) return known
    const reading = readConversation(house.store, change.owner)
    reading.catch(() => lately.delete(change.id))
    lately.set(change.id, reading)
    const oldest = lately.keys().next()
    if (lately.size > 100 && !oldest.done) lately.delete(oldest.value)
    return reading
  }
}
