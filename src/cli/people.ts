// brug people: add, import, list, export and forget participants.
// Every change goes in as an event, like everything else; when no worker is running the command handles it itself.
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { Relation } from '../core/event.ts'
import { Lang } from '../core/phrasebook.ts'
import { createInvite, createParticipant, exportOwner, forget, linkAddress, listParticipants, participantExists } from '../store/people.ts'
import { listStaff } from '../store/staff.ts'
import { flagsOf, print, required, WrongInput, type Command } from './command.ts'
import { withHouse, type House } from './house.ts'

const personFlags = {
  name: { type: 'string' }, lang: { type: 'string' }, telegram: { type: 'string' }, whatsapp: { type: 'string' },
  municipality: { type: 'string' }, trusted: { type: 'string' }, reserve: { type: 'string' },
} as const

export const people: Command = {
  name: 'people',
  usage: [
    'people add --name N --lang ar --trusted STAFF [--reserve STAFF] [--telegram ID] [--whatsapp ID] [--municipality ID]',
    'people import FILE.csv', 'people list', 'people export ID', 'people forget ID',
  ],
  summary: 'participants: add, import, list, export, forget',
  async run(words) {
    const { values, positionals } = flagsOf(words, personFlags)
    const [verb, subject] = positionals
    switch (verb) {
      case 'add':
        return withHouse(async (house) => {
          const added = await addPerson(house, values)
          print(values.json, added, wordsFor(added))
        })
      case 'import':
        return withHouse((house) => importPeople(house, required(subject, 'a CSV file'), values.json))
      case 'list':
        return withHouse(async ({ store }) => {
          const rows = (await listParticipants(store, {})).map(({ id, firstName, lang, linked, trusted }) => ({ id, firstName, lang, linked, trusted: trusted?.firstName }))
          print(values.json, rows, rows.map((row) => `${row.id}  ${row.lang ?? '?'}  ${row.firstName ?? '(guest)'}`).join('\n'))
        })
      case 'export':
        return withHouse(async ({ store }) => {
          const id = required(subject, 'the id of a participant')
          if (!(await participantExists(store, id))) throw new WrongInput(`there is no participant '${id}'`)
          process.stdout.write(`${JSON.stringify(await exportOwner(store, id), null, 2)}\n`)
        })
      case 'forget':
        return withHouse(async ({ store }) => {
          const id = required(subject, 'the id of a participant')
          if (!(await participantExists(store, id))) throw new WrongInput(`there is no participant '${id}'`)
          await forget(store, id)
          print(values.json, { id, forgotten: true }, `${id} is forgotten: the key is destroyed.`)
        })
      default:
        throw new WrongInput(`say what to do: ${people.usage.join(' | ')}`)
    }
  },
}

type PersonValues = { [Name in keyof typeof personFlags]?: string | undefined }
interface Added { id: string; invite: { code: string; telegramUrl?: string; whatsappUrl?: string; webUrl?: string }; warnings: string[] }

async function addPerson(house: House, values: PersonValues): Promise<Added> {
  const lang = Lang.safeParse(values.lang)
  if (!lang.success) throw new WrongInput(`--lang must be one of ${Lang.options.join(', ')}`)
  const firstName = required(values.name, '--name')
  const trusted = await relationTo(house, required(values.trusted, '--trusted'), '--trusted')
  const reserve = values.reserve ? await relationTo(house, values.reserve, '--reserve') : undefined
  const id = await createParticipant(house.store, { id: `cli_${crypto.randomUUID()}`, at: Date.now(), type: 'person_added', firstName, lang: lang.data, trusted, reserve, ...(values.municipality ? { municipality: values.municipality } : {}) })
  for (const channel of ['telegram', 'whatsapp'] as const) {
    const address = values[channel]
    if (address && (await linkAddress(house.store, id, channel, address)) === 'taken') throw new WrongInput(`that ${channel} address belongs to somebody else`)
  }
  await house.settle(id)
  const code = await createInvite(house.store, id)
  const known = values.municipality === undefined || house.content.municipalities.has(values.municipality)
  return { id, invite: { code, ...house.inviteUrls(code) }, warnings: known ? [] : [`there is no local layer for '${values.municipality}': national answers are given`] }
}

async function relationTo(house: House, staffId: string, flag: string): Promise<Relation> {
  const found = (await listStaff(house.store)).find((one) => one.id === staffId)
  if (!found) throw new WrongInput(`${flag}: there is no staff member '${staffId}' (see: npx brug staff list)`)
  return Relation.parse({ staffId, firstName: found.name.split(' ')[0] ?? found.name, since: Date.now() })
}

function wordsFor(added: Added): string {
  const { code, telegramUrl, whatsappUrl, webUrl } = added.invite
  const links = [telegramUrl && `Telegram: ${telegramUrl}`, whatsappUrl && `WhatsApp: ${whatsappUrl}`, webUrl && `Web chat: ${webUrl}`].filter((line) => line !== undefined)
  return [`Participant ${added.id}`, `Invite code: ${code}`, ...links, ...added.warnings.map((warning) => `warning: ${warning}`)].join('\n')
}

/** Columns: name, lang, trusted, and if wanted reserve, telegram, whatsapp, municipality. One bad row stops nothing and is named. */
async function importPeople(house: House, file: string, json: boolean): Promise<void> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new WrongInput(`'${file}' cannot be read`)
  }
  const added: Added[] = []
  const faults: string[] = []
  for (const [n, row] of rowsOf(text, file).entries()) {
    try {
      added.push(await addPerson(house, row))
    } catch (error) {
      if (!(error instanceof WrongInput)) throw error
      faults.push(`row ${n + 1}: ${error.message}`)
    }
  }
  print(json, { added, faults }, [...added.map((one) => `${one.id}  ${one.invite.code}`), ...faults, `${added.length} added, ${faults.length} not.`].join('\n'))
  if (faults.length > 0) process.exitCode = 2
}

const Row = z.record(z.string(), z.string().transform((value) => (value === '' ? undefined : value)))

/** Comma or semicolon between fields, as spreadsheets write them. */
function rowsOf(text: string, file: string): z.infer<typeof Row>[] {
  try {
    return z.array(Row).parse(parse(text, { bom: true, trim: true, skip_empty_lines: true, delimiter: [',', ';'], columns: (heads: string[]) => heads.map((head) => head.toLowerCase()) }))
  } catch (error) {
    throw new WrongInput(`'${file}' is not a table: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}
