// The command line: finds the command, runs it, and turns wrong input into one clear line and a non-zero exit.
import { check } from './check.ts'
import { WrongInput, type Command } from './command.ts'
import { graph } from './graph.ts'
import { locales } from './locales.ts'
import { people } from './people.ts'
import { staff } from './staff.ts'
import { talk } from './talk.ts'
import { token } from './token.ts'
import { understand } from './understand.ts'

const commands: Command[] = [talk, check, understand, staff, people, token, graph, locales]

const [name, ...words] = process.argv.slice(2)
const command = commands.find((candidate) => candidate.name === name)
if (command) await run(command)
else help()

async function run(chosen: Command): Promise<void> {
  try {
    process.exitCode = await chosen.run(words)
  } catch (error) {
    process.stderr.write(`brug ${chosen.name}: ${error instanceof WrongInput ? error.message : `went wrong: ${error instanceof Error ? error.message : 'unknown reason'}`}\n`)
    process.exitCode = error instanceof WrongInput ? 2 : 1
  }
}

function help(): void {
  const isAsked = name === undefined || name === 'help' || name === '--help' || name === '-h'
  const rows = commands.flatMap(({ usage, summary }) => usage.map((line, n) => `  npx brug ${line.padEnd(64)} ${n === 0 ? summary : ''}`.trimEnd()))
  const text = `Brug, a chat assistant for newcomers and the people beside them.\n\n${rows.join('\n')}\n\nEvery command takes --json.\n`
  if (isAsked && words.includes('--json')) process.stdout.write(`${JSON.stringify(commands.map(({ name: id, usage, summary }) => ({ name: id, usage, summary })), null, 2)}\n`)
  else if (isAsked) process.stdout.write(text)
  else process.stderr.write(`brug: there is no command '${name}'. Try: npx brug help\n`)
  process.exitCode = isAsked ? 0 : 2
}
