import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startRedis, type EmbeddedRedis } from '../../src/store/embedded.ts'
import { wholeBrug, type WholeBrug } from '../acceptance/whole-brug.ts'
import { brug, brugBeside, newFolder } from './command-line.ts'

const folder = newFolder()
const dataDir = join(folder.dir, 'data')
const env = { DATA_DIR: dataDir, PUBLIC_URL: 'https://brug.example' }
const WithId = z.object({ id: z.string() })
const Imported = z.object({ added: z.array(z.object({ id: z.string(), line: z.number() })), faults: z.array(z.string()) })
const rowsOf = (out: string) => z.array(z.looseObject({ id: z.string() })).parse(JSON.parse(out))
const idOf = (out: string) => WithId.parse(JSON.parse(out)).id
let volunteer = ''

/** Holds the Redis of the folder, so that each command finds it instead of starting one. */
let redis: EmbeddedRedis | undefined
beforeAll(async () => {
  const first = brug(['staff', 'add', '--name', 'Maria de Wit', '--role', 'volunteer', '--telegram', '100', '--json'], { env })
  volunteer = idOf(first.out)
  expect(first.out).toContain('https://brug.example/inbox#sign-in=')
  expect(first.err).toMatch(/^warning: MASTER_KEY: not set/)
  redis = await startRedis({ dir: dataDir, keepUp: false })
})
afterAll(async () => {
  await redis?.stop()
  folder.rm()
})

const add = (...words: string[]) => brug(['people', 'add', '--lang', 'ar', '--trusted', volunteer, '--json', ...words], { env })

test('a person with addresses is reachable there, and the same address leads to nobody else', () => {
  const amina = add('--name', 'Amina', '--telegram', '777', '--whatsapp', '+31 6 1234 5678', '--municipality', 'nergens')
  expect(amina.status).toBe(0)
  expect(JSON.parse(amina.out)).toMatchObject({
    invite: { webUrl: expect.stringMatching(/^https:\/\/brug\.example\/chat\?start=[2-9A-Z]{10}$/) },
    warnings: [expect.stringContaining("'nergens'")],
  })
  const record = brug(['people', 'export', idOf(amina.out)], { env })
  expect(JSON.parse(record.out)).toMatchObject({
    profile: {
      firstName: 'Amina',
      municipality: 'nergens',
      addresses: [
        { channel: 'telegram', addressId: '777' },
        { channel: 'whatsapp', addressId: '31612345678' },
      ],
      trusted: { firstName: 'Maria' },
    },
  })

  for (const address of [
    ['--telegram', '777'],
    ['--whatsapp', '0031612345678'],
    ['--telegram', '100'],
  ]) {
    const other = add('--name', 'Bert', ...address)
    expect(other).toMatchObject({ status: 2, out: '' })
    expect(other.err).toContain('belongs to somebody else here; nobody was added')
  }
  expect(rowsOf(brug(['people', 'list', '--json'], { env }).out)).toHaveLength(1)
})

test('a table from a spreadsheet: good rows come in, bad rows are named by their line', () => {
  const file = join(folder.dir, 'people.csv')
  writeFileSync(
    file,
    `\uFEFFName;Lang;Trusted;Telegram\r\nDawit;ti;${volunteer};888\r\nFoo;xx;${volunteer};\r\n;nl;${volunteer};\r\nGuled;so;s_nobody;\r\n;;;\r\n"Hodan; met puntkomma";so;${volunteer};777\r\n"Ayaan\nline";so;${volunteer};\r\n`,
  )
  const { status, out, err } = brug(['people', 'import', file, '--json'], { env })
  expect(status).toBe(2)
  const { added, faults } = Imported.parse(JSON.parse(out))
  expect(added.map(({ line }) => line)).toEqual([2])
  expect(faults.map((fault) => fault.slice(file.length + 1).split(' ')[0])).toEqual(['3', '4', '5', '7', '9'])
  expect(err.trim().split('\n')).toHaveLength(1)

  writeFileSync(file, 'nmae,lang,trusted\nA,nl,x\n')
  expect(brug(['people', 'import', file], { env }).err).toContain("a column 'nmae' (did you mean 'name'?)")
})

test('a forgotten person is gone for every command', () => {
  const id = idOf(add('--name', 'Said').out)
  expect(brug(['people', 'forget', id], { env }).status).toBe(0)
  for (const verb of ['export', 'forget'])
    expect(brug(['people', verb, id], { env })).toMatchObject({ status: 2, out: '', err: expect.stringContaining(`there is no participant '${id}'`) })
})

test("somebody who does not work with people is nobody's trusted person", () => {
  const editor = idOf(brug(['staff', 'add', '--name', 'Ed', '--role', 'editor', '--json'], { env }).out)
  expect(brug(['people', 'add', '--name', 'A', '--lang', 'nl', '--trusted', editor], { env }).err).toContain('must be a volunteer or a coordinator')
})

test('with another master key nothing is opened, and nothing is written', () => {
  const { status, err } = brug(['people', 'list'], { env: { ...env, MASTER_KEY: Buffer.alloc(32, 9).toString('base64') } })
  expect(status).toBe(2)
  expect(err).toContain(`MASTER_KEY does not fit the records in ${dataDir}`)
  expect(err).toContain(`${join(dataDir, 'master.key')} holds another key`)
})

let running: WholeBrug | undefined
afterAll(async () => running?.stop())

test('while Brug runs the same commands work on the same data; when it was killed they still do', async () => {
  const whole = await wholeBrug()
  running = whole
  await whole.start()
  const beside = { DATA_DIR: whole.dataDir, PUBLIC_URL: whole.origin }
  const staffId = idOf(brug(['staff', 'add', '--name', 'Yusuf', '--role', 'volunteer', '--json'], { env: beside }).out)
  // Told nothing but the folder, a command makes links to where Brug runs.
  const link = (env: Record<string, string>) => brug(['staff', 'link', staffId], { env: { DATA_DIR: whole.dataDir, ...env } }).out
  expect(link({})).toContain(`Sign in once: ${whole.origin}/inbox#sign-in=`)
  expect(link({ PORT: '3999' })).toContain('http://localhost:3999/inbox#')
  const id = idOf(brug(['people', 'add', '--name', 'Rahwa', '--lang', 'ti', '--trusted', staffId, '--json'], { env: beside }).out)
  expect(await whole.api('GET', `/participants/${id}`)).toMatchObject({ status: 200, json: { firstName: 'Rahwa' } })

  const { telegram, whatsapp } = whole
  const platforms = {
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    WHATSAPP_ACCESS_TOKEN: whatsapp.settings.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: whatsapp.settings.phoneNumberId,
    WHATSAPP_APP_SECRET: whatsapp.settings.appSecret,
    WHATSAPP_VERIFY_TOKEN: 'verify',
    WHATSAPP_API_ROOT: whatsapp.url,
  }
  const linked = await brugBeside(['people', 'add', '--name', 'Said', '--lang', 'ar', '--trusted', staffId, '--json'], { ...beside, ...platforms })
  expect(JSON.parse(linked.out)).toMatchObject({
    invite: { telegramUrl: expect.stringMatching(/^https:\/\/t\.me\/\w+\?start=/), whatsappUrl: expect.stringMatching(/^https:\/\/wa\.me\/\d+\?text=/) },
    warnings: [],
  })

  await whole.killEverything()
  expect(rowsOf(brug(['people', 'list', '--json'], { env: beside }).out).map((row) => row.id)).toEqual([id, idOf(linked.out)])
}, 90_000)
