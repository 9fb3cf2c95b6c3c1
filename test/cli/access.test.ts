// Who gets in, from the command line: tokens of other systems are listed and ended, colleagues are signed out and removed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { brug, newFolder } from './command-line.ts'

const folder = newFolder()
const env = { DATA_DIR: folder.dir }
const run = (...words: string[]): Record<string, unknown> => {
  const { status, out, err } = brug([...words, '--json'], { env })
  if (status !== 0) throw new Error(err)
  return Object(JSON.parse(out))
}
let sara = ''
beforeAll(() => {
  sara = String(run('staff', 'add', '--name', 'Sara', '--role', 'coordinator')['id'])
})
afterAll(() => folder.rm())

test('a token has an id, an end if wanted, and is gone when it is revoked', () => {
  const made = run('token', 'create', '--role', 'coordinator', '--name', 'municipal system', '--days', '30')
  expect(made).toMatchObject({ token: expect.stringMatching(/^brug_/), role: 'coordinator', name: 'municipal system', expiresAt: expect.any(Number) })
  const id = String(made['id'])
  const shown = brug(['token', 'list'], { env }).out
  expect(shown).toContain(`${id}  coordinator  until `)
  expect(shown).toContain('never used')
  expect(shown).not.toContain(String(made['token']))
  expect(run('token', 'revoke', id)).toEqual({ id, revoked: true })
  expect(brug(['token', 'revoke', id], { env }).err).toContain(`there is no token '${id}'`)
  expect(brug(['token', 'list'], { env }).out).toBe('No other system has a token.\n')
})

test.each([
  ['token', 'create', '--role', 'coordinator', '--name', 'x', '--days', '0'],
  ['token', 'list', '--days', '3'],
  ['token', 'revoke'],
  ['token', 'lsit'],
  ['staff', 'remove'],
  ['staff', 'sign-out', 's_nobody'],
  ['staff', 'remove', 's_nobody'],
])('%s %s with wrong words ends with 2 and one line', (...words) => {
  const { status, err } = brug(words, { env })
  expect([status, err.trim().split('\n').length]).toEqual([2, 1])
})

test('a number below nothing is named as such, and not as a flag', () => {
  expect(brug(['token', 'create', '--role', 'coordinator', '--name', 'x', '--days', '-3'], { env }).err).toContain('--days must be a number from 1 to')
})

test('a colleague is removed, and whoever was theirs is named; the only coordinator stays', () => {
  const { id } = run('staff', 'add', '--name', 'Maria', '--role', 'volunteer')
  const person = run('people', 'add', '--name', 'Amina', '--lang', 'ar', '--trusted', String(id))
  expect(run('staff', 'sign-out', String(id))).toEqual({ id, signedOut: true })
  expect(run('staff', 'remove', String(id))).toEqual({ id, removed: true, needTrustedPerson: [person['id']], needReserve: [] })
  expect(run('people', 'export', String(person['id']))['profile']).toMatchObject({ trusted: { staffId: id, until: expect.any(Number) } })
  expect(brug(['staff', 'list'], { env }).out).not.toContain('Maria')
  const last = brug(['staff', 'remove', sara], { env })
  expect([last.status, last.err]).toEqual([2, expect.stringContaining('add another one first')])
})
