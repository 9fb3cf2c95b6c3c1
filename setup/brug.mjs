#!/usr/bin/env node
// `npx brug ...`: installs what is missing, then runs the command on the Node that comes with Brug, whatever Node the machine has.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findNode } from './node.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
if (!findNode() || !existsSync(join(root, 'node_modules'))) {
  const setup = spawnSync(process.execPath, [join(root, 'setup', 'install.mjs')], { stdio: ['ignore', 2, 2] })
  if (setup.status !== 0) process.exit(setup.status ?? 1)
}
const run = spawnSync(
  findNode() ?? process.execPath,
  ['--disable-warning=ExperimentalWarning', join(root, 'src', 'cli', 'brug.ts'), ...process.argv.slice(2)],
  // What Node makes of the sources is kept, as by main.ts: half a second less for each command.
  { stdio: 'inherit', env: { NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'), ...process.env } },
)
process.exit(run.status ?? 1)
