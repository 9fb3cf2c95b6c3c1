// The main job of Brug from outside: a question in, an answer out; a reminder on time; a cry for help that reaches its named person.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RESP_TYPES } from 'redis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { connection } from '../../src/store/redis.ts'
import { allowanceQuestions, cries, gpQuestions } from './cries.ts'
import { heardOnTelegram, heardOnWhatsApp, idOf, until, wholeBrug, type WholeBrug } from './whole-brug.ts'

let brug: WholeBrug
let maria: string
let yusuf: string
const mariaChat = 9001
const yusufChat = 9002
const carlaChat = 9003

beforeAll(async () => {
  brug = await wholeBrug()
  await brug.start()
  maria = idOf(brug.brug('staff', 'add', '--name', 'Maria', '--role', 'volunteer', '--telegram', String(mariaChat)))
  yusuf = idOf(brug.brug('staff', 'add', '--name', 'Yusuf', '--role', 'volunteer', '--telegram', String(yusufChat)))
  idOf(brug.brug('staff', 'add', '--name', 'Carla', '--role', 'coordinator', '--telegram', String(carlaChat)))
}, 90_000)
afterAll(() => brug?.stop())

function addPerson(lang: Lang, chat: number): string {
  return idOf(brug.brug('people', 'add', '--name', 'Amina', '--lang', lang, '--telegram', String(chat), '--trusted', maria, '--reserve', yusuf))
}

const source = /rijksoverheid\.nl/

test.each(Object.entries(gpQuestions))('the question about a GP in %s is answered with source and date on Telegram and WhatsApp', async (lang, question) => {
  const before = brug.telegram.journal.length
  const chat = 100 + languages.findIndex((known) => known === lang)
  brug.telegram.says(chat, question)
  const [answer] = await heardOnTelegram(brug, chat, before)
  expect(answer?.text).toMatch(source)
  expect(answer?.text).toMatch(/20\d\d/)
  const number = `3161234560${languages.findIndex((known) => known === lang)}`
  const sent = brug.whatsapp.journal.length
  expect(await brug.whatsapp.says(number, question)).toBe(200)
  const said = await heardOnWhatsApp(brug, number, sent)
  expect(said.map((message) => message.text).join('\n')).toMatch(source)
})

