// Decides branch conditions, written in CEL (the Common Expression Language), over the answers and what is known of the person.
// A condition that cannot be decided (an answer not given yet) is false; a malformed one is found at start.
import { parse } from '@marcbachmann/cel-js'
import type { Scalar } from '../conversation.ts'

/** What a condition may ask about the person. */
export const personFacts = [
  'first_name',
  'lang_known',
  'municipality',
  'linked',
  'trusted',
  'trusted_name',
  'reserve',
  'reserve_name',
  'lang',
  'consent_use',
  'consent_check_ins',
  'consent_alerts',
] as const

export interface Facts {
  answers: Record<string, Scalar>
  person: Partial<Record<(typeof personFacts)[number], Scalar>>
}

type Decide = (facts: Facts) => unknown
const compiled = new Map<string, Decide>()
const compiledMax = 2000

export function holds(condition: string, facts: Facts): boolean {
  try {
    return decided(condition)(facts) === true
  } catch {
    // CEL raises on an unknown field: an unanswered question is not a fault of the person or the flow.
    return false
  }
}

/** What is wrong with the condition's syntax, or undefined. */
export function faultIn(condition: string): string | undefined {
  try {
    parse(condition)
    return undefined
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? 'not readable') : 'not readable'
  }
}

function decided(condition: string): Decide {
  const known = compiled.get(condition)
  if (known) return known
  const program = parse(condition)
  const decide: Decide = (facts) => program({ answers: facts.answers, person: facts.person })
  if (compiled.size < compiledMax) compiled.set(condition, decide)
  return decide
}
