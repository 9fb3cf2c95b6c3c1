// What the API shows of a record: the least that does the job. Times are epoch milliseconds, except the start of an appointment.
// Nothing here decides who may see it; that is done before.
import { z } from 'zod'
import { Appointment } from '../core/agenda/appointment.ts'
import { Case, CaseState } from '../core/care/case.ts'
import type { Conversation } from '../core/conversation.ts'
import { Offer, Purpose } from '../core/effect.ts'
import { ChannelName, type Relation } from '../core/event.ts'
import { CaseKind, CaseOutcome, Level, Role } from '../core/level.ts'
import { Lang } from '../core/phrasebook.ts'
import { isOpen, isWatched } from './policies.ts'

const Talking = z.object({ staffId: z.string(), firstName: z.string(), since: z.number() })
const Consents = z.object({ use: z.boolean().optional(), checkIns: z.boolean().optional(), alerts: z.boolean().optional() })

export const ParticipantView = z
  .object({
    id: z.string(),
    firstName: z.string().optional(),
    lang: Lang.optional(),
    municipality: z.string().optional(),
    /** False: wrote in without an invite. */
    linked: z.boolean(),
    channels: z.array(z.object({ channel: ChannelName, reachable: z.boolean() })),
    trustedPersonId: z.string().optional(),
    trustedPersonName: z.string().optional(),
    reserveId: z.string().optional(),
    reserveName: z.string().optional(),
    /** Belongs to this organisation and has nobody (any more) who is theirs. */
    needsTrustedPerson: z.boolean(),
    notToTell: z.array(z.string()),
    consent: Consents,
    stopped: z.boolean(),
    talkingTo: Talking.optional(),
    caseId: z.string().optional(),
    level: Level.optional(),
    startedAt: z.number(),
    lastHeardAt: z.number().optional(),
    /** Only with one participant, never in a list; absent when the channel does not give a number. */
    phone: z.string().optional(),
  })
  .meta({ id: 'Participant' })
export type ParticipantView = z.infer<typeof ParticipantView>

export const MessageView = z
  .object({
    id: z.string(),
    at: z.number(),
    from: z.enum(['participant', 'bot', 'staff']),
    staffId: z.string().optional(),
    firstName: z.string().optional(),
    text: z.string(),
    lang: Lang.optional(),
    what: z.string().optional(),
    offers: z.array(Offer).optional(),
    chosen: z.string().optional(),
    link: z.object({ label: z.string(), url: z.string() }).optional(),
    purpose: Purpose.optional(),
    status: z.enum(['held', 'queued', 'sent', 'delivered', 'read', 'failed']).optional(),
    /** Until then the sender can take it back. */
    heldUntil: z.number().optional(),
  })
  .meta({ id: 'Message' })
export type MessageView = z.infer<typeof MessageView>

export const CaseView = z
  .object({
    id: z.string(),
    participantId: z.string(),
    firstName: z.string().optional(),
    level: Level,
    kind: CaseKind,
    state: CaseState,
    openedAt: z.number(),
    trigger: Case.shape.trigger,
    basis: Case.shape.basis,
    alerts: z.array(z.object({ staffId: z.string(), role: Role, at: z.number(), failed: z.string().optional(), declined: z.boolean().optional() })),
    acknowledgedAt: z.number().optional(),
    acknowledgedBy: z.string().optional(),
    contactedAt: z.number().optional(),
    deadline: z.number().optional(),
    closedAt: z.number().optional(),
    closedBy: z.string().optional(),
    outcome: CaseOutcome.optional(),
    /** Only with one case, never in a list. */
    note: z.string().optional(),
    history: z.array(z.object({ at: z.number(), what: z.string(), staffId: z.string().optional(), detail: z.string().optional() })).optional(),
  })
  .meta({ id: 'Case' })
export type CaseView = z.infer<typeof CaseView>

export const ConversationRow = z
  .object({
    participantId: z.string(),
    firstName: z.string().optional(),
    lang: Lang.optional(),
    channel: ChannelName.optional(),
    /** Left out from level 2 on: reading then is an act that is noted. */
    lastText: z.string().optional(),
    lastAt: z.number(),
    waitingSince: z.number().optional(),
    talkingTo: Talking.optional(),
    caseId: z.string().optional(),
    level: Level.optional(),
    trusted: z.object({ staffId: z.string(), firstName: z.string() }).optional(),
  })
  .meta({ id: 'ConversationRow' })
export type ConversationRow = z.infer<typeof ConversationRow>

