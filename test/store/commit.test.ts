import { afterAll, beforeAll, expect, test } from 'vitest'
import { newStaffLine } from '../../src/core/care/line.ts'
import { bury, claim, commit, listSetAside, readConversation, release, takeBackIn } from '../../src/store/conversations.ts'
import { listCases, readCase } from '../../src/store/cases.ts'
import { untilHandled } from '../../src/store/changes.ts'
import { readMessages } from '../../src/store/log.ts'
import { ingest, post, waitingFor } from '../../src/store/mailbox.ts'
import { settle, takeDue } from '../../src/store/outbox.ts'
import { forget, listParticipants } from '../../src/store/people.ts'
import { send, Unavailable } from '../../src/store/redis.ts'
import { asText } from '../../src/store/reply.ts'
import { keyOf } from '../../src/store/owners.ts'
import { seal } from '../../src/store/sealing.ts'
import { addStaff } from '../../src/store/staff.ts'
import { startTestStore, type TestStore } from './redis-for-tests.ts'
import { aCase, claimOne, everything, nextDocument, said, turnOf, wrote } from './samples.ts'

let now = 10_000
let house: TestStore
beforeAll(async () => {
  house = await startTestStore({ clock: () => now })
})
afterAll(() => house.stop())

let people = 7_000
/** Somebody who wrote `messages` times. */
async function somebody(messages = 1): Promise<string> {
  people += 1
  const stored = await ingest(
    house.store,
    Array.from({ length: messages }, (_, n) => wrote(`${people} ${n}`, { from: String(people) })),
  )
  return stored[0]?.owner ?? ''
}

test('a turn becomes true as a whole: document, message, log, timers, case, relation', async () => {
  const { id: staffId } = await addStaff(house.store, { name: 'Maria', role: 'volunteer' })
  const owner = await somebody()
  const held = await claimOne(house.store, owner)
  const one = aCase(`c_${owner}`, { alerts: [{ staffId, role: 'trusted', at: now }] })
  const document = nextDocument(held, { firstName: 'Amina', case: one, timers: { 'case.1': { at: 99_000, kind: 'case', ref: one.id } } })
  const effect = said(owner, 1)
  const alert = {
    type: 'post' as const,
    id: `${owner}.1.1`,
    to: staffId,
    event: {
      id: `alert ${owner}`,
      at: now,
      type: 'alert_raised' as const,
      participantId: owner,
      caseId: one.id,
      level: one.level,
      kind: one.kind,
      role: 'trusted' as const,
    },
  }
  const done = await commit(house.store, held, {
    document,
    effects: [effect, alert, { type: 'note', id: 'n', what: 'x' }],
    log: [{ id: effect.id, at: now, from: 'bot', text: 'dag' }],
  })
  expect(done).toEqual({ type: 'committed', skipped: [] })
  expect(await readConversation(house.store, owner)).toMatchObject({ firstName: 'Amina', turn: 1 })
  expect(await waitingFor(house.store, owner)).toBe(0)
  expect(await readCase(house.store, one.id)).toEqual({ participantId: owner, case: one })
  expect((await listCases(house.store, { state: 'open', staffId })).map(({ participantId }) => participantId)).toEqual([owner])
  expect((await listParticipants(house.store, { staffId })).map(({ id }) => id)).toEqual([owner])
  expect(asText(await send(house.store, ['ZSCORE', house.store.keys.calendar, `${owner}|case.1`]))).toBe('99000')
  expect(await readMessages(house.store, owner, { limit: 5 })).toEqual([{ id: effect.id, at: now, from: 'bot', text: 'dag', status: 'queued' }])
  expect((await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner }))[0]).toMatchObject({
    effect,
    address: { channel: 'telegram' },
    attempts: 1,
    lastInboundAt: 1_000,
  })
  const forStaff = await turnOfStaff(staffId)
  expect(forStaff).toEqual(['staff_added', 'alert_raised'])
})

async function turnOfStaff(staffId: string): Promise<string[]> {
  const types: string[] = []
  for (;;) {
    const [held] = await claim(house.store, { max: 1, leaseMs: 1_000, only: staffId })
    if (!held) return types
    types.push(held.event.type)
    await commit(house.store, held, { document: held.document ?? newStaffLine(staffId, now), effects: [], log: [] }, { leaseMs: 0 })
  }
}

