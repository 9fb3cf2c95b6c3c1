import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { atWork } from './setup/at-work.ts'

const reportDir = process.env['TEST_REPORT_DIR']

// Tests talk to real servers of their own on this machine; two at a time keeps a two-core machine responsive.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    setupFiles: ['test/localhost-only.ts', 'test/still-alive.ts'],
    ...(reportDir === undefined
      ? {}
      : { reporters: ['default', ['json', { outputFile: join(reportDir, 'report.json') }], atWork(join(reportDir, 'at-work'))] }),
  },
})
