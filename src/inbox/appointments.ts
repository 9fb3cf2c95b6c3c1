// Appointments: making, moving and cancelling them by events, the list, and the calendar feed of one staff member.
// The feed holds no names: it ends up in calendars that others keep.
import { createEvents, type EventAttributes } from 'ics'
import { z } from 'zod'
import type { Appointment } from '../core/agenda/appointment.ts'
import { listAppointments } from '../store/agenda.ts'
import { readConversation } from '../store/conversations.ts'
import { readFeedToken } from '../store/sessions.ts'
import { readStaff } from '../store/staff.ts'
import { byStaff, codeFor, eventIdFor, put, sharedPerson, type Api, type House } from './house.ts'
import { mayReadPerson, worksWithPeople, type Viewer } from './policies.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'
import { AppointmentView } from './views.ts'

const AppointmentId = z.object({ id: z.string().max(120) })
const startsAt = z.iso.datetime({ offset: true, error: 'must be a moment with its offset, like 2026-03-29T16:30:00+02:00' })
const duration = z.string().regex(/^P(?!$)(\d{1,3}D)?(T(?=\d)(\d{1,3}H)?(\d{1,4}M)?)?$/, 'must be a duration like P3D or PT2H')
const Details = z.strictObject({
  kind: z.string().trim().min(1).max(40),
  title: z.string().trim().min(1).max(120),
  startsAt,
  durationMin: z
    .number()
    .int()
    .positive()
    .max(24 * 60)
    .optional(),
  place: z.string().trim().max(160).optional(),
  bring: z.string().trim().max(160).optional(),
  interpreter: z.string().trim().max(60).optional(),
  remindBefore: z.array(duration).max(6).optional(),
})
const NewAppointment = Details.extend({ participantId: z.string().max(60) })
const Listed = z.object({ participantId: z.string().max(60).optional(), from: z.coerce.number().int().optional(), to: z.coerce.number().int().optional() })
const remindBeforeDefault = ['P3D', 'P1D', 'PT2H']
const changed = { 200: AppointmentView, 202: AppointmentView }

