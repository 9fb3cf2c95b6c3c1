// What does the environment ask of this start? Turns it into Settings, or into a list of everything wrong with it.
// The only reader of process.env. A message here names a variable and never repeats a value that may be a secret.
// The one thing it writes is the master key, once, when nobody gave one.
import { randomBytes } from 'node:crypto'
import { accessSync, closeSync, constants, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Lang } from './core/phrasebook.ts'

export interface Settings {
  host: string
  port: number
  /** Origin without a trailing slash. */
  publicUrl: string
  /** False: neither PUBLIC_URL nor PORT was set, so a command better takes what the last start kept. */
  isPublicUrlSet: boolean
  role: 'all' | 'web' | 'worker'
  /** Absent: an embedded Redis with its data in `dataDir`. */
  redisUrl?: string
  dataDir: string
  contentDir: string
  /** Where what the models learned is kept, best first. */
  keepIn: string[]
  municipality?: string
  /** 32 bytes; wraps the key of every owner. */
  masterKey: Buffer
  telegram?: { token: string; apiRoot: string; webhookSecret?: string }
  whatsapp?: { accessToken: string; phoneNumberId: string; appSecret: string; verifyToken: string; apiRoot: string; apiVersion: string }
  /** A language model that is asked for a second opinion, and a transcriber of voice messages; absent: off. */
  opinion?: OutsideModel
  transcription?: OutsideModel
  /** Where recordings of Brug's own answers are. */
  speakDir: string
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  demo: boolean
}

/** Something that speaks the protocol of OpenAI's API, on this machine or elsewhere. `url` without a trailing slash, such as http://localhost:11434/v1. */
export interface OutsideModel {
  url: string
  model: string
  apiKey?: string
}

/** Reads Brug's own answers aloud, while recordings are made. */
export interface SpeechModel extends OutsideModel {
  voice?: string
  /** Absent: every language. */
  langs?: Lang[]
}

export type SettingsOutcome =
  | { type: 'ok'; settings: Settings; warnings: string[] }
  /** Every fault at once, each one line, naming its variable. */
  | { type: 'broken'; faults: string[] }

type Env = Record<string, string | undefined>

const projectDir = resolve(import.meta.dirname, '..')

/** Flags are those of `npm start`; the command line passes none. Creates `DATA_DIR`, and `DATA_DIR/master.key` when there is no key yet. */
export function readSettings(env: Env = process.env, flags: readonly string[] = []): SettingsOutcome {
  const given = withoutEmpty(env)
  const faults: string[] = []
  const warnings: string[] = []
  for (const flag of flags) if (flag !== '--demo') faults.push(`${flag}: no such flag; the only one is --demo`)

  const parsed = Plain.safeParse(given)
  if (!parsed.success) for (const issue of parsed.error.issues) faults.push(`${issue.path.join('.')}: ${issue.message}`)
  faults.push(...halfSet('Telegram', given, telegramNeeded, telegramOptional), ...halfSet('WhatsApp', given, whatsappNeeded, whatsappOptional))
  for (const [what, kind] of outsideKinds) faults.push(...halfSet(what, given, [`${kind}_URL`, `${kind}_MODEL`], [`${kind}_API_KEY`]))
  faults.push(...halfSet('recordings', given, speakNeeded, speakOptional))

  const dataDir = resolve(given.DATA_DIR ?? 'data')
  const contentDir = resolve(given.CONTENT_DIR ?? projectDir)
  faults.push(...folderFaults(dataDir, given.CONTENT_DIR === undefined ? undefined : contentDir))
  if (!parsed.success || faults.length > 0) return { type: 'broken', faults: [...faults, ...keyFaults(given.MASTER_KEY)] }

  const key = given.MASTER_KEY === undefined ? keyFromDisk(dataDir, given.REDIS_URL !== undefined) : keyFromText(given.MASTER_KEY)
  if (key.type === 'fault') return { type: 'broken', faults: [key.fault] }
  if (key.warning !== undefined) warnings.push(key.warning)

  const plain = parsed.data
  warnings.push(...unsealedWarnings(plain))
  return {
    type: 'ok',
    warnings,
    settings: {
      host: plain.HOST,
      port: plain.PORT,
      publicUrl: plain.PUBLIC_URL ?? defaultPublicUrl(plain.HOST, plain.PORT),
      isPublicUrlSet: given.PUBLIC_URL !== undefined || given.PORT !== undefined,
      role: plain.ROLE,
      redisUrl: plain.REDIS_URL,
      dataDir,
      contentDir,
      keepIn: keepIn(dataDir),
      municipality: plain.MUNICIPALITY,
      masterKey: key.key,
      telegram: telegramOf(plain),
      whatsapp: whatsappOf(plain),
      opinion: outsideOf(plain.LLM_URL, plain.LLM_MODEL, plain.LLM_API_KEY),
      speakDir: resolve(plain.SPEAK_DIR ?? speakDirDefault),
      transcription: outsideOf(plain.TRANSCRIBE_URL, plain.TRANSCRIBE_MODEL, plain.TRANSCRIBE_API_KEY),
      logLevel: plain.LOG_LEVEL,
      demo: flags.includes('--demo'),
    },
  }
}

