// A voice message in the inbox, in a real Chromium: it plays when somebody wants to hear it, its words stand by it, and a sound that is gone says so.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startModels, type ModelsPlatform } from '../platforms/models.ts'
import { idOf, until, wholeBrug, type WholeBrug } from '../acceptance/whole-brug.ts'
import { openBrowser } from './open-browser.ts'

let brug: WholeBrug
let browser: Browser
let models: ModelsPlatform

beforeAll(async () => {
  models = await startModels()
  brug = await wholeBrug({ env: { TRANSCRIBE_URL: models.base, TRANSCRIBE_MODEL: 'ears' } })
  await Promise.all([brug.start(), openBrowser().then((opened) => (browser = opened))])
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await brug?.stop()
  await models?.close()
})

/** A second of a tone, eight bits, mono. */
function tone(): Buffer {
  const rate = 8000
  const head = Buffer.from('RIFF....WAVEfmt ....................data....', 'latin1')
  head.writeUInt32LE(36 + rate, 4)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.writeUInt32LE(rate, 40)
  return Buffer.concat([head, Buffer.from(Array.from({ length: rate }, (_, n) => 128 + Math.round(60 * Math.sin(n / 4))))])
}

test('it plays, its words stand by it, and a sound that is gone says so', async () => {
  const staff = brug.brug('staff', 'add', '--name', 'Maria', '--role', 'volunteer')
  idOf(brug.brug('people', 'add', '--name', 'Amina', '--lang', 'nl', '--telegram', '6301', '--trusted', idOf(staff)))
  models.transcript = 'hoe vind ik een huisarts?'
  brug.telegram.speaks(6301, tone())
  await until(() => brug.telegram.journal.some(({ chatId, text }) => chatId === 6301 && text.includes('rijksoverheid')), 20_000)

  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'nl' })).newPage()
  page.setDefaultTimeout(75_000)
  const errors: string[] = []
  page.on('console', (line) => void (line.type() === 'error' && errors.push(line.text())))
  await page.goto(z.string().parse(staff.json['signInUrl']))
  await page.getByText('Amina').first().click()
  await page.getByText('hoe vind ik een huisarts?').first().waitFor()
  await page.getByText('een computer schreef het op').waitFor()
  await page.getByRole('button', { name: 'Luisteren' }).click()
  const player = page.locator('audio')
  await player.waitFor()
  await until(async () => (await page.evaluate<number>('document.querySelector("audio").duration')) === 1)
  expect(errors).toEqual([])

  brug.telegram.misbehave({ mode: 'fail', status: 404 }, 10, '/file/')
  await page.reload()
  await page.getByRole('button', { name: 'Luisteren' }).click()
  await page.getByText('geeft dit geluid niet (meer)').waitFor()
})
