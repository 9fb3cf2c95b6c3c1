// An appointment of a participant and what they answered to its reminder.
// When its reminders go out is decided in reminders.ts; who may see it is not decided here.
import { z } from 'zod'

export const AppointmentAnswer = z.enum(['none', 'coming', 'cannot', 'other_time', 'silent'])
export type AppointmentAnswer = z.infer<typeof AppointmentAnswer>

export const Appointment = z.object({
  id: z.string(),
  kind: z.string().max(40),
  title: z.string().min(1).max(120),
  /** ISO 8601 with offset, as given by staff: shown as that wall-clock time in the municipality's zone. */
  startsAt: z.string(),
  durationMin: z
    .number()
    .int()
    .positive()
    .max(24 * 60)
    .optional(),
  place: z.string().max(160).optional(),
  bring: z.string().max(160).optional(),
  /** Language of the interpreter, as free text for people ("Arabisch, vrouw"). */
  interpreter: z.string().max(60).optional(),
  /** ISO 8601 durations before the start, e.g. ["P3D","P1D","PT2H"]. */
  remindBefore: z.array(z.string()).max(6),
  state: z.enum(['planned', 'cancelled']),
  answer: AppointmentAnswer,
  /** When the person answered or the silence was noticed, epoch ms. */
  answeredAt: z.number().optional(),
  /** When the first reminder went out, epoch ms. */
  remindedAt: z.number().optional(),
  setBy: z.string(),
  setAt: z.number(),
})
export type Appointment = z.infer<typeof Appointment>
