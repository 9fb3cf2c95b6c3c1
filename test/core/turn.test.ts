// The corners of a turn: two addresses on one platform, "stop" and back, codes that are none, who is kept out and for how long, forgetting while a case is open.
import { describe, expect, test } from 'vitest'
import type { Appointment } from '../../src/core/agenda/appointment.ts'
import { newConversation, type Conversation } from '../../src/core/conversation.ts'
import { takeTurn, type TurnResult } from '../../src/core/turn.ts'
import { alertedIn, messagesIn, stageStaff } from '../../src/cli/stage.ts'
import { projectContent } from '../content-for-tests.ts'
import { amina, maria, start, type Heard } from './amina.ts'

const hourMs = 60 * 60 * 1000
const content = { ...projectContent(), roster: stageStaff }
const carla = { staffId: 's_carla', firstName: 'Carla' }

let count = 0

function turn(conversation: Conversation, heard: Heard, at = start): TurnResult {
  count += 1
  return takeTurn(content, conversation, { ...heard, id: `e${count}`, at }, new Date(at))
}

const says = (text: string, addressId = '31600000001') => ({ type: 'message_received' as const, channel: 'whatsapp' as const, addressId, messageId: 'm', text })
const closing = (caseId = '') => [
  { type: 'case_acknowledged' as const, ...carla, caseId },
  { type: 'case_contacted' as const, ...carla, caseId, how: 'call' },
  { type: 'case_closed' as const, ...carla, caseId, outcome: 'helped' as const, note: 'Wij hebben gebeld.' },
]

function closed(conversation: Conversation): Conversation {
  const caseId = conversation.case?.id
  return closing(caseId).reduce((before, heard) => turn(before, heard).conversation, conversation)
}

test('who has two numbers on one platform is answered where they wrote last', () => {
  const other = '31600000002'
  const second = turn(amina(), says('hallo', other)).conversation
  expect(second.addresses.at(-1)?.addressId).toBe(other)
  const back = turn(second, says('hallo')).conversation
  expect(back.addresses.map(({ addressId }) => addressId)).toEqual([other, '31600000001'])
})

const appointment: Appointment = {
  id: 'a1',
  kind: 'other',
  title: 'Gemeente',
  startsAt: '2026-03-05T14:30:00+01:00',
  remindBefore: ['P1D', 'PT2H'],
  state: 'planned',
  answer: 'none',
  setBy: 's_maria',
  setAt: start,
}
const set = (fields: Partial<Appointment> = {}) => ({ type: 'appointment_set' as const, ...maria, appointment: { ...appointment, ...fields } })

test('who stopped and is back gets the reminders of what is still planned', () => {
  const planned = turn(amina(), set()).conversation
  const stopped = turn(planned, says('stop')).conversation
  expect(stopped.timers).toEqual({})
  expect(turn(stopped, says('hallo'), start + hourMs).conversation.timers).toMatchObject(planned.timers)
})

test('a reminder that waits for an answer waits on when only the place changes, and no longer when the appointment moves', () => {
  const planned = turn(amina(), set()).conversation
  const [id = '', timer] = Object.entries(planned.timers)[0] ?? []
  const at = timer?.at ?? 0
  const reminded = turn(planned, { type: 'timer_due', timerId: id }, at).conversation
  expect(reminded.timers['silence.a1']).toBeDefined()
  expect(turn(reminded, set({ place: 'Kamer 3' }), at).conversation.timers['silence.a1']).toEqual(reminded.timers['silence.a1'])
  expect(turn(reminded, set({ startsAt: '2026-03-06T14:30:00+01:00' }), at).conversation.timers['silence.a1']).toBeUndefined()
})

test('what was written minutes apart is no burst, however late and close together it comes in', () => {
  const wrote = (before: Conversation, text: string, at: number) =>
    takeTurn(content, before, { ...says(text), id: `late${at}`, at: start + at }, new Date(start + 2 * hourMs))
  const first = wrote(amina(), 'blorp blap', 0)
  const minuteLater = wrote(first.conversation, 'frub', 60_000)
  expect(messagesIn(minuteLater.effects)).toHaveLength(1)
  const secondLater = wrote(minuteLater.conversation, 'flap', 61_000)
  expect(messagesIn(secondLater.effects)).toHaveLength(0)
  const later = new Date(start + 2 * hourMs + 4_000)
  const over = takeTurn(content, secondLater.conversation, { type: 'timer_due', timerId: 'burst', id: 'over', at: later.getTime() }, later)
  expect(messagesIn(over.effects)).toHaveLength(1)
})