test('a commit with an old token changes nothing', async () => {
  const owner = await somebody()
  const late = await claimOne(house.store, owner)
  now += 6_000
  const other = await claimOne(house.store, owner)
  expect(other.attempts).toBe(2)
  const before = await everything(house.store)
  const turn = { document: nextDocument(late), effects: [said(owner, 1)], log: [{ id: 'x', at: now, from: 'bot' as const, text: 'dag' }] }
  expect(await commit(house.store, late, turn)).toEqual({ type: 'fenced' })
  expect(await everything(house.store)).toEqual(before)
  expect((await commit(house.store, other, { ...turn, document: nextDocument(other) })).type).toBe('committed')
})

test('a commit for an event that was handled already changes nothing', async () => {
  const owner = await somebody(2)
  const held = await claimOne(house.store, owner)
  const turn = { document: nextDocument(held), effects: [said(owner, 1)], log: [] }
  const done = await commit(house.store, held, turn)
  if (done.type !== 'committed' || !done.next) throw new Error('no next event')
  expect(done.next).toMatchObject({ token: held.token, waiting: 0, attempts: 1, document: turn.document })
  const before = await everything(house.store)
  expect(await commit(house.store, held, turn)).toEqual({ type: 'fenced' })
  expect(await everything(house.store)).toEqual(before)
  expect((await commit(house.store, done.next, { document: nextDocument(done.next), effects: [], log: [] })).type).toBe('committed')
})

test('when memory is full nothing is changed, and the same commit works afterwards', async () => {
  const owner = await somebody()
  const held = await claimOne(house.store, owner)
  const turn = {
    document: nextDocument(held, { timers: { t: { at: 5, kind: 'wait', ref: '' } } }),
    effects: [said(owner, 1)],
    log: [{ id: 'x', at: now, from: 'bot' as const, text: 'dag' }],
  }
  const before = await everything(house.store)
  await send(house.store, ['CONFIG', 'SET', 'maxmemory', '1'])
  await expect(commit(house.store, held, turn)).rejects.toBeInstanceOf(Unavailable)
  await expect(ingest(house.store, [wrote('full', { from: 'new' })])).rejects.toBeInstanceOf(Unavailable)
  await expect(post(house.store, owner, { id: 'full', at: 1, type: 'check_in_requested', staffId: 's' })).rejects.toBeInstanceOf(Unavailable)
  await expect(bury(house.store, held, 'full')).rejects.toBeInstanceOf(Unavailable)
  await expect(claim(house.store, { max: 5, leaseMs: 5 })).resolves.toEqual([])
  await send(house.store, ['CONFIG', 'SET', 'maxmemory', '0'])
  expect(await everything(house.store)).toEqual(before)
  expect((await commit(house.store, held, turn)).type).toBe('committed')
})

test('when memory is full, what was sent is crossed off all the same', async () => {
  const owner = await somebody()
  await turnOf(house.store, owner, { turn: { effects: [said(owner, 1), said(owner, 1, 1)] } })
  const [due] = await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner })
  if (!due) throw new Error('nothing to send')
  await send(house.store, ['CONFIG', 'SET', 'maxmemory', '1'])
  const settled = await settle(house.store, due, { type: 'sent', providerMessageId: 'x' })
  await send(house.store, ['CONFIG', 'SET', 'maxmemory', '0'])
  expect(settled.next?.effect.id).toBe(`${owner}.1.1`)
})

test('an index of the wrong type is noticed before anything is written', async () => {
  const owner = await somebody()
  const held = await claimOne(house.store, owner)
  await send(house.store, ['SET', house.store.keys.log + owner, 'not a sorted set'])
  const before = await everything(house.store)
  await expect(commit(house.store, held, { document: nextDocument(held), effects: [], log: [{ id: 'x', at: 1, from: 'bot', text: 'x' }] })).rejects.toThrow(
    'type',
  )
  expect(await everything(house.store)).toEqual(before)
  await send(house.store, ['DEL', house.store.keys.log + owner])
})

