// Who is asking? A session cookie from a one-time link, or a bearer token of another system. Also sign-in, sign-out and "who am I".
// A cookie alone is never enough to change anything: the request must come from our own pages.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Lang } from '../core/phrasebook.ts'
import { createFeedToken, endSession, readSession, redeemSignIn } from '../store/sessions.ts'
import { firstNameOf, readStaff } from '../store/staff.ts'
import { readToken } from '../store/tokens.ts'
import { countAttempts, type Attempts } from './attempts.ts'
import { type Api, type House } from './house.ts'
import type { Viewer } from './policies.ts'
import { Refusal } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer | undefined
    sessionId: string | undefined
  }
  interface FastifyContextConfig {
    /** For whoever is not signed in. */
    open?: boolean
    /** Runs by itself in an open page, so it does not keep a session alive. */
    background?: boolean
  }
}

export const StaffRole = z.enum(['volunteer', 'coordinator', 'regisseur', 'editor'])
export type StaffRole = z.infer<typeof StaffRole>

export const Me = z
  .object({
    staffId: z.string(),
    name: z.string(),
    role: StaffRole,
    lang: Lang,
    /** Epoch ms at which the session ends for good; absent for a token. */
    endsAt: z.number().optional(),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

/** Asks every request under the API who it is from. Routes with `config.open` are for anyone. */
export function guard(app: Api, house: House): void {
  app.decorateRequest('viewer', undefined)
  app.decorateRequest('sessionId', undefined)
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.open) {
      if (request.method === 'POST') fromOwnPages(house, request)
      return
    }
    const bearer = bearerOf(request)
    request.viewer = bearer === undefined ? await bySession(house, request) : await byToken(house, bearer)
    if (bearer === undefined && !['GET', 'HEAD'].includes(request.method)) fromOwnPages(house, request)
  })
}

export function viewerOf(request: FastifyRequest): Viewer {
  if (!request.viewer) throw new Refusal('signed-out')
  return request.viewer
}

export function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-brug' : 'brug'
}

/** Still the same person with the same rights? For answers that stay open; does not count as use of the session. */
export async function viewerStill(house: House, request: FastifyRequest): Promise<Viewer | undefined> {
  const bearer = bearerOf(request)
  return (bearer === undefined ? bySession(house, request, { idle: true }) : byToken(house, bearer)).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined
    throw error
  })
}

export function signInRoutes(app: Api, house: House): void {
  const attempts = countAttempts()
  app.post(
    '/sign-in',
    {
      config: { open: true },
      schema: {
        summary: 'Trade a one-time link for a session cookie',
        tags: ['sign-in'],
        security: [],
        body: z.object({ token: z.string().min(1).max(200) }),
        response: { 200: Me },
      },
    },
    async (request, reply) => {
      const sessionId = await redeem(house, attempts, request.ip, request.body.token)
      // An older session of this browser ends here: a sign-in always starts a new one.
      const older = request.cookies[cookieName(house.publicUrl)]
      if (older !== undefined) await endSession(house.store, older)
      const session = await readSession(house.store, sessionId)
      const member = session && (await readStaff(house.store, session.staffId))
      if (!session || !member) throw new Refusal('wrong-token')
      setCookie(house, reply, sessionId)
      return reply.send({ staffId: member.id, name: member.name, role: member.role, lang: member.lang, endsAt: session.endsAt })
    },
  )

  app.get('/me', { schema: { summary: 'Who you are here', tags: ['sign-in'], response: { 200: Me } } }, async (request) => {
    const viewer = viewerOf(request)
    const session = request.sessionId === undefined ? undefined : await readSession(house.store, request.sessionId, { idle: true })
    const member = viewer.isSystem ? undefined : await readStaff(house.store, viewer.staffId)
    return { staffId: viewer.staffId, name: member?.name ?? viewer.firstName, role: viewer.role, lang: member?.lang ?? 'nl', endsAt: session?.endsAt }
  })

  app.post(
    '/me/calendar',
    {
      schema: {
        summary: 'A new address for your calendar feed; an older one stops working',
        tags: ['sign-in'],
        response: { 201: z.object({ url: z.string() }) },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request)
      if (viewer.isSystem) throw new Refusal('not-allowed')
      const token = await createFeedToken(house.store, viewer.staffId)
      return reply.code(201).send({ url: `${house.publicUrl}/api/v1/appointments.ics?token=${token}` })
    },
  )

  app.post('/sign-out', { schema: { summary: 'End this session', tags: ['sign-in'], response: { 204: z.undefined() } } }, async (request, reply) => {
    if (request.sessionId !== undefined) await endSession(house.store, request.sessionId)
    reply.clearCookie(cookieName(house.publicUrl), { path: '/' }).header('clear-site-data', '"cache", "storage"')
    return reply.code(204).send()
  })
}

