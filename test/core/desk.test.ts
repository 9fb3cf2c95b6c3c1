// What staff read in their own chat, and whom their words and taps reach.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { takeStaffTurn, type StaffTurn } from '../../src/core/care/desk.ts'
import { newStaffLine, StaffLine } from '../../src/core/care/line.ts'
import { CareDeadlines, Municipality, type Content } from '../../src/core/content.ts'
import { Effect, type EffectOf } from '../../src/core/effect.ts'
import { Event } from '../../src/core/event.ts'
import type { Level } from '../../src/core/level.ts'

const start = Date.UTC(2026, 5, 10, 9, 0)
const minuteMs = 60_000
const amna = { participantId: 'p_amnaQ1', caseId: 'c_amnaQ1_7' }
const bilal = { participantId: 'p_bilalZ', caseId: 'c_bilalZ_12' }

/** Texts are their keys and values, so that a test sees what was said and with what. */
const content: Content = {
  flow: () => undefined,
  flows: new Map(),
  topics: new Map(),
  facts: new Map(),
  helplines: new Map(),
  municipalities: new Map(),
  roster: [],
  publicUrl: 'https://brug.example',
  phrasebook: { text: (_lang, key, values = {}) => [key, ...Object.values(values)].join(' '), has: () => true },
  defaultMunicipality: Municipality.parse({ id: 'zeist', name: 'Zeist', organisation: 'Zeist', staffedHours: '9-17', care: CareDeadlines.parse({}) }),
  understanding: {
    read: () => ({
      lang: 'nl',
      langSure: 0,
      topics: [],
      distress: { level: '0', kind: 'distress', because: [], thirdPerson: false },
      greeting: false,
      sure: 0,
    }),
  },
}

type Loose = { type: Event['type'] } & Record<string, unknown>

/** One staff member's chat, saved and loaded again between every two turns. */
function desk(firstName = 'Maria') {
  let line = newStaffLine('s_maria', start)
  let n = 0
  let now = start
  const take = (fields: Loose): StaffTurn => {
    n += 1
    const event = Event.parse({ id: `e${n}`, at: now, ...fields })
    const turn = takeStaffTurn(content, line, event, new Date(now))
    line = StaffLine.parse(JSON.parse(JSON.stringify(turn.line)))
    return { line, effects: turn.effects.map((effect) => Effect.parse(effect)) }
  }
  const inbound = { channel: 'telegram', addressId: 'tg1', messageId: 'm' }
  take({ type: 'staff_added', firstName, lang: 'nl', role: 'volunteer' })
  return {
    take,
    line: () => line,
    wait: (minutes: number) => {
      now += minutes * minuteMs
    },
    alert: (on: typeof amna, level: Level = '3A') => take({ type: 'alert_raised', ...on, level, kind: 'distress', role: 'trusted' }),
    settle: (on: typeof amna, outcome: string, byStaffId: string) => take({ type: 'alert_settled', ...on, outcome, byStaffId }),
    write: (text: string, replyTo?: string, messageId = `m${n}`) =>
      take({ type: 'message_received', ...inbound, messageId, text, ...(replyTo ? { replyTo } : {}) }),
    edit: (messageId: string, text: string) => take({ type: 'message_edited', ...inbound, messageId, text }),
    tap: (optionId: string | undefined) => take({ type: 'option_chosen', ...inbound, optionId: optionId ?? 'none' }),
    start: () => take({ type: 'chat_started', ...inbound, payload: 'sTOKEN' }),
  }
}

const says = ({ effects }: StaffTurn): EffectOf<'say'>[] => effects.filter((effect) => effect.type === 'say')
const texts = (turn: StaffTurn) => says(turn).map(({ text }) => text)
/** What goes to participants, in short. */
const posts = ({ effects }: StaffTurn) =>
  effects.flatMap((effect) => {
    if (effect.type !== 'post') return []
    const { event } = effect
    return [`${effect.to} ${event.type}${event.type === 'staff_wrote' ? ` ${event.text}` : ''}`]
  })
