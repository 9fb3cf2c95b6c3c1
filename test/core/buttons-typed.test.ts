// A button that stands there, typed as it stands, does what a tap on it does: in every language, whatever its words mean elsewhere.
import { expect, test } from 'vitest'
import { newConversation, type Conversation } from '../../src/core/conversation.ts'
import type { Offer } from '../../src/core/effect.ts'
import type { Event } from '../../src/core/event.ts'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { takeTurn, type TurnResult } from '../../src/core/turn.ts'
import { projectContent } from '../content-for-tests.ts'

const content = projectContent()
const start = Date.parse('2026-03-02T09:00:00Z')
const here = { channel: 'webchat' as const, addressId: 'a1', messageId: 'm1' }
const consent = (lang: Lang) => ({ given: true, at: start, lang })

type Heard = Event extends infer E ? (E extends Event ? Omit<E, 'id' | 'at'> : never) : never

function turn(conversation: Conversation, heard: Heard): TurnResult {
  return takeTurn(content, conversation, { ...heard, id: `e${conversation.turn}`, at: start }, new Date(start))
}

const types = (text: string): Heard => ({ ...here, type: 'message_received', text })
const taps = ({ id }: Offer): Heard => ({ ...here, type: 'option_chosen', optionId: id })

function somebody(lang: Lang): Conversation {
  return {
    ...newConversation('p_1', start),
    lang,
    firstName: 'Amina',
    linked: true,
    trusted: { staffId: 's_maria', firstName: 'Maria', since: start },
    consent: { use: consent(lang), checkIns: consent(lang) },
    answers: { onboarded: true, told_computer: true },
    addresses: [{ channel: 'webchat', addressId: 'a1', reachable: true, since: start }],
    lastChannel: 'webchat',
  }
}

const offersOf = ({ effects }: TurnResult) => effects.flatMap((effect) => (effect.type === 'say' ? effect.offers : []))
const done = ({ effects }: TurnResult) => effects.map((effect) => (effect.type === 'say' ? effect.text : effect.type === 'note' ? effect.what : effect.type))

/** The menu, its settings, and what is asked before everything is deleted. */
const ways = [[], ['menu:settings'], ['menu:settings', 'menu:forget']]

test.each(languages.flatMap((lang) => ways.map((way) => [lang, way] as const)))('in %s, behind the menu and %j', (lang, way) => {
  const { phrasebook } = content
  const asked = way.reduce(
    (at, key) => {
      const wanted = offersOf(at).find(({ label }) => label === phrasebook.text(lang, key))
      if (!wanted) throw new Error(`${lang}: nothing here is called ${key}`)
      return turn(at.conversation, taps(wanted))
    },
    turn(somebody(lang), types('/menu')),
  )
  expect(offersOf(asked).length).toBeGreaterThan(1)
  for (const offer of offersOf(asked)) {
    const words = offer.full ?? offer.label
    expect(done(turn(asked.conversation, types(words))), words).toEqual(done(turn(asked.conversation, taps(offer))))
  }
})

test('a word that always works does so under a question where it is a button too', () => {
  const opened = turn(somebody('nl'), { type: 'check_in_requested', staffId: 's_maria' })
  const stop = content.phrasebook.text('nl', 'checkin:stop')
  const asked = offersOf(opened).some(({ label }) => label === stop) ? opened : turn(opened.conversation, types('ja'))
  expect(offersOf(asked).map(({ label }) => label)).toContain(stop)
  expect(turn(asked.conversation, types('stop')).conversation.stopped).toBe(true)
  expect(turn(asked.conversation, types(stop)).conversation.stopped).toBe(false)
})
