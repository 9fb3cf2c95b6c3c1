// Everything Brug knows about one participant, as one document: it is read and written only as a whole, by takeTurn.
// It holds no clock, no connection and no copy of anybody else's record.
import { z } from 'zod'
import { Appointment } from './agenda/appointment.ts'
import { Consents } from './brought.ts'
import { Case } from './care/case.ts'
import { ChannelName, Relation } from './event.ts'
import { Say } from './effect.ts'
import { Level } from './level.ts'
import { AskedToKeep, LastAsked, Missed, missedMax } from './missed.ts'
import { Lang } from './phrasebook.ts'

export const Scalar = z.union([z.string(), z.number(), z.boolean()])
export type Scalar = z.infer<typeof Scalar>

/** Where a running flow stands. It keeps the edition it started with (promise 8). */
export const Frame = z.object({
  flow: z.string(),
  edition: z.string(),
  step: z.string(),
  /** Interrupted by a question; announced when the flow goes on. */
  interrupted: z.boolean().optional(),
  startedAt: z.number(),
})
export type Frame = z.infer<typeof Frame>

/** What tapping or typing an option does. Only actions stored here can be triggered, whatever a tap claims. */
export const Action = z.discriminatedUnion('do', [
  z.object({ do: z.literal('go'), step: z.string(), set: z.record(z.string(), Scalar).optional() }),
  z.object({ do: z.literal('topic'), topic: z.string(), part: z.enum(['answer', 'more', 'near', 'clear', 'unclear', 'listen']).optional() }),
  z.object({ do: z.literal('flow'), flow: z.string() }),
  z.object({ do: z.literal('command'), command: z.string() }),
  z.object({ do: z.literal('appointment'), appointmentId: z.string(), answer: z.enum(['coming', 'cannot', 'other_time']) }),
  z.object({ do: z.literal('safety'), answer: z.enum(['no', 'yes', 'unsure', 'sometimes', 'rather_not']) }),
  z.object({ do: z.literal('resume') }),
  z.object({ do: z.literal('drop') }),
])
export type Action = z.infer<typeof Action>

/** A message with options, kept so that a tap or a typed answer finds its way. `standing` ones stay valid after newer questions. */
export const Question = z.object({
  id: z.string(),
  options: z.array(z.object({ label: z.string(), action: Action })),
  /** Set when a flow step waits for a typed answer. */
  step: z.string().optional(),
  standing: z.boolean().optional(),
  /** Answered for now: its buttons still work, for whoever thinks again, but words are no longer read as an answer to it. */
  answered: z.boolean().optional(),
  /** Never shown: what is usually offered with an answer, for whoever types its label though other buttons stand there. */
  typedOnly: z.boolean().optional(),
  askedAt: z.number(),
  tries: z.number().int().default(0),
})
export type Question = z.infer<typeof Question>

export const TimerKind = z.enum(['reminder', 'silence', 'case', 'safety', 'wait', 'check_in', 'held_message', 'talk', 'burst', 'voice'])
export type TimerKind = z.infer<typeof TimerKind>
export const Timer = z.object({ at: z.number(), kind: TimerKind, ref: z.string() })
export type Timer = z.infer<typeof Timer>

export const Address = z.object({ channel: ChannelName, addressId: z.string(), reachable: z.boolean(), since: z.number() })
export type Address = z.infer<typeof Address>

export const conversationVersion = 1

