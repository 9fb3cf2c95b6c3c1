// The editors' list of questions that were missed: who may see it, that it names nobody, and what each word of an editor does.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { WriterSource } from '../../src/core/understanding/sources.ts'
import { readConversation } from '../../src/store/conversations.ts'
import { post } from '../../src/store/mailbox.ts'
import { exportOwner } from '../../src/store/people.ts'
import { projectContent } from '../content-for-tests.ts'
import { until } from '../store/redis-for-tests.ts'
import { turnOf } from '../store/samples.ts'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
let amina: string
let count = 0
const at = Date.parse('2026-03-02T09:00:00Z')
const shared = { id: 'm1', at, lang: 'nl' as const, heard: ['rent-allowance'], picked: 'gp-register', text: 'waar: is de "dokter"' }

beforeAll(async () => {
  inbox = await openInbox({ content: { ...projectContent() } })
  amina = await inbox.addPerson()
})
afterAll(async () => inbox.stop())

/** Her record holds these, as if turns had put them there. */
beforeEach(async () => {
  inbox.pauseWorker(true)
  await inbox.ask('GET', '/me', { as: 'eva' })
  count += 1
  await post(inbox.store, amina, { id: `seed_${count}`, at, type: 'check_in_requested', staffId: 's' })
  const missed = [shared, { id: 'm2', at: at + 1, lang: 'ar' as const, heard: [] }, { ...shared, id: 'm3', at: at + 2, text: 'mooi weer' }]
  await turnOf(inbox.store, amina, { document: { missed } })
  inbox.pauseWorker(false)
})

const listed = async () => (await inbox.ask('GET', '/questions', { as: 'eva' })).list
const say = async (n: number, body: object, as = 'eva') => (await inbox.ask('POST', `/questions/${String((await listed())[n]?.['ref'])}`, { as, body })).status
const examples = async () => (await inbox.ask('GET', '/questions/examples', { as: 'sara' })).list

test('is for editors and coordinators only', async () => {
  for (const [as, status] of [
    ['eva', 200],
    ['sara', 200],
    ['maria', 403],
    ['rob', 403],
  ] as const) {
    expect((await inbox.ask('GET', '/questions', { as })).status).toBe(status)
    expect((await inbox.ask('GET', '/questions/examples', { as })).status).toBe(status)
    expect((await inbox.ask('GET', '/questions/unshared', { as })).status).toBe(status)
  }
  expect(await say(0, { verdict: 'done' }, 'maria')).toBe(403)
  expect((await inbox.ask('DELETE', '/questions/examples/x', { as: 'maria' })).status).toBe(403)
  expect((await inbox.ask('GET', '/questions')).status).toBe(401)
})

test('shows no person: no name, no id, no moment', async () => {
  const { text, list } = await inbox.ask('GET', '/questions', { as: 'eva' })
  expect(list).toEqual([
    { ref: expect.any(String), on: '2026-03-02', lang: 'nl', text: 'mooi weer', heard: ['rent-allowance'], picked: 'gp-register' },
    { ref: expect.any(String), on: '2026-03-02', lang: 'nl', text: 'waar: is de "dokter"', heard: ['rent-allowance'], picked: 'gp-register' },
  ])
  for (const secret of [amina, 'Amina', String(at), '"m1"']) expect(text).not.toContain(secret)
})

test('those whose words are not shared are counted and not listed', async () => {
  const dark = (id: string, more: object) => ({ id, at, lang: 'ar' as const, heard: ['rent-allowance', 'gp-register'], ...more })
  inbox.pauseWorker(true)
  await post(inbox.store, amina, { id: `seed_dark_${count}`, at, type: 'check_in_requested', staffId: 's' })
  const missed = [shared, dark('m2', {}), dark('m3', { picked: 'gp-register' }), dark('m4', { heard: [] }), dark('m5', { at: at - 3 * 24 * 60 * 60 * 1000 })]
  await turnOf(inbox.store, amina, { document: { missed } })
  inbox.pauseWorker(false)
  expect((await listed()).map(({ text }) => text)).toEqual([shared.text])
  const { list, text } = await inbox.ask('GET', '/questions/unshared', { as: 'eva' })
  expect(list).toEqual([
    { lang: 'ar', month: '2026-03', topic: 'rent-allowance', count: 2 },
    { lang: 'ar', month: '2026-03', count: 1 },
    { lang: 'ar', month: '2026-02', topic: 'rent-allowance', count: 1 },
  ])
  expect(text).not.toContain(amina)
})

test('an example and what is not practical leave the list and stand in a file that the content accepts; they outlive the person', async () => {
  expect(await say(1, { verdict: 'example', topic: 'no-such-topic' })).toBe(422)
  expect(await say(1, { verdict: 'example', topic: 'gp-register' })).toBe(204)
  expect(await listed()).toHaveLength(1)
  expect(await say(0, { verdict: 'not_practical' }, 'sara')).toBe(204)
  const [file] = await examples()
  expect(file).toMatchObject({ lang: 'nl', path: 'locales/nl/writers/inbox.yaml' })
  expect(WriterSource.parse(parse(String(file?.['yaml'])))).toMatchObject({ topics: { 'gp-register': ['waar: is de "dokter"'] }, smallTalk: ['mooi weer'] })
  expect(JSON.stringify(file)).not.toContain(amina)
  expect((await exportOwner(inbox.store, amina))?.missedQuestions.map(({ id }) => id)).toEqual(['m2'])
})

test('"done" keeps nothing, and twice is once', async () => {
  const ref = String((await listed())[1]?.['ref'])
  const done = async () => (await inbox.ask('POST', `/questions/${ref}`, { as: 'eva', body: { verdict: 'done' } })).status
  expect(await done()).toBe(204)
  expect(await done()).toBe(404)
  await until(async () => (await readConversation(inbox.store, amina))?.missed?.length === 2)
})

test('an example can be taken back', async () => {
  await say(1, { verdict: 'example', topic: 'gp-register' })
  const ids = (await examples()).flatMap(({ examples: all }) => (Array.isArray(all) ? all : [])).map(({ id }: { id: string }) => id)
  for (const id of ids) expect((await inbox.ask('DELETE', `/questions/examples/${id}`, { as: 'eva' })).status).toBe(204)
  expect(await examples()).toEqual([])
  expect((await inbox.ask('DELETE', `/questions/examples/${ids[0]}`, { as: 'eva' })).status).toBe(404)
})

test('both are described for other systems', async () => {
  const { json } = await inbox.ask('GET', '/openapi.json')
  expect(Object.keys(json['paths'] ?? {})).toEqual(expect.arrayContaining(['/api/v1/questions', '/api/v1/questions/{ref}', '/api/v1/questions/examples']))
})
