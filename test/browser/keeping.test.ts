// The keepers' page in a real Chromium: what is past its day is confirmed until a new one, or gets a note for whoever writes the texts.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { wholeBrug, type WholeBrug } from '../acceptance/whole-brug.ts'
import { changedContent, newFolder } from '../cli/command-line.ts'
import { openBrowser } from './open-browser.ts'

let brug: WholeBrug
let browser: Browser
const folder = newFolder()
const dayMs = 24 * 60 * 60 * 1000
const inHundredDays = new Date(Date.now() + 100 * dayMs).toISOString().slice(0, 10)
const Task = z.array(z.object({ id: z.string(), last: z.object({ verdict: z.string(), note: z.string().optional() }).optional() }))

beforeAll(async () => {
  const past = (topic: string) => ({ file: `flows/topics/${topic}.yaml`, from: /\nvalid_until: .*/, to: "\nvalid_until: '2024-02-01'" })
  changedContent(folder.dir, [past('voting'), past('library')])
  brug = await wholeBrug({ env: { CONTENT_DIR: folder.dir } })
  await Promise.all([brug.start(), openBrowser().then((opened) => (browser = opened))])
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await brug?.stop()
  folder.rm()
})

async function openAs(name: string): Promise<Page> {
  const { json } = await brug.api('POST', '/staff', { name, role: 'editor', lang: 'nl' })
  const { signInUrl } = z.object({ signInUrl: z.string() }).parse(json)
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nl' })).newPage()
  page.setDefaultTimeout(75_000)
  await page.goto(signInUrl)
  await page.getByRole('heading', { name: 'Te doen' }).waitFor()
  return page
}

const tasks = async () => Task.parse((await brug.api('GET', '/keeping')).json)
const topic = (page: Page, title: string) => page.locator('.fact-list > li', { hasText: `Onderwerp: ${title}` })

test('"Klopt nog" with a day takes a topic off the list; a day that is past does not', { timeout: 90_000 }, async () => {
  const page = await openAs('Eva')
  const voting = topic(page, 'Stemmen en meepraten')
  await voting.getByText('Te laat: gold zeker tot en met 2024-02-01.').waitFor()
  const day = voting.getByLabel('Geldt zeker tot')
  await day.fill('2001-01-01')
  await voting.getByRole('button', { name: 'Klopt nog' }).click()
  await page.getByRole('alert').first().waitFor()
  expect(await voting.count()).toBe(1)
  await day.fill(inHundredDays)
  await voting.getByRole('button', { name: 'Klopt nog' }).click()
  await page.getByText('Binnen een minuut weten alle antwoorden het.').waitFor()
  await voting.waitFor({ state: 'detached' })
  await page.getByText('Al bevestigd met “Klopt nog”: 1.').waitFor()
  expect((await tasks()).map(({ id }) => id)).not.toContain('voting')
  await page.context().close()
})

test('"Moet anders" asks for a note, and the next keeper reads it', { timeout: 90_000 }, async () => {
  const page = await openAs('Noor')
  const library = topic(page, 'De bibliotheek')
  await library.getByRole('button', { name: 'Moet anders' }).click()
  const note = library.getByRole('textbox', { name: 'Wat moet anders?' })
  expect(await note.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true)
  await note.fill('De kaart kost nu niets meer.')
  await note.press('Enter')
  await library.getByText('De kaart kost nu niets meer.').waitFor()
  await note.waitFor({ state: 'detached' })
  expect((await tasks()).find(({ id }) => id === 'library')?.last).toEqual({ verdict: 'change', note: 'De kaart kost nu niets meer.' })
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  const next = await openAs('Eva')
  await topic(next, 'De bibliotheek').getByText('De kaart kost nu niets meer.').waitFor()
  await Promise.all([page.context().close(), next.context().close()])
})
