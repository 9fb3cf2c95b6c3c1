// Answers that can be listened to: what is read aloud, when the button stands there, and what it does.
import { describe, expect, test } from 'vitest'
import { readAloud } from '../../src/core/aloud.ts'
import type { Content } from '../../src/core/content.ts'
import { newConversation, type Conversation } from '../../src/core/conversation.ts'
import type { Event } from '../../src/core/event.ts'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { spokenAnswer } from '../../src/core/turn/topics.ts'
import { takeTurn } from '../../src/core/turn.ts'
import { aDay, projectContent } from '../content-for-tests.ts'

const content = projectContent()
const now = aDay.getTime()

describe('what is read aloud', () => {
  test.each([
    ['🩺 *Huisarts*\nEen dokter in je buurt.', 'Huisarts.\nEen dokter in je buurt.'],
    ['1. Kijk op https://www.rijksoverheid.nl/onderwerpen/huisarts?x=1\n2. Bel 0800-8115', '1. Kijk op rijksoverheid.nl.\n2. Bel 0800-8115.'],
    ['\u200Fℹ️ طبيب الأسرة (\u2068huisarts\u2069)؟', 'طبيب الأسرة (huisarts)؟'],
    ['ትግርኛ።\n\n👨‍👩‍👧 ስድራ', 'ትግርኛ።\nስድራ.'],
    ['🔊', ''],
  ])('%j becomes %j', (text, expected) => expect(readAloud(text)).toBe(expected))

  test('no answer in any language keeps a pictogram, markup, a mark or an address', () => {
    for (const lang of languages)
      for (const topic of content.topics.values()) {
        const text = spokenAnswer(content, topic, lang, now)
        if (text !== undefined) expect(text, `${lang} ${topic.id}`).not.toMatch(/\p{Extended_Pictographic}|[*_\u200E\u200F\u2066-\u2069]|https?:|\{\{/u)
      }
  })

  test('what may be out of date is not read aloud, and a doubt is', () => {
    const topic = content.topics.get('gp-register')
    if (!topic) throw new Error('no topic')
    expect(spokenAnswer(content, { ...topic, valid_until: '2020-01-01' }, 'nl', now)).toBeUndefined()
    const unsure = { ...topic, valid_until: '2999-01-01', facts: topic.facts.map((fact) => ({ ...fact, valid_until: '2999-01-01', amount_year: undefined })) }
    const doubtful = { ...content, facts: new Map(unsure.facts.map((fact) => [fact.id, { ...fact, confidence: 'low' as const }])) }
    expect(spokenAnswer(doubtful, unsure, 'nl', now)).toContain('Dit weet ik niet zeker.')
  })
})

type Heard = Event extends infer E ? (E extends Event ? Omit<E, 'id' | 'at'> : never) : never
const here = { channel: 'webchat' as const, addressId: 'a1', messageId: 'm1' }

function turn(playing: Content, conversation: Conversation, heard: Heard) {
  const { conversation: next, effects } = takeTurn(playing, conversation, { ...heard, id: `e${conversation.turn}`, at: now }, aDay)
  const [said] = effects.flatMap((effect) => (effect.type === 'say' ? [effect] : []))
  return { next, said, labels: said?.offers.map(({ label }) => label) ?? [] }
}

function asks(playing: Content, lang: Lang) {
  const consent = { given: true, at: now, lang }
  const conversation: Conversation = { ...newConversation('p_1', now), lang, linked: true, consent: { use: consent }, answers: { onboarded: true } }
  return turn(playing, conversation, { ...here, type: 'message_received', text: content.phrasebook.text(lang, 'topics:gp-register.title') })
}

describe('the button', () => {
  /** Every topic as it is today, without what is past its day by then. */
  const certain = {
    ...content,
    topics: new Map([...content.topics].map(([id, topic]) => [id, { ...topic, valid_until: '2999-01-01', facts: [] }])),
    facts: new Map(),
  }
  const asked: string[] = []
  const recorded = { ...certain, recording: ({ lang, topic, text }: { lang: Lang; topic: string; text: string }) => (asked.push(text), `${lang}/${topic}.mp3`) }

  test.each(languages)('stands under an answer in %s that has a recording, and sends it with the ways on', (lang) => {
    const answer = asks(recorded, lang)
    const listen = content.phrasebook.text(lang, 'topics:listen')
    expect(answer.labels[0]).toBe(listen)
    expect(answer.labels).toHaveLength(3)
    expect(answer.said?.sound).toBeUndefined()
    const heard = turn(recorded, answer.next, { ...here, type: 'option_chosen', optionId: answer.said?.offers[0]?.id ?? '' })
    expect(heard.said?.sound).toBe(`${lang}/gp-register.mp3`)
    expect(heard.said?.text).toContain(content.phrasebook.text(lang, 'topics:gp-register.title'))
    expect(heard.labels).not.toContain(listen)
    expect(heard.labels.length).toBeGreaterThan(1)
    expect(asked.at(-1)).toContain('huisarts')
  })

  test('is not there without one; and when it is gone since, the answer comes in writing', () => {
    const { labels } = asks(certain, 'nl')
    expect(labels).not.toContain('🔊 Luisteren')
    const answer = asks(recorded, 'nl')
    const again = turn(certain, answer.next, { ...here, type: 'option_chosen', optionId: answer.said?.offers[0]?.id ?? '' })
    expect(again.said?.sound).toBeUndefined()
    expect(again.said?.text).toBe(answer.said?.text)
  })
})
