// brug staff: adds and lists the people beside participants, and makes sign-in links for them.
import { z } from 'zod'
import { Lang } from '../core/phrasebook.ts'
import { createSignInLink } from '../store/sessions.ts'
import { AddressTaken, addStaff, listStaff, readStaff } from '../store/staff.ts'
import { oneOf, platformId, shortName } from './answers.ts'
import { flagsOf, print, required, WrongInput, type Command } from './command.ts'
import { withHouse, type House } from './house.ts'

export const StaffRole = z.enum(['volunteer', 'coordinator', 'regisseur', 'editor'])

const flags = {
  name: { type: 'string' },
  role: { type: 'string' },
  lang: { type: 'string', default: 'nl' },
  telegram: { type: 'string' },
  whatsapp: { type: 'string' },
  duty: { type: 'boolean', default: false },
} as const

export const staff: Command = {
  name: 'staff',
  usage: [
    'staff add --name N --role volunteer|coordinator|regisseur|editor [--telegram ID] [--whatsapp ID] [--lang nl] [--duty]',
    'staff list',
    'staff link ID',
  ],
  summary: 'Volunteers and coordinators: add one, list them, make a new sign-in link.',
  async run(words) {
    const {
      values,
      positionals: [verb, subject, extra],
    } = flagsOf(words, flags, 2)
    if (extra !== undefined || (verb !== 'link' && subject !== undefined))
      throw new WrongInput(`'${extra ?? subject ?? ''}' is one word too many (words with spaces go between quotes)`)
    switch (verb) {
      case 'add': {
        const asked = {
          name: shortName(values.name, '--name'),
          role: oneOf(StaffRole, values.role, '--role'),
          lang: oneOf(Lang, values.lang, '--lang'),
          duty: values.duty,
          telegram: platformId('telegram', values.telegram),
          whatsapp: platformId('whatsapp', values.whatsapp),
        }
        return withHouse(async (house) => {
          const { id } = await addStaff(house.store, asked).catch((error: unknown) => {
            throw error instanceof AddressTaken ? new WrongInput('that address belongs to somebody else here; nobody was added') : error
          })
          await house.settle(id)
          const signInUrl = await signInUrlOf(house, id)
          print(values.json, { id, signInUrl }, `Staff ${id}\nSign in once: ${signInUrl}`)
        })
      }
      case 'list':
        return withHouse(async ({ store }) => {
          const rows = (await listStaff(store)).map(({ id, name, role, lang, duty, telegram, whatsapp }) => ({
            id,
            name,
            role,
            lang,
            duty,
            channels: [...(telegram ? ['telegram'] : []), ...(whatsapp ? ['whatsapp'] : [])],
          }))
          print(
            values.json,
            rows,
            rows.map((row) => `${row.id}  ${row.role.padEnd(11)}  ${row.name}${row.duty ? '  (duty)' : ''}`).join('\n') ||
              'Nobody yet. The first: npx brug staff add --name N --role coordinator',
          )
        })
      case 'link': {
        const id = required(subject, 'the id of a staff member')
        return withHouse(async (house) => {
          if (!(await readStaff(house.store, id))) throw new WrongInput(`there is no staff member '${id}' (see: npx brug staff list)`)
          const signInUrl = await signInUrlOf(house, id)
          print(values.json, { id, signInUrl }, `Sign in once: ${signInUrl}`)
        })
      }
      default:
        throw new WrongInput(`say what to do: ${staff.usage.join(' | ')}`)
    }
  },
}

async function signInUrlOf({ store, settings }: House, staffId: string): Promise<string> {
  return `${settings.publicUrl}/inbox#sign-in=${await createSignInLink(store, staffId)}`
}
