// A colleague leaves: the coordinator ends their access at once and sees who needs somebody else now. Also who left, for reading older records.
import { z } from 'zod'
import { FormerStaff, listFormerStaff, removeStaff } from '../store/leaving.ts'
import { listParticipants } from '../store/people.ts'
import type { Api, House } from './house.ts'
import { mayReadPerson } from './policies.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'
import { onlyManagers, StaffId } from './staff.ts'

const Left = z
  .object({
    id: z.string(),
    /** Participants whose trusted person or reserve they were; give them somebody else. */
    needTrustedPerson: z.array(z.string()),
    needReserve: z.array(z.string()),
  })
  .meta({ id: 'LeftStaff' })

export function leavingRoutes(app: Api, house: House): void {
  const tags = ['staff']
  const summary = 'A colleague leaves: no access from now on, open cases go to the next, relations end; answers who needs somebody else'
  app.delete('/staff/:id', { schema: { summary, tags, params: StaffId, response: { 200: Left } } }, async (request) => {
    const viewer = viewerOf(request)
    onlyManagers(viewer)
    const { id } = request.params
    const theirs = (await listParticipants(house.store, { staffId: id })).filter((one) => mayReadPerson(viewer, one, house.store.clock()))
    const left = await removeStaff(house.store, id)
    if (left.type === 'unknown') throw new Refusal('not-found')
    if (left.type === 'last_coordinator') throw new Refusal('last-coordinator')
    return {
      id,
      needTrustedPerson: theirs.filter(({ trusted }) => trusted?.staffId === id).map((one) => one.id),
      needReserve: theirs.filter(({ reserve }) => reserve?.staffId === id).map((one) => one.id),
    }
  })

  app.get(
    '/staff/former',
    { schema: { summary: 'Who left in the last two years, by first name: for the names in older records', tags, response: { 200: z.array(FormerStaff) } } },
    async (request) => {
      onlyManagers(viewerOf(request))
      return listFormerStaff(house.store)
    },
  )
}
