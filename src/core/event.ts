// What can happen to a conversation or to a staff member's line: the one list of events, in the past tense.
// Channels, timers, the inbox and the command line all speak in these; nothing else reaches the core.
import { z } from 'zod'
import { Lang } from './phrasebook.ts'
import { Appointment } from './agenda/appointment.ts'
import { Brought } from './brought.ts'
import { CaseKind, CaseOutcome, HarmBy, Heard, Level, Role } from './level.ts'

export const ChannelName = z.enum(['telegram', 'whatsapp', 'webchat'])
export type ChannelName = z.infer<typeof ChannelName>

/** Things a person may send that Brug cannot read. */
export const Unreadable = z.enum(['voice', 'picture', 'video', 'sticker', 'document', 'location', 'contact', 'unknown'])
export type Unreadable = z.infer<typeof Unreadable>

/** Why a message could not be delivered; the table of platform codes behind it is in channels/channel.ts. */
export const Fault = z.enum(['retry', 'refused', 'unreachable', 'window', 'stopped'])
export type Fault = z.infer<typeof Fault>

/** A trusted person as the participant knows them: a relation, not an account. */
export const Relation = z.object({ staffId: z.string(), firstName: z.string(), since: z.number(), until: z.number().optional() })
export type Relation = z.infer<typeof Relation>

/** `id` is unique for ever (the dedupe key); `at` is epoch milliseconds, channel time clamped to the time of arrival. */
const head = { id: z.string().min(1), at: z.number().int().nonnegative() }
/** `messageId`: the platform's id of the message. `addressId`: the sender as `senderIds[0]` of the arrival; personal data. */
const inbound = { ...head, messageId: z.string(), channel: ChannelName, addressId: z.string() }
const byStaff = { ...head, staffId: z.string(), firstName: z.string() }
const onCase = { ...byStaff, caseId: z.string() }
const aboutParticipant = { ...head, participantId: z.string() }

