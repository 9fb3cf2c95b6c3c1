// Cases: the list by urgency, one case in full, and the acts of a human on it: take, decline, reply, contact, hand over, close.
// Whether an act is possible is decided by the case itself; here only what came of it is told.
import { z } from 'zod'
import type { Case } from '../core/care/case.ts'
import type { Conversation } from '../core/conversation.ts'
import type { Event } from '../core/event.ts'
import { CaseOutcome, isAtLeast } from '../core/level.ts'
import { noteRead } from '../store/audit.ts'
import { listCases, readCase } from '../store/cases.ts'
import { readConversation } from '../store/conversations.ts'
import { firstNameOf, readStaff } from '../store/staff.ts'
import { ContactHow } from './contact.ts'
import { byStaff, codeFor, eventIdFor, put, type Api, type House } from './house.ts'
import { NewMessage, Written, write } from './messages.ts'
import { isOpen, isWatched, mayAnswerFor, mayReadCase, mayReceiveCase, worksWithPeople, type Viewer } from './policies.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'
import { caseRow, CaseView, caseView } from './views.ts'

const CaseId = z.object({ id: z.string().max(120) })
const changed = { 200: CaseView, 202: CaseView }
type Act = 'case_acknowledged' | 'case_declined' | 'case_contacted' | 'case_handed_over' | 'case_closed'
type CaseEvent = Extract<Event, { type: Act }>
type Told = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'id' | 'at' | 'staffId' | 'firstName' | 'caseId'> : never) : never

interface Found {
  person: Conversation
  one: Case
}

export function caseRoutes(app: Api, house: House): void {
  const tags = ['cases']
  app.get(
    '/cases',
    {
      schema: {
        summary: 'Cases, most urgent first, without notes',
        tags,
        querystring: z.object({ state: z.enum(['open', 'closed']).optional() }),
        response: { 200: z.array(CaseView) },
      },
    },
    async (request) => {
      const viewer = viewerOf(request)
      if (!worksWithPeople(viewer)) throw new Refusal('not-allowed')
      return shownCases(house, viewer, request.query.state)
    },
  )

  app.get(
    '/cases/:id',
    { schema: { summary: 'One case; from level 2 on the look is noted', tags, params: CaseId, response: { 200: CaseView } } },
    async (request) => {
      const viewer = viewerOf(request)
      const { person, one } = await sharedCase(house, viewer, request.params.id)
      return shown(house, viewer, person, one)
    },
  )
}

