// What somebody may write to be unheard or to break a turn: a cry behind a long text, words that name parts of the language Brug is written in.
import { describe, expect, it } from 'vitest'
import { newConversation } from '../../src/core/conversation.ts'
import type { Event } from '../../src/core/event.ts'
import { takeTurn } from '../../src/core/turn.ts'
import { projectContent } from '../content-for-tests.ts'

const now = new Date('2026-11-23T10:00:00Z')
const chatter = 'Het is mooi weer vandaag en ik wandel naar de markt. '

const head = { id: 'e1', at: now.getTime(), channel: 'webchat', addressId: 'a', messageId: 'm1' } as const

function levelAfter(whole: Event) {
  return takeTurn(projectContent(), newConversation('p_1', now.getTime()), whole, now).conversation.case?.level
}

describe('a cry in a long text', () => {
  it.each([3_990, 4_100, 7_700, 30_000, 65_000])('is heard behind %i other characters', (chars) => {
    const text = `${chatter.repeat(Math.ceil(chars / chatter.length)).slice(0, chars)}. Ik wil dood.`
    expect(levelAfter({ ...head, type: 'message_received', text })).toBe('3A')
    expect(levelAfter({ ...head, type: 'message_edited', text })).toBe('3A')
    expect(levelAfter({ ...head, type: 'unreadable_received', what: 'picture', caption: text })).toBe('3A')
  })

  it('is heard in the middle of one', () => {
    expect(levelAfter({ ...head, type: 'message_received', text: `${chatter.repeat(200)} Ik wil dood. ${chatter.repeat(200)}` })).toBe('3A')
  })

  it('is not heard in a long text without one', () => {
    expect(levelAfter({ ...head, type: 'message_received', text: chatter.repeat(1_200) })).toBeUndefined()
  })
})

describe('words that every object knows', () => {
  it.each(['/constructor', '/__proto__', '/valueOf', 'constructor', '__proto__'])('%s is a text like any other', (text) => {
    expect(() => levelAfter({ ...head, type: 'message_received', text })).not.toThrow()
    expect(() => levelAfter({ ...head, type: 'option_chosen', optionId: text, label: text })).not.toThrow()
  })
})
