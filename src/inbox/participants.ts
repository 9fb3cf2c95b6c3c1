// People: adding one with an invite, changing and showing the record, the export, a check-in now, handing back to Brug, and forgetting.
// Adding and changing is for coordinators; volunteers see their own people only.
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { platformId, whatsappNumber } from './staff.ts'
import { isKeptOut, type Conversation } from '../core/conversation.ts'
import type { Relation } from '../core/event.ts'
import { isAtLeast } from '../core/level.ts'
import { Name } from '../core/name.ts'
import { Lang } from '../core/phrasebook.ts'
import { noteRead, readsOf } from '../store/audit.ts'
import { readConversation } from '../store/conversations.ts'
import { lastHeardOn } from '../store/mailbox.ts'
import { createInvite, createParticipant, exportOwner, listParticipants } from '../store/people.ts'
import { AddressTaken, firstNameOf, readStaff } from '../store/staff.ts'
import { byStaff, codeFor, eventIdFor, openPerson, put, sharedPerson, type Api, type House } from './house.ts'
import { isOpen, mayExport, mayManage, mayReadPerson, worksWithPeople, type Viewer } from './policies.ts'
import { Refusal, type FieldFault } from './problems.ts'
import { viewerOf } from './sign-in.ts'
import { onlyManagers } from './staff.ts'
import { keptOutOf, participantCard, ParticipantView, participantView } from './views.ts'

export const ParticipantId = z.object({ id: z.string().max(60) })
const staffId = z.string().max(60)
const municipality = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'must be the id of a municipality: lower-case letters, digits and dashes')
  .max(60)
const NewAddress = z.discriminatedUnion('channel', [
  z.strictObject({ channel: z.literal('telegram'), id: platformId }),
  z.strictObject({ channel: z.literal('whatsapp'), id: whatsappNumber }),
])
const NewParticipant = z.strictObject({
  firstName: Name,
  lang: Lang,
  municipality: municipality.optional(),
  addresses: z.array(NewAddress).max(4).default([]),
  trustedPersonId: staffId,
  reserveId: staffId.optional(),
})
const ChangedParticipant = z.strictObject({
  firstName: Name.optional(),
  lang: Lang.optional(),
  municipality: municipality.optional(),
  trustedPersonId: staffId.nullable().optional(),
  reserveId: staffId.nullable().optional(),
  notToTell: z.array(staffId).max(50).optional(),
})
const Invite = z.object({ code: z.string(), telegramUrl: z.string().optional(), whatsappUrl: z.string().optional(), webUrl: z.string().optional() })
const Added = z.object({ id: z.string(), invite: Invite, warnings: z.array(z.string()) })
const Read = z.object({ staffId: z.string(), at: z.number() })

const changed = { 200: ParticipantView, 202: ParticipantView }

export function participantRoutes(app: Api, house: House): void {
  const tags = ['participants']
  app.get('/participants', { schema: { summary: 'The people you may see', tags, response: { 200: z.array(ParticipantView) } } }, async (request) => {
    return (await peopleOf(house, viewerOf(request))).map((one) => participantView(one))
  })

  app.post(
    '/participants',
    { schema: { summary: 'Add a person and make an invite', tags, body: NewParticipant, response: { 201: Added } } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      onlyManagers(viewer)
      return reply.code(201).send(await add(house, eventIdFor(request, viewer), request.body))
    },
  )

  app.get('/participants/:id', { schema: { summary: 'One person', tags, params: ParticipantId, response: { 200: ParticipantView } } }, async (request) => {
    const viewer = viewerOf(request)
    const one = await openPerson(house, viewer, request.params.id)
    return { ...participantCard(one), windowUntil: await windowUntil(house, one), ...(mayManage(viewer) ? { keptOut: keptOutOf(one) } : {}) }
  })

  app.patch(
    '/participants/:id',
    { schema: { summary: 'Change the record; null ends a relation', tags, params: ParticipantId, body: ChangedParticipant, response: changed } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const before = await sharedPerson(house, viewer, request.params.id)
      onlyManagers(viewer)
      const { trustedPersonId, reserveId, ...rest } = request.body
      const { trusted, reserve } = await relations(house, { trustedPersonId, reserveId }, before.notToTell)
      const event = {
        id: eventIdFor(request, viewer),
        at: house.store.clock(),
        type: 'person_changed' as const,
        staffId: viewer.staffId,
        ...rest,
        trusted,
        reserve,
      }
      const outcome = await put(house, before.id, event)
      return reply.code(codeFor(outcome, 200)).send(participantCard((await readConversation(house.store, before.id)) ?? before))
    },
  )
  conversationRoutes(app, house)
}

