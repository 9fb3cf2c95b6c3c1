// From the answers of a check-in or of the safety question to a level (wellbeing guideline 1.2).
// No test and no diagnosis: the level only decides whom to ask and what to ask next, and nobody is shown a number.
import type { Level } from '../level.ts'

export interface Pulse {
  /** Five faces, 1 (worst) to 5 (best). */
  mood: number
  sleep?: string
  talk?: string
}

/**
 * The face alone decides; sleep and company are for the human who reads along. At level 2 the safety question is asked.
 * A face that is no number from 1 to 5 counts as 3: offered help, no alarm.
 */
export function levelForPulse({ mood }: Pulse): Level {
  if (!Number.isFinite(mood) || mood < 1 || mood > 5) return '1'
  if (mood < 3) return '2'
  return mood < 4 ? '1' : '0'
}

/** WHO-5 as 0 to 100. A fall of 20 or more since the last time is level 2, whatever the height. */
export function levelForWho5(score: number, before?: number): Level {
  if (score <= 28 || (before !== undefined && before - score >= 20)) return '2'
  return score <= 50 ? '1' : '0'
}

export type SafetyAnswer = 'no' | 'sometimes' | 'yes' | 'unsure' | 'rather_not' | 'silence'

/**
 * What an answer to the safety question, or to "are you in danger now?", raises the case to. `because`: what made us ask.
 * It can only raise: a "no" leaves the level at what made us ask.
 */
export function levelForSafety(asked: 'safety' | 'danger_now', answer: SafetyAnswer, because: 'text' | 'score'): Level {
  if (asked === 'danger_now') return answer === 'no' || answer === 'rather_not' ? '3A' : '3B'
  if (answer === 'yes' || answer === 'sometimes' || answer === 'unsure') return '3A'
  // Who wrote of distress and then falls silent may be in danger; who only scored low may just be busy.
  if (answer === 'silence' && because === 'text') return '3A'
  return '2'
}
