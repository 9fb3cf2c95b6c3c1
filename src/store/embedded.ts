// How Brug brings its own Redis along: on a Unix socket, in DATA_DIR, every write on disk before it is acknowledged.
// All processes on one DATA_DIR share one server: whoever holds the folder's lock starts it, the others use it, and one of them takes over when
// the server goes down. It never opens a port and never touches a server that was named by REDIS_URL.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readFile, realpath, rm, stat, truncate } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'redis'
import { fetchRedis } from '../../setup/redis.mjs'

export interface EmbeddedRedis {
  url: string
  /** Of the server as it was started last. */
  readonly pid: number
  /** Shuts the server down, unless another process still uses it. */
  stop(): Promise<void>
}

interface Keeper {
  dir: string
  socketPath: string
  log: (line: string) => void
  pid: number
  lock: Server | undefined
  connection: Connection | undefined
  stopping: boolean
}

type Connection = ReturnType<typeof openConnection>

/** sun_path holds 108 bytes including the closing zero. */
const socketPathBytesMax = 107
const keeperName = 'brug-keeper'
const startTimeoutMs = 20_000
const answerTimeoutMs = 5_000
const backOffMaxMs = 5_000
const logFileBytesMax = 1_000_000

/**
 * Starts the Redis of a data folder, or finds the one that runs there already. With `keepUp` (the default) a server that dies is started again,
 * with a back-off of at most 5 s. Rejects with one clear sentence when no server can be had.
 */
export async function startRedis(o: { dir: string; log?: (line: string) => void; keepUp?: boolean }): Promise<EmbeddedRedis> {
  await mkdir(o.dir, { recursive: true, mode: 0o700 })
  const dir = await realpath(o.dir)
  const keeper: Keeper = { dir, socketPath: await socketPathOf(dir), log: o.log ?? (() => {}), pid: 0, lock: undefined, connection: undefined, stopping: false }
  await ensureUp(keeper)
  if (o.keepUp !== false) void keepUp(keeper)
  return {
    url: `unix://${keeper.socketPath}`,
    get pid() {
      return keeper.pid
    },
    stop: () => stop(keeper),
  }
}

async function socketPathOf(dir: string): Promise<string> {
  const inside = join(dir, 'redis.sock')
  if (Buffer.byteLength(inside) <= socketPathBytesMax) return inside
  const owner = process.getuid?.() ?? 0
  const outside = join(tmpdir(), `brug-${owner}-${nameOf(dir)}`)
  await mkdir(outside, { mode: 0o700 }).catch(() => undefined)
  const found = await lstat(outside)
  if (!found.isDirectory() || found.uid !== owner) throw new Error(`${outside} belongs to somebody else: choose a DATA_DIR with a shorter path`)
  await chmod(outside, 0o700)
  return join(outside, 'redis.sock')
}

function nameOf(dir: string): string {
  return createHash('sha256').update(dir).digest('hex').slice(0, 16)
}

/** Connects to the running server, or starts one when this process may. */
async function ensureUp(keeper: Keeper): Promise<void> {
  const until = Date.now() + startTimeoutMs
  let because = 'it did not answer'
  while (Date.now() < until) {
    const connection = openConnection(keeper.socketPath)
    if (await answers(connection)) {
      keeper.connection = connection
      keeper.pid = Number(/process_id:(\d+)/.exec(await connection.info('server'))?.[1] ?? 0)
      return
    }
    drop(connection)
    keeper.lock ??= await takeLock(keeper.dir)
    // Without the lock another process is starting the server right now: a second one on the same files would damage them.
    if (keeper.lock) because = (await launch(keeper)) ?? because
    else await pause(50)
  }
  throw new Error(`Redis did not start in ${keeper.dir}: ${because}`)
}

function openConnection(path: string) {
  const connection = createClient({ socket: { path, reconnectStrategy: false, connectTimeout: 1000 }, name: keeperName, RESP: 2 })
  connection.on('error', () => undefined)
  return connection
}

async function answers(connection: Connection): Promise<boolean> {
  try {
    await connection.connect()
    return (await inTime(connection.ping())) !== undefined
  } catch {
    return false
  }
}

/** undefined: a server that stands still holds nobody longer than this. */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work, pause(answerTimeoutMs, undefined, { ref: false })])
}

