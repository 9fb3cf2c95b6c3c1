// The preview: played as it looks on a platform, for editors and coordinators, with nothing kept; faults are told while the last good version plays.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Playable, Played, type Play } from '../../src/inbox/preview.ts'
import { previewOf } from '../../src/preview.ts'
import { projectContent } from '../content-for-tests.ts'
import { until } from '../store/redis-for-tests.ts'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
const contentDir = mkdtempSync(join(tmpdir(), 'brug-preview-'))
beforeAll(async () => {
  mkdirSync(join(contentDir, 'flows', 'topics'), { recursive: true })
  const load = async () => ({ faults: ['flows/topics/new.yaml:1 is empty'] })
  inbox = await openInbox({ preview: previewOf({ contentDir, running: async () => projectContent(), load }) })
})
afterAll(async () => {
  await inbox.stop()
  rmSync(contentDir, { recursive: true })
})

const menu: Play = { what: 'flow', id: 'menu', lang: 'nl', channel: 'whatsapp', acts: [] }
const play = async (asked: Partial<Play>) => Played.parse((await inbox.ask('POST', '/preview', { as: 'eva', body: { ...menu, ...asked } })).json)

test('is for editors and coordinators only, and leaves nothing in the store', async () => {
  const before = await inbox.store.redis.dbSize()
  expect((await inbox.ask('POST', '/preview', { as: 'sara', body: menu })).status).toBe(200)
  expect((await inbox.ask('POST', '/preview', { as: 'maria', body: menu })).status).toBe(403)
  expect((await inbox.ask('GET', '/preview', { as: 'rob' })).status).toBe(403)
  expect((await inbox.ask('POST', '/preview', { as: 'eva', body: { ...menu, id: 'no-such-flow' } })).status).toBe(404)
  expect(await inbox.store.redis.dbSize()).toBe(before)
})

test('shows the same step as a list on WhatsApp and as buttons on Telegram, with what there is to count', async () => {
  const whatsapp = await play({ lang: 'ar' })
  expect(whatsapp.turns[0]?.parts.at(-1)).toMatchObject({ as: 'list', charsMax: 1024 })
  const telegram = await play({ lang: 'ar', channel: 'telegram' })
  expect(telegram.turns[0]?.parts.at(-1)).toMatchObject({ as: 'buttons', charsMax: 4096 })
  const current = whatsapp.steps.find((step) => step.isCurrent)
  expect(current?.to.length).toBeGreaterThan(1)
  for (const option of whatsapp.turns[0]?.parts.at(-1)?.rows.flat() ?? []) expect(option.chars).toBeLessThanOrEqual(option.charsMax)
})

test('plays on from what was tapped and said', async () => {
  const first = await play({ what: 'topic', id: 'gp-register' })
  const more = first.turns[0]?.parts
    .at(-1)
    ?.rows.flat()
    .find(({ label }) => label === 'Meer uitleg')
  const next = await play({ what: 'topic', id: 'gp-register', acts: [{ taps: more?.id ?? '' }, { says: 'menu' }] })
  expect([next.acted, next.turns.length, next.turns[1]?.said]).toEqual([2, 3, 'Meer uitleg'])
  expect((await play({ acts: [{ taps: 'never-offered' }] })).acted).toBe(0)
})

test('a file that changed is read again, and its faults are told while the last good version plays', async () => {
  const look = async () => Playable.parse((await inbox.ask('GET', '/preview', { as: 'eva' })).json)
  const { edition, faults } = await look()
  expect(faults).toEqual([])
  writeFileSync(join(contentDir, 'flows', 'topics', 'new.yaml'), '')
  await until(async () => (await look()).edition > edition)
  expect((await look()).faults).toEqual(['flows/topics/new.yaml:1 is empty'])
  expect((await play({})).turns[0]?.parts.length).toBeGreaterThan(0)
})