/** What a command needs that only reads flows and texts. Makes nothing here, and no other variable has to be right. */
export function contentSettings(env: Env = process.env): Pick<Settings, 'contentDir' | 'keepIn' | 'municipality' | 'publicUrl'> {
  const given = withoutEmpty(env)
  return {
    contentDir: resolve(given.CONTENT_DIR ?? projectDir),
    keepIn: keepIn(resolve(given.DATA_DIR ?? 'data')),
    municipality: given.MUNICIPALITY,
    publicUrl: defaultPublicUrl('localhost', 3000),
  }
}

/** For making recordings only: which model reads aloud, and where they go. Absent model: nothing is set up. */
export function speakSettings(env: Env = process.env): { type: 'ok'; speakDir: string; model?: SpeechModel } | { type: 'broken'; faults: string[] } {
  const given = withoutEmpty(env)
  const parsed = Speak.safeParse(given)
  const faults = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...halfSet('recordings', given, speakNeeded, speakOptional),
  ]
  if (!parsed.success || faults.length > 0) return { type: 'broken', faults }
  const { SPEAK_DIR, SPEAK_URL, SPEAK_MODEL, SPEAK_API_KEY, SPEAK_VOICE: voice, SPEAK_LANGS: langs } = parsed.data
  const model = outsideOf(SPEAK_URL, SPEAK_MODEL, SPEAK_API_KEY)
  return { type: 'ok', speakDir: resolve(SPEAK_DIR ?? speakDirDefault), ...(model ? { model: { ...model, voice, langs } } : {}) }
}

/** For a start that others can reach: what a sign-in link opens would cross a network for everybody on it to read. */
export function unsealedSignIn({ host, publicUrl, role, demo }: Settings): string | undefined {
  const isNear = isHere(host) && isHere(new URL(publicUrl).hostname)
  if (demo || role === 'worker' || publicUrl.startsWith('https:') || isNear) return undefined
  return `PUBLIC_URL: ${publicUrl} is http, so sign-in and all that people write go unencrypted between here and a browser elsewhere; put https in front and set PUBLIC_URL to it`
}

/** Says which data, and where the right key is or may be; never the key. */
export function wrongKeyMessage({ masterKey, dataDir, redisUrl }: Settings): string {
  const file = join(dataDir, 'master.key')
  const where = redisUrl === undefined ? `in ${dataDir}` : 'at REDIS_URL'
  const kept = existsSync(file) ? keyFromText(readFileSync(file, 'utf8').trim()) : undefined
  const isOther = kept?.type === 'key' && !kept.key.equals(masterKey)
  const advice = isOther
    ? `${file} holds another key, which may be the right one: start without MASTER_KEY to use it`
    : `set MASTER_KEY to the key they were made with, or put it back in ${file}; look where copies of the key or the settings of the last start are kept`
  return `MASTER_KEY does not fit the records ${where}: nothing of them could be read, and nothing was changed; ${advice}`
}

/** Beside the compiled code; in a container that folder belongs to nobody, and `DATA_DIR` is there. */
function keepIn(dataDir: string): string[] {
  return [join(projectDir, '.cache', 'understanding'), ...(existsSync(dataDir) ? [join(dataDir, 'understanding')] : [])]
}

/** The one message a broken start ends with. */
export function settingsMessage(faults: readonly string[]): string {
  return `Brug does not start, because of ${faults.length === 1 ? 'one setting' : `${faults.length} settings`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`
}

const secret = z.string().regex(/^\S+$/, 'must not hold spaces')
const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const fine =
    url !== undefined &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === ''
  if (!fine) context.addIssue({ code: 'custom', message: 'must be http:// or https:// with a host and perhaps a port, and nothing behind it' })
  return url?.origin ?? ''
})
const webRoot = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.search !== '' || url.hash !== '')
    context.addIssue({ code: 'custom', message: 'must be a http:// or https:// address' })
  return text.replace(/\/+$/, '')
})

const modelName = z.string().regex(/^\S{1,200}$/, 'must be the name of a model, without spaces')