export const Event = z.discriminatedUnion('type', [
  // From a person through a channel. `replyTo` is the effect id of the message of ours that was replied to.
  z.object({ ...inbound, type: z.literal('message_received'), text: z.string(), replyTo: z.string().optional() }),
  z.object({ ...inbound, type: z.literal('message_edited'), text: z.string() }),
  z.object({ ...inbound, type: z.literal('option_chosen'), optionId: z.string(), label: z.string().optional() }),
  z.object({
    ...inbound,
    type: z.literal('unreadable_received'),
    what: Unreadable,
    caption: z.string().optional(),
    mediaId: z.string().optional(),
    replyTo: z.string().optional(),
  }),
  z.object({ ...inbound, type: z.literal('chat_started'), payload: z.string().optional(), langHint: z.string().optional() }),
  // From outside, about a message of the person: `about` is the id of its event.
  z.object({ ...head, type: z.literal('opinion_received'), about: z.string(), heard: Heard, topic: z.string().optional(), level: Level.optional() }),
  /** `text` is empty when it could not be written out. */
  z.object({ ...head, type: z.literal('voice_transcribed'), about: z.string(), channel: ChannelName, text: z.string() }),
  // From a channel about a message of ours (`effectId`), or about the person's reachability. Without `addressId`: the address of that channel used last.
  z.object({
    ...head,
    type: z.literal('delivery_failed'),
    effectId: z.string(),
    channel: ChannelName,
    addressId: z.string().optional(),
    fault: Fault,
    /** The colleague whose words they were. */
    writtenBy: z.string().optional(),
  }),
  z.object({ ...head, type: z.literal('reachability_changed'), channel: ChannelName, addressId: z.string().optional(), reachable: z.boolean() }),
  // From time.
  z.object({ ...head, type: z.literal('timer_due'), timerId: z.string() }),
  /** Something in the document is past its term; the terms are those of the municipality. */
  z.object({ ...head, type: z.literal('retention_due') }),
  // About the person's record.
  /** `addresses`: given by the organisation; the person is reached there before they ever wrote. */
  z.object({
    ...head,
    type: z.literal('person_added'),
    firstName: z.string(),
    lang: Lang,
    municipality: z.string().optional(),
    trusted: Relation.optional(),
    reserve: Relation.optional(),
    addresses: z.array(z.object({ channel: ChannelName, addressId: z.string() })).optional(),
  }),
  z.object({
    ...head,
    type: z.literal('person_changed'),
    staffId: z.string(),
    firstName: z.string().optional(),
    lang: Lang.optional(),
    municipality: z.string().optional(),
    trusted: Relation.nullable().optional(),
    reserve: Relation.nullable().optional(),
    notToTell: z.array(z.string()).optional(),
  }),
  z.object({ ...head, type: z.literal('invite_refused'), because: z.enum(['unknown', 'used', 'expired']) }),
  z.object({
    ...head,
    type: z.literal('address_linked'),
    channel: ChannelName,
    addressId: z.string(),
    lang: Lang.optional(),
    caseId: z.string().optional(),
    level: Level.optional(),
    kind: CaseKind.optional(),
    /** Whom the guest named as source of harm: the invited person's ladder must not ask them. */
    harmBy: HarmBy.optional(),
    /** With the first of a guest's addresses only. */
    brought: Brought.optional(),
  }),
  /** A colleague is no longer there; also to people they only stand on a ladder of. */
  z.object({ ...head, type: z.literal('staff_left'), staffId: z.string(), firstName: z.string() }),
  z.object({ ...head, type: z.literal('forget_requested'), by: z.string() }),
  z.object({ ...head, type: z.literal('check_in_requested'), staffId: z.string() }),
  // From staff in a conversation. `holdMs` is how long the sender may still withdraw the message; `confirm`: tell the sender that it went.
  z.object({
    ...byStaff,
    type: z.literal('staff_wrote'),
    messageId: z.string(),
    text: z.string(),
    /** A fixed answer instead of words of their own: `text` is then empty, the person reads the topic in their own language. */
    topic: z.object({ id: z.string(), part: z.enum(['answer', 'more']) }).optional(),
    holdMs: z.number().int().nonnegative(),
    confirm: z.boolean().optional(),
  }),
  z.object({ ...byStaff, type: z.literal('staff_message_withdrawn'), messageId: z.string() }),
  /** `onlyOwn`: not when a colleague has taken over since. */
  z.object({ ...byStaff, type: z.literal('handed_back'), onlyOwn: z.boolean().optional() }),
  // From staff about a case.
  z.object({ ...onCase, type: z.literal('case_acknowledged') }),
  z.object({ ...onCase, type: z.literal('case_declined') }),
  z.object({ ...onCase, type: z.literal('case_contacted'), how: z.string() }),
  z.object({ ...onCase, type: z.literal('case_handed_over'), to: Relation }),
  z.object({ ...onCase, type: z.literal('case_closed'), outcome: CaseOutcome, note: z.string() }),
  z.object({ ...head, type: z.literal('alert_failed'), caseId: z.string(), staffId: z.string(), fault: Fault }),
  /** A coordinator found that somebody was kept out by mistake. Never about whom the person asked not to tell: that is theirs to take back. */
  z.object({ ...byStaff, type: z.literal('exclusion_lifted'), of: z.string(), reason: z.string().min(1) }),
  /** An editor is done with a question that Brug did not understand; `example`: it was added to those Brug learns from. */
  z.object({ ...byStaff, type: z.literal('question_settled'), missedId: z.string(), verdict: z.enum(['example', 'not_practical', 'done']) }),
  // From staff about the agenda.
  z.object({ ...byStaff, type: z.literal('appointment_set'), appointment: Appointment }),
  z.object({ ...byStaff, type: z.literal('appointment_cancelled'), appointmentId: z.string() }),
  // From the pipeline: an event whose turn failed again and again; the person and a human hear of it.
  z.object({
    ...head,
    type: z.literal('event_failed'),
    eventId: z.string(),
    eventType: z.string(),
    from: z.object({ channel: ChannelName, addressId: z.string() }).optional(),
  }),
  // To a staff member's line.
  z.object({ ...aboutParticipant, type: z.literal('alert_raised'), caseId: z.string(), level: Level, kind: CaseKind, role: Role }),
  z.object({
    ...aboutParticipant,
    type: z.literal('alert_settled'),
    caseId: z.string(),
    /** `forgotten`: the record is destroyed, and with it the way to the person. */
    outcome: z.enum(['taken', 'closed', 'passed_on', 'forgotten']),
    byStaffId: z.string(),
  }),
  z.object({ ...aboutParticipant, type: z.literal('participant_wrote') }),
  z.object({ ...aboutParticipant, type: z.literal('talk_fell_silent') }),
  z.object({ ...aboutParticipant, type: z.literal('staff_message_settled'), outcome: z.enum(['sent', 'not_sent']) }),
  z.object({ ...aboutParticipant, type: z.literal('appointment_answered'), appointmentId: z.string(), answer: z.enum(['cannot', 'other_time', 'silent']) }),
  z.object({ ...head, type: z.literal('staff_added'), firstName: z.string(), lang: Lang, role: z.string() }),
])
export type Event = z.infer<typeof Event>
export type EventType = Event['type']
export type EventOf<T extends EventType> = Extract<Event, { type: T }>
