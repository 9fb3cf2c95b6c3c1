// "Do not tell X", said while a case or a talk is open: from that moment on everything open leaves them out, and the person goes on with somebody else.
import { describe, expect, test } from 'vitest'
import type { Conversation } from '../../src/core/conversation.ts'
import { takeTurn, type TurnResult } from '../../src/core/turn.ts'
import { alertedIn, messagesIn, stageStaff } from '../../src/cli/stage.ts'
import { projectContent } from '../content-for-tests.ts'
import { amina, maria, start, type Heard } from './amina.ts'

const hourMs = 60 * 60 * 1000
const content = { ...projectContent(), roster: stageStaff }
const yusuf = { staffId: 's_yusuf', firstName: 'Yusuf', since: start }

let count = 0

function turn(conversation: Conversation, heard: Heard, at = start, roster = content.roster): TurnResult {
  count += 1
  return takeTurn({ ...content, roster }, conversation, { ...heard, id: `e${count}`, at }, new Date(at))
}

const says = (text: string) => ({ type: 'message_received' as const, channel: 'whatsapp' as const, addressId: '31600000001', messageId: 'm', text })
const wish = (...notToTell: string[]) => ({ type: 'person_changed' as const, staffId: 's_carla', notToTell })
const wrote = { type: 'staff_wrote' as const, ...maria, messageId: 'w1', text: 'Kom je morgen?', holdMs: 0 }
const texts = ({ effects }: TurnResult) =>
  messagesIn(effects)
    .map(({ text }) => text)
    .join('\n')
const postsTo = ({ effects }: TurnResult, staffId: string) =>
  effects.flatMap((effect) =>
    effect.type === 'post' && effect.to === staffId ? [`${effect.event.type}${'outcome' in effect.event ? ` ${effect.event.outcome}` : ''}`] : [],
  )
/** Level 2: Maria is asked, then Yusuf, then Carla. */
const worried = (fields: Partial<Conversation> = {}) => turn(amina({ reserve: yusuf, ...fields }), says('ik heb vroeger aan zelfmoord gedacht')).conversation
const holds = (before: Conversation) => turn(before, { type: 'case_acknowledged', ...maria, caseId: before.case?.id ?? '' }).conversation
const deadline = (before: Conversation) => turn(before, { type: 'timer_due', timerId: `case.${before.case?.id}` }, before.case?.deadline)

