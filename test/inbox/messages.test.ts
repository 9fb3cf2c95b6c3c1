// Writing as a human: the hold, the undo, not speaking past each other, and what a look at a record leaves behind.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readsOf } from '../../src/store/audit.ts'
import { fire } from '../../src/store/agenda.ts'
import { readConversation } from '../../src/store/conversations.ts'
import { until } from '../store/redis-for-tests.ts'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox({ holdMs: 5_000 })
})
afterAll(async () => inbox.stop())

let chats = 5000
async function person(): Promise<{ id: string; chat: string }> {
  chats += 1
  const chat = String(chats)
  return { id: await inbox.addPerson({ addresses: [{ channel: 'telegram', id: chat }] }), chat }
}

const write = async (id: string, as: string, text: string, more: object = {}) =>
  inbox.ask('POST', `/participants/${id}/messages`, { as, body: { text, ...more } })

async function messages(id: string, as = 'sara'): Promise<Record<string, unknown>[]> {
  const { json } = await inbox.ask('GET', `/participants/${id}/messages`, { as })
  const found = json['messages']
  return Array.isArray(found) ? found.map((one: unknown) => Object.fromEntries(Object.entries(Object(one)))) : []
}

async function lastId(id: string): Promise<string> {
  return String((await messages(id)).at(-1)?.['id'])
}

/** The hold ends: its timer is fired as the calendar would. */
async function release(id: string): Promise<void> {
  inbox.moveClock(5_001)
  const held = Object.keys((await readConversation(inbox.store, id))?.timers ?? {}).filter((timer) => timer.startsWith('held.'))
  for (const timer of held) await fire(inbox.store, id, timer)
  await until(async () => (await readConversation(inbox.store, id))?.held.length === 0)
}

describe('a message of a colleague', () => {
  test('is held for a moment, shown as held, and makes Brug quiet', async () => {
    const { id } = await person()
    const written = await write(id, 'maria', 'Ik kijk mee.')
    expect(written.status).toBe(201)
    expect(written.json).toMatchObject({ status: 'held', heldUntil: expect.any(Number) })
    expect((await messages(id)).at(-1)).toMatchObject({
      id: written.json['id'],
      from: 'staff',
      staffId: inbox.staff.maria,
      firstName: 'Maria',
      status: 'held',
      text: expect.stringContaining('Ik kijk mee.'),
    })
    expect((await inbox.ask('GET', `/participants/${id}`, { as: 'maria' })).json['talkingTo']).toMatchObject({ staffId: inbox.staff.maria })
    await release(id)
    // One id from the moment it was written: whoever holds it finds the message again.
    expect((await messages(id)).at(-1)).toMatchObject({ id: written.json['id'], from: 'staff', text: expect.stringContaining('Ik kijk mee.') })
    expect((await messages(id)).filter((one) => String(one['text']).includes('Ik kijk mee.'))).toHaveLength(1)
  })

  test('can be taken back while it is held, by its writer only', async () => {
    const { id } = await person()
    const messageId = String((await write(id, 'maria', 'Oeps')).json['id'])
    expect((await inbox.ask('DELETE', `/participants/${id}/messages/${messageId}`, { as: 'sara' })).status).toBe(409)
    expect((await inbox.ask('DELETE', `/participants/${id}/messages/${messageId}`, { as: 'maria' })).status).toBe(204)
    expect(JSON.stringify(await messages(id))).not.toContain('Oeps')
  })

  test('can not be taken back any more once it is on its way', async () => {
    const { id } = await person()
    const messageId = String((await write(id, 'maria', 'Te laat')).json['id'])
    await release(id)
    const { status, json } = await inbox.ask('DELETE', `/participants/${id}/messages/${messageId}`, { as: 'maria' })
    expect(status).toBe(409)
    expect(json['code']).toBe('too-late')
  })

  test('repeated with the same key is said once', async () => {
    const { id } = await person()
    const asked = { as: 'maria', body: { text: 'Eén keer' }, headers: { 'idempotency-key': 'k-1' } }
    const [one, two] = [await inbox.ask('POST', `/participants/${id}/messages`, asked), await inbox.ask('POST', `/participants/${id}/messages`, asked)]
    expect(two.status).toBe(201)
    expect(two.json['id']).toBe(one.json['id'])
    expect((await messages(id)).filter((message) => String(message['text']).includes('Eén keer'))).toHaveLength(1)
    await release(id)
    const three = await inbox.ask('POST', `/participants/${id}/messages`, asked)
    expect(three.json).toMatchObject({ id: one.json['id'], status: 'queued' })
    expect((await messages(id)).filter((message) => message['id'] === one.json['id'])).toHaveLength(1)
  })

  test('with other words under the key of something that was done is refused, not taken as said', async () => {
    const { id } = await person()
    const write = async (text: string) =>
      inbox.ask('POST', `/participants/${id}/messages`, { as: 'maria', body: { text }, headers: { 'idempotency-key': 'k-2' } })
    expect((await write('')).status).toBe(400)
    expect((await write('Het eerste')).status).toBe(201)
    expect(await write('Iets anders')).toMatchObject({ status: 409, json: { code: 'key-reused' } })
    expect((await write('Het eerste')).status).toBe(201)
  })

  test.each([
    ['nothing', ''],
    ['only spaces', '  \n '],
    ['more than a page', 'x'.repeat(3001)],
  ])('with %s in it is refused', async (_what, text) => {
    const { id } = await person()
    expect((await write(id, 'maria', text)).status).toBe(400)
  })

  test('Brug goes on when it is handed back', async () => {
    const { id } = await person()
    await write(id, 'maria', 'Hallo')
    const { status, json } = await inbox.ask('POST', `/participants/${id}/hand-back`, { as: 'maria' })
    expect(status).toBe(200)
    expect(json).not.toHaveProperty('talkingTo')
  })
})