test('urgent words pass all others, and order is kept within each', async () => {
  const owner = await somebody(2)
  await turnOf(house.store, owner, {
    turn: { effects: [said(owner, 1, 0), said(owner, 1, 1, { purpose: 'urgent' }), said(owner, 1, 2, { purpose: 'urgent' })] },
  })
  const [first] = await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner })
  if (!first) throw new Error('nothing to send')
  const order = [first.effect.id]
  await turnOf(house.store, owner, { turn: { effects: [said(owner, 2, 0), said(owner, 2, 1, { purpose: 'urgent' })] } })
  for (let due = (await settle(house.store, first, { type: 'sent' })).next; due; due = (await settle(house.store, due, { type: 'sent' })).next)
    order.push(due.effect.id)
  expect(order.map((id) => id.slice(owner.length + 1))).toEqual(['1.1', '1.2', '2.1', '1.0', '2.0'])
})

test('a pause of one message holds back what stands behind it, but nothing urgent', async () => {
  const owner = await somebody(2)
  await turnOf(house.store, owner, { turn: { effects: [said(owner, 1, 0), said(owner, 1, 1)] } })
  const [due] = await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner })
  if (!due) throw new Error('nothing to send')
  await settle(house.store, due, { type: 'later', atMs: now + 60_000 })
  expect(await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner })).toEqual([])
  await turnOf(house.store, owner, { turn: { effects: [said(owner, 2, 0), said(owner, 2, 1, { purpose: 'urgent' })] } })
  const [urgent] = await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner })
  expect(urgent?.effect.id).toBe(`${owner}.2.1`)
})

test('a send whose lease ran out can be taken again, and the late outcome is fenced', async () => {
  const owner = await somebody()
  await turnOf(house.store, owner, { turn: { effects: [said(owner, 1)] } })
  const [lost] = await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner })
  now += 1_001
  const [again] = await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner })
  expect(again).toMatchObject({ attempts: 2, effect: { id: `${owner}.1.0` } })
  if (!lost || !again) throw new Error('nothing to send')
  expect(await settle(house.store, lost, { type: 'sent' })).toEqual({})
  await settle(house.store, again, { type: 'dropped', fault: 'unreachable', code: '403' })
  expect((await claimOne(house.store, owner)).event).toMatchObject({ type: 'delivery_failed', effectId: `${owner}.1.0`, fault: 'unreachable' })
})

test('a lone message takes three scripts: claim, commit, settle', async () => {
  const owner = await somebody()
  await send(house.store, ['CONFIG', 'RESETSTAT'])
  const held = await claimOne(house.store, owner)
  const done = await commit(
    house.store,
    held,
    { document: nextDocument(held), effects: [said(owner, 1)], log: [{ id: 'x', at: 1, from: 'bot', text: 'x' }] },
    { sendLeaseMs: 1_000 },
  )
  if (done.type !== 'committed' || !done.due) throw new Error('nothing to send')
  await settle(house.store, done.due, { type: 'sent', providerMessageId: 'y' })
  const calls = asText(await send(house.store, ['INFO', 'commandstats']))
  expect(calls).toMatch(/cmdstat_evalsha:calls=3,/)
})

test('a released event comes back when asked for; an untried one does not count as tried', async () => {
  const owner = await somebody()
  await release(house.store, await claimOne(house.store, owner), { againAt: now + 500 })
  expect(await claim(house.store, { max: 1, leaseMs: 1_000, only: owner })).toEqual([])
  now += 500
  await release(house.store, await claimOne(house.store, owner), { untried: true })
  expect((await claimOne(house.store, owner)).attempts).toBe(2)
})

test('an event that can not be handled makes way for event_failed, and is kept sealed', async () => {
  const owner = await somebody(2)
  await bury(house.store, await claimOne(house.store, owner), 'it threw')
  const failed = await claimOne(house.store, owner)
  expect(failed.event).toMatchObject({ type: 'event_failed', eventType: 'message_received' })
  await bury(house.store, failed, 'it threw too')
  expect((await claimOne(house.store, owner)).event.type).toBe('message_received')
  expect(await send(house.store, ['LLEN', house.store.keys.deadOf + owner])).toBe(2)
})

