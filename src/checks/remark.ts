// What an editor is told about a place in a file, and how heavy it weighs. Line numbers are looked up only for what is told.
// It decides nothing about content; the files beside it do.
import type { ReadFile } from '../content-reader.ts'

/** `due`: a warning while people work on it, a fault once it is to go live. */
export type Weight = 'fault' | 'due' | 'warning'

export interface Remark {
  weight: Weight
  /** With file and line. */
  message: string
}

export function remark(weight: Weight, file: ReadFile<unknown>, path: readonly PropertyKey[], message: string): Remark {
  return { weight, message: `${file.path}:${file.lineOf(path)} ${message}` }
}
