// Asking others outside: the answer comes back as an event, nobody waits for it, and what goes wrong is counted without a word of what was said.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Asked } from '../../src/core/effect.ts'
import type { Event } from '../../src/core/event.ts'
import { Registry } from 'prom-client'
import { asking, type Outside } from '../../src/pipeline/asking.ts'
import { pipelineMetrics } from '../../src/pipeline/counters.ts'
import type { Turns } from '../../src/pipeline/converse.ts'
import { readMessages } from '../../src/store/log.ts'
import { until } from '../store/redis-for-tests.ts'
import { openHouse, type House } from './house.ts'
import { smallTurns } from './small-turns.ts'

let house: House
const heard: Event[] = []
/** Answers as the small turns do; before that, asks about every text, and keeps what comes back. */
const turns: Turns = {
  ...smallTurns,
  takeTurn(content, conversation, event, now) {
    if (event.type === 'opinion_received' || event.type === 'voice_transcribed') heard.push(event)
    const { effects, ...rest } = smallTurns.takeTurn(content, conversation, event, now)
    if (event.type !== 'message_received') return { ...rest, effects }
    const id = `${conversation.id}.${conversation.turn + 1}`
    const opinion: Asked = { type: 'second_opinion', id: `${id}.8`, about: event.id, text: event.text, heard: { level: '1', kind: 'distress' } }
    const voice: Asked = { type: 'transcribe', id: `${id}.9`, about: event.id, channel: 'telegram', mediaId: event.text }
    return { ...rest, effects: [...(content.outside?.opinion ? [opinion] : []), ...(content.outside?.transcription ? [voice] : []), ...effects] }
  },
}
const slow = Promise.withResolvers<void>()
const outside: Outside = {
  opinion: async (text, signal) => {
    if (text === 'never') await new Promise((resolve) => signal.addEventListener('abort', resolve))
    if (text === 'slow') await slow.promise
    if (text === 'throws') throw new Error(`secret ${text}`)
    return ['fails', 'slow', 'never'].includes(text) ? { type: 'failed', code: '500' } : { type: 'opinion', topic: 'gp-register', level: '3A' }
  },
  transcript: async ({ bytes }) => ({ type: 'transcript', text: bytes.toString() }),
}

beforeAll(async () => {
  house = await openHouse()
  house.telegram.media = async (id) =>
    id === 'gone' ? { type: 'failed', code: '404' } : { type: 'media', bytes: Buffer.from(`said ${id}`), contentType: 'audio/ogg' }
  await house.work({ turns, outside })
})
afterAll(async () => house?.stop())

const answersTo = (text: string) => heard.filter((event) => 'text' in event && event.text === `said ${text}`)
const opinionsOn = async (owner: string) => {
  const about = (await readMessages(house.store, owner, { limit: 10 })).filter(({ from }) => from === 'participant').map(({ id }) => id)
  return heard.filter((event) => event.type === 'opinion_received' && about.includes(event.about))
}

test('an opinion and the words of a voice message come back, each about the message it belongs to', async () => {
  const owner = await house.writes('amina', 'hello')
  await until(async () => answersTo('hello').length === 1 && (await opinionsOn(owner)).length === 1)
  expect((await opinionsOn(owner))[0]).toMatchObject({ topic: 'gp-register', level: '3A', heard: { level: '1', kind: 'distress' } })
  const log = await readMessages(house.store, owner, { limit: 10 })
  expect(log.filter(({ from }) => from === 'participant')).toMatchObject([{ text: 'hello' }, { text: 'said hello', what: 'voice', of: log[0]?.id }])
})

test('nobody waits: what is said to the person goes out while a model never answers', async () => {
  await house.writes('yonas', 'slow')
  await until(() => house.telegram.lines.some(({ to, text }) => to === 'yonas' && text === 'echo: slow'), 2_000)
  await house.writes('yonas', 'urgent card')
  await until(() => house.telegram.lines.some(({ to, text }) => to === 'yonas' && text === 'card'), 2_000)
  slow.resolve()
})

test('a message that waits for its platform does not hold up what is to be asked', async () => {
  house.telegram.mood = ({ to }) => (to === 'selam' ? { type: 'failed', fault: 'retry', code: '502', retryAfterMs: 60_000 } : 'accept')
  await house.writes('selam', 'first')
  await until(() => answersTo('first').length === 1)
  await house.writes('selam', 'second')
  await until(() => answersTo('second').length === 1, 2_000)
})

test('what fails changes nothing, or is a voice message without words; it is counted, and no word of it is logged', async () => {
  const owner = await house.writes('maryam', 'fails')
  await until(() => answersTo('fails').length === 1)
  await house.writes('maryam', 'throws')
  await until(() => answersTo('throws').length === 1)
  await house.writes('maryam', 'gone')
  const soundless = () => heard.find((event) => event.type === 'voice_transcribed' && event.text === '')
  await until(() => soundless() !== undefined)
  expect((await opinionsOn(owner)).map((event) => ('about' in event ? event.about : ''))).toHaveLength(1)
  const counted = await house.metrics.outside.get()
  expect(counted.values.map(({ labels, value }) => [labels['what'], labels['outcome'], value])).toEqual(
    expect.arrayContaining([
      ['second_opinion', '500', 2],
      ['transcribe', 'media_404', 1],
    ]),
  )
  expect(house.logged.join('\n')).toContain('nobody outside had an answer')
  for (const word of ['said ', 'secret', 'fails', 'throws']) expect(house.logged.join('\n')).not.toContain(`"${word}`)
})

test('asked twice, after a crash, it is one answer, and who is forgotten gets none', async () => {
  const owner = await house.writes('omar', 'hello again')
  await until(() => answersTo('hello again').length === 1)
  const effect: Asked = { type: 'transcribe', id: `${owner}.1.9`, about: 'x', channel: 'telegram', mediaId: 'hello again' }
  const ask = asking({ store: house.store, channels: new Map([['telegram', house.telegram]]), outside })
  ask.begin(owner, effect)
  ask.begin('p_nobody', effect)
  await ask.finish()
  await house.writes('omar', 'after')
  await until(() => answersTo('after').length === 1)
  expect(answersTo('hello again')).toHaveLength(1)
})

test('a process that ends gives up what never answers', async () => {
  const metrics = pipelineMetrics(new Registry())
  const ask = asking({ store: house.store, channels: new Map(), outside, metrics, finishMs: 10 })
  for (let n = 0; n < 20; n += 1)
    ask.begin('p_nobody', { type: 'second_opinion', id: `p_nobody.${n}.0`, about: 'x', text: 'never', heard: { level: '0', kind: 'distress' } })
  await ask.finish()
  expect((await metrics.outside.get()).values.reduce((sum, { value }) => sum + value, 0)).toBe(20)
})
