import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isConversation } from '../../src/store/indexes.ts'
import { noteRead, readsOf } from '../../src/store/audit.ts'
import { listCases, readCase } from '../../src/store/cases.ts'
import { claim, commit, readConversation } from '../../src/store/conversations.ts'
import { readMessages } from '../../src/store/log.ts'
import { ingest, post, waitingFor } from '../../src/store/mailbox.ts'
import { settle, takeDue } from '../../src/store/outbox.ts'
import {
  createInvite,
  createParticipant,
  exportOwner,
  forget,
  linkAddress,
  listParticipants,
  ownerOfAddress,
  participantExists,
  redeemInvite,
} from '../../src/store/people.ts'
import { send } from '../../src/store/redis.ts'
import { asText } from '../../src/store/reply.ts'
import { sweep } from '../../src/store/retention.ts'
import { addStaff } from '../../src/store/staff.ts'
import { startTestStore, until, type TestStore } from './redis-for-tests.ts'
import { aCase, claimOne, everyByte, nextDocument, said, turnOf, wrote } from './samples.ts'

let now = 10_000
const dayMs = 24 * 60 * 60_000
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
  for (const key of ['calendar', 'appointments', 'openCases', 'closedCases', 'ready', 'due'] as const) {
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

test('an invite makes a guest the invited person: address, waiting events, messages, unsent words and case go along', async () => {
  const { store } = house
  const { id: staffId } = await addStaff(store, { name: 'Maria', role: 'coordinator' })
  const person = await added()
  const code = await createInvite(store, person)
  const { owner, from } = await guest('CODE')
  const one = aCase(`c_${owner}`, { level: '3A', alerts: [{ staffId, role: 'coordinator', at: 1 }] })
  await ingest(store, [wrote(`pending ${owner}`, { from, text: 'still waiting' })])
  await turnOf(store, owner, {
    document: { case: one, timers: { 'case.x': { at: 70_000, kind: 'case', ref: one.id } } },
    turn: {
      effects: [
        { type: 'redeem_invite', id: `${owner}.1.0`, code, channel: 'telegram', lang: 'ti' },
        said(owner, 1, 1, { text: 'help card', purpose: 'urgent' }),
        said(owner, 1, 2, { text: 'welcome' }),
      ],
      log: [{ id: 'said before', at: 500, from: 'participant', text: 'as a guest' }],
    },
  })
  await redeem(code.toLowerCase(), owner)
  expect(await ownerOfAddress(store, 'telegram', from)).toBe(person)
  const first = await turnOf(store, person)
  expect(first.event).toMatchObject({ type: 'address_linked', channel: 'telegram', addressId: from, lang: 'ti', caseId: one.id, level: '3A', kind: 'distress' })
  expect((await turnOf(store, person)).event).toMatchObject({ type: 'message_received', text: 'still waiting' })
  expect(await waitingFor(store, person)).toBe(0)
  expect((await readMessages(store, person, { limit: 10 })).map(({ text }) => text)).toEqual(['as a guest'])
  const texts: string[] = []
  for (let [due] = await takeDue(store, { max: 1, leaseMs: 1_000, only: person }); due; due = (await settle(store, due, { type: 'sent' })).next) {
    expect(due.lastInboundAt).toBe(1_000)
    if (due.effect.type === 'say') texts.push(due.effect.text)
  }
  expect(texts).toEqual(['help card', 'welcome'])
  expect(await readCase(store, one.id)).toMatchObject({ participantId: person, case: { state: 'closed' } })
  expect((await listCases(store, { state: 'open' })).some(({ case: open }) => open.id === one.id)).toBe(false)
  const [, settled] = [await turnOfStaff(staffId), await claimOne(store, staffId)]
  expect(settled.event).toMatchObject({ type: 'alert_settled', participantId: person, caseId: one.id, outcome: 'passed_on' })
  expect(await send(store, ['ZRANGE', store.keys.calendar, '0', '-1'])).toEqual([])
  expect((await listParticipants(store, {})).map(({ id }) => id)).not.toContain(owner)
})

async function turnOfStaff(staffId: string): Promise<void> {
  const held = await claimOne(house.store, staffId)
  await send(house.store, ['LPOP', house.store.keys.mailbox + staffId])
  await send(house.store, ['HDEL', house.store.keys.owner + staffId, 'l'])
  now += held.leaseMs + 1
}

test('what is sent to a guest who became somebody reaches that somebody, also from a turn under way', async () => {
  const { store } = house
  const person = await added()
  const { owner } = await guest()
  await turnOf(store, owner)
  const { owner: teller } = await guest()
  const held = await claimOne(store, teller)
  await redeem(await createInvite(store, person), owner)
  expect(await post(store, owner, { id: `after ${owner}`, at: 1, type: 'check_in_requested', staffId: 's' })).toBe('stored')
  const told = { type: 'post' as const, id: 'x', to: owner, event: { id: `told ${owner}`, at: 1, type: 'check_in_requested' as const, staffId: 's' } }
  expect(await commit(store, held, { document: nextDocument(held), effects: [told], log: [] })).toEqual({ type: 'committed', skipped: [] })
  expect(await waitingFor(store, person)).toBe(3)
  expect((await readConversation(store, owner))?.id).toBe(person)
  expect(await participantExists(store, owner)).toBe(true)
  await forget(store, person)
  expect(await participantExists(store, owner)).toBe(false)
})

test('a turn of the guest that is under way while the invite is redeemed is fenced, and its event goes along', async () => {
  const { store } = house
  const person = await added()
  const { owner, from } = await guest()
  await turnOf(store, owner)
  await ingest(store, [wrote(`meanwhile ${owner}`, { from })])
  const held = await claimOne(store, owner)
  await redeem(await createInvite(store, person), owner)
  expect(await commit(store, held, { document: nextDocument(held), effects: [], log: [] })).toEqual({ type: 'fenced' })
  expect(await waitingFor(store, person)).toBe(2)
})

test('messages that come in while an invite is redeemed are neither lost nor doubled', async () => {
  const { store } = house
  for (let round = 0; round < 15; round += 1) {
    const person = await added()
    const { owner, from } = await guest()
    await turnOf(store, owner)
    const code = await createInvite(store, person)
    const coming = Array.from({ length: 12 }, async (_, n) => {
      for (let turns = 0; turns < n; turns += 1) await send(store, ['PING'])
      return ingest(store, [wrote(`${owner} ${n}`, { from, text: `m${n}` })])
    })
    await Promise.all([redeem(code, owner), ...coming])
    const texts: string[] = []
    for (let waiting = await waitingFor(store, person); waiting > 0; waiting -= 1) {
      const { event } = await turnOf(store, person)
      texts.push('text' in event ? event.text : event.type)
    }
    expect(texts.toSorted((a, b) => a.localeCompare(b))).toEqual(
      ['address_linked', ...Array.from({ length: 12 }, (_, n) => `m${n}`)].toSorted((a, b) => a.localeCompare(b)),
    )
  }
})

test('redeeming twice is done once; used, old and invented codes are told apart', async () => {
  const { store } = house
  const person = await added()
  const code = await createInvite(store, person)
  expect(code).toMatch(/^[2-9A-HJKMNP-Z]{10}$/)
  const first = await guest()
  await turnOf(store, first.owner)
  await redeem(code, first.owner)
  await redeem(code, first.owner)
  expect(await waitingFor(store, person)).toBe(1)
  const because = async (typed: string) => {
    const { owner } = await guest()
    await turnOf(store, owner)
    await redeem(typed, owner)
    await redeem(typed, owner)
    expect(await waitingFor(store, owner)).toBe(1)
    const { event } = await claimOne(store, owner)
    return event.type === 'invite_refused' ? event.because : event.type
  }
  expect(await because(code)).toBe('used')
  expect(await because('AAAAAAAAAA')).toBe('unknown')
  const old = await createInvite(store, person)
  now += 31 * dayMs
  expect(await because(old)).toBe('expired')
})

test('one code redeemed by two guests at once goes to one of them', async () => {
  const { store } = house
  const person = await added()
  const code = await createInvite(store, person)
  const [a, b] = [await guest(), await guest()]
  await Promise.all([turnOf(store, a.owner), turnOf(store, b.owner)])
  await Promise.all([redeem(code, a.owner), redeem(code, b.owner)])
  const owners = await Promise.all([a, b].map(async ({ from }) => ownerOfAddress(store, 'telegram', from)))
  expect(owners.filter((owner) => owner === person)).toHaveLength(1)
})

test('two records that staff made are never made one by a code', async () => {
  const { store } = house
  const [person, other] = [await added(), await added()]
  await linkAddress(store, other, 'telegram', `linked ${other}`)
  await redeem(await createInvite(store, person), other)
  expect((await turnOf(store, other)).event).toMatchObject({ type: 'invite_refused', because: 'used' })
  expect(await ownerOfAddress(store, 'telegram', `linked ${other}`)).toBe(other)
})

test('the export holds everything that is known, in plain form', async () => {
  const { store } = house
  const { owner } = await guest()
  await turnOf(store, owner, {
    document: {
      firstName: 'Amina',
      answers: { mood: 2 },
      appointments: { a: appointment('a') },
      consent: { use: { given: true, at: 5, lang: 'nl' } },
      case: aCase(`c_${owner}`),
    },
    turn: { log: [{ id: 'x', at: 5, from: 'participant', text: 'hoi' }] },
  })
  const found = JSON.parse(JSON.stringify(await exportOwner(store, owner)))
  expect(found).toMatchObject({
    id: owner,
    profile: { firstName: 'Amina' },
    answers: { mood: 2 },
    consent: { use: { given: true } },
    appointments: [{ title: marker }],
    cases: [{ id: `c_${owner}` }],
    messages: [{ text: 'hoi' }],
  })
  expect(await exportOwner(store, 'p_nobody')).toBeUndefined()
})

test('looks are kept newest first, and one look is noted once', async () => {
  const { owner } = await guest()
  const note = async (staffId: string, at: number) => noteRead(house.store, { staffId, participantId: owner, at })
  await note('s_a', 1_000_000)
  await note('s_a', 1_000_500)
  await note('s_b', 1_001_000)
  await note('s_a', 1_900_000)
  expect(await readsOf(house.store, owner)).toEqual([
    { staffId: 's_a', at: 1_900_000 },
    { staffId: 's_b', at: 1_001_000 },
    { staffId: 's_a', at: 1_000_000 },
  ])
})

test('the sweep drops old text, cases after their term and guests who stayed away, and nothing else', async () => {
  const { store } = house
  const rules = { chatDays: 30, closedCaseMonths: 6, closedUrgentCaseMonths: 24, guestDays: 30 }
  const at = now
  const [person, stale, inNeed] = [await added(), (await guest()).owner, (await guest()).owner]
  await post(store, person, { id: `x ${person}`, at, type: 'check_in_requested', staffId: 's' })
  await turnOf(store, stale, { document: { lastHeardAt: at } })
  await turnOf(store, inNeed, { document: { lastHeardAt: at, case: aCase(`c_${inNeed}`) } })
  await turnOf(store, person, {
    document: { case: aCase(`open_${person}`), closedCase: aCase(`closed_${person}`, { state: 'closed', closedAt: at }) },
    turn: {
      log: [
        { id: 'old', at, from: 'bot', text: 'old' },
        { id: 'new', at: at + 20 * dayMs, from: 'bot', text: 'new' },
      ],
    },
  })
  const texts = async () => (await readMessages(store, person, { limit: 9 })).map(({ text }) => text)
  await sweep(store, { now: at + 29 * dayMs, rulesFor: () => rules })
  expect(await texts()).toEqual(['old', 'new'])
  expect(await participantExists(store, stale)).toBe(true)
  await sweep(store, { now: at + 31 * dayMs, rulesFor: () => rules })
  expect(await texts()).toEqual(['new'])
  expect(await participantExists(store, stale)).toBe(false)
  expect(await participantExists(store, inNeed)).toBe(true)
  expect(await readCase(store, `closed_${person}`)).toBeDefined()
  await sweep(store, { now: at + 200 * dayMs, rulesFor: () => rules })
  expect(await readCase(store, `closed_${person}`)).toBeUndefined()
  expect(await readCase(store, `open_${person}`)).toBeDefined()
  const document = (await claim(store, { max: 1, leaseMs: 1, only: person }))[0]?.document
  expect(document === undefined || isConversation(document)).toBe(true)
})