describe('what Brug says of its own accord', () => {
  test('is announced outside the window of WhatsApp, a check-in too', () => {
    const due = amina({ checkIns: { everyWeeks: 2, skipped: 0 }, timers: { check_in: { at: start, kind: 'check_in', ref: 'pulse' } } })
    const said = messagesIn(turn(due, { type: 'timer_due', timerId: 'check_in' }).effects)
    expect(said.map(({ purpose, template }) => [purpose, template])).toEqual([['notice', 'message_waiting']])
    expect(messagesIn(turn(amina(), says('menu')).effects).map(({ template }) => template)).toEqual([undefined])
  })

  test.each([
    ['without consent', { consent: {} }],
    ['after "stop"', { stopped: true }],
  ])('is no check-in %s, whoever asks for it', (_when, fields) => {
    expect(messagesIn(turn(amina(fields), { type: 'check_in_requested', staffId: 's_maria' }).effects)).toEqual([])
    expect(messagesIn(turn(amina(), { type: 'check_in_requested', staffId: 's_maria' }).effects)).toHaveLength(1)
  })
})

test('a button from before an invite finds no question of the record it led to', () => {
  const guest = turn(newConversation('p_guest', start), { type: 'chat_started', channel: 'whatsapp', addressId: '1', messageId: 'm' })
  const person = turn(newConversation('p_person', start), { type: 'chat_started', channel: 'whatsapp', addressId: '1', messageId: 'm' })
  const [old, own] = [guest, person].map(({ effects }) => messagesIn(effects).flatMap(({ offers }) => offers)[0]?.id ?? '')
  expect(old).not.toBe('')
  expect(old).not.toBe(own)
})

test.each([
  ['K7MNP-2QR3S', true],
  ['Brug k7mnp2qr3s', true],
  ['0612345678', false],
  ['hallo dagen', false],
])('%s is an invite code: %s', (text, isCode) => {
  const { effects } = turn(newConversation('p_guest', start), says(text))
  expect(effects.some(({ type }) => type === 'redeem_invite')).toBe(isCode)
})

describe('whom the person may be afraid of', () => {
  const afraid = () => turn(amina(), says('mijn vrijwilliger slaat mij')).conversation

  test('is not named among those who were asked, though they were asked for something else before', () => {
    const asked = turn(amina(), says('ik wil dood')).conversation
    expect(asked.case?.alerts.map(({ staffId }) => staffId)).toContain('s_maria')
    const { conversation, effects } = turn(asked, says('mijn vrijwilliger slaat mij'))
    expect(conversation.case?.excluded).toEqual(['s_maria'])
    const said = messagesIn(effects).map(({ text }) => text)
    expect(said.join('\n')).toContain('coördinator')
    expect(said.join('\n')).not.toContain('Maria')
  })

  test('can not write to them after the case is closed', () => {
    const after = closed(afraid())
    expect(after.case).toBeUndefined()
    const { effects } = turn(after, { type: 'staff_wrote', ...maria, messageId: 'w1', text: 'hallo', holdMs: 0 })
    expect(messagesIn(effects)).toEqual([])
  })

  test('is not asked when what was said as a guest goes on under the own name', () => {
    const guest = turn(newConversation('p_guest', start), says('mijn vrijwilliger slaat mij')).conversation
    expect(guest.case?.harmBy).toBe('trusted')
    const linked = { type: 'address_linked' as const, channel: 'whatsapp' as const, addressId: '31600000001', caseId: guest.case?.id }
    const { conversation, effects } = turn(amina(), { ...linked, level: '3A', kind: 'violence', harmBy: guest.case?.harmBy })
    expect(alertedIn(effects)).toEqual(['Carla'])
    expect(conversation.case?.excluded).toEqual(['s_maria'])
  })
})

