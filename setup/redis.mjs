// Where the Redis server of this machine is, and how to get a private copy when there is none: no root, nothing outside the cache folder.
// Runs under the system's Node too, so it is plain JavaScript for Node 18. It never starts the server; src/store/embedded.ts does.
import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Folder of the private copy: survives `npm install`, is not under version control. */
export const cacheDir = join(dirname(dirname(fileURLToPath(import.meta.url))), '.cache', 'redis')

/** Debian and Ubuntu names of the server and of the libraries it is linked with; not every release has every one of them. */
const neededPackages = ['redis-server', 'redis-tools']
const libraryPackages = [
  'liblzf1',
  'libjemalloc2',
  'libatomic1',
  'libssl3',
  'libssl3t64',
  'liblua5.1-0',
  'lua-cjson',
  'lua-bitop',
  'libhiredis0.14',
  'libhiredis1.1.0',
]

const advice = 'install one (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis) or point REDIS_URL at a running Redis'

/**
 * Finds a server that runs: on the PATH first, else the private copy.
 * @returns {{ command: string, env: Record<string, string> } | undefined}
 */
export function findRedis() {
  for (const name of ['redis-server', 'valkey-server']) {
    if (runs(name, {})) return { command: name, env: {} }
  }
  return findCopy(cacheDir)
}

/**
 * Finds a server, or fetches the private copy. Rejects with one clear sentence when that is not possible.
 * @param {(line: string) => void} [log]
 * @returns {Promise<{ command: string, env: Record<string, string> }>}
 */
export async function fetchRedis(log = () => {}) {
  const found = findRedis()
  if (found) return found
  if (process.platform !== 'linux') throw new Error(`No Redis server found: ${advice}.`)
  log('No Redis server on this machine: fetching a private copy from the package archive, once.')
  await mkdir(dirname(cacheDir), { recursive: true })
  const dir = await mkdtemp(`${cacheDir}-`)
  try {
    await download(dir)
    if (!findCopy(join(dir, 'root'))) throw new Error('the downloaded server does not run here')
    await rm(cacheDir, { recursive: true, force: true })
    await rename(join(dir, 'root'), cacheDir).catch((error) => {
      // Somebody else finished first: their copy is as good.
      if (!findCopy(cacheDir)) throw error
    })
  } catch (error) {
    const because = error instanceof Error ? error.message.split('\n')[0] : 'unknown cause'
    throw new Error(`No Redis server found and none could be fetched (${because}): ${advice}.`, { cause: error })
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
  const copy = findCopy(cacheDir)
  if (!copy) throw new Error(`The private copy of Redis in ${cacheDir} does not run: ${advice}.`)
  return copy
}

/** @param {string} dir */
async function download(dir) {
  const options = ['-o', `Dir::State::lists=${dir}/lists`, '-o', `Dir::Cache=${dir}/apt`, '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=']
  await mkdir(join(dir, 'lists', 'partial'), { recursive: true })
  await mkdir(join(dir, 'apt', 'archives', 'partial'), { recursive: true })
  const root = join(dir, 'root')
  await mkdir(root)
  await run('apt-get', [...options, '-qq', 'update'], { cwd: dir, timeout: 120_000 })
  await run('apt-get', [...options, '-qq', 'download', ...neededPackages], { cwd: dir, timeout: 120_000 })
  // One by one, because a name this release does not know would refuse the whole list.
  for (const name of libraryPackages) await run('apt-get', [...options, '-qq', 'download', name], { cwd: dir, timeout: 60_000 }).catch(() => undefined)
  const packages = (await readdir(dir)).filter((name) => name.endsWith('.deb'))
  for (const name of packages) await run('dpkg', ['-x', join(dir, name), root])
}

/** @param {string} root */
function findCopy(root) {
  const command = join(root, 'usr', 'bin', 'redis-server')
  if (!existsSync(command)) return undefined
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const env = { LD_LIBRARY_PATH: [join(root, 'usr', 'lib', triplet), join(root, 'lib', triplet)].join(':') }
  return runs(command, env) ? { command, env } : undefined
}

/**
 * @param {string} command
 * @param {Record<string, string>} env
 */
function runs(command, env) {
  try {
    execFileSync(command, ['--version'], { env: { ...process.env, ...env }, stdio: 'ignore', timeout: 5000 })
    return true
  } catch {
    return false
  }
}
