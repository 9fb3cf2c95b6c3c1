// brug speak: has every answer read aloud that has no recording yet, one after the other, and takes away those of texts that are gone.
// Stopped in the middle or run again it goes on where it was. A text that fails is told and left for the next time.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Content } from '../core/content.ts'
import { languages, type Lang } from '../core/phrasebook.ts'
import { spokenAnswer } from '../core/turn/topics.ts'
import { filesIn, nameOf, recordingsIn, type Spoken } from '../outside/recordings.ts'
import { speech } from '../outside/speech.ts'
import { speakSettings, type SpeechModel } from '../settings.ts'
import { flagsOf, notThere, print, WrongInput, type Command } from './command.ts'
import { contentForCommand } from './texts.ts'

const runMsMax = 2 * 60 * 60 * 1000
/** So many in a row, and the server is not there. */
const failuresMax = 5

export const speak: Command = {
  name: 'speak',
  usage: ['speak [--lang ar] [--topic ID]'],
  summary: 'Has the answers read aloud that have no recording yet, where SPEAK_URL and SPEAK_MODEL are set.',
  async run(words) {
    const { values } = flagsOf(words, { lang: { type: 'string' }, topic: { type: 'string' } }, 0)
    const settings = speakSettings()
    if (settings.type === 'broken') throw new WrongInput(settings.faults.join('; '))
    const { model, speakDir } = settings
    if (!model) throw new WrongInput('nothing reads aloud here: set SPEAK_URL and SPEAK_MODEL (docs/operating.md)')
    const { content } = contentForCommand()
    const wanted = textsFor(content, { langs: langsFor(model, values.lang), topic: values.topic })
    const told = (line: string) => void (values.json || process.stdout.write(`${line}\n`))
    const done = await record(wanted, { model, speakDir, told })
    const removed = removeOld(speakDir, wanted)
    const failed = done.failures.length
    print(
      values.json,
      { ...done, removed },
      [
        `${done.made} made, ${done.there} there already, ${removed} old ones removed, ${failed} failed.`,
        ...(done.left > 0 ? [`${done.left} not tried; run it again to go on.`] : []),
        ...(done.made + removed > 0 ? ['Brug offers them from its next start.'] : []),
      ].join('\n'),
    )
    return failed + done.left > 0 ? 1 : 0
  },
}

function langsFor({ langs = [...languages] }: SpeechModel, asked: string | undefined): readonly Lang[] {
  if (asked === undefined) return langs
  const one = languages.find((lang) => lang === asked)
  if (!one) throw notThere('language', asked, languages)
  if (!langs.includes(one)) throw new WrongInput(`'${one}' is not one of SPEAK_LANGS (${langs.join(', ')})`)
  return [one]
}

interface Wanted {
  topic: string
  lang: Lang
  /** Absent: not to be read aloud today, since it may be out of date. */
  text?: string
}

function textsFor(content: Content, { langs, topic }: { langs: readonly Lang[]; topic: string | undefined }): Wanted[] {
  if (topic !== undefined && !content.topics.has(topic)) throw notThere('topic', topic, [...content.topics.keys()])
  const topics = [...content.topics.values()].filter(({ id }) => topic === undefined || id === topic)
  const now = Date.now()
  return langs.flatMap((lang) => topics.map((one) => ({ lang, topic: one.id, text: spokenAnswer(content, one, lang, now) })))
}

interface Recording {
  model: SpeechModel
  speakDir: string
  told: (line: string) => void
}

async function record(wanted: readonly Wanted[], { model, speakDir, told }: Recording) {
  const say = speech(model)
  const there = recordingsIn(speakDir)
  const spoken = wanted.filter((one): one is Spoken => one.text !== undefined)
  const missing = spoken.filter((one) => there.find(one) === undefined)
  const endsAt = performance.now() + runMsMax
  const failures: { name: string; code: string }[] = []
  let made = 0
  let inARow = 0
  for (const one of missing) {
    if (inARow >= failuresMax || performance.now() > endsAt) break
    const name = nameOf(one)
    const answer = await say(one.text)
    inARow = answer.type === 'failed' ? inARow + 1 : 0
    if (answer.type === 'failed') {
      failures.push({ name, code: answer.code })
      told(`${one.lang} ${one.topic}: failed (${answer.code})`)
    } else {
      keep(speakDir, name, answer.bytes)
      made += 1
      told(`${one.lang} ${one.topic}: ${Math.ceil(answer.bytes.length / 1024)} kB`)
    }
  }
  return { made, there: spoken.length - missing.length, failures, left: missing.length - made - failures.length }
}

/** Written beside its place and moved into it: half a recording is none. */
function keep(dir: string, name: string, bytes: Uint8Array): void {
  const path = join(dir, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(`${path}.draft`, bytes)
  renameSync(`${path}.draft`, path)
}

/** Of what was asked for only: what the answer says no longer is not kept to be heard. */
function removeOld(dir: string, wanted: readonly Wanted[]): number {
  let removed = 0
  for (const { lang, topic, text } of wanted) {
    const current = text === undefined ? undefined : nameOf({ lang, topic, text }).slice(lang.length + 1)
    for (const file of filesIn(join(dir, lang))) {
      if (!file.startsWith(`${topic}.`) || file === current) continue
      rmSync(join(dir, lang, file), { force: true })
      removed += 1
    }
  }
  return removed
}