describe('a coordinator lets in who was kept out by mistake', () => {
  const lift = { type: 'exclusion_lifted' as const, ...carla, of: 's_maria', reason: 'Het ging over een andere Maria.' }

  test.each(['while the case is open', 'after it'])('%s: recorded with the reason, told to the person, and asked again from then on', (when) => {
    const heard = turn(amina(), says('mijn vrijwilliger slaat mij')).conversation
    const before = when === 'after it' ? closed(heard) : heard
    const { conversation, effects } = turn(before, lift)
    expect(messagesIn(effects)).toMatchObject([{ purpose: 'notice', text: expect.stringContaining('Maria') }])
    expect(conversation.wishes).toMatchObject([{ staffId: 's_carla', removed: ['s_maria'], reason: lift.reason }])
    expect((conversation.case ?? conversation.closedCase)?.history.at(-1)).toMatchObject({ what: 'let_in', staffId: 's_carla', detail: 's_maria' })
    expect(alertedIn(turn(when === 'after it' ? conversation : closed(conversation), says('ik wil dood')).effects)).toContain('Maria')
  })

  test('not themselves, and not against the wish of the person', () => {
    const heard = turn(amina(), says('mijn vrijwilliger slaat mij')).conversation
    expect(turn(heard, { ...lift, ...maria }).conversation.case?.excluded).toEqual(['s_maria'])
    expect(turn({ ...heard, notToTell: ['s_maria'] }, lift).conversation.case?.excluded).toEqual(['s_maria'])
  })
})

test('who was kept out by the wish of the person is let in again when the person wishes that, also after a case', () => {
  const after = closed(turn(amina({ notToTell: ['s_maria'] }), says('ik wil dood')).conversation)
  expect(after.closedCase?.excluded).toEqual(['s_maria'])
  const changed = turn(after, { type: 'person_changed', staffId: 's_carla', notToTell: [] }).conversation
  expect(alertedIn(turn(changed, says('ik wil dood')).effects)).toContain('Maria')
})

test('the most serious level there was stays on record when a mere question follows', () => {
  const after = closed(turn(amina(), says('ik wil dood')).conversation)
  expect(turn(after, says('/human')).conversation).toMatchObject({ case: { level: '0' }, highest: { level: '3A' } })
})

test('"wis" in danger shows the help card and asks once more before anything is forgotten', () => {
  const asked = turn(amina(), says('ik wil dood')).conversation
  const wish = turn(asked, says('/wis')).conversation
  const warned = turn(wish, says('ja'))
  expect(messagesIn(warned.effects)).toMatchObject([{ purpose: 'urgent', text: expect.stringMatching(/112[^]*113/), offers: [{ label: 'Ja, wis alles' }, {}] }])
  expect(warned.conversation.forgetting).toBeUndefined()
  expect(turn(warned.conversation, says('nee')).conversation.forgetting).toBeUndefined()
  const gone = turn(warned.conversation, says('ja'))
  expect(gone.conversation.forgetting).toBe(true)
  expect(gone.effects.at(-1)?.type).toBe('forget')
})

test('"yes" to "delete everything?" counts while a colleague talks, but not once the colleague wrote since', () => {
  const wrote = { type: 'staff_wrote' as const, ...carla, messageId: 'w1', text: 'Kom je morgen?', holdMs: 0 }
  const asked = turn(turn(amina(), wrote).conversation, says('wis'), start + hourMs).conversation
  expect(turn(asked, says('ja'), start + hourMs).conversation.forgetting).toBe(true)
  const since = turn(asked, wrote, start + 2 * hourMs).conversation
  expect(turn(since, says('ja'), start + 2 * hourMs).conversation.forgetting).toBeUndefined()
})

test('who asks to be forgotten while a case is open leaves nobody waiting for it', () => {
  const asked = turn(amina(), says('ik wil dood')).conversation
  const { effects } = turn(asked, { type: 'forget_requested', by: 's_carla' })
  const told = effects.flatMap((effect) => (effect.type === 'post' && effect.event.type === 'alert_settled' ? [[effect.to, effect.event.outcome]] : []))
  expect(told).toEqual([['s_maria', 'forgotten']])
  expect(effects.at(-1)?.type).toBe('forget')
})