const option = (turn: StaffTurn, n: number) => says(turn)[0]?.offers[n]?.id

test('an alert says that something waits and nothing else, with two buttons and the case in the inbox', () => {
  const [alert] = says(desk().alert(amna))
  expect(alert).toMatchObject({
    text: 'staff:alert_urgent',
    purpose: 'urgent',
    template: 'message_waiting',
    link: { label: 'staff:open_inbox', url: 'https://brug.example/inbox#case=c_amnaQ1_7' },
  })
  expect(alert?.offers.map(({ label }) => label)).toEqual(['staff:take', 'staff:cannot'])
  expect(says(desk().alert(amna, '2'))[0]).toMatchObject({ text: 'staff:alert_normal', purpose: 'notice' })
})

test('taking is confirmed by the case, not by the tap', () => {
  const maria = desk()
  const tap = maria.tap(option(maria.alert(amna), 0))
  expect([posts(tap), texts(tap)]).toEqual([['p_amnaQ1 case_acknowledged'], []])
  const [post] = tap.effects
  expect(post?.type === 'post' && post.event).toMatchObject({ id: post?.id, staffId: 's_maria', firstName: 'Maria', caseId: 'c_amnaQ1_7' })
  expect(texts(maria.settle(amna, 'taken', 's_maria'))).toEqual(['staff:taken_by_you AMNA-7'])
  expect(maria.line().open).toMatchObject([{ caseId: 'c_amnaQ1_7', state: 'taken' }])
})

test('a late tap hears that a colleague has it, and reaches nobody', () => {
  const maria = desk()
  const alert = maria.alert(amna)
  expect(texts(maria.settle(amna, 'taken', 's_yusuf'))).toEqual(['staff:taken_by_other'])
  const late = maria.tap(option(alert, 0))
  expect([posts(late), texts(late)]).toEqual([[], ['staff:taken_by_other']])
  expect(texts(maria.settle(amna, 'closed', 's_yusuf'))).toEqual(['staff:closed AMNA-7'])
  expect(texts(maria.tap(option(alert, 0)))).toEqual(['staff:closed AMNA-7'])
})

test('who was asked for somebody who was forgotten hears that nobody can reach the person any more', () => {
  const maria = desk()
  const alert = maria.alert(amna)
  expect(says(maria.settle(amna, 'forgotten', ''))).toMatchObject([{ text: 'staff:forgotten AMNA-7', purpose: 'urgent', template: 'message_waiting' }])
  const late = maria.tap(option(alert, 0))
  expect([posts(late), texts(late)]).toEqual([[], ['staff:forgotten AMNA-7']])
})

test('who cannot is thanked at once, and may still change their mind', () => {
  const maria = desk()
  const alert = maria.alert(amna)
  const declined = maria.tap(option(alert, 1))
  expect([posts(declined), texts(declined), maria.line().open]).toEqual([['p_amnaQ1 case_declined'], ['staff:passed_on'], []])
  expect(texts(maria.settle(amna, 'passed_on', 's_maria'))).toEqual([])
  expect(texts(maria.tap(option(alert, 1)))).toEqual(['staff:passed_on'])
  expect(posts(maria.tap(option(alert, 0)))).toEqual(['p_amnaQ1 case_acknowledged'])
})

test('typing the label of a button is tapping it, but only while the alert waits', () => {
  const maria = desk()
  maria.alert(amna)
  expect(posts(maria.write(' STAFF:TAKE '))).toEqual(['p_amnaQ1 case_acknowledged'])
  maria.settle(amna, 'taken', 's_maria')
  expect(posts(maria.write('staff:cannot'))).toEqual(['p_amnaQ1 staff_wrote staff:cannot'])
})

