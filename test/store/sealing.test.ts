import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { newConversation } from '../../src/core/conversation.ts'
import { readDocument } from '../../src/store/migrations.ts'
import { newLru } from '../../src/store/lru.ts'
import { newKey, newSealing, open, randomId, seal } from '../../src/store/sealing.ts'

const sealing = newSealing(Buffer.alloc(32, 1))

function keyFor(owner: string) {
  const key = sealing.unwrapKey(owner, sealing.wrapKey(owner, newKey()))
  if (!key) throw new Error('no key')
  return key
}

test('what is sealed opens again, and never twice in the same bytes', () => {
  const key = keyFor('p_a')
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const sealed = seal(key, 'event', value)
      expect(open(key, 'event', sealed)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(seal(key, 'event', value).equals(sealed)).toBe(false)
    }),
  )
})

test('a changed byte, another owner, another purpose or another key opens nothing', () => {
  const key = keyFor('p_a')
  const sealed = seal(key, 'event', { text: 'hoi' })
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(sealed)
      damaged[at] = (damaged[at] ?? 0) ^ flip
      expect(open(key, 'event', damaged)).toBeUndefined()
    }),
  )
  expect(open(key, 'log', sealed)).toBeUndefined()
  expect(open({ ...key, owner: 'p_b', bound: new Map() }, 'event', sealed)).toBeUndefined()
  expect(open(keyFor('p_a'), 'event', sealed)).toBeUndefined()
  for (let bytes = 0; bytes < sealed.length; bytes += 1) expect(open(key, 'event', sealed.subarray(0, bytes))).toBeUndefined()
})

test('an owner key is bound to its owner and to the master key', () => {
  const wrapped = sealing.wrapKey('p_a', newKey())
  expect(sealing.unwrapKey('p_b', wrapped)).toBeUndefined()
  expect(newSealing(Buffer.alloc(32, 2)).unwrapKey('p_a', wrapped)).toBeUndefined()
  expect(() => newSealing(Buffer.alloc(16))).toThrow('32 bytes')
})

test('an address hash depends on channel, address and master key, and not on how a number is typed', () => {
  const hash = sealing.addressHash('whatsapp', '31612345678')
  expect(sealing.addressHash('whatsapp', '+31 (6) 12-34.56.78')).toBe(hash)
  expect(sealing.addressHash('telegram', '31612345678')).not.toBe(hash)
  expect(newSealing(Buffer.alloc(32, 2)).addressHash('whatsapp', '31612345678')).not.toBe(hash)
  expect(sealing.addressHash('whatsapp', 'NL.316-12')).not.toBe(sealing.addressHash('whatsapp', 'NL.31612'))
})

test('documents of another version, owner or shape are refused with a reason that holds nothing of their content', () => {
  const good = { ...newConversation('p_a', 1), firstName: 'Amina' }
  expect(readDocument(good, 'p_a', { check: true })).toEqual({ type: 'read', document: good })
  const refused = [{ ...good, version: 2 }, { ...good, version: 0 }, { ...good, turn: 'Amina' }, { ...good, id: 'p_b' }, 'Amina', null, undefined, []]
  for (const one of refused) {
    const read = readDocument(one, 'p_a', { check: true })
    expect(read.type).toBe('unreadable')
    expect(JSON.stringify(read)).not.toContain('Amina')
  }
})

test('ids are 22 base62 characters and do not repeat', () => {
  const ids = Array.from({ length: 1_000 }, () => randomId())
  expect(ids.every((id) => /^[0-9A-Za-z]{22}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(1_000)
})

test('what a process remembers has a bound, and keeps what is used', () => {
  const lru = newLru<number>(10)
  for (let n = 0; n < 100; n += 1) {
    lru.set(`k${n}`, n)
    expect(lru.get('k0')).toBe(0)
  }
  expect(Array.from({ length: 100 }, (_, n) => lru.get(`k${n}`)).filter((found) => found !== undefined).length).toBeLessThanOrEqual(20)
})
