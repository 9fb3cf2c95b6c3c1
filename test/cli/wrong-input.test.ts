import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { brug, newFolder } from './command-line.ts'

const folder = newFolder()
afterAll(folder.rm)
const dataDir = join(folder.dir, 'data')

test.each([
  [['hlep'], "there is no command 'hlep' (did you mean 'help'?)"],
  [['graph', 'mneu'], "there is no flow 'mneu' (did you mean 'menu'?)"],
  [['graph', 'gp-register'], 'is a topic'],
  [['check', '--releas'], "there is no flag --releas (did you mean '--release'?)"],
  [['check', '--content', '/nowhere'], '/nowhere is not a folder with flows/ and locales/ in it'],
  [['talk', '--lang', 'xx'], '--lang must be one of nl, en, ar, ti, fa, tr, so'],
  [['talk', 'menu', 'two words'], "'two words' is one word too many"],
  [['talk', '--save', '/nowhere/f.yaml'], "'/nowhere/f.yaml' cannot be written"],
  [['staff', 'add', '--name', 'Ina', '--role', 'voluntee'], "(did you mean 'volunteer'?)"],
  [['people', 'add', '--name', 'Amina', '--lang', 'ar'], '--trusted is needed'],
  [['people', 'add', '--name', 'Amina', '--lang', 'ar', '--trusted', 's_1', '--whatsapp', '0612'], 'with its country code'],
  [['staff', 'add', '--name', 'Ina\u202Egro', '--role', 'volunteer'], '--name must be one line, without control characters'],
  [['people', 'add', '--name', 'Ami\nna', '--lang', 'ar', '--trusted', 's_1'], '--name must be one line'],
  [['token', 'create', '--name', 'x'.repeat(61), '--role', 'editor'], '--name must be at most 60 characters'],
  [['people', 'import', '/nowhere.csv'], "'/nowhere.csv' cannot be read"],
])('%j is answered with one clear line, exit code 2 and nothing made', (words, because) => {
  const { status, out, err } = brug(words, { env: { DATA_DIR: dataDir } })
  expect(err).toContain(because)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect({ status, out: out.replace(/^Type a message.*\s+/, '') }).toEqual({ status: 2, out: '' })
  expect(existsSync(dataDir)).toBe(false)
})

test('settings that are wrong are told in one line, all of them', () => {
  const { status, err } = brug(['staff', 'list'], { env: { DATA_DIR: dataDir, PORT: 'abc', TELEGRAM_WEBHOOK_SECRET: 'x' } })
  expect(status).toBe(2)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(err).toMatch(/PORT: .*TELEGRAM_BOT_TOKEN: is missing/)
})

test('a Redis that is not there is named by its variable, and its password is not repeated', () => {
  const { status, err } = brug(['people', 'list', '--json'], { env: { DATA_DIR: dataDir, REDIS_URL: 'redis://:secret@127.0.0.1:1' } })
  expect(status).toBe(2)
  expect(err).toContain('is REDIS_URL right')
  expect(err).not.toContain('secret')
})

test('help tells every command and how it is called; help of one command tells that one', () => {
  const all = brug(['help'])
  expect(all.status).toBe(0)
  for (const name of [
    'talk',
    'check',
    'understand',
    'staff add',
    'staff link',
    'people add',
    'people import',
    'people export',
    'people forget',
    'token create',
    'graph',
    'locales',
  ])
    expect(all.out).toContain(`npx brug ${name}`)
  const one = brug(['people', '--help'])
  expect(one.status).toBe(0)
  expect(one.out).not.toContain('npx brug staff')
})
