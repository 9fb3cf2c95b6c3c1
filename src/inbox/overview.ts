// Numbers without people, for the municipality: how many take part, how many cases stand open, how many appointments are coming.
// A group smaller than ten is not counted out, so that nobody can be recognised in it.
import { z } from 'zod'
import { Level } from '../core/level.ts'
import { listParticipants } from '../store/people.ts'
import type { Api, House } from './house.ts'
import { isOpen, maySeeOverview } from './policies.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'

const groupMin = 10
/** null: between 1 and 9. */
const Count = z.number().int().nonnegative().nullable()
const Overview = z
  .object({
    participants: Count,
    linked: Count,
    withTrustedPerson: Count,
    agreedToCheckIns: Count,
    openCases: Count,
    openCasesByLevel: z.record(Level, Count),
    participantsByLanguage: z.record(z.string(), Count),
    plannedAppointments: Count,
  })
  .meta({ id: 'Overview', description: 'Counts; null stands for 1 to 9' })

export function overviewRoute(app: Api, house: House): void {
  app.get('/overview', { schema: { summary: 'Counts only; groups under ten are null', tags: ['overview'], response: { 200: Overview } } }, async (request) => {
    if (!maySeeOverview(viewerOf(request))) throw new Refusal('not-allowed')
    return overview(house)
  })
}

async function overview(house: House): Promise<z.infer<typeof Overview>> {
  const people = await listParticipants(house.store, {})
  const now = house.store.clock()
  const open = people.flatMap((one) => (one.case && isOpen(one.case) ? [one.case.level] : []))
  const languages = [...new Set(people.map((one) => one.lang ?? 'unknown'))]
  const planned = people.flatMap((one) => Object.values(one.appointments)).filter((one) => one.state === 'planned' && Date.parse(one.startsAt) > now)
  return {
    participants: counted(people.length),
    linked: counted(people.filter((one) => one.linked).length),
    withTrustedPerson: counted(people.filter((one) => one.trusted).length),
    agreedToCheckIns: counted(people.filter((one) => one.consent.checkIns?.given).length),
    openCases: counted(open.length),
    openCasesByLevel: { '0': countOf(open, '0'), '1': countOf(open, '1'), '2': countOf(open, '2'), '3A': countOf(open, '3A'), '3B': countOf(open, '3B') },
    participantsByLanguage: Object.fromEntries(languages.map((lang) => [lang, counted(people.filter((one) => (one.lang ?? 'unknown') === lang).length)])),
    plannedAppointments: counted(planned.length),
  }
}

function countOf(levels: Level[], level: Level): number | null {
  return counted(levels.filter((one) => one === level).length)
}

function counted(count: number): number | null {
  return count > 0 && count < groupMin ? null : count
}
