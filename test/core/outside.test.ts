// What a turn does with help from outside: when it asks, what an opinion may change and what it never may, and how a voice message is heard.
import { describe, expect, test } from 'vitest'
import type { Conversation } from '../../src/core/conversation.ts'
import type { Effect } from '../../src/core/effect.ts'
import { languages } from '../../src/core/phrasebook.ts'
import { takeTurn, type TurnResult } from '../../src/core/turn.ts'
import { alertedIn, messagesIn, stageStaff } from '../../src/cli/stage.ts'
import { projectContent } from '../content-for-tests.ts'
import { amina, maria, start, type Heard } from './amina.ts'

const content = { ...projectContent(), roster: stageStaff, outside: { opinion: true, transcription: true } }

let count = 0

function turn(conversation: Conversation, happening: Heard, at = start, set: Partial<typeof content> = {}): TurnResult & { id: string } {
  count += 1
  const id = `e${count}`
  return { ...takeTurn({ ...content, ...set }, conversation, { ...happening, id, at }, new Date(at)), id }
}

const from = { channel: 'whatsapp' as const, addressId: '31600000001', messageId: 'm' }
const says = (text: string) => ({ type: 'message_received' as const, ...from, text })
const speaks = { type: 'unreadable_received' as const, ...from, what: 'voice' as const, mediaId: 'media-1' }
const written = (about: string, text: string) => ({ type: 'voice_transcribed' as const, channel: 'whatsapp' as const, about, text })
const none = { level: '0' as const, kind: 'distress' as const }
const opinion = (
  about: string,
  more: { topic?: string; level?: '0' | '1' | '2' | '3A' | '3B' },
  heard: { level: '0' | '1' | '2'; kind: 'distress' } = none,
) => ({
  type: 'opinion_received' as const,
  about,
  heard,
  ...more,
})
const odd = 'zorp flim klonk borp trel'

function asked(effects: Effect[]): Effect[] {
  return effects.filter(({ type }) => type === 'second_opinion' || type === 'transcribe')
}
function textsIn(effects: Effect[]): string {
  return messagesIn(effects)
    .map(({ text }) => text)
    .join('\n')
}

describe('when a second opinion is asked', () => {
  test('about a text that is not understood, with what was heard in it', () => {
    const { effects, id } = turn(amina(), says(odd))
    expect(asked(effects)).toMatchObject([{ type: 'second_opinion', about: id, text: odd, heard: none }])
  })

  test.each([
    ['who has not agreed to the use of Brug', amina({ consent: {} }), odd],
    ['who talks with a colleague', amina({ talkingTo: { ...maria } }), odd],
    ['who says a word or two', amina(), 'ok dank'],
    ['who gives a command', amina(), 'ik wil stoppen'],
    ['who is helped already', amina(), 'ik wil dood, ik wil niet meer leven'],
  ])('not of %s', (_who, conversation, text) => {
    expect(asked(turn(conversation, says(text)).effects)).toEqual([])
  })

  test('not where it is off, and then nothing else is different', () => {
    const off = turn(amina(), says(odd), start, { outside: { opinion: false, transcription: false } })
    expect(asked(off.effects)).toEqual([])
    expect(textsIn(off.effects)).toBe(textsIn(turn(amina(), says(odd)).effects))
    expect(off.conversation.unanswered).toBeUndefined()
  })
})

describe('what an opinion may do', () => {
  const missed = turn(amina(), says(odd))

  test('it raises: card, case and alerts as if the words had been heard', () => {
    const { conversation, effects } = turn(missed.conversation, opinion(missed.id, { level: '3A' }))
    expect(conversation.case?.level).toBe('3A')
    expect(alertedIn(effects)).toContain('Maria')
    expect(textsIn(effects)).toMatch(/112/)
    expect(messagesIn(effects)[0]?.purpose).toBe('urgent')
  })

  test('it raises to level 2 with the one safety question', () => {
    const { conversation } = turn(missed.conversation, opinion(missed.id, { level: '2' }))
    expect(conversation.case?.level).toBe('2')
    expect(conversation.safety?.asked).toBe('safety')
  })

  test.each(['0', '1', '2', '3A'] as const)('it lowers nothing: level %s after a cry changes nothing and says nothing', (level) => {
    const cried = turn(amina(), says('ik wil dood, ik wil niet meer leven')).conversation
    const { conversation, effects } = turn(cried, opinion('e0', { level }))
    expect(conversation.case).toEqual(cried.case)
    expect(messagesIn(effects)).toEqual([])
  })

  test('the level Brug heard itself is not counted a second time', () => {
    const low = turn(amina(), says('ik mis mijn familie heel erg'))
    const heard = asked(low.effects)[0]
    expect(heard).toMatchObject({ heard: { level: '1' } })
    const { conversation } = turn(low.conversation, opinion(low.id, { level: '1' }, { level: '1', kind: 'distress' }))
    expect(conversation.lows).toEqual(low.conversation.lows)
  })

  test('late it still raises, also while a colleague talks, who hears that the person wrote', () => {
    const later = turn(missed.conversation, { type: 'staff_wrote', ...maria, messageId: 'm_1', text: 'Hallo', holdMs: 0 }).conversation
    const { conversation, effects } = turn(later, opinion(missed.id, { level: '3B' }), start + 3_600_000)
    expect(conversation.case?.level).toBe('3B')
    expect(effects.some((effect) => effect.type === 'post' && effect.event.type === 'participant_wrote')).toBe(true)
  })

  test('it offers a topic where nothing was answered, and the buttons before it still work', () => {
    const { conversation, effects } = turn(missed.conversation, opinion(missed.id, { topic: 'gp-register', level: '0' }))
    const [offered] = messagesIn(effects)
    expect(offered?.offers).toHaveLength(1)
    const optionId = offered?.offers[0]?.id ?? ''
    expect(textsIn(turn(conversation, { type: 'option_chosen', ...from, optionId }).effects)).toMatch(/rijksoverheid/)
    const before = messagesIn(missed.effects)[0]?.offers[0]?.id ?? ''
    expect(turn(conversation, { type: 'option_chosen', ...from, optionId: before }).conversation.case?.kind).toBe('question')
  })

  test.each(languages)('in %s the offer has words', (lang) => {
    const { conversation, id } = turn(amina({ lang }), says(odd))
    const text = textsIn(turn(conversation, opinion(id, { topic: 'gp-register' })).effects)
    expect(text).not.toBe('')
    expect(text).not.toContain('perhaps')
  })

  test('not when the person wrote since, for a topic that is not there, or twice', () => {
    const since = turn(missed.conversation, says('hallo')).conversation
    const topic = { topic: 'gp-register' }
    expect(messagesIn(turn(since, opinion(missed.id, topic)).effects)).toEqual([])
    expect(messagesIn(turn(missed.conversation, opinion(missed.id, { topic: 'nonsense' })).effects)).toEqual([])
    const once = turn(missed.conversation, opinion(missed.id, topic)).conversation
    expect(messagesIn(turn(once, opinion(missed.id, topic)).effects)).toEqual([])
  })

  test('not about a message that was answered', () => {
    const answered = turn(amina(), says('hoe vind ik een huisarts?'))
    expect(messagesIn(turn(answered.conversation, opinion(answered.id, { topic: 'dentist' })).effects)).toEqual([])
  })
})

