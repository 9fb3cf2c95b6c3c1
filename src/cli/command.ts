// What a command is, and how it answers: plain words or --json on standard output, one clear line on standard error when the input is wrong.
import { parseArgs, type ParseArgsConfig } from 'node:util'

export interface Command {
  name: string
  /** How it is called, e.g. `people add --name N --lang ar`. */
  usage: string[]
  summary: string
  /** Exit code. */
  run(words: string[]): Promise<number>
}

/** Wrong input of the person at the keyboard: shown as one line, exit code 2. */
export class WrongInput extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>

/** Reads flags; an unknown or incomplete one is wrong input. Every command knows --json. */
export function flagsOf<T extends Options>(words: string[], options: T) {
  try {
    return parseArgs({ args: words, options: { ...options, json: { type: 'boolean' as const, default: false } }, allowPositionals: true, strict: true })
  } catch (error) {
    throw new WrongInput(error instanceof Error ? (error.message.split('\n')[0] ?? 'wrong flags') : 'wrong flags')
  }
}

export function required(value: unknown, flag: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new WrongInput(`${flag} is needed`)
}

export function print(json: boolean, value: unknown, words: string): void {
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : words}\n`)
}
