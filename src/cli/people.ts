// brug people: add, import, list, export and forget participants.
// Adding goes in as an event, like everything else; when no worker is running the command handles it itself.
import { Relation, type EventOf } from '../core/event.ts'
import { isAtLeast } from '../core/level.ts'
import { Lang } from '../core/phrasebook.ts'
import { untilHandled } from '../store/changes.ts'
import { readConversation } from '../store/conversations.ts'
import { post } from '../store/mailbox.ts'
import { createInvite, createParticipant, exportOwner, forget, listParticipants, ownerOfAddress, participantExists } from '../store/people.ts'
import { AddressTaken, firstNameOf, readStaff } from '../store/staff.ts'
import { oneOf, platformId, shortName } from './answers.ts'
import { flagsOf, notThere, print, required, WrongInput, type Command } from './command.ts'
import { withHouse, type House } from './house.ts'
import { inviteLinks, type InviteLinks, type InviteUrls } from './invite-links.ts'
import { readTable, type TableRow } from './table.ts'

const personFlags = {
  name: { type: 'string' },
  lang: { type: 'string' },
  trusted: { type: 'string' },
  reserve: { type: 'string' },
  telegram: { type: 'string' },
  whatsapp: { type: 'string' },
  municipality: { type: 'string' },
} as const
const allFlags = { ...personFlags, force: { type: 'boolean' } } as const
const standDownMs = 3_000
const verbs = ['add', 'import', 'list', 'export', 'forget']

export const people: Command = {
  name: 'people',
  usage: [
    'people add --name N --lang ar --trusted STAFF [--reserve STAFF] [--telegram ID] [--whatsapp ID] [--municipality ID]',
    'people import FILE.csv',
    'people list',
    'people export ID',
    'people forget ID [--force]',
  ],
  summary: 'Participants: add one, import many, list, export, forget. CSV columns are the flags of add.',
  async run(words) {
    const {
      values: { json, force = false, ...values },
      positionals: [verb = '', subject],
    } = flagsOf(words, allFlags, 2)
    if (verb === '') throw new WrongInput(`say what to do: ${people.usage.join(' | ')}`)
    if (!verbs.includes(verb)) throw notThere('people command', verb, verbs)
    const strange = Object.keys(values)[0]
    if (verb !== 'add' && strange !== undefined) throw new WrongInput(`--${strange} goes with people add only`)
    if (force && verb !== 'forget') throw new WrongInput('--force goes with people forget only')
    if ((verb === 'add' || verb === 'list') && subject !== undefined)
      throw new WrongInput(`'${subject}' is one word too many (words with spaces go between quotes)`)
    switch (verb) {
      case 'add':
        return addOne(values, json)
      case 'import':
        return importPeople(required(subject, 'a CSV file'), json)
      case 'list':
        return list(json)
      case 'export':
        return exportPerson(required(subject, 'the id of a participant'))
      default:
        return forgetPerson(required(subject, 'the id of a participant'), { json, force })
    }
  },
}

type PersonValues = { [Name in keyof typeof personFlags]?: string | undefined }
interface Asked {
  firstName: string
  lang: Lang
  trusted: string
  reserve?: string
  addresses: { channel: 'telegram' | 'whatsapp'; addressId: string }[]
  municipality?: string
}
interface Added {
  id: string
  invite: { code: string } & InviteUrls
  warnings: string[]
}

async function addOne(values: PersonValues, json: boolean): Promise<number> {
  const asked = askedIn(values)
  return withHouse(async (house) => {
    const links = await inviteLinks(house.settings)
    const added = await addPerson(house, links, asked)
    const warnings = [...added.warnings, ...links.warnings]
    const {
      id,
      invite: { code, telegramUrl, whatsappUrl, webUrl },
    } = added
    const lines = [telegramUrl && `Telegram: ${telegramUrl}`, whatsappUrl && `WhatsApp: ${whatsappUrl}`, `Web chat: ${webUrl}`].filter(
      (line) => line !== undefined,
    )
    print(json, { ...added, warnings }, [`Participant ${id}`, `Invite code: ${code}`, ...lines, ...warnings.map((warning) => `warning: ${warning}`)].join('\n'))
  })
}

/** Everything that can be wrong without looking anything up. */
function askedIn(values: PersonValues): Asked {
  const firstName = shortName(values.name, '--name')
  const lang = oneOf(Lang, values.lang, '--lang')
  const trusted = required(values.trusted, '--trusted')
  const reserve = values.reserve?.trim() || undefined
  if (reserve === trusted) throw new WrongInput('--reserve must be somebody else than --trusted')
  const municipality = values.municipality?.trim() || undefined
  if (municipality !== undefined && !/^[a-z][a-z0-9-]*$/.test(municipality))
    throw new WrongInput('--municipality must be an id: lower-case letters, digits and dashes')
  const addresses = (['telegram', 'whatsapp'] as const).flatMap((channel) => {
    const addressId = platformId(channel, values[channel])
    return addressId === undefined ? [] : [{ channel, addressId }]
  })
  return { firstName, lang, trusted, reserve, addresses, municipality }
}

