// brug token: makes a bearer token for another system. It is shown once and kept only as a hash.
import { createToken } from '../store/staff.ts'
import { oneOf, shortName } from './answers.ts'
import { flagsOf, print, WrongInput, type Command } from './command.ts'
import { withHouse } from './house.ts'
import { StaffRole } from './staff.ts'

export const token: Command = {
  name: 'token',
  usage: ['token create --role coordinator --name "municipal system"'],
  summary: 'A bearer token for another system. It is shown once.',
  async run(words) {
    const { values, positionals } = flagsOf(words, { role: { type: 'string' }, name: { type: 'string' } }, 1)
    if (positionals[0] !== 'create') throw new WrongInput(`say what to do: ${token.usage.join(' | ')}`)
    const role = oneOf(StaffRole, values.role, '--role')
    const name = shortName(values.name, '--name')
    return withHouse(async ({ store }) => {
      const bearer = await createToken(store, { role, name })
      print(values.json, { token: bearer, role, name }, bearer)
    })
  },
}
