// The keepers' list: facts, topics and help lines that are past their day or will be soon, and their word about each.
// "Still right" moves the day on for every answer; "has to change" is a note to whoever writes the texts, which stand in files.
import { z } from 'zod'
import { Confirmation, keepersTasks, KeptKind, withConfirmed, type KeepersTask } from '../core/keeping.ts'
import { readConfirmations, saveConfirmation } from '../store/confirmations.ts'
import type { Api, House } from './house.ts'
import { mayPreview } from './policies.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'

const Task = z
  .object({
    kind: KeptKind,
    id: z.string(),
    topicId: z.string().optional(),
    text: z.string(),
    source: z.string(),
    nlTerm: z.string().optional(),
    day: z.string(),
    isPast: z.boolean(),
    mayHold: z.boolean(),
    keeper: z.string().optional(),
    last: Confirmation.omit({ kind: true, id: true }).optional(),
  })
  .meta({ id: 'KeepersTask' })

/** `oldest`: the day of the first of them that nobody said anew. */
const Confirmed = z.object({ count: z.number(), oldest: z.iso.date().optional() })

const Verdict = z.union([
  z.strictObject({ verdict: z.literal('holds'), until: z.iso.date().optional() }),
  z.strictObject({ verdict: z.literal('change'), note: z.string().trim().min(1).max(500) }),
])

const yearMs = 365 * 24 * 60 * 60 * 1000

export function keepingRoutes(app: Api, house: House): void {
  const tags = ['keeping']
  app.get('/keeping', { schema: { summary: 'What keepers have to look at', tags, response: { 200: z.array(Task) } } }, async (request) => {
    if (!mayPreview(viewerOf(request))) throw new Refusal('not-allowed')
    const words = await readConfirmations(house.store)
    return (await tasksNow(house, words)).map((task) => ({ ...task, last: words.find(({ kind, id }) => kind === task.kind && id === task.id) }))
  })

  app.get(
    '/keeping/confirmed',
    { schema: { summary: 'How much still holds by the word of a keeper', tags, response: { 200: Confirmed } } },
    async (request) => {
      if (!mayPreview(viewerOf(request))) throw new Refusal('not-allowed')
      const days = (await readConfirmations(house.store)).filter(({ verdict }) => verdict === 'holds').map(({ on }) => on)
      const [oldest] = days.toSorted()
      return { count: days.length, ...(oldest === undefined ? {} : { oldest }) }
    },
  )

  app.post(
    '/keeping/:kind/:id',
    {
      schema: {
        summary: 'Say that it still holds, until a day, or that it has to change',
        tags,
        params: z.object({ kind: KeptKind, id: z.string().max(80) }),
        body: Verdict,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request)
      if (!mayPreview(viewer)) throw new Refusal('not-allowed')
      const { kind, id } = request.params
      const task = (await tasksNow(house, await readConfirmations(house.store))).find((one) => one.kind === kind && one.id === id)
      if (!task) throw new Refusal('not-found')
      const now = house.store.clock()
      const on = new Date(now).toISOString().slice(0, 10)
      const said = request.body
      if (said.verdict === 'holds' && !task.mayHold)
        throw new Refusal('does-not-fit', { detail: 'The amount is of a year that is over: the text has to change' })
      const until = said.verdict === 'holds' ? (said.until ?? new Date(now + yearMs).toISOString().slice(0, 10)) : undefined
      if (until !== undefined && (until <= on || Date.parse(until) > now + 2 * yearMs)) throw new Refusal('does-not-fit', { detail: 'A day within two years' })
      await saveConfirmation(house.store, { kind, id, on, by: viewer.staffId, ...said, ...(until === undefined ? {} : { until }) })
      return reply.code(204).send()
    },
  )
}

/** With the last words in it, also those that this process has not taken up yet. */
async function tasksNow(house: House, words: readonly Confirmation[]): Promise<KeepersTask[]> {
  return keepersTasks(withConfirmed(await house.content(), words), house.store.clock())
}
