// Questions that were missed: what is remembered of them, whose words are kept and when that is asked, and what no word is kept of.
import { describe, expect, test } from 'vitest'
import { newConversation, Conversation } from '../../src/core/conversation.ts'
import type { Event } from '../../src/core/event.ts'
import { impersonal } from '../../src/core/missed.ts'
import { languages } from '../../src/core/phrasebook.ts'
import { pastTerm } from '../../src/core/retention.ts'
import { takeTurn } from '../../src/core/turn.ts'
import type { Understanding } from '../../src/core/understanding/understand.ts'
import { messagesIn, stageStaff } from '../../src/cli/stage.ts'
import { projectContent } from '../content-for-tests.ts'

const start = Date.parse('2026-03-02T09:00:00Z')
const minuteMs = 60 * 1000
const dayMs = 24 * 60 * minuteMs
const agreed = { given: true, at: start, lang: 'nl' as const }
const refused = { ...agreed, given: false }

/** Reads `gp`, `rent` and `debt` as topics, `perhaps ...` as not sure, `sad` and `cry` as distress, and nothing else. */
const topics: Record<string, string> = { gp: 'gp-register', rent: 'rent-allowance', debt: 'debt-help' }
const understanding: Understanding = {
  read: (text) => ({
    lang: 'nl',
    langSure: 1,
    topics: Object.keys(topics)
      .filter((word) => text.includes(word))
      .map((word) => ({ topic: topics[word] ?? '', sure: text.includes('perhaps') ? 0.3 : 0.9 })),
    greeting: false,
    sure: 1,
    distress: { level: text.includes('cry') ? '3A' : text.includes('sad') ? '1' : '0', kind: 'suicide', because: [], thirdPerson: false },
  }),
}
const content = { ...projectContent(), roster: stageStaff, understanding }

type Heard = Event extends infer E ? (E extends Event ? Omit<E, 'id' | 'at'> : never) : never
const from = { channel: 'whatsapp' as const, addressId: '31600000001', messageId: 'm' }
const says = (text: string): Heard => ({ ...from, type: 'message_received', text })

function amina(fields: Partial<Conversation> = {}): Conversation {
  return {
    ...newConversation('p_amina', start),
    lang: 'nl',
    firstName: 'Amina',
    linked: true,
    trusted: { staffId: 's_maria', firstName: 'Maria', since: start },
    consent: { use: agreed },
    answers: { onboarded: true, told_computer: true },
    ...fields,
  }
}

class Chat {
  conversation: Conversation
  at = start
  said: ReturnType<typeof messagesIn> = []
  private count = 0
  constructor(fields: Partial<Conversation> = {}) {
    this.conversation = amina(fields)
  }
  hear(heard: Heard, afterMs = minuteMs): this {
    this.at += afterMs
    this.count += 1
    const { conversation, effects } = takeTurn(content, this.conversation, { ...heard, id: `e${this.count}`, at: this.at }, new Date(this.at))
    this.conversation = Conversation.parse(JSON.parse(JSON.stringify(conversation)))
    this.said = messagesIn(effects)
    return this
  }
  says(text: string, afterMs = minuteMs): this {
    return this.hear(says(text), afterMs)
  }
  /** By what the option does. */
  taps(wanted: object): this {
    const all = this.conversation.questions.flatMap(({ id, options }) => options.map(({ action }, n) => ({ optionId: `${id}.${n}`, action })))
    const found = all.findLast(({ action }) =>
      Object.entries(wanted).every(([name, value]) => Object.entries(action).some(([n, v]) => n === name && v === value)),
    )
    if (!found) throw new Error(`not offered: ${JSON.stringify(wanted)}`)
    return this.hear({ ...from, type: 'option_chosen', optionId: found.optionId })
  }
  get missed() {
    return this.conversation.missed ?? []
  }
  get asks() {
    return this.said.some(({ text }) => text === content.phrasebook.text(this.conversation.lang ?? 'nl', 'rights:improve_ask'))
  }
}

const picksRent = { do: 'topic', topic: 'rent-allowance' }

test('a question that was not understood is remembered without its words, with the topic that was chosen after it', () => {
  const chat = new Chat().says('perhaps gp or rent for Amina')
  expect(chat.missed).toEqual([{ id: 'm1', at: chat.at, lang: 'nl', heard: ['gp-register', 'rent-allowance'] }])
  expect(chat.asks).toBe(false)
  chat.taps(picksRent)
  expect(chat.missed).toMatchObject([{ id: 'm1', picked: 'rent-allowance' }])
  expect(chat.missed[0]).not.toHaveProperty('text')
})

