// What a command is, and how it answers: plain words or --json on standard output, one clear line on standard error when the input is wrong.
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { didYouMean } from '../core/flow/check.ts'

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

/** Reads flags and at most `wordsMax` other words; anything unknown, doubled or too many is wrong input. Every command knows --json. */
export function flagsOf<T extends Options>(words: string[], options: T, wordsMax: number) {
  const known = { ...options, json: { type: 'boolean' as const, default: false } }
  const read = parsed(words, known)
  const extra = read.positionals[wordsMax]
  if (extra !== undefined) throw new WrongInput(`'${extra}' is one word too many (words with spaces go between quotes)`)
  return read
}

function parsed<T extends Options>(words: string[], options: T) {
  try {
    return parseArgs({ args: withNegatives(words), options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new WrongInput(error instanceof Error ? plain(error.message, Object.keys(options)) : 'the flags cannot be read')
  }
}

/** `--days -3` has a value, if a wrong one: the command itself says what is wrong with it. */
function withNegatives(words: string[]): string[] {
  return words.reduce<string[]>((read, word) => {
    const flag = read.at(-1)
    return /^-\d/.test(word) && flag !== undefined && /^--[\w-]+$/.test(flag) ? [...read.slice(0, -1), `${flag}=${word}`] : [...read, word]
  }, [])
}

/** Node's own sentence about a flag, made short. */
function plain(message: string, known: string[]): string {
  const flag = /'(?:-\w, )?--([\w-]+)/.exec(message)?.[1]
  if (flag === undefined) return message.split(/[.\n]/)[0] ?? 'the flags cannot be read'
  if (message.startsWith('Unknown')) return `there is no flag --${flag}${didYouMean(flag, known).replace(" '", " '--")}`
  return message.includes('does not take') ? `--${flag} takes no value` : `--${flag} needs a value`
}

export function required(value: unknown, what: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new WrongInput(`${what} is needed`)
}

export function print(json: boolean, value: unknown, words: string): void {
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : words}\n`)
}

/** "there is no flow 'mneu' (did you mean 'menu'?); there are: ...", with the list only when nothing is near. */
export function notThere(what: string, wrong: string, known: readonly string[]): WrongInput {
  const near = didYouMean(wrong, known)
  return new WrongInput(`there is no ${what} '${wrong}'${near === '' && known.length > 0 ? `; there are: ${known.join(', ')}` : near}`)
}
