// What the server answers, as types, and the one way the pages ask it.
// It checks no shapes: the server's own schemas do that. Every refusal becomes a Refusal value, never a thrown string.
import type { AppointmentAnswer } from '../core/agenda/appointment.ts'
import type { ChannelName, Fault } from '../core/event.ts'
import type { CaseKind, CaseOutcome, Level, Role } from '../core/level.ts'
import type { Lang } from '../core/phrasebook.ts'

export type { AppointmentAnswer, CaseKind, CaseOutcome, ChannelName, Fault, Lang, Level, Role }
export type StaffRole = 'volunteer' | 'coordinator' | 'regisseur' | 'editor'

export interface Me {
  staffId: string
  name: string
  role: StaffRole
  lang: Lang
  endsAt?: number
}

export interface ConversationRow {
  participantId: string
  firstName?: string
  lang?: Lang
  channel?: ChannelName
  lastText?: string
  lastAt: number
  lastLang?: Lang
  waitingSince?: number
  talkingTo?: Person
  caseId?: string
  level?: Level
  deadline?: number
  trusted?: Person
  needsTrustedPerson: boolean
}

export interface Person {
  staffId: string
  firstName: string
}

export interface Choice {
  id: string
  label: string
  full?: string
  readAs?: string
}

export interface Message {
  id: string
  at: number
  from: 'participant' | 'bot' | 'staff'
  staffId?: string
  firstName?: string
  text: string
  /** Brug's fixed text in the language of the reader. */
  readAs?: string
  lang?: Lang
  /** voice, picture, help_card … */
  what?: string
  /** Its sound can be asked for. */
  audio?: boolean
  /** The voice message that these are the words of. */
  of?: string
  offers?: Choice[]
  offersTitle?: string
  chosen?: string
  link?: { label: string; url: string }
  /** A recording of Brug's own answer, under /audio/. */
  sound?: string
  purpose?: 'answer' | 'prompt' | 'notice' | 'urgent'
  status?: 'held' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed'
  /** Why it failed. */
  fault?: Fault
  /** Until when the sender may still take it back. */
  heldUntil?: number
  clientId?: string
}

export interface Participant {
  id: string
  firstName?: string
  lang?: Lang
  municipality?: string
  /** False: wrote in without an invite. */
  linked: boolean
  channels: { channel: ChannelName; reachable: boolean }[]
  trustedPersonId?: string
  trustedPersonName?: string
  reserveId?: string
  reserveName?: string
  needsTrustedPerson: boolean
  notToTell: string[]
  /** Only for a coordinator: kept out because of something Brug heard, not by a wish of the person. */
  keptOut?: string[]
  consent: { use?: boolean; checkIns?: boolean; alerts?: boolean; improve?: boolean }
  stopped: boolean
  talkingTo?: Person & { since: number }
  caseId?: string
  level?: Level
  startedAt: number
  lastHeardAt?: number
  phone?: string
  /** Only where messages go to WhatsApp: until then free text arrives. */
  windowUntil?: number
}

export interface Case {
  id: string
  participantId: string
  firstName?: string
  level: Level
  kind: CaseKind
  state: 'open' | 'acknowledged' | 'contacted' | 'closed'
  openedAt: number
  trigger?: 'text' | 'check_in' | 'button' | 'silence' | 'fault'
  alerts: { staffId: string; role: Role; at: number; failed?: string; declined?: boolean }[]
  acknowledgedAt?: number
  acknowledgedBy?: string
  contactedAt?: number
  /** When something happens by itself next. */
  deadline?: number
  /** What was missed since the case was last raised. */
  late?: { since: number; because: 'unanswered' | 'no_contact'; times: number }
  closedAt?: number
  closedBy?: string
  outcome?: CaseOutcome
  note?: string
  history?: { at: number; what: string; staffId?: string; detail?: string; kind?: CaseKind }[]
}

export interface Appointment {
  id: string
  participantId: string
  firstName?: string
  kind: string
  title: string
  startsAt: string
  durationMin?: number
  place?: string
  bring?: string
  interpreter?: string
  remindBefore?: string[]
  state?: 'planned' | 'cancelled'
  answer?: AppointmentAnswer
}

export interface Colleague {
  id: string
  name: string
  role: StaffRole
  lang?: Lang
  duty?: boolean
  channels?: string[]
}

export interface FormerColleague {
  id: string
  firstName: string
  role: StaffRole
  leftAt: number
}

/** Who needs somebody else now. */
export interface Left {
  needTrustedPerson: string[]
  needReserve: string[]
}

/** Another system's way in. */
export interface Token {
  id: string
  role: StaffRole
  name: string
  createdAt: number
  /** Absent: good until it is revoked. */
  expiresAt?: number
  usedAt?: number
}

export interface Invite {
  code: string
  telegramUrl?: string
  whatsappUrl?: string
}

export interface DemoState {
  now: number
  participants: { id: string; firstName: string; lang: Lang; chatUrl: string }[]
  staffSignInUrl: string
}

