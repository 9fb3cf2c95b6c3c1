// A voice that misbehaves: whatever it does, there is a recording or a code that says why not.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { speech, speechBytesMax } from '../../src/outside/speech.ts'
import { hastyMs, patientMs, startModels, type ModelsPlatform } from '../platforms/models.ts'

let models: ModelsPlatform
beforeAll(async () => void (models = await startModels()))
afterAll(async () => models.close())
beforeEach(() => {
  models.misbehave({ mode: 'none' })
  models.answer = undefined
})

const say = async (signal?: AbortSignal, ms = patientMs) =>
  speech({ url: models.base, model: 'voice', voice: 'amal', apiKey: 'key-3' }, ms)('Een huisarts is een dokter.', signal)
const failed = (code: string) => ({ type: 'failed', code })

test('it gets the words and the voice, and gives an MP3', async () => {
  expect(await say()).toEqual({ type: 'speech', bytes: models.speech })
  expect(models.spoken.at(-1)).toEqual({ input: 'Een huisarts is een dokter.', voice: 'amal' })
  expect(models.keys.at(-1)).toBe('Bearer key-3')
  models.answer = { status: 200, body: Buffer.concat([Buffer.from([0xff, 0xfb, 0x90]), Buffer.alloc(500)]) }
  expect(await say()).toMatchObject({ type: 'speech' })
})

test.each([
  ['fails', { mode: 'fail' as const, status: 500 }, failed('500')],
  ['refuses the key', { mode: 'fail' as const, status: 401 }, failed('401')],
  ['never answers', { mode: 'hang' as const }, failed('timeout')],
  ['hangs up', { mode: 'cut' as const }, failed('no_answer')],
  ['answers with a page', { mode: 'garble' as const }, failed('not_mp3')],
])('one that %s makes no recording', async (_what, how, expected) => {
  models.misbehave(how)
  expect(await say(undefined, how.mode === 'hang' ? hastyMs : patientMs)).toEqual(expected)
})

test('what is empty, of another kind or endless is no recording, and it stops when told to', async () => {
  for (const body of [Buffer.alloc(0), Buffer.from('ID3'), Buffer.concat([Buffer.from('OggS'), Buffer.alloc(500)])]) {
    models.answer = { status: 200, body }
    expect(await say()).toEqual(failed('not_mp3'))
  }
  models.answer = { status: 200, body: Buffer.alloc(speechBytesMax + 1, 'ID3') }
  expect(await say()).toEqual(failed('too_large'))
  expect(await say(AbortSignal.abort())).toEqual(failed('stopped'))
})
