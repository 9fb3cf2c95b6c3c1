// The keepers' list: what is past its day stands on it, their word takes it off, and answers sound certain again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepersTasks, withConfirmed } from '../../src/core/keeping.ts'
import { certaintyOf } from '../../src/core/turn/topics.ts'
import { readConfirmations } from '../../src/store/confirmations.ts'
import { projectContent } from '../content-for-tests.ts'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
const dayMs = 24 * 60 * 60 * 1000
const day = (at: number) => new Date(at).toISOString().slice(0, 10)
beforeAll(async () => {
  const content = projectContent()
  const topic = content.topics.get('gp-register')
  if (!topic) throw new Error('no topic to keep')
  const [yesterday, nextYear] = [day(Date.now() - dayMs), day(Date.now() + 365 * dayMs)]
  const facts = topic.facts.map(({ amount_year: _year, ...fact }) => ({ ...fact, valid_until: nextYear }))
  inbox = await openInbox({
    content: {
      ...content,
      topics: new Map([[topic.id, { ...topic, valid_until: yesterday, facts }]]),
      facts: new Map(facts.map((fact) => [fact.id, fact])),
      helplines: new Map([...content.helplines].map(([id, line]) => [id, { ...line, verifiedOn: id === '113' ? '2025-01-01' : day(Date.now()) }])),
    },
  })
})
afterAll(async () => inbox.stop())

const listed = async () => (await inbox.ask('GET', '/keeping', { as: 'eva' })).list.map(({ kind, id }) => `${String(kind)}:${String(id)}`)
const say = async (path: string, body: object, as = 'eva') => (await inbox.ask('POST', `/keeping/${path}`, { as, body })).status

test('is for editors and coordinators', async () => {
  expect((await inbox.ask('GET', '/keeping', { as: 'sara' })).status).toBe(200)
  expect((await inbox.ask('GET', '/keeping', { as: 'maria' })).status).toBe(403)
  expect(await say('topic/gp-register', { verdict: 'holds' }, 'maria')).toBe(403)
})

test('what has to change stays on the list with its note; what holds leaves it and is told as certain again', async () => {
  expect(await listed()).toEqual(['helpline:113', 'topic:gp-register'])
  expect(await say('topic/gp-register', { verdict: 'change', note: 'New page since May' })).toBe(204)
  const { list } = await inbox.ask('GET', '/keeping', { as: 'eva' })
  expect(list[1]).toMatchObject({ isPast: true, last: { verdict: 'change', note: 'New page since May', by: inbox.staff.eva } })
  expect(await say('topic/gp-register', { verdict: 'holds', until: '2001-01-01' })).toBe(422)
  expect(await say('topic/gp-register', { verdict: 'holds', until: day(Date.now() + 100 * dayMs) })).toBe(204)
  expect(await say('helpline/113', { verdict: 'holds' })).toBe(204)
  expect((await inbox.ask('GET', '/keeping/confirmed', { as: 'eva' })).json).toEqual({ count: 2, oldest: day(Date.now()) })
  expect((await inbox.ask('GET', '/keeping/confirmed', { as: 'maria' })).status).toBe(403)
  expect(await listed()).toEqual([])
  expect(await say('topic/gp-register', { verdict: 'holds' })).toBe(404)
})

test.each([
  ['2026-11-28', 2026, '2026-12-15', []],
  ['2026-11-28', 2027, '2026-12-15', []],
  ['2027-01-04', 2026, '2027-12-15', [{ day: '2026-12-31', isPast: true, mayHold: false }]],
  ['2026-12-05', undefined, '2026-12-15', [{ day: '2026-12-15', isPast: false, mayHold: true }]],
  ['2026-12-16', undefined, '2026-12-15', [{ day: '2026-12-15', isPast: true, mayHold: true }]],
])('on %s an amount of %s that holds until %s is late only when that is over', (today, amount_year, valid_until, tasks) => {
  const content = projectContent()
  const topic = content.topics.get('gp-register')
  if (!topic?.facts[0]) throw new Error('no fact to keep')
  const fact = { ...topic.facts[0], amount_year, valid_until }
  const topics = new Map([[topic.id, { ...topic, valid_until: '2099-01-01', facts: [fact] }]])
  const found = keepersTasks({ ...content, topics, helplines: new Map() }, Date.parse(`${today}T12:00:00Z`))
  expect(found).toEqual(tasks.map((task) => expect.objectContaining({ ...task, nlTerm: fact.nl_term })))
})

test('the word of a keeper moves the day on, and a file that was seen later wins over it', async () => {
  const content = projectContent()
  const topic = content.topics.get('gp-register')
  const words = await readConfirmations(inbox.store)
  const kept = withConfirmed({ ...content, topics: new Map(topic ? [[topic.id, { ...topic, valid_until: '2025-12-31' }]] : []) }, words)
  const after = kept.topics.get('gp-register')
  expect(after).toMatchObject({ valid_until: day(Date.now() + 100 * dayMs), as_of: day(Date.now()) })
  expect(after && certaintyOf(content, after, Date.now() - 30 * dayMs)).not.toBe('outdated')
  const seenLater = withConfirmed({ ...content, topics: new Map(topic ? [[topic.id, { ...topic, as_of: '2999-01-01' }]] : []) }, words)
  expect(seenLater.topics.get('gp-register')?.as_of).toBe('2999-01-01')
})