export function caseActRoutes(app: Api, house: House): void {
  const tags = ['cases']
  app.post('/cases/:id/acknowledge', { schema: { summary: 'I take this', tags, params: CaseId, response: changed } }, async (request, reply) => {
    const viewer = viewerOf(request)
    const { outcome, after } = await act(house, viewer, request.params.id, eventIdFor(request, viewer), { type: 'case_acknowledged' })
    if (outcome === 'handled' && after.one.acknowledgedBy !== viewer.staffId) await refuseTaken(house, after.one)
    return reply.code(codeFor(outcome, 200)).send(await shown(house, viewer, after.person, after.one))
  })

  app.post(
    '/cases/:id/decline',
    { schema: { summary: 'I can not; the next is asked', tags, params: CaseId, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      await act(house, viewer, request.params.id, eventIdFor(request, viewer), { type: 'case_declined' })
      return reply.code(204).send()
    },
  )

  app.post(
    '/cases/:id/reply',
    { schema: { summary: 'Write to the person; takes the case', tags, params: CaseId, body: NewMessage, response: { 201: Written, 202: Written } } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { person } = await sharedCase(house, viewer, request.params.id)
      const written = await write(house, viewer, person.id, { eventId: eventIdFor(request, viewer), ...request.body })
      return reply.code(written.status === 'waiting' ? 202 : 201).send(written)
    },
  )
  caseEndRoutes(app, house)
}

function caseEndRoutes(app: Api, house: House): void {
  const tags = ['cases']
  const Contact = z.strictObject({ how: ContactHow })
  app.post(
    '/cases/:id/contact',
    { schema: { summary: 'A human has really made contact; never for a token', tags, params: CaseId, body: Contact, response: changed } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { outcome, after } = await act(house, viewer, request.params.id, eventIdFor(request, viewer), {
        type: 'case_contacted',
        how: request.body.how,
      })
      return reply.code(codeFor(outcome, 200)).send(await shown(house, viewer, after.person, after.one))
    },
  )

  app.post(
    '/cases/:id/hand-over',
    { schema: { summary: 'Ask a colleague to take it', tags, params: CaseId, body: z.strictObject({ staffId: z.string().max(60) }), response: changed } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { person } = await sharedCase(house, viewer, request.params.id)
      const to = await readStaff(house.store, request.body.staffId)
      if (!to || !mayReceiveCase({ staffId: to.id, role: to.role }, person))
        throw new Refusal('does-not-fit', { errors: [{ path: 'staffId', message: 'can not be given this case' }] })
      const relation = { staffId: to.id, firstName: firstNameOf(to.name), since: house.store.clock() }
      const { outcome, after } = await act(house, viewer, request.params.id, eventIdFor(request, viewer), { type: 'case_handed_over', to: relation })
      return reply.code(codeFor(outcome, 200)).send(await shown(house, viewer, after.person, after.one))
    },
  )

  const Closing = z.strictObject({ outcome: CaseOutcome, note: z.string().trim().max(2000).default('') })
  app.post(
    '/cases/:id/close',
    {
      schema: {
        summary: 'Close; from level 2 on for whoever has taken it or a coordinator, at level 3 only after contact and with a note',
        tags,
        params: CaseId,
        body: Closing,
        response: changed,
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { outcome, after } = await act(house, viewer, request.params.id, eventIdFor(request, viewer), { type: 'case_closed', ...request.body })
      if (outcome === 'handled' && after.one.state !== 'closed') throw whyOpen(after.one, request.body.note)
      return reply.code(codeFor(outcome, 200)).send(await shown(house, viewer, after.person, after.one))
    },
  )
}

async function shownCases(house: House, viewer: Viewer, state: 'open' | 'closed' | undefined): Promise<CaseView[]> {
  const all = await listCases(house.store, { state: state === 'open' ? 'open' : undefined, staffId: viewer.role === 'volunteer' ? viewer.staffId : undefined })
  const rows = await Promise.all(
    all.map(async ({ participantId, case: one }) => {
      const person = await readConversation(house.store, participantId)
      if (!person || !mayReadCase(viewer, person, one, house.store.clock())) return []
      if (state !== undefined && isOpen(one) !== (state === 'open')) return []
      return [caseRow(participantId, one, person.firstName)]
    }),
  )
  return rows.flat()
}

async function sharedCase(house: House, viewer: Viewer, caseId: string): Promise<Found> {
  const found = /^[\w.:-]+$/.test(caseId) ? await readCase(house.store, caseId) : undefined
  const person = found && (await readConversation(house.store, found.participantId))
  if (!found || !person || !mayReadCase(viewer, person, found.case, house.store.clock())) throw new Refusal('not-found')
  return { person, one: person.case?.id === caseId ? person.case : found.case }
}

async function shown(house: House, viewer: Viewer, person: Conversation, one: Case): Promise<CaseView> {
  if (isWatched({ case: one, highest: person.highest }))
    await noteRead(house.store, { staffId: viewer.staffId, participantId: person.id, at: house.store.clock() })
  return caseView(person.id, one, person.firstName)
}

async function act(house: House, viewer: Viewer, caseId: string, eventId: string, told: Told): Promise<{ outcome: 'handled' | 'waiting'; after: Found }> {
  const before = await sharedCase(house, viewer, caseId)
  if (!mayDo(viewer, told, before.one)) throw new Refusal('people-only')
  const outcome = await put(house, before.person.id, { id: eventId, at: house.store.clock(), ...byStaff(viewer), caseId, ...told })
  const person = (await readConversation(house.store, before.person.id)) ?? before.person
  const one = person.case?.id === caseId ? person.case : ((await readCase(house.store, caseId))?.case ?? before.one)
  return { outcome, after: { person, one } }
}

function mayDo(viewer: Viewer, { type }: Told, one: Case): boolean {
  if (type === 'case_contacted') return !viewer.isSystem
  return type === 'case_handed_over' || mayAnswerFor(viewer, one)
}

function whyOpen(one: Case, note: string): Refusal {
  if (isAtLeast(one.level, '3A') && one.contactedAt === undefined)
    return new Refusal('not-applied', { detail: 'A case of level 3 is closed after a human made contact' })
  if (isAtLeast(one.level, '3A') && note === '') return new Refusal('not-applied', { detail: 'A case of level 3 is closed with a note' })
  return new Refusal('not-yours')
}

async function refuseTaken(house: House, one: Case): Promise<never> {
  if (one.state === 'closed') throw new Refusal('not-applied', { detail: 'The case is closed' })
  const holder = one.acknowledgedBy === undefined ? undefined : await readStaff(house.store, one.acknowledgedBy)
  throw new Refusal('already-taken', { detail: holder ? `${firstNameOf(holder.name)} has taken this case` : undefined })
}
