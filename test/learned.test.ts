// What the models learned is kept for the next start, and nobody can tell the difference but by the clock; whatever is wrong with the file costs time and nothing else.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { z } from 'zod'
import { review } from '../src/checks/review.ts'
import { loadContent } from '../src/content.ts'
import { languages, type Lang } from '../src/core/phrasebook.ts'
import { Reader } from '../src/content-reader.ts'
import { digestOf, examplesIn } from '../src/content-understanding.ts'
import { buildUnderstanding, trainUnderstanding, UnderstandingSource, WriterSource, type Sources } from '../src/core/understanding/build.ts'
import type { Understanding } from '../src/core/understanding/understand.ts'
import { keepingOf } from '../src/learned.ts'
import { aDay } from './content-for-tests.ts'
import { oneWriterEach } from './one-writer.ts'

const project = process.env['CONTENT_DIR'] ?? resolve(import.meta.dirname, '..')
const made: string[] = []
afterAll(() => made.forEach((dir) => rmSync(dir, { recursive: true, force: true })))

function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'brug-learned-'))
  made.push(dir)
  return dir
}

function examplesOf(dir: string): Sources {
  return examplesIn(new Reader(dir, []))
}

/** The project's content with one writer of few examples for each language. */
function thinContent(): string {
  const dir = newDir()
  for (const folder of ['flows', 'locales']) cpSync(join(project, folder), join(dir, folder), { recursive: true })
  oneWriterEach(dir)
  return dir
}

function understandingOf(dir: string, keepIn: string[]): Understanding {
  const loading = loadContent(dir, { publicUrl: 'http://localhost:3000', today: aDay, keepIn })
  if (loading.type === 'faulty') throw new Error(loading.faults.join('\n'))
  return loading.loaded.content.understanding
}

/** All that is heard in each message, down to the last digit. */
function heard(understanding: Understanding, messages: readonly [Lang, string][]): string {
  return messages
    .map(([lang, text]) => {
      const { command, greeting, distress, lang: read, topics, sure } = understanding.read(text, lang)
      return JSON.stringify({ command, greeting, distress, read, topics, sure })
    })
    .join('\n')
}

/** Examples of each language, their words shuffled about and cut short, so that most were never learned as they stand. */
function messagesFrom(sources: Sources): [Lang, string][] {
  return languages.flatMap((lang) => {
    const texts = (sources[lang]?.writers ?? []).flatMap((writer) => [
      ...Object.values(writer.topics).flat(),
      ...Object.values(writer.distress).flat(),
      ...writer.lookalikes,
    ])
    const picked = texts.filter((_, n) => n % Math.ceil(texts.length / 60) === 0)
    return picked.flatMap((text, n): [Lang, string][] => [
      [lang, text],
      [lang, `${text.split(' ').toReversed().join(' ')}. ${picked[(n * 7) % picked.length]?.slice(0, 40)}`],
    ])
  })
}

const thin = thinContent()
const thinMessages = messagesFrom(examplesOf(project)).filter((_, n) => n % 5 === 0)
const asLearnedNow = heard(understandingOf(thin, []), thinMessages)

test('hundreds of messages in all languages are heard the same, to the last digit, from what was kept as from what is learned now', () => {
  const dir = newDir()
  const messages = messagesFrom(examplesOf(project))
  expect(messages.length).toBeGreaterThan(700)
  // A few of the writers: what is learned from all of them takes its time.
  const sources = Object.fromEntries(
    Object.entries(examplesOf(project)).map(([lang, source]) => [lang, { ...source, writers: source.writers.filter((_, n) => n % 9 === 0) }]),
  )
  const learned = trainUnderstanding(sources)
  const digest = digestOf(sources)
  keepingOf([dir], ['the project']).write({ digest, learned })
  const kept = keepingOf([dir], ['the project']).read()
  if (!kept) throw new Error('nothing was kept')
  expect(JSON.stringify(kept.digest)).toBe(JSON.stringify(digest))
  expect(heard(buildUnderstanding(kept.digest.rules, kept.learned), messages)).toBe(heard(buildUnderstanding(sources, learned), messages))
})

