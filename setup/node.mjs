// Which Node runs Brug: the one that comes with its packages, else the one we run on when that is new enough (a Mac, a container).
// Plain JavaScript for Node 18, because it runs before anything is installed.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bundled = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
/** Runs TypeScript as it is. */
const majorMin = 24

/** @returns {string | undefined} */
export function findNode() {
  if (existsSync(bundled)) return bundled
  return Number(process.versions.node.split('.')[0]) >= majorMin ? process.execPath : undefined
}
