// The words of care that every room shares: how serious, what about, who is asked.
// Levels follow the wellbeing ladder (0 none, 1 low mood, 2 elevated, 3A acute, 3B danger now).
import { z } from 'zod'

/** Wellbeing levels, rising. Only machines raise, only people lower (promise 5). */
export const Level = z.enum(['0', '1', '2', '3A', '3B'])
export type Level = z.infer<typeof Level>

export function isAtLeast(level: Level, floor: Level): boolean {
  return Level.options.indexOf(level) >= Level.options.indexOf(floor)
}

export function highest(a: Level, b: Level): Level {
  return isAtLeast(a, b) ? a : b
}

/** What a case is about, in one word that is safe to show without the text. */
export const CaseKind = z.enum([
  'distress',
  'suicide',
  'violence',
  'child',
  'trafficking',
  'psychosis',
  /** A body in danger: 112, and no word about death. */
  'medical',
  'third_person',
  'question',
  /** A wish for another trusted person: no reason is asked, and only coordinators hear of it. */
  'another_person',
  'unreadable',
  'technical',
  'complaint',
])
export type CaseKind = z.infer<typeof CaseKind>

/** Somebody asked for a human; nobody is worried about. */
export function isRequest(kind: CaseKind): boolean {
  return kind === 'question' || kind === 'another_person'
}

/** Whom a text names as source of harm; `unknown` is somebody, nobody near. */
export const HarmBy = z.enum(['trusted', 'partner', 'host', 'unknown'])
export type HarmBy = z.infer<typeof HarmBy>

/** What Brug itself heard in a message, for whoever looks at that message later. */
export const Heard = z.object({ level: Level, kind: CaseKind, harmBy: HarmBy.optional() })
export type Heard = z.infer<typeof Heard>

export const Role = z.enum(['trusted', 'reserve', 'coordinator', 'duty'])
export type Role = z.infer<typeof Role>

export const CaseOutcome = z.enum(['helped', 'referred', 'emergency_services', 'no_concern', 'unreachable', 'other'])
export type CaseOutcome = z.infer<typeof CaseOutcome>
