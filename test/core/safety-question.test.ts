// Which question a tap answers when the one about death and "are you in danger now?" both hang in the chat.
import { expect, test } from 'vitest'
import type { Conversation } from '../../src/core/conversation.ts'
import { takeTurn, type TurnResult } from '../../src/core/turn.ts'
import { messagesIn, stageStaff } from '../../src/cli/stage.ts'
import { projectContent } from '../content-for-tests.ts'
import { amina, start, type Heard } from './amina.ts'

const content = { ...projectContent(), roster: stageStaff }
const from = { channel: 'whatsapp' as const, addressId: '31600000001', messageId: 'm' }

let count = 0

function turn(conversation: Conversation, heard: Heard, at = start): TurnResult {
  count += 1
  return takeTurn(content, conversation, { ...heard, id: `e${count}`, at }, new Date(at))
}

const says = (text: string) => ({ type: 'message_received' as const, ...from, text })
const words = ({ effects }: TurnResult) =>
  messagesIn(effects)
    .map(({ text }) => text)
    .join('\n')

function tapOf({ effects }: TurnResult, label: string): Heard {
  const offer = messagesIn(effects)
    .flatMap(({ offers }) => offers)
    .find((one) => one.label === label)
  return { type: 'option_chosen', ...from, optionId: offer?.id ?? '' }
}

/** The question about death, and after it, unanswered, a cry that brings the one about danger. */
function bothAsked() {
  const death = turn(amina(), says('ik heb vroeger aan zelfmoord gedacht'))
  const danger = turn(death.conversation, says('ik wil niet meer leven'))
  expect(danger.conversation.safety?.asked).toBe('danger_now')
  return { death, danger }
}

test('the older question is answered by its own button; the one about danger still waits, with its time', () => {
  const { death, danger } = bothAsked()
  const older = turn(danger.conversation, tapOf(death, 'Nee'))
  expect(words(older)).toContain('contact met je op te nemen')
  expect(older.conversation).toMatchObject({ case: { level: '3A' }, safety: danger.conversation.safety })
  expect(older.conversation.timers['safety.danger_now']).toEqual(danger.conversation.timers['safety.danger_now'])
  expect(turn(older.conversation, says('ja')).conversation.case?.level).toBe('3B')
})

test('"sometimes" about death is not read as danger this moment', () => {
  const { death, danger } = bothAsked()
  const sometimes = turn(danger.conversation, tapOf(death, 'Soms'))
  expect(sometimes.conversation.case?.level).toBe('3A')
  expect(words(sometimes)).toContain('Ben je nu in gevaar?')
})

test('who answered about danger has nothing left to answer about death: "ok" means something else', () => {
  const { danger } = bothAsked()
  const answered = turn(danger.conversation, tapOf(danger, 'Nee')).conversation
  expect(answered).toMatchObject({ safety: undefined, timers: expect.not.objectContaining({ 'safety.danger_now': expect.anything() }) })
  expect(answered.questions.every((question) => question.answered === true)).toBe(true)
})

test('"are you in danger now?" is asked once more and then rests for an hour; every word gets an answer, and a question its own', () => {
  const asks = (result: TurnResult) => words(result).includes('Ben je nu in gevaar?')
  const atMinute = (before: TurnResult, text: string, minute: number) => turn(before.conversation, says(text), start + minute * 60_000)
  const cried = turn(amina(), says('ik wil niet meer leven'))
  const again = atMinute(cried, 'blorp blap', 1)
  const thanked = atMinute(again, 'dank je', 2)
  const greeted = atMinute(thanked, 'hallo', 2)
  expect([cried, again, thanked, greeted].map(asks)).toEqual([true, true, false, false])
  for (const calm of [thanked, greeted]) expect(words(calm)).toMatch(/^Ik heb je bericht\.\n👤 Ik heb Maria[^]*112[^]*113/)
  expect(words(atMinute(greeted, 'hoe vraag ik zorgtoeslag aan', 3))).toContain('Zorgtoeslag')
  expect(atMinute(greeted, 'ja', 4).conversation.case?.level).toBe('3B')
  const criesAgain = atMinute(greeted, 'ik wil dood', 5)
  expect([criesAgain, atMinute(criesAgain, 'blorp', 6), atMinute(greeted, 'blorp', 62)].map(asks)).toEqual([true, true, true])
})

test('a "no" that comes when the case is closed is not answered with somebody who was asked', () => {
  const { danger } = bothAsked()
  const carla = { staffId: 's_carla', firstName: 'Carla' }
  const caseId = danger.conversation.case?.id ?? ''
  const closing: Heard[] = [
    { type: 'case_acknowledged', ...carla, caseId },
    { type: 'case_contacted', ...carla, caseId, how: 'call' },
    { type: 'case_closed', ...carla, caseId, outcome: 'helped', note: 'Wij hebben gebeld.' },
  ]
  const closed = closing.reduce((before, heard) => turn(before, heard).conversation, danger.conversation)
  expect(closed.case).toBeUndefined()
  const late = words(turn(closed, tapOf(danger, 'Nee')))
  expect(late).toContain('112')
  expect(late).not.toContain('bericht gestuurd')
})
