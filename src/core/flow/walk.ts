// Walks a flow from a step to the next one that has something to do, deciding sets and branches on the way. Pure of conversations.
// It never does anything a person would notice: that is for the one who walks.
import type { Scalar } from '../conversation.ts'
import { holds, type Facts } from './conditions.ts'
import type { Flow, Step } from './definition.ts'
import { following } from './steps.ts'

/** Most steps passed silently in one go: more means a loop of sets and branches. */
const silentStepsMax = 100

export interface Arrived {
  /** Name and step to act on; undefined when the flow is over. */
  at?: { name: string; step: Step }
  answers: Record<string, Scalar>
  /** The step does not exist in this edition, or the flow goes in circles. */
  lost?: boolean
}

export function walk(flow: Flow, from: string | undefined, facts: Facts): Arrived {
  let name = from
  let answers: Record<string, Scalar> = {}
  for (let passed = 0; passed < silentStepsMax; passed++) {
    if (name === undefined) return { answers }
    const step: Step | undefined = flow.steps[name]
    if (!step) return { answers, lost: true }
    if ('set' in step) {
      answers = { ...answers, ...step.set }
      name = following(flow, name)
    } else if ('branch' in step) {
      const known = { ...facts, answers: { ...facts.answers, ...answers } }
      const way = step.branch.find((candidate) => !('when' in candidate) || holds(candidate.when, known))
      if (!way) return { answers, lost: true }
      name = 'when' in way ? way.go : way.else
    } else if ('end' in step) return { answers }
    else return { at: { name, step }, answers }
  }
  return { answers, lost: true }
}
