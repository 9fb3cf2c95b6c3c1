import { afterAll, beforeAll, expect, test } from 'vitest'
import { claim } from '../../src/store/conversations.ts'
import { changeIdentity, ingest, post, report, waitingFor } from '../../src/store/mailbox.ts'
import { readMessages } from '../../src/store/log.ts'
import { settle, takeDue } from '../../src/store/outbox.ts'
import { createParticipant, linkAddress, ownerOfAddress } from '../../src/store/people.ts'
import { send, Unavailable } from '../../src/store/redis.ts'
import { asText } from '../../src/store/reply.ts'
import { addStaff, AddressTaken } from '../../src/store/staff.ts'
import { startTestStore, until, type TestStore } from './redis-for-tests.ts'
import { claimOne, said, turnOf, wrote } from './samples.ts'

let now = 10_000
let house: TestStore
beforeAll(async () => {
  house = await startTestStore({ clock: () => now })
})
afterAll(() => house.stop())

let people = 5_000
function somebody(): string {
  people += 1
  return String(people)
}

test('what was acknowledged is in the mailbox after kill -9', async () => {
  const from = somebody()
  const [stored] = await ingest(house.store, [wrote('durable', { from })])
  await house.redis.kill()
  await expect(ingest(house.store, [wrote('while away', { from })])).rejects.toBeInstanceOf(Unavailable)
  await house.redis.restart()
  const held = await claimOne(house.store, stored?.owner)
  expect(held.event).toMatchObject({ type: 'message_received', text: 'hoi durable' })
  expect(held.waiting).toBe(0)
})

test('kill -9 again and again loses no acknowledged event and doubles none', { timeout: 60_000 }, async () => {
  const senders = Array.from({ length: 8 }, somebody)
  const acknowledged = new Map<string, string[]>()
  const writers = { go: true }
  const write = async (from: string) => {
    for (let n = 0; writers.go; n += 1) {
      const text = `${from}-${n}`
      // As platforms do: the same webhook again until it is accepted.
      await until(
        async () =>
          ingest(house.store, [wrote(text, { from, text })]).then(
            () => true,
            () => false,
          ),
        20_000,
      )
      acknowledged.set(from, [...(acknowledged.get(from) ?? []), text])
    }
  }
  const writing = senders.map(write)
  for (let kills = 0; kills < 3; kills += 1) {
    const before = [...acknowledged.values()].flat().length
    await until(() => [...acknowledged.values()].flat().length > before + 100, 20_000)
    await house.redis.kill()
    await house.redis.restart()
  }
  writers.go = false
  await Promise.all(writing)
  for (const from of senders) {
    const owner = await ownerOfAddress(house.store, 'telegram', from)
    const found: string[] = []
    for (let waiting = await waitingFor(house.store, owner ?? ''); waiting > 0; waiting -= 1) {
      const { event } = await turnOf(house.store, owner ?? '')
      if (event.type === 'message_received') found.push(event.text)
    }
    expect(found).toEqual(acknowledged.get(from))
  }
})

test('the same provider id is accepted once, also when it comes many times at once', async () => {
  const from = somebody()
  const all = await Promise.all(Array.from({ length: 20 }, async () => ingest(house.store, [wrote('twenty', { from })])))
  expect(all.flat().filter(({ fresh }) => fresh)).toHaveLength(1)
  expect(new Set(all.flat().map(({ owner }) => owner)).size).toBe(1)
  expect(await waitingFor(house.store, all[0]?.[0]?.owner ?? '')).toBe(1)
})

test('a batch of a new sender makes one guest and keeps its order', async () => {
  const from = somebody()
  const stored = await ingest(
    house.store,
    [1, 2, 3].map((n) => wrote(`batch ${n}`, { from })),
  )
  const owner = stored[0]?.owner ?? ''
  expect(stored).toEqual([1, 2, 3].map(() => ({ owner, fresh: true })))
  const texts = [await turnOf(house.store, owner), await turnOf(house.store, owner), await turnOf(house.store, owner)].map(({ event }) =>
    'text' in event ? event.text : '',
  )
  expect(texts).toEqual(['hoi batch 1', 'hoi batch 2', 'hoi batch 3'])
})

test('a known sender costs one script and nothing else', async () => {
  const from = somebody()
  await ingest(house.store, [wrote('first', { from })])
  await send(house.store, ['CONFIG', 'RESETSTAT'])
  await ingest(house.store, [wrote('second', { from })])
  const calls = asText(await send(house.store, ['INFO', 'commandstats']))
    .split('\r\n')
    .filter((line) => /^cmdstat_(evalsha|eval|get|hget):/.test(line))
  expect(calls.find((line) => line.startsWith('cmdstat_evalsha'))).toMatch(/calls=1,/)
  expect(calls.some((line) => line.startsWith('cmdstat_eval:'))).toBe(false)
})