export const Conversation = z.object({
  version: z.literal(conversationVersion),
  id: z.string(),
  turn: z.number().int().nonnegative(),
  startedAt: z.number(),
  lang: Lang.optional(),
  linked: z.boolean(),
  firstName: z.string().optional(),
  municipality: z.string().optional(),
  trusted: Relation.optional(),
  reserve: Relation.optional(),
  notToTell: z.array(z.string()),
  /** Who of the staff wrote down, when, that somebody may not or may again know; newest last. `reason`: it was heard by mistake. */
  wishes: z
    .array(z.object({ at: z.number(), staffId: z.string(), added: z.array(z.string()), removed: z.array(z.string()), reason: z.string().optional() }))
    .optional(),
  consent: Consents,
  addresses: z.array(Address),
  lastChannel: ChannelName.optional(),
  lastHeardAt: z.number().optional(),
  stopped: z.boolean(),
  /** Set by the turn that asks for the key to be destroyed; nothing is said or timed after it. */
  forgetting: z.boolean().optional(),
  /** Somebody asked to be forgotten and then cried for help: the key is destroyed when the case is closed. */
  forgetAfterCase: z.boolean().optional(),
  stack: z.array(Frame).max(8),
  answers: z.record(z.string(), Scalar),
  /** Days since 1970 on which answers with a term were given. */
  answeredOn: z.record(z.string(), z.number().int()).optional(),
  /** Newest last, at most 8; the last one that is not standing is the current question. */
  questions: z.array(Question).max(8),
  /** A person talks and Brug is quiet. `wroteAt`: when they wrote last. */
  talkingTo: z.object({ staffId: z.string(), firstName: z.string(), since: z.number(), wroteAt: z.number().optional() }).optional(),
  case: Case.optional(),
  /** The case closed last, so that the store can keep it for its term. */
  closedCase: Case.optional(),
  /** Staff kept out of cases that are no longer kept: they are not asked in a later one either. */
  keptOut: z.array(z.string()).optional(),
  /** Safety question or "are you in danger now?" under way. `againAt`: when it was last asked once more. */
  safety: z.object({ asked: z.enum(['safety', 'danger_now']), at: z.number(), because: z.enum(['text', 'score']), againAt: z.number().optional() }).optional(),
  /** When level 1 was seen, for "three times in thirty days is level 2". */
  lows: z.array(z.number()),
  highest: z.object({ level: Level, at: z.number() }).optional(),
  appointments: z.record(z.string(), Appointment),
  timers: z.record(z.string(), Timer),
  checkIns: z.object({ everyWeeks: z.number().int(), lastAt: z.number().optional(), lastAskedAt: z.number().optional(), skipped: z.number().int() }).optional(),
  /** "Stop" ended the check-ins: whoever comes back is asked once whether they may begin again. */
  checkInsEnded: z.boolean().optional(),
  /** Messages not understood lately, to join fragments and to ask differently each time. `saidAt`: when the first of them was written. */
  misses: z.object({ count: z.number().int(), at: z.number(), texts: z.array(z.string()), saidAt: z.number().optional() }),
  /** Topics of what was asked just before a cry: offered when the question that came with it has its answer. */
  kept: z.object({ topics: z.array(z.string()), at: z.number() }).optional(),
  /** Messages in a row in another language than was chosen; `offered`: the change was. */
  otherLang: z.object({ lang: Lang, times: z.number().int(), offered: z.boolean().optional() }).optional(),
  /** The message that got no answer and that somebody outside was asked about, while nothing was said or heard since. */
  unanswered: z.string().optional(),
  /** Questions that were not understood or answered wrongly, newest last. */
  missed: z.array(Missed).max(missedMax).optional(),
  lastAsked: LastAsked.optional(),
  askedToKeep: AskedToKeep.optional(),
  unreadableAt: z.number().optional(),
  cardShownAt: z.number().optional(),
  /** Messages of colleagues that wait for their undo time to pass. */
  held: z.array(Say),
  /** Ids of the last events, so that one that comes in twice is seen. */
  recent: z.array(z.string()),
})
export type Conversation = z.infer<typeof Conversation>

/**
 * Whoever the person does not want to know, or may be afraid of. Also after the case is closed: what was said then still stands in the conversation.
 */
export function isKeptOut(of: Pick<Conversation, 'notToTell' | 'case' | 'closedCase' | 'keptOut'>, staffId: string): boolean {
  return [of.notToTell, of.case?.excluded, of.closedCase?.excluded, of.keptOut].some((kept) => kept?.includes(staffId))
}

export function newConversation(id: string, at: number): Conversation {
  return {
    version: conversationVersion,
    id,
    turn: 0,
    startedAt: at,
    linked: false,
    notToTell: [],
    consent: {},
    addresses: [],
    stopped: false,
    stack: [],
    answers: {},
    questions: [],
    lows: [],
    appointments: {},
    timers: {},
    misses: { count: 0, at: 0, texts: [] },
    held: [],
    recent: [],
  }
}
