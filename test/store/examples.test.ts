// Missed questions under a reference that names nobody, and the examples editors make of them, which outlive whoever asked.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropExample, listExamples, saveExample } from '../../src/store/examples.ts'
import { findMissed, listMissed } from '../../src/store/missed.ts'
import { ingest } from '../../src/store/mailbox.ts'
import { exportOwner, forget } from '../../src/store/people.ts'
import { startTestStore, type TestStore } from './redis-for-tests.ts'
import { everyByte, turnOf, wrote } from './samples.ts'

let house: TestStore
beforeAll(async () => {
  house = await startTestStore()
})
afterAll(() => house.stop())

const question = (id: string, at: number) => ({ id, at, lang: 'nl' as const, heard: ['gp-register'], text: 'kattenkruid halen' })

async function somebody(from: string, missed: ReturnType<typeof question>[]): Promise<string> {
  const [stored] = await ingest(house.store, [wrote(from, { from })])
  const owner = stored?.owner ?? ''
  await turnOf(house.store, owner, { document: { missed } })
  return owner
}

test('missed questions of everybody are listed, newest first, and found again by a reference without an id in it', async () => {
  const { store } = house
  const one = await somebody('one', [question('m1', 10), question('m2', 30)])
  const other = await somebody('other', [question('m1', 20)])
  const listed = await listMissed(store, 10)
  expect(listed.map(({ at }) => at)).toEqual([30, 20, 10])
  expect((await listMissed(store, 1)).map(({ at }) => at)).toEqual([30])
  expect(new Set(listed.map(({ ref }) => ref)).size).toBe(3)
  for (const { ref } of listed) for (const owner of [one, other]) expect(ref).not.toContain(owner.slice(2, 8))
  expect(await findMissed(store, listed[1]?.ref ?? '')).toMatchObject({ owner: other, missedId: 'm1', missed: { at: 20 } })
  expect(await findMissed(store, 'nothing')).toBeUndefined()
  expect((await exportOwner(store, one))?.missedQuestions).toMatchObject([{ id: 'm1', text: 'kattenkruid halen' }, { id: 'm2' }])
  await forget(store, one)
  expect((await listMissed(store, 10)).map(({ at }) => at)).toEqual([20])
})

test('an example is sealed, is there once however often it is added, and can be taken back', async () => {
  const { store } = house
  expect(await listExamples(store)).toEqual([])
  const example = { lang: 'nl' as const, text: 'waar is kattenkruid', on: '2026-03-02' }
  await Promise.all([saveExample(store, { ...example, topic: 'gp-register' }), saveExample(store, { ...example, text: 'een ander' })])
  await saveExample(store, { ...example, topic: 'find-work' })
  expect(new Map((await listExamples(store)).map(({ text, topic }) => [text, topic]))).toEqual(
    new Map([
      ['een ander', undefined],
      ['waar is kattenkruid', 'find-work'],
    ]),
  )
  expect(await everyByte(store)).not.toContain('waar is kattenkruid')
  const [first] = await listExamples(store)
  expect(await dropExample(store, first?.id ?? '')).toBe(true)
  expect(await dropExample(store, first?.id ?? '')).toBe(false)
  expect(await dropExample(store, 'k')).toBe(false)
  expect(await listExamples(store)).toHaveLength(1)
})
