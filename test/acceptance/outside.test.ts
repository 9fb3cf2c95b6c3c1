// Help from outside in the real process: a cry that was spoken reaches people, its sound can be heard in the inbox, and a model may raise and nothing else.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startModels, type ModelsPlatform } from '../platforms/models.ts'
import { heardOnTelegram, heardOnWhatsApp, idOf, until, wholeBrug, type WholeBrug } from './whole-brug.ts'

let models: ModelsPlatform
let brug: WholeBrug
let maria: string
const mariaChat = 9001
const sound = Buffer.from('OggS, and then somebody speaks')

beforeAll(async () => {
  models = await startModels()
  const url = models.base
  brug = await wholeBrug({ env: { LLM_URL: url, LLM_MODEL: 'small', TRANSCRIBE_URL: url, TRANSCRIBE_MODEL: 'ears', TRANSCRIBE_API_KEY: 'key-2' } })
  await brug.start()
  maria = idOf(brug.brug('staff', 'add', '--name', 'Maria', '--role', 'volunteer', '--telegram', String(mariaChat)))
}, 90_000)
afterAll(async () => {
  await brug?.stop()
  await models?.close()
})

const addPerson = (lang: string, ...address: string[]) => idOf(brug.brug('people', 'add', '--name', 'Amina', '--lang', lang, ...address, '--trusted', maria))
const Case = z.object({ participantId: z.string(), level: z.string() })
const Message = z.object({
  id: z.string(),
  at: z.number(),
  text: z.string(),
  what: z.string().optional(),
  audio: z.boolean().optional(),
  of: z.string().optional(),
})

async function levelOf(participantId: string): Promise<string | undefined> {
  const cases = z.array(Case).parse((await brug.api('GET', '/cases?state=open')).json)
  return cases.find((one) => one.participantId === participantId)?.level
}

test('a spoken cry on Telegram: card and alert; the inbox shows what was said, and that it was spoken', async () => {
  const participantId = addPerson('en', '--telegram', '6201')
  const before = brug.telegram.journal.length
  models.transcript = 'I want to die'
  brug.telegram.speaks(6201, sound)
  const [card] = await heardOnTelegram(brug, 6201, before)
  expect(card?.text).toContain('112')
  expect(card?.text).toContain('Maria')
  const [alert] = await heardOnTelegram(brug, mariaChat, before)
  expect(alert?.text).not.toContain('die')
  expect(await levelOf(participantId)).toBe('3A')
  expect(models.sounds.at(-1)).toContain(sound.toString())
  const answer = z.object({ messages: z.array(Message) }).parse((await brug.api('GET', `/participants/${participantId}/messages`)).json)
  const [spoken, words] = answer.messages
  expect(spoken).toMatchObject({ what: 'voice', text: '', audio: true })
  expect(words).toMatchObject({ what: 'voice', text: 'I want to die', of: spoken?.id })
  expect((await brug.api('GET', `/participants/${participantId}/messages/${spoken?.id}/audio?at=${spoken?.at}`)).status).toBe(200)
  expect(brug.output()).not.toContain('die')
})

test('a spoken cry on WhatsApp, and a voice message that nobody can write out', async () => {
  const participantId = addPerson('en', '--whatsapp', '+31612345001')
  models.transcript = 'I want to die'
  expect(await brug.whatsapp.speaks('31612345001', sound)).toBe(200)
  expect((await heardOnWhatsApp(brug, '31612345001', 0))[0]?.text).toContain('112')
  await until(async () => (await levelOf(participantId)) === '3A')
  models.misbehave({ mode: 'fail', status: 500 }, 1, 'transcriptions')
  const before = brug.whatsapp.journal.length
  await brug.whatsapp.speaks('31612345002', sound)
  expect((await heardOnWhatsApp(brug, '31612345002', before))[0]?.text).not.toBe('')
  expect(await levelOf(participantId)).toBe('3A')
})

test('a model reads along from the moment the person agrees: it raises what Brug missed, and lowers nothing', async () => {
  const chat = 6202
  const participantId = addPerson('nl', '--telegram', String(chat))
  const said = () => brug.telegram.journal.filter(({ chatId }) => chatId === chat)
  const answered = async (ask: () => number) => {
    const before = said().length
    ask()
    await until(() => said().length > before)
    return said().at(-1)
  }
  models.opinion = '{"topic":null,"level":"3A"}'
  await answered(() => brug.telegram.says(chat, 'zorp flim klonk borp trel'))
  let shown = await answered(() => brug.telegram.says(chat, '/start'))
  expect(models.asked).toEqual([])
  // "Good", then "yes" to the use of Brug.
  for (let n = 0; n < 2; n += 1) {
    const message = shown
    if (!message) throw new Error('nothing to tap')
    shown = await answered(() => brug.telegram.taps(message, 0))
  }
  brug.telegram.says(chat, 'zorp flim klonk borp trel')
  await until(
    () => said().some(({ text }) => text.includes('112')),
    15_000,
    () => JSON.stringify(said()),
  )
  expect(models.asked).toEqual(['zorp flim klonk borp trel'])
  expect(await levelOf(participantId)).toBe('3A')

  models.opinion = '{"topic":"gp-register","level":"0"}'
  await answered(() => brug.telegram.says(chat, 'klonk zorp flim borp'))
  await until(() => models.asked.length === 2)
  await answered(() => brug.telegram.says(chat, 'menu'))
  expect(await levelOf(participantId)).toBe('3A')
})
