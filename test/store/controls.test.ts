// The soak's controls take a line out of a script. When the script is written anew, they have to be too: here that is found out in a second.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { brokenStore, controls } from '../../bench/soak/controls.ts'
import { startTestStore, type TestStore } from './redis-for-tests.ts'

let house: TestStore

beforeAll(async () => {
  house = await startTestStore()
})
afterAll(() => house.stop())

test.each(controls)('the control $name still finds what it takes out', ({ name }) => {
  expect(() => brokenStore(house.store, name)).not.toThrow()
})
