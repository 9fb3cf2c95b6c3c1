// Brug's answers for colleagues: looked up in Dutch, sent in the person's language, as the words of whoever sent them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { projectContent } from '../content-for-tests.ts'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox({ holdMs: 60_000, content: projectContent() })
})
afterAll(async () => inbox.stop())

const Texts = z.object({ text: z.string(), readAs: z.string(), lang: z.string() })
const plain = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '')

test('every colleague reads all topics, with source, date, confidence and facts', async () => {
  for (const as of ['maria', 'sara', 'rob', 'eva']) {
    const { list } = await inbox.ask('GET', '/topics?readAs=nl', { as })
    expect(list.length).toBeGreaterThan(60)
    expect(list).toContainEqual(expect.objectContaining({ id: 'gp-register', title: 'Een huisarts zoeken', words: expect.stringContaining('patiëntenstop') }))
  }
  const { json } = await inbox.ask('GET', '/topics/gp-register?readAs=en', { as: 'maria' })
  expect(json).toMatchObject({ source: expect.stringContaining('rijksoverheid.nl'), asOf: '2025-06', certainty: expect.any(String) })
  expect(json['facts']).toContainEqual(expect.objectContaining({ id: 'gp-register-1', confidence: 'high', as_of: '2025-09' }))
  expect((await inbox.ask('GET', '/topics/no-such-topic', { as: 'maria' })).status).toBe(404)
  expect((await inbox.ask('GET', '/topics')).status).toBe(401)
})

test("a topic is read as the person reads it, with their municipality's own line and the source", async () => {
  const id = await inbox.addPerson({ lang: 'ar', municipality: 'voorbeeldstad' })
  const { json } = await inbox.ask('GET', `/participants/${id}/answers/gp-register`, { as: 'maria' })
  const { text, readAs, lang } = Texts.parse(json)
  expect([lang, plain(text)]).toEqual(['ar', expect.stringContaining('Praktijk De Linde')])
  expect(plain(readAs)).toMatch(/Een huisarts is een dokter[^]*Praktijk De Linde[^]*rijksoverheid\.nl/)
  expect((await inbox.ask('GET', `/participants/${id}/answers/gp-register`, { as: 'yusuf' })).status).toBe(404)
})

test('a topic that is sent reaches the person in their language as words of the sender, and staff read it in theirs', async () => {
  const id = await inbox.addPerson({ lang: 'ar' })
  const { json: shown } = await inbox.ask('GET', `/participants/${id}/answers/gp-register`, { as: 'maria' })
  const sent = await inbox.ask('POST', `/participants/${id}/answers`, { as: 'maria', body: { topicId: 'gp-register' } })
  expect([sent.status, sent.json['status']]).toEqual([201, 'held'])
  const { json } = await inbox.ask('GET', `/participants/${id}/messages?readAs=nl`, { as: 'maria' })
  const last = z
    .object({ messages: z.array(z.record(z.string(), z.unknown())) })
    .parse(json)
    .messages.at(-1)
  expect(last).toMatchObject({ from: 'staff', firstName: 'Maria', lang: 'ar', status: 'held' })
  expect(plain(String(last?.['text']))).toContain(`Maria:\n${plain(Texts.parse(shown).text)}`)
  expect(plain(String(last?.['readAs']))).toContain(plain(Texts.parse(shown).readAs))
  expect((await inbox.ask('GET', `/participants/${id}`, { as: 'maria' })).json['talkingTo']).toMatchObject({ staffId: inbox.staff.maria })
})

test('what is no topic, and what a newer message overtook, is not sent', async () => {
  const id = await inbox.addPerson({ addresses: [{ channel: 'telegram', id: '7711' }] })
  const send = async (body: object) => inbox.ask('POST', `/participants/${id}/answers`, { as: 'maria', body })
  expect((await send({ topicId: 'nothing' })).status).toBe(422)
  await inbox.hear('7711', 'hallo')
  const seen = await send({ topicId: 'gp-register', seenMessageId: 'm_1_before' })
  expect([seen.status, seen.json['code']]).toEqual([409, 'seen-message'])
  expect((await send({ topicId: 'gp-register', part: 'more' })).status).toBe(201)
})
