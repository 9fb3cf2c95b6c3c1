// Writes down which test files are at work, so that a run that has to be broken off can say which of them did not come to an end.
import { writeFileSync } from 'node:fs'
import type { Reporter } from 'vitest/node'

export function atWork(file: string): Reporter {
  const running = new Set<string>()
  const write = () => writeFileSync(file, [...running].join('\n'))
  return {
    onTestModuleQueued({ relativeModuleId }) {
      running.add(relativeModuleId)
      write()
    },
    onTestModuleEnd({ relativeModuleId }) {
      running.delete(relativeModuleId)
      write()
    },
  }
}