export function appointmentRoutes(app: Api, house: House): void {
  const tags = ['appointments']
  app.get(
    '/appointments',
    {
      schema: {
        summary: 'Appointments of the people you may see; from and to in epoch ms',
        tags,
        querystring: Listed,
        response: { 200: z.array(AppointmentView) },
      },
    },
    async (request) => {
      return shownAppointments(house, viewerOf(request), request.query)
    },
  )

  app.post(
    '/appointments',
    {
      schema: {
        summary: 'Make an appointment; the person is told and reminded',
        tags,
        body: NewAppointment,
        response: { 201: AppointmentView, 202: AppointmentView },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { participantId, ...details } = request.body
      const person = await sharedPerson(house, viewer, participantId)
      refusePast(house, details.startsAt)
      const eventId = eventIdFor(request, viewer)
      const at = house.store.clock()
      const appointment: Appointment = {
        ...details,
        id: `a_${eventId.slice('api_'.length, 26)}`,
        remindBefore: details.remindBefore ?? remindBeforeDefault,
        state: 'planned',
        answer: 'none',
        setBy: viewer.staffId,
        setAt: at,
      }
      const { outcome, view } = await set(house, viewer, person.id, eventId, appointment)
      return reply.code(codeFor(outcome, 201)).send(view)
    },
  )
  oneAppointmentRoutes(app, house)
}

function oneAppointmentRoutes(app: Api, house: House): void {
  const tags = ['appointments']
  app.get('/appointments/:id', { schema: { summary: 'One appointment', tags, params: AppointmentId, response: { 200: AppointmentView } } }, async (request) => {
    return sharedAppointment(house, viewerOf(request), request.params.id)
  })

  app.patch(
    '/appointments/:id',
    { schema: { summary: 'Change or move it; moving asks the person again', tags, params: AppointmentId, body: Details.partial(), response: changed } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { participantId, firstName: _name, ...before } = await sharedAppointment(house, viewer, request.params.id)
      if (before.state === 'cancelled') throw new Refusal('not-applied', { detail: 'The appointment was cancelled' })
      if (request.body.startsAt !== undefined) refusePast(house, request.body.startsAt)
      const { outcome, view } = await set(house, viewer, participantId, eventIdFor(request, viewer), { ...before, ...request.body })
      return reply.code(codeFor(outcome, 200)).send(view)
    },
  )

  app.delete(
    '/appointments/:id',
    { schema: { summary: 'Cancel; the person is told', tags, params: AppointmentId, response: changed } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { participantId, firstName: _name, ...before } = await sharedAppointment(house, viewer, request.params.id)
      const outcome = await put(house, participantId, {
        id: eventIdFor(request, viewer),
        at: house.store.clock(),
        type: 'appointment_cancelled',
        ...byStaff(viewer),
        appointmentId: before.id,
      })
      return reply.code(codeFor(outcome, 200)).send(await asItIs(house, participantId, { ...before, state: 'cancelled' }))
    },
  )
}

export function calendarRoute(app: Api, house: House): void {
  const schema = {
    summary: 'Calendar feed, by the address that /me/calendar gives',
    tags: ['appointments'],
    security: [],
    querystring: z.object({ token: z.string().min(1).max(200) }),
    response: { 200: z.string() },
  }
  app.get('/appointments.ics', { config: { open: true }, schema }, async (request, reply) => {
    const staffId = await readFeedToken(house.store, request.query.token)
    const member = staffId === undefined ? undefined : await readStaff(house.store, staffId)
    if (!member) throw new Refusal('not-found')
    const viewer: Viewer = { staffId: member.id, firstName: member.name, role: member.role, isSystem: false }
    const since = house.store.clock() - 31 * 24 * 60 * 60_000
    // A coordinator may see every appointment; their own calendar holds what they made or are trusted with.
    const own = worksWithPeople(viewer) ? await shownAppointments(house, viewer, { from: since }, viewer.staffId) : []
    return reply.type('text/calendar; charset=utf-8').header('cache-control', 'private, max-age=300').send(calendarOf(own, house.publicUrl))
  })
}

async function shownAppointments(
  house: House,
  viewer: Viewer,
  asked: z.infer<typeof Listed>,
  staffId = viewer.role === 'volunteer' ? viewer.staffId : undefined,
): Promise<AppointmentView[]> {
  if (!worksWithPeople(viewer)) throw new Refusal('not-allowed')
  const all = await listAppointments(house.store, { staffId, from: asked.from, to: asked.to })
  const owners = new Set(all.map((one) => one.participantId).filter((id) => asked.participantId === undefined || id === asked.participantId))
  const people = await Promise.all([...owners].map(async (id) => readConversation(house.store, id)))
  const readable = new Map(people.flatMap((one) => (one && mayReadPerson(viewer, one, house.store.clock()) ? [[one.id, one.firstName] as const] : [])))
  const views = all
    .filter((one) => readable.has(one.participantId))
    .map((one) => ({ ...one.appointment, participantId: one.participantId, firstName: readable.get(one.participantId) }))
  return views.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
}

async function sharedAppointment(house: House, viewer: Viewer, id: string): Promise<AppointmentView> {
  const all = worksWithPeople(viewer) ? await shownAppointments(house, viewer, {}) : []
  const found = all.find((one) => one.id === id)
  if (!found) throw new Refusal('not-found')
  return found
}

async function set(
  house: House,
  viewer: Viewer,
  participantId: string,
  eventId: string,
  appointment: Appointment,
): Promise<{ outcome: 'handled' | 'waiting'; view: AppointmentView }> {
  const outcome = await put(house, participantId, { id: eventId, at: house.store.clock(), type: 'appointment_set', ...byStaff(viewer), appointment })
  return { outcome, view: await asItIs(house, participantId, appointment) }
}

/** What stands in the record; what was asked for while the worker has not come to it. */
async function asItIs(house: House, participantId: string, asked: Appointment): Promise<AppointmentView> {
  const person = await readConversation(house.store, participantId)
  return { ...(person?.appointments[asked.id] ?? asked), participantId, firstName: person?.firstName }
}

function refusePast(house: House, moment: string): void {
  if (Date.parse(moment) <= house.store.clock()) throw new Refusal('does-not-fit', { errors: [{ path: 'startsAt', message: 'is in the past' }] })
}

function calendarOf(appointments: AppointmentView[], publicUrl: string): string {
  const events = appointments.map((one): EventAttributes => ({
    uid: `${one.id}@brug`,
    title: one.title,
    start: Date.parse(one.startsAt),
    startInputType: 'utc',
    startOutputType: 'utc',
    duration: { minutes: one.durationMin ?? 60 },
    location: one.place,
    url: `${publicUrl}/inbox`,
    status: one.state === 'cancelled' ? 'CANCELLED' : 'CONFIRMED',
    productId: 'brug',
    calName: 'Brug',
  }))
  const { value, error } = createEvents(events, { productId: 'brug', calName: 'Brug' })
  if (!value) throw new Error('the calendar could not be written', { cause: error?.name })
  return value
}
