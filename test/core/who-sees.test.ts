// "Who sees this?": the answer names the people and the companies of this person, and nobody else's.
import { expect, test } from 'vitest'
import { newConversation, type Address } from '../../src/core/conversation.ts'
import { takeTurn } from '../../src/core/turn.ts'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { projectContent } from '../content-for-tests.ts'

const now = Date.parse('2026-03-02T09:00:00Z')

function answerTo(channels: Address['channel'][], lang: Lang = 'nl', reserve?: string): string {
  const relation = (firstName: string) => ({ staffId: `s_${firstName}`, firstName, since: now })
  const [channel = 'webchat'] = channels
  const conversation = {
    ...newConversation('p_1', now),
    lang,
    linked: true,
    trusted: relation('Maria'),
    ...(reserve ? { reserve: relation(reserve) } : {}),
    addresses: channels.map((one) => ({ channel: one, addressId: one, reachable: true, since: now })),
  }
  const heard = { type: 'message_received' as const, id: 'e1', at: now, messageId: 'm1', channel, addressId: channel, text: '/privacy' }
  return takeTurn(projectContent(), conversation, heard, new Date(now))
    .effects.flatMap((effect) => (effect.type === 'say' ? [effect.text] : []))
    .join('\n')
}

test('only the companies of the channels the person writes on are named', () => {
  expect(answerTo(['webchat'])).not.toMatch(/WhatsApp|Meta|Telegram/)
  expect(answerTo(['whatsapp'])).toMatch(/\n5\. Meta .*WhatsApp/)
  expect(answerTo(['whatsapp'])).not.toContain('Telegram')
  expect(answerTo(['telegram'])).toMatch(/\n5\. Telegram/)
  expect(answerTo(['telegram'])).not.toMatch(/WhatsApp|Meta/)
  expect(answerTo(['telegram', 'whatsapp'])).toMatch(/\n5\. Meta [^]*\n6\. Telegram/)
})

test('the reserve is named beside the trusted person', () => {
  expect(answerTo(['webchat'], 'nl', 'Yusuf')).toContain('Maria en Yusuf kunnen onze berichten lezen')
  expect(answerTo(['webchat'])).toContain('Maria kan onze berichten lezen')
})

test.each(languages)('in %s it says who reads and what the municipality does not see', (lang) => {
  const text = answerTo(['whatsapp'], lang, 'Yusuf')
  expect(text).toMatch(/Maria/)
  expect(text).toMatch(/Yusuf/)
  expect(text).toMatch(/\n3\. .*gemeente/)
  expect(text).not.toContain('{{')
})
