// A guest turns out to be somebody known: what they bring along, and who hears that another phone leads to the record now.
import { describe, expect, test } from 'vitest'
import type { Brought } from '../../src/core/brought.ts'
import { newConversation, type Conversation } from '../../src/core/conversation.ts'
import type { EventOf } from '../../src/core/event.ts'
import { takeTurn } from '../../src/core/turn.ts'
import { languages } from '../../src/core/phrasebook.ts'
import { alertedIn, messagesIn, stageStaff } from '../../src/cli/stage.ts'
import { projectContent } from '../content-for-tests.ts'

const start = Date.parse('2026-03-02T09:00:00Z')
const dayMs = 24 * 60 * 60 * 1000
const content = { ...projectContent(), roster: stageStaff }
const maria = { staffId: 's_maria', firstName: 'Maria' }
const given = (at: number, yes = true) => ({ given: yes, at, lang: 'nl' as const })
const nothing: Brought = { appointments: {}, consent: {}, held: [], notToTell: [], keptOut: [] }

function amina(fields: Partial<Conversation> = {}): Conversation {
  return { ...newConversation('p_amina', start), lang: 'nl', firstName: 'Amina', linked: true, trusted: { ...maria, since: start }, ...fields }
}

function link(person: Conversation, fields: Partial<EventOf<'address_linked'>> = {}, now = start) {
  const event = { type: 'address_linked' as const, channel: 'telegram' as const, addressId: '77', brought: nothing, ...fields, id: 'e1', at: now }
  return takeTurn(content, person, event, new Date(now))
}

test('appointments with their reminders, consents, words on their way, a talk and who is feared come along', () => {
  const appointment = {
    id: 'a1',
    kind: 'other' as const,
    title: 'Gemeente',
    startsAt: '2026-03-05T14:30:00+01:00',
    remindBefore: ['P1D' as const],
    state: 'planned' as const,
    answer: 'none' as const,
    setBy: 's_maria',
    setAt: start,
  }
  const { conversation, effects } = link(amina({ consent: { alerts: given(start) } }), {
    brought: {
      appointments: { a1: appointment },
      consent: { use: given(start - dayMs), checkIns: given(start - dayMs), alerts: given(start - dayMs, false) },
      everyWeeks: 2,
      held: [{ messageId: 'm_1', text: 'Maria: tot zo', from: maria }],
      notToTell: ['s_yusuf'],
      keptOut: ['s_dirk'],
      talkingTo: maria,
    },
  })
  expect(conversation).toMatchObject({
    appointments: { a1: { title: 'Gemeente' } },
    consent: { use: { given: true }, checkIns: { given: true }, alerts: { given: true } },
    checkIns: { everyWeeks: 2 },
    notToTell: ['s_yusuf'],
    keptOut: ['s_dirk'],
    talkingTo: maria,
    timers: { 'reminder.a1.P1D': {}, check_in: {}, talk: {} },
  })
  expect(messagesIn(effects).find(({ from }) => from)).toMatchObject({ text: 'Maria: tot zo', messageId: 'm_1', from: maria })
  const cry = { type: 'message_received' as const, channel: 'telegram' as const, addressId: '77', messageId: 'm', text: 'ik wil dood', id: 'e2', at: start }
  expect(alertedIn(takeTurn(content, conversation, cry, new Date(start)).effects)).not.toContain('Dirk')
})

test('whoever is kept out by the own record does not go on talking in it', () => {
  const { conversation } = link(amina({ notToTell: ['s_maria'] }), { brought: { ...nothing, talkingTo: maria } })
  expect(conversation.talkingTo).toBeUndefined()
})

describe('another phone that leads to the record', () => {
  const old = { channel: 'telegram' as const, addressId: '11', reachable: true, since: start - dayMs }
  const here = { addresses: [old], lastChannel: 'telegram' as const, lastHeardAt: start - dayMs, consent: { use: given(start - dayMs) } }

  test.each(languages)('is told on the old one, with a way to a person: %s', (lang) => {
    const { conversation, effects } = link(amina({ ...here, lang }))
    const told = messagesIn(effects).find(({ addressId }) => addressId === '11')
    expect(told).toMatchObject({
      channel: 'telegram',
      purpose: 'notice',
      template: 'message_waiting',
      text: content.phrasebook.text(lang, 'rights:linked_elsewhere'),
    })
    const tap = { type: 'option_chosen' as const, channel: 'telegram' as const, addressId: '11', messageId: 'm', optionId: told?.offers[0]?.id ?? '' }
    const asked = takeTurn(content, conversation, { ...tap, id: 'e2', at: start }, new Date(start))
    expect(asked.conversation.case).toMatchObject({ level: '0', kind: 'question' })
  })

  test('is told once, however many addresses come along, and not to who was never here', () => {
    const told = (person: Conversation, fields = {}) => messagesIn(link(person, fields).effects).filter(({ addressId }) => addressId !== undefined)
    expect(told(amina(here), { brought: undefined })).toEqual([])
    expect(told(amina({ addresses: [old] }))).toEqual([])
    expect(told(amina(here), { addressId: '11' })).toEqual([])
  })
})