/** WhatsApp's day after the person's last message, less the time a message may take on the way: see src/channels/whatsapp. */
const windowMs = 24 * 60 * 60 * 1000 - 5 * 60 * 1000

/** Until when free text reaches the person, 0 when they never wrote; undefined where the channel knows no such limit. */
async function windowUntil(house: House, one: Conversation): Promise<number | undefined> {
  const channel = one.lastChannel ?? one.addresses.find(({ reachable }) => reachable)?.channel
  if (channel !== 'whatsapp') return undefined
  const heardAt = await lastHeardOn(house.store, one.id, channel)
  return heardAt === undefined ? 0 : heardAt + windowMs
}

function conversationRoutes(app: Api, house: House): void {
  const tags = ['participants']
  app.post('/participants/:id/hand-back', { schema: { summary: 'Let Brug go on', tags, params: ParticipantId, response: changed } }, async (request, reply) => {
    const viewer = viewerOf(request)
    const before = await sharedPerson(house, viewer, request.params.id)
    const outcome = await put(house, before.id, { id: eventIdFor(request, viewer), at: house.store.clock(), type: 'handed_back', ...byStaff(viewer) })
    return reply.code(codeFor(outcome, 200)).send(participantView((await readConversation(house.store, before.id)) ?? before))
  })

  app.post(
    '/participants/:id/check-in',
    { schema: { summary: 'Ask now how it goes, if the person agreed to that', tags, params: ParticipantId, response: changed } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const before = await sharedPerson(house, viewer, request.params.id)
      if (!before.consent.checkIns?.given || before.stopped) throw new Refusal('not-applied', { detail: 'The person did not agree to be asked how it goes' })
      const outcome = await put(house, before.id, {
        id: eventIdFor(request, viewer),
        at: house.store.clock(),
        type: 'check_in_requested',
        staffId: viewer.staffId,
      })
      return reply.code(codeFor(outcome, 200)).send(participantView((await readConversation(house.store, before.id)) ?? before))
    },
  )
}