test('an answer that was not clear, and another topic after it, is a missed question too; what was asked after that is not', () => {
  const chat = new Chat({ consent: { use: agreed, improve: agreed } })
    .says('gp question')
    .taps({ do: 'topic', part: 'more' })
    .taps({ do: 'topic', part: 'unclear' })
  expect(chat.missed).toEqual([])
  chat.says('rent question')
  expect(chat.missed).toMatchObject([{ heard: ['gp-register'], text: 'gp question' }])
  expect(chat.missed[0]).not.toHaveProperty('picked')
  chat.says('debt question')
  expect(chat.missed).toHaveLength(1)
})

test('an answer after which something else is asked, long after or without "not clear", is none', () => {
  expect(new Chat().says('gp question').says('rent question').missed).toEqual([])
  const late = new Chat().says('perhaps gp or rent')
  expect(late.says('rent', 31 * minuteMs).missed[0]).not.toHaveProperty('picked')
})

test('what is asked next is what a question was about only if it was offered for it and comes soon', () => {
  const missed = () => new Chat().says('perhaps gp or rent for Amina')
  expect(missed().says('debt').missed).toEqual([{ id: 'm1', at: start + minuteMs, lang: 'nl', heard: ['gp-register', 'rent-allowance'] }])
  expect(missed().says('rent, I mean', 2 * minuteMs).missed).toMatchObject([{ id: 'm1', picked: 'rent-allowance' }])
  expect(missed().says('rent', 6 * minuteMs).missed[0]).not.toHaveProperty('picked')
  expect(missed().says('2', 6 * minuteMs).missed).toMatchObject([{ picked: 'rent-allowance' }])
  // Over with the first answer: what is offered with another one says nothing about it.
  const over = missed().says('debt').taps({ do: 'topic', part: 'more' }).taps({ do: 'topic', part: 'clear' })
  over.hear({ ...from, type: 'option_chosen', optionId: over.said.at(-1)?.offers[0]?.id ?? '' })
  expect(over.missed[0]).not.toHaveProperty('picked')
})

test('pieces typed in a row are one question', () => {
  const chat = new Chat({ consent: { use: agreed, improve: agreed } }).says('perhaps gp').says('or so', 3_000).says('for my child', 3_000)
  expect(chat.missed.map(({ text }) => text)).toEqual(['perhaps gp or so for my child'])
})

test('at most twenty are remembered, the newest', () => {
  const chat = new Chat()
  for (let n = 0; n < 25; n++) chat.says('perhaps gp')
  expect(chat.missed).toHaveLength(20)
  expect(chat.missed.at(-1)?.at).toBe(chat.at)
})

describe('whether the words may be kept', () => {
  test.each(languages)('is asked once, after the answer, with two buttons that do not take away those of the answer: %s', (lang) => {
    const chat = new Chat({ lang }).says('perhaps gp or rent').taps(picksRent)
    expect(chat.said.at(-1)).toMatchObject({ text: content.phrasebook.text(lang, 'rights:improve_ask'), offers: [{}, {}] })
    expect(chat.said.length).toBeGreaterThan(1)
    chat.taps({ do: 'topic', part: 'more' })
    expect(chat.said[0]?.text).toBe(content.phrasebook.text(lang, 'topics:rent-allowance.more'))
    chat.says('perhaps gp or rent').taps(picksRent)
    expect(chat.asks).toBe(false)
  })

  test('yes keeps them with this question and with later ones, no numbers and no names among them', () => {
    const chat = new Chat().says('perhaps gp or rent, I am Amina, Maria knows 06-12345678').taps(picksRent)
    expect(chat.missed[0]).not.toHaveProperty('text')
    chat.taps({ command: 'improve-yes' })
    expect(chat.said[0]?.text).toBe(content.phrasebook.text('nl', 'menu:improve_yes'))
    expect(chat.missed.map(({ text }) => text)).toEqual(['perhaps gp or rent, I am […], […] knows […]'])
    expect(chat.conversation.askedToKeep).not.toHaveProperty('text')
    expect(chat.says('perhaps debt').missed.at(-1)).toMatchObject({ text: 'perhaps debt' })
  })

  test('no keeps none and is not asked again; said later, it takes back what was kept', () => {
    const chat = new Chat().says('perhaps gp or rent').taps(picksRent).taps({ command: 'improve-no' })
    expect(chat.conversation.consent.improve).toMatchObject({ given: false })
    expect(JSON.stringify(chat.says('perhaps debt').conversation.missed)).not.toContain('text')
    const regrets = new Chat({ consent: { use: agreed, improve: agreed } }).says('perhaps gp')
    expect(regrets.missed[0]).toMatchObject({ text: 'perhaps gp' })
    regrets.hear({ ...from, type: 'chat_started' })
    for (const key of ['menu:settings', 'menu:improve', 'onboarding:consent_no']) regrets.says(content.phrasebook.text('nl', key))
    expect(regrets.conversation.consent.improve).toMatchObject({ given: false })
    expect(JSON.stringify([regrets.missed, regrets.conversation.lastAsked])).not.toContain('perhaps')
  })

  test('"yes" in words counts at once only: later it is about something else', () => {
    const asked = () => new Chat().says('perhaps gp or rent').taps(picksRent)
    expect(asked().says('ja').conversation.consent.improve).toMatchObject({ given: true })
    const later = asked().says('debt')
    expect(later.says('ja').conversation.consent.improve).toBeUndefined()
    expect(later.taps({ command: 'improve-no' }).conversation.consent.improve).toMatchObject({ given: false })
  })

  test('is not answered by silence: the words are gone after half an hour, or with the nightly sweep', () => {
    const chat = new Chat().says('perhaps gp or rent').taps(picksRent)
    expect(chat.conversation.askedToKeep).toMatchObject({ text: 'perhaps gp or rent' })
    const { retention } = content.defaultMunicipality
    expect(pastTerm(chat.conversation, retention, chat.at + 31 * minuteMs)).toMatchObject({ askedToKeep: { at: chat.at }, lastAsked: undefined })
    chat.says('debt', 31 * minuteMs)
    expect(chat.conversation.askedToKeep).toEqual({ at: expect.any(Number) })
    chat.taps({ command: 'improve-yes' })
    expect(JSON.stringify(chat.conversation.missed)).not.toContain('text')
  })

  test.each([
    ['a guest who did not agree to the use of Brug', { linked: false, consent: {} }],
    ['whoever said no before', { consent: { use: agreed, improve: refused } }],
    ['whoever has asked for a person', {}],
  ])('is not asked of %s', (who, fields) => {
    const chat = new Chat(fields)
    if (who.includes('asked for')) chat.says('something').taps({ do: 'command', command: 'human' })
    chat.says('perhaps gp or rent', 31 * minuteMs).taps(picksRent)
    expect(chat.asks).toBe(false)
    expect(chat.missed.at(-1)).toMatchObject({ picked: 'rent-allowance' })
    expect(JSON.stringify([chat.missed, chat.conversation.askedToKeep])).not.toContain('text')
  })
})

