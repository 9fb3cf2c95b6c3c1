// What a document lets go of when its terms are over, and what it keeps however long.
import { expect, test } from 'vitest'
import { Conversation, newConversation } from '../../src/core/conversation.ts'
import type { Case } from '../../src/core/care/case.ts'
import { pastTerm } from '../../src/core/retention.ts'
import { takeTurn } from '../../src/core/turn.ts'
import { projectContent } from '../content-for-tests.ts'

const dayMs = 24 * 60 * 60_000
const start = Date.parse('2026-03-02T09:00:00Z')
const terms = projectContent().defaultMunicipality.retention

function closed(level: Case['level'], excluded: string[] = []): Case {
  return {
    id: `c_${level}`,
    level,
    kind: 'distress',
    state: 'closed',
    openedAt: start,
    raisedAt: start,
    closedAt: start,
    trigger: 'text',
    basis: 'consent',
    ladder: [],
    rung: 0,
    contactWithinMs: 0,
    repeatMs: 1000,
    alerts: [],
    excluded,
    note: 'three lines',
    history: [],
  }
}

function appointment(id: string, startsAt: string): Conversation['appointments'] {
  return {
    [id]: { id, kind: 'gp', title: 'huisarts', startsAt, remindBefore: [], state: 'planned', answer: 'coming', setBy: 's_1', setAt: start },
  }
}

const full: Conversation = {
  ...newConversation('p_1', start),
  lang: 'nl',
  linked: true,
  firstName: 'Amina',
  consent: { use: { given: true, at: start, lang: 'nl' } },
  notToTell: ['s_9'],
  answers: { onboarded: true, not_to_tell: 'trusted', pulse_mood: 2, insured: true, last_text: 'hallo' },
  answeredOn: { pulse_mood: Math.floor(start / dayMs), insured: Math.floor(start / dayMs), last_text: Math.floor(start / dayMs) },
  closedCase: closed('3A', ['s_7']),
  highest: { level: '3A', at: start },
  lows: [start],
  appointments: { ...appointment('a_old', '2026-03-03T10:00:00+01:00'), ...appointment('a_new', '2028-06-01T10:00:00+02:00') },
  cardShownAt: start,
  unreadableAt: start,
}

function after(days: number, one = full): Conversation {
  const now = start + days * dayMs
  const { conversation, effects } = takeTurn(projectContent(), one, { type: 'retention_due', id: `retention_${days}`, at: now }, new Date(now))
  expect(effects).toEqual([])
  expect(pastTerm(conversation, terms, now)).toEqual({})
  return Conversation.parse(JSON.parse(JSON.stringify(conversation)))
}

test('within its terms nothing is let go', () => {
  expect(pastTerm(full, terms, start + 29 * dayMs)).toEqual({})
})

test('after a month the words and moments of the talk are gone, not the answers', () => {
  const one = after(31)
  expect(one.answers).toEqual({ onboarded: true, not_to_tell: 'trusted', pulse_mood: 2, insured: true })
  expect(one).toMatchObject({ lows: [], closedCase: { note: 'three lines' }, highest: { level: '3A' } })
  expect(one.cardShownAt).toBeUndefined()
  expect(one.unreadableAt).toBeUndefined()
})

test('an appointment is gone half a year after it was; one to come stays', () => {
  expect(Object.keys(after(180).appointments)).toEqual(['a_old', 'a_new'])
  expect(Object.keys(after(190).appointments)).toEqual(['a_new'])
})

test('after two years check answers and the closed case are gone; who was kept out of it stays kept out', () => {
  const one = after(735)
  expect(one.answers).toEqual({ onboarded: true, not_to_tell: 'trusted' })
  expect(one.answeredOn).toEqual({})
  expect(one.closedCase).toBeUndefined()
  expect(one.highest).toBeUndefined()
  expect(JSON.stringify(one)).not.toContain('three lines')
  expect(one).toMatchObject({ keptOut: ['s_7'], notToTell: ['s_9'], firstName: 'Amina', consent: { use: { given: true } } })
  const now = start + 736 * dayMs
  const cry = {
    type: 'message_received' as const,
    id: 'e1',
    at: now,
    messageId: 'm',
    channel: 'webchat' as const,
    addressId: 'a',
    text: 'ik wil niet meer leven',
  }
  const trusted = { staffId: 's_7', firstName: 'Maria', since: start }
  expect(takeTurn(projectContent(), { ...one, trusted }, cry, new Date(now)).conversation.case?.excluded).toContain('s_7')
})

test('a worry below level 3 is let go sooner, an open case never', () => {
  const low: Conversation = { ...full, closedCase: closed('2'), highest: { level: '2', at: start } }
  expect(after(190, low)).toMatchObject({ firstName: 'Amina' })
  expect(after(190, low).closedCase).toBeUndefined()
  const open: Case = { ...closed('3A'), state: 'open' }
  const { closedAt: _closedAt, ...still } = open
  expect(after(2000, { ...full, case: still })).toMatchObject({ case: { level: '3A' }, highest: { level: '3A' } })
})

test('answers from before their days were kept begin their term now', () => {
  const { answeredOn: _days, ...older } = full
  const one = after(100, older)
  expect(one.answers).toMatchObject({ pulse_mood: 2 })
  expect(one.answeredOn?.['pulse_mood']).toBe(Math.floor(start / dayMs) + 100)
  expect(after(100 + 735, one).answers).not.toHaveProperty('pulse_mood')
})

test('an answer given again begins a new term', () => {
  const tapped = takeTurn(
    projectContent(),
    { ...full, consent: { ...full.consent, checkIns: { given: true, at: start, lang: 'nl' } } },
    { type: 'check_in_requested', id: 'e1', at: start + 700 * dayMs, staffId: 's_1' },
    new Date(start + 700 * dayMs),
  ).conversation
  const question = tapped.questions.at(-1)
  const now = start + 700 * dayMs
  const choice = { type: 'option_chosen' as const, id: 'e2', at: now, messageId: 'm', channel: 'webchat' as const, addressId: 'a' }
  const mood = question?.options.findIndex(({ action }) => action.do === 'go' && action.set?.['pulse_mood'] !== undefined)
  const again = takeTurn(projectContent(), tapped, { ...choice, optionId: `${question?.id}.${mood}` }, new Date(now)).conversation
  expect(again.answeredOn?.['pulse_mood']).toBe(Math.floor(now / dayMs))
  expect(after(735, again).answers).toHaveProperty('pulse_mood')
})
