// Promise 8 at its edge: the edition somebody was in the middle of is not there any more, and its step has another name in the present one.
import { expect, test } from 'vitest'
import type { Content } from '../../src/core/content.ts'
import { newConversation } from '../../src/core/conversation.ts'
import type { Flow, Step } from '../../src/core/flow/definition.ts'
import { takeTurn } from '../../src/core/turn.ts'
import { messagesIn } from '../../src/cli/stage.ts'
import { projectContent } from '../content-for-tests.ts'

const start = Date.parse('2026-03-02T09:00:00Z')
const consent = { given: true, at: start, lang: 'nl' as const }
const project = projectContent()

function withFlow(edition: string, steps: Record<string, Step>, moved?: Record<string, string>): Content {
  const flow: Flow = { id: 'check-in', kind: 'journey', title: 'checkin:title', steps, order: Object.keys(steps), edition, ...(moved ? { moved } : {}) }
  const flows = new Map([...project.flows, [flow.id, flow] as const])
  return { ...project, flows, flow: (id, wanted) => (wanted === undefined || flows.get(id)?.edition === wanted ? flows.get(id) : undefined) }
}

const ask: Step = { ask: { text: 'checkin:sleep', as: 'number', into: 'hours' } }
const before = withFlow('first', { hours: ask, done: { say: 'checkin:thanks' } })
const steps: Record<string, Step> = { slept: ask, done: { say: 'checkin:later_reply' } }

function answeredIn(content: Content) {
  const amina = {
    ...newConversation('p_amina', start),
    lang: 'nl' as const,
    linked: true,
    answers: { onboarded: true, told_computer: true },
    consent: { use: consent, checkIns: consent, alerts: consent },
    addresses: [{ channel: 'webchat' as const, addressId: 'w1', reachable: true, since: start }],
    lastChannel: 'webchat' as const,
  }
  const asked = takeTurn(before, amina, { id: 'e1', at: start, type: 'check_in_requested', staffId: 's_maria' }, new Date(start)).conversation
  expect(asked.stack.at(-1)).toMatchObject({ flow: 'check-in', edition: 'first', step: 'hours' })
  const at = start + 60_000
  const said = { id: 'e2', at, type: 'message_received' as const, channel: 'webchat' as const, addressId: 'w1', messageId: 'm1', text: '7' }
  const { conversation, effects } = takeTurn(content, asked, said, new Date(at))
  return {
    hours: conversation.answers['hours'],
    words: messagesIn(effects)
      .map(({ text }) => text)
      .join('\n'),
  }
}

test('the answer to a step that moved counts, and the flow goes on behind the step it moved to', () => {
  const { hours, words } = answeredIn(withFlow('second', steps, { hours: 'slept' }))
  expect(hours).toBe(7)
  expect(words).toContain(project.phrasebook.text('nl', 'checkin:later_reply'))
})

test('without a word about where it moved, the answer is not taken for one to another step', () => {
  const { hours, words } = answeredIn(withFlow('second', steps))
  expect(hours).toBeUndefined()
  expect(words).not.toContain(project.phrasebook.text('nl', 'checkin:later_reply'))
})