describe('a start', () => {
  test('leaves a file once it has learned, and the next one finds it', () => {
    const dir = join(newDir(), 'not', 'there', 'yet')
    expect(heard(understandingOf(thin, [dir]), thinMessages)).toBe(asLearnedNow)
    const files = readdirSync(dir)
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.bin$/)])
    const before = statSync(join(dir, files[0] ?? '')).ino
    expect(heard(understandingOf(thin, [dir]), thinMessages)).toBe(asLearnedNow)
    expect(statSync(join(dir, files[0] ?? '')).ino).toBe(before)
  })

  test('says when it learns, and only then; and knows of each topic how often it is asked about, learned or kept', () => {
    const dir = newDir()
    const changed = thinContent()
    const path = join(changed, 'locales', 'so', 'writers', 'two.yaml')
    writeFileSync(path, stringify({ who: 'two', topics: { library: ['Xaggee Maktabaddu?'], buddy: ['xaggee maktabaddu'] } }))
    let learning = 0
    const told = () => {
      const { sources, ...loading } = loadContent(changed, { publicUrl: 'http://localhost:3000', today: aDay, keepIn: [dir], learning: () => (learning += 1) })
      if (loading.type === 'faulty') throw new Error(loading.faults.join('\n'))
      loading.loaded.content.understanding.read('maktabadda')
      return review(sources, { today: aDay, release: false }).warnings.filter((warning) => warning.startsWith('locales/so/writers: '))
    }
    const learned = told()
    expect(learning).toBe(1)
    expect(learned).toContainEqual(expect.stringMatching(/^locales\/so\/writers: [12] examples of topic 'library'; it takes 40/))
    expect(learned).toContain("locales/so/writers: 'Xaggee Maktabaddu?' is an example of library and of buddy: of one only")
    expect(told()).toEqual(learned)
    expect(learning).toBe(1)
  })

  test('that only checks the content leaves nothing', () => {
    const dir = newDir()
    understandingOf(thin, [dir])
    expect(readdirSync(dir)).toEqual([])
  })

  test('with one example changed learns anew', () => {
    const dir = newDir()
    const changed = thinContent()
    understandingOf(thin, [dir]).read('')
    const path = join(changed, 'locales', 'nl', 'writers', 'one.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('ordinary:', 'ordinary:\n  - heel gewoon'))
    understandingOf(changed, [dir]).read('')
    expect(readdirSync(dir)).toHaveLength(2)
  })

  test('finds the faults that it would find without the file, with their lines', () => {
    const dir = newDir()
    const changed = thinContent()
    const [topic = ''] = readdirSync(join(changed, 'flows', 'topics')).map((name) => name.replace('.yaml', ''))
    for (const lang of languages.filter((other) => other !== 'nl')) {
      const folder = join(changed, 'locales', lang)
      const rewrite = <T>(name: string, schema: z.ZodType<T>, change: (source: T) => T) =>
        writeFileSync(join(folder, name), stringify(change(schema.parse(parse(readFileSync(join(folder, name), 'utf8'))))))
      const without = <T>(lists: Record<string, T>) => Object.fromEntries(Object.entries(lists).filter(([id]) => id !== topic))
      rewrite('understanding.yaml', UnderstandingSource, (source) => ({ ...source, anchors: without(source.anchors) }))
      rewrite('writers/one.yaml', WriterSource, (source) => ({ ...source, topics: without(source.topics) }))
    }
    understandingOf(changed, [dir]).read('')
    rmSync(join(changed, 'flows', 'topics', `${topic}.yaml`))
    const faults = (keepIn: string[]) => {
      const loading = loadContent(changed, { publicUrl: 'http://localhost:3000', today: aDay, keepIn })
      return loading.type === 'faulty' ? loading.faults : []
    }
    expect(faults([dir])).toEqual(faults([]))
    expect(JSON.stringify(faults([dir]))).toMatch(new RegExp(`locales/nl/writers/one.yaml:\\d+ topic '${topic}' is known nowhere else`))
  })

  test('takes the next folder when one can not be written, and does without when none can', () => {
    const dir = newDir()
    writeFileSync(join(dir, 'file'), '')
    const closed = join(dir, 'file', 'under')
    expect(heard(understandingOf(thin, [closed]), thinMessages)).toBe(asLearnedNow)
    expect(heard(understandingOf(thin, [closed, join(dir, 'open')]), thinMessages)).toBe(asLearnedNow)
    expect(readdirSync(join(dir, 'open'))).toHaveLength(1)
  })

  test('two at once both answer, and leave one whole file', async () => {
    const dir = newDir()
    const lines = await Promise.all([answerOf(dir), answerOf(dir)])
    expect(new Set(lines)).toEqual(new Set([heard(understandingOf(thin, []), [['nl', 'ik wil dood']])]))
    expect(readdirSync(dir)).toEqual([expect.stringMatching(/\.bin$/)])
    expect(heard(understandingOf(thin, [dir]), thinMessages)).toBe(asLearnedNow)
  })
})

