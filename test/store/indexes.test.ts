import { afterAll, beforeAll, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { newConversation, type Conversation } from '../../src/core/conversation.ts'
import { dueTimers, fire, listAppointments, rebuild } from '../../src/store/agenda.ts'
import { readConversation } from '../../src/store/conversations.ts'
import { difference, timersOf } from '../../src/store/indexes.ts'
import { keysOf } from '../../src/store/keys.ts'
import { ingest, waitingFor } from '../../src/store/mailbox.ts'
import { listParticipants } from '../../src/store/people.ts'
import { send } from '../../src/store/redis.ts'
import { asList, asText } from '../../src/store/reply.ts'
import { startTestStore, type TestStore } from './redis-for-tests.ts'
import { aCase, claimOne, turnOf, wrote } from './samples.ts'

let now = 10_000
let house: TestStore
beforeAll(async () => {
  house = await startTestStore({ clock: () => now })
})
afterAll(() => house.stop())

let people = 0
async function somebody(messages = 1): Promise<string> {
  people += 1
  const stored = await ingest(
    house.store,
    Array.from({ length: messages }, (_, n) => wrote(`${people} ${n}`, { from: `index ${people}` })),
  )
  return stored[0]?.owner ?? ''
}

const timers = (...times: [string, number][]) => Object.fromEntries(times.map(([id, at]) => [id, { at, kind: 'reminder' as const, ref: '' }]))

async function calendar(): Promise<string[]> {
  return asList(await send(house.store, ['ZRANGE', house.store.keys.calendar, '0', '-1', 'WITHSCORES'])).map(asText)
}

test('applying differences one after another gives the same indexes as writing the last document alone', () => {
  const id = fc.constantFrom('a', 'b', 'c')
  const relation = fc.option(
    id.map((staffId) => ({ staffId, firstName: 'x', since: 1 })),
    { nil: undefined },
  )
  const appointment = (name: string) => ({
    id: name,
    kind: 'x',
    title: 'x',
    startsAt: '2027-01-05T10:00:00Z',
    remindBefore: [],
    state: 'planned' as const,
    answer: 'none' as const,
    setBy: 's',
    setAt: 1,
  })
  const document: fc.Arbitrary<Conversation> = fc
    .record({
      timers: fc.dictionary(id, fc.record({ at: fc.integer({ min: 1, max: 9 }), kind: fc.constant('wait' as const), ref: fc.constant('') })),
      appointments: fc.uniqueArray(id).map((names) => Object.fromEntries(names.map((name) => [name, appointment(name)]))),
      missed: fc.option(
        fc.uniqueArray(id).map((ids) => ids.map((one) => ({ id: one, at: 5, lang: 'nl' as const, heard: [] }))),
        { nil: undefined },
      ),
      trusted: relation,
      reserve: relation,
      talkingTo: relation,
      case: fc.option(
        fc
          .record({
            alerts: fc.array(id.map((staffId) => ({ staffId, role: 'trusted' as const, at: 1 }))),
            acknowledgedBy: fc.option(id, { nil: undefined }),
            state: fc.constantFrom('open' as const, 'closed' as const),
          })
          .map((o) => aCase('case', o)),
        { nil: undefined },
      ),
    })
    .map((fields) => ({ ...newConversation('p_x', 1), ...fields }))
  const keys = keysOf('')
  const apply = (documents: Conversation[]) => {
    const state = new Map<string, Map<string, string>>()
    let before: Conversation | undefined
    for (const after of documents) {
      for (const [command, key = '', ...words] of difference(keys, before, after, () => Buffer.alloc(0)).changes.map((one) => one.map(String))) {
        const members = state.get(key) ?? new Map<string, string>()
        if (command === 'ZADD') for (let n = 0; n < words.length; n += 2) members.set(words[n + 1] ?? '', words[n] ?? '')
        else if (command === 'SADD') for (const word of words) members.set(word, '')
        else if (command === 'ZREM' || command === 'SREM') for (const word of words) members.delete(word)
        state.set(key, members)
      }
      before = after
    }
    // Cases outlive the documents they were in; all other indexes are about the last document only.
    const lines = [...state]
      .filter(([key]) => !key.startsWith('case') && key !== keys.casesOf + 'p_x')
      .flatMap(([key, members]) => [...members].map(([name, score]) => `${key} ${name} ${score}`))
    return new Set(lines)
  }
  fc.assert(
    fc.property(fc.array(document, { minLength: 1, maxLength: 6 }), (documents) => {
      expect(apply(documents)).toEqual(apply(documents.slice(-1)))
    }),
  )
})

test('rebuilding makes the calendar equal the documents: what was lost comes back, what never stood there goes', async () => {
  const [a, b] = [await somebody(), await somebody()]
  await turnOf(house.store, a, { document: { timers: timers(['one', 50_000], ['two', 60_000]) } })
  await turnOf(house.store, b, { document: { timers: timers(['one', 70_000]) } })
  const before = await calendar()
  expect(before).toHaveLength(6)
  await send(house.store, ['DEL', house.store.keys.calendar])
  await send(house.store, ['ZADD', house.store.keys.calendar, '1', `${a}|never`, '2', 'p_nobody|never', '99999', `${a}|two`])
  expect(await rebuild(house.store)).toBe(3)
  expect(await calendar()).toEqual(before)
  const documents = await Promise.all([a, b].map(async (owner) => readConversation(house.store, owner)))
  const expected = documents.flatMap((document) => (document ? [...timersOf(document)].map(([id, at]) => [`${document.id}|${id}`, String(at)]) : []))
  expect(expected.toSorted((x, y) => Number(x[1]) - Number(y[1])).flat()).toEqual(before)
})

test('a timer fires once, not before its time, and not at a time it was moved away from', async () => {
  const owner = await somebody(2)
  await turnOf(house.store, owner, { document: { timers: timers(['remind', 20_000]) } })
  expect(await fire(house.store, owner, 'remind')).toBe(false)
  now = 20_000
  expect(await dueTimers(house.store, { until: now, max: 10 })).toEqual([{ owner, timerId: 'remind', at: 20_000 }])
  const fired = await Promise.all(Array.from({ length: 5 }, async () => fire(house.store, owner, 'remind', 20_000)))
  expect(fired.filter(Boolean)).toHaveLength(1)
  expect(await waitingFor(house.store, owner)).toBe(2)
  await turnOf(house.store, owner, { document: { timers: timers(['remind', 20_500]) } })
  expect(await fire(house.store, owner, 'remind', 20_000)).toBe(false)
  expect((await claimOne(house.store, owner)).event).toMatchObject({ type: 'timer_due', timerId: 'remind' })
  expect(await fire(house.store, 'p_nobody', 'remind')).toBe(false)
})

test('a reminder takes less than 250 bytes of memory', async () => {
  const { store } = house
  const owner = 'p_0123456789012345678901'
  const members = (n: number) => Array.from({ length: 1_000 }, (_, i) => [String(1e12 + n * 1_000 + i), `${owner}|reminder.a_${n * 1_000 + i}.P1D`]).flat()
  for (let n = 0; n < 10; n += 1) await send(store, ['ZADD', 'calendar-size', ...members(n)])
  expect(Number(await send(store, ['MEMORY', 'USAGE', 'calendar-size', 'SAMPLES', '0'])) / 10_000).toBeLessThan(250)
  await send(store, ['DEL', 'calendar-size'])
})

test('appointments are found by time and by who has to do with the person', async () => {
  const owner = await somebody()
  const appointment = {
    id: 'a',
    kind: 'gesprek',
    title: 'x',
    startsAt: '2027-01-05T10:00:00+01:00',
    remindBefore: [],
    state: 'planned' as const,
    answer: 'none' as const,
    setBy: 's',
    setAt: 1,
  }
  await turnOf(house.store, owner, { document: { appointments: { a: appointment }, trusted: { staffId: 's_maria', firstName: 'Maria', since: 1 } } })
  const found = [{ participantId: owner, appointment }]
  expect(await listAppointments(house.store, {})).toEqual(found)
  expect(await listAppointments(house.store, { staffId: 's_maria', from: '2027-01-05T08:59:00Z', to: '2027-01-05T09:00:00Z' })).toEqual(found)
  expect(await listAppointments(house.store, { from: '2027-01-05T09:00:01Z' })).toEqual([])
  expect(await listAppointments(house.store, { staffId: 's_other' })).toEqual([])
})

test('a relation that ends leaves the index in the same commit', async () => {
  const owner = await somebody(2)
  await turnOf(house.store, owner, {
    document: { trusted: { staffId: 's_t', firstName: 'x', since: 1 }, reserve: { staffId: 's_r', firstName: 'x', since: 1 } },
  })
  const seenBy = async (staffId: string) => (await listParticipants(house.store, { staffId })).map(({ id }) => id)
  expect([await seenBy('s_t'), await seenBy('s_r')]).toEqual([[owner], [owner]])
  await turnOf(house.store, owner, { document: { trusted: { staffId: 's_r', firstName: 'x', since: 2 }, reserve: undefined } })
  expect([await seenBy('s_t'), await seenBy('s_r')]).toEqual([[], [owner]])
})
