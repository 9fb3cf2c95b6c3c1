// A language model and a transcriber that misbehave: whatever they do, there is an answer of the right kind or none, in time and without a trace of the words.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { secondOpinion } from '../../src/outside/second-opinion.ts'
import { transcription } from '../../src/outside/transcription.ts'
import { projectContent } from '../content-for-tests.ts'
import { hastyMs, patientMs, startModels, type ModelsPlatform } from '../platforms/models.ts'

let models: ModelsPlatform
beforeAll(async () => void (models = await startModels()))
afterAll(async () => models.close())
beforeEach(() => {
  models.misbehave({ mode: 'none' })
  models.answer = undefined
})

const never = new AbortController().signal
const huge = { status: 200, body: { choices: [{ message: { content: 'x'.repeat(5 * 1024 * 1024) } }], text: 'x'.repeat(5 * 1024 * 1024) } }
const failed = (code: string | RegExp) => ({ type: 'failed', code: typeof code === 'string' ? code : expect.stringMatching(code) })

describe('a second opinion', () => {
  const ask = async (signal = never, ms = patientMs) =>
    secondOpinion({ url: models.base, model: 'small', apiKey: 'key-1' }, projectContent, ms)('waar is de dokter', signal)

  test('sends the message alone, beside a fixed prompt with every topic', async () => {
    models.opinion = '{"topic":"gp-register","level":"0"}'
    expect(await ask()).toEqual({ type: 'opinion', topic: 'gp-register', level: '0' })
    expect(models.asked.at(-1)).toBe('waar is de dokter')
    for (const id of projectContent().topics.keys()) expect(models.prompts.at(-1)).toContain(`\n${id}: `)
    expect(models.prompts.at(-1)).not.toContain('topics:')
    expect(models.keys.at(-1)).toBe('Bearer key-1')
  })

  test.each([
    ['{"topic":null,"level":"3B"}', { type: 'opinion', level: '3B' }],
    ['```json\n{"topic":null,"level":"2"}\n```', { type: 'opinion', level: '2' }],
    ['{"topic":"free-money","level":"3A"}', failed('unknown_topic')],
    ['{"topic":null,"level":"4"}', failed('not_understood')],
    ['{"topic":["gp-register"],"level":"0"}', failed('not_understood')],
    ['Sure! The level is 3A.', failed('not_understood')],
    ['[]', failed('not_understood')],
    ['', failed('not_understood')],
  ])('that reads %s', async (opinion, expected) => {
    models.opinion = opinion
    expect(await ask()).toEqual(expected)
  })

  test.each([
    ['fails', { mode: 'fail' as const, status: 500 }, failed('500')],
    ['refuses the key', { mode: 'fail' as const, status: 401 }, failed('401')],
    ['is slow', { mode: 'delay' as const, ms: 2_000 }, failed('timeout')],
    ['never answers', { mode: 'hang' as const }, failed('timeout')],
    ['hangs up', { mode: 'refuse' as const }, failed('no_answer')],
    ['answers with a page', { mode: 'garble' as const }, failed('not_understood')],
  ])('of a model that %s is none', async (_what, how, expected) => {
    models.misbehave(how)
    expect(await ask(never, how.mode === 'delay' || how.mode === 'hang' ? hastyMs : patientMs)).toEqual(expected)
  })

  test('of five megabytes is none, and so is one of another form', async () => {
    models.answer = huge
    expect(await ask()).toEqual(failed('too_large'))
    models.answer = { status: 200, body: { choices: [] } }
    expect(await ask()).toEqual(failed('not_understood'))
  })

  test('does not follow a model that points elsewhere, and stops when told to', async () => {
    models.answer = { status: 307, body: '', headers: { location: `${models.base}/elsewhere` } }
    expect(await ask()).toEqual(failed('no_answer'))
    models.misbehave({ mode: 'hang' })
    expect(await ask(AbortSignal.abort())).toEqual(failed('stopped'))
  })
})

describe('a transcription', () => {
  const media = { type: 'media' as const, bytes: Buffer.from('OggS\u0001sound'), contentType: 'audio/ogg; codecs=opus' }
  const ask = async (ms = patientMs) => transcription({ url: models.base, model: 'ears' }, ms)(media, never)

  test('sends the sound as a file, and gives the words', async () => {
    models.transcript = '  I want to die \ud800'
    expect(await ask()).toEqual({ type: 'transcript', text: 'I want to die \ufffd' })
    expect(models.sounds.at(-1)).toContain('filename="voice.ogg"')
    expect(models.sounds.at(-1)).toContain('OggS\u0001sound')
    expect(models.keys.at(-1)).toBe('')
  })

  test.each([
    ['fails', { mode: 'fail' as const, status: 503 }, failed('503')],
    ['never answers', { mode: 'hang' as const }, failed('timeout')],
    ['hangs up', { mode: 'cut' as const }, failed('no_answer')],
    ['answers with a page', { mode: 'garble' as const }, failed('not_understood')],
  ])('of a transcriber that %s is none', async (_what, how, expected) => {
    models.misbehave(how)
    expect(await ask(how.mode === 'hang' ? hastyMs : patientMs)).toEqual(expected)
  })

  test('of silence, of another form or of five megabytes is none', async () => {
    models.transcript = '  '
    expect(await ask()).toEqual(failed('empty'))
    models.answer = { status: 200, body: { words: [] } }
    expect(await ask()).toEqual(failed('not_understood'))
    models.answer = huge
    expect(await ask()).toEqual(failed('too_large'))
  })
})