test('writing to somebody takes their case first, without delay, and is confirmed once in a running exchange', () => {
  const maria = desk()
  maria.alert(amna)
  const first = maria.write('Ik bel je zo')
  expect([posts(first), texts(first)]).toEqual([['p_amnaQ1 case_acknowledged', 'p_amnaQ1 staff_wrote Ik bel je zo'], []])
  const wrote = first.effects.find((effect) => effect.type === 'post' && effect.event.type === 'staff_wrote')
  expect(wrote?.type === 'post' && wrote.event).toMatchObject({ id: wrote?.id, messageId: wrote?.id, holdMs: 0 })
  expect(texts(maria.settle(amna, 'taken', 's_maria'))).toEqual([])
  const second = maria.write('Ben je thuis?')
  expect([posts(second), texts(second)]).toEqual([['p_amnaQ1 staff_wrote Ben je thuis?'], []])
  maria.wait(11)
  const third = maria.write('Hallo?')
  const confirmed = [first, second, third].map(({ effects }) =>
    effects.some((effect) => effect.type === 'post' && effect.event.type === 'staff_wrote' && effect.event.confirm),
  )
  expect(confirmed).toEqual([true, false, true])
})

test('who fell silent is asked whether Brug may go on, and only a yes hands back', () => {
  const maria = desk()
  const asked = maria.take({ type: 'talk_fell_silent', participantId: amna.participantId })
  expect(says(asked)).toMatchObject([
    { text: 'staff:still_talking AMNA', purpose: 'notice', offers: [{ label: 'staff:brug_goes_on' }, { label: 'staff:talk_goes_on' }] },
  ])
  expect([posts(maria.tap(option(asked, 1))), posts(maria.write('staff:brug_goes_on'))]).toEqual([[], ['p_amnaQ1 handed_back']])
})

test('whether words went is said when it is known, and never before', () => {
  const maria = desk()
  maria.alert(amna)
  expect(texts(maria.write('Ik bel je zo'))).toEqual([])
  const on = { participantId: amna.participantId }
  expect(texts(maria.take({ type: 'staff_message_settled', ...on, outcome: 'sent' }))).toEqual(['staff:reply_sent'])
  expect(texts(maria.take({ type: 'staff_message_settled', ...on, outcome: 'not_sent' }))).toEqual(['staff:not_sent AMNA-7'])
})

test('with several cases nothing is sent until it is chosen for whom, and nothing is lost', () => {
  const maria = desk()
  maria.alert(amna)
  maria.alert(bilal)
  const asked = maria.write('Ik kom eraan')
  expect([posts(asked), says(asked)[0]?.text, says(asked)[0]?.offers.map(({ label }) => label)]).toEqual([
    [],
    'staff:which_case',
    ['staff:case_button AMNA-7', 'staff:case_button BILA-12'],
  ])
  const again = maria.write('over vijf minuten')
  expect([posts(again), texts(again)]).toEqual([[], ['staff:which_case']])
  expect(posts(maria.tap(option(again, 1)))).toEqual([
    'p_bilalZ case_acknowledged',
    'p_bilalZ staff_wrote Ik kom eraan',
    'p_bilalZ staff_wrote over vijf minuten',
  ])
  expect(maria.line().kept).toBeUndefined()
})

test('the choice may be typed as a number', () => {
  const maria = desk()
  maria.alert(amna)
  maria.alert(bilal)
  maria.write('Ik kom eraan')
  expect(posts(maria.write('1'))).toEqual(['p_amnaQ1 case_acknowledged', 'p_amnaQ1 staff_wrote Ik kom eraan'])
})

test('a reply goes to the person our message was about', () => {
  const maria = desk()
  maria.alert(amna)
  const alert = maria.alert(bilal)
  expect(posts(maria.write('Ik bel', says(alert)[0]?.id))).toEqual(['p_bilalZ case_acknowledged', 'p_bilalZ staff_wrote Ik bel'])
})

