// Who of the staff hears that somebody cannot come, wants another time, or does not answer: only whoever may know of this person now.
import { describe, expect, test } from 'vitest'
import type { Conversation } from '../../src/core/conversation.ts'
import { takeTurn, type TurnResult } from '../../src/core/turn.ts'
import { stageStaff } from '../../src/cli/stage.ts'
import { projectContent } from '../content-for-tests.ts'
import { amina, maria, start, type Heard } from './amina.ts'

const hourMs = 60 * 60 * 1000
const content = { ...projectContent(), roster: stageStaff }
const relation = (staffId: string, until?: number) => ({ staffId, firstName: 'Yusuf', since: start, ...(until === undefined ? {} : { until }) })

let count = 0

function turn(conversation: Conversation, heard: Heard, at = start): TurnResult {
  count += 1
  return takeTurn(content, conversation, { ...heard, id: `e${count}`, at }, new Date(at))
}

const told = ({ effects }: TurnResult) =>
  effects.flatMap((effect) => (effect.type === 'post' && effect.event.type === 'appointment_answered' ? [`${effect.to} ${effect.event.answer}`] : []))

/** With an appointment of tomorrow of which the reminder waits for an answer. */
function reminded(setBy: string, fields: Partial<Conversation> = {}): Conversation {
  const appointment = {
    id: 'a1',
    kind: 'other' as const,
    title: 'Gemeente',
    startsAt: '2026-03-03T14:30:00+01:00',
    remindBefore: [],
    state: 'planned' as const,
    answer: 'none' as const,
    remindedAt: start,
    setBy,
    setAt: start,
  }
  return amina({ appointments: { a1: appointment }, timers: { 'silence.a1': { at: start + hourMs, kind: 'silence', ref: 'a1' } }, ...fields })
}

const silence = (conversation: Conversation) => told(turn(conversation, { type: 'timer_due', timerId: 'silence.a1' }, start + hourMs))
const cannot = (conversation: Conversation) =>
  told(
    turn(
      conversation,
      { type: 'message_received', channel: 'whatsapp', addressId: '31600000001', messageId: 'm', text: 'ik kan niet komen naar de afspraak' },
      start + hourMs,
    ),
  )

describe('an answer to an appointment', () => {
  test('goes to the trusted person and to whoever made it', () => {
    expect([silence(reminded('s_carla')), silence(reminded('s_maria'))]).toEqual([['s_carla silent', 's_maria silent'], ['s_maria silent']])
    expect(cannot(reminded('s_carla'))).toEqual(['s_carla cannot', 's_maria cannot'])
  })

  test.each<[why: string, fields: Partial<Conversation>]>([
    ['the person does not want them to know', { notToTell: ['s_maria'] }],
    ['they may have been the source of harm', { keptOut: ['s_maria'] }],
    ['their time with the person is over', { trusted: { ...maria, until: start } }],
  ])('does not go to the trusted person when %s', (_why, fields) => {
    expect([silence(reminded('s_carla', fields)), cannot(reminded('s_carla', fields))]).toEqual([['s_carla silent'], ['s_carla cannot']])
  })

  test('does not go to a volunteer who made it and is no longer there for the person', () => {
    expect(silence(reminded('s_yusuf'))).toEqual(['s_maria silent'])
    expect(silence(reminded('s_yusuf', { reserve: relation('s_yusuf', start) }))).toEqual(['s_maria silent'])
    expect(silence(reminded('s_yusuf', { reserve: relation('s_yusuf') }))).toEqual(['s_yusuf silent', 's_maria silent'])
    expect(silence(reminded('s_carla', { notToTell: ['s_carla'] }))).toEqual(['s_maria silent'])
  })

  test('goes to whoever a question would go to when neither of the two may know', () => {
    expect(silence(reminded('s_maria', { notToTell: ['s_maria'] }))).toEqual(['s_carla silent'])
    expect(silence(reminded('s_maria', { notToTell: ['s_maria'], reserve: relation('s_yusuf') }))).toEqual(['s_yusuf silent'])
  })
})

describe('"I cannot come" with no reminder to answer', () => {
  const one = reminded('s_carla').appointments['a1']
  if (!one) throw new Error('no appointment')
  const two = amina({ appointments: { a1: { ...one, remindedAt: undefined }, a2: { ...one, remindedAt: undefined, id: 'a2', title: 'Huisarts' } } })
  const here = { channel: 'whatsapp' as const, addressId: '31600000001', messageId: 'm' }
  const offersOf = ({ effects }: TurnResult) => effects.flatMap((effect) => (effect.type === 'say' ? effect.offers : []))

  test.each([
    ['ik kan niet naar mijn afspraak komen', 'cannot'],
    ['ik wil een andere tijd', 'other_time'],
  ])('asks which of several is meant, and tells the staff of that one: %s', (text, answer) => {
    const asked = turn(two, { ...here, type: 'message_received', text })
    expect(told(asked)).toEqual([])
    expect(offersOf(asked).map(({ label }) => label)).toEqual(['Gemeente', 'Huisarts', 'Vraag Maria'])
    const chosen = turn(asked.conversation, { ...here, type: 'option_chosen', optionId: offersOf(asked)[1]?.id ?? '' })
    expect(told(chosen)).toEqual([`s_carla ${answer}`, `s_maria ${answer}`])
    expect([chosen.conversation.appointments['a1']?.answer, chosen.conversation.appointments['a2']?.answer]).toEqual(['none', answer])
    expect(chosen.conversation.case?.kind).toBe('question')
  })

  test('tells nobody twice: the question is over once it has its answer', () => {
    const asked = turn(amina({ appointments: { a1: { ...one, remindedAt: undefined } } }), { ...here, type: 'message_received', text: 'ik kan niet komen' })
    const yes = { ...here, type: 'option_chosen' as const, optionId: offersOf(asked)[0]?.id ?? '' }
    const chosen = turn(asked.conversation, yes)
    expect(told(chosen)).toEqual(['s_carla cannot', 's_maria cannot'])
    expect(told(turn(chosen.conversation, yes))).toEqual([])
  })

  test('is no answer to anything once the appointment is over', () => {
    const past = amina({ appointments: { a1: { ...one, startsAt: '2026-03-01T14:30:00+01:00' } } })
    const asked = turn(past, { ...here, type: 'message_received', text: 'ik kan niet komen' })
    expect(told(asked)).toEqual([])
    expect(offersOf(asked).map(({ label }) => label)).toEqual(['Ja, graag', 'Nee, menu'])
  })
})

test('yes to "which appointment?" confirms none of them', () => {
  const one = reminded('s_1')
  const [first] = Object.values(one.appointments)
  if (!first) throw new Error('there is one')
  const both = {
    ...one,
    timers: {},
    appointments: { a1: { ...first, remindedAt: undefined }, a2: { ...first, id: 'a2', title: 'Huisarts', remindedAt: undefined } },
  }
  const said = (conversation: Conversation, text: string) =>
    turn(conversation, { type: 'message_received', messageId: text, channel: 'telegram', addressId: '1', text }).conversation
  const after = said(said(both, 'ik kom naar de afspraak'), 'ja')
  expect(Object.values(after.appointments).map(({ answer }) => answer)).toEqual(['none', 'none'])
})
