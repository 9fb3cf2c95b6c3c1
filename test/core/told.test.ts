// Staff read Brug's own texts in their language: the same keys and values, told again. Compared with what a person of that language really hears.
import { expect, test } from 'vitest'
import { newConversation } from '../../src/core/conversation.ts'
import type { EffectOf } from '../../src/core/effect.ts'
import type { Event } from '../../src/core/event.ts'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { retell, toldFrom, type Origins } from '../../src/core/told.ts'
import { takeTurn } from '../../src/core/turn.ts'
import { cries } from '../acceptance/cries.ts'
import { aDay, projectContent } from '../content-for-tests.ts'

const content = { ...projectContent(), roster: [{ staffId: 's_maria', firstName: 'Maria', role: 'volunteer' as const, duty: true }] }
const { phrasebook } = content
const others = languages.filter((lang) => lang !== 'nl')
const now = aDay.getTime()

/** What Brug says to someone who has Maria, after these events. */
function saidIn(lang: Lang, ...events: Event[]): EffectOf<'say'>[] {
  const trusted = { staffId: 's_maria', firstName: 'Maria', since: now }
  let conversation = { ...newConversation('p_1', now), lang, firstName: 'Amina', linked: true, trusted }
  conversation.addresses = [{ channel: 'telegram', addressId: '9', reachable: true, since: now }]
  const said: EffectOf<'say'>[] = []
  for (const event of events) {
    const turn = takeTurn(content, conversation, event, aDay)
    conversation = { ...conversation, ...turn.conversation, lang }
    said.push(...turn.effects.filter((effect) => effect.type === 'say'))
  }
  return said
}

function hears(text: string, id: string): Event {
  return { id, at: now, type: 'message_received', channel: 'telegram', addressId: '9', messageId: id, text }
}

const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '')
const inDutch = (say: EffectOf<'say'>) => plain(retell(phrasebook, 'nl', say.told ?? []) ?? '')

test.each(others)('a help card in %s is read in Dutch as a Dutch speaker hears it, with every button', (lang) => {
  const [card] = saidIn(lang, hears(cries.nl, 'a'))
  const [dutch] = saidIn('nl', hears(cries.nl, 'a'))
  expect(dutch?.text).toContain('113')
  expect(card && inDutch(card)).toBe(dutch && plain(dutch.text))
  expect(card?.offers.map(({ told }) => retell(phrasebook, 'nl', told ?? []))).toEqual(dutch?.offers.map(({ label, full }) => full ?? label))
})

test.each(others)('days and times in %s are told again in Dutch, what colleagues typed stays as it is', (lang) => {
  const appointment = {
    id: 'a_1',
    kind: 'other',
    title: 'Gesprek bij de gemeente',
    startsAt: '2026-12-01T14:00:00+01:00',
    place: 'Stadhuis',
    remindBefore: [],
    state: 'planned' as const,
    answer: 'none' as const,
    setBy: 's_maria',
    setAt: now,
  }
  const event: Event = { id: 'b', at: now, type: 'appointment_set', staffId: 's_maria', firstName: 'Maria', appointment }
  const [told] = saidIn(lang, event)
  const [dutch] = saidIn('nl', event)
  expect(dutch?.text).toMatch(/dinsdag 1 december 2026[^]*14:00/)
  expect(told && inDutch(told)).toBe(dutch && plain(dutch.text))
})

test("of a colleague's message only Brug's own line is told again, never their words", () => {
  const [told] = saidIn('ti', {
    id: 'c',
    at: now,
    type: 'staff_wrote',
    staffId: 's_maria',
    firstName: 'Maria',
    messageId: 'm_1',
    text: 'Ik bel je zo.',
    holdMs: 0,
  })
  expect(told?.text).toContain('Ik bel je zo.')
  expect(told && inDutch(told)).toContain('Maria')
  expect(JSON.stringify(told?.told)).not.toContain('Ik bel')
})

test('a text that is no longer in the phrasebook is told in no language', () => {
  expect(retell(phrasebook, 'nl', [{ key: 'care:gone_for_ever' }])).toBeUndefined()
})

test('a short text inside a line of another is not mistaken for it', () => {
  const origins: Origins = new Map([['Ja', { key: 'care:talk_yes', values: {} }]])
  expect(toldFrom(origins, 'Ja, ik kom')).toBeUndefined()
  expect(toldFrom(origins, 'Hallo\nJa')).toEqual(['Hallo\n', { key: 'care:talk_yes' }])
})