test('a reply that is edited afterwards goes to nobody else and not twice, and its writer hears that', () => {
  const maria = desk()
  const alert = maria.alert(amna)
  maria.alert(bilal)
  expect(posts(maria.write('Ik bel u', says(alert)[0]?.id, 'reply'))).toEqual(['p_amnaQ1 case_acknowledged', 'p_amnaQ1 staff_wrote Ik bel u'])
  maria.settle(amna, 'taken', 's_maria')
  const edited = maria.edit('reply', 'Ik bel je')
  expect([posts(edited), texts(edited), maria.line().kept]).toEqual([[], ['staff:edit_not_sent'], undefined])
  expect(maria.line().open.map(({ caseId, state }) => [caseId, state])).toEqual([
    [bilal.caseId, 'alerted'],
    [amna.caseId, 'taken'],
  ])
  maria.settle(amna, 'closed', 's_maria')
  const late = maria.edit('reply', 'Ik heb gebeld')
  expect([posts(late), texts(late)]).toEqual([[], ['staff:edit_not_sent']])
})

test('an edit is no tap, whatever it says', () => {
  const maria = desk()
  maria.write('Hallo?', undefined, 'early')
  maria.alert(amna)
  expect(posts(maria.edit('early', 'staff:take'))).toEqual([])
})

test('words that wait for whom they are go out as they were edited', () => {
  const maria = desk()
  maria.alert(amna)
  maria.alert(bilal)
  maria.write('Ik kom om 3 uur', undefined, 'first')
  maria.write('met de auto', undefined, 'second')
  const edited = maria.edit('first', 'Ik kom om 4 uur')
  expect([posts(edited), texts(edited)]).toEqual([[], ['staff:which_case']])
  const sent = maria.tap(option(edited, 0))
  expect(posts(sent)).toEqual(['p_amnaQ1 case_acknowledged', 'p_amnaQ1 staff_wrote Ik kom om 4 uur', 'p_amnaQ1 staff_wrote met de auto'])
  expect(texts(maria.edit('first', 'Ik kom om 5 uur'))).toEqual(['staff:edit_not_sent'])
})

test('words that waited when their cases ended are not sent once edited either', () => {
  const maria = desk()
  maria.alert(amna)
  maria.alert(bilal)
  maria.write('Ik kom', undefined, 'first')
  maria.settle(amna, 'closed', 's_carla')
  maria.settle(bilal, 'closed', 's_carla')
  expect([texts(maria.edit('first', 'Ik kom straks')), maria.line().kept]).toEqual([['staff:nothing_open'], undefined])
})

test('words that waited before a line kept whose they were can still be sent', () => {
  const kept = StaffLine.parse({ ...newStaffLine('s_maria', start), kept: { texts: ['Ik kom'], at: start } }).kept
  expect(kept?.texts).toEqual([{ words: 'Ik kom', messageId: '' }])
})

test('a reply about a case a colleague took is not sent', () => {
  const maria = desk()
  const alert = maria.alert(amna)
  maria.settle(amna, 'passed_on', 's_carla')
  const reply = maria.write('Ik bel je', says(alert)[0]?.id)
  expect([posts(reply), texts(reply)]).toEqual([[], ['staff:taken_by_other']])
})

test('words in the one case that is worked on go there, until another alert comes in between', () => {
  const maria = desk()
  maria.alert(bilal, '2')
  maria.wait(1)
  maria.tap(option(maria.alert(amna), 0))
  maria.settle(amna, 'taken', 's_maria')
  expect(posts(maria.write('Hoe gaat het?'))).toEqual(['p_amnaQ1 staff_wrote Hoe gaat het?'])
  maria.wait(1)
  maria.alert({ participantId: 'p_3', caseId: 'c_3' })
  expect(texts(maria.write('Ik pak hem'))).toEqual(['staff:which_case'])
})

