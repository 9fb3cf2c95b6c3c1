// The demo: a small municipality with people in several languages, and a clock that can be moved forward. Exists only behind --demo.
// It fills an empty store through the same doors as everybody else: staff, participants, events.
import type { FastifyInstance } from 'fastify'
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { webchatAddress } from './channels/webchat/webchat.ts'
import type { Event, Relation } from './core/event.ts'
import type { Lang } from './core/phrasebook.ts'
import { post } from './store/mailbox.ts'
import { untilHandled } from './store/changes.ts'
import { createParticipant, linkAddress } from './store/people.ts'
import type { Store } from './store/redis.ts'
import { createSignInLink } from './store/sessions.ts'
import { addStaff } from './store/staff.ts'

export interface DemoClock {
  now(): number
  move(byMs: number): void
}

const moveMsMax = 31 * 24 * 60 * 60 * 1000
const dayMs = 24 * 60 * 60 * 1000

/** Wall clock plus what was added by hand; it only goes forward. */
export function movableClock(): DemoClock {
  let addedMs = 0
  return {
    now: () => Date.now() + addedMs,
    move(byMs) {
      addedMs += byMs
    },
  }
}

interface DemoPerson {
  id: string
  firstName: string
  lang: Lang
  /** Value of the web chat cookie under which this person is known. */
  chat: string
}

export interface DemoTown {
  people: DemoPerson[]
  volunteerId: string
}

const staff = [
  { name: 'Maria de Wit', role: 'volunteer' as const },
  { name: 'Yusuf Kaya', role: 'volunteer' as const },
  { name: 'Carla Bos', role: 'coordinator' as const, duty: true },
]
const people: { firstName: string; lang: Lang }[] = [
  { firstName: 'Amina', lang: 'ar' },
  { firstName: 'Yonas', lang: 'ti' },
  { firstName: 'Rahwa', lang: 'nl' },
  { firstName: 'Farid', lang: 'fa' },
]

/** Staff, four people who already know Brug, two appointments and one open question. The worker must be running. */
export async function fillDemo(store: Store, now: number): Promise<DemoTown> {
  const ids: string[] = []
  for (const member of staff) ids.push((await addStaff(store, { lang: 'nl', ...member })).id)
  const [volunteerId = '', reserveId = ''] = ids
  const trusted: Relation = { staffId: volunteerId, firstName: 'Maria', since: now }
  const reserve: Relation = { staffId: reserveId, firstName: 'Yusuf', since: now }
  const town: DemoTown = { people: [], volunteerId }
  for (const { firstName, lang } of people) {
    const chat = randomBytes(16).toString('base64url')
    const addressId = webchatAddress(chat)
    const id = await createParticipant(store, {
      id: `demo_${randomUUID()}`,
      at: now,
      type: 'person_added',
      firstName,
      lang,
      trusted,
      reserve,
      addresses: [{ channel: 'webchat', addressId }],
    })
    await linkAddress(store, id, 'webchat', addressId)
    town.people.push({ id, firstName, lang, chat })
  }
  const [amina, yonas] = town.people
  if (amina) await tell(store, amina.id, appointment('Gesprek bij de gemeente', afternoonAfter(now, 2), volunteerId, now))
  if (yonas) await tell(store, yonas.id, appointment('Huisarts', afternoonAfter(now, 3), volunteerId, now))
  if (yonas) await tell(store, yonas.id, written(yonas, 'mens', now))
  return town
}

/** 13:00 UTC, early afternoon in the Netherlands, some days on. */
function afternoonAfter(now: number, days: number): number {
  return Math.floor(now / dayMs + days) * dayMs + 13 * 60 * 60 * 1000
}

async function tell(store: Store, owner: string, event: Event): Promise<void> {
  await post(store, owner, event)
  await untilHandled(store, owner, event.id, 5000)
}

function appointment(title: string, startsAtMs: number, staffId: string, now: number): Event {
  return {
    id: `demo_${randomUUID()}`,
    at: now,
    type: 'appointment_set',
    staffId,
    firstName: 'Maria',
    appointment: {
      id: `a_${randomUUID()}`,
      kind: 'other',
      title,
      startsAt: new Date(startsAtMs).toISOString(),
      place: 'Stadhuis, Marktplein 1',
      remindBefore: ['P1D', 'PT2H'],
      state: 'planned',
      answer: 'none',
      setBy: staffId,
      setAt: now,
    },
  }
}

function written(person: DemoPerson, text: string, now: number): Event {
  return {
    id: `demo_${randomUUID()}`,
    at: now,
    type: 'message_received',
    channel: 'webchat',
    addressId: webchatAddress(person.chat),
    messageId: randomUUID(),
    text,
  }
}

const ClockMove = z.object({ byMs: z.number().int().positive().max(moveMsMax) })

/** `POST /demo/clock`, `GET /demo/state`, and the door through which the demo page becomes one of its people. */
export function demoRoutes(app: FastifyInstance, parts: { clock: DemoClock; town: () => DemoTown | undefined; store: Store; publicUrl: string }): void {
  app.post('/demo/clock', async (request, reply) => {
    const move = ClockMove.safeParse(request.body)
    if (!move.success) return reply.code(400).send({ title: `byMs is a whole number of milliseconds, at most ${moveMsMax}` })
    parts.clock.move(move.data.byMs)
    return { now: parts.clock.now() }
  })
  app.get('/demo/state', async (_request, reply) => {
    const town = parts.town()
    if (!town) return reply.code(503).send({ title: 'The demo is being filled: try again in a moment.' })
    const staffSignInUrl = `${parts.publicUrl}/inbox#sign-in=${await createSignInLink(parts.store, town.volunteerId)}`
    return {
      now: parts.clock.now(),
      staffSignInUrl,
      participants: town.people.map(({ id, firstName, lang }) => ({ id, firstName, lang, chatUrl: `/demo/as/${id}` })),
    }
  })
  app.get<{ Params: { id: string } }>('/demo/as/:id', async (request, reply) => {
    const person = parts.town()?.people.find(({ id }) => id === request.params.id)
    if (!person) return reply.code(404).send({ title: 'Nobody of that name lives here.' })
    const name = person.firstName.toLowerCase()
    const cookie = parts.publicUrl.startsWith('https:') ? `__Host-chat-${name}=${person.chat}; Secure` : `chat-${name}=${person.chat}`
    return reply.header('set-cookie', `${cookie}; Path=/; HttpOnly; SameSite=Strict`).redirect(`/chat?demo=${name}&lang=${person.lang}`)
  })
}