/** What only a coordinator does: a new invite, the export, who looked, and forgetting. */
export function recordRoutes(app: Api, house: House): void {
  const tags = ['participants']
  app.post(
    '/participants/:id/invite',
    { schema: { summary: 'A new invite', tags, params: ParticipantId, response: { 201: Invite } } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { id } = await sharedPerson(house, viewer, request.params.id)
      onlyManagers(viewer)
      return reply.code(201).send(await invite(house, id))
    },
  )

  app.get(
    '/participants/:id/export',
    { schema: { summary: 'Everything about one person, for that person', tags, params: ParticipantId, response: { 200: z.unknown() } } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const one = await sharedPerson(house, viewer, request.params.id)
      if (!mayExport(viewer, one, house.store.clock())) throw new Refusal('not-allowed')
      await noteRead(house.store, { staffId: viewer.staffId, participantId: one.id, at: house.store.clock() })
      reply.header('content-disposition', `attachment; filename="brug-${one.id}.json"`)
      return exportOwner(house.store, one.id)
    },
  )

  app.get(
    '/participants/:id/reads',
    { schema: { summary: 'Who opened this record, from level 2 on', tags, params: ParticipantId, response: { 200: z.array(Read) } } },
    async (request) => {
      const viewer = viewerOf(request)
      const { id } = await sharedPerson(house, viewer, request.params.id)
      onlyManagers(viewer)
      return readsOf(house.store, id)
    },
  )

  app.delete(
    '/participants/:id',
    {
      schema: {
        summary: 'Forget a person: the key is destroyed, nothing can be read again. While a case of level 3 is open only with force=true',
        tags,
        params: ParticipantId,
        querystring: z.object({ force: z.enum(['true', 'false']).optional() }),
        response: { 202: z.undefined(), 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { id, case: open } = await sharedPerson(house, viewer, request.params.id)
      onlyManagers(viewer)
      // After it nobody can reach the person through Brug; whoever does it must have seen that.
      if (open && isOpen(open) && isAtLeast(open.level, '3A') && request.query.force !== 'true') throw new Refusal('case-open')
      await put(house, id, { id: eventIdFor(request, viewer), at: house.store.clock(), type: 'forget_requested', by: viewer.staffId })
      return reply.code((await isGone(house, id)) ? 204 : 202).send()
    },
  )
}

/** A coordinator who is not kept out themselves says that somebody was kept out by mistake. */
export function exclusionRoutes(app: Api, house: House): void {
  const summary = 'Somebody was kept out of cases by mistake: they may know again. With a reason; recorded, and told to the person'
  const body = z.strictObject({ staffId, reason: z.string().trim().min(5).max(500) })
  app.post(
    '/participants/:id/let-in',
    { schema: { summary, tags: ['participants'], params: ParticipantId, body, response: changed } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const before = await sharedPerson(house, viewer, request.params.id)
      onlyManagers(viewer)
      if (viewer.isSystem) throw new Refusal('people-only')
      const of = request.body.staffId
      if (before.notToTell.includes(of)) throw new Refusal('not-applied', { detail: 'The person asked for this; it is taken back in the record, not here' })
      if (!isKeptOut(before, of)) throw new Refusal('not-applied', { detail: 'This colleague is not kept out' })
      const { reason } = request.body
      const event = { id: eventIdFor(request, viewer), at: house.store.clock(), type: 'exclusion_lifted' as const, ...byStaff(viewer), of, reason }
      const outcome = await put(house, before.id, event)
      return reply.code(codeFor(outcome, 200)).send(participantView((await readConversation(house.store, before.id)) ?? before))
    },
  )
}

/** Forgetting comes after everything that was still to be said, so it may take a moment longer than the turn. */
async function isGone(house: House, id: string): Promise<boolean> {
  for (let n = 0; n < 20; n += 1) {
    if ((await readConversation(house.store, id)) === undefined) return true
    await delay(100)
  }
  return false
}

/** Everybody the viewer may see; a role that works with numbers gets a refusal, not an empty list. */
export async function peopleOf(house: House, viewer: Viewer): Promise<Conversation[]> {
  if (!worksWithPeople(viewer)) throw new Refusal('not-allowed')
  const found = await listParticipants(house.store, viewer.role === 'coordinator' ? {} : { staffId: viewer.staffId })
  return found.filter((one) => mayReadPerson(viewer, one, house.store.clock()))
}

async function add(house: House, eventId: string, asked: z.infer<typeof NewParticipant>): Promise<z.infer<typeof Added>> {
  const { store } = house
  const { trusted, reserve } = await relations(house, asked)
  const at = Math.floor(store.clock())
  const addresses = asked.addresses.map(({ channel, id: addressId }) => ({ channel, addressId }))
  const id = await createParticipant(store, {
    id: eventId,
    at,
    type: 'person_added',
    firstName: asked.firstName,
    lang: asked.lang,
    municipality: asked.municipality,
    trusted: trusted ?? undefined,
    reserve: reserve ?? undefined,
    addresses,
  }).catch((error: unknown) => {
    throw error instanceof AddressTaken ? new Refusal('address-taken', { detail: 'An address leads to someone else here; nobody was added' }) : error
  })
  const elsewhere = asked.municipality !== undefined && !(await house.content()).municipalities.has(asked.municipality)
  const warnings = elsewhere ? [`municipality: nothing is known here about '${asked.municipality}', so the answers of the default municipality are used`] : []
  return { id, invite: await invite(house, id), warnings }
}

async function invite(house: House, participantId: string): Promise<z.infer<typeof Invite>> {
  const code = await createInvite(house.store, participantId)
  return { code, telegramUrl: house.inviteUrl('telegram', code), whatsappUrl: house.inviteUrl('whatsapp', code), webUrl: house.inviteUrl('webchat', code) }
}

/** undefined: not mentioned; null: ends. Anybody named must be a colleague who works with people. */
async function relations(
  house: House,
  asked: { trustedPersonId?: string | null; reserveId?: string | null },
  notToTell: readonly string[] = [],
): Promise<{ trusted?: Relation | null; reserve?: Relation | null }> {
  const errors: FieldFault[] = []
  const relationOf = async (path: string, id: string | null | undefined) => {
    if (id === undefined || id === null) return id
    // Also when the same request takes the name off that list: two acts, so that the person hears of both.
    if (notToTell.includes(id)) {
      errors.push({ path, message: 'is somebody the person does not want to know' })
      return undefined
    }
    const member = await readStaff(house.store, id)
    if (member && (member.role === 'volunteer' || member.role === 'coordinator'))
      return { staffId: member.id, firstName: firstNameOf(member.name), since: house.store.clock() }
    errors.push({ path, message: 'is not a volunteer or coordinator here' })
    return undefined
  }
  const trusted = await relationOf('trustedPersonId', asked.trustedPersonId)
  const reserve = await relationOf('reserveId', asked.reserveId)
  if (asked.trustedPersonId && asked.trustedPersonId === asked.reserveId) errors.push({ path: 'reserveId', message: 'is the trusted person already' })
  if (errors.length > 0) throw new Refusal('does-not-fit', { errors })
  return { trusted, reserve }
}
