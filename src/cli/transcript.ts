// Transcripts: conversations as YAML that a colleague who does not code can read, played as tests and saved by `brug talk --save`.
// A line says what the person does, what the bot answers, which staff are alerted, or how much time passes.
import { stringify } from 'yaml'
import { z } from 'zod'
import type { Content } from '../core/content.ts'
import type { Effect } from '../core/effect.ts'
import { Unreadable } from '../core/event.ts'
import { CaseOutcome, Level } from '../core/level.ts'
import { Lang } from '../core/phrasebook.ts'
import { millisecondsOf } from '../core/turn/journey.ts'
import { alertedIn, answers, happen, messagesIn, opens, openStage, passes, relation, says, sends, starts, taps, type Stage } from './stage.ts'

const GivenLine = z.strictObject({
  given: z.strictObject({
    at: z.string(),
    lang: Lang.optional(),
    firstName: z.string().optional(),
    trusted: z.string().optional(),
    reserve: z.string().optional(),
    municipality: z.string().optional(),
    settled: z.boolean().optional(),
  }),
})
export const TranscriptLine = z.union([
  GivenLine,
  z.strictObject({ says: z.string(), at: z.string().optional(), lang: Lang.optional() }),
  z.strictObject({ taps: z.string() }),
  z.strictObject({ sends: Unreadable }),
  z.strictObject({ starts: z.string() }),
  z.strictObject({ opens: z.string() }),
  z.strictObject({ passes: z.string() }),
  /** Text of the next message of the bot, or a part of it; `...` stands for anything. Choices, when given, are exact. */
  z.strictObject({ bot: z.string(), choices: z.array(z.string()).optional() }),
  z.strictObject({ silent: z.literal(true) }),
  z.strictObject({ alerted: z.array(z.string()) }),
  z.strictObject({ case: z.union([Level, z.literal('none')]) }),
  z.strictObject({
    staff: z.string(),
    writes: z.string().optional(),
    does: z.enum(['takes', 'declines', 'contacts', 'closes', 'hands_back']).optional(),
    outcome: CaseOutcome.optional(),
  }),
  z.strictObject({ appointment: z.strictObject({ title: z.string(), startsAt: z.string(), remindBefore: z.array(z.string()).optional() }) }),
])
export type TranscriptLine = z.infer<typeof TranscriptLine>
export const Transcript = z.array(TranscriptLine).min(2)
export type Transcript = z.infer<typeof Transcript>

/** Plays a transcript; every difference from what it says, in order. Empty: the spec holds. */
export function differences(content: Content, transcript: Transcript): string[] {
  let stage = openStage(content, {}, instant('2026-03-02 10:00'))
  let heard: Effect[] = []
  const found: string[] = []
  for (const [n, line] of transcript.entries()) {
    // Each begins with somebody new.
    if ('given' in line) {
      stage = openStage(content, line.given, instant(line.given.at))
      heard = []
      continue
    }
    const where = `line ${n + 1} (${JSON.stringify(line).slice(0, 120)})`
    if ('bot' in line) {
      const message = messagesIn(heard)[0]
      if (!message) found.push(`${where}: the bot said nothing`)
      else {
        heard = heard.filter((effect) => effect !== message)
        if (!matches(message.text, line.bot)) found.push(`${where}: the bot said: ${bare(message.text)}`)
        const labels = message.offers.map((offer) => bare(offer.label))
        if (line.choices && labels.join('|') !== line.choices.join('|')) found.push(`${where}: the choices were: ${labels.join(' | ')}`)
      }
      continue
    }
    if ('silent' in line) {
      if (messagesIn(heard).length > 0) found.push(`${where}: the bot said: ${bare(messagesIn(heard)[0]?.text ?? '')}`)
      continue
    }
    if ('alerted' in line) {
      const names = alertedIn(heard)
      if (names.toSorted().join() !== line.alerted.toSorted().join()) found.push(`${where}: alerted were: ${names.join(', ') || 'nobody'}`)
      continue
    }
    if ('case' in line) {
      const level = stage.conversation.case?.level ?? 'none'
      if (level !== line.case) found.push(`${where}: the case stands at ${level}`)
      continue
    }
    const played = playLine(stage, line)
    if (!played) {
      found.push(`${where}: this cannot be done here; offered are: ${stage.offers.map((offer) => offer.label).join(' | ')}`)
      continue
    }
    stage = played.stage
    heard = played.effects
  }
  return found
}

