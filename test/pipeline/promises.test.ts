// The promises of the pipeline, with a worker in this process and a real Redis.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { intakeOf } from '../../src/pipeline/accept.ts'
import { drain } from '../../src/pipeline/converse.ts'
import { follow } from '../../src/store/changes.ts'
import { post } from '../../src/store/mailbox.ts'
import { readMessages } from '../../src/store/log.ts'
import { readConversation } from '../../src/store/conversations.ts'
import { send, Unavailable } from '../../src/store/redis.ts'
import { addStaff } from '../../src/store/staff.ts'
import { until } from '../store/redis-for-tests.ts'
import { openHouse, untilQuiet, type House } from './house.ts'
import { arrivalOf } from './journal-channel.ts'
import { smallContent, smallTurns } from './small-turns.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(async () => house.stop())

const texts = (to: string) => house.telegram.lines.filter((line) => line.to === to).map(({ text }) => text)

describe('acknowledge after durable', () => {
  test('what was accepted is in the mailbox, and the same message accepted twice is answered once', async () => {
    const intake = intakeOf(house.store, () => [house.telegram])
    await intake.accept([arrivalOf('telegram', 'amal', 1, 'hello')], [], [])
    await intake.accept([arrivalOf('telegram', 'amal', 1, 'hello'), arrivalOf('telegram', 'amal', 2, 'again')], [], [])
    await house.work()
    await until(() => texts('amal').length === 2)
    await untilQuiet(house)
    expect(texts('amal')).toEqual(['echo: hello', 'echo: again'])
    expect(house.telegram.acknowledged).toEqual(['amal-1', 'amal-2'])
  })

  test('without Redis nothing is accepted, and that is said within two seconds', async () => {
    const intake = intakeOf(house.store, () => [house.telegram])
    await house.redis.kill()
    const startedAt = Date.now()
    await expect(intake.accept([arrivalOf('telegram', 'amal', 1, 'hello')], [], [])).rejects.toBeInstanceOf(Unavailable)
    expect(Date.now() - startedAt).toBeLessThan(2000)
    expect(house.telegram.acknowledged).toEqual([])
  })

  test('a read receipt that hangs or fails holds nothing up', async () => {
    const stuck = { ...house.telegram, acknowledge: async () => new Promise<void>(() => {}) }
    const broken = { ...house.whatsapp, acknowledge: async () => Promise.reject(new Error('no')) }
    const intake = intakeOf(house.store, () => [stuck, broken])
    await intake.accept([arrivalOf('telegram', 'amal', 1, 'a'), arrivalOf('whatsapp', 'omar', 1, 'b')], [], [])
    expect(await house.isQuiet()).toBe(false)
  })
})

describe('in order, and each for themselves', () => {
  test('a hundred messages of one person are handled and answered in order, while others get theirs', async () => {
    await house.work()
    for (let n = 0; n < 100; n++) await house.writes('amal', `m${n}`)
    await house.writes('omar', 'hello')
    await untilQuiet(house)
    expect(texts('amal')).toEqual(Array.from({ length: 100 }, (_, n) => `echo: m${n}`))
    expect(texts('omar')).toEqual(['echo: hello'])
  })

  test('what waited together is answered in order, around what fails and what is more than talk; mere talk is made true together', async () => {
    const owner = await house.writes('amal', 'hello')
    for (const text of ['a', 'b', 'c', 'case', 'd', 'in 5 tea', 'e', 'boom', 'f', 'g']) await house.writes('amal', text)
    const told: string[] = []
    const listening = new AbortController()
    const listener = (async () => {
      for await (const change of follow(house.store, { signal: listening.signal })) if (change.eventId.startsWith('in_')) told.push(change.eventId)
    })()
    await house.work()
    await until(async () => (await house.heard(owner)).length === 12)
    await untilQuiet(house)
    const heard = await house.heard(owner)
    expect(heard.filter((one) => one !== 'due tea')).toEqual(['hello', 'a', 'b', 'c', 'case', 'd', 'in 5 tea', 'e', 'could not message_received', 'f', 'g'])
    expect(texts('amal').filter((text) => text.startsWith('echo'))).toEqual(['hello', 'a', 'b', 'c', 'd', 'e', 'f', 'g'].map((text) => `echo: ${text}`))
    await until(() => new Set(told).size === 11)
    const moments = await send(house.store, ['ZCARD', house.store.keys.log + owner])
    expect(Number(moments)).toBeLessThan((await readMessages(house.store, owner, { limit: 100 })).length / 2)
    listening.abort()
    await listener
  })

  test('an event whose turn keeps failing is put aside after three tries: the person hears of it, and what follows is handled', async () => {
    await house.work()
    const owner = await house.writes('amal', 'hello')
    await house.writes('amal', 'boom')
    await house.writes('amal', 'are you there?')
    const other = await house.writes('omar', 'hello')
    await until(async () => (await house.heard(owner)).length === 3)
    await untilQuiet(house)
    expect(await house.heard(owner)).toEqual(['hello', 'could not message_received', 'are you there?'])
    expect(texts('amal')).toEqual(['echo: hello', 'something went wrong', 'echo: are you there?'])
    expect(await house.heard(other)).toEqual(['hello'])
    expect(await send(house.store, ['SCARD', house.store.keys.dead])).toBe(1)
  })

  test('what a person wrote never appears in a log', async () => {
    house.telegram.mood = (message) => (message.text === 'echo: secret' ? 'throw' : 'accept')
    await house.work()
    await house.writes('amal-secret', 'boom')
    await house.writes('omar-secret', 'secret')
    await until(() => house.logged.some((line) => line.includes('human is told')) && house.logged.some((line) => line.includes('channel threw')))
    expect(house.logged.join('')).not.toMatch(/boom|secret|must not appear/)
  })

  test('an alert to a colleague without a chat channel counts as delivered: it stands in the inbox', async () => {
    const { id } = await addStaff(house.store, { name: 'Maria', role: 'volunteer' })
    await house.work()
    await house.writes('amal', `tell ${id}`)
    await untilQuiet(house)
    expect(house.telegram.lines).toEqual([])
    expect(house.logged.filter((line) => line.includes('given up'))).toEqual([])
  })

  test('an alert to a colleague on Telegram reaches them there, and their line keeps no log of texts', async () => {
    const { id } = await addStaff(house.store, { name: 'Maria', role: 'volunteer', telegram: 'maria' })
    await house.work()
    await house.writes('amal', `tell ${id}`)
    await until(() => texts('maria').length === 1)
    await untilQuiet(house)
    expect(await readMessages(house.store, id, { limit: 10 })).toEqual([])
  })
})