test('arrivals that come in together go to Redis as one, and one that can not be stored costs the others nothing', async () => {
  const { store } = house
  const [from, broken] = [somebody(), somebody()]
  const [, held] = await ingest(store, [wrote('known', { from }), wrote('known too', { from: broken })])
  const mailbox = store.keys.mailbox + (held?.owner ?? '')
  await send(store, ['SET', mailbox, 'no list'])
  await send(store, ['CONFIG', 'RESETSTAT'])
  const arrivals = [wrote('gathered 1', { from }), wrote('gathered 2', { from: broken }), wrote('gathered 3', { from })]
  const outcomes = await Promise.allSettled(arrivals.map(async (arrival) => ingest(store, [arrival])))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(asText(await send(store, ['INFO', 'commandstats']))).toMatch(/cmdstat_evalsha:calls=1,/)
  await send(store, ['DEL', mailbox])
  // It was refused, not half taken in: when its mailbox is mended, the platform's repetition is accepted.
  expect(await ingest(store, arrivals)).toMatchObject([{ fresh: false }, { fresh: true }, { fresh: false }])
})

test('a Redis whose memory is full refuses arrivals as a whole, and takes them in when there is room again', async () => {
  const { store } = house
  const [known, unknown] = [somebody(), somebody()]
  await ingest(store, [wrote('room', { from: known })])
  const arrivals = [wrote('full 1', { from: known }), wrote('full 2', { from: unknown })]
  await send(store, ['CONFIG', 'SET', 'maxmemory', '1'])
  const refused = await Promise.allSettled(arrivals.map(async (arrival) => ingest(store, [arrival])))
  await send(store, ['CONFIG', 'SET', 'maxmemory', '0'])
  for (const one of refused) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) })
  expect(await ingest(store, arrivals)).toMatchObject([{ fresh: true }, { fresh: true }])
})

test('two ids of one person lead to one mailbox, whichever comes first afterwards', async () => {
  const [a, b] = [somebody(), somebody()]
  const [first] = await ingest(house.store, [wrote('both', { ids: [a, b] })])
  const [second] = await ingest(house.store, [wrote('only second', { from: b })])
  expect(second?.owner).toBe(first?.owner)
})

test('two people are never merged by an address conflict: the first id wins', async () => {
  const [a, b] = [somebody(), somebody()]
  const [one] = await ingest(house.store, [wrote('one', { from: a })])
  const [two] = await ingest(house.store, [wrote('two', { from: b })])
  const [both] = await ingest(house.store, [wrote('both ids', { ids: [a, b] })])
  const [after] = await ingest(house.store, [wrote('two again', { from: b })])
  expect(both?.owner).toBe(one?.owner)
  expect(after?.owner).toBe(two?.owner)
  await changeIdentity(house.store, { channel: 'telegram', dedupeKey: 'x', from: a, to: b })
  expect(await ownerOfAddress(house.store, 'telegram', b)).toBe(two?.owner)
})

test('two records with the same phone number: the number leads to the first, the second is told', async () => {
  const added = (id: string) => ({ id, at: now, type: 'person_added' as const, firstName: 'A', lang: 'nl' as const })
  const first = await createParticipant(house.store, added('added 1'))
  const second = await createParticipant(house.store, added('added 2'))
  expect(await linkAddress(house.store, first, 'whatsapp', '+31 6 1234-5678')).toBe('linked')
  expect(await linkAddress(house.store, second, 'whatsapp', '31612345678')).toBe('taken')
  expect(await linkAddress(house.store, first, 'whatsapp', '0031612345678')).toBe('linked')
  await expect(addStaff(house.store, { name: 'B', role: 'volunteer', whatsapp: '31612345678' })).rejects.toBeInstanceOf(AddressTaken)
})

test('asking twice to add the same person adds one', async () => {
  const event = { id: 'the same intention', at: now, type: 'person_added' as const, firstName: 'A', lang: 'nl' as const }
  expect(await createParticipant(house.store, event)).toBe(await createParticipant(house.store, event))
})

test('a member of staff who writes gets their own mailbox', async () => {
  const telegram = somebody()
  const { id } = await addStaff(house.store, { name: 'Maria', role: 'volunteer', telegram })
  const [stored] = await ingest(house.store, [wrote('from staff', { from: telegram })])
  expect(stored?.owner).toBe(id)
  expect((await claimOne(house.store, id)).kind).toBe('staff')
})

test('an identity change lets the new address lead to the same person', async () => {
  const [old, fresh] = [somebody(), somebody()]
  const [stored] = await ingest(house.store, [wrote('old phone', { from: old })])
  await changeIdentity(house.store, { channel: 'telegram', dedupeKey: 'change', from: old, to: fresh })
  const [after] = await ingest(house.store, [wrote('new phone', { from: fresh })])
  expect(after?.owner).toBe(stored?.owner)
})

