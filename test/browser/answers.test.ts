// A volunteer finds one of Brug's answers with the keyboard, reads it in both languages, and sends it; an editor plays what people see,
// and makes an example of a question that Brug did not understand, once the person has agreed to that.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AxeBuilder } from '@axe-core/playwright'
import { z } from 'zod'
import { until, wholeBrug, type WholeBrug } from '../acceptance/whole-brug.ts'
import { openBrowser } from './open-browser.ts'

let brug: WholeBrug
let browser: Browser
beforeAll(async () => {
  brug = await wholeBrug({ demo: true })
  await Promise.all([brug.start(), openBrowser().then((opened) => (browser = opened))])
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await brug?.stop()
})

test('an answer is found in Dutch, read side by side, and sent in the language of the person', { timeout: 120_000 }, async () => {
  let signInUrl = ''
  await until(async () => {
    const town = z.object({ staffSignInUrl: z.string() }).safeParse(await (await fetch(`${brug.origin}/demo/state`)).json())
    signInUrl = town.data?.staffSignInUrl ?? ''
    return town.success
  }, 30_000)
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'nl' })).newPage()
  page.setDefaultTimeout(75_000)
  await page.goto(signInUrl)
  await page.locator('.row-link', { hasText: 'Amina' }).first().click()
  await page.getByText('Brug praat.').waitFor()
  const search = page.getByRole('searchbox', { name: 'Zoek een onderwerp' })
  // The key works once the person behind the conversation is known.
  await until(async () => {
    await page.keyboard.press('t')
    return search.isVisible()
  }, 60_000)
  await search.fill('huisarts zoeken')
  const theirs = page.getByRole('region', { name: 'Amina leest: Arabisch' })
  // Before the topics have come there is nothing to open yet.
  await until(async () => {
    if (await search.isVisible()) await page.keyboard.press('Enter')
    return theirs.isVisible()
  }, 60_000)
  expect([await theirs.getAttribute('lang'), await theirs.getAttribute('dir')]).toEqual(['ar', 'rtl'])
  await page.getByRole('region', { name: 'Nederlands', exact: true }).getByText('Een huisarts is een dokter').waitFor()
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.getByRole('button', { name: 'Stuur aan Amina in het Arabisch' }).click()
  const sent = page.locator('.turn.staff').last()
  await sent.locator('.bubble[lang=ar]').first().waitFor()
  await sent.getByText('in het Nederlands').click()
  await sent.getByText('Een huisarts is een dokter').waitFor()
})

test('an editor plays the menu in Arabic on both platforms, beside its steps', { timeout: 120_000 }, async () => {
  const { json } = await brug.api('POST', '/staff', { name: 'Eva', role: 'editor', lang: 'nl' })
  const { signInUrl } = z.object({ signInUrl: z.string() }).parse(json)
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'nl' })).newPage()
  page.setDefaultTimeout(75_000)
  await page.goto(signInUrl)
  await page.getByRole('heading', { name: 'Te doen' }).waitFor()
  await page.getByRole('link', { name: 'Voorbeeld' }).click()
  await page.getByRole('heading', { name: 'Voorbeeld' }).waitFor()
  await page.getByLabel('Taal').selectOption('ar')
  await page.locator('.phone[dir=rtl] .preview-row.as-list').first().waitFor()
  await page.getByLabel('Kanaal').selectOption('telegram')
  await page.locator('.phone.telegram .preview-row.as-buttons').first().waitFor()
  await page.locator('.step-list li[aria-current=step]').waitFor()
  await page.locator('.preview-row button').first().click()
  await page.locator('.phone .bubble.own').waitFor()
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
})

/** Goes through the acquaintance by its first buttons, which agree to everything. */
async function getAcquainted(chat: Page): Promise<void> {
  for (let tries = 0; tries < 30 && (await chat.getByText('Waar kan ik je mee helpen?').count()) === 0; tries += 1) {
    const said = await chat.locator('.said').count()
    await chat.locator('.offers').last().locator('button:enabled').first().click()
    await chat
      .locator('.said')
      .nth(said + 1)
      .waitFor()
  }
}

test(
  'a question that was not understood becomes an example by one click of an editor, with the yes of the person and without a name',
  { timeout: 180_000 },
  async () => {
    const { json } = await brug.api('POST', '/participants', { firstName: 'Nour', lang: 'nl', trustedPersonId: await volunteerId() })
    const { invite } = z.object({ invite: z.object({ code: z.string() }) }).parse(json)
    const chat = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nl' })).newPage()
    chat.setDefaultTimeout(60_000)
    await chat.goto(`${brug.origin}/chat?start=${invite.code}`)
    await chat.getByRole('button', { name: 'Nederlands' }).click()
    await chat.getByText('Nour').first().waitFor()
    await getAcquainted(chat)
    const type = async (text: string) => {
      await chat.getByRole('textbox').fill(text)
      await chat.getByRole('textbox').press('Enter')
    }
    // An answer leaves the menu, so that the next question is no answer to it.
    await type('waar vind ik een tandarts')
    await chat.getByText('Tandarts').last().waitFor()
    await type('Ik ben Nour, waar is dat papier voor')
    await chat.getByText('Bedoel je dit?').waitFor()
    await type('1')
    await chat.getByText('Mag ik die vraag bewaren').waitFor()
    expect(await chat.getByRole('button', { name: 'Meer uitleg' }).last().isEnabled()).toBe(true)
    await chat.getByRole('button', { name: 'Ja, dat mag' }).last().click()
    await chat.getByText('Ik bewaar zulke vragen').waitFor()
    await type('flurp de flarp')
    await chat.getByText('Een mens kan je wel helpen').or(chat.getByText('Bedoel je dit?')).first().waitFor()

    const { signInUrl } = z.object({ signInUrl: z.string() }).parse((await brug.api('POST', '/staff', { name: 'Ed', role: 'editor', lang: 'nl' })).json)
    const page = await (await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'nl' })).newPage()
    page.setDefaultTimeout(75_000)
    await page.goto(signInUrl)
    await page.getByRole('link', { name: 'Vragen' }).click()
    await page.getByText('waar is dat papier voor').waitFor()
    expect(await page.getByRole('main').innerText()).not.toContain('Nour')
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    // From one question to the next by the keyboard alone.
    await page.getByRole('listitem').filter({ hasText: 'flurp' }).getByRole('button', { name: 'Klaar' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('flurp').waitFor({ state: 'detached' })
    await page.locator('.question-acts .button.main:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Er zijn nu geen vragen').waitFor()
    await page.getByText('Nederlands (1)').click()
    await page.locator('.example-file').first().waitFor()
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  },
)

async function volunteerId(): Promise<string> {
  const staff = z.array(z.object({ id: z.string(), role: z.string() })).parse((await brug.api('GET', '/staff')).json)
  return staff.find(({ role }) => role === 'volunteer')?.id ?? ''
}