describe('nobody speaks past another', () => {
  test('a word of the person that was not seen yet stops the answer', async () => {
    const { id, chat } = await person()
    await inbox.hear(chat, 'Kan ik later betalen?')
    const seenMessageId = await lastId(id)
    await inbox.hear(chat, 'En mag mijn broer mee?')
    const refused = await write(id, 'maria', 'Ja, dat kan.', { seenMessageId })
    expect(refused.status).toBe(409)
    expect(refused.json['code']).toBe('seen-message')
    expect(JSON.stringify(await messages(id))).not.toContain('Ja, dat kan.')
    expect((await write(id, 'maria', 'Ja, dat kan.', { seenMessageId: await lastId(id) })).status).toBe(201)
  })

  test('a colleague who wrote just before stops it too, also while that message is held', async () => {
    const { id, chat } = await person()
    await inbox.hear(chat, 'Hallo?')
    const seenMessageId = await lastId(id)
    expect((await write(id, 'sara', 'Ik ben er.', { seenMessageId })).status).toBe(201)
    expect((await write(id, 'maria', 'Ik ook.', { seenMessageId })).json['code']).toBe('seen-message')
  })

  test('two colleagues in the same moment: one is heard', async () => {
    const { id, chat } = await person()
    await inbox.hear(chat, 'Hallo?')
    const seenMessageId = await lastId(id)
    const both = await Promise.all([write(id, 'maria', 'een', { seenMessageId }), write(id, 'sara', 'twee', { seenMessageId })])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
  })

  test('what Brug or the writer said since is no reason to stop', async () => {
    const { id, chat } = await person()
    await inbox.hear(chat, 'Hallo?')
    const seenMessageId = await lastId(id)
    const first = await write(id, 'maria', 'Moment.', { seenMessageId })
    expect((await write(id, 'maria', 'Daar ben ik.', { seenMessageId })).status).toBe(201)
    await release(id)
    expect((await write(id, 'maria', 'Zeg het maar.', { seenMessageId: first.json['id'] })).status).toBe(201)
  })

  test('a message id that was never there counts as nothing seen', async () => {
    const { id, chat } = await person()
    await inbox.hear(chat, 'Hallo?')
    expect((await write(id, 'maria', 'Ja?', { seenMessageId: 'in_made-up' })).status).toBe(409)
  })
})

describe('messages', () => {
  test('come oldest first, a page at a time', async () => {
    const { id, chat } = await person()
    for (const text of ['een', 'twee', 'drie']) {
      inbox.moveClock(1_000)
      await inbox.hear(chat, text)
    }
    const heard = (await messages(id)).filter((one) => one['from'] === 'participant')
    expect(heard.map((one) => one['text'])).toEqual(['een', 'twee', 'drie'])
    const { json } = await inbox.ask('GET', `/participants/${id}/messages?before=${String(heard[2]?.['at'])}&limit=200`, { as: 'maria' })
    expect(JSON.stringify(json)).toContain('twee')
    expect(JSON.stringify(json)).not.toContain('drie')
  })

  test.each(['limit=0', 'limit=100000', 'before=x', 'before=-1', 'after=1e400', 'limit=5&limit=6'])('a page that can not be is refused: %s', async (query) => {
    const { id } = await person()
    expect((await inbox.ask('GET', `/participants/${id}/messages?${query}`, { as: 'maria' })).status).toBe(400)
  })
})

describe('from level 2 on', () => {
  test('a look is noted with who and when, and the list holds no text', async () => {
    const { id, chat } = await person()
    await messages(id, 'maria')
    expect(await readsOf(inbox.store, id)).toEqual([])
    await inbox.hear(chat, 'cry 2')
    const row = (await inbox.ask('GET', '/conversations', { as: 'maria' })).list.find((one) => one['participantId'] === id)
    expect(row).toMatchObject({ level: '2', caseId: expect.any(String), waitingSince: expect.any(Number) })
    expect(row).not.toHaveProperty('lastText')
    expect(await readsOf(inbox.store, id)).toEqual([])
    await messages(id, 'maria')
    expect(await readsOf(inbox.store, id)).toEqual([{ staffId: inbox.staff.maria, at: expect.any(Number) }])
    const { list } = await inbox.ask('GET', `/participants/${id}/reads`, { as: 'sara' })
    expect(list).toEqual([expect.objectContaining({ staffId: inbox.staff.maria })])
  })

  test('nothing is held back at level 3', async () => {
    const { id, chat } = await person()
    await inbox.hear(chat, 'cry 3A')
    const written = await write(id, 'maria', 'Ik ben bij je.')
    expect(written.json).toMatchObject({ status: 'queued' })
    expect((await messages(id)).at(-1)).toMatchObject({ from: 'staff', text: expect.stringContaining('Ik ben bij je.') })
  })

  test('the most urgent conversation comes first', async () => {
    const [calm, acute] = [await person(), await person()]
    await inbox.hear(acute.chat, 'cry 3B')
    await inbox.hear(calm.chat, 'hallo')
    expect((await inbox.ask('GET', '/conversations', { as: 'sara' })).list[0]).toMatchObject({ participantId: acute.id, level: '3B' })
  })
})