describe('with nobody who can be reached', () => {
  const nobody = { ...content, roster: [] }
  const cry = (fields: Partial<Conversation>) =>
    takeTurn(nobody, amina(fields), { ...says('ik wil dood'), id: `cry${(count += 1)}`, at: start }, new Date(start))
  const words = (effects: TurnResult['effects']) =>
    messagesIn(effects)
      .map(({ text }) => text)
      .join('\n')

  test('the card says so, and never that a message was sent', () => {
    const { effects } = cry({ trusted: undefined })
    expect(words(effects)).toContain('Ik kan nu geen mens bereiken')
    expect(words(effects)).not.toContain('bericht gestuurd')
  })

  test('nor is a human said to be asked where there is none', () => {
    const asked = takeTurn(nobody, amina({ trusted: undefined }), { ...says('/human'), id: 'h1', at: start }, new Date(start))
    expect(words(asked.effects)).toContain('Ik kan nu geen mens bereiken')
  })

  test('the person hears it once when the only one who was asked turns out to be unreachable', () => {
    const asked = cry({})
    expect(words(asked.effects)).toContain('Ik heb Maria nu een bericht gestuurd')
    const failed = { type: 'alert_failed' as const, caseId: asked.conversation.case?.id ?? '', staffId: 's_maria', fault: 'unreachable' as const }
    const told = takeTurn(nobody, asked.conversation, { ...failed, id: 'f1', at: start }, new Date(start))
    expect(messagesIn(told.effects)).toMatchObject([{ purpose: 'urgent', text: expect.stringContaining('Ik kan nu geen mens bereiken') }])
    expect(messagesIn(takeTurn(nobody, told.conversation, { ...failed, id: 'f2', at: start }, new Date(start)).effects)).toEqual([])
    const again = takeTurn(nobody, told.conversation, { ...says('hallo'), id: 'f3', at: start + hourMs }, new Date(start + hourMs))
    expect(words(again.effects)).not.toContain('bericht gestuurd')
  })
})

describe('with nobody but who reads the inbox', () => {
  const inInbox = (...ids: string[]) => ({ ...content, roster: stageStaff.map((one) => (ids.includes(one.staffId) ? { ...one, inboxOnly: true } : one)) })
  const card = (place: typeof content) =>
    takeTurn(
      place,
      amina({ reserve: { staffId: 's_yusuf', firstName: 'Yusuf', since: start } }),
      { ...says('ik wil dood'), id: `i${(count += 1)}`, at: start },
      new Date(start),
    )
  const words = (result: TurnResult) => messagesIn(result.effects)[0]?.text

  test('the card says that they are asked, not that a message went; the coordinator is asked at once', () => {
    const all = card(inInbox('s_maria', 's_yusuf', 's_carla'))
    expect(words(all)).toContain('Ik heb Maria en Yusuf gevraagd om je te helpen')
    expect(words(all)).not.toContain('bericht gestuurd')
    expect(alertedIn(all.effects)).toEqual(['Maria', 'Yusuf', 'Carla'])
  })

  test('a message went to whoever has a chat with Brug, and to nobody else', () => {
    expect(words(card(inInbox('s_maria')))).toContain('Ik heb Yusuf nu een bericht gestuurd')
    expect(words(card(inInbox('s_maria', 's_yusuf')))).toMatch(/Maria en Yusuf gevraagd[^]*coördinator nu een bericht gestuurd/)
  })
})

describe('an address that does not work', () => {
  const address = (channel: 'whatsapp' | 'telegram', addressId: string) => ({ channel, addressId, reachable: true, since: start })
  const two = { addresses: [address('telegram', '7'), address('whatsapp', '1'), address('whatsapp', '2')] }
  const failed = { type: 'delivery_failed' as const, effectId: 'p_amina.1.0', channel: 'whatsapp' as const, fault: 'unreachable' as const }

  test('says nothing of the others on that platform', () => {
    const after = turn(amina(two), { ...failed, addressId: '1' }).conversation
    expect(after.addresses.map(({ reachable }) => reachable)).toEqual([true, false, true])
    expect(after.lastChannel).toBe('whatsapp')
    const both = turn(after, failed).conversation
    expect(both.addresses.map(({ reachable }) => reachable)).toEqual([true, false, false])
    expect(both.lastChannel).toBe('telegram')
  })

  test.each(['retry', 'refused', 'window', 'stopped'] as const)('stays as it is known when a message was lost for another reason: %s', (fault) => {
    const blocked = turn(amina(two), { ...failed, addressId: '2' }).conversation
    const other = { ...failed, fault }
    expect(turn(blocked, { ...other, addressId: '2' }).conversation.addresses).toEqual(blocked.addresses)
    expect(turn(blocked, { ...other, addressId: '1' }).conversation.addresses).toEqual(blocked.addresses)
    const back = { type: 'reachability_changed' as const, channel: 'whatsapp' as const, addressId: '2', reachable: true }
    expect(turn(blocked, back).conversation.addresses.map(({ reachable }) => reachable)).toEqual([true, true, true])
  })

  test('brings the help card again where else the person is, while nobody has reached them', () => {
    const asked = turn(amina(two), says('ik wil dood', '2')).conversation
    expect(messagesIn(turn(asked, failed).effects)).toMatchObject([{ purpose: 'urgent', text: expect.stringContaining('113') }])
    expect(messagesIn(turn(amina(two), failed).effects)).toEqual([])
  })
})

