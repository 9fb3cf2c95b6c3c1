// Brug as an operator runs it: the real process with its own embedded Redis, beside local stand-ins for both platforms.
// Everything goes through the public doors: webhooks, the API, the command line.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { connection } from '../../src/store/redis.ts'
import { commandMs } from '../cli/command-line.ts'
import { startTelegram, type Sent as TelegramSent, type TelegramPlatform } from '../platforms/telegram.ts'
import { startWhatsApp, type Sent as WhatsAppSent, type WhatsAppPlatform } from '../platforms/whatsapp.ts'

const root = resolve(import.meta.dirname, '..', '..')

export interface WholeBrug {
  origin: string
  dataDir: string
  telegram: TelegramPlatform
  whatsapp: WhatsAppPlatform
  /** Standard output and error so far. */
  output(): string
  start(): Promise<void>
  /** kill -9 of Brug and of its Redis. */
  killEverything(): Promise<void>
  brug(...words: string[]): { status: number; json: Record<string, unknown>; text: string; error: string }
  api(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }>
  stop(): Promise<void>
}

export async function wholeBrug(o: { demo?: boolean; env?: Record<string, string> } = {}): Promise<WholeBrug> {
  const dataDir = mkdtempSync(join(tmpdir(), 'brug-whole-'))
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const telegram = await startTelegram({ anyChat: true })
  const whatsapp = await startWhatsApp({ webhookUrl: `${origin}/webhooks/whatsapp`, statuses: true })
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    ...(process.env['CONTENT_DIR'] ? { CONTENT_DIR: process.env['CONTENT_DIR'] } : {}),
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: origin,
    LOG_LEVEL: 'warn',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    WHATSAPP_ACCESS_TOKEN: whatsapp.settings.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: whatsapp.settings.phoneNumberId,
    WHATSAPP_APP_SECRET: whatsapp.settings.appSecret,
    WHATSAPP_VERIFY_TOKEN: 'verify',
    WHATSAPP_API_ROOT: whatsapp.url,
    ...o.env,
  }
  let child: ChildProcess | undefined
  let output = ''
  let token: string | undefined
  const brug: WholeBrug['brug'] = (...words) => {
    const run = spawnSync(process.execPath, ['src/cli/brug.ts', ...words, '--json'], {
      cwd: root,
      env,
      encoding: 'utf8',
      timeout: commandMs,
      killSignal: 'SIGKILL',
    })
    const parsed = z.record(z.string(), z.unknown()).safeParse(jsonOf(run.stdout))
    return { status: run.status ?? 1, json: parsed.success ? parsed.data : {}, text: run.stdout, error: run.stderr }
  }
  const whole: WholeBrug = {
    origin,
    dataDir,
    telegram,
    whatsapp,
    brug,
    output: () => output,
    async start() {
      child = spawn(process.execPath, ['src/main.ts', ...(o.demo ? ['--demo'] : [])], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
      child.stdout?.on('data', (text) => (output += String(text)))
      child.stderr?.on('data', (text) => (output += String(text)))
      await until(
        async () => (await fetch(`${origin}/health/ready`).catch(() => undefined))?.ok === true && output.includes('Brug runs.'),
        45_000,
        () => output,
      )
    },
    async killEverything() {
      const redis = connection(`unix://${join(dataDir, 'redis.sock')}`)
      await redis.connect()
      const pid = /process_id:(\d+)/.exec(await redis.info('server'))?.[1]
      child?.kill('SIGKILL')
      process.kill(Number(pid), 'SIGKILL')
      redis.destroy()
      await until(async () => child?.exitCode !== null || child.signalCode !== null, 5000)
      output = ''
    },
    async api(method, path, body) {
      token ??= z.string().parse(brug('token', 'create', '--role', 'coordinator', '--name', 'test').json['token'])
      const response = await fetch(`${origin}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, json: jsonOf(await response.text()) }
    },
    async stop() {
      if (child && child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await until(async () => child?.exitCode !== null || child.signalCode !== null, 25_000).catch(() => child?.kill('SIGKILL'))
      }
      await Promise.all([telegram.close(), whatsapp.close()])
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return whole
}

/** The id a command printed. */
export function idOf(run: { json: Record<string, unknown>; error: string }): string {
  return z.string({ error: run.error }).parse(run.json['id'])
}

/** Waits for a condition, looking every 50 ms. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000, why: () => string = () => ''): Promise<void> {
  const end = Date.now() + withinMs
  while (Date.now() < end) {
    if (await holds()) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`did not happen within ${withinMs} ms. ${why()}`)
}

/** What the bot said to this chat since `from`, when it has said something. */
export async function heardOnTelegram(brug: WholeBrug, chatId: number, from: number): Promise<TelegramSent[]> {
  const said = () => brug.telegram.journal.slice(from).filter((sent) => sent.chatId === chatId)
  await until(
    () => said().length > 0,
    15_000,
    () => `nothing was said to chat ${chatId}. ${brug.output()}`,
  )
  return said()
}

export async function heardOnWhatsApp(brug: WholeBrug, person: string, from: number): Promise<WhatsAppSent[]> {
  const said = () => brug.whatsapp.journal.slice(from).filter((sent) => sent.to === person)
  await until(
    () => said().length > 0,
    15_000,
    () => `nothing was said to ${person}. ${brug.output()}`,
  )
  return said()
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}