test('a document that can not be read sets its owner aside with every event kept, and hinders nobody', async () => {
  const [broken, healthy] = [await somebody(), await somebody()]
  await turnOf(house.store, broken)
  const good = await send(house.store, ['GET', house.store.keys.document + broken])
  await send(house.store, ['SETRANGE', house.store.keys.document + broken, '40', 'damage'])
  await post(house.store, broken, { id: `after ${broken}`, at: now, type: 'check_in_requested', staffId: 's' })
  now += 60_000
  const owners = (await claim(house.store, { max: 100, leaseMs: 1_000 })).map(({ owner }) => owner)
  expect(owners).toContain(healthy)
  expect(owners).not.toContain(broken)
  expect(await listSetAside(house.store)).toEqual([broken])
  expect(house.faults).toContainEqual({ what: 'set_aside', owner: broken, because: 'it can not be opened' })
  expect(await readConversation(house.store, broken)).toBeUndefined()
  await post(house.store, broken, { id: `later ${broken}`, at: now, type: 'check_in_requested', staffId: 's' })
  now += 60_000
  expect((await claim(house.store, { max: 100, leaseMs: 1_000 })).map(({ owner }) => owner)).not.toContain(broken)
  expect(await waitingFor(house.store, broken)).toBe(2)
  if (!Buffer.isBuffer(good)) throw new Error('no document')
  await send(house.store, ['SET', house.store.keys.document + broken, good])
  await takeBackIn(house.store, broken)
  expect((await claimOne(house.store, broken)).waiting).toBe(1)
  expect(await listSetAside(house.store)).toEqual([])
})

test('a key of the wrong type sets one owner aside and lets the others through', async () => {
  const [broken, healthy] = [await somebody(), await somebody()]
  await send(house.store, ['HSET', house.store.keys.document + broken, 'not', 'a string'])
  now += 60_000
  const owners = (await claim(house.store, { max: 100, leaseMs: 1_000 })).map(({ owner }) => owner)
  expect(owners).toContain(healthy)
  expect(owners).not.toContain(broken)
})

test('an event that can not be opened is replaced by event_failed', async () => {
  const owner = await somebody()
  const [element] = [await send(house.store, ['LINDEX', house.store.keys.mailbox + owner, '0'])]
  if (!Buffer.isBuffer(element)) throw new Error('no event')
  element[element.length - 1] = (element.at(-1) ?? 0) ^ 1
  await send(house.store, ['LSET', house.store.keys.mailbox + owner, '0', element])
  expect(await claim(house.store, { max: 1, leaseMs: 1_000, only: owner })).toEqual([])
  expect((await claimOne(house.store, owner)).event.type).toBe('event_failed')
})

test('a post to somebody who is not there is skipped, and the rest of the turn stands', async () => {
  const owner = await somebody()
  const held = await claimOne(house.store, owner)
  const toNobody = { type: 'post' as const, id: 'x', to: 's_nobody', event: { id: 'y', at: 1, type: 'participant_wrote' as const, participantId: owner } }
  expect(await commit(house.store, held, { document: nextDocument(held), effects: [toNobody], log: [] })).toEqual({ type: 'committed', skipped: ['s_nobody'] })
})

test('a post to somebody who was forgotten since their key was learned is reported as skipped', async () => {
  const [owner, other] = [await somebody(), await somebody()]
  const held = await claimOne(house.store, owner)
  const key = house.store.ownerKeys.get(other)
  await forget(house.store, other)
  if (key) house.store.ownerKeys.set(other, key)
  const toThem = { type: 'post' as const, id: 'x', to: other, event: { id: 'y', at: 1, type: 'participant_wrote' as const, participantId: owner } }
  expect(await commit(house.store, held, { document: nextDocument(held), effects: [toThem], log: [] })).toEqual({ type: 'committed', skipped: [other] })
})

