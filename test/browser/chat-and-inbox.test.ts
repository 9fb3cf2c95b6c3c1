// The chat and the inbox in a real Chromium, against the real process: what people see and tap.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { cries, gpQuestions } from '../acceptance/cries.ts'
import { until, wholeBrug, type WholeBrug } from '../acceptance/whole-brug.ts'
import { openBrowser } from './open-browser.ts'

let brug: WholeBrug
let browser: Browser
let maria: { id: string; signInUrl: string }
const Added = z.object({ id: z.string(), signInUrl: z.string() })
const Invited = z.object({ id: z.string(), invite: z.object({ code: z.string() }) })

beforeAll(async () => {
  brug = await wholeBrug()
  await Promise.all([brug.start(), openBrowser().then((opened) => (browser = opened))])
  maria = Added.parse(brug.brug('staff', 'add', '--name', 'Maria', '--role', 'volunteer').json)
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await brug?.stop()
})

async function chatAs(lang: string, begin: string, name: string, viewport = { width: 390, height: 844 }): Promise<Page> {
  const { invite } = Invited.parse(brug.brug('people', 'add', '--name', name, '--lang', lang, '--trusted', maria.id).json)
  const page = await (await browser.newContext({ viewport, locale: lang })).newPage()
  page.setDefaultTimeout(75_000)
  await page.goto(`${brug.origin}/chat?start=${invite.code}`)
  await page.getByRole('button', { name: begin }).click()
  await page.getByText(name).first().waitFor()
  return page
}

async function type(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox')
  await box.fill(text)
  await box.press('Enter')
}

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
}

test('a question in Arabic is answered in the chat, right to left, with its source', { timeout: 90_000 }, async () => {
  const page = await chatAs('ar', 'بدء', 'Amina')
  await type(page, gpQuestions.ar ?? '')
  const answer = page.getByText('rijksoverheid.nl').first()
  await answer.waitFor()
  expect(await answer.evaluate('getComputedStyle(document.querySelector(\'[lang="ar"][dir]\')).direction')).toBe('rtl')
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(await faultsOf(page)).toEqual([])
  await page.context().close()
})

test('a cry in the chat appears in the inbox by itself, is taken and answered there, and the answer reaches the chat', { timeout: 90_000 }, async () => {
  const inbox = await (await browser.newContext({ locale: 'nl', viewport: { width: 1280, height: 800 } })).newPage()
  inbox.setDefaultTimeout(75_000)
  await inbox.goto(maria.signInUrl)
  await inbox.getByRole('heading', { name: 'Vandaag' }).waitFor()
  expect(inbox.url()).not.toContain('sign-in')
  const chat = await chatAs('nl', 'Nederlands', 'Rahwa')
  await type(chat, cries.nl)
  await chat.getByText('Jouw leven is belangrijk').waitFor()
  await inbox.getByText('Dringend').first().waitFor()
  await inbox.getByText('Rahwa').first().click()
  await inbox.getByRole('button', { name: 'Ik pak dit op' }).click()
  await chat.getByText('Maria heeft je bericht gezien').waitFor()
  await inbox.getByRole('textbox', { name: /Rahwa/ }).fill('Ik bel je nu.')
  await inbox.getByRole('button', { name: /Stuur/ }).click()
  await chat.getByText('Ik bel je nu.').waitFor()
  expect(await faultsOf(inbox)).toEqual([])
  expect(await faultsOf(chat)).toEqual([])
  await Promise.all([inbox.context().close(), chat.context().close()])
})

test('a sign-in link works once', async () => {
  const page = await (await browser.newContext()).newPage()
  await page.goto(maria.signInUrl)
  await page
    .getByRole('heading', { name: 'Vandaag' })
    .waitFor({ timeout: 3000 })
    .then(
      () => expect.fail('the link signed in a second time'),
      () => undefined,
    )
  await page.context().close()
})

