// Listening to a voice message: whoever may read may listen, the look is noted, and what the platform does not give has a clear answer.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readsOf } from '../../src/store/audit.ts'
import { ingest } from '../../src/store/mailbox.ts'
import { until } from '../store/redis-for-tests.ts'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
const sounds = new Map<string, { type: 'media'; bytes: Buffer; contentType: string } | { type: 'failed'; code: string }>([
  ['ogg', { type: 'media', bytes: Buffer.from('OggS\u0000sound'), contentType: 'audio/ogg; codecs=opus' }],
  ['page', { type: 'media', bytes: Buffer.from('<script>alert(1)</script>'), contentType: 'text/html' }],
  ['old', { type: 'failed', code: '404' }],
  ['slow', { type: 'failed', code: 'timeout' }],
])
beforeAll(async () => {
  inbox = await openInbox({ media: async (_channel, id) => sounds.get(id) ?? { type: 'failed', code: 'none' } })
})
afterAll(async () => inbox.stop())

let chats = 7000
async function spoken(mediaId: string | undefined, words?: string): Promise<{ id: string; path: string }> {
  chats += 1
  const addressId = String(chats)
  const id = await inbox.addPerson({ addresses: [{ channel: 'telegram', id: addressId }] })
  if (words !== undefined) await inbox.hear(addressId, words)
  const event = { type: 'unreadable_received' as const, at: Math.floor(inbox.now()), messageId: `${addressId}.v`, channel: 'telegram' as const, addressId }
  await ingest(inbox.store, [{ channel: 'telegram', dedupeKey: `${addressId}.v`, senderIds: [addressId], event: { ...event, what: 'voice', mediaId } }])
  const found = async () => {
    const { json } = await inbox.ask('GET', `/participants/${id}/messages`, { as: 'sara' })
    return Array.isArray(json['messages']) ? json['messages'].map((one: unknown) => Object.fromEntries(Object.entries(Object(one)))) : []
  }
  await until(async () => (await found()).some((one) => one['what'] === 'voice'))
  const message = (await found()).find((one) => one['what'] === 'voice')
  expect(message?.['audio']).toBe(mediaId === undefined ? undefined : true)
  expect(message?.['media']).toBeUndefined()
  return { id, path: `/participants/${id}/messages/${String(message?.['id'])}/audio?at=${String(message?.['at'])}` }
}

test('whoever may read the conversation hears it, as sound that is kept nowhere', async () => {
  const { path } = await spoken('ogg')
  const { status, headers, text } = await inbox.ask('GET', path, { as: 'maria' })
  expect(status).toBe(200)
  expect(text).toBe('OggS\u0000sound')
  expect(headers.get('content-type')).toBe('audio/ogg')
  expect(headers.get('cache-control')).toBe('no-store')
  expect((await inbox.ask('GET', path, { as: 'yusuf' })).status).toBe(404)
  expect((await inbox.ask('GET', path, { as: 'eva' })).status).toBeGreaterThanOrEqual(403)
  expect((await inbox.ask('GET', path)).status).toBe(401)
})

test('what a platform calls a page leaves as nothing a browser would open', async () => {
  const { headers } = await inbox.ask('GET', (await spoken('page')).path, { as: 'maria' })
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test('from level 2 on listening is noted', async () => {
  const { id, path } = await spoken('ogg', 'cry 2')
  const before = (await readsOf(inbox.store, id)).length
  await inbox.ask('GET', path, { as: 'maria' })
  expect((await readsOf(inbox.store, id)).length).toBeGreaterThan(before)
})

test.each([
  ['old', 410, 'gone'],
  ['slow', 503, 'unavailable'],
  [undefined, 404, 'not-found'],
])('a sound that is %s answers %i', async (mediaId, expected, code) => {
  const { status, json } = await inbox.ask('GET', (await spoken(mediaId)).path, { as: 'maria' })
  expect([status, json['code']]).toEqual([expected, code])
})