/** A page that is opened asks this first: to be refused would stand as a fault in the console of everybody who comes to sign in. */
export function sessionRoute(app: Api, house: House): void {
  app.get(
    '/session',
    {
      config: { open: true },
      schema: {
        summary: 'Whether this browser is signed in',
        tags: ['sign-in'],
        security: [],
        response: { 200: z.object({ signedIn: z.boolean() }) },
      },
    },
    async (request, reply) => {
      const viewer = await bySession(house, request, { idle: true }).catch((error: unknown) => {
        if (error instanceof Refusal) return undefined
        throw error
      })
      return reply.header('cache-control', 'no-store').send({ signedIn: viewer !== undefined })
    },
  )
}

/** A link that is good is always taken: behind a shared address, guesses of a stranger must not lock the colleagues out. */
async function redeem(house: House, attempts: Attempts, caller: string, token: string): Promise<string> {
  const now = house.store.clock()
  const sessionId = await redeemSignIn(house.store, token)
  if (sessionId !== undefined) return sessionId
  if (attempts.isBlocked(caller, now)) throw new Refusal('too-many-attempts')
  attempts.failed(caller, now)
  throw new Refusal('wrong-token')
}

/** No Max-Age: the browser forgets it when it closes, the store after 15 minutes without use. */
function setCookie(house: House, reply: FastifyReply, sessionId: string): void {
  reply.setCookie(cookieName(house.publicUrl), sessionId, { path: '/', httpOnly: true, sameSite: 'strict', secure: house.publicUrl.startsWith('https:') })
}

async function bySession(house: House, request: FastifyRequest, o: { idle: boolean } = { idle: isBackground(request) }): Promise<Viewer> {
  const sessionId = request.cookies[cookieName(house.publicUrl)]
  const session = sessionId === undefined || sessionId === '' ? undefined : await readSession(house.store, sessionId, o)
  const member = session && (await readStaff(house.store, session.staffId))
  if (!session || !member) throw new Refusal('signed-out')
  request.sessionId = sessionId
  return { staffId: member.id, firstName: firstNameOf(member.name), role: member.role, isSystem: false }
}

/** What a page does by itself keeps no session alive; it says so with this header. */
function isBackground(request: FastifyRequest): boolean {
  return request.routeOptions.config.background === true || request.headers['brug-background'] !== undefined
}

async function byToken(house: House, bearer: string): Promise<Viewer> {
  const token = await readToken(house.store, bearer)
  if (!token) throw new Refusal('wrong-token')
  return { staffId: token.id, firstName: token.name, role: token.role, isSystem: true }
}

function bearerOf(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers
  // A proxy in front may ask for a password of its own; what browsers then send along is not for us.
  if (authorization === undefined || /^basic /i.test(authorization)) return undefined
  const [, bearer] = /^Bearer +(\S{1,400})$/i.exec(authorization) ?? []
  if (bearer === undefined) throw new Refusal('wrong-token')
  return bearer
}

/** Browsers always say where a changing request comes from; a program with a cookie says nothing, and no other site can make it do so. */
function fromOwnPages(house: House, request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') throw new Refusal('other-site')
  const { origin, host } = request.headers
  if (origin === undefined || origin === house.publicUrl) return
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new Refusal('other-site')
}
