// Brug's practical answers for colleagues: to look up with their source, date and facts, and to send to a person in that person's language.
// Nobody writes an answer here: what is sent is the fixed text, put together by the turn and not by this page.
import { z } from 'zod'
import { newConversation } from '../core/conversation.ts'
import { Fact, type Topic } from '../core/flow/topic.ts'
import { Lang } from '../core/phrasebook.ts'
import type { Content } from '../core/content.ts'
import { certaintyOf, readTopic, type TopicPart } from '../core/turn/topics.ts'
import { eventIdFor, sharedPerson, type Api, type House } from './house.ts'
import { write, Written } from './messages.ts'
import { ParticipantId } from './participants.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'

const Part = z.enum(['answer', 'more'])
const TopicId = z.object({ id: z.string().max(60) })
const ReadAs = z.object({ readAs: Lang.default('nl') })
const Sureness = z.enum(['sure', 'check_page', 'unsure', 'outdated'])

const TopicRow = z
  .object({
    id: z.string(),
    category: z.string(),
    label: z.string(),
    title: z.string(),
    /** Dutch words a person meets in letters, to find it by. */
    words: z.string(),
    certainty: Sureness,
  })
  .meta({ id: 'TopicRow' })

const { text, source, as_of, confidence, kind, valid_until } = Fact.shape
const FactView = z.object({ id: z.string(), text, nl_term: z.string(), source, as_of, confidence, kind, valid_until }).meta({ id: 'Fact' })

const TopicView = TopicRow.extend({
  answer: z.string(),
  more: z.string(),
  source: z.string(),
  asOf: z.string(),
  validUntil: z.string(),
  keeper: z.string(),
  /** What may not be said, and what a reader may need first. */
  caution: z.array(z.string()),
  safety: z.array(z.string()),
  facts: z.array(FactView),
}).meta({ id: 'Topic' })

const AnswerView = z
  .object({ topicId: z.string(), part: Part, lang: Lang, text: z.string(), readAs: z.string() })
  .meta({ id: 'Answer', description: 'A topic as this person would read it, and the same in the language asked for' })

const NewAnswer = z.strictObject({ topicId: z.string().max(60), part: Part.default('answer'), seenMessageId: z.string().max(200).optional() })

export function answerRoutes(app: Api, house: House): void {
  const tags = ['answers']
  app.get(
    '/topics',
    { schema: { summary: 'All practical topics, by title', tags, querystring: ReadAs, response: { 200: z.array(TopicRow) } } },
    async ({ query: { readAs } }) => {
      const content = await house.content()
      const rows = [...content.topics.values()].map((topic) => topicRow(content, topic, readAs, house.store.clock()))
      return rows.toSorted((a, b) => a.title.localeCompare(b.title, readAs))
    },
  )

  app.get(
    '/topics/:id',
    { schema: { summary: 'One topic with its facts', tags, params: TopicId, querystring: ReadAs, response: { 200: TopicView } } },
    async ({ params, query }) => {
      const content = await house.content()
      const topic = content.topics.get(params.id)
      if (!topic) throw new Refusal('not-found')
      return topicView(content, topic, query.readAs, house.store.clock())
    },
  )

  app.get(
    '/participants/:id/answers/:topicId',
    {
      schema: {
        summary: 'A topic as this person would read it',
        tags,
        params: ParticipantId.extend({ topicId: z.string().max(60) }),
        querystring: ReadAs.extend({ part: Part.default('answer') }),
        response: { 200: AnswerView },
      },
    },
    async (request) => {
      const { params, query } = request
      const one = await sharedPerson(house, viewerOf(request), params.id)
      const content = await house.content()
      const about: TopicPart = { id: params.topicId, part: query.part }
      const lang = one.lang ?? 'nl'
      const read = (as: Lang) => readTopic(content, one, about, { lang: as, now: house.store.clock() })
      const [text, readAs] = [read(lang), read(query.readAs)]
      if (text === undefined || readAs === undefined) throw new Refusal('not-found')
      return { topicId: params.topicId, part: query.part, lang, text, readAs }
    },
  )
  sendingRoute(app, house)
}

function sendingRoute(app: Api, house: House): void {
  app.post(
    '/participants/:id/answers',
    {
      schema: {
        summary: "Send a topic yourself, in the person's language; as with a message Brug is quiet until you hand back",
        tags: ['answers'],
        params: ParticipantId,
        body: NewAnswer,
        response: { 201: Written, 202: Written },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { topicId, part, seenMessageId } = request.body
      const one = await sharedPerson(house, viewer, request.params.id)
      const topic = { id: topicId, part }
      if (readTopic(await house.content(), one, topic, { lang: one.lang ?? 'nl', now: house.store.clock() }) === undefined) throw new Refusal('does-not-fit')
      const written = await write(house, viewer, one.id, { eventId: eventIdFor(request, viewer), topic, seenMessageId })
      return reply.code(written.status === 'waiting' ? 202 : 201).send(written)
    },
  )
}

function topicRow(content: Content, topic: Topic, lang: Lang, now: number): z.infer<typeof TopicRow> {
  const { id, category } = topic
  const text = (part: string) => content.phrasebook.text(lang, `topics:${id}.${part}`)
  const words = [...new Set(topic.facts.flatMap((fact) => fact.nl_term.split('; ')))].join('; ')
  return { id, category, label: text('label'), title: text('title'), words, certainty: certaintyOf(content, topic, now) }
}

/** As a person of this organisation would read it who has nobody beside them. */
function topicView(content: Content, topic: Topic, lang: Lang, now: number): z.infer<typeof TopicView> {
  const nobody = newConversation('p_reader', now)
  const read = (part: TopicPart['part']) => readTopic(content, nobody, { id: topic.id, part }, { lang, now }) ?? ''
  return {
    ...topicRow(content, topic, lang, now),
    answer: read('answer'),
    more: read('more'),
    source: topic.source,
    asOf: topic.as_of,
    validUntil: topic.valid_until,
    keeper: topic.keeper,
    caution: topic.caution,
    safety: topic.safety,
    facts: topic.facts,
  }
}