describe('of distress', () => {
  test('nothing is remembered, also not of the piece before it', () => {
    const keeps = { consent: { use: agreed, improve: agreed } }
    expect(new Chat(keeps).says('perhaps gp sad').missed).toEqual([])
    const cry = new Chat(keeps).says('perhaps gp').says('cry', 2_000)
    expect(cry.missed).toEqual([])
    expect(cry.conversation.lastAsked).toBeUndefined()
  })

  test('words that a second opinion finds grave are let go', () => {
    const chat = new Chat({ consent: { use: agreed, improve: agreed } }).says('perhaps gp')
    chat.hear({ type: 'opinion_received', about: 'e1', heard: { level: '0', kind: 'distress' }, level: '3A' })
    expect(chat.missed).toEqual([])
  })
})

test('a question an editor is done with leaves the record, without a word to the person', () => {
  const chat = new Chat().says('perhaps gp').says('perhaps debt')
  chat.hear({ type: 'question_settled', staffId: 's_eva', firstName: 'Eva', missedId: 'm1', verdict: 'done' })
  expect(chat.missed.map(({ id }) => id)).toEqual(['m2'])
  expect(chat.said).toEqual([])
})

test('after ninety days a missed question is let go', () => {
  const { conversation, at } = new Chat().says('perhaps gp')
  const { retention } = content.defaultMunicipality
  expect(pastTerm(conversation, retention, at + 89 * dayMs)).not.toHaveProperty('missed')
  expect(pastTerm(conversation, retention, at + 91 * dayMs)).toMatchObject({ missed: [] })
})

test.each([
  ['bel mij op 06 1234 5678 of +31 (0)30-1234567', 'bel mij op […] of […]'],
  ['mail amina@example.org', 'mail […]'],
  ['NL91 ABNA 0417 1643 00 is mijn rekening', '[…] is mijn rekening'],
  ['NL91ABNA0417164300 help mijn geld', '[…] help mijn geld'],
  ['mijn BSN 123456782', 'mijn BSN […]'],
  ['رقمي ٠٦١٢٣٤٥٦٧٨', 'رقمي […]'],
  ['ik woon 3701 AB 12', 'ik woon […]'],
  ['in 2026 is de huur 1500 euro', 'in 2026 is de huur 1500 euro'],
  ['AMINA en Maria’s kind, @amina_90', '[…] en […]’s kind, […]'],
  ['de marinade', 'de marinade'],
  ['zie https://x.nl/a?b=1 nu', 'zie […] nu'],
])('%s is read as: %s', (text, read) => {
  expect(impersonal(text, ['Amina', 'Maria'])).toBe(read)
})

test('a long text is cut between letters', () => {
  expect(impersonal('😀'.repeat(400), [])).toBe('😀'.repeat(300))
})
