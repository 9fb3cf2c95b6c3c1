// Colleagues: who they are, adding one, changing their task, a new sign-in link, and ending their sessions at once.
// Only a coordinator changes anything here; names are shown to those who may hand something over.
import { z } from 'zod'
import { Name } from '../core/name.ts'
import { whatsappId } from '../core/phone.ts'
import { Lang } from '../core/phrasebook.ts'
import { isLastCoordinator } from '../store/leaving.ts'
import { createSignInLink, endAllSessions } from '../store/sessions.ts'
import { AddressTaken, addStaff, listStaff, readStaff, updateStaff, type StaffMember } from '../store/staff.ts'
import type { Api, House } from './house.ts'
import { mayManage, maySeeColleagues, type Viewer } from './policies.ts'
import { Refusal } from './problems.ts'
import { StaffRole, viewerOf } from './sign-in.ts'

const StaffView = z
  .object({ id: z.string(), name: z.string(), role: StaffRole, lang: Lang.optional(), duty: z.boolean().optional(), channels: z.array(z.string()).optional() })
  .meta({ id: 'Staff' })
export const StaffId = z.object({ id: z.string().max(60) })
export const platformId = z
  .string()
  .trim()
  .regex(/^\+?[A-Za-z0-9._:-]{1,64}$/, 'must be the id or number on that platform')
export const whatsappNumber = z
  .string()
  .max(140)
  .refine((text) => whatsappId(text) !== undefined, 'must be a telephone number or a WhatsApp user id')
  .overwrite((text) => whatsappId(text) ?? text)
const NewStaff = z.strictObject({
  name: Name,
  role: StaffRole,
  lang: Lang.optional(),
  duty: z.boolean().optional(),
  telegram: platformId.optional(),
  whatsapp: whatsappNumber.optional(),
})
const ChangedStaff = z.strictObject({ name: Name, role: StaffRole, lang: Lang, duty: z.boolean() }).partial()
const Link = z.object({ signInUrl: z.string() })

export function staffRoutes(app: Api, house: House): void {
  app.get('/staff', { schema: { summary: 'Colleagues', tags: ['staff'], response: { 200: z.array(StaffView) } } }, async (request) => {
    const viewer = viewerOf(request)
    if (!maySeeColleagues(viewer)) throw new Refusal('not-allowed')
    const members = await listStaff(house.store)
    return members.map((member) => staffView(viewer, member))
  })

  app.post(
    '/staff',
    {
      schema: { summary: 'Add a colleague', tags: ['staff'], body: NewStaff, response: { 201: z.object({ id: z.string(), signInUrl: z.string() }) } },
    },
    async (request, reply) => {
      onlyManagers(viewerOf(request))
      const { id } = await addStaff(house.store, request.body).catch((error: unknown) => {
        throw error instanceof AddressTaken ? new Refusal('address-taken') : error
      })
      return reply.code(201).send({ id, ...(await linkFor(house, id)) })
    },
  )

  app.patch(
    '/staff/:id',
    { schema: { summary: "Change a colleague's name, role or duty", tags: ['staff'], params: StaffId, body: ChangedStaff, response: { 200: StaffView } } },
    async (request) => {
      const viewer = viewerOf(request)
      onlyManagers(viewer)
      const before = await existing(house, request.params.id)
      const { role } = request.body
      if (role !== undefined && role !== 'coordinator' && (await isLastCoordinator(house.store, before.id))) throw new Refusal('last-coordinator')
      await updateStaff(house.store, before.id, request.body)
      return staffView(viewer, await existing(house, before.id))
    },
  )

  accessRoutes(app, house)
}

/** For people only: with a link for somebody who is here, another system could act as that person. */
function accessRoutes(app: Api, house: House): void {
  app.post(
    '/staff/:id/sign-in-link',
    { schema: { summary: 'A new one-time link; give it to the person yourself', tags: ['staff'], params: StaffId, response: { 201: Link } } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      onlyManagers(viewer)
      if (viewer.isSystem) throw new Refusal('people-only')
      const { id } = await existing(house, request.params.id)
      return reply.code(201).send(await linkFor(house, id))
    },
  )

  app.post(
    '/staff/:id/end-sessions',
    { schema: { summary: 'Sign a colleague out everywhere, at once', tags: ['staff'], params: StaffId, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      if (viewer.staffId !== request.params.id) onlyManagers(viewer)
      // It would take somebody out of a conversation, with nobody to answer for it.
      if (viewer.isSystem) throw new Refusal('people-only')
      await endAllSessions(house.store, (await existing(house, request.params.id)).id)
      return reply.code(204).send()
    },
  )
}

export function onlyManagers(viewer: Viewer): void {
  if (!mayManage(viewer)) throw new Refusal('not-allowed')
}

async function existing(house: House, id: string): Promise<StaffMember> {
  const member = /^s_[0-9A-Za-z]{1,40}$/.test(id) ? await readStaff(house.store, id) : undefined
  if (!member) throw new Refusal('not-found')
  return member
}

async function linkFor(house: House, staffId: string): Promise<{ signInUrl: string }> {
  return { signInUrl: `${house.publicUrl}/inbox#sign-in=${await createSignInLink(house.store, staffId)}` }
}

function staffView(viewer: Viewer, member: StaffMember): z.infer<typeof StaffView> {
  const { id, name: called, role } = member
  if (!mayManage(viewer)) return { id, name: called, role }
  return {
    id,
    name: called,
    role,
    lang: member.lang,
    duty: member.duty,
    channels: [...(member.telegram === undefined ? [] : ['telegram']), ...(member.whatsapp === undefined ? [] : ['whatsapp'])],
  }
}
