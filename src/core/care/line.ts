// The document of one staff member's chat with Brug: which cases they were asked for, what was said about whom, and what waits for a choice.
// It holds no participant's words, except what the staff member wrote while it was not clear to whom.
import { z } from 'zod'
import { Address } from '../conversation.ts'
import { ChannelName } from '../event.ts'
import { Level } from '../level.ts'
import { Lang } from '../phrasebook.ts'

export const refsMax = 50
export const questionsMax = 40
export const settledMax = 30
export const keptMax = 20

/** What tapping an option does. Only actions stored in the line can be triggered, whatever a tap claims. */
export const StaffAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('take'), caseId: z.string(), participantId: z.string() }),
  z.object({ do: z.literal('cannot'), caseId: z.string(), participantId: z.string() }),
  /** Sends the kept text to this participant. */
  z.object({ do: z.literal('send'), participantId: z.string(), caseId: z.string().optional() }),
  /** Whether Brug may go on where this person talked and fell silent. */
  z.object({ do: z.literal('hand_back'), participantId: z.string() }),
  z.object({ do: z.literal('talk_on'), participantId: z.string() }),
])
export type StaffAction = z.infer<typeof StaffAction>

export const StaffQuestion = z.object({ id: z.string(), options: z.array(z.object({ label: z.string(), action: StaffAction })), askedAt: z.number() })
export type StaffQuestion = z.infer<typeof StaffQuestion>

/** `level` is absent for a case that was taken in the inbox without an alert. */
export const OpenCase = z.object({
  caseId: z.string(),
  participantId: z.string(),
  level: Level.optional(),
  state: z.enum(['alerted', 'taken']),
  at: z.number(),
})
export type OpenCase = z.infer<typeof OpenCase>

/** `messageId`: by which an edit of it is known; empty where several messages were joined, and in lines from before it was kept. */
const Kept = z.union([z.object({ words: z.string(), messageId: z.string() }), z.string().transform((words) => ({ words, messageId: '' }))])

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
  /** How cases that are no longer open here ended for this person, newest last, for late taps. */
  settled: z.array(z.object({ caseId: z.string(), outcome: z.enum(['taken', 'closed', 'declined', 'forgotten']) })).max(settledMax),
  /** The participant to whom this person wrote last from here. */
  talkingTo: z.string().optional(),
  wroteAt: z.number().optional(),
  /** Which of our messages were about whom, newest last, for replies to them and for failed alerts. */
  refs: z.array(z.object({ effectId: z.string(), participantId: z.string(), caseId: z.string().optional(), alert: z.boolean().optional() })).max(refsMax),
  questions: z.array(StaffQuestion).max(questionsMax),
  /** What the person wrote while it was not clear to whom. Nothing of it is sent until they choose. */
  kept: z.object({ texts: z.array(Kept).max(keptMax), at: z.number() }).optional(),
  /** When "there is a new message" was last said, per participant. */
  told: z.record(z.string(), z.number()),
  recent: z.array(z.string()).max(50),
})
export type StaffLine = z.infer<typeof StaffLine>

type At = Pick<Address, 'channel'> & { addressId?: string | undefined }

/** They wrote from here: the newest address stands last. */
export function met(line: StaffLine, { channel, addressId }: Pick<Address, 'channel' | 'addressId'>, now: number): Partial<StaffLine> {
  const known = line.addresses.find((address) => address.channel === channel && address.addressId === addressId)
  const others = line.addresses.filter((address) => address !== known)
  return { addresses: [...others, { channel, addressId, reachable: true, since: known?.since ?? now }], lastChannel: channel, lastHeardAt: now }
}

/** Without an address: the one of that channel used last. */
export function reached(line: StaffLine, at: At, reachable: boolean): Partial<StaffLine> {
  const meant = line.addresses.findLast(({ channel, addressId }) => channel === at.channel && addressId === (at.addressId ?? addressId))
  return { addresses: line.addresses.map((address) => (address === meant ? { ...address, reachable } : address)) }
}

export function newStaffLine(id: string, at: number): StaffLine {
  return {
    version: staffLineVersion,
    id,
    turn: 0,
    startedAt: at,
    lang: 'nl',
    firstName: '',
    addresses: [],
    open: [],
    settled: [],
    refs: [],
    questions: [],
    told: {},
    recent: [],
  }
}
