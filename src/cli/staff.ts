// brug staff: adds and lists the people beside participants, and makes sign-in links for them.
import { z } from 'zod'
import { Lang } from '../core/phrasebook.ts'
import { addStaff, createSignInLink, listStaff } from '../store/staff.ts'
import { flagsOf, print, required, WrongInput, type Command } from './command.ts'
import { withHouse } from './house.ts'

export const StaffRole = z.enum(['volunteer', 'coordinator', 'regisseur', 'editor'])

export const staff: Command = {
  name: 'staff',
  usage: ['staff add --name N --role volunteer|coordinator|regisseur|editor [--telegram ID] [--whatsapp ID] [--lang nl] [--duty]', 'staff list', 'staff link ID'],
  summary: 'volunteers and coordinators: add, list, sign-in link',
  async run(words) {
    const { values, positionals } = flagsOf(words, {
      name: { type: 'string' }, role: { type: 'string' }, lang: { type: 'string', default: 'nl' }, telegram: { type: 'string' }, whatsapp: { type: 'string' }, duty: { type: 'boolean', default: false },
    })
    const [verb, subject] = positionals
    if (verb === 'list') {
      return withHouse(async ({ store }) => {
        const rows = (await listStaff(store)).map(({ id, name, role, duty }) => ({ id, name, role, duty }))
        print(values.json, rows, rows.map((row) => `${row.id}  ${row.role.padEnd(11)}  ${row.name}${row.duty ? '  (duty)' : ''}`).join('\n'))
      })
    }
    if (verb === 'link') {
      return withHouse(async ({ store, publicUrl }) => {
        const id = required(subject, 'the id of a staff member')
        if (!(await listStaff(store)).some((one) => one.id === id)) throw new WrongInput(`there is no staff member '${id}'`)
        const signInUrl = `${publicUrl}/inbox#sign-in=${await createSignInLink(store, id)}`
        print(values.json, { id, signInUrl }, `Sign in once: ${signInUrl}`)
      })
    }
    if (verb !== 'add') throw new WrongInput(`say what to do: ${staff.usage.join(' | ')}`)
    const role = StaffRole.safeParse(values.role)
    if (!role.success) throw new WrongInput(`--role must be one of ${StaffRole.options.join(', ')}`)
    const lang = Lang.safeParse(values.lang)
    if (!lang.success) throw new WrongInput(`--lang must be one of ${Lang.options.join(', ')}`)
    const name = required(values.name, '--name')
    return withHouse(async (house) => {
      const { telegram, whatsapp, duty } = values
      const { id } = await addStaff(house.store, { name, role: role.data, lang: lang.data, duty, ...(telegram ? { telegram } : {}), ...(whatsapp ? { whatsapp } : {}) })
      await house.settle(id)
      const signInUrl = `${house.publicUrl}/inbox#sign-in=${await createSignInLink(house.store, id)}`
      print(values.json, { id, signInUrl }, `Staff ${id}\nSign in once: ${signInUrl}`)
    })
  },
}
