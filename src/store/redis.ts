// The connection to Redis and the one way to run a script there. Every answer comes within a second or is `Unavailable`; nothing waits for Redis
// to come back, because a webhook that can not store must say so while the platform still listens.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createClient, ErrorReply, RESP_TYPES } from 'redis'
import { keysOf, withKeyNames, type Keys } from './keys.ts'
import { newLru, type Lru } from './lru.ts'
import { newSealing, type OwnerKey, type Sealing } from './sealing.ts'

export type Redis = ReturnType<typeof connection>

/** What the store noticed by itself. Codes and random ids only. */
export type StoreFault = { what: 'set_aside' | 'dead_letter'; owner: string; because: string } | { what: 'connection' | 'settings'; because: string }

export interface Store {
  readonly url: string
  readonly redis: Redis
  readonly sealing: Sealing
  readonly clock: () => number
  readonly prefix: string
  readonly keys: Keys
  readonly report: (fault: StoreFault) => void
  readonly scripts: ReadonlyMap<ScriptName, Script>
  /** Unwrapped keys by owner. A key is never used longer than its owner exists: the scripts check that. */
  readonly ownerKeys: Lru<OwnerKey>
  /** Where an address led last time; the ingest script checks it again. */
  readonly addresses: Lru<{ hash: string; owner?: string }>
  /** Calls that go to Redis together at the end of this turn of the event loop. */
  readonly gathered: Map<ScriptName, GatheredCall[]>
  /** Connections made on the way (wake-ups, change feed); closed with the store. */
  readonly closers: Set<() => void>
  readonly timeoutMs: number
}

/** A call that waits to go to Redis together with others; see gathered.ts. */
export interface GatheredCall {
  words: (string | Buffer)[]
  done: (answer: unknown) => void
  failed: (error: unknown) => void
}

interface Script {
  text: string
  sha: string
}

const scriptNames = [
  'ingest',
  'post',
  'report',
  'identity',
  'claim',
  'release',
  'bury',
  'set-aside',
  'commit',
  'take',
  'settle',
  'create',
  'link',
  'invite',
  'leave',
  'set-field',
  'move',
  'forget',
  'fire',
  'due-timers',
  'rebuild',
  'session',
] as const
export type ScriptName = (typeof scriptNames)[number]

/** Redis is away, too slow, out of memory or not the primary: nothing was promised. Try again later; in HTTP this is a 503. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}

/** The store holds records, and this key opens none of them. */
export class WrongMasterKey extends Error {
  override name = 'WrongMasterKey'
}

const timeoutMsDefault = 1_000

export async function openStore(o: {
  url: string
  masterKey: Buffer
  clock?: () => number
  prefix?: string
  report?: (fault: StoreFault) => void
  timeoutMs?: number
}): Promise<Store> {
  const prefix = o.prefix ?? 'brug:'
  const keys = keysOf(prefix)
  const report = o.report ?? (() => {})
  const redis = connection(o.url, report)
  const store: Store = {
    url: o.url,
    redis,
    sealing: newSealing(o.masterKey),
    clock: o.clock ?? Date.now,
    prefix,
    keys,
    report,
    scripts: scriptsFor(keys),
    ownerKeys: newLru(20_000),
    addresses: newLru(50_000),
    gathered: new Map(),
    closers: new Set(),
    timeoutMs: o.timeoutMs ?? timeoutMsDefault,
  }
  try {
    await deadline(redis.connect(), 5_000)
    await checkServer(store)
    await checkMasterKey(store)
  } catch (error) {
    await closeStore(store)
    throw error
  }
  return store
}

export async function closeStore(store: Store): Promise<void> {
  for (const close of store.closers) close()
  store.closers.clear()
  store.ownerKeys.clear()
  store.addresses.clear()
  if (!store.redis.isOpen) return
  await deadline(store.redis.close(), store.timeoutMs).catch(() => {
    if (store.redis.isOpen) store.redis.destroy()
  })
}

