// Forgetting: what is gone with the key, what may never come back, and that no list anywhere still names the person.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noteRead } from '../../src/store/audit.ts'
import { commit, readConversation } from '../../src/store/conversations.ts'
import { readMessages } from '../../src/store/log.ts'
import { ingest, post } from '../../src/store/mailbox.ts'
import { settle, takeDue } from '../../src/store/outbox.ts'
import { createInvite, createParticipant, forget, listParticipants, redeemInvite } from '../../src/store/people.ts'
import { send } from '../../src/store/redis.ts'
import { asList, asText } from '../../src/store/reply.ts'
import { addStaff } from '../../src/store/staff.ts'
import { startTestStore, until, type TestStore } from './redis-for-tests.ts'
import { aCase, claimOne, everyByte, nextDocument, said, turnOf, wrote } from './samples.ts'

let now = 10_000
let house: TestStore
beforeAll(async () => {
  house = await startTestStore({ clock: () => now })
})
afterAll(() => house.stop())

let people = 9_000
async function guest(text = 'hoi'): Promise<{ owner: string; from: string }> {
  people += 1
  const from = String(people)
  const [stored] = await ingest(house.store, [wrote(`guest ${people}`, { from, text })])
  return { owner: stored?.owner ?? '', from }
}

async function added(): Promise<string> {
  people += 1
  const owner = await createParticipant(house.store, { id: `added ${people}`, at: now, type: 'person_added', firstName: 'Amina', lang: 'ar' })
  await turnOf(house.store, owner, { document: { firstName: 'Amina', linked: true } })
  return owner
}

async function redeem(code: string, from: string, effectId = `${from}.1.0`): Promise<void> {
  await redeemInvite(house.store, { code, from, channel: 'telegram', lang: 'ti', effectId })
}
const marker = 'MARKER-kattenkruid'
const appointment = (id: string) => ({
  id,
  kind: 'gesprek',
  title: marker,
  startsAt: '2027-01-05T10:00:00+01:00',
  remindBefore: [],
  state: 'planned' as const,
  answer: 'none' as const,
  setBy: 's',
  setAt: 1,
})

test('nothing personal is readable in Redis or on its disk, and after forgetting no trace of the person is left at all', async () => {
  const { store } = house
  const { id: staffId } = await addStaff(store, { name: `${marker}-staff`, role: 'volunteer', telegram: `${marker}-t` })
  const from = `${marker}-address`
  const [stored] = await ingest(store, [
    wrote(`${marker}-key`, { from, text: marker }),
    wrote('second', { from, text: marker }),
    wrote('third', { from, text: marker }),
  ])
  const owner = stored?.owner ?? ''
  await turnOf(store, owner, {
    document: {
      firstName: marker,
      answers: { name: marker },
      timers: { wait: { at: 50_000, kind: 'wait', ref: '' } },
      appointments: { a: appointment('a') },
      missed: [{ id: 'm1', at: 1, lang: 'nl', heard: [], text: marker }],
      case: aCase(`c_${owner}`, { note: marker, alerts: [{ staffId, role: 'trusted', at: 1 }] }),
    },
    turn: {
      effects: [said(owner, 1, 0, { text: marker }), said(owner, 1, 1, { text: marker, purpose: 'urgent' })],
      log: [{ id: `${owner}.1.0`, at: 1, from: 'bot', text: marker }],
    },
  })
  await turnOf(store, owner, { document: { case: undefined, closedCase: aCase(`c2_${owner}`, { state: 'closed', closedAt: 1, note: marker }) } })
  const [due] = await takeDue(store, { max: 1, leaseMs: 1_000, only: owner })
  if (due) await settle(store, due, { type: 'sent', providerMessageId: `${marker}-provider` })
  await createInvite(store, owner)
  await noteRead(store, { staffId, participantId: owner, at: 1 })
  const encodings = [marker, Buffer.from(marker).toString('hex'), Buffer.from(marker).toString('base64').slice(0, 20)]
  const before = await everyByte(store)
  for (const text of encodings) expect(before).not.toContain(text)
  expect(before).toContain(owner)
  expect(await filesOf(house.redis.dir)).toContain(`${store.keys.document}${owner}`)

  await forget(store, owner)
  const after = await everyByte(store)
  // One line of the change feed and the memory of repeated webhooks still hold the random id, which leads nowhere any more.
  const kept = asText(await send(store, ['KEYS', `*${owner}*`]).then((keys) => (Array.isArray(keys) ? keys.join() : '')))
  expect(kept).toBe('')
  const lines = after.split('\n').filter((line) => line.includes(owner))
  expect(new Set(lines)).toEqual(new Set([owner]))
  for (const key of ['calendar', 'appointments', 'missed', 'openCases', 'closedCases', 'ready', 'due'] as const) {
    expect(String(await send(store, ['ZRANGE', store.keys[key], '0', '-1']))).not.toContain(owner)
  }
  for (const key of ['addresses', 'moved'] as const) expect(String(await send(store, ['HVALS', store.keys[key]]))).not.toContain(owner)
  expect(await readConversation(store, owner)).toBeUndefined()
  expect(await readMessages(store, owner, { limit: 10 })).toEqual([])
  expect(await listParticipants(store, { staffId })).toEqual([])
  expect(await post(store, owner, { id: 'late', at: 1, type: 'check_in_requested', staffId })).toBe('gone')
  await until(
    async () =>
      asText(await send(store, ['INFO', 'persistence'])).includes('aof_rewrite_in_progress:0') && (await send(store, ['EXISTS', store.keys.rewriteOwed])) === 0,
  )
  const disk = await filesOf(house.redis.dir)
  for (const text of encodings) expect(disk).not.toContain(text)
  // Not even what was unreadable without the key is left.
  expect(disk).not.toContain(`${store.keys.document}${owner}`)
})

