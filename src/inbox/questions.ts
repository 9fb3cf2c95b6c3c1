// The editors' list: questions that Brug did not understand, without whose they are, and what an editor makes of each.
// An example is kept for the next release; no file is written here, and Brug does not learn while it runs.
import { stringify } from 'yaml'
import { z } from 'zod'
import { Lang, languages } from '../core/phrasebook.ts'
import { dropExample, Example, listExamples, saveExample } from '../store/examples.ts'
import { findMissed, listMissed } from '../store/missed.ts'
import { byStaff, codeFor, eventIdFor, put, type Api, type House } from './house.ts'
import { mayPreview, type Viewer } from './policies.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'

const MissedQuestion = z
  .object({
    /** Leads back to nobody. */
    ref: z.string(),
    /** A day, not a moment: a moment could be looked up in a conversation. */
    on: z.iso.date(),
    lang: Lang,
    text: z.string(),
    heard: z.array(z.string()),
    picked: z.string().optional(),
  })
  .meta({ id: 'MissedQuestion' })

/** Nothing to judge: only how many there are, by the topic it was taken for first, if any. */
const Unshared = z
  .object({ lang: Lang, month: z.string().regex(/^\d{4}-\d\d$/), topic: z.string().optional(), count: z.number().int() })
  .meta({ id: 'UnsharedQuestions' })
type Unshared = z.infer<typeof Unshared>

const Verdict = z.union([
  z.strictObject({ verdict: z.literal('example'), topic: z.string().max(80) }),
  z.strictObject({ verdict: z.enum(['not_practical', 'done']) }),
])

/** One writer's file, as it goes into the repository. */
const ExampleFile = z
  .object({ lang: Lang, path: z.string(), yaml: z.string(), examples: z.array(Example.omit({ lang: true }).extend({ id: z.string() })) })
  .meta({ id: 'ExampleFile' })
type ExampleFile = z.infer<typeof ExampleFile>

const listedMax = 200
/** Those without words must not push out those with. */
const lookedAtMax = 2_000
const tags = ['questions']
const Ref = z.object({ ref: z.string().max(40) })

export function questionRoutes(app: Api, house: House): void {
  app.get(
    '/questions',
    {
      schema: {
        summary: 'Questions that were not understood and whose words are shared, newest first',
        tags,
        response: { 200: z.array(MissedQuestion) },
      },
    },
    async (request) => {
      onlyEditors(viewerOf(request))
      const all = await listMissed(house.store, lookedAtMax)
      const shared = all.flatMap(({ ref, at, lang, text, heard, picked }) => (text === undefined ? [] : [{ ref, on: dayOf(at), lang, text, heard, picked }]))
      return shared.slice(0, listedMax)
    },
  )

  app.get(
    '/questions/unshared',
    { schema: { summary: 'How many more, whose words are not shared: by month, language and topic', tags, response: { 200: z.array(Unshared) } } },
    async (request) => {
      onlyEditors(viewerOf(request))
      return counted(await listMissed(house.store, lookedAtMax))
    },
  )

  app.post(
    '/questions/:ref',
    {
      schema: {
        summary: 'Make it an example of a topic, or of what is no practical question, or be done with it',
        tags,
        params: Ref,
        body: Verdict,
        response: { 202: z.undefined(), 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request)
      onlyEditors(viewer)
      const found = await findMissed(house.store, request.params.ref)
      if (!found) throw new Refusal('not-found')
      const said = request.body
      const { lang, text } = found.missed
      if (said.verdict === 'example' && text === undefined) throw new Refusal('does-not-fit', { detail: 'The text of this question is not shared' })
      if (said.verdict === 'example' && !(await house.content()).topics.has(said.topic)) throw new Refusal('does-not-fit', { detail: 'There is no such topic' })
      const topic = said.verdict === 'example' ? { topic: said.topic } : {}
      if (said.verdict !== 'done' && text !== undefined) await saveExample(house.store, { lang, text, on: dayOf(house.store.clock()), ...topic })
      const { verdict } = said
      const settled = { type: 'question_settled' as const, ...byStaff(viewer), missedId: found.missedId, verdict }
      const outcome = await put(house, found.owner, { id: eventIdFor(request, viewer), at: house.store.clock(), ...settled })
      return reply.code(codeFor(outcome, 204)).send()
    },
  )
}

export function exampleRoutes(app: Api, house: House): void {
  const listed = { summary: 'The examples made here, as one file of a writer for each language', tags, response: { 200: z.array(ExampleFile) } }
  app.get('/questions/examples', { schema: listed }, async (request) => {
    onlyEditors(viewerOf(request))
    const all = await listExamples(house.store)
    return languages
      .map((lang) =>
        fileOf(
          lang,
          all.filter((one) => one.lang === lang),
        ),
      )
      .filter(({ examples }) => examples.length > 0)
  })

  const dropped = { summary: 'Take an example back', tags, params: z.object({ id: z.string().max(40) }), response: { 204: z.undefined() } }
  app.delete('/questions/examples/:id', { schema: dropped }, async (request, reply) => {
    onlyEditors(viewerOf(request))
    if (!(await dropExample(house.store, request.params.id))) throw new Refusal('not-found')
    return reply.code(204).send()
  })
}

/** Newest month first, and in it what came most. */
function counted(all: Awaited<ReturnType<typeof listMissed>>): Unshared[] {
  const counts = new Map<string, Unshared>()
  for (const { at, lang, text, heard } of all) {
    if (text !== undefined) continue
    const [month, topic] = [dayOf(at).slice(0, 7), heard[0]]
    const key = JSON.stringify([lang, month, topic])
    counts.set(key, { lang, month, ...(topic === undefined ? {} : { topic }), count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()].toSorted((a, b) => b.month.localeCompare(a.month) || b.count - a.count)
}

function fileOf(lang: Lang, all: readonly (Example & { id: string })[]): ExampleFile {
  const topics: Record<string, string[]> = {}
  for (const { topic, text } of all) if (topic !== undefined) topics[topic] = [...(topics[topic] ?? []), text]
  const smallTalk = all.flatMap(({ topic, text }) => (topic === undefined ? [text] : []))
  const file = { who: 'Questions people asked, chosen by editors in the inbox', topics, ...(smallTalk.length > 0 ? { smallTalk } : {}) }
  const yaml = stringify(file, { lineWidth: 0, sortMapEntries: false, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })
  return { lang, path: `locales/${lang}/writers/inbox.yaml`, yaml, examples: all.map(({ lang: _lang, ...one }) => one) }
}

function onlyEditors(viewer: Viewer): void {
  if (!mayPreview(viewer)) throw new Refusal('not-allowed')
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