function drop(connection: Connection): void {
  if (connection.isOpen) connection.destroy()
}

/** An abstract socket as lock: the kernel lets go of it with the process, whatever ends it. */
async function takeLock(dir: string): Promise<Server | undefined> {
  const lock = createServer((socket) => socket.destroy())
  lock.unref()
  return new Promise((resolve) => {
    lock.once('error', () => resolve(undefined))
    lock.listen({ path: `\0brug-redis-${nameOf(dir)}` }, () => resolve(lock))
  })
}

/** Starts the server; resolves to a reason when it ended at once, to undefined when it answers or goes on loading. */
async function launch(keeper: Keeper): Promise<string | undefined> {
  const { command, env } = await fetchRedis(keeper.log)
  const logFile = join(keeper.dir, 'redis.log')
  const logBytes = (await stat(logFile).catch(() => undefined))?.size ?? 0
  if (logBytes > logFileBytesMax) await truncate(logFile)
  await rm(keeper.socketPath, { force: true })
  const settings = {
    port: '0',
    unixsocket: keeper.socketPath,
    unixsocketperm: '600',
    dir: keeper.dir,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    'maxmemory-policy': 'noeviction',
    // By the name that older servers know too. Larger hashes are looked up instead of read through: all addresses are one, asked for with every message.
    'hash-max-ziplist-entries': '128',
    'aof-load-truncated': 'yes',
    daemonize: 'no',
    logfile: logFile,
    loglevel: 'notice',
  }
  // In a group of its own, so that Ctrl+C reaches Brug only and Redis lives until the last message is stored.
  const child = spawn(
    command,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    { env: { ...process.env, ...env }, stdio: 'ignore', detached: true },
  )
  child.unref()
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(`the server ended (${signal ?? `code ${code}`})`))
  })
  const because = await Promise.race([ended, untilAnswering(keeper.socketPath)])
  return because === undefined ? undefined : `${because}; ${await lastLine(logFile)}`
}

async function untilAnswering(path: string): Promise<undefined> {
  const until = Date.now() + startTimeoutMs
  while (Date.now() < until) {
    const connection = openConnection(path)
    const up = await answers(connection)
    drop(connection)
    if (up) return undefined
    await pause(10)
  }
  return undefined
}

async function lastLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').at(-1) ?? ''
}

async function keepUp(keeper: Keeper): Promise<void> {
  let waitMs = 50
  while (!keeper.stopping) {
    const upSince = Date.now()
    await untilClosed(keeper.connection)
    if (keeper.stopping) return
    if (Date.now() - upSince > 60_000) waitMs = 50
    keeper.log(`Redis in ${keeper.dir} went away (disk full, killed?): starting it again.`)
    await pause(waitMs, undefined, { ref: false })
    waitMs = Math.min(waitMs * 2, backOffMaxMs)
    if (keeper.stopping) return
    await ensureUp(keeper).catch((error: unknown) => keeper.log(error instanceof Error ? error.message : 'Redis did not start'))
  }
}

async function untilClosed(connection: Connection | undefined): Promise<void> {
  if (!connection?.isReady) return
  await new Promise<void>((resolve) => {
    connection.once('error', () => resolve())
    connection.once('end', () => resolve())
  })
}

async function stop(keeper: Keeper): Promise<void> {
  if (keeper.stopping) return
  keeper.stopping = true
  const connection = keeper.connection
  if (connection?.isReady) {
    const clients = (await inTime(connection.sendCommand<string>(['CLIENT', 'LIST'])).catch(() => '')) ?? ''
    const keepers = clients.split('\n').filter((line) => line.includes(` name=${keeperName} `)).length
    // A refused shutdown is a broken connection here: the server closes it before it answers.
    if (keepers <= 1) await inTime(connection.sendCommand(['SHUTDOWN', 'NOSAVE'])).catch(() => undefined)
    if (keepers <= 1) await untilGone(keeper.pid)
    drop(connection)
  }
  keeper.lock?.close()
}

async function untilGone(pid: number): Promise<void> {
  const until = Date.now() + 10_000
  if (pid === 0) return
  for (;;) {
    if (!isAlive(pid) || Date.now() > until) return
    await pause(10)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
