// The parts of a house under measurement, each a real process: a private Redis, Brug in its roles, and the stand-in for WhatsApp.
// It starts and stops what it started, by process id, and measures nothing.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startRedis } from '../src/store/embedded.ts'

const root = resolve(import.meta.dirname, '..')

/** One key for every process on the private Redis. */
export const masterKey = Buffer.alloc(32, 9)
export const appSecret = 'wa-app-secret'
export const phoneNumberId = '1001'

export interface Running {
  pid: number
  /** Resolves when it is gone. */
  ended: Promise<void>
  isUp(): boolean
  kill(signal: NodeJS.Signals): void
  /** SIGTERM, then SIGKILL. */
  stop(): Promise<void>
}

export interface House {
  redisUrl: string
  redisPid(): number
  dir: string
  /** Starts a TypeScript or JavaScript file of the project. Its output goes to a file in `dir`. */
  run(file: string, words?: string[], env?: Record<string, string>): Running
  /** `file` takes the place of Brug's own entry. */
  brug(role: 'web' | 'worker' | 'all', o?: { port?: number; redisUrl?: string; env?: Record<string, string>; file?: string }): Running
  whatsapp(o: { port: number; webhookPort: number; words?: string[] }): Running
  /** What the processes wrote, newest process last. */
  output(): string
  close(): Promise<void>
}

/** `platformPort` is where Brug's processes will look for WhatsApp. */
export async function openHouse(platformPort: number): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), 'brug-b-'))
  const redis = await startRedis({ dir })
  const outputs: string[] = []
  const running: Running[] = []
  // Whatever ends this process, nothing it started stays behind.
  const killAll = () => {
    for (const one of running) one.kill('SIGKILL')
    process.kill(redis.pid, 'SIGKILL')
  }
  process.on('exit', killAll)
  const run: House['run'] = (file, words = [], env = {}) => {
    const output = join(dir, `output-${outputs.length}.log`)
    outputs.push(output)
    const started = start(file, words, { ...inherited(), ...env }, output)
    running.push(started)
    return started
  }
  return {
    redisUrl: redis.url,
    redisPid: () => redis.pid,
    dir,
    run,
    brug: (role, o = {}) =>
      run(o.file ?? 'src/main.ts', [], { ...brugEnv({ role, port: o.port ?? 0, redisUrl: o.redisUrl ?? redis.url, platformPort, dir }), ...o.env }),
    whatsapp: ({ port, webhookPort, words = [] }) =>
      run('test/platforms/whatsapp.ts', ['--port', String(port), '--webhook', `http://127.0.0.1:${webhookPort}/webhooks/whatsapp`, '--open-windows', ...words]),
    output: () => outputs.map((file) => readFileSync(file, 'utf8')).join(''),
    async close() {
      await Promise.all(running.map((one) => one.stop()))
      await redis.stop()
      process.off('exit', killAll)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function inherited(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'CONTENT_DIR', 'NODE_COMPILE_CACHE'].flatMap((name): [string, string][] =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  )
  return Object.fromEntries(kept)
}

function brugEnv(o: { role: string; port: number; redisUrl: string; platformPort: number; dir: string }): Record<string, string> {
  return {
    ROLE: o.role,
    PORT: String(o.port),
    REDIS_URL: o.redisUrl,
    DATA_DIR: join(o.dir, 'keys'),
    MASTER_KEY: masterKey.toString('base64'),
    LOG_LEVEL: 'warn',
    WHATSAPP_ACCESS_TOKEN: 'wa-token',
    WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
    WHATSAPP_APP_SECRET: appSecret,
    WHATSAPP_VERIFY_TOKEN: 'verify',
    WHATSAPP_API_ROOT: `http://127.0.0.1:${o.platformPort}`,
  }
}

function start(file: string, words: string[], env: Record<string, string>, output: string): Running {
  const log = openSync(output, 'a')
  const child = spawn(process.execPath, [file, ...words], { cwd: root, env, stdio: ['ignore', log, log] })
  closeSync(log)
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  const isUp = () => child.exitCode === null && child.signalCode === null
  const kill = (signal: NodeJS.Signals) => void (isUp() && child.kill(signal))
  return { pid: child.pid ?? 0, ended, isUp, kill, stop: () => stop(child, ended, isUp) }
}

async function stop(child: ChildProcess, ended: Promise<void>, isUp: () => boolean): Promise<void> {
  if (!isUp()) return
  child.kill('SIGCONT')
  child.kill('SIGTERM')
  const isLate = await Promise.race([ended.then(() => false), pause(10_000, true, { ref: false })])
  if (isLate) child.kill('SIGKILL')
  await ended
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (typeof address !== 'object' || address === null) throw new Error('no free port')
  return address.port
}

/** Looks every `everyMs` until it holds; throws with `what` when it does not in time. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, o: { withinMs?: number; everyMs?: number } = {}): Promise<void> {
  const end = Date.now() + (o.withinMs ?? 30_000)
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what}: did not happen in time`)
    await pause(o.everyMs ?? 10)
  }
}

export async function isAnswering(url: string): Promise<boolean> {
  return (await fetch(url).catch(() => undefined))?.ok === true
}

/** CPU seconds a process has used, on Linux. */
export function cpuSeconds(pid: number): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  // utime and stime, in ticks of which Linux shows a hundred a second.
  return (Number(fields[11]) + Number(fields[12])) / 100
}
