// Plays every transcript in test/transcripts and the folders in it on the real core with the project's own flows and texts.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { differences, Transcript } from '../src/cli/transcript.ts'
import { projectContent } from './content-for-tests.ts'

const folder = join(import.meta.dirname, 'transcripts')

test.each(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml')))('%s', (name) => {
  const transcript = Transcript.parse(parse(readFileSync(join(folder, name), 'utf8')))
  expect(differences(projectContent(), transcript)).toEqual([])
})
