// The inbox as a volunteer works in it, in a real Chromium: by keyboard alone, in another language than the person's, late, offline, outside WhatsApp's window.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { cries } from '../acceptance/cries.ts'
import { until, wholeBrug, type WholeBrug } from '../acceptance/whole-brug.ts'
import { openBrowser } from './open-browser.ts'

let brug: WholeBrug
let browser: Browser
const Town = z.object({ staffSignInUrl: z.string(), participants: z.array(z.object({ id: z.string(), firstName: z.string(), chatUrl: z.string() })) })
const Staff = z.array(z.object({ id: z.string(), name: z.string() }))

beforeAll(async () => {
  brug = await wholeBrug({ demo: true })
  await Promise.all([brug.start(), openBrowser().then((opened) => (browser = opened))])
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await brug?.stop()
})

async function town(): Promise<z.infer<typeof Town>> {
  let found: unknown
  await until(async () => {
    const response = await fetch(`${brug.origin}/demo/state`)
    if (response.ok) found = await response.json()
    return response.ok
  })
  return Town.parse(found)
}

async function pass(minutes: number): Promise<void> {
  const byMs = minutes * 60_000
  await fetch(`${brug.origin}/demo/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ byMs }) })
}

/** Maria, on a phone or at a desk. */
async function inbox(o: { width?: number } = {}): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: { width: o.width ?? 1280, height: 800 }, locale: 'nl' })
  const page = await context.newPage()
  page.setDefaultTimeout(75_000)
  await page.goto((await town()).staffSignInUrl)
  await page.locator('.card').first().waitFor()
  return { page, context }
}

async function chat(firstName: string, text: string): Promise<void> {
  const person = (await town()).participants.find((one) => one.firstName === firstName)
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(75_000)
  await page.goto(`${brug.origin}${person?.chatUrl}`)
  const begin = page.locator('.tongue').first()
  await begin.or(page.getByRole('textbox')).first().waitFor()
  if (await begin.isVisible()) await begin.click()
  await page.getByRole('textbox').fill(text)
  await page.getByRole('textbox').press('Enter')
  await page.getByText('113').first().waitFor()
  await page.context().close()
}

const row = (page: Page, name: string) => page.locator('.row-link', { hasText: name }).first()

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
}

test('what was wrong with a field is said until it is filled anew, and no year has five digits', { timeout: 90_000 }, async () => {
  const { page, context } = await inbox({ width: 390 })
  await page.goto(`${brug.origin}/inbox#agenda`)
  await page.getByRole('button', { name: 'Nieuwe afspraak' }).click()
  await page.getByRole('button', { name: 'Zet in agenda' }).click()
  const [what, day] = [page.getByLabel('Wat?'), page.getByLabel('Datum')]
  await page.getByText('Vul in wat het is.').waitFor()
  await what.fill('Taalles')
  await page.getByText('Vul in wat het is.').waitFor({ state: 'detached' })
  await page.getByText('Kies een datum.').waitFor()
  await day.evaluate((field) => {
    Object.assign(field, { value: '12026-12-01' })
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await page.getByText('Kies een datum.').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Zet in agenda' }).click()
  await page.getByText('Kies een datum.').waitFor()
  expect((await day.getAttribute('max'))?.length).toBe(10)
  await context.close()
})

test('what Brug said in Tigrinya is read in Dutch, and what was missed stays in sight', { timeout: 120_000 }, async () => {
  await chat('Yonas', cries.ti)
  const { page, context } = await inbox({ width: 390 })
  await row(page, 'Yonas').getByText('NIEMAND').waitFor()
  await pass(10)
  await row(page, 'Yonas').getByText('Te laat sinds').waitFor()
  await row(page, 'Yonas').getByText('Brug vraagt opnieuw om').waitFor()
  expect(await row(page, 'Yonas').getByText('Pak op vóór').count()).toBe(0)
  expect(await page.locator('.row-name').first().innerText()).toBe('Yonas')
  await row(page, 'Yonas').click()
  await page.locator('.case-head').getByText('Nu gevraagd:').waitFor()
  await page.getByText('in het Nederlands').last().click()
  await page
    .locator('.read-as[open]')
    .getByText(/113|112/)
    .first()
    .waitFor()
  expect(await page.locator('.read-as[open] .bubble').first().getAttribute('lang')).toBe('nl')
  expect(await faultsOf(page)).toEqual([])
  await page.locator('a.about').click()
  await page.locator('.timeline').getByText('Te laat').first().waitFor()
  expect(await page.title()).not.toContain('Yonas')
  await context.close()
})

test('a level-3 case from list to closing without a mouse', { timeout: 120_000 }, async () => {
  await chat('Rahwa', cries.nl)
  const { page, context } = await inbox()
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const focused = async () => z.string().parse(await page.evaluate('(document.activeElement?.innerText ?? "").trim()'))
  const tabTo = async (word: string) => {
    for (let n = 0; n < 40 && !(await focused()).startsWith(word); n += 1) await press('Tab')
    expect((await focused()).slice(0, word.length)).toBe(word)
  }
  await row(page, 'Rahwa').focus()
  await press('Enter')
  await page.getByRole('button', { name: 'Ik pak dit op' }).waitFor()
  await press('p')
  await page.getByRole('button', { name: 'Hoe ging het?' }).waitFor()
  await tabTo('Hoe ging het?')
  await press('Enter')
  const radioHasFocus = async () => (await page.evaluate('document.activeElement?.type')) === 'radio'
  await until(radioHasFocus)
  await press('Space')
  await tabTo('Noteer')
  await press('Enter')
  await until(async () => (await focused()).startsWith('Sluit zaak'))
  await press('Enter')
  await page.getByRole('radio', { name: 'Geholpen' }).waitFor()
  // Without an outcome the field that lacks it gets the keyboard.
  await page.getByLabel('Wat is er gedaan?').focus()
  await page.keyboard.type('Gebeld. Zus is er.')
  await page.reload()
  await page.getByRole('button', { name: 'Sluit zaak' }).first().waitFor()
  await tabTo('Sluit zaak')
  await press('Enter')
  await page.getByLabel('Wat is er gedaan?').waitFor()
  expect(await page.getByLabel('Wat is er gedaan?').inputValue()).toBe('Gebeld. Zus is er.')
  await tabTo('Verder')
  await press('Enter')
  await until(radioHasFocus)
  await press('Space')
  await tabTo('Verder')
  await press('Enter')
  await page.getByText('Kijk nog één keer').waitFor()
  await tabTo('Ja, sluit de zaak')
  await press('Enter')
  await page.getByText('Zaak gesloten').waitFor()
  await context.close()
})

test('a lost connection says so, keeps what was written, and comes back by itself', { timeout: 120_000 }, async () => {
  const { page, context } = await inbox()
  await row(page, 'Amina').click()
  const box = page.getByRole('textbox', { name: /Amina/ })
  await box.fill('Hoe gaat het')
  await context.setOffline(true)
  await page.getByRole('button', { name: /Stuur/ }).click()
  await page.locator('.answer [role=alert]').getByText('Je tekst is bewaard.').waitFor()
  expect(await box.inputValue()).toBe('Hoe gaat het')
  await context.setOffline(false)
  await page.reload()
  await until(async () => (await box.inputValue()) === 'Hoe gaat het')
  await page.getByRole('button', { name: /Stuur/ }).click()
  await page.getByRole('button', { name: 'Ongedaan maken' }).first().click()
  await until(async () => (await box.inputValue()) === 'Hoe gaat het')
  await context.close()
})

test('outside the window of WhatsApp the box says that a text waits', { timeout: 120_000 }, async () => {
  const { json } = await brug.api('GET', '/staff')
  const maria = Staff.parse(json).find(({ name }) => name.startsWith('Maria'))
  brug.brug('people', 'add', '--name', 'Salma', '--lang', 'ar', '--whatsapp', '31611111111', '--trusted', maria?.id ?? '')
  await brug.whatsapp.says('31611111111', 'مرحبا')
  const before = await inbox()
  await row(before.page, 'Salma').click()
  await before.page.getByText('vrij schrijven kan nog 23').waitFor()
  await before.context.close()
  await pass(25 * 60)
  const { page, context } = await inbox()
  await row(page, 'Salma').click()
  await page.getByText('Jouw tekst wacht tot Salma iets schrijft').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await context.close()
})