describe('whom the person no longer wants to know', () => {
  test('is not asked when the deadline passes: the next who may know is', () => {
    const before = worried()
    expect(before.case).toMatchObject({ level: '2', alerts: [{ staffId: 's_maria' }] })
    const wished = turn(before, wish('s_yusuf'))
    // Maria was asked and still has her time.
    expect([alertedIn(wished.effects), wished.conversation.case?.deadline, texts(wished)]).toEqual([[], before.case?.deadline, ''])
    expect(alertedIn(deadline(wished.conversation).effects)).toEqual(['Carla'])
  })

  test('is no longer waited for when they were asked: the next is asked at once', () => {
    const wished = turn(worried(), wish('s_maria'))
    expect([alertedIn(wished.effects), postsTo(wished, 's_maria')]).toEqual([['Yusuf'], ['alert_settled passed_on']])
    expect(texts(wished)).toContain('Ik vraag nu Yusuf')
  })

  test.each(['taken', 'reached the person'])('no longer has the case they had %s: it goes to the next at once, as nobody has it', (how) => {
    const taken = holds(worried())
    const caseId = taken.case?.id ?? ''
    const held = how === 'taken' ? taken : turn(taken, { type: 'case_contacted', ...maria, caseId, how: 'call' }).conversation
    const wished = turn(held, wish('s_maria'))
    expect([alertedIn(wished.effects), postsTo(wished, 's_maria')]).toEqual([['Yusuf'], ['alert_settled passed_on']])
    expect(wished.conversation.case).toMatchObject({ state: 'open', acknowledgedBy: undefined, contactedAt: undefined, excluded: ['s_maria'] })
    expect(wished.conversation.timers[`case.${caseId}`]?.at).toBe(wished.conversation.case?.deadline)
    const next = turn(wished.conversation, says('hallo'))
    expect(postsTo(next, 's_maria')).toEqual([])
    expect(turn(next.conversation, { type: 'case_acknowledged', ...maria, caseId }).conversation.case?.acknowledgedBy).toBeUndefined()
  })

  test('costs an acute case no minute', () => {
    const before = turn(amina({ reserve: yusuf }), says('ik wil dood')).conversation
    expect(alertedIn(turn(before, wish('s_yusuf')).effects)).toEqual(['Carla'])
  })

  test('no longer talks: Brug answers again, and the person hears it in the usual words', () => {
    const talking = turn(amina(), wrote).conversation
    const wished = turn(talking, wish('s_maria'))
    expect(texts(wished)).toContain('Maria is klaar. Ik, Brug, help je weer.')
    expect(wished.conversation).toMatchObject({ talkingTo: undefined, timers: expect.not.objectContaining({ talk: expect.anything() }) })
    const answered = turn(wished.conversation, says('ik zoek een huisarts'), start + hourMs)
    expect([texts(answered), postsTo(answered, 's_maria')]).toEqual([expect.stringContaining('huisarts'), []])
  })

  test('ends no talk with somebody else', () => {
    const talking = turn(amina({ reserve: yusuf }), wrote).conversation
    expect(turn(talking, wish('s_yusuf')).conversation.talkingTo?.staffId).toBe('s_maria')
  })

  test('does not reach the person with words that still waited for their undo time', () => {
    const held = turn(amina(), { ...wrote, holdMs: 5000 }).conversation
    const wished = turn(held, wish('s_maria')).conversation
    const due = turn(wished, { type: 'timer_due', timerId: 'held.w1' }, start + 5000)
    expect([texts(due), postsTo(due, 's_maria'), due.conversation.held]).toEqual(['', ['staff_message_settled not_sent'], []])
  })

  test('was perhaps the only one: then the person hears that nobody can be reached, and the case stays open', () => {
    const alone = stageStaff.filter(({ staffId }) => staffId === 's_maria')
    const before = turn(amina(), says('ik wil dood'), start, alone).conversation
    const wished = turn(before, wish('s_maria'), start, alone)
    expect(texts(wished)).toContain('Ik kan nu geen mens bereiken')
    expect(wished.conversation.case).toMatchObject({ state: 'open', deadline: expect.any(Number) })
  })

  test('may be asked again when the wish is taken back while the case is open, unless they are feared', () => {
    const wished = turn(worried(), wish('s_yusuf')).conversation
    expect(turn(wished, wish()).conversation.case).toMatchObject({
      excluded: [],
      history: expect.arrayContaining([expect.objectContaining({ what: 'let_in' })]),
    })
    const both = turn(turn(worried(), wish('s_maria')).conversation, says('mijn vrijwilliger slaat mij')).conversation
    expect(turn(both, wish()).conversation.case?.excluded).toEqual(['s_maria'])
    const feared = turn(turn(amina(), says('mijn vrijwilliger slaat mij')).conversation, wish('s_maria')).conversation
    expect(turn(feared, wish()).conversation.case?.excluded).toEqual(['s_maria'])
  })
})

test('who was feared or not to know in the chat of a guest loses the case and the talk of the record that chat turns out to belong to', () => {
  const talking = turn(holds(worried()), wrote).conversation
  const brought = { appointments: {}, consent: {}, held: [], notToTell: [], keptOut: ['s_maria'] }
  const linked = turn(talking, { type: 'address_linked', channel: 'telegram', addressId: '77', brought })
  expect(linked.conversation).toMatchObject({ talkingTo: undefined, case: { state: 'open', acknowledgedBy: undefined, excluded: ['s_maria'] } })
  expect(alertedIn(linked.effects)).toEqual(['Yusuf'])
  const wished = turn(linked.conversation, wish('s_maria')).conversation
  expect(turn(wished, wish()).conversation.case?.excluded).toEqual(['s_maria'])
})