/** Told by the live stream: ids only. `forgotten`: the record is gone. */
export interface Change {
  participantId?: string
  staffId?: string
  what: string[]
}

/** null stands for 1 to 9. */
export interface Overview {
  participants: number | null
  linked: number | null
  withTrustedPerson: number | null
  agreedToCheckIns: number | null
  openCases: number | null
  openCasesByLevel: Record<Level, number | null>
  participantsByLanguage: Record<string, number | null>
  plannedAppointments: number | null
}

export interface Written {
  id: string
  status: 'held' | 'queued' | 'waiting'
  heldUntil?: number
}

export type Certainty = 'sure' | 'check_page' | 'unsure' | 'outdated'

export interface TopicRow {
  id: string
  category: string
  label: string
  title: string
  /** Dutch words in letters, to find it by. */
  words: string
  certainty: Certainty
}

export interface Fact {
  id: string
  text: string
  nl_term: string
  source: string
  as_of: string
  confidence: 'high' | 'medium' | 'low'
  kind: 'rule' | 'gap' | 'local_example'
  valid_until?: string
}

export interface Topic extends TopicRow {
  answer: string
  more: string
  source: string
  asOf: string
  validUntil: string
  keeper: string
  caution: string[]
  safety: string[]
  facts: Fact[]
}

/** A topic as a person reads it, and as the reader of the inbox does. */
export interface TopicAnswer {
  topicId: string
  part: 'answer' | 'more'
  lang: Lang
  text: string
  readAs: string
}

export interface Playable {
  edition: number
  faults: string[]
  flows: { id: string; title: string }[]
  topics: { id: string; title: string }[]
}

export type Act = { taps: string } | { says: string }

export interface PreviewPart {
  text: string
  chars: number
  charsMax: number
  sentenceWords: number
  as: 'none' | 'buttons' | 'list'
  listLabel?: string
  rows: { id: string; label: string; description?: string; chars: number; charsMax: number; isCut: boolean }[][]
}

export interface PreviewStep {
  name: string
  kind: string
  text?: string
  to: { step: string; because?: string }[]
  isCurrent: boolean
}

export interface Played {
  edition: number
  turns: { said?: string; parts: PreviewPart[]; alerted: string[] }[]
  flow?: string
  steps: PreviewStep[]
  acted: number
}

export interface KeepersTask {
  kind: 'topic' | 'fact' | 'helpline'
  id: string
  topicId?: string
  text: string
  source: string
  /** Of a fact: how it is called in Dutch. */
  nlTerm?: string
  day: string
  isPast: boolean
  /** False: an amount of another year, the text has to change. */
  mayHold: boolean
  keeper?: string
  last?: { verdict: 'holds' | 'change'; on: string; until?: string; by: string; note?: string }
}

/** `ref` leads back to nobody. */
export interface MissedQuestion {
  ref: string
  on: string
  lang: Lang
  text: string
  heard: string[]
  picked?: string
}

export interface ExampleFile {
  lang: Lang
  path: string
  yaml: string
  /** Without `topic`: of what is no practical question. */
  examples: { id: string; text: string; topic?: string; on: string }[]
}

/** `offline`: nothing was heard. The others are the server's own word. */
export type Because = 'offline' | 'signed_out' | 'not_allowed' | 'missing' | 'conflict' | 'refused' | 'away' | 'broken'
export interface Refusal {
  refused: Because
  status: number
  /** The problem's own code: seen-message, already-taken, not-applied, too-late … */
  code?: string
  detail?: string
  errors?: { path: string; message: string }[]
  /** To look it up in the log. */
  instance?: string
}
export type Answer<T> = { ok: T } | { no: Refusal }

/** How far the server's clock is ahead of this device's, from the `brug-now` header; a demonstration moves it on. */
let aheadMs = 0
export function serverNow(): number {
  return Date.now() + aheadMs
}

const timeoutMs = 15_000

/** `key` names one intention: asked again with the same key it is done once. */
export async function ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, key?: string): Promise<Answer<T>> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch {
    return { no: { refused: 'offline', status: 0 } }
  }
  const clock = Number(response.headers.get('brug-now'))
  if (clock > 0) aheadMs = clock - Date.now()
  const text = await response.text().catch(() => '')
  if (!response.ok) return { no: refusalOf(response.status, text) }
  const ok: T = parsed(text)
  return { ok }
}

function refusalOf(status: number, text: string): Refusal {
  const problem: Pick<Refusal, 'code' | 'detail' | 'errors' | 'instance'> | undefined = parsed(text)
  return { refused: becauseOf(status), status, code: problem?.code, detail: problem?.detail, errors: problem?.errors, instance: problem?.instance }
}

function becauseOf(status: number): Because {
  if (status === 401) return 'signed_out'
  if (status === 403) return 'not_allowed'
  if (status === 404 || status === 410) return 'missing'
  if (status === 409) return 'conflict'
  if (status === 503 || status === 502 || status === 504) return 'away'
  return status < 500 ? 'refused' : 'broken'
}

function parsed(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
