// `npm test`: lint, format, types, unused code, then every test, with one closing count over all of it.
// Each check runs even when an earlier one failed, so that one run shows everything; what hangs is broken off and named.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const checks: [name: string, script: string, ...words: string[]][] = [
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'oxfmt', '--check'],
  ['types', 'tsc', '--noEmit'],
  ['types of the pages', 'tsc', '--noEmit', '-p', 'src/pages'],
  ['unused code', 'knip'],
]

/** Several times what the slowest machine needed. */
const testsMs = 40 * 60_000

let passed = 0
let failed = 0
for (const [name, script, ...words] of checks) {
  const run = spawnSync(process.execPath, [binOf(script), ...words], { encoding: 'utf8' })
  const ok = run.status === 0
  if (ok) passed++
  else failed++
  console.log(`${ok ? '✓' : '✗'} ${name}`)
  if (!ok) console.log(`${run.stdout}${run.stderr}`)
}

const Report = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numFailedTestSuites: z.number().default(0), success: z.boolean() })
const folder = mkdtempSync(join(tmpdir(), 'brug-tests-'))
// A group of its own: what has to be broken off takes everything it started with it.
const tests = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  detached: true,
  env: { ...process.env, TEST_REPORT_DIR: folder },
})
const breakOff = (): void => {
  if (tests.pid !== undefined && tests.exitCode === null) process.kill(-tests.pid, 'SIGKILL')
}
const ticking = setTimeout(() => {
  console.log(`\n✗ not at an end after ${testsMs / 60_000} minutes: ${read('at-work')?.replaceAll('\n', ', ') ?? 'nothing had begun'}`)
  breakOff()
}, testsMs)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, breakOff)
await once(tests, 'close')
clearTimeout(ticking)
const report = Report.safeParse(readReport())
rmSync(folder, { recursive: true, force: true })
passed += report.success ? report.data.numPassedTests : 0
failed += report.success ? report.data.numFailedTests : 1
// A file that cannot even be loaded, or an error outside a test, fails the run without a failed test.
if (tests.exitCode !== 0 && report.success && report.data.numFailedTests === 0) failed++
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

function readReport(): unknown {
  try {
    return JSON.parse(read('report.json') ?? '')
  } catch {
    return undefined
  }
}

function read(name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return undefined
  }
}

function binOf(script: string): string {
  const { bin } = z
    .object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) })
    .parse(JSON.parse(readFileSync(`node_modules/${packageOf(script)}/package.json`, 'utf8')))
  return join('node_modules', packageOf(script), typeof bin === 'string' ? bin : (bin[script] ?? ''))
}

function packageOf(script: string): string {
  return script === 'tsc' ? 'typescript' : script
}