type Doing = Exclude<TranscriptLine, { given: unknown } | { bot: string } | { silent: true } | { alerted: string[] } | { case: string }>

function playLine(stage: Stage, line: Doing): { stage: Stage; effects: Effect[] } | undefined {
  if ('says' in line) return says(line.at ? passes(stage, instant(line.at)).stage : stage, line.says)
  if ('taps' in line) return taps(stage, line.taps)
  if ('sends' in line) return sends(stage, line.sends)
  if ('starts' in line) return starts(stage, line.starts || undefined)
  if ('opens' in line) {
    if (stage.content.flow(line.opens)) return opens(stage, line.opens)
    return stage.content.topics.has(line.opens) ? answers(stage, line.opens) : undefined
  }
  if ('passes' in line) return passes(stage, stage.now + millisecondsOf(line.passes))
  if ('appointment' in line) {
    const { title, startsAt, remindBefore = ['P1D'] } = line.appointment
    return happen(stage, {
      type: 'appointment_set',
      staffId: 's_maria',
      firstName: 'Maria',
      appointment: { id: 'a1', kind: 'other', title, startsAt, remindBefore, state: 'planned', answer: 'none', setBy: 's_maria', setAt: stage.now },
    })
  }
  return staffDoes(stage, line)
}

function staffDoes(stage: Stage, line: Extract<Doing, { staff: string }>): { stage: Stage; effects: Effect[] } | undefined {
  const who = relation(line.staff, stage.now)
  if (!who) return undefined
  const by = { staffId: who.staffId, firstName: who.firstName }
  const caseId = stage.conversation.case?.id ?? ''
  if (line.writes !== undefined) return happen(stage, { type: 'staff_wrote', ...by, messageId: `w${stage.count}`, text: line.writes, holdMs: 0 })
  switch (line.does) {
    case 'takes':
      return happen(stage, { type: 'case_acknowledged', ...by, caseId })
    case 'declines':
      return happen(stage, { type: 'case_declined', ...by, caseId })
    case 'contacts':
      return happen(stage, { type: 'case_contacted', ...by, caseId, how: 'phone' })
    case 'closes':
      return happen(stage, { type: 'case_closed', ...by, caseId, outcome: line.outcome ?? 'helped', note: 'Wij hebben gebeld.' })
    case 'hands_back':
      return happen(stage, { type: 'handed_back', ...by })
    case undefined:
      return undefined
  }
}

/** "2026-03-28 16:00" as winter time in the Netherlands (UTC+1), or a full ISO instant: transcripts never depend on today. */
export function instant(text: string): number {
  const at = Date.parse(/[zZ]|[+-]\d\d:\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}:00+01:00`)
  if (Number.isNaN(at)) throw new Error(`'${text}' is not a moment; write it like 2026-03-28 16:00`)
  return at
}

const unseen = /[\u2066-\u2069\u200e\u200f]/g

/** Text as a reader sees it on one line. */
export function bare(text: string): string {
  return text.replaceAll(unseen, '').replaceAll(/\s+/g, ' ').trim()
}

function matches(said: string, expected: string): boolean {
  const parts = bare(expected)
    .split(/\.\.\.|…/)
    .map((part) => part.trim())
  let from = 0
  const text = bare(said)
  return parts.every((part) => {
    const at = text.indexOf(part, from)
    from = at + part.length
    return at >= 0
  })
}

/** Lines as YAML, one line each, the way people write them. */
export function written(lines: Transcript): string {
  return lines.map((line) => `- ${stringify(line, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`).join('\n') + '\n'
}
