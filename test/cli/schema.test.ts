// The schemas for editors: what is committed is what the shapes say today, and every flow file names its own.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { brug, changedContent, contentDir, newFolder } from './command-line.ts'

const folder = newFolder()
afterAll(folder.rm)

test('the committed schemas are up to date (else: npx brug schema)', () => {
  const { status, out } = brug(['schema', '--check', '--content', contentDir])
  expect({ status, out }).toEqual({ status: 0, out: 'All schemas are up to date.\n' })
})

test('a schema that is behind is named, and written only when asked', () => {
  changedContent(folder.dir, [{ file: 'flows/schema/topic.json', from: '"keeper"', to: '"keper"' }])
  expect(brug(['schema', '--check', '--content', folder.dir])).toMatchObject({ status: 1, out: 'flows/schema/topic.json is behind: npx brug schema\n' })
  expect(brug(['schema', '--content', folder.dir])).toMatchObject({ status: 0, out: 'flows/schema/topic.json written\n' })
  expect(brug(['schema', '--check', '--content', folder.dir]).status).toBe(0)
})

test('every file of flows/ says in its first line which schema it follows', () => {
  const files = readdirSync(join(contentDir, 'flows'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  const lost = files.filter((name) => {
    const file = join(contentDir, 'flows', name)
    const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(file, 'utf8'))?.[1]
    return named === undefined || !existsSync(join(dirname(file), named))
  })
  expect(lost).toEqual([])
})
