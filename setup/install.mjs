// Makes this folder ready to run: packages, the built pages, what the models learn, Redis; with --test also a browser and its fonts.
// Runs on the system's Node (18 or newer) before anything is installed; does nothing, quickly, when all is there.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findNode } from './node.mjs'
import { findRedis, fetchRedis } from './redis.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const forTests = process.argv.includes('--test')

function step(text) {
  process.stderr.write(`  ${text}\n`)
}

function fail(text) {
  process.stderr.write(`\nBrug cannot be set up: ${text}\n`)
  process.exit(1)
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

/** True when the stamp of an earlier run says that the same input was dealt with. */
function isDone(stamp, hash) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
}

function packages() {
  const stamp = join(root, 'node_modules', '.brug-installed')
  const hash = hashOf([join(root, 'package.json'), join(root, 'package-lock.json')])
  if (isDone(stamp, hash) && findNode()) return
  step('Installing packages (about half a minute, once) ...')
  const run = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--no-save'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (run.status !== 0) fail('npm install did not succeed; its own message is above.')
  if (!findNode()) fail(`there is no Node 24 package for ${process.platform}-${process.arch}. Install Node 24 yourself and run again.`)
  writeFileSync(stamp, hash)
}

function files(folder) {
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? files(path) : [path]
    })
}

function pages() {
  const stamp = join(root, 'dist', '.brug-built')
  const hash = hashOf([...files(join(root, 'src', 'pages')), join(root, 'vite.config.ts'), join(root, 'package-lock.json')])
  if (isDone(stamp, hash)) return
  step('Building the web pages ...')
  try {
    execFileSync(findNode() ?? process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    })
  } catch {
    fail('the web pages could not be built; the message is above.')
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
}

/** Where this can not be kept, or the examples can not be read, nothing is lost: the start learns by itself, and tells what is wrong. */
function learning() {
  const folder = join(root, '.cache', 'understanding')
  const stamp = join(folder, '.brug-learned')
  try {
    const examples = files(join(process.env.CONTENT_DIR || root, 'locales')).filter((path) => path.endsWith('.yaml'))
    const code = [
      ...files(join(root, 'src', 'core', 'understanding')),
      ...['src/content-reader.ts', 'src/content-understanding.ts', 'src/learned.ts', 'package.json'].map((path) => join(root, path)),
    ]
    const hash = hashOf([...examples, ...code])
    if (isDone(stamp, hash) && readdirSync(folder).some((name) => name.endsWith('.bin'))) return
    step('Learning languages (a minute or two, once) ...')
    const run = spawnSync(findNode() ?? process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'setup', 'learn.ts')], { stdio: 'ignore' })
    if (run.status === 0 && existsSync(folder)) writeFileSync(stamp, hash)
  } catch {}
}

async function redis() {
  if (process.env.REDIS_URL && !forTests) return
  if (findRedis()) return
  step('Fetching a private copy of Redis ...')
  try {
    await fetchRedis((line) => step(line))
  } catch (error) {
    fail(error instanceof Error ? error.message : 'Redis could not be fetched.')
  }
}

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

function browser() {
  const fonts = existsSync('/usr/share/fonts/truetype/noto')
  if ((process.env.CHROMIUM || browsers.some((path) => existsSync(path))) && fonts) return
  step('Installing Chromium and fonts for the browser tests (a minute, once) ...')
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...words) => spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...words], { stdio: ['ignore', 'ignore', 2], env: environment }).status === 0
  if (!(apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-core')))
    fail('Chromium could not be installed. Install it (Debian: apt-get install chromium fonts-noto-core) and run again.')
}

packages()
pages()
learning()
await redis()
if (forTests) browser()