test('a reply to our message carries the id of the effect behind it, but never that of somebody else', async () => {
  const [from, other] = [somebody(), somebody()]
  const [stored] = await ingest(house.store, [wrote('ask', { from })])
  const owner = stored?.owner ?? ''
  await turnOf(house.store, owner, { turn: { effects: [said(owner, 1)] } })
  const [due] = await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner })
  if (!due) throw new Error('nothing to send')
  await settle(house.store, due, { type: 'sent', providerMessageId: 'provider-7' })
  await ingest(house.store, [wrote('reply', { from, replyTo: 'provider-7' }), wrote('stranger', { from: other, replyTo: 'provider-7' })])
  expect((await claimOne(house.store, owner)).event).toMatchObject({ replyTo: `${owner}.1.0` })
  expect((await claimOne(house.store, await ownerOfAddress(house.store, 'telegram', other))).event).not.toHaveProperty('replyTo')
})

test('a status only rises, and a failure is final and becomes an event once', async () => {
  const from = somebody()
  const [stored] = await ingest(house.store, [wrote('status', { from })])
  const owner = stored?.owner ?? ''
  const effect = said(owner, 1)
  await turnOf(house.store, owner, { turn: { effects: [effect], log: [{ id: effect.id, at: now, from: 'bot', text: 'dag' }] } })
  const last = async () => (await readMessages(house.store, owner, { limit: 10 }))[0]
  const status = async () => (await last())?.status
  expect(await status()).toBe('queued')
  const tell = async (word: 'sent' | 'delivered' | 'read' | 'failed', key: string = word) =>
    report(house.store, [
      { channel: 'telegram', dedupeKey: `${owner} ${key}`, effectId: effect.id, providerMessageId: 'p8', status: word, fault: 'unreachable', at: now },
    ])
  await tell('read')
  await tell('delivered')
  expect(await status()).toBe('read')
  const [due] = await takeDue(house.store, { max: 1, leaseMs: 1_000, only: owner })
  if (due) await settle(house.store, due, { type: 'sent', providerMessageId: 'p8' })
  expect(await status()).toBe('read')
  await Promise.all([tell('failed'), tell('failed'), tell('failed')])
  await tell('delivered', 'late')
  expect(await last()).toMatchObject({ status: 'failed', fault: 'unreachable' })
  expect(await waitingFor(house.store, owner)).toBe(1)
  expect((await claimOne(house.store, owner)).event).toMatchObject({ type: 'delivery_failed', effectId: effect.id })
})

test('a report about a message nobody sent changes nothing', async () => {
  await report(house.store, [
    { channel: 'whatsapp', dedupeKey: 'u1', providerMessageId: 'unknown', status: 'failed', at: now },
    { channel: 'whatsapp', dedupeKey: 'u2', effectId: 'p_nobody.1.0', providerMessageId: 'unknown', status: 'read', at: now },
    { channel: 'whatsapp', dedupeKey: 'u3', effectId: 'not an effect id', providerMessageId: 'unknown', status: 'read', at: now },
  ])
  expect(await ownerOfAddress(house.store, 'whatsapp', 'unknown')).toBeUndefined()
})

test('the last inbound time is kept per channel, and an old webhook that comes again does not set it back', async () => {
  const from = somebody()
  const arrival = (n: string, at: number) => {
    const { event, ...rest } = wrote(n, { from, at })
    return { ...rest, channel: 'webchat' as const, event: { ...event, channel: 'webchat' as const } }
  }
  const [stored] = await ingest(house.store, [arrival('times 1', 5_000), arrival('times 2', 4_000)])
  const owner = stored?.owner ?? ''
  expect(await send(house.store, ['HMGET', house.store.keys.owner + owner, 'it', 'iw', 'ic'])).toEqual([null, null, Buffer.from('5000')])
})

test('an event is posted once per id, and to nobody who is not there', async () => {
  const [stored] = await ingest(house.store, [wrote('post', { from: somebody() })])
  const owner = stored?.owner ?? ''
  const event = { id: 'posted once', at: now, type: 'check_in_requested' as const, staffId: 's_x' }
  expect(await post(house.store, owner, event)).toBe('stored')
  expect(await post(house.store, owner, event)).toBe('already')
  expect(await post(house.store, 'p_nobody', event)).toBe('gone')
  expect(await waitingFor(house.store, owner)).toBe(2)
})

test('scripts that Redis has lost are sent again', async () => {
  await send(house.store, ['SCRIPT', 'FLUSH'])
  expect((await ingest(house.store, [wrote('flushed', { from: somebody() })]))[0]?.fresh).toBe(true)
})

test('a Redis that stands still is unavailable within about a second', async () => {
  const pid = Number(/process_id:(\d+)/.exec(asText(await send(house.store, ['INFO', 'server'])))?.[1])
  process.kill(pid, 'SIGSTOP')
  const startedAt = performance.now()
  await expect(ingest(house.store, [wrote('still', { from: somebody() })])).rejects.toBeInstanceOf(Unavailable)
  expect(performance.now() - startedAt).toBeLessThan(3_000)
  process.kill(pid, 'SIGCONT')
  await until(async () =>
    claim(house.store, { max: 1, leaseMs: 1, only: 'p_nobody' }).then(
      () => true,
      () => false,
    ),
  )
  now += 1
})
