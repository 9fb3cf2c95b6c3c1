// What stands on record about a case: how serious, who was asked and when, who took it, and every step since it was opened.
// It decides nothing; what happens to a case is in case.ts.
import { z } from 'zod'
import { CaseKind, CaseOutcome, HarmBy, highest, isAtLeast, Level, Role } from '../level.ts'

export const CaseState = z.enum(['open', 'acknowledged', 'contacted', 'closed'])
export type CaseState = z.infer<typeof CaseState>

/** One rung of the ladder: who is asked `afterMs` after the (re)raise if nobody has taken the case by then. */
export const Rung = z.object({ role: Role, staffIds: z.array(z.string()), afterMs: z.number().int().nonnegative() })
export type Rung = z.infer<typeof Rung>

/** `due`: the deadline that passed; after an outage it is seen later than it was. `kind`: what was reported. */
export const CaseStep = z.object({
  at: z.number(),
  what: z.string(),
  staffId: z.string().optional(),
  detail: z.string().optional(),
  kind: CaseKind.optional(),
  due: z.number().optional(),
})
export type CaseStep = z.infer<typeof CaseStep>

export const Case = z.object({
  id: z.string(),
  level: Level,
  /** The gravest of those heard. */
  kind: CaseKind,
  /** Every kind that was reported, with the highest level it was reported at. Absent: only `kind` was. */
  heard: z.array(z.object({ kind: CaseKind, level: Level })).optional(),
  state: CaseState,
  openedAt: z.number(),
  raisedAt: z.number(),
  trigger: z.enum(['text', 'check_in', 'button', 'silence', 'fault']),
  /** Ground for telling others: the person's own consent, or vital interest where none was given yet (GDPR 6(1)(d)). */
  basis: z.enum(['consent', 'vital_interest', 'request']),
  ladder: z.array(Rung),
  /** How many rungs have been asked. */
  rung: z.number().int().nonnegative(),
  /** From acknowledgement to first human contact; passing it goes up the ladder all the same. */
  contactWithinMs: z.number().int().nonnegative(),
  /** How often the last rung is asked again while nobody takes the case. */
  repeatMs: z.number().int().positive(),
  /** Newest last. `settled`: this person was told that they may stand down. */
  alerts: z.array(
    z.object({
      staffId: z.string(),
      role: Role,
      at: z.number(),
      failed: z.string().optional(),
      declined: z.boolean().optional(),
      settled: z.boolean().optional(),
    }),
  ),
  /** Staff who may be the source of harm, or whom the person asked not to tell. They are never asked. */
  excluded: z.array(z.string()),
  /** Once somebody near the person was named as source of harm: trusted person and reserve are passed over as long as anybody else can be asked. */
  coordinatorsOnly: z.boolean().optional(),
  /** Whom the person named near them, kept for when the case moves with them into another record. */
  harmBy: HarmBy.optional(),
  /** Kept when the case goes up the ladder for want of contact: `state` is then open again. */
  acknowledgedAt: z.number().optional(),
  acknowledgedBy: z.string().optional(),
  contactedAt: z.number().optional(),
  /** When something happens by itself next, epoch ms. Absent once contact was made or the case is closed. */
  deadline: z.number().optional(),
  closedAt: z.number().optional(),
  closedBy: z.string().optional(),
  outcome: CaseOutcome.optional(),
  note: z.string().optional(),
  history: z.array(CaseStep),
})
export type Case = z.infer<typeof Case>

/** At one level the first of these is what the case is called; whatever is not among them comes last. */
const gravestFirst: readonly CaseKind[] = ['suicide', 'child', 'violence', 'trafficking', 'psychosis', 'third_person', 'medical', 'distress']

/** What was heard of a case with one report more, and what the case is called by it. */
export function withReport(one: Case, report: Pick<Case, 'kind' | 'level'>): Pick<Case, 'kind' | 'heard'> {
  const before = heardOf(one)
  const heard = before.some(({ kind }) => kind === report.kind)
    ? before.map(({ kind, level }) => ({ kind, level: kind === report.kind ? highest(level, report.level) : level }))
    : [...before, { kind: report.kind, level: report.level }]
  // An emergency of the body does not hide what else the case is about: the lines for that stay on the card.
  const others = heard.filter(({ kind, level }) => kind !== 'medical' && isAtLeast(level, '3A'))
  const [first, ...more] = others.length > 0 ? others : heard
  return { heard, kind: more.reduce((a, b) => (isGraver(b, a) ? b : a), first ?? report).kind }
}

function isGraver(a: Pick<Case, 'kind' | 'level'>, b: Pick<Case, 'kind' | 'level'>): boolean {
  if (a.level !== b.level) return isAtLeast(a.level, b.level)
  // Below level 2 nobody is worried about: what was asked first is what it is about.
  return isAtLeast(a.level, '2') && placeOf(a.kind) < placeOf(b.kind)
}

function placeOf(kind: CaseKind): number {
  const place = gravestFirst.indexOf(kind)
  return place < 0 ? gravestFirst.length : place
}

function heardOf({ heard, kind, level }: Case): NonNullable<Case['heard']> {
  return heard ?? [{ kind, level }]
}

export function isAbout(one: Case, kinds: readonly CaseKind[]): boolean {
  return heardOf(one).some(({ kind }) => kinds.includes(kind))
}

/** The case with somebody no longer kept out. Who is asked now stays as it is; from the next round on they may be asked as well. */
export function letIn(one: Case, { of, isTrusted, by, now }: { of: string; isTrusted: boolean; by?: string | undefined; now: number }): Case {
  if (!one.excluded.includes(of)) return one
  const wasAboutThem = one.harmBy === 'trusted' && isTrusted
  return {
    ...one,
    excluded: one.excluded.filter((other) => other !== of),
    ...(wasAboutThem ? { harmBy: undefined, coordinatorsOnly: false } : {}),
    history: [...one.history, { at: now, what: 'let_in', ...(by === undefined ? {} : { staffId: by }), detail: of }],
  }
}

/** Nothing but a wish made while the case was open keeps them out of it. What was heard about harm is not taken back by taking back a wish. */
export function isOutByWish({ history, coordinatorsOnly }: Case, staffId: string): boolean {
  return coordinatorsOnly !== true && history.some((step) => step.what === 'excluded' && step.staffId === staffId && step.detail === 'wish')
}

/** Short name of a case, or of a person without one, for buttons and messages: it tells nothing, and no two open cases of one staff member share it. */
export function refOf(id: string): string {
  const [, who, turn] = /^c_(.+)_(\d+)$/.exec(id) ?? []
  const short = (who ?? id.replace(/^[a-z]_/, '')).slice(0, 4).toUpperCase()
  return turn === undefined ? short : `${short}-${turn}`
}