export const AppointmentView = Appointment.extend({ participantId: z.string(), firstName: z.string().optional() }).meta({ id: 'Appointment' })
export type AppointmentView = z.infer<typeof AppointmentView>

export function participantView(one: Conversation): ParticipantView {
  const open = isOpen(one.case) ? one.case : undefined
  const trusted = running(one.trusted)
  const reserve = running(one.reserve)
  return {
    id: one.id,
    firstName: one.firstName,
    lang: one.lang,
    municipality: one.municipality,
    linked: one.linked,
    channels: one.addresses.map(({ channel, reachable }) => ({ channel, reachable })),
    trustedPersonId: trusted?.staffId,
    trustedPersonName: trusted?.firstName,
    reserveId: reserve?.staffId,
    reserveName: reserve?.firstName,
    needsTrustedPerson: one.linked && trusted === undefined,
    notToTell: one.notToTell,
    stopped: one.stopped,
    talkingTo: one.talkingTo,
    caseId: open?.id,
    level: open?.level,
    startedAt: one.startedAt,
    lastHeardAt: one.lastHeardAt,
    consent: { use: one.consent.use?.given, checkIns: one.consent.checkIns?.given, alerts: one.consent.alerts?.given },
  }
}

/** A relation gets an end only when it has come. */
function running(relation: Relation | undefined): Relation | undefined {
  return relation?.until === undefined ? relation : undefined
}

/** With the telephone number where WhatsApp gives one: someone must be able to call. */
export function participantCard(one: Conversation): ParticipantView {
  const number = one.addresses.find(({ channel, addressId }) => channel === 'whatsapp' && /^\+?[1-9]\d{7,14}$/.test(addressId))?.addressId
  return { ...participantView(one), ...(number === undefined ? {} : { phone: number.startsWith('+') ? number : `+${number}` }) }
}

export function caseRow(participantId: string, one: Case, firstName?: string): CaseView {
  const { id, level, kind, state, openedAt, trigger, basis, acknowledgedAt, acknowledgedBy, contactedAt, deadline, closedAt, closedBy, outcome } = one
  const alerts = one.alerts.map(({ staffId, role, at, failed, declined }) => ({ staffId, role, at, failed, declined }))
  return {
    id,
    participantId,
    firstName,
    level,
    kind,
    state,
    openedAt,
    trigger,
    basis,
    alerts,
    acknowledgedAt,
    acknowledgedBy,
    contactedAt,
    deadline,
    closedAt,
    closedBy,
    outcome,
  }
}

export function caseView(participantId: string, one: Case, firstName?: string): CaseView {
  return { ...caseRow(participantId, one, firstName), note: one.note, history: one.history }
}

export interface LastMessage {
  at: number
  from: 'participant' | 'bot' | 'staff'
  text: string
}

export function conversationRow(one: Conversation, last: LastMessage | undefined): ConversationRow {
  const open = isOpen(one.case) ? one.case : undefined
  const trusted = running(one.trusted)
  return {
    participantId: one.id,
    firstName: one.firstName,
    lang: one.lang,
    channel: one.lastChannel ?? one.addresses[0]?.channel,
    talkingTo: one.talkingTo,
    lastText: last === undefined || isWatched(one) ? undefined : last.text,
    lastAt: last?.at ?? one.lastHeardAt ?? one.startedAt,
    waitingSince: waitingSince(one, last),
    caseId: open?.id,
    level: open?.level,
    trusted: trusted && { staffId: trusted.staffId, firstName: trusted.firstName },
  }
}

/** A case that nobody took, or a last word of the person to someone who answers as a human. */
function waitingSince(one: Conversation, last: LastMessage | undefined): number | undefined {
  if (one.case?.state === 'open') return one.case.raisedAt
  return one.talkingTo !== undefined && last?.from === 'participant' ? last.at : undefined
}

/** Most urgent first: by level of an open case, then by how long someone waits, then talks with a human, then the newest. */
export function byUrgency(a: ConversationRow, b: ConversationRow): number {
  const weight = (row: ConversationRow) => (row.caseId === undefined ? -1 : Level.options.indexOf(row.level ?? '0'))
  const waiting = (row: ConversationRow) => row.waitingSince ?? (row.talkingTo ? Number.MAX_SAFE_INTEGER - 1 : Number.MAX_SAFE_INTEGER)
  return weight(b) - weight(a) || waiting(a) - waiting(b) || b.lastAt - a.lastAt
}
