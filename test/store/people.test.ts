// Who leads to whom: invites, moved records, exports, looks, and what the sweep lets go of. Forgetting is in forgetting.test.ts.
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
  isInvite,
  linkAddress,
  listParticipants,
  ownerOfAddress,
  participantExists,
  redeemInvite,
} from '../../src/store/people.ts'
import { send } from '../../src/store/redis.ts'
import { asList, asText } from '../../src/store/reply.ts'
import { sweep } from '../../src/store/retention.ts'
import { addStaff } from '../../src/store/staff.ts'
import { startTestStore, type TestStore } from './redis-for-tests.ts'
import { aCase, claimOne, nextDocument, said, turnOf, wrote } from './samples.ts'

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

test('an invite makes a guest the invited person: address, waiting events, messages, unsent words and case go along', async () => {
  const { store } = house
  const { id: staffId } = await addStaff(store, { name: 'Maria', role: 'coordinator' })
  const person = await added()
  const code = await createInvite(store, person)
  const { owner, from } = await guest('CODE')
  const one = aCase(`c_${owner}`, { level: '3A', harmBy: 'partner', alerts: [{ staffId, role: 'coordinator', at: 1 }] })
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
  expect(first.event).toMatchObject({
    type: 'address_linked',
    channel: 'telegram',
    addressId: from,
    lang: 'ti',
    caseId: one.id,
    level: '3A',
    kind: 'distress',
    harmBy: 'partner',
  })
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

test('what belongs to the person goes along, and no index of the guest stays behind', async () => {
  const { store } = house
  const person = await added()
  const code = await createInvite(store, person)
  const { owner } = await guest('CODE')
  const { id: _id, ...held } = said(owner, 1, 3, { text: 'Maria: tot zo' })
  const consent = { use: { given: true, at: 1, lang: 'nl' as const } }
  const from = { staffId: 's', firstName: 'Maria' }
  await turnOf(store, owner, {
    document: { consent, appointments: { a1: appointment('a1') }, held: [{ ...held, id: 'm_1', messageId: 'm_1', from }], keptOut: ['s_x'] },
  })
  await redeem(code, owner)
  expect((await turnOf(store, person)).event).toMatchObject({
    type: 'address_linked',
    brought: { consent, appointments: { a1: { title: marker } }, held: [{ messageId: 'm_1', text: 'Maria: tot zo', from }], keptOut: ['s_x'] },
  })
  expect(await send(store, ['ZRANGE', store.keys.appointments, '0', '-1'])).toEqual([])
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

test('a newer code ends the older ones, and linking with one ends all that are still about', async () => {
  const { store } = house
  const person = await added()
  const because = async (typed: string) => {
    const { owner } = await guest()
    await turnOf(store, owner)
    await redeem(typed, owner)
    const { event } = await claimOne(store, owner)
    return event.type === 'invite_refused' ? event.because : event.type
  }
  const older = await createInvite(store, person)
  const newer = await createInvite(store, person)
  expect(await because(older)).toBe('expired')
  const { owner, from } = await guest()
  await turnOf(store, owner)
  await redeem(newer, owner)
  expect(await ownerOfAddress(store, 'telegram', from)).toBe(person)
  expect(await because(newer)).toBe('used')
  // Old and used ones are told from guesses; what does not read like a code is neither.
  const known = [older, newer, `${newer.slice(0, 5)}-${newer.slice(5)}`, 'ABCDE23456', 'library'].map(async (code) => isInvite(store, code))
  expect(await Promise.all(known)).toEqual([true, true, true, false, undefined])
  // Two made in the same moment, as by two coordinators: one of them is good, and linking with it leaves none.
  const both = await Promise.all([createInvite(store, person), createInvite(store, person)])
  const answers: string[] = []
  for (const code of [...both, ...both]) {
    const another = await guest()
    await turnOf(store, another.owner)
    await redeem(code, another.owner)
    answers.push((await ownerOfAddress(store, 'telegram', another.from)) === person ? 'linked' : 'refused')
  }
  expect(answers.filter((answer) => answer === 'linked')).toHaveLength(1)
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
  const rules = { chatDays: 30, closedCaseMonths: 6, closedUrgentCaseMonths: 24, guestDays: 30, questionDays: 90, answerMonths: 24, appointmentMonths: 6 }
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
  // What was taken in and not handled yet is not destroyed with the rest.
  await post(store, stale, { id: `late ${stale}`, at, type: 'check_in_requested', staffId: 's' })
  await sweep(store, { now: at + 31 * dayMs, rulesFor: () => rules })
  expect(await participantExists(store, stale)).toBe(true)
  await turnOf(store, stale, { document: { lastHeardAt: at } })
  await sweep(store, { now: at + 31 * dayMs, rulesFor: () => rules })
  expect(await texts()).toEqual(['new'])
  expect(await participantExists(store, stale)).toBe(false)
  expect(await participantExists(store, inNeed)).toBe(true)
  expect(await readCase(store, `closed_${person}`)).toBeDefined()
  const swept = await sweep(store, { now: at + 200 * dayMs, rulesFor: () => rules })
  expect(await readCase(store, `closed_${person}`)).toBeUndefined()
  // The document itself still holds it: that is for the turn, which is asked once a day.
  expect(swept.asked).toBeGreaterThan(0)
  await sweep(store, { now: at + 200 * dayMs, rulesFor: () => rules })
  const events = asList(await send(store, ['LRANGE', store.keys.mailbox + person, '0', '-1'])).map((one) => asText(one).split('\n')[0])
  expect(events.filter((id) => id?.startsWith('retention_'))).toHaveLength(1)
  expect(await readCase(store, `open_${person}`)).toBeDefined()
  const document = (await claim(store, { max: 1, leaseMs: 1, only: person }))[0]?.document
  expect(document === undefined || isConversation(document)).toBe(true)
})