const Speak = z.object({
  SPEAK_URL: webRoot.optional(),
  SPEAK_MODEL: modelName.optional(),
  SPEAK_VOICE: modelName.optional(),
  SPEAK_API_KEY: secret.optional(),
  SPEAK_LANGS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))
    .pipe(z.array(z.enum(Lang.options, `must be languages of ${Lang.options.join(', ')}, with commas between`)))
    .optional(),
  SPEAK_DIR: z.string().optional(),
})

const Plain = Speak.extend({
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an IP address')
    .default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, portWords())
    .transform(Number)
    .refine((port) => port <= 65535, portWords())
    .default(3000),
  PUBLIC_URL: origin.optional(),
  ROLE: z.enum(['all', 'web', 'worker'], 'must be all, web or worker').default('all'),
  REDIS_URL: z.string().refine(isRedisUrl, 'must be redis://host:port, rediss://host:port or unix:///path/to/socket').optional(),
  MUNICIPALITY: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'must be the id of a municipality: lower-case letters, digits and dashes')
    .optional(),
  TELEGRAM_BOT_TOKEN: secret.optional(),
  TELEGRAM_API_ROOT: webRoot.default('https://api.telegram.org'),
  // The platform's own rule for the secret token of a webhook.
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/, 'must be 1 to 256 letters, digits, _ or -')
    .optional(),
  WHATSAPP_ACCESS_TOKEN: secret.optional(),
  WHATSAPP_PHONE_NUMBER_ID: z.string().regex(/^\d+$/, 'must be the numeric id of the phone number, not the number itself').optional(),
  WHATSAPP_APP_SECRET: secret.optional(),
  WHATSAPP_VERIFY_TOKEN: secret.optional(),
  WHATSAPP_API_ROOT: webRoot.default('https://graph.facebook.com'),
  WHATSAPP_API_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must look like v25.0')
    .default('v25.0'),
  LLM_URL: webRoot.optional(),
  LLM_MODEL: modelName.optional(),
  LLM_API_KEY: secret.optional(),
  TRANSCRIBE_URL: webRoot.optional(),
  TRANSCRIBE_MODEL: modelName.optional(),
  TRANSCRIBE_API_KEY: secret.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be fatal, error, warn, info, debug, trace or silent').default('info'),
})
type Plain = z.infer<typeof Plain>

const telegramNeeded = ['TELEGRAM_BOT_TOKEN']
const telegramOptional = ['TELEGRAM_API_ROOT', 'TELEGRAM_WEBHOOK_SECRET']
const whatsappNeeded = ['WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_PHONE_NUMBER_ID', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN']
const whatsappOptional = ['WHATSAPP_API_ROOT', 'WHATSAPP_API_VERSION']
const speakNeeded = ['SPEAK_URL', 'SPEAK_MODEL']
const speakOptional = ['SPEAK_VOICE', 'SPEAK_API_KEY', 'SPEAK_LANGS']
const speakDirDefault = join(projectDir, 'dist', 'audio')
const outsideKinds = [
  ['the second opinion', 'LLM'],
  ['transcription', 'TRANSCRIBE'],
] as const

/** `NAME=` in a file of settings means the same as no line at all; spaces around a value are never meant. */
function withoutEmpty(env: Env): Env {
  const kept: Env = {}
  for (const [name, value] of Object.entries(env)) if (value !== undefined && value.trim() !== '') kept[name] = value.trim()
  return kept
}

function portWords(): string {
  return 'must be a number from 0 to 65535'
}

function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.protocol === 'unix:') return url.host === '' && url.pathname.length > 1
  return (url.protocol === 'redis:' || url.protocol === 'rediss:') && url.hostname !== ''
}

function defaultPublicUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::' || host === '127.0.0.1'
  return `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`
}

function halfSet(platform: string, given: Env, needed: readonly string[], optional: readonly string[]): string[] {
  const present = [...needed, ...optional].filter((name) => given[name] !== undefined)
  const missing = needed.filter((name) => given[name] === undefined)
  if (present.length === 0 || missing.length === 0) return []
  return missing.map(
    (name) => `${name}: is missing, while ${present.join(', ')} ${present.length === 1 ? 'is' : 'are'} set; give all to switch ${platform} on, or none`,
  )
}

function folderFaults(dataDir: string, contentDir: string | undefined): string[] {
  const faults: string[] = []
  if (contentDir !== undefined) {
    for (const folder of ['flows', 'locales']) if (!existsSync(join(contentDir, folder))) faults.push(`CONTENT_DIR: ${contentDir} has no folder ${folder}`)
  }
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.R_OK | constants.W_OK)
  } catch {
    faults.push(`DATA_DIR: ${dataDir} is not a folder this process may write in`)
  }
  return faults
}

