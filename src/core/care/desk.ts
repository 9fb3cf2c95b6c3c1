// What Brug says to one staff member on their own chat channel, and what their taps and words there set in motion.
// Pure. An alert never carries content, name, level or language; whether a case is really taken is decided by the case itself, not here.
import { z } from 'zod'
import { Address } from '../conversation.ts'
import { ChannelName } from '../event.ts'
import { Level } from '../level.ts'
import { Lang } from '../phrasebook.ts'

/** What tapping an option does. Only actions stored in the line can be triggered, whatever a tap claims. */
export const StaffAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('take'), caseId: z.string(), participantId: z.string() }),
  z.object({ do: z.literal('cannot'), caseId: z.string(), participantId: z.string() }),
  /** Sends the kept text to this participant. */
  z.object({ do: z.literal('send'), participantId: z.string(), caseId: z.string().optional() }),
])
export type StaffAction = z.infer<typeof StaffAction>

export const StaffQuestion = z.object({ id: z.string(), options: z.array(z.object({ label: z.string(), action: StaffAction })), askedAt: z.number() })
export type StaffQuestion = z.infer<typeof StaffQuestion>

export const OpenCase = z.object({ caseId: z.string(), participantId: z.string(), level: Level, state: z.enum(['alerted', 'taken']), at: z.number() })
export type OpenCase = z.infer<typeof OpenCase>

export const staffLineVersion = 1

/** Everything Brug knows about its chat with one staff member, as one document. */
export const StaffLine = z.object({
  version: z.literal(staffLineVersion),
  id: z.string(),
  turn: z.number().int().nonnegative(),
  startedAt: z.number(),
  lang: Lang,
  firstName: z.string(),
  addresses: z.array(Address),
  lastChannel: ChannelName.optional(),
  lastHeardAt: z.number().optional(),
  /** Cases this person was asked for or has taken. */
  open: z.array(OpenCase),
  talkingTo: z.string().optional(),
  /** Which of our messages were about whom, newest last, for replies to them and for failed alerts. */
  refs: z.array(z.object({ effectId: z.string(), participantId: z.string(), caseId: z.string().optional() })).max(50),
  questions: z.array(StaffQuestion).max(40),
  /** What the person wrote while it was not clear to whom. Nothing of it is sent until they choose. */
  kept: z.object({ texts: z.array(z.string()).max(20), at: z.number() }).optional(),
  /** When "there is a new message" was last said, per participant. */
  told: z.record(z.string(), z.number()),
  recent: z.array(z.string()).max(50),
})
export type StaffLine = z.infer<typeof StaffLine>

export function newStaffLine(id: string, at: number): StaffLine {
  return { version: staffLineVersion, id, turn: 0, startedAt: at, lang: 'nl', firstName: '', addresses: [], open: [], refs: [], questions: [], told: {}, recent: [] }
}
