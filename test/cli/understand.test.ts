import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { brug, contentDir, withoutLearning } from './command-line.ts'

const Out = z.strictObject({
  id: z.unknown(),
  lang: z.string().nullable(),
  topics: z.array(z.string()).max(3),
  command: z.string().nullable(),
  level: z.enum(['0', '1', '2', '3A', '3B']),
  sure: z.number().min(0).max(1),
  error: z.string().optional(),
})
const read = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => Out.parse(JSON.parse(line)))

test('one line out for each line in, in the same order, whatever is in the line', () => {
  const lines = [
    '\uFEFF{"id":"a","text":"ik zoek een huisarts","lang":"nl"}',
    'no json',
    '',
    '{"id":7}',
    '[]',
    '{"id":"d","text":"stop","lang":"xx"}',
    '{"id":{"any":1},"text":"ik wil dood","lang":"nl"}',
    '{"text":""}',
    `{"id":"long","text":"${'woord '.repeat(20_000)}","lang":"nl"}`,
    'null',
  ]
  const { status, out, err } = brug(['understand'], { input: lines.join('\r\n') })
  const heard = read(out)
  expect(heard.map(({ id }) => id)).toEqual(['a', null, null, 7, null, 'd', { any: 1 }, null, 'long', null])
  expect(heard[0]).toMatchObject({ topics: ['gp-register'], lang: 'nl', level: '0' })
  expect(heard[5]).toMatchObject({ command: 'stop' })
  expect(heard[6]).toMatchObject({ level: '3A' })
  expect(heard.map(({ error }, n) => (error === undefined ? 0 : n + 1)).filter(Boolean)).toEqual([2, 3, 4, 5, 10])
  expect(status).toBe(2)
  expect(err).toBe('brug understand: 5 of 10 lines could not be read (line 2, 3, 4, 5, 10); a line is {"id","text","lang"?}\n')
})

test('ten thousand lines come back complete and in order', () => {
  const input = Array.from({ length: 10_000 }, (_, n) =>
    JSON.stringify({ id: n, text: n % 2 === 0 ? 'waar vraag ik zorgtoeslag aan?' : 'متى موعدي القادم؟' }),
  ).join('\n')
  const { status, out } = brug(['understand'], { input })
  expect(status).toBe(0)
  expect(read(out).map(({ id }) => id)).toEqual(Array.from({ length: 10_000 }, (_, n) => n))
})

test('a reader that has had enough ends it quietly', async () => {
  const child = spawn(process.execPath, [resolve('src/cli/brug.ts'), 'understand'], {
    env: { PATH: process.env['PATH'] ?? '', CONTENT_DIR: contentDir },
    stdio: 'pipe',
  })
  let err = ''
  child.stderr.on('data', (text) => (err += String(text)))
  child.stdin.on('error', () => undefined)
  child.stdin.write('{"text":"hallo"}\n')
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  child.stdout.destroy()
  child.stdin.end('{"text":"hallo"}\n'.repeat(2000))
  const [code] = await ended
  expect({ code, err: withoutLearning(err) }).toEqual({ code: 0, err: '' })
})

test('--explain tells which part said what, beside the same reading', () => {
  const line = '{"id":1,"text":"ik wil dood","lang":"nl"}\n'
  const { explanation, ...reading } = z
    .looseObject({
      explanation: z.looseObject({
        distress: z.looseObject({ level: z.string(), expressions: z.array(z.looseObject({ level: z.string(), words: z.string() })) }),
      }),
    })
    .parse(JSON.parse(brug(['understand', '--explain'], { input: line }).out))
  expect(reading).toEqual(read(brug(['understand'], { input: line }).out)[0])
  expect(explanation.distress.level).toMatch(/^3/)
  expect(explanation.distress.expressions.map(({ words }) => words)).toContain('wil dod')
})
