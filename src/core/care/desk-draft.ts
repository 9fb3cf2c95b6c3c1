// A turn in one staff member's chat in the making: the line as it will be, and what is to be said there and posted to participants.
// It decides nothing; what a tap or words mean is in desk.ts.
import type { Content } from '../content.ts'
import type { Effect, Say } from '../effect.ts'
import type { Values } from '../phrasebook.ts'
import { questionsMax, refsMax, type StaffLine, type StaffQuestion } from './line.ts'

const questionsPerCaseMax = 3

export interface Draft {
  readonly content: Content
  /** Epoch ms. */
  readonly now: number
  line: StaffLine
  effects: Effect[]
}

interface Saying {
  values?: Values
  purpose?: Say['purpose']
  offers?: Say['offers']
  link?: Say['link']
  about?: { participantId: string; caseId?: string; alert?: boolean }
}

export function say(draft: Draft, key: string, { values, purpose = 'answer', offers = [], link, about }: Saying = {}): void {
  const id = nextId(draft)
  // Brug speaks first: where the platform no longer allows free text, its template says that a message waits.
  const template = purpose === 'notice' || purpose === 'urgent' ? { template: 'message_waiting' as const } : {}
  draft.effects.push({ type: 'say', id, text: text(draft, key, values), lang: draft.line.lang, offers, purpose, ...(link ? { link } : {}), ...template })
  if (about) change(draft, { refs: [...draft.line.refs.slice(1 - refsMax), { effectId: id, ...about }] })
}

export function text(draft: Draft, key: string, values: Values = {}): string {
  return draft.content.phrasebook.text(draft.line.lang, key, values)
}

/** Keeps what the options do. Of one case only the newest few questions stay, so that alerts which repeat push out nothing else. */
export function offer(draft: Draft, caseId: string | undefined, options: StaffQuestion['options']): Say['offers'] {
  const id = `q${draft.line.turn}-${draft.effects.length}`
  const isSame = ({ options: [first] }: StaffQuestion) => caseId !== undefined && first?.action.do === 'take' && first.action.caseId === caseId
  const older = draft.line.questions.filter((question) => !isSame(question))
  const same = draft.line.questions.filter(isSame).slice(1 - questionsPerCaseMax)
  change(draft, { questions: [...older, ...same, { id, options, askedAt: draft.now }].slice(-questionsMax) })
  return options.map(({ label }, n) => ({ id: `${id}.${n}`, label }))
}

type Posted =
  | { type: 'handed_back'; onlyOwn: true }
  | { type: 'case_acknowledged' | 'case_declined'; caseId: string }
  | { type: 'staff_wrote'; messageId: string; text: string; holdMs: number; confirm?: boolean }

export function post(draft: Draft, to: string, event: Posted): void {
  const id = nextId(draft)
  draft.effects.push({ type: 'post', id, to, event: { ...event, id, at: draft.now, staffId: draft.line.id, firstName: draft.line.firstName } })
}

export function inboxLink(draft: Draft, caseId?: string): { label: string; url: string } {
  return { label: text(draft, 'staff:open_inbox'), url: `${draft.content.publicUrl}/inbox${caseId === undefined ? '' : `#case=${encodeURIComponent(caseId)}`}` }
}

export function change(draft: Draft, fields: Partial<StaffLine>): void {
  draft.line = { ...draft.line, ...fields }
}

export function nextId({ line, effects }: Draft): string {
  return `${line.id}.${line.turn}.${effects.length}`
}
