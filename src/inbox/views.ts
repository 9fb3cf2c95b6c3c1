// What the API shows of a record: the least that does the job. Times are epoch milliseconds, except the start of an appointment.
// Nothing here decides who may see it; that is done before.
import { z } from 'zod'
import { Appointment } from '../core/agenda/appointment.ts'
import { Case, CaseState } from '../core/care/case.ts'
import type { Conversation } from '../core/conversation.ts'
import { Offer, Purpose } from '../core/effect.ts'
import { ChannelName, Fault, type Relation } from '../core/event.ts'
import { CaseKind, CaseOutcome, Level, Role } from '../core/level.ts'
import { Lang, type Phrasebook } from '../core/phrasebook.ts'
import { retell } from '../core/told.ts'
import type { LoggedMessage } from '../store/log.ts'
import { isOpen, isWatched } from './policies.ts'

const Talking = z.object({ staffId: z.string(), firstName: z.string(), since: z.number() })
const Consents = z.object({ use: z.boolean().optional(), checkIns: z.boolean().optional(), alerts: z.boolean().optional(), improve: z.boolean().optional() })

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
    /** Kept out because of something Brug heard, not by a wish of the person. Only with one participant, and only for a coordinator, who may let them in. */
    keptOut: z.array(z.string()).optional(),
    consent: Consents,
    stopped: z.boolean(),
    talkingTo: Talking.optional(),
    caseId: z.string().optional(),
    level: Level.optional(),
    startedAt: z.number(),
    lastHeardAt: z.number().optional(),
    /** Only with one participant, never in a list; absent when the channel does not give a number. */
    phone: z.string().optional(),
    /** Only with one participant, and only while messages go to WhatsApp: free text reaches the person until then, afterwards a template. */
    windowUntil: z.number().optional(),
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
    /** Brug's fixed texts in the language that was asked for; absent where it is the same, and for what people wrote themselves. */
    readAs: z.string().optional(),
    lang: Lang.optional(),
    what: z.string().optional(),
    /** Its sound can be asked for. */
    audio: z.boolean().optional(),
    /** The id of the voice message that these are the words of, as a computer wrote them out. */
    of: z.string().optional(),
    offers: z.array(Offer.omit({ told: true }).extend({ readAs: z.string().optional() })).optional(),
    chosen: z.string().optional(),
    link: z.object({ label: z.string(), url: z.string() }).optional(),
    purpose: Purpose.optional(),
    status: z.enum(['held', 'queued', 'sent', 'delivered', 'read', 'failed']).optional(),
    /** Why it failed. */
    fault: Fault.optional(),
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
    /** The first deadline that passed without a human making contact, and whether nobody took the case or whoever took it was silent. */
    late: z.object({ since: z.number(), because: z.enum(['unanswered', 'no_contact']), times: z.number() }).optional(),
    closedAt: z.number().optional(),
    closedBy: z.string().optional(),
    outcome: CaseOutcome.optional(),
    /** Only with one case, never in a list. */
    note: z.string().optional(),
    history: Case.shape.history.optional(),
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
    /** Of the last text. */
    lastLang: Lang.optional(),
    waitingSince: z.number().optional(),
    talkingTo: Talking.optional(),
    caseId: z.string().optional(),
    level: Level.optional(),
    /** Of the case. */
    deadline: z.number().optional(),
    trusted: z.object({ staffId: z.string(), firstName: z.string() }).optional(),
    /** As with the participant. */
    needsTrustedPerson: z.boolean(),
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
    consent: {
      use: one.consent.use?.given,
      checkIns: one.consent.checkIns?.given,
      alerts: one.consent.alerts?.given,
      improve: one.consent.improve?.given,
    },
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

/** Less those whom the person named: that wish is taken back in the record. */
export function keptOutOf({ notToTell, case: open, closedCase, keptOut = [] }: Conversation): string[] {
  const all = new Set([...keptOut, ...(open?.excluded ?? []), ...(closedCase?.excluded ?? [])])
  return [...all].filter((staffId) => !notToTell.includes(staffId))
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
    late: lateness(one),
    closedAt,
    closedBy,
    outcome,
  }
}