async function addPerson(house: House, links: InviteLinks, asked: Asked): Promise<Added> {
  const { store } = house
  const { firstName, lang, municipality, addresses } = asked
  const known = municipality === undefined || house.content().municipalities.has(municipality)
  const trusted = await relationTo(house, asked.trusted, '--trusted')
  const reserve = asked.reserve === undefined ? undefined : await relationTo(house, asked.reserve, '--reserve')
  for (const { channel, addressId } of addresses) if ((await ownerOfAddress(store, channel, addressId)) !== undefined) throw takenBy(channel)
  const event: EventOf<'person_added'> = {
    id: `cli_${crypto.randomUUID()}`,
    at: store.clock(),
    type: 'person_added',
    firstName,
    lang,
    municipality,
    trusted,
    reserve,
    addresses,
  }
  const id = await createParticipant(store, event).catch((error: unknown) => {
    throw error instanceof AddressTaken ? takenBy(addresses[0]?.channel ?? '') : error
  })
  await house.settle(id)
  const code = await createInvite(store, id)
  return {
    id,
    invite: { code, ...links.urls(code) },
    warnings: known ? [] : [`nothing is known here about the municipality '${municipality}', so the answers of the default municipality are used`],
  }
}

function takenBy(channel: string): WrongInput {
  return new WrongInput(`that ${channel} address belongs to somebody else here; nobody was added`)
}

async function relationTo({ store }: House, staffId: string, flag: string): Promise<Relation> {
  const found = await readStaff(store, staffId)
  if (!found) throw new WrongInput(`${flag}: there is no staff member '${staffId}' (see: npx brug staff list)`)
  if (found.role !== 'volunteer' && found.role !== 'coordinator')
    throw new WrongInput(`${flag} must be a volunteer or a coordinator, and '${staffId}' is ${found.role}`)
  return { staffId, firstName: firstNameOf(found.name), since: store.clock() }
}

/** One bad row stops nothing: it is named by its line, and can be imported again by itself when it is right. */
async function importPeople(file: string, json: boolean): Promise<number> {
  const rows = readTable(file, { known: Object.keys(personFlags), needed: ['name', 'lang', 'trusted'] })
  return withHouse(async (house) => {
    const links = await inviteLinks(house.settings)
    const added: (Added & { line: number })[] = []
    const faults: string[] = []
    try {
      for (const row of rows) await addRow(house, links, row, file, { added, faults })
    } finally {
      const closing = `${added.length} added, ${faults.length} not.${faults.length > 0 && added.length > 0 ? ' Import only the lines named above again.' : ''}`
      const lines = [
        ...added.map((one) => `${one.id}  ${one.invite.code}  line ${one.line}`),
        ...faults,
        ...links.warnings.map((warning) => `warning: ${warning}`),
        closing,
      ]
      print(json, { added, faults, warnings: links.warnings }, lines.join('\n'))
    }
    if (faults.length > 0) process.stderr.write(`brug people: ${faults.length} of ${rows.length} rows were not imported\n`)
    return faults.length > 0 ? 2 : 0
  })
}

async function addRow(
  house: House,
  links: InviteLinks,
  row: TableRow,
  file: string,
  { added, faults }: { added: (Added & { line: number })[]; faults: string[] },
): Promise<void> {
  try {
    added.push({ ...(await addPerson(house, links, askedIn(row.values))), line: row.line })
  } catch (error) {
    if (!(error instanceof WrongInput)) throw error
    faults.push(`${file}:${row.line} ${error.message.replace(/^--/, '')}`)
  }
}

async function list(json: boolean): Promise<number> {
  return withHouse(async ({ store }) => {
    const rows = (await listParticipants(store, {}))
      .toSorted((a, b) => a.startedAt - b.startedAt)
      .map(({ id, firstName, lang, linked, trusted }) => ({ id, firstName, lang, linked, trusted: trusted?.firstName }))
    print(json, rows, rows.map((row) => `${row.id}  ${row.lang ?? '??'}  ${row.firstName ?? '(guest)'}`).join('\n') || 'Nobody yet.')
  })
}

async function exportPerson(id: string): Promise<number> {
  return withHouse(async (house) => {
    await demandExists(house, id)
    await house.settle(id)
    const found = await exportOwner(house.store, id)
    if (!found) throw new WrongInput(`the record of '${id}' cannot be read`)
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  })
}

/** At once and without a word to the person: what was still to be said to them goes as well. Colleagues who were asked for a case hear that it is over. */
async function forgetPerson(id: string, { json, force }: { json: boolean; force: boolean }): Promise<number> {
  return withHouse(async (house) => {
    await demandExists(house, id)
    const open = (await readConversation(house.store, id))?.case
    const isAcute = open !== undefined && open.state !== 'closed' && isAtLeast(open.level, '3A')
    if (isAcute && !force)
      throw new WrongInput(`a case of level ${open.level} is open: after this nobody can reach the person through Brug (--force to forget all the same)`)
    const warnings = open && open.state !== 'closed' ? [`a case of level ${open.level} was still open; whoever was asked can no longer see it`] : []
    try {
      await standDown(house, id)
    } finally {
      await forget(house.store, id)
    }
    print(
      json,
      { id, forgotten: true, warnings },
      [`${id} is forgotten: the key is destroyed.`, ...warnings.map((warning) => `warning: ${warning}`)].join('\n'),
    )
  })
}

/** By event, here or in the worker that runs; forgetting itself waits for neither for long, and not for flows that are broken just now. */
async function standDown(house: House, id: string): Promise<void> {
  const eventId = `cli_${crypto.randomUUID()}`
  await post(house.store, id, { id: eventId, at: house.store.clock(), type: 'forget_requested', by: 'cli' })
  await house.settle(id)
  await untilHandled(house.store, id, eventId, standDownMs)
}

async function demandExists({ store }: House, id: string): Promise<void> {
  if (!(await participantExists(store, id))) throw new WrongInput(`there is no participant '${id}' (see: npx brug people list)`)
}
