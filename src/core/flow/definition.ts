// What a flow file may hold: the flow language, version 1, as zod schemas. JSON Schema for editors is made from these.
// Texts are keys into the locales (`namespace:path`), never sentences. Checks that need more than one file are in check.ts.
import { z } from 'zod'
import { Scalar } from '../conversation.ts'

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and dashes')
const stepName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and underscores')
const textKey = z.string().regex(/^[a-z_]+:[a-z0-9_.-]+$/, 'a text is a key like journeys:welcome.hello')
const variable = z.string().regex(/^[a-z][a-z0-9_]*$/)
/** ISO 8601 duration, e.g. PT10M or P1D. */
const duration = z.string().regex(/^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/, 'a duration is written like PT10M or P1D')
/** CEL expression over `answers` and `person` (`personFacts` in conditions.ts), e.g. `answers.age >= 18`. */
const condition = z.string().min(1).max(400)

const Option = z.union([
  z.strictObject({ label: textKey, full: textKey.optional(), go: stepName.optional(), set: z.record(variable, Scalar).optional() }),
  /** Answers a topic, under the topic's own label and title. */
  z.strictObject({ topic: id }),
])

const next = { next: stepName.optional() }

/** Every step has exactly one of these keys; `next` defaults to the step below it. */
export const Step = z.union([
  /** `with`: answers that the text names. */
  z.strictObject({ say: textKey, with: z.array(variable).optional(), ...next }),
  z.strictObject({
    ask: z.strictObject({
      text: textKey,
      as: z.enum(['text', 'number', 'date', 'time', 'yes_no', 'postcode']),
      into: variable,
      min: z.number().optional(),
      max: z.number().optional(),
      again: textKey.optional(),
    }),
    ...next,
  }),
  z.strictObject({
    choose: z.strictObject({ text: textKey, into: variable.optional(), title: textKey.optional(), options: z.array(Option).min(1).max(30) }),
    ...next,
  }),
  z.strictObject({ set: z.record(variable, Scalar), ...next }),
  z.strictObject({ branch: z.array(z.union([z.strictObject({ when: condition, go: stepName }), z.strictObject({ else: stepName })])).min(1) }),
  z.strictObject({ call: id, ...next }),
  /** Answers a topic, or shows the places of the topic whose id is the answer of this name, nearest first. */
  z.strictObject({ answer: z.union([id, z.strictObject({ places_of: variable })]), ...next }),
  /** Shows the person's appointments. */
  z.strictObject({ appointment: z.enum(['list']), ...next }),
  /** Applies the score-to-level rule of a check-in to the answers and acts on it (safety question, case). */
  z.strictObject({ score: z.enum(['pulse']), ...next }),
  z.strictObject({ alert: z.strictObject({ level: z.enum(['2', '3A', '3B']), kind: z.string() }), ...next }),
  /** Asks a human to take over the conversation. */
  z.strictObject({ hand: z.strictObject({ text: textKey }), ...next }),
  /** Waits for any message; on time-out goes to `timeout`. */
  z.strictObject({ wait: z.strictObject({ for: duration, timeout: stepName }), ...next }),
  /** Acts on the person's own record. */
  z.strictObject({
    record: z.enum([
      'language',
      'consent_use',
      'consent_check_ins',
      'consent_alerts',
      'consent_improve',
      'refuse_check_ins',
      'refuse_alerts',
      'refuse_improve',
      'rhythm',
      'stop',
      'forget',
      'invite',
      'not_to_tell',
      'another_person',
      'export',
    ]),
    ...next,
  }),
  z.strictObject({ end: z.literal(true) }),
])
export type Step = z.infer<typeof Step>

export const Flow = z.strictObject({
  id,
  kind: z.literal('journey'),
  title: textKey,
  /** Nothing is lost when it is left (a menu): it is not offered again after an interruption. */
  passing: z.boolean().optional(),
  /** Steps of earlier versions that are gone, and where whoever waits there goes on. */
  moved: z.record(stepName, stepName).optional(),
  steps: z.record(stepName, Step),
})
export type FlowFile = z.infer<typeof Flow>
/** `edition`: first 12 hex digits of the SHA-256 over the flow's meaning; `order`: its steps as written. Both set by the loader. */
export type Flow = FlowFile & { edition: string; order: readonly string[] }
