// brug speak: what is missing is made, what is there is left, what fails is told and tried again, and nothing happens unless it was set up.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startModels, type ModelsPlatform } from '../platforms/models.ts'
import { brug, brugBeside, newFolder } from './command-line.ts'

let models: ModelsPlatform
const folder = newFolder()
const dir = join(folder.dir, 'audio')
beforeAll(async () => void (models = await startModels()))
afterAll(async () => {
  await models.close()
  folder.rm()
})

const Done = z.object({ made: z.number(), there: z.number(), removed: z.number(), left: z.number(), failures: z.array(z.object({ code: z.string() })) })
const run = async (...words: string[]) =>
  brugBeside(['speak', ...words], { SPEAK_URL: models.base, SPEAK_MODEL: 'voice', SPEAK_VOICE: 'amal', SPEAK_LANGS: 'ar,nl', SPEAK_DIR: dir })
const done = async (...words: string[]) => Done.parse(JSON.parse((await run(...words, '--json')).out))

test('without a model it says so in one line, and makes nothing', () => {
  const { status, err } = brug(['speak'], { env: { SPEAK_DIR: dir } })
  expect([status, err.trim()]).toEqual([2, 'brug speak: nothing reads aloud here: set SPEAK_URL and SPEAK_MODEL (docs/operating.md)'])
  const half = brug(['speak'], { env: { SPEAK_URL: models.base, SPEAK_LANGS: 'nl,xx' } })
  expect(half.status).toBe(2)
  expect(half.err).toContain('SPEAK_LANGS')
  expect(existsSync(dir)).toBe(false)
})

test('it makes one topic in one language, once; what the answer no longer says is taken away', async () => {
  expect(await done('--lang', 'ar', '--topic', 'gp-register')).toEqual({ made: 1, there: 0, removed: 0, left: 0, failures: [] })
  const [file = ''] = readdirSync(join(dir, 'ar'))
  expect(file).toMatch(/^gp-register\.[0-9a-f]{16}\.mp3$/)
  expect(models.spoken.at(-1)?.input).toContain('huisarts')
  expect(models.spoken.at(-1)?.voice).toBe('amal')
  writeFileSync(join(dir, 'ar', 'gp-register.0123456789abcdef.mp3'), 'old words')
  expect(await done('--lang', 'ar', '--topic', 'gp-register')).toMatchObject({ made: 0, there: 1, removed: 1 })
  expect(readdirSync(join(dir, 'ar'))).toEqual([file])
})

test('it goes on where it was: a failure is told in a line and made the next time; a server that is gone is not asked for ever', async () => {
  models.misbehave({ mode: 'fail', status: 500 }, 1)
  const { status, out } = await run('--topic', 'library')
  expect(status).toBe(1)
  expect(out).toContain('ar library: failed (500)\n')
  expect(out).toMatch(/1 made, .*1 failed/)
  expect(await done('--topic', 'library')).toMatchObject({ made: 1, there: 1, failures: [] })
  models.misbehave({ mode: 'fail', status: 503 })
  const gone = await done('--lang', 'nl')
  models.misbehave({ mode: 'none' })
  expect(gone).toMatchObject({ made: 0, failures: Array.from({ length: 5 }, () => ({ code: '503' })) })
  expect(gone.left).toBeGreaterThan(20)
})

test('what is not there is said', () => {
  const env = { SPEAK_URL: models.base, SPEAK_MODEL: 'voice', SPEAK_LANGS: 'nl', SPEAK_DIR: dir }
  expect(brug(['speak', '--lang', 'ar'], { env }).err).toContain("'ar' is not one of SPEAK_LANGS (nl)")
  expect(brug(['speak', '--topic', 'libary'], { env }).err).toContain("did you mean 'library'?")
})
