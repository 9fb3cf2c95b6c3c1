// The shape of everything a turn may read besides the conversation: flows, texts, help lines, municipalities, the staff roster, the readers of language.
// Loaded and checked by src/content.ts; handed to takeTurn as one immutable value.
import { z } from 'zod'
import type { Flow } from './flow/definition.ts'
import type { Fact, Topic } from './flow/topic.ts'
import type { Lang, Phrasebook } from './phrasebook.ts'
import type { Understanding } from './understanding/understand.ts'

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is written like 21:00')
const minutes = z
  .number()
  .int()
  .positive()
  .max(7 * 24 * 60)

/** Deadlines of the care ladder in minutes; defaults follow the ladder in the wellbeing guideline (level 3A: 5 min, 3B: 2 to 5 min). */
export const CareDeadlines = z.strictObject({
  level2: z.strictObject({ acknowledgeMin: minutes.default(240), contactMin: minutes.default(24 * 60), repeatMin: minutes.default(240) }).prefault({}),
  level3A: z.strictObject({ acknowledgeMin: minutes.default(5), contactMin: minutes.default(15), repeatMin: minutes.default(5) }).prefault({}),
  level3B: z.strictObject({ acknowledgeMin: minutes.default(2), contactMin: minutes.default(10), repeatMin: minutes.default(3) }).prefault({}),
  question: z
    .strictObject({ acknowledgeMin: minutes.default(2 * 24 * 60), contactMin: minutes.default(4 * 24 * 60), repeatMin: minutes.default(24 * 60) })
    .prefault({}),
  /** No answer to the safety question for this long: see wellbeing ladder. */
  safetyAnswerMin: minutes.default(10),
})
export type CareDeadlines = z.infer<typeof CareDeadlines>

/** A place people go to; the digits of its postcode tell how near it is. */
export const Place = z.strictObject({
  name: z.string().min(1).max(40),
  address: z.string().min(1).max(60),
  postcode: z.string().regex(/^[1-9]\d{3} ?[A-Z]{2}$/, 'a postcode is written like 1234 AB'),
  phone: z.string().max(20).optional(),
  /** Opening hours and the like. */
  note: z.string().max(60).optional(),
})
export type Place = z.infer<typeof Place>

/** What a local field holds: words that need no translation, yes or no, or one or more places. */
export const LocalValue = z.union([z.string().min(1).max(80), z.boolean(), z.array(Place).min(1).max(20)])
export type LocalValue = z.infer<typeof LocalValue>

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** Who covers level 3, and when: a desk or a role with its telephone, not a colleague's name. `until` before `from` runs into the next day. */
export const DutyShift = z.strictObject({
  who: z.string().min(1),
  phone: z.string(),
  days: z.array(z.enum(weekdays)).min(1),
  from: timeOfDay,
  until: timeOfDay,
})
export type DutyShift = z.infer<typeof DutyShift>

/** `flows/municipalities/<id>.yaml` */
export const Municipality = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string(),
  fictional: z.boolean().default(false),
  timeZone: z.string().default('Europe/Amsterdam'),
  organisation: z.string(),
  /** Staffed hours, shown to people and used for level 2. */
  staffedHours: z.string(),
  /** Telephone of the out-of-hours GP service, shown on the help card. */
  outOfHoursGp: z.string().optional(),
  quietHours: z.strictObject({ from: timeOfDay, to: timeOfDay }).default({ from: '21:00', to: '08:00' }),
  care: CareDeadlines.prefault({}),
  retention: z
    .strictObject({
      chatDays: z.number().int().positive().default(30),
      closedCaseMonths: z.number().int().positive().default(6),
      closedUrgentCaseMonths: z.number().int().positive().default(24),
      guestDays: z.number().int().positive().default(30),
      /** Questions that Brug did not understand, for editors. */
      questionDays: z.number().int().positive().default(90),
      /** Answers to the questions of flows, check-ins among them. */
      answerMonths: z.number().int().positive().default(24),
      /** After an appointment was, or would have been. */
      appointmentMonths: z.number().int().positive().default(6),
    })
    .prefault({}),
  /** For the team itself: whoever starts Brug is warned about hours of the week that nobody covers. */
  duty: z.array(DutyShift).default([]),
  /** Values for the local fields of topics. A field that is left out: people read that it differs, and whom to ask. */
  local: z.record(z.string(), LocalValue).default({}),
})
export type Municipality = z.infer<typeof Municipality>

/** `flows/helplines.yaml`: the only place where a help line's number stands. */
export const Helpline = z.strictObject({
  id: z.string(),
  number: z.string(),
  url: z.string().optional(),
  verifiedOn: z.iso.date('a day is written like 2027-01-15'),
  source: z.string(),
})
export type Helpline = z.infer<typeof Helpline>
export const Helplines = z.strictObject({ helplines: z.array(Helpline).min(1) })

export interface RosterEntry {
  staffId: string
  firstName: string
  role: 'volunteer' | 'coordinator' | 'regisseur' | 'editor'
  /** On the duty list: the last rung of the ladder. */
  duty: boolean
  /** No chat with Brug: an alert is seen only where the inbox is open. */
  inboxOnly?: boolean
}

export interface Content {
  /** Current edition of each flow, and older editions that running conversations still use. */
  flow(id: string, edition?: string): Flow | undefined
  flows: ReadonlyMap<string, Flow>
  topics: ReadonlyMap<string, Topic>
  /** Of all topics, by id. */
  facts: ReadonlyMap<string, Fact>
  phrasebook: Phrasebook
  helplines: ReadonlyMap<string, Helpline>
  municipalities: ReadonlyMap<string, Municipality>
  /** Used for people without a municipality. */
  defaultMunicipality: Municipality
  understanding: Understanding
  roster: readonly RosterEntry[]
  /** What may be asked of others, as it is set up here; absent: nothing. */
  outside?: { opinion: boolean; transcription: boolean }
  /** The name of the recording in which exactly this text is read aloud; absent, or undefined: there is none. */
  recording?: (of: { lang: Lang; topic: string; text: string }) => string | undefined
  /** Where the inbox is, for links in alerts. */
  publicUrl: string
}
