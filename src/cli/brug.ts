// The command line: finds the command, runs it, and turns wrong input into one clear line and a non-zero exit.
// Exit codes: 0 done, 1 went wrong or faults were found, 2 wrong input.
import { didYouMean } from '../core/flow/check.ts'
import { WrongInput, type Command } from './command.ts'

/** Read when asked for: whoever checks a text does not wait for Redis' client. */
const commands: Record<string, () => Promise<Command>> = {
  talk: async () => (await import('./talk.ts')).talk,
  check: async () => (await import('./check.ts')).check,
  understand: async () => (await import('./understand.ts')).understand,
  staff: async () => (await import('./staff.ts')).staff,
  people: async () => (await import('./people.ts')).people,
  token: async () => (await import('./token.ts')).token,
  graph: async () => (await import('./graph.ts')).graph,
  locales: async () => (await import('./locales.ts')).locales,
  speak: async () => (await import('./speak.ts')).speak,
  schema: async () => (await import('./schema.ts')).schema,
}
const helpWords = ['help', '--help', '-h']

// Whoever reads only the first lines of our output has had enough: that is no fault.
process.stdout.on('error', (error) => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1))
const [name, ...words] = process.argv.slice(2)
const code = await answer(name, words)
for (const stream of [process.stdout, process.stderr]) await new Promise<void>((done) => stream.write('', () => done()))
// A connection that was closed while it was still being made, or a server that stands still, may not hold the terminal for ever.
process.exit(code)

async function answer(asked: string | undefined, rest: string[]): Promise<number> {
  if (asked === undefined || helpWords.includes(asked)) return help(rest)
  const command = await commandOf(asked)
  if (!command) return unknown(asked)
  if (rest.some((word) => word === '--help' || word === '-h')) return help([asked, ...rest])
  try {
    return await command.run(rest)
  } catch (error) {
    const because = error instanceof WrongInput ? error.message : `went wrong: ${error instanceof Error ? error.message : 'unknown reason'}`
    process.stderr.write(`brug ${command.name}: ${because.replaceAll(/\s*\n\s*/g, ' ')}\n`)
    return error instanceof WrongInput ? 2 : 1
  }
}

async function commandOf(asked: string): Promise<Command | undefined> {
  return Object.hasOwn(commands, asked) ? commands[asked]?.() : undefined
}

function unknown(asked: string): number {
  process.stderr.write(`brug: there is no command '${asked}'${didYouMean(asked, [...Object.keys(commands), 'help'])}. Try: npx brug help\n`)
  return 2
}

async function help(rest: string[]): Promise<number> {
  const asked = rest.find((word) => !word.startsWith('-'))
  if (asked !== undefined && !Object.hasOwn(commands, asked)) return unknown(asked)
  const shown = await Promise.all(
    Object.entries(commands)
      .filter(([id]) => asked === undefined || id === asked)
      .map(async ([, load]) => load()),
  )
  if (rest.includes('--json'))
    process.stdout.write(
      `${JSON.stringify(
        shown.map(({ name: id, usage, summary }) => ({ name: id, usage, summary })),
        null,
        2,
      )}\n`,
    )
  else process.stdout.write(asked === undefined ? overview(shown) : `${shown.flatMap(rows).join('\n')}\n`)
  return 0
}

function overview(shown: Command[]): string {
  return [
    'Brug, a chat assistant for newcomers and the people beside them.',
    '',
    ...shown.flatMap((command) => [...rows(command), '']),
    'Every command takes --json. The environment decides which Brug is meant: DATA_DIR or REDIS_URL, MASTER_KEY, CONTENT_DIR (docs/operating.md).',
    '',
  ].join('\n')
}

function rows({ usage, summary }: Command): string[] {
  return [`  ${summary}`, ...usage.map((line) => `    npx brug ${line}`)]
}