test('a choice whose case was closed meanwhile sends nothing', () => {
  const maria = desk()
  maria.alert(amna)
  maria.alert(bilal)
  const asked = maria.write('Ik kom')
  maria.settle(amna, 'closed', 's_carla')
  const stale = maria.tap(option(asked, 0))
  expect([posts(stale), texts(stale), says(stale)[0]?.offers.length]).toEqual([[], ['staff:which_case'], 1])
  maria.settle(bilal, 'taken', 's_carla')
  expect(texts(maria.tap(option(asked, 1)))).toEqual(['staff:nothing_open'])
})

test('with nothing open a text is not sent and says so', () => {
  const maria = desk()
  const turn = maria.write('Hallo?')
  expect([posts(turn), says(turn)[0]]).toMatchObject([[], { text: 'staff:nothing_open', link: { url: 'https://brug.example/inbox' } }])
  expect(texts(maria.tap('q99.0'))).toEqual(['staff:nothing_open'])
})

test('after closing, what is typed next no longer goes to that person', () => {
  const maria = desk()
  maria.alert(amna)
  maria.write('Tot morgen')
  maria.settle(amna, 'taken', 's_maria')
  expect(texts(maria.settle(amna, 'closed', 's_maria'))).toEqual([])
  expect(posts(maria.write('Pfff, dat was zwaar'))).toEqual([])
})

test('a new message of a person is said once in five minutes, in danger each time', () => {
  const maria = desk()
  const wrote = (participantId: string) => texts(maria.take({ type: 'participant_wrote', participantId }))
  expect([wrote('p_x1y2z3'), wrote('p_x1y2z3'), wrote('p_other9')]).toEqual([['staff:new_message X1Y2'], [], ['staff:new_message OTHE']])
  maria.wait(5)
  expect(wrote('p_x1y2z3')).toHaveLength(1)
  maria.alert(amna)
  expect([wrote(amna.participantId), wrote(amna.participantId)]).toEqual([['staff:new_message AMNA-7'], ['staff:new_message AMNA-7']])
})

test('an alert that cannot be delivered is reported to the case; other messages are not', () => {
  const maria = desk()
  maria.start()
  const failed = (effectId: string | undefined) => maria.take({ type: 'delivery_failed', effectId, channel: 'telegram', fault: 'unreachable' })
  const alert = maria.alert(amna)
  const turn = failed(says(alert)[0]?.id)
  expect(turn.effects[0]).toMatchObject({
    type: 'post',
    to: 'p_amnaQ1',
    event: { type: 'alert_failed', caseId: 'c_amnaQ1_7', staffId: 's_maria', fault: 'unreachable' },
  })
  expect(maria.line().addresses).toMatchObject([{ reachable: false }])
  const taken = maria.settle(amna, 'taken', 's_maria')
  expect(failed(says(taken)[0]?.id).effects).toEqual([])
})

test('a more serious alert must be taken again, a new cry need not', () => {
  const maria = desk()
  maria.alert(amna, '2')
  maria.settle(amna, 'taken', 's_maria')
  maria.alert(amna, '2')
  expect(maria.line().open[0]?.state).toBe('taken')
  maria.alert(amna, '3A')
  expect(maria.line().open[0]?.state).toBe('alerted')
})

test('linking a chat greets, and repeats the alerts that still wait', () => {
  const maria = desk()
  maria.alert(amna)
  maria.alert(bilal)
  maria.settle(bilal, 'taken', 's_maria')
  const turn = maria.start()
  expect(texts(turn)).toEqual(['staff:linked Maria', 'staff:alert_urgent'])
  expect(posts(maria.tap(says(turn)[1]?.offers[0]?.id))).toEqual(['p_amnaQ1 case_acknowledged'])
  expect(maria.line()).toMatchObject({ lastChannel: 'telegram', addresses: [{ channel: 'telegram', addressId: 'tg1', reachable: true }] })
})

