// What is typed behind a flag, checked before anything is opened or written: names, choices, ids on a platform.
import { Name } from '../core/name.ts'
import { whatsappId } from '../core/phone.ts'
import type { z } from 'zod'
import { didYouMean } from '../core/flow/check.ts'
import { required, WrongInput } from './command.ts'

export function shortName(value: unknown, flag: string): string {
  const read = Name.safeParse(required(value, flag))
  if (read.success) return read.data
  throw new WrongInput(`${flag} ${read.error.issues[0]?.message ?? 'can not be used'}`)
}

export function oneOf<T extends Record<string, string>>(choices: z.ZodEnum<T>, value: string | undefined, flag: string): T[keyof T] {
  const found = choices.safeParse(value)
  if (found.success) return found.data
  const options = choices.options.map(String)
  throw new WrongInput(`${flag} must be one of ${options.join(', ')}${value === undefined ? '' : didYouMean(value, options)}`)
}

/** Telegram knows people by a number of its own; WhatsApp by their telephone number, which comes back here as digits, or by a user id. */
export function platformId(channel: 'telegram' | 'whatsapp', value: string | undefined): string | undefined {
  const id = value?.trim()
  if (id === undefined || id === '') return undefined
  if (channel === 'telegram') {
    if (/^\d{1,20}$/.test(id)) return id
    throw new WrongInput('--telegram must be the number by which Telegram knows the person, not a name or a telephone number')
  }
  const known = whatsappId(id)
  if (known !== undefined) return known
  throw new WrongInput('--whatsapp must be a telephone number with its country code, like +31612345678, or a WhatsApp user id')
}