test.each([
  ['/', 'light'],
  ['/', 'dark'],
  ['/chat', 'light'],
  ['/chat', 'dark'],
  ['/inbox', 'light'],
  ['/inbox', 'dark'],
  ['/no-such-page', 'light'],
  ['/no-such-page', 'dark'],
] as const)('%s has no accessibility faults in %s, and fits a narrow phone', async (path, colorScheme) => {
  const page = await (await browser.newContext({ viewport: { width: 320, height: 640 }, colorScheme })).newPage()
  await page.goto(`${brug.origin}${path}`)
  await page.getByRole('main').waitFor()
  expect(await faultsOf(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await page.context().close()
})

const row = (page: Page, name: string) => page.locator('.row-link', { hasText: name }).first()

/** Somebody new on Telegram with a trusted person, and a coordinator at a desk. */
async function coordinator(o: { chatId: number; firstName: string; trusted: string }): Promise<{ page: Page; context: BrowserContext }> {
  const trusted = Added.parse(brug.brug('staff', 'add', '--name', o.trusted, '--role', 'volunteer').json)
  const noor = Added.parse(brug.brug('staff', 'add', '--name', 'Noor', '--role', 'coordinator').json)
  Invited.parse(brug.brug('people', 'add', '--name', o.firstName, '--lang', 'nl', '--telegram', String(o.chatId), '--trusted', trusted.id).json)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'nl' })
  const page = await context.newPage()
  page.setDefaultTimeout(75_000)
  await page.goto(noor.signInUrl)
  await page.locator('.card').first().waitFor()
  return { page, context }
}

test('a colleague who leaves is gone at once, and whoever they were there for is seen and gets somebody else', { timeout: 120_000 }, async () => {
  const { page, context } = await coordinator({ chatId: 7001, firstName: 'Selam', trusted: 'Pieter' })
  brug.brug('token', 'create', '--role', 'regisseur', '--name', 'Cijfers')
  await page.getByRole('link', { name: 'Team', exact: true }).click()
  await page.getByRole('button', { name: 'Haal uit het team Pieter' }).click()
  await page.getByRole('dialog').getByText('1 persoon heeft een nieuwe vertrouwenspersoon nodig.').waitFor()
  await page.getByRole('dialog').getByText('De toegang stopt meteen').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: 'Haal uit het team' }).click()
  await page.getByText('Pieter is geen collega meer').waitFor()
  const selam = page.getByRole('dialog').getByRole('link', { name: 'Selam' })
  await selam.waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Oud-collega’s' }).waitFor()
  await page.getByRole('button', { name: 'Trek in Cijfers' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Trek in' }).click()
  await page.getByText('Ingetrokken.').waitFor()
  await page.getByRole('button', { name: 'Trek in Cijfers' }).waitFor({ state: 'detached' })
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('link', { name: 'Mensen', exact: true }).click()
  await page.getByRole('heading', { name: 'Heeft geen vertrouwenspersoon' }).waitFor()
  await row(page, 'Selam').getByText('heeft geen vertrouwenspersoon').waitFor()
  await row(page, 'Selam').click()
  await page.getByRole('button', { name: 'Kies een vertrouwenspersoon' }).click()
  await page.getByLabel('Vertrouwenspersoon', { exact: true }).selectOption({ label: 'Maria' })
  await page.getByRole('dialog').getByRole('button', { name: 'Bewaar' }).click()
  await page.getByRole('button', { name: 'Kies een vertrouwenspersoon' }).waitFor({ state: 'detached' })
  await row(page, 'Selam').getByText('heeft geen vertrouwenspersoon').waitFor({ state: 'detached' })
  await context.close()
})

test('whoever was kept out by mistake is let in with a reason, and a message that failed is sent once more', { timeout: 120_000 }, async () => {
  const { page, context } = await coordinator({ chatId: 7002, firstName: 'Biniam', trusted: 'Hugo' })
  brug.telegram.says(7002, 'de vrijwilliger raakt mij aan en ik durf niets te zeggen')
  await row(page, 'Biniam').getByText('NIEMAND').waitFor()
  await row(page, 'Biniam').click()
  await page.getByRole('button', { name: 'Laat weer toe Hugo' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Laat weer toe' }).click()
  await page.getByText('Schrijf op waarom').waitFor()
  await page.getByLabel('Waarom was het een vergissing?').fill('Het ging over iemand van vroeger.')
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: 'Laat weer toe' }).click()
  await page.getByRole('button', { name: 'Laat weer toe Hugo' }).waitFor({ state: 'detached' })

  brug.telegram.blocks(7002, true)
  await page.getByRole('textbox', { name: /Biniam/ }).fill('Ik kom langs.')
  await page.getByRole('button', { name: /Stuur/ }).click()
  const again = page.getByRole('button', { name: 'Opnieuw' })
  await page.locator('.failed-row').getByText('De persoon is op dit kanaal niet bereikbaar.').last().waitFor()
  await again.waitFor()
  expect(await faultsOf(page)).toEqual([])
  brug.telegram.blocks(7002, false)
  await page.locator('.talk-head').getByText('niet bereikbaar').waitFor({ state: 'detached' })
  await again.click()
  await until(() => brug.telegram.journal.some((sent) => sent.chatId === 7002 && sent.text.includes('Ik kom langs.')))
  await again.waitFor({ state: 'detached' })
  await context.close()
})