type Key = { type: 'key'; key: Buffer; warning?: string } | { type: 'fault'; fault: string }

function keyFaults(text: string | undefined): string[] {
  const key = text === undefined ? undefined : keyFromText(text)
  return key?.type === 'fault' ? [key.fault] : []
}

function keyFromText(text: string): Key {
  const key = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0)
  if (key.length !== 32) return { type: 'fault', fault: 'MASTER_KEY: must be 32 bytes in base64, as `openssl rand -base64 32` prints it' }
  return { type: 'key', key }
}

function keyFromDisk(dataDir: string, sharedRedis: boolean): Key {
  const file = join(dataDir, 'master.key')
  const fresh = !existsSync(file)
  // A new key beside old data would make everybody in it unreadable for ever, without anybody noticing until later.
  if (fresh && !sharedRedis && holdsRedisRecords(dataDir)) {
    return { type: 'fault', fault: `MASTER_KEY: ${dataDir} holds records, but their key is not there; set MASTER_KEY or put master.key back` }
  }
  try {
    if (fresh) createKeyFile(file)
    const key = keyFromText(readFileSync(file, 'utf8').trim())
    if (key.type === 'fault') return { type: 'fault', fault: `MASTER_KEY: ${file} does not hold 32 bytes in base64; put the right key back` }
    return { ...key, warning: keyWarning(file, fresh, sharedRedis) }
  } catch {
    return { type: 'fault', fault: `MASTER_KEY: is not set, and ${file} can not be made or read` }
  }
}

/** Written beside its place and linked into it, so that two starts at once end with one key and a crash with none or a whole one. */
function createKeyFile(file: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, `${randomBytes(32).toString('base64')}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  try {
    linkSync(draft, file)
  } catch {
    if (!existsSync(file)) throw new Error('the key file could not be put in its place')
  } finally {
    unlinkSync(draft)
  }
  const folder = openSync(resolve(file, '..'), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function holdsRedisRecords(dataDir: string): boolean {
  return ['appendonlydir', 'dump.rdb', 'redis/appendonlydir', 'redis/dump.rdb'].some((name) => existsSync(join(dataDir, name)))
}

function keyWarning(file: string, fresh: boolean, sharedRedis: boolean): string | undefined {
  const shared = sharedRedis ? ' Every process on this Redis needs the same key: set MASTER_KEY for all of them.' : ''
  if (fresh)
    return `MASTER_KEY: not set, so a new key was put in ${file}. Keep a copy elsewhere: without it nothing that people told Brug can be read again.${shared}`
  if ((statSync(file).mode & 0o077) !== 0) return `MASTER_KEY: others on this machine can read ${file}; make its mode 600.${shared}`
  return sharedRedis ? `MASTER_KEY: not set, so the key in ${file} is used.${shared}` : undefined
}

function telegramOf(plain: Plain): Settings['telegram'] {
  if (plain.TELEGRAM_BOT_TOKEN === undefined) return undefined
  return { token: plain.TELEGRAM_BOT_TOKEN, apiRoot: plain.TELEGRAM_API_ROOT, webhookSecret: plain.TELEGRAM_WEBHOOK_SECRET }
}

function whatsappOf(plain: Plain): Settings['whatsapp'] {
  const {
    WHATSAPP_ACCESS_TOKEN: accessToken,
    WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
    WHATSAPP_APP_SECRET: appSecret,
    WHATSAPP_VERIFY_TOKEN: verifyToken,
  } = plain
  if (accessToken === undefined || phoneNumberId === undefined || appSecret === undefined || verifyToken === undefined) return undefined
  return { accessToken, phoneNumberId, appSecret, verifyToken, apiRoot: plain.WHATSAPP_API_ROOT, apiVersion: plain.WHATSAPP_API_VERSION }
}

function outsideOf(url: string | undefined, model: string | undefined, apiKey: string | undefined): OutsideModel | undefined {
  return url === undefined || model === undefined ? undefined : { url, model, apiKey }
}

/** What people say would cross a network for everybody on it to read. */
function unsealedWarnings({ LLM_URL, TRANSCRIBE_URL }: Plain): string[] {
  return Object.entries({ LLM_URL, TRANSCRIBE_URL })
    .filter(([, url]) => url !== undefined && new URL(url).protocol === 'http:' && !isHere(new URL(url).hostname))
    .map(
      ([name]) => `${name}: is http and not on this machine, so what people say travels there unencrypted; use https unless the network between is yours alone`,
    )
}

/** Reachable from this machine only. */
function isHere(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host)
}
