// Amina, whom many tests of the turn are about: onboarded, linked on WhatsApp, with Maria as her trusted person and every consent given.
import { newConversation, type Conversation } from '../../src/core/conversation.ts'
import type { Event } from '../../src/core/event.ts'

export const start = Date.parse('2026-03-02T09:00:00Z')
export const maria = { staffId: 's_maria', firstName: 'Maria', since: start }
export const consent = { given: true, at: start, lang: 'nl' as const }

/** An event without what the test gives each of them. */
export type Heard = Event extends infer E ? (E extends Event ? Omit<E, 'id' | 'at'> : never) : never

export function amina(fields: Partial<Conversation> = {}): Conversation {
  return {
    ...newConversation('p_amina', start),
    lang: 'nl',
    firstName: 'Amina',
    linked: true,
    trusted: maria,
    consent: { use: consent, checkIns: consent, alerts: consent },
    answers: { onboarded: true, told_computer: true },
    addresses: [{ channel: 'whatsapp', addressId: '31600000001', reachable: true, since: start }],
    lastChannel: 'whatsapp',
    ...fields,
  }
}
