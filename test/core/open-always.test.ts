// Buttons of the menu open what they say whenever they are tapped; what answers a question is refused once that is over.
import { describe, expect, test } from 'vitest'
import type { Conversation } from '../../src/core/conversation.ts'
import { takeTurn, type TurnResult } from '../../src/core/turn.ts'
import { projectContent } from '../content-for-tests.ts'
import { amina, start, type Heard } from './amina.ts'

const content = projectContent()
const here = { channel: 'whatsapp' as const, addressId: '31600000001', messageId: 'm' }
const stale = content.phrasebook.text('nl', 'repair:stale')
let count = 0

function turn(conversation: Conversation, heard: Heard): TurnResult {
  count += 1
  return takeTurn(content, conversation, { ...heard, id: `e${count}`, at: start }, new Date(start))
}

const types = (text: string): Heard => ({ ...here, type: 'message_received', text })
const taps = (optionId: string): Heard => ({ ...here, type: 'option_chosen', optionId })
const offersOf = ({ effects }: TurnResult) => effects.flatMap((effect) => (effect.type === 'say' ? effect.offers : []))
const saidBy = ({ effects }: TurnResult) => effects.flatMap((effect) => (effect.type === 'say' ? [effect.text] : [])).join('\n')

/** Long after it: other questions were asked and answered since. */
function later(from: TurnResult): Conversation {
  return ['waar vind ik een tandarts', 'menu', 'hoe vraag ik huurtoeslag aan'].reduce((at, text) => turn(at, types(text)).conversation, from.conversation)
}

describe('a button of a message long past', () => {
  test.each(['menu', 'alle onderwerpen'])('opens what it says, from %s', (words) => {
    const menu = turn(amina(), types('menu'))
    const list = words === 'menu' ? menu : turn(menu.conversation, types(words))
    expect(offersOf(list).length).toBeGreaterThan(6)
    for (const { id, label } of offersOf(list)) {
      const [then, now] = [turn(later(list), taps(id)), turn(list.conversation, taps(id))]
      expect(saidBy(then), label).toBe(saidBy(now))
      expect(saidBy(then), label).not.toContain(stale)
    }
  })

  test('opens the menu where it is called that', () => {
    const answer = turn(amina(), types('waar vind ik een tandarts'))
    const menu = offersOf(answer).find(({ label }) => label === 'Menu')
    expect(saidBy(turn(later(answer), taps(menu?.id ?? '')))).toContain(content.phrasebook.text('nl', 'menu:text'))
  })

  test('is refused when it answered a question', () => {
    const asked = turn(amina(), { type: 'check_in_requested', staffId: 's_maria' })
    for (const { id } of offersOf(asked)) expect(saidBy(turn(later(asked), taps(id)))).toContain(stale)
  })

  test.each(['menu.settings_of_others', 'menu.check_in', 'settings.forget', 'onboarding', 'check-in', 'topic.unknown', 'topic', ''])(
    'opens nothing that is not offered to everybody: %s',
    (opens) => {
      const { checkIns: _none, ...consent } = amina().consent
      const result = turn(amina({ consent }), taps(`q1-nobody.0.${opens}`))
      expect(saidBy(result)).toContain(stale)
      expect(result.conversation.stack).toEqual([])
    },
  )

  test('has an id that every platform takes', () => {
    const ids = [...content.flows.keys()].flatMap((flow) => content.flow(flow)?.order.map((step) => `q100000-abcdef.12.${flow}.${step}`) ?? [])
    const listed = ids.filter((id) => /\.(?:menu|subjects)\./.test(id))
    const topics = [...content.topics.keys()].map((topic) => `q100000-abcdef.12.topic.${topic}`)
    expect([...listed, ...topics].filter((id) => Buffer.byteLength(id) > 64)).toEqual([])
  })
})
