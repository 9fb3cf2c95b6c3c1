// Runs `brug` as a person at the keyboard does: a process of its own, with only the environment it is given.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..', '..')

/** What the tests play: the project's own flows and texts. */
export const contentDir = process.env['CONTENT_DIR'] ?? root

export interface Ran {
  status: number | null
  out: string
  /** Standard error. */
  err: string
}

const script = join(root, 'src', 'cli', 'brug.ts')
const bare = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', CONTENT_DIR: contentDir }

/** A command that hangs stops the whole process of its test, so that no time limit of the test itself is ever looked at. */
export const commandMs = 60_000

export function brug(words: string[], o: { env?: Record<string, string>; input?: string } = {}): Ran {
  const env = { ...bare, ...o.env }
  const run = spawnSync(process.execPath, [script, ...words], {
    cwd: tmpdir(),
    env,
    encoding: 'utf8',
    input: o.input ?? '',
    timeout: commandMs,
    killSignal: 'SIGKILL',
  })
  return { status: run.status, out: run.stdout, err: withoutLearning(run.stderr) }
}

/** The first command after a change of the examples says that it learns: which one that is, no test can know. */
export function withoutLearning(err: string): string {
  return err.replace(/^Learning from the examples anew, a minute or two \.\.\.\n/m, '')
}

/** The same while this process goes on, for commands that ask a stand-in living in it. */
export async function brugBeside(words: string[], env: Record<string, string>): Promise<Ran> {
  const child = spawn(process.execPath, [script, ...words], { cwd: tmpdir(), env: { ...bare, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ran: Ran = { status: null, out: '', err: '' }
  child.stdout.on('data', (text) => (ran.out += String(text)))
  child.stderr.on('data', (text) => (ran.err += String(text)))
  await once(child, 'close')
  return { ...ran, status: child.exitCode }
}

/** A folder that is gone when `rm` was called. */
export function newFolder(): { dir: string; rm: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'brug-cli-'))
  return { dir, rm: () => rmSync(dir, { recursive: true, force: true }) }
}

/** A copy of the content with every change made; a change that finds nothing to change is a mistake in the test. */
export function changedContent(dir: string, changes: readonly { file: string; from: string | RegExp; to: string }[]): void {
  for (const folder of ['flows', 'locales']) cpSync(join(contentDir, folder), join(dir, folder), { recursive: true })
  for (const { file, from, to } of changes) {
    const before = readFileSync(join(dir, file), 'utf8')
    const after = before.replace(from, to)
    if (after === before) throw new Error(`nothing to change in ${file}`)
    writeFileSync(join(dir, file), after)
  }
}

/** Number of the first line of `file` with this text. */
export function lineOf(dir: string, file: string, text: string): number {
  return (
    readFileSync(join(dir, file), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  )
}
