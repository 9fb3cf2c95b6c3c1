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

export interface Reading {
  lang: Lang | 'other'
  langSure: number
  /** Best first, at most three; empty: not a practical question. */
  topics: { topic: string; sure: number }[]
  command?: Command
  distress: { level: Level; kind: CaseKind; because: string[]; thirdPerson: boolean; harmBy?: HarmBy }
  greeting: boolean
  sure: number
}

export interface Understanding {
  /** `lang` is the person's chosen language, if any. */
  read(text: string, lang?: Lang): Reading
}