export function caseView(participantId: string, one: Case, firstName?: string): CaseView {
  return { ...caseRow(participantId, one, firstName), note: one.note, history: one.history }
}

/** What was missed since the case was last raised stays visible until it is closed, also after somebody took it. */
function lateness(one: Case): CaseView['late'] {
  const missed = one.history.filter(({ what, at }) => what === 'deadline_passed' && at >= one.raisedAt)
  const [first] = missed
  return first && { since: first.due ?? first.at, because: first.detail === 'no_contact' ? 'no_contact' : 'unanswered', times: missed.length }
}

export interface Reader {
  phrasebook: Phrasebook
  lang: Lang
}

/** Messages as somebody reads them who does not read the person's language: every fixed text of Brug beside itself, what people wrote as it is. */
export function readBy(reader: Reader | undefined, messages: readonly LoggedMessage[]): (MessageView & Pick<LoggedMessage, 'messageId'>)[] {
  const told = (one: Pick<LoggedMessage, 'told'>) => one.told && reader && retell(reader.phrasebook, reader.lang, one.told)
  const labels = new Map<string, string | undefined>()
  return messages.map(({ told: _told, media, ...entry }) => {
    const message = media ? { ...entry, audio: true } : entry
    if (message.lang === reader?.lang && message.lang !== undefined) return message
    const offers = message.offers?.map(({ told: from, ...offer }) => ({ ...offer, readAs: told({ told: from }) }))
    for (const offer of offers ?? []) labels.set(offer.id, offer.readAs)
    // A tapped button is a fixed text as well, and often the answer that matters.
    const tapped = message.from === 'participant' && message.chosen !== undefined ? labels.get(message.chosen) : undefined
    return { ...message, offers, readAs: tapped ?? told({ told: _told }) }
  })
}

export interface LastMessage {
  at: number
  from: 'participant' | 'bot' | 'staff'
  text: string
  lang?: Lang
  readAs?: string
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
    lastText: last === undefined || isWatched(one) ? undefined : (last.readAs ?? last.text),
    lastLang: last === undefined || last.readAs !== undefined ? undefined : (last.lang ?? one.lang),
    lastAt: last?.at ?? one.lastHeardAt ?? one.startedAt,
    waitingSince: waitingSince(one, last),
    caseId: open?.id,
    level: open?.level,
    deadline: open?.deadline,
    trusted: trusted && { staffId: trusted.staffId, firstName: trusted.firstName },
    needsTrustedPerson: one.linked && trusted === undefined,
  }
}

/** A case that nobody took, or a last word of the person to someone who answers as a human. */
function waitingSince(one: Conversation, last: LastMessage | undefined): number | undefined {
  if (one.case?.state === 'open') return one.case.raisedAt
  return one.talkingTo !== undefined && last?.from === 'participant' ? last.at : undefined
}

/**
 * Most urgent first: level 3, then by the nearest deadline, questions behind worries, then whoever waits in a talk with a human, longest first;
 * then the other talks, and the newest.
 */
export function byUrgency(a: ConversationRow, b: ConversationRow): number {
  const rank = ({ caseId, level = '0' }: ConversationRow) => (caseId === undefined ? 4 : ({ '3B': 0, '3A': 1, '2': 2, '1': 2, '0': 3 } as const)[level])
  const due = (row: ConversationRow) => row.deadline ?? Number.MAX_SAFE_INTEGER
  const waiting = (row: ConversationRow) => row.waitingSince ?? (row.talkingTo ? Number.MAX_SAFE_INTEGER - 1 : Number.MAX_SAFE_INTEGER)
  return rank(a) - rank(b) || due(a) - due(b) || waiting(a) - waiting(b) || b.lastAt - a.lastAt
}