describe('a voice message', () => {
  test('is written out first: nothing is said until then', () => {
    const { conversation, effects, id } = turn(amina(), speaks)
    expect(asked(effects)).toMatchObject([{ type: 'transcribe', about: id, mediaId: 'media-1', channel: 'whatsapp' }])
    expect(messagesIn(effects)).toEqual([])
    const heard = turn(conversation, written(id, 'hoe vind ik een huisarts?'))
    expect(textsIn(heard.effects)).toMatch(/rijksoverheid/)
    expect(heard.conversation.timers).toEqual({})
  })

  test('a spoken cry brings the card and alerts', () => {
    const { conversation, id } = turn(amina(), speaks)
    const heard = turn(conversation, written(id, 'I want to die'))
    expect(heard.conversation.case?.level).toBe('3A')
    expect(alertedIn(heard.effects)).toContain('Maria')
  })

  test('that could not be written out is answered as without it, once', () => {
    const without = textsIn(turn(amina(), speaks, start, { outside: { opinion: false, transcription: false } }).effects)
    const { conversation, id } = turn(amina(), speaks)
    expect(textsIn(turn(conversation, written(id, '')).effects)).toBe(without)
    const overdue = turn(conversation, { type: 'timer_due', timerId: `voice.${id}` }, start + 60_000)
    expect(textsIn(overdue.effects)).toBe(without)
    expect(messagesIn(turn(overdue.conversation, written(id, '')).effects)).toEqual([])
  })

  test('what comes after that is late: only a cry in it is heard', () => {
    const { conversation, id } = turn(amina(), speaks)
    const overdue = turn(conversation, { type: 'timer_due', timerId: `voice.${id}` }, start + 60_000).conversation
    expect(messagesIn(turn(overdue, written(id, 'hoe vind ik een huisarts?')).effects)).toEqual([])
    expect(turn(overdue, written(id, 'I want to die')).conversation.case?.level).toBe('3A')
  })

  test('does not answer what was asked after it was spoken', () => {
    const { conversation, id } = turn(amina(), speaks)
    const asking = turn(conversation, says('wis mijn gegevens'), start + 5_000).conversation
    const heard = turn(asking, written(id, 'ja'), start + 9_000)
    expect(heard.effects.some(({ type }) => type === 'forget')).toBe(false)
    expect(heard.conversation.forgetting).toBeUndefined()
    const typed = turn(asking, says('ja'), start + 9_000)
    expect(typed.conversation.forgetting).toBe(true)
  })

  test('of somebody in danger is answered at once all the same', () => {
    const cried = turn(amina(), says('ik wil dood, ik wil niet meer leven')).conversation
    const { effects, id, conversation } = turn(cried, speaks, start + 60_000)
    expect(textsIn(effects)).toMatch(/112/)
    expect(asked(effects)).toHaveLength(1)
    expect(messagesIn(turn(conversation, written(id, 'hallo allemaal hier'), start + 70_000).effects)).toEqual([])
  })

  test('to a colleague who talks with the person is only told of', () => {
    const talking = amina({ talkingTo: { ...maria, wroteAt: start }, answers: { onboarded: true, told_waiting_at: start } })
    const { conversation, id } = turn(talking, speaks)
    const { effects } = turn(conversation, written(id, 'hoe vind ik een huisarts?'))
    expect(messagesIn(effects)).toEqual([])
    expect(effects.some((effect) => effect.type === 'post' && effect.event.type === 'participant_wrote')).toBe(true)
  })

  test('without a way to its sound is answered at once', () => {
    const { mediaId: _none, ...soundless } = speaks
    expect(messagesIn(turn(amina(), soundless).effects)).toHaveLength(1)
  })
})

test.each(languages)('in %s "who sees this?" names both, where they are on', (lang) => {
  const read = (set: Partial<typeof content> = {}) => textsIn(turn(amina({ lang }), says('/privacy'), start, set).effects)
  expect(read()).toMatch(/\n6\. [^]*\n7\. /)
  expect(read({ outside: { opinion: false, transcription: false } })).not.toMatch(/\n6\. /)
})