test('answers to appointments, unreadable things and a lost event are each said', () => {
  const maria = desk()
  const answered = (answer: string) => texts(maria.take({ type: 'appointment_answered', participantId: 'p_1', appointmentId: 'a1', answer }))
  expect(['cannot', 'other_time', 'silent'].map(answered)).toEqual([['staff:cannot_come'], ['staff:other_time'], ['staff:silent']])
  expect(texts(maria.take({ type: 'unreadable_received', channel: 'telegram', addressId: 'tg1', messageId: 'm', what: 'voice' }))).toEqual(['staff:unreadable'])
  expect(texts(maria.take({ type: 'event_failed', eventId: 'e', eventType: 'alert_raised' }))).toEqual(['staff:alert_urgent'])
})

test('an event that comes twice is handled once', () => {
  const line = newStaffLine('s_maria', start)
  const event = Event.parse({ id: 'same', at: start, type: 'alert_raised', ...amna, level: '3A', kind: 'distress', role: 'trusted' })
  const once = takeStaffTurn(content, line, event, new Date(start))
  expect(takeStaffTurn(content, once.line, event, new Date(start))).toEqual({ line: once.line, effects: [] })
})

test('alerts that repeat for ever push out no other alert, and the line stays small', () => {
  const maria = desk()
  const first = maria.alert(bilal, '2')
  for (let n = 0; n < 200; n += 1) maria.alert(amna)
  expect(posts(maria.tap(option(first, 0)))).toEqual(['p_bilalZ case_acknowledged'])
  expect(JSON.stringify(maria.line()).length).toBeLessThan(10_000)
})

test('whatever happens, words reach only somebody whose case this person was asked for, and every effect has its own id', () => {
  const on = fc.constantFrom(amna, bilal, { participantId: 'p_third', caseId: 'c_third_1' })
  const step = fc.oneof(
    fc.record({ do: fc.constant('alert' as const), on, level: fc.constantFrom<Level>('0', '2', '3A') }),
    fc.record({
      do: fc.constant('settle' as const),
      on,
      outcome: fc.constantFrom('taken', 'closed', 'passed_on'),
      by: fc.constantFrom('s_maria', 's_yusuf', ''),
    }),
    fc.record({ do: fc.constant('write' as const), text: fc.constantFrom('hallo', '1', '2', 'staff:take', 'staff:cannot', ' ') }),
    fc.record({ do: fc.constant('edit' as const), text: fc.constantFrom('hallo', '1', 'staff:take'), of: fc.nat(4) }),
    fc.record({ do: fc.constant('tap' as const), back: fc.nat(6), n: fc.nat(2) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const maria = desk()
      const offered: (string | undefined)[] = []
      const involved = new Set<string>()
      const ids = new Set<string>()
      let typed = 0
      let arrived = 0
      for (const one of steps) {
        maria.wait(1)
        if (one.do === 'alert' || (one.do === 'settle' && one.outcome === 'taken' && one.by === 's_maria')) involved.add(one.on.participantId)
        const turn =
          one.do === 'alert'
            ? maria.alert(one.on, one.level)
            : one.do === 'settle'
              ? maria.settle(one.on, one.outcome, one.by)
              : one.do === 'write'
                ? maria.write(one.text, undefined, `w${typed}`)
                : one.do === 'edit'
                  ? maria.edit(`w${typed - one.of}`, one.text)
                  : maria.tap(offered.at(-1 - one.back * 3 - one.n))
        offered.push(...says(turn).flatMap(({ offers }) => offers.map(({ id }) => id)))
        if (one.do === 'write' && one.text.trim() !== '') {
          typed += 1
          // Whoever types always hears or sends something.
          expect(turn.effects.length).toBeGreaterThan(0)
        }
        if (one.do === 'edit') expect([posts(turn), turn.effects.length]).toEqual([[], 1])
        for (const effect of turn.effects) {
          expect(ids.has(effect.id)).toBe(false)
          ids.add(effect.id)
          if (effect.type !== 'post') continue
          expect(involved.has(effect.to)).toBe(true)
          if (effect.event.type === 'staff_wrote') arrived += effect.event.text.split('\n').length
        }
      }
      expect(arrived).toBeLessThanOrEqual(typed)
    }),
    { numRuns: 300 },
  )
})