describe('a colleague who wrote hears what became of it', () => {
  const settled = ({ effects }: TurnResult) =>
    effects.flatMap((effect) => (effect.type === 'post' && effect.event.type === 'staff_message_settled' ? [[effect.to, effect.event.outcome]] : []))
  const wrote = { type: 'staff_wrote' as const, ...maria, messageId: 'w1', text: 'hallo', holdMs: 0, confirm: true }

  test('sent, or not where the person is afraid of them', () => {
    expect(settled(turn(amina(), wrote))).toEqual([['s_maria', 'sent']])
    expect(settled(turn(amina({ keptOut: ['s_maria'] }), wrote))).toEqual([['s_maria', 'not_sent']])
  })

  test('when no platform could bring them', () => {
    const failed = { type: 'delivery_failed' as const, effectId: 'p_amina.1.0', channel: 'whatsapp' as const, fault: 'refused' as const }
    expect(settled(turn(amina(), { ...failed, writtenBy: 's_maria' }))).toEqual([['s_maria', 'not_sent']])
    expect(settled(turn(amina(), failed))).toEqual([])
  })

  test('when "stop" comes before the words went', () => {
    const held = turn(amina(), { ...wrote, confirm: undefined, holdMs: 5000 }).conversation
    const stopped = turn(held, says('stop'))
    expect(settled(stopped)).toEqual([['s_maria', 'not_sent']])
    expect(stopped.conversation.held).toEqual([])
  })
})

describe('a case that is handed over', () => {
  const joost = { staffId: 's_joost', firstName: 'Joost' }
  const texts = ({ effects }: TurnResult) => messagesIn(effects).map(({ text }) => text)
  const handed = (conversation: Conversation) =>
    turn(conversation, { type: 'case_handed_over', ...maria, caseId: conversation.case?.id ?? '', to: { ...joost, since: start } })

  test("is the other colleague's only once they take it: the person hears that they are asked, and then that they come", () => {
    const cried = turn(amina(), says('ik wil dood')).conversation
    const mine = turn(cried, { type: 'case_acknowledged', ...maria, caseId: cried.case?.id ?? '' }).conversation
    const after = handed(mine)
    expect(texts(after)).toEqual([expect.stringContaining('Joost nu gevraagd om je te helpen')])
    const taken = turn(after.conversation, { type: 'case_acknowledged', ...joost, caseId: mine.case?.id ?? '' })
    expect(texts(taken)).toEqual([expect.stringContaining('Joost heeft je bericht gezien')])
  })

  test('also when whoever handed it over was talking', () => {
    const wrote = { type: 'staff_wrote' as const, ...maria, messageId: 'w1', text: 'hallo', holdMs: 0 }
    const talking = turn(turn(amina(), says('ik wil dood')).conversation, wrote).conversation
    const taken = turn(handed(talking).conversation, { type: 'case_acknowledged', ...joost, caseId: talking.case?.id ?? '' })
    expect(texts(taken)).toEqual([expect.stringContaining('Joost heeft je bericht gezien')])
  })
})