/** What a process of its own hears. */
async function answerOf(dir: string): Promise<string> {
  const script = `
    const { loadContent } = await import(${JSON.stringify(pathToFileURL(resolve('src/content.ts')).href)})
    const { loaded } = loadContent(${JSON.stringify(thin)}, { publicUrl: 'http://localhost:3000', today: new Date(), keepIn: [${JSON.stringify(dir)}] })
    const { command, greeting, distress, lang: read, topics, sure } = loaded.content.understanding.read('ik wil dood', 'nl')
    process.stdout.write(JSON.stringify({ command, greeting, distress, read, topics, sure }))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (text) => (out += String(text)))
  await once(child, 'close')
  return out
}

describe('a file that is not as it was left', () => {
  const dir = newDir()
  const keeping = keepingOf([dir], ['any'])
  keeping.write({ digest: digestOf(examplesOf(thin)), learned: trainUnderstanding({}) })
  const path = join(dir, readdirSync(dir)[0] ?? '')
  const whole = readFileSync(path)
  const flipped = (at: number) => Buffer.concat([whole.subarray(0, at), Buffer.from([(whole[at] ?? 0) ^ 1]), whole.subarray(at + 1)])

  test('is read when it is', () => {
    writeFileSync(path, whole)
    expect(keeping.read()).toBeDefined()
  })

  test.each<[string, Buffer]>([
    ['empty', Buffer.alloc(0)],
    ['of another version', Buffer.concat([Buffer.from('brug learned 0\n\n'), whole.subarray(16)])],
    ['cut short within the mark', whole.subarray(0, 10)],
    ['cut short within the numbers', whole.subarray(0, whole.length - 4)],
    ['longer', Buffer.concat([whole, Buffer.alloc(4)])],
    ['one bit off in the checksum', flipped(20)],
    ['one bit off in the length', flipped(49)],
    ['one bit off in the examples', flipped(5000)],
    ['one bit off in the last number', flipped(whole.length - 1)],
    ['something else', Buffer.alloc(whole.length, 'x')],
  ])('%s: is as good as none', (_what, bytes) => {
    writeFileSync(path, bytes)
    expect(keeping.read()).toBeUndefined()
  })

  test('is put right by the next start, which hears the same', () => {
    const home = newDir()
    understandingOf(thin, [home]).read('')
    const name = readdirSync(home)[0] ?? ''
    const before = readFileSync(join(home, name))
    writeFileSync(join(home, name), before.subarray(0, 100_000))
    expect(heard(understandingOf(thin, [home]), thinMessages)).toBe(asLearnedNow)
    expect(readFileSync(join(home, name)).equals(before)).toBe(true)
    expect(readdirSync(home)).toHaveLength(1)
  })
})

test('of the files of earlier contents the three used last stay, and drafts left by a killed process go', () => {
  const dir = newDir()
  const kept = { digest: digestOf({}), learned: trainUnderstanding({}) }
  const keeping = (n: number) => keepingOf([dir], [`${n}`])
  const age = (minutes: number) => (name: string) => utimesSync(join(dir, name), aDay, new Date(Date.now() - minutes * 60_000))
  for (const name of ['old.draft', 'new.draft']) writeFileSync(join(dir, name), '')
  age(90)('old.draft')
  for (const n of [1, 2, 3]) {
    const before = readdirSync(dir)
    keeping(n).write(kept)
    readdirSync(dir)
      .filter((name) => !before.includes(name))
      .forEach(age(60 - n * 10))
  }
  expect(keeping(1).read()).toBeDefined()
  keeping(4).write(kept)
  expect([1, 2, 3, 4].map((n) => keeping(n).read() !== undefined)).toEqual([true, false, true, true])
  expect(readdirSync(dir).filter((name) => name.endsWith('.draft'))).toEqual(['new.draft'])
})