/** Every place in Redis that names this owner, as `key` or `key kind`; not the memory of repeated webhooks, which ends by itself. */
async function placesOf(store: TestStore['store'], owner: string): Promise<string[]> {
  const keys = asList(await send(store, ['KEYS', '*'])).map(asText)
  const places = await Promise.all(
    keys.map(async (key) => {
      if (key.startsWith(store.keys.seen)) return []
      if (key.includes(owner)) return [key]
      return String(await contentOf(store, key)).includes(owner) ? [key.slice(store.prefix.length)] : []
    }),
  )
  return places.flat().toSorted()
}

async function contentOf(store: TestStore['store'], key: string): Promise<unknown> {
  const reads: Record<string, string[]> = {
    string: ['GET', key],
    list: ['LRANGE', key, '0', '-1'],
    set: ['SMEMBERS', key],
    zset: ['ZRANGE', key, '0', '-1'],
    hash: ['HGETALL', key],
    stream: ['XRANGE', key, '-', '+'],
  }
  return send(store, reads[asText(await send(store, ['TYPE', key]))] ?? ['PING'])
}

test.each(['whole', 'damaged'])('forgetting a person whose record is %s takes them off every list, also of who is no colleague', async (state) => {
  const { store } = house
  const { id: staffId } = await addStaff(store, { name: 'Maria', role: 'volunteer' })
  const { owner } = await guest()
  const { owner: earlier } = await guest()
  await turnOf(store, earlier, { document: { talkingTo: { staffId: 't_guests', firstName: 'x', since: 1 }, reserve: { staffId, firstName: 'x', since: 1 } } })
  const relation = (id: string) => ({ staffId: id, firstName: 'x', since: 1 })
  await turnOf(store, owner, {
    document: {
      trusted: relation(staffId),
      reserve: relation('s_who_left'),
      talkingTo: relation('t_system'),
      timers: { wait: { at: 50_000, kind: 'wait', ref: '' } },
      appointments: { a: appointment('a') },
      missed: [{ id: 'm1', at: 1, lang: 'nl', heard: [] }],
      case: aCase(`c_${owner}`, { acknowledgedBy: 't_other', alerts: [{ staffId: 't_third', role: 'duty', at: 1 }] }),
    },
  })
  await noteRead(store, { staffId, participantId: owner, at: 1 })
  const code = await createInvite(store, owner)
  await redeem(code, earlier)
  expect(await placesOf(store, earlier)).not.toContain('p:t_guests')
  if (state === 'damaged') await send(store, ['SET', store.keys.document + owner, 'damaged'])
  await forget(store, owner)
  // The feed of changes says that somebody was forgotten, so that open pages let go.
  expect(await placesOf(store, owner)).toEqual(['changes'])
  expect(await placesOf(store, earlier)).toEqual(['changes'])
})

async function filesOf(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = await Promise.all(entries.filter((entry) => entry.isFile()).map(async (entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
  return files.join('\n')
}

test('somebody who writes again after being forgotten is a new guest', async () => {
  const { owner, from } = await guest()
  await turnOf(house.store, owner)
  await forget(house.store, owner)
  await forget(house.store, owner)
  const [stored] = await ingest(house.store, [wrote('back again', { from })])
  expect(stored?.fresh).toBe(true)
  expect(stored?.owner).not.toBe(owner)
  expect((await claimOne(house.store, stored?.owner)).document).toBeUndefined()
})

test('a turn under way while its person is forgotten is fenced and brings nothing back', async () => {
  const { owner } = await guest()
  const held = await claimOne(house.store, owner)
  await forget(house.store, owner)
  expect(await commit(house.store, held, { document: nextDocument(held), effects: [said(owner, 1)], log: [] })).toEqual({ type: 'fenced' })
  expect(await send(house.store, ['KEYS', `*${owner}*`])).toEqual([])
})

test('a person whose record is damaged can still be forgotten, timers and all', async () => {
  const { owner } = await guest()
  await turnOf(house.store, owner, { document: { timers: { wait: { at: 50_000, kind: 'wait', ref: '' } }, appointments: { a: appointment('a') } } })
  await send(house.store, ['SET', house.store.keys.document + owner, 'damaged'])
  await forget(house.store, owner)
  expect(await send(house.store, ['ZRANGE', house.store.keys.calendar, '0', '-1'])).toEqual([])
  expect(await send(house.store, ['ZRANGE', house.store.keys.appointments, '0', '-1'])).toEqual([])
})

test('nobody who was forgotten can be invited: no code for them is kept', async () => {
  const { store } = house
  const person = await added()
  await forget(store, person)
  await createInvite(store, person)
  expect(await placesOf(store, person)).toEqual(['changes'])
})

test('with a condition, whoever has something to be handled is waited for, and whoever no longer meets it stays', async () => {
  const { store } = house
  const { owner, from } = await guest()
  const whenAsked = { onlyIf: (document: unknown) => document !== undefined }
  await turnOf(store, owner, { document: { forgetting: true } })
  await ingest(store, [wrote(`late ${from}`, { from, text: 'help' })])
  expect(await forget(store, owner, whenAsked)).toBe('waiting')
  await turnOf(store, owner, {})
  expect(await forget(store, owner, { onlyIf: () => false })).toBe('kept')
  expect((await readConversation(store, owner))?.forgetting).toBe(true)
  expect(await forget(store, owner, whenAsked)).toBe('forgotten')
})
