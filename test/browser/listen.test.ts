// An answer that can be listened to, in a real Chromium and on Telegram: the recordings are made, the button stands there, and the sound plays in the chat.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { gpQuestions } from '../acceptance/cries.ts'
import { idOf, until, wholeBrug, type WholeBrug } from '../acceptance/whole-brug.ts'
import { brugBeside, changedContent, newFolder } from '../cli/command-line.ts'
import { startModels, type ModelsPlatform } from '../platforms/models.ts'
import { openBrowser } from './open-browser.ts'

let brug: WholeBrug
let browser: Browser
let models: ModelsPlatform
const folder = newFolder()
const audio = newFolder()

/** A second of silence: frames of 128 kbit/s at 44.1 kHz. */
const silence = Buffer.concat(Array.from({ length: 39 }, () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)])))

beforeAll(async () => {
  changedContent(folder.dir, [{ file: 'flows/topics/gp-register.yaml', from: /valid_until: .*/g, to: "valid_until: '2999-01-01'" }])
  models = await startModels()
  models.speech = silence
  const place = { CONTENT_DIR: folder.dir, SPEAK_DIR: audio.dir }
  const made = await brugBeside(['speak', '--topic', 'gp-register'], { ...place, SPEAK_URL: models.base, SPEAK_MODEL: 'voice' })
  expect(made.out).toContain('7 made')
  brug = await wholeBrug({ env: place })
  await Promise.all([brug.start(), openBrowser().then((opened) => (browser = opened))])
}, 110_000)
afterAll(async () => {
  await browser?.close()
  await brug?.stop()
  await models?.close()
  for (const { rm } of [folder, audio]) rm()
})

test('in the chat the button brings a player, which plays and is named; nothing else of the folder is given out', { timeout: 90_000 }, async () => {
  const staff = brug.brug('staff', 'add', '--name', 'Maria', '--role', 'volunteer')
  const added = brug.brug('people', 'add', '--name', 'Amina', '--lang', 'ar', '--trusted', idOf(staff))
  const { invite } = z.object({ invite: z.object({ code: z.string() }) }).parse(added.json)
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'ar' })).newPage()
  page.setDefaultTimeout(75_000)
  const errors: string[] = []
  page.on('console', (line) => void (line.type() === 'error' && errors.push(line.text())))
  await page.goto(`${brug.origin}/chat?start=${invite.code}`)
  await page.getByRole('button', { name: 'بدء' }).click()
  await page.getByText('Amina').first().waitFor()
  const box = page.getByRole('textbox')
  await box.fill(gpQuestions.ar ?? '')
  await box.press('Enter')
  await page.getByText('rijksoverheid.nl').first().waitFor()
  // In the middle of the acquaintance other buttons stand there: the word can be typed.
  await box.fill('استماع')
  await box.press('Enter')
  const player = page.locator('audio')
  await player.waitFor()
  await page.evaluate('document.querySelector("audio").play()')
  await until(async () => (await page.evaluate<number>('document.querySelector("audio").currentTime')) > 0)
  const address = z.string().parse(await player.getAttribute('src'))
  const answer = await fetch(`${brug.origin}${address}`, { headers: { range: 'bytes=0-9' } })
  expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('content-type')]).toEqual([206, 'no-store', 'audio/mpeg'])
  for (const other of ['/audio/ar/', '/audio/../package.json', '/audio/ar/gp-register.0123456789abcdef.mp3', '/audio/%2e%2e%2f%2e%2e%2fetc%2fpasswd'])
    expect((await fetch(`${brug.origin}${other}`)).status).toBe(404)
  expect(errors).toEqual([])
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
})

test('on Telegram a tap brings the recording, with the ways on under it', { timeout: 60_000 }, async () => {
  const staff = brug.brug('staff', 'add', '--name', 'Noor', '--role', 'volunteer')
  idOf(brug.brug('people', 'add', '--name', 'Yonas', '--lang', 'ti', '--telegram', '6401', '--trusted', idOf(staff)))
  const said = () => brug.telegram.journal.filter(({ chatId }) => chatId === 6401)
  const isThere = (label: string) => said().some(({ keyboard }) => keyboard.flat().some(({ text }) => text === label))
  brug.telegram.says(6401, '/menu')
  await until(() => said().length > 0, 20_000)
  brug.telegram.says(6401, gpQuestions.ti ?? '')
  await until(() => isThere('🔊 ምስማዕ'), 20_000)
  const answer = said().find(({ keyboard }) => keyboard.flat().some(({ text }) => text === '🔊 ምስማዕ'))
  if (!answer) throw new Error('no answer')
  brug.telegram.taps(answer, 0)
  await until(() => said().some(({ sound }) => sound !== undefined), 20_000)
  const heard = said().find(({ sound }) => sound !== undefined)
  expect(heard?.sound?.bytes.equals(silence)).toBe(true)
  expect(heard?.keyboard.flat().length).toBeGreaterThan(1)
})
