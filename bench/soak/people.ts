// Who takes part in a soak: staff, and people who are past their first conversation, each with a name that nobody else has.
// It writes through the store, before anything is broken.
import type { Content } from '../../src/core/content.ts'
import type { Conversation } from '../../src/core/conversation.ts'
import { drain, type Turns } from '../../src/pipeline/converse.ts'
import { waitingFor, post } from '../../src/store/mailbox.ts'
import { createParticipant, linkAddress } from '../../src/store/people.ts'
import type { Store } from '../../src/store/redis.ts'
import { addStaff } from '../../src/store/staff.ts'
import { turns } from '../../src/turns.ts'
import { until } from '../house.ts'

export interface Contact {
  n: number
  /** As WhatsApp gives it. */
  number: string
  owner: string
  /** First name, and mark in everything they write: found in anything that concerns somebody else, it is a leak. */
  nonce: string
  cries: boolean
  /** Has an appointment that is reminded of during the run. */
  reminded: boolean
}

export const noncePattern = /zq\d{4}x/gi
const together = 20

/** One in ten cries for help during the run, another one in ten is reminded of an appointment. */
export async function admit(store: Store, content: Content, count: number): Promise<Contact[]> {
  const trusted = await addStaff(store, { name: 'Maria', role: 'volunteer' })
  await addStaff(store, { name: 'Carla', role: 'coordinator', duty: true })
  const admitOne = async (n: number): Promise<Contact> => {
    const nonce = `Zq${String(n).padStart(4, '0')}x`
    const number = `31600${String(n).padStart(6, '0')}`
    const at = Date.now()
    const owner = await createParticipant(store, {
      id: `added_${n}`,
      at,
      type: 'person_added',
      firstName: nonce,
      lang: 'nl',
      trusted: { staffId: trusted.id, firstName: 'Maria', since: at },
      addresses: [{ channel: 'whatsapp', addressId: number }],
    })
    await linkAddress(store, owner, 'whatsapp', number)
    await drain({ store, turns: settling, content: () => content }, owner)
    return { n, number, owner, nonce, cries: n % 10 === 3, reminded: n % 10 === 7 }
  }
  const all: Contact[] = []
  for (let from = 0; from < count; from += together)
    all.push(...(await Promise.all(Array.from({ length: Math.min(together, count - from) }, async (_, n) => admitOne(from + n)))))
  return all
}

/** As after a first conversation: everything was agreed to. */
const settling: Turns = {
  ...turns,
  takeTurn(content, before, event, now) {
    const { conversation, effects } = turns.takeTurn(content, before, event, now)
    const consent = { given: true, at: now.getTime(), lang: 'nl' as const }
    const settled: Conversation = {
      ...conversation,
      stack: [],
      questions: [],
      consent: { use: consent, checkIns: consent, alerts: consent },
      answers: { onboarded: true, told_computer: true },
      checkIns: undefined,
    }
    return { conversation: settled, effects: effects.filter(({ type }) => type !== 'say') }
  },
}

/** Appointments two hours after the given moments, reminded of two hours before. Resolves when all of them are noted. */
export async function appoint(store: Store, contacts: readonly Contact[], momentOf: (contact: Contact) => number): Promise<void> {
  for (const contact of contacts) {
    await post(store, contact.owner, {
      id: `set_${contact.n}`,
      at: Date.now(),
      type: 'appointment_set',
      staffId: 's_soak',
      firstName: 'Maria',
      appointment: {
        id: `a${contact.n}`,
        kind: 'gp',
        title: `${contact.nonce} bij de huisarts`,
        startsAt: new Date(momentOf(contact) + 2 * 60 * 60 * 1000).toISOString(),
        remindBefore: ['PT2H'],
        state: 'planned',
        answer: 'none',
        setBy: 's_soak',
        setAt: Date.now(),
      },
    })
  }
  await until('the appointments are noted', async () => {
    const waiting = await Promise.all(contacts.map(async ({ owner }) => waitingFor(store, owner)))
    return waiting.every((count) => count === 0)
  })
}