test('the same webhook five times gives one answer, and a forged one is refused', async () => {
  const from = '31699999999'
  // The person has written before: the platform lets us answer.
  await brug.whatsapp.says(from, 'menu')
  await heardOnWhatsApp(brug, from, 0)
  const before = brug.whatsapp.journal.length
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '1', phone_number_id: brug.whatsapp.settings.phoneNumberId },
    messages: [{ id: 'wamid.same', from, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: 'hoe vind ik een huisarts?' } }],
  }
  for (let n = 0; n < 5; n += 1) expect(await brug.whatsapp.delivers(value)).toBe(200)
  await heardOnWhatsApp(brug, from, before)
  expect(await brug.whatsapp.says('31688888888', 'hoe vind ik een huisarts?')).toBe(200)
  await until(() => brug.whatsapp.journal.some((sent) => sent.to === '31688888888'))
  expect(brug.whatsapp.journal.slice(before).filter((sent) => sent.to === from)).toHaveLength(1)
  const forged = await fetch(`${brug.origin}/webhooks/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
    body: '{}',
  })
  expect(forged.status).toBeGreaterThanOrEqual(401)
})

test('a reminder arrives once, also when everything is killed between setting and due', async () => {
  const chat = 301
  const participantId = addPerson('nl', chat)
  const before = brug.telegram.journal.length
  const startsAt = new Date(Date.now() + 2 * 60 * 60 * 1000 + 12_000).toISOString()
  const added = await brug.api('POST', '/appointments', { participantId, kind: 'other', title: 'Gemeente', startsAt, remindBefore: ['PT2H'] })
  expect(added.status).toBe(201)
  await brug.killEverything()
  await brug.start()
  const reminders = () => brug.telegram.journal.slice(before).filter((sent) => sent.chatId === chat && sent.keyboard.length > 0)
  await until(
    () => reminders().length > 0,
    30_000,
    () => brug.output(),
  )
  brug.telegram.says(302, 'hoe vind ik een huisarts?')
  await heardOnTelegram(brug, 302, before)
  expect(reminders()).toHaveLength(1)
})

test.each([...languages])('a cry for help in %s, in the middle of the allowance, brings the card and reaches the named person', async (lang) => {
  const chat = 500 + languages.indexOf(lang)
  const participantId = addPerson(lang, chat)
  const start = brug.telegram.journal.length
  brug.telegram.says(chat, allowanceQuestions[lang])
  await heardOnTelegram(brug, chat, start)
  const before = brug.telegram.journal.length
  brug.telegram.says(chat, cries[lang])
  const [card] = await heardOnTelegram(brug, chat, before)
  expect(card?.text).toContain('112')
  expect(card?.text).toContain('113')
  expect(card?.text).toContain('Maria')
  const [alert] = await heardOnTelegram(brug, mariaChat, before)
  await heardOnTelegram(brug, yusufChat, before)
  expect(alert?.text).not.toContain('Amina')
  const cases = z
    .array(z.object({ id: z.string(), participantId: z.string(), level: z.string(), state: z.string() }))
    .parse((await brug.api('GET', '/cases?state=open')).json)
  const opened = cases.find((one) => one.participantId === participantId)
  expect(['3A', '3B']).toContain(opened?.level)
  // Maria takes it with a tap and answers by replying in her own chat.
  if (!alert) throw new Error('no alert')
  brug.telegram.taps(alert, 0)
  await until(
    async () => z.object({ acknowledgedBy: z.string().optional() }).parse((await brug.api('GET', `/cases/${opened?.id}`)).json).acknowledgedBy === maria,
  )
  const asked = brug.telegram.journal.length
  brug.telegram.says(mariaChat, `Hallo ${lang}, ik bel je nu.`, {
    reply_to_message: { message_id: alert.messageId, date: 1, chat: { id: mariaChat, type: 'private' } },
  })
  await until(
    () =>
      brug.telegram.journal
        .slice(asked)
        .some((sent) => sent.chatId === chat && sent.text.replaceAll(/[\u2066-\u2069]/g, '').includes(`Maria: Hallo ${lang}, ik bel je nu.`)),
    15_000,
    () => JSON.stringify(brug.telegram.journal.slice(asked)),
  )
})

test('after people forget nothing readable of the person is left in Redis, on its disk or in the output', async () => {
  const planted = {
    name: 'Plantedname',
    number: '31612999777',
    chat: '777001',
    text: 'PLANTEDTEXT',
    title: 'PLANTEDTITLE',
    note: 'PLANTEDNOTE',
    reply: 'PLANTEDREPLY',
  }
  const participantId = idOf(
    brug.brug('people', 'add', '--name', planted.name, '--lang', 'nl', '--telegram', planted.chat, '--whatsapp', `+${planted.number}`, '--trusted', maria),
  )
  const startsAt = new Date(Date.now() + 3 * 24 * 60 * 60 * 1000).toISOString()
  expect((await brug.api('POST', '/appointments', { participantId, kind: 'other', title: planted.title, startsAt })).status).toBe(201)
  const before = brug.telegram.journal.length
  brug.telegram.says(Number(planted.chat), `${cries.nl} ${planted.text}`)
  const [alert] = await heardOnTelegram(brug, mariaChat, before)
  if (!alert) throw new Error('no alert')
  brug.telegram.says(mariaChat, planted.reply, { reply_to_message: { message_id: alert.messageId, date: 1, chat: { id: mariaChat, type: 'private' } } })
  await until(() => brug.telegram.journal.slice(before).some((sent) => sent.chatId === Number(planted.chat) && sent.text.includes(planted.reply)))
  expect(await brug.whatsapp.says(planted.number, `mens ${planted.text}`)).toBe(200)
  const dump = async () => [await everyByteOf(brug.dataDir), brug.output()].join('\n')
  for (const word of Object.values(planted)) expect(await dump()).not.toContain(word)
  // A case of level 3 is open: not by a slip of the hand.
  expect(brug.brug('people', 'forget', participantId).status).toBe(2)
  expect(brug.brug('people', 'forget', participantId, '--force').status).toBe(0)
  expect((await brug.api('GET', `/participants/${participantId}`)).status).toBe(404)
  for (const word of Object.values(planted)) expect(await dump()).not.toContain(word)
})

/** Every value in Redis as it would be written to a backup, and every file in the folder. */
async function everyByteOf(dataDir: string): Promise<string> {
  const redis = connection(`unix://${join(dataDir, 'redis.sock')}`)
  await redis.connect()
  const keys = await redis.keys('*')
  const values = await Promise.all(keys.map(async (key) => redis.sendCommand(['DUMP', key], { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } })))
  redis.destroy()
  return [...keys, ...values.map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : '')), ...filesOf(dataDir)].join('\n')
}

/** Redis may move a file into its place meanwhile: then the folder is read anew. */
function filesOf(dataDir: string, attempts = 20): string[] {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  try {
    return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  } catch (error) {
    if (attempts === 1) throw error
    return filesOf(dataDir, attempts - 1)
  }
}