test('a closed case stays readable after it left the document', async () => {
  const owner = await somebody(3)
  const one = aCase(`c_${owner}`)
  await turnOf(house.store, owner, { document: { case: one } })
  await turnOf(house.store, owner, { document: { case: undefined, closedCase: { ...one, state: 'closed', closedAt: 5, outcome: 'helped' } } })
  await turnOf(house.store, owner, { document: { closedCase: undefined } })
  expect((await readCase(house.store, one.id))?.case).toMatchObject({ state: 'closed', outcome: 'helped' })
  expect((await listCases(house.store, { state: 'open' })).some(({ participantId }) => participantId === owner)).toBe(false)
  expect((await listCases(house.store, {})).some(({ participantId }) => participantId === owner)).toBe(true)
})

test('whoever waits for an event hears when its turn is committed', async () => {
  const owner = await somebody()
  const event = { id: `wait ${owner}`, at: now, type: 'check_in_requested' as const, staffId: 's' }
  await post(house.store, owner, event)
  expect(await untilHandled(house.store, owner, event.id, 30)).toBe(false)
  const waiting = untilHandled(house.store, owner, event.id, 10_000)
  await turnOf(house.store, owner)
  await turnOf(house.store, owner)
  expect(await waiting).toBe(true)
  expect(await untilHandled(house.store, owner, event.id, 10_000)).toBe(true)
})

test('messages of one moment keep their order, and pages neither lose nor repeat any', async () => {
  const owner = await somebody()
  const log = Array.from({ length: 30 }, (_, n) => ({ id: `m${n}`, at: 1_000 + Math.floor(n / 3), from: 'bot' as const, text: String(n) }))
  await turnOf(house.store, owner, { turn: { log } })
  const ids = (messages: { id: string }[]) => messages.map(({ id }) => id)
  expect(ids(await readMessages(house.store, owner, { limit: 100 }))).toEqual(ids(log))
  const paged: string[] = []
  for (let before: number | undefined; ;) {
    const page = await readMessages(house.store, owner, { before, limit: 7 })
    if (page.length === 0) break
    paged.unshift(...ids(page))
    before = page[0]?.at
  }
  expect(paged).toEqual(ids(log))
  expect(ids(await readMessages(house.store, owner, { after: 1_007, limit: 100 }))).toEqual(ids(log.filter(({ at }) => at > 1_007)))
})

test('events handled together leave the mailbox together, fenced by every one of them, and the next ones come along', async () => {
  const owner = await somebody(5)
  const [held] = await claim(house.store, { max: 1, leaseMs: 5_000, only: owner, eventsMax: 3 })
  if (!held) throw new Error('nothing to claim')
  expect([held.behind.length, held.waiting]).toEqual([2, 4])
  const turn = { document: nextDocument(held), effects: [], log: [], handled: 3 }
  const [first, second] = held.behind
  if (!first || !second) throw new Error('nothing behind')
  expect(await commit(house.store, { ...held, behind: [second, first] }, turn)).toEqual({ type: 'fenced' })
  expect(await waitingFor(house.store, owner)).toBe(5)
  const told = Promise.all([held.event, first, second].map(async ({ id }) => untilHandled(house.store, owner, id, 10_000)))
  const done = await commit(house.store, held, turn)
  expect(done).toMatchObject({ type: 'committed', next: { waiting: 1, attempts: 1, behind: [{}] } })
  expect(await told).toEqual([true, true, true])
  expect(await commit(house.store, held, turn)).toEqual({ type: 'fenced' })
  expect(await waitingFor(house.store, owner)).toBe(2)
})

test('what an earlier version logged entry by entry is read beside what is sealed by the moment', async () => {
  const owner = await somebody()
  const key = await keyOf(house.store, owner)
  if (!key) throw new Error('no key')
  const entry = (id: string, at: number) => ({ id, at, from: 'bot' as const, text: id })
  await send(house.store, ['ZADD', house.store.keys.log + owner, '500', seal(key, 'log', entry('a', 500)), '500.001', seal(key, 'log', entry('b', 500))])
  await turnOf(house.store, owner, { turn: { log: [entry('c', 600), entry('d', 600)] } })
  const ids = async (o: { before?: number; after?: number }) => (await readMessages(house.store, owner, { ...o, limit: 10 })).map(({ id }) => id)
  expect(await ids({})).toEqual(['a', 'b', 'c', 'd'])
  expect(await ids({ before: 600 })).toEqual(['a', 'b'])
  expect(await ids({ after: 500 })).toEqual(['c', 'd'])
})
