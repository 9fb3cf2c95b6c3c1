// brug token: bearer tokens for other systems: makes one, lists them, ends one. A token is shown once and kept only as a hash.
import { createToken, listTokens, revokeToken, type Token } from '../store/tokens.ts'
import { oneOf, shortName } from './answers.ts'
import { flagsOf, notThere, print, required, WrongInput, type Command } from './command.ts'
import { withHouse } from './house.ts'
import { StaffRole } from './staff.ts'

const verbs = ['create', 'list', 'revoke']
const dayMs = 24 * 60 * 60_000
const daysMax = 3_650
const flags = { role: { type: 'string' }, name: { type: 'string' }, days: { type: 'string' } } as const

export const token: Command = {
  name: 'token',
  usage: ['token create --role coordinator --name "municipal system" [--days 365]', 'token list', 'token revoke ID'],
  summary: 'Bearer tokens for other systems: make one (shown once), list them, end one.',
  async run(words) {
    const {
      values: { json, ...values },
      positionals: [verb = '', subject],
    } = flagsOf(words, flags, 2)
    if (verb === '') throw new WrongInput(`say what to do: ${token.usage.join(' | ')}`)
    if (!verbs.includes(verb)) throw notThere('token command', verb, verbs)
    const strange = Object.keys(values)[0]
    if (verb !== 'create' && strange !== undefined) throw new WrongInput(`--${strange} goes with token create only`)
    if (verb !== 'revoke' && subject !== undefined) throw new WrongInput(`'${subject}' is one word too many (words with spaces go between quotes)`)
    if (verb === 'create') return create(values, json)
    return verb === 'list' ? list(json) : revoke(required(subject, 'the id of a token'), json)
  },
}

async function create(values: { role?: string | undefined; name?: string | undefined; days?: string | undefined }, json: boolean): Promise<number> {
  const role = oneOf(StaffRole, values.role, '--role')
  const name = shortName(values.name, '--name')
  const days = values.days === undefined ? undefined : daysOf(values.days)
  return withHouse(async ({ store }) => {
    const { id, bearer, expiresAt } = await createToken(store, { role, name, expiresAt: days === undefined ? undefined : store.clock() + days * dayMs })
    print(json, { id, token: bearer, role, name, expiresAt }, bearer)
  })
}

function daysOf(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (days < 1 || days > daysMax) throw new WrongInput(`--days must be a number from 1 to ${daysMax}`)
  return days
}

async function list(json: boolean): Promise<number> {
  return withHouse(async ({ store }) => {
    const tokens = await listTokens(store)
    print(json, tokens, tokens.map((one) => rowOf(one, store.clock())).join('\n') || 'No other system has a token.')
  })
}

function rowOf({ id, role, name, expiresAt, usedAt }: Token, now: number): string {
  const until = expiresAt === undefined ? 'no end' : `${expiresAt <= now ? 'ended' : 'until'} ${dayOf(expiresAt)}`
  return `${id}  ${role.padEnd(11)}  ${until}  ${usedAt === undefined ? 'never used' : `used ${dayOf(usedAt)}`}  ${name}`
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

async function revoke(id: string, json: boolean): Promise<number> {
  return withHouse(async ({ store }) => {
    if (!(await revokeToken(store, id))) throw new WrongInput(`there is no token '${id}' (see: npx brug token list)`)
    print(json, { id, revoked: true }, `${id} opens nothing any more.`)
  })
}
