// Two small turn functions to prove the pipeline on its own: they answer what is said, keep count, and do on request what makes life hard.
// Real turn functions are proven elsewhere; nothing in the pipeline depends on what a turn decides.
import { Municipality, type Content } from '../../src/core/content.ts'
import type { Case } from '../../src/core/care/case.ts'
import type { Conversation } from '../../src/core/conversation.ts'
import type { StaffLine } from '../../src/core/care/line.ts'
import type { Effect, EffectOf, Purpose } from '../../src/core/effect.ts'
import type { Event } from '../../src/core/event.ts'
import type { Turns } from '../../src/pipeline/converse.ts'

export const smallTurns: Turns = { takeTurn, takeStaffTurn }

/**
 * `boom`: throws · `urgent x`, `notice x`: answers x with that purpose · `in 500 x`: says x after so many ms · `tell <owner> x`: posts to a staff line
 * · `template x`: says x as a notice that may be announced by a template · `case`: opens a case that is due at once · `die`: ends the process · `forget me` · anything else is answered with `echo: …`. Every text and every failed delivery is kept in `answers`, in order.
 */
function takeTurn(_content: Content, before: Conversation, event: Event, now: Date): { conversation: Conversation; effects: Effect[] } {
  const turn = before.turn + 1
  const conversation: Conversation = { ...before, turn }
  const say = (text: string, purpose: Purpose = 'answer'): EffectOf<'say'> => ({
    type: 'say',
    id: `${before.id}.${turn}.0`,
    text,
    lang: 'nl',
    offers: [],
    purpose,
  })
  const heard = (text: string): Conversation => ({
    ...conversation,
    answers: { ...conversation.answers, heard: `${conversation.answers['heard'] ?? ''}${text};` },
  })
  switch (event.type) {
    case 'message_received': {
      const { channel, addressId, text } = event
      const known = { ...heard(text), lastChannel: channel, addresses: [{ channel, addressId, reachable: true, since: 0 }] }
      if (text === 'boom') throw new Error('a text that must not appear in a log: boom')
      if (text === 'die') process.kill(process.pid, 'SIGKILL')
      if (text === 'case') return { conversation: { ...known, case: openCase(`case_${before.id}`, now.getTime()) }, effects: [] }
      if (text === 'forgetting') return { conversation: { ...known, forgetting: true }, effects: [] }
      if (text === 'forget me')
        return { conversation: { ...known, forgetting: true }, effects: [say('goodbye'), { type: 'forget', id: `${before.id}.${turn}.1` }] }
      const [word = '', second = '', ...rest] = text.split(' ')
      if (word === 'urgent' || word === 'notice') return { conversation: known, effects: [say(second, word)] }
      if (word === 'template') return { conversation: known, effects: [{ ...say(second, 'notice'), template: 'message_waiting' }] }
      if (word === 'in')
        return {
          conversation: { ...known, timers: { ...known.timers, [rest.join(' ')]: { at: now.getTime() + Number(second), kind: 'wait', ref: '' } } },
          effects: [],
        }
      if (word === 'tell') {
        const told: Event = {
          type: 'alert_raised',
          id: `alert_${before.id}.${turn}`,
          at: now.getTime(),
          participantId: before.id,
          caseId: 'c',
          level: '3A',
          kind: 'distress',
          role: 'trusted',
        }
        return { conversation: known, effects: [{ type: 'post', id: `${before.id}.${turn}.0`, to: second, event: told }] }
      }
      return { conversation: known, effects: [say(`echo: ${text}`)] }
    }
    case 'timer_due': {
      const { [event.timerId]: timer, ...timers } = conversation.timers
      if (!timer || timer.at > now.getTime()) return { conversation: before, effects: [] }
      return { conversation: { ...heard(`due ${event.timerId}`), timers }, effects: [say(event.timerId, 'notice')] }
    }
    case 'delivery_failed':
      return { conversation: heard(`failed ${event.fault}`), effects: [] }
    case 'event_failed':
      return { conversation: heard(`could not ${event.eventType}`), effects: [say('something went wrong', 'urgent')] }
    default:
      return { conversation, effects: [{ type: 'note', id: `${before.id}.${turn}.0`, what: event.type }] }
  }
}

function takeStaffTurn(_content: Content, before: StaffLine, event: Event): { line: StaffLine; effects: Effect[] } {
  const turn = before.turn + 1
  const line: StaffLine = { ...before, turn }
  if (event.type !== 'alert_raised') return { line, effects: [] }
  return { line, effects: [{ type: 'say', id: `${before.id}.${turn}.0`, text: 'somebody needs you', lang: 'nl', offers: [], purpose: 'urgent' }] }
}

function openCase(id: string, at: number): Case {
  return {
    id,
    level: '3A',
    kind: 'distress',
    state: 'open',
    openedAt: at,
    raisedAt: at,
    trigger: 'text',
    basis: 'consent',
    ladder: [],
    rung: 0,
    contactWithinMs: 0,
    repeatMs: 60_000,
    alerts: [],
    excluded: [],
    deadline: at,
    history: [],
  }
}

const municipality = Municipality.parse({ id: 'here', name: 'Here', organisation: 'Us', staffedHours: 'always' })

/** As much content as the pipeline itself looks at. */
export const smallContent: Content = {
  flow: () => undefined,
  flows: new Map(),
  topics: new Map(),
  facts: new Map(),
  helplines: new Map(),
  municipalities: new Map(),
  defaultMunicipality: municipality,
  phrasebook: { text: (_lang, key, values) => `${key} ${JSON.stringify(values ?? {})}`, has: () => true },
  understanding: {
    read: () => ({
      lang: 'nl',
      langSure: 0,
      topics: [],
      distress: { level: '0', kind: 'distress', because: [], thirdPerson: false },
      greeting: false,
      sure: 0,
    }),
  },
  roster: [],
  publicUrl: 'http://localhost',
}