describe('a colleague who talks and falls silent', () => {
  const wrote = { type: 'staff_wrote' as const, ...carla, messageId: 'w1', text: 'hallo', holdMs: 0 }
  const due = (conversation: Conversation, at: number) => turn(conversation, { type: 'timer_due', timerId: 'talk' }, at)
  const asked = ({ effects }: TurnResult) =>
    effects.flatMap((effect) => (effect.type === 'post' && effect.event.type === 'talk_fell_silent' ? [effect.to] : []))

  test('is asked after two days whether Brug may go on while a case is open; Brug never does so by itself', () => {
    const open = turn(turn(amina(), says('/human')).conversation, wrote).conversation
    expect(open.timers['talk']?.at).toBe(start + 48 * hourMs)
    const first = due(open, start + 48 * hourMs)
    expect([asked(first), messagesIn(first.effects), first.conversation.talkingTo?.staffId]).toEqual([['s_carla'], [], 's_carla'])
    expect(asked(due(first.conversation, start + 96 * hourMs))).toEqual(['s_carla'])
    const back = { type: 'handed_back' as const, onlyOwn: true }
    expect(turn(first.conversation, { ...back, ...maria }).conversation.talkingTo).toBeDefined()
    expect(turn(first.conversation, { ...back, ...carla }).conversation).toMatchObject({
      talkingTo: undefined,
      timers: expect.not.objectContaining({ talk: expect.anything() }),
    })
  })

  test('hands back by that silence when nothing is open and nobody wrote for a day, and the person hears it', () => {
    const talking = turn(amina(), wrote).conversation
    const heard = turn(talking, says('dank je'), start + 20 * hourMs).conversation
    const later = due(heard, start + 24 * hourMs)
    expect([messagesIn(later.effects), later.conversation.timers['talk']?.at]).toEqual([[], start + 44 * hourMs])
    const over = due(later.conversation, start + 44 * hourMs)
    expect(messagesIn(over.effects)).toMatchObject([{ text: expect.stringContaining('Carla is klaar') }])
    expect(over.conversation.talkingTo).toBeUndefined()
  })

  test('is done when they close the case: the person hears that Brug helps again, and it does', () => {
    const open = turn(turn(amina(), says('ik wil dood')).conversation, wrote).conversation
    const [, contacted, closes] = closing(open.case?.id)
    if (!contacted || !closes) throw new Error('a case is closed after contact')
    const over = turn(turn(open, contacted).conversation, closes)
    expect(messagesIn(over.effects)).toMatchObject([{ text: expect.stringContaining('Carla is klaar met jouw vraag. Ik, Brug, help je weer.') }])
    expect(over.conversation).toMatchObject({ talkingTo: undefined, timers: expect.not.objectContaining({ talk: expect.anything() }) })
    expect(messagesIn(turn(over.conversation, says('hoe vraag ik zorgtoeslag aan')).effects)[0]?.text).toContain('Zorgtoeslag')
    expect(turn(over.conversation, says('ik wil dood')).conversation.case?.level).toBe('3A')
  })

  test('talks on when a colleague closes the case, and hands back a day later', () => {
    const open = turn(turn(amina(), says('/human')).conversation, { ...wrote, ...maria }).conversation
    const after = closed(open)
    expect([after.case, after.talkingTo?.staffId, after.timers['talk']?.at]).toEqual([undefined, 's_maria', start + 24 * hourMs])
    expect(due(after, start + 24 * hourMs).conversation.talkingTo).toBeUndefined()
  })

  test('keeps nobody from redeeming a code, and a number told to a colleague is none', () => {
    const code = 'Brug K7MNP-2QR3S'
    const guest = turn({ ...newConversation('p_guest', start), lang: 'nl' }, wrote).conversation
    expect(turn(guest, says(code)).effects.some(({ type }) => type === 'redeem_invite')).toBe(true)
    expect(turn(turn(amina(), wrote).conversation, says(code)).effects.some(({ type }) => type === 'redeem_invite')).toBe(false)
  })
})

describe('the questions about how it goes', () => {
  const due = { type: 'timer_due' as const, timerId: 'check_in' }
  const asking = { checkIns: { everyWeeks: 2, skipped: 0 }, timers: { check_in: { at: start, kind: 'check_in' as const, ref: 'pulse' } } }

  test('end with "stop", consent and all; who is back is asked once whether they may begin again', () => {
    const stopped = turn(amina(asking), says('stop')).conversation
    expect(stopped).toMatchObject({ consent: { checkIns: { given: false } }, checkIns: undefined, timers: {} })
    const back = turn(stopped, says('hallo')).conversation
    const asked = turn(back, due, start + 2 * hourMs)
    const [question] = messagesIn(asked.effects)
    expect(question).toMatchObject({ text: expect.stringContaining('hoe het met je gaat'), offers: [{}, { label: 'Elke 4 weken' }, {}] })
    const tap = {
      type: 'option_chosen' as const,
      channel: 'whatsapp' as const,
      addressId: '31600000001',
      messageId: 'm',
      optionId: question?.offers[1]?.id ?? '',
    }
    const again = turn(asked.conversation, tap, start + 2 * hourMs).conversation
    expect(again).toMatchObject({ consent: { checkIns: { given: true } }, checkIns: { everyWeeks: 4 }, timers: { check_in: { ref: 'pulse' } } })
    expect(turn(turn(again, says('stop')).conversation, says('hallo')).conversation.timers['check_in']?.ref).toBe('again')
  })

  test('do not come across what the person is busy with', () => {
    const busy = turn(amina(asking), says('menu')).conversation
    const waits = turn(busy, due, start + hourMs / 2)
    expect([messagesIn(waits.effects), waits.conversation.stack]).toEqual([[], busy.stack])
    expect(messagesIn(turn(waits.conversation, due, start + 2 * hourMs).effects)).toHaveLength(1)
  })
})
