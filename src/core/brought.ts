// What somebody who wrote as a guest brings into the record staff made of them: what is theirs, and not what was only about the chat of that moment.
// The case travels apart from it: it is raised again with the person's own ladder.
import { z } from 'zod'
import { Appointment } from './agenda/appointment.ts'
import { Lang } from './phrasebook.ts'

export const Consent = z.object({ given: z.boolean(), at: z.number(), lang: Lang })
export type Consent = z.infer<typeof Consent>

export const Consents = z.object({ use: Consent.optional(), checkIns: Consent.optional(), alerts: Consent.optional(), improve: Consent.optional() })
export type Consents = z.infer<typeof Consents>

export const Brought = z.object({
  appointments: z.record(z.string(), Appointment),
  consent: Consents,
  /** Of check-ins, where that consent is given. */
  everyWeeks: z.number().int().optional(),
  /** Words of colleagues whose undo time had not passed. */
  held: z.array(z.object({ messageId: z.string(), text: z.string(), from: z.object({ staffId: z.string(), firstName: z.string() }) })),
  /** Of whom the person was afraid, or whom they asked not to tell. */
  notToTell: z.array(z.string()),
  keptOut: z.array(z.string()),
  talkingTo: z.object({ staffId: z.string(), firstName: z.string() }).optional(),
})
export type Brought = z.infer<typeof Brought>

/** Of each kind the word given last. */
export function newestConsents(one: Consents, other: Consents): Consents {
  const newest = (a: Consent | undefined, b: Consent | undefined) => (a && b ? (a.at >= b.at ? a : b) : (a ?? b))
  return {
    use: newest(one.use, other.use),
    checkIns: newest(one.checkIns, other.checkIns),
    alerts: newest(one.alerts, other.alerts),
    improve: newest(one.improve, other.improve),
  }
}