describe('the log', () => {
  test('holds what was said on both sides with what became of it', async () => {
    await house.work()
    const owner = await house.writes('amal', 'hello')
    await untilQuiet(house)
    const messages = await readMessages(house.store, owner, { limit: 10 })
    expect(messages.map(({ from, text, status }) => [from, text, status])).toEqual([
      ['participant', 'hello', undefined],
      ['bot', 'echo: hello', 'sent'],
    ])
  })
})

describe('without a worker', () => {
  test('drain handles what waits for one owner and leaves messages to a worker', async () => {
    const parts = { store: house.store, turns: smallTurns, content: () => smallContent }
    const owner = await house.writes('amal', 'hello')
    await drain(parts, owner)
    expect(await house.heard(owner)).toEqual(['hello'])
    await house.work()
    await until(() => texts('amal').length === 1)
  })

  test('forgetting waits for the goodbye, and then nothing of the person is left', async () => {
    const owner = await house.writes('amal', 'forget me')
    await house.work()
    await until(async () => (await readConversation(house.store, owner)) === undefined && texts('amal').length === 1)
    await untilQuiet(house)
    expect(await post(house.store, owner, { id: 'x', at: 1, type: 'handed_back', staffId: 's', firstName: 'M' })).toBe('gone')
  })
})

describe('when Redis goes away', () => {
  test('the worker waits, goes on by itself, and nothing is lost or sent twice that was accepted before', async () => {
    house.telegram.mood = () => 'accept'
    await house.work()
    for (let n = 0; n < 20; n++) await house.writes(`person${n}`, 'one')
    await house.redis.kill()
    await house.redis.restart()
    const backAt = Date.now()
    for (let n = 0; n < 20; n++) await house.writes(`person${n}`, 'two')
    await until(() => Array.from({ length: 20 }, (_, n) => texts(`person${n}`).length >= 2).every(Boolean))
    await untilQuiet(house)
    expect(Date.now() - backAt).toBeLessThan(5000)
    for (let n = 0; n < 20; n++) expect(texts(`person${n}`)).toEqual(['echo: one', 'echo: two'])
  })

  test('what the platform accepted while Redis was gone is crossed off afterwards, not sent again', async () => {
    const answering = Promise.withResolvers<void>()
    const accept = house.telegram.send.bind(house.telegram)
    house.telegram.send = async (message) => {
      const outcome = await accept(message)
      await answering.promise
      return outcome
    }
    await house.work()
    await house.writes('amal', 'hello')
    await until(() => texts('amal').length === 1)
    await house.redis.kill()
    answering.resolve()
    await house.redis.restart()
    await untilQuiet(house, 10_000)
    expect(texts('amal')).toEqual(['echo: hello'])
  })

  test('a worker stops in bounded time while Redis is away', async () => {
    const worker = await house.work()
    await house.redis.kill()
    const startedAt = Date.now()
    await worker.stop()
    expect(Date.now() - startedAt).toBeLessThan(8000)
    await house.redis.restart()
  })
})
