// brug token: makes a bearer token for another system. It is shown once and kept only as a hash.
import { createToken } from '../store/staff.ts'
import { flagsOf, print, required, WrongInput, type Command } from './command.ts'
import { withHouse } from './house.ts'
import { StaffRole } from './staff.ts'

export const token: Command = {
  name: 'token',
  usage: ['token create --role coordinator --name "municipal system"'],
  summary: 'a bearer token for the API',
  async run(words) {
    const { values, positionals } = flagsOf(words, { role: { type: 'string' }, name: { type: 'string' } })
    if (positionals[0] !== 'create') throw new WrongInput(`say what to do: ${token.usage.join(' | ')}`)
    const role = StaffRole.safeParse(values.role)
    if (!role.success) throw new WrongInput(`--role must be one of ${StaffRole.options.join(', ')}`)
    const name = required(values.name, '--name')
    return withHouse(async ({ store }) => {
      const bearer = await createToken(store, { role: role.data, name })
      print(values.json, { token: bearer, role: role.data, name }, bearer)
    })
  },
}
