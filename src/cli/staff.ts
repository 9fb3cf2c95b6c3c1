// brug staff: adds and lists the people beside participants, makes sign-in links, signs out, and removes who leaves.
import { z } from 'zod'
import { Lang } from '../core/phrasebook.ts'
import { createSignInLink, endAllSessions } from '../store/sessions.ts'
import { AddressTaken, addStaff, listStaff, readStaff } from '../store/staff.ts'
import { removeStaff } from '../store/leaving.ts'
import { listParticipants } from '../store/people.ts'
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

const verbs = ['add', 'list', 'link', 'sign-out', 'remove']

export const staff: Command = {
  name: 'staff',
  usage: [
    'staff add --name N --role volunteer|coordinator|regisseur|editor [--telegram ID] [--whatsapp ID] [--lang nl] [--duty]',
    'staff list',
    'staff link ID',
    'staff sign-out ID',
    'staff remove ID',
  ],
  summary: 'Volunteers and coordinators: add, list, make a new sign-in link, sign out everywhere, remove who leaves.',
  async run(words) {
    const {
      values,
      positionals: [verb = '', subject, extra],
    } = flagsOf(words, flags, 2)
    const takesId = verb !== 'add' && verb !== 'list'
    if (extra !== undefined || (!takesId && subject !== undefined))
      throw new WrongInput(`'${extra ?? subject ?? ''}' is one word too many (words with spaces go between quotes)`)
    if (!verbs.includes(verb)) throw new WrongInput(`say what to do: ${staff.usage.join(' | ')}`)
    if (verb === 'add') return add(values)
    if (verb === 'list') return list(values.json)
    const id = required(subject, 'the id of a staff member')
    if (verb === 'link') return link(id, values.json)
    return verb === 'remove' ? remove(id, values.json) : signOut(id, values.json)
  },
}

interface AddValues {
  name?: string | undefined
  role?: string | undefined
  lang: string
  duty: boolean
  telegram?: string | undefined
  whatsapp?: string | undefined
  json: boolean
}

async function add(values: AddValues): Promise<number> {
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

async function list(json: boolean): Promise<number> {
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
      json,
      rows,
      rows.map((row) => `${row.id}  ${row.role.padEnd(11)}  ${row.name}${row.duty ? '  (duty)' : ''}`).join('\n') ||
        'Nobody yet. The first: npx brug staff add --name N --role coordinator',
    )
  })
}

async function link(id: string, json: boolean): Promise<number> {
  return withHouse(async (house) => {
    if (!(await readStaff(house.store, id))) throw noSuch(id)
    const signInUrl = await signInUrlOf(house, id)
    print(json, { id, signInUrl }, `Sign in once: ${signInUrl}`)
  })
}

async function signOut(id: string, json: boolean): Promise<number> {
  return withHouse(async ({ store }) => {
    if (!(await readStaff(store, id))) throw noSuch(id)
    await endAllSessions(store, id)
    print(json, { id, signedOut: true }, `${id} is signed out everywhere.`)
  })
}

/** Whoever was theirs hears of it now, also while no worker runs. */
async function remove(id: string, json: boolean): Promise<number> {
  return withHouse(async (house) => {
    const theirs = await listParticipants(house.store, { staffId: id })
    const left = await removeStaff(house.store, id)
    if (left.type === 'unknown') throw noSuch(id)
    if (left.type === 'last_coordinator') throw new WrongInput('that is the only coordinator: add another one first')
    for (const owner of left.told) await house.settle(owner)
    const needTrustedPerson = theirs.filter(({ trusted }) => trusted?.staffId === id).map((one) => one.id)
    const needReserve = theirs.filter(({ reserve }) => reserve?.staffId === id).map((one) => one.id)
    print(
      json,
      { id, removed: true, needTrustedPerson, needReserve },
      [
        `${id} has no access any more.`,
        ...needTrustedPerson.map((one) => `${one} needs another trusted person`),
        ...needReserve.map((one) => `${one} needs another reserve`),
      ].join('\n'),
    )
  })
}

function noSuch(id: string): WrongInput {
  return new WrongInput(`there is no staff member '${id}' (see: npx brug staff list)`)
}

async function signInUrlOf({ store, settings }: House, staffId: string): Promise<string> {
  return `${settings.publicUrl}/inbox#sign-in=${await createSignInLink(store, staffId)}`
}
