// Reads one message: which language, which command, which topic, how much distress. Pure and offline.
// It only says what it saw and how sure it is; what to do about it is decided in turn.ts.
import { z } from 'zod'
import type { CaseKind, HarmBy, Level } from '../level.ts'
import type { Lang } from '../phrasebook.ts'

export const Command = z.enum([
  'human',
  'stop',
  'forget-me',
  'language-change',
  'confirm',
  'cancel',
  'reschedule',
  'yes',
  'no',
  'not-needed',
  'menu',
  'who-sees',
  'export',
])
export type Command = z.infer<typeof Command>

export type Thanks = 'thanks' | 'goodbye'

export interface Reading {
  lang: Lang | 'other'
  langSure: number
  /** The language that the message names, when it says nothing else. */
  named?: Lang
  /** Best first, at most three; empty: not a practical question. */
  topics: { topic: string; sure: number }[]
  command?: Command
  /** As somebody wrote it down beforehand, or because it resembles many. */
  commandBy?: 'pattern' | 'model'
  /** `farewell`: it takes leave or asks for forgiveness; alone that says nothing, after despair it does. */
  distress: { level: Level; kind: CaseKind; because: string[]; thirdPerson: boolean; harmBy?: HarmBy; farewell?: true }
  greeting: boolean
  /** The whole message, but for a word or two, thanks or takes leave. */
  thanks?: Thanks
  sure: number
}

/** Which part said what, for whoever wants to know why. */
export interface Explanation {
  /** As everything after it sees them; `|` between sentences. */
  words: string[]
  language: { lang: Lang | 'other'; sure: number }
  command?: { command: Command; by: 'pattern' | 'model' }
  /** `anchored`: a word pointed at it by itself. */
  topics: { topic: string; sure: number; anchored: boolean }[]
  distress: {
    level: Level
    kind: CaseKind
    /** What the expressions found: where, what it means alone, and what it counted for here (past, told of a film, said laughing). */
    expressions: { id: string; words: string; level: Level; counted: Level }[]
    concepts: string[]
    /** Figures of speech that were left out. */
    figures: number
    /** How likely the model finds each level. */
    model: Record<Level, number>
  }
}

export interface Understanding {
  /** `lang` is the person's chosen language, if any. */
  read(text: string, lang?: Lang): Reading
}

export interface ExplainedUnderstanding extends Understanding {
  explain(text: string, lang?: Lang): Explanation
}