/** A connection with our manners: never queues while Redis is away, keeps trying to reach it, answers binary values as Buffers. */
export function connection(url: string, report: (fault: StoreFault) => void = () => {}) {
  const redis = createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    pingInterval: 2_000,
    disableClientInfo: true,
    socket: { connectTimeout: 2_000, socketTimeout: 10_000, reconnectStrategy: (retries: number) => Math.min(20 * 2 ** retries, 500) },
    // Time is kept in send(): node-redis' own limit makes two timers for each command and ends where the writing does.
    commandOptions: { timeout: 0, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  })
  let isAway = false
  redis.on('error', (error: unknown) => {
    if (!isAway) report({ what: 'connection', because: codeOf(error) })
    isAway = true
  })
  redis.on('ready', () => {
    isAway = false
  })
  return redis
}

/** Runs a script by its hash; Redis gets the text only when it does not know it. */
export async function runScript(store: Store, name: ScriptName, words: (string | Buffer)[]): Promise<unknown> {
  const script = store.scripts.get(name)
  if (!script) throw new Error(`there is no script ${name}`)
  try {
    return await send(store, ['EVALSHA', script.sha, '0', ...words])
  } catch (error) {
    if (!(error instanceof ErrorReply) || !error.message.startsWith('NOSCRIPT')) throw error
    return send(store, ['EVAL', script.text, '0', ...words])
  }
}

/** Sends one command. Throws `Unavailable` when it is not known to be done; an error of our own making throws as it is. */
export async function send(store: Store, words: (string | Buffer)[]): Promise<unknown> {
  try {
    return await deadline(store.redis.sendCommand(words), store.timeoutMs)
  } catch (error) {
    throw failureOf(error)
  }
}

/** What a failed command means to whoever asked for it. */
export function failureOf(error: unknown): unknown {
  if (error instanceof Unavailable) return error
  if (error instanceof ErrorReply && !isPassing(error.message)) return error
  return new Unavailable(`Redis could not do it (${codeOf(error)})`)
}

/** Refusals that go away when Redis has recovered; all others are mistakes in what we asked. */
function isPassing(message: string): boolean {
  return /\b(OOM|LOADING|READONLY|MISCONF|NOREPLICAS|CLUSTERDOWN|MASTERDOWN|BUSY|TRYAGAIN|UNBLOCKED)\b/.test(message)
}

function codeOf(error: unknown): string {
  if (error instanceof ErrorReply) return error.message.split(' ', 1)[0] ?? 'error'
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return 'unknown'
}

async function deadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  // node-redis only times out what it has not yet written; a server that stands still would hold us for ever.
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => reject(new Unavailable(`Redis did not answer within ${timeoutMs} ms`)), timeoutMs)
  work.then(
    (value) => {
      clearTimeout(timer)
      return resolve(value)
    },
    (error: unknown) => {
      clearTimeout(timer)
      return reject(error)
    },
  )
  return promise
}

function scriptsFor(keys: Keys): ReadonlyMap<ScriptName, Script> {
  const shared = source('shared')
  return new Map(
    scriptNames.map((name) => {
      const text = withKeyNames(shared + source(name), keys)
      return [name, { text, sha: createHash('sha1').update(text).digest('hex') }]
    }),
  )
}

function source(name: string): string {
  return readFileSync(new URL(`./scripts/${name}.lua`, import.meta.url), 'utf8')
}

/** What Redis must be able to do is demanded; what would cost messages on a bad day is reported. */
async function checkServer(store: Store): Promise<void> {
  const facts = String(await send(store, ['INFO']))
  const [, major = '0', minor = '0'] = /redis_version:(\d+)\.(\d+)/.exec(facts) ?? []
  if (Number(major) * 100 + Number(minor) < 602) throw new Error(`Redis ${major}.${minor} is too old: 6.2 or newer is needed`)
  if (!facts.includes('maxmemory_policy:noeviction'))
    store.report({ what: 'settings', because: 'maxmemory-policy is not noeviction: Redis may throw away what people said' })
  if (!facts.includes('aof_enabled:1')) store.report({ what: 'settings', because: 'appendonly is off: what is acknowledged may be lost when Redis stops' })
}

async function checkMasterKey(store: Store): Promise<void> {
  const { sealing, keys } = store
  await send(store, ['SET', keys.proof, sealing.wrapKey('proof', Buffer.alloc(32)), 'NX'])
  const found = await send(store, ['GET', keys.proof])
  if (!Buffer.isBuffer(found) || !sealing.unwrapKey('proof', found)) throw new WrongMasterKey('MASTER_KEY does not fit what is stored here')
}
