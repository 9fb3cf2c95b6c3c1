import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { differences, Transcript } from '../../src/cli/transcript.ts'
import { projectContent } from '../content-for-tests.ts'
import { brug, newFolder } from './command-line.ts'

const folder = newFolder()
afterAll(folder.rm)

test('a conversation in Arabic reads from right to left, and is saved as a transcript that holds', () => {
  const file = join(folder.dir, 'ar.yaml')
  const { status, out } = brug(['talk', '--lang', 'ar', '--save', file], {
    input: 'مرحبا\nكيف أسجل عند طبيب أسرة؟\n3\nأريد أن أموت\n:pass PT20M\n:quit\nnot heard\n',
  })
  expect(status).toBe(0)
  expect(out).toContain('\u200f  🩺')
  expect(out).toContain('(alerted: Maria')
  const saved = Transcript.parse(parse(readFileSync(file, 'utf8')))
  expect(saved).toContainEqual({ passes: 'PT20M' })
  expect(JSON.stringify(saved)).not.toContain('not heard')
  expect(differences(projectContent(), saved)).toEqual([])
})

test('a flow opened by its name is saved with its opening, and a label chooses as it is shown', () => {
  const file = join(folder.dir, 'menu.yaml')
  const shown = projectContent().phrasebook.text('nl', 'topics:emergency-112.title')
  const { status, out } = brug(['talk', 'menu', '--json', '--save', file], { input: `${shown}\n` })
  expect(status).toBe(0)
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(lines).toContainEqual({ opens: 'menu' })
  expect(lines).toContainEqual({ taps: projectContent().phrasebook.text('nl', 'topics:emergency-112.label') })
  const saved = Transcript.parse(parse(readFileSync(file, 'utf8')))
  expect(saved).toEqual(lines)
  expect(differences(projectContent(), saved)).toEqual([])
})

test('onboarding begins in the language that was given, and a wrong order is not said to the bot', () => {
  const { status, out, err } = brug(['talk', 'onboarding', '--lang', 'ti', '--json'], { input: ':pass soon\n' })
  expect(status).toBe(0)
  expect(out).toContain('Brug')
  expect(out).not.toContain('soon')
  expect(err).toContain("':pass soon' is not understood")
})

test('a topic opened by its id is that topic, and is saved so', () => {
  const file = join(folder.dir, 'budgeting.yaml')
  const { status, err } = brug(['talk', 'budgeting', '--lang', 'tr', '--save', file])
  expect(status).toBe(0)
  const { phrasebook } = projectContent()
  expect(err).toMatch(/^(Whoever types the title, '.+', comes elsewhere: .+\.\n\n)?$/)
  const saved = Transcript.parse(parse(readFileSync(file, 'utf8')))
  expect(saved[1]).toEqual({ opens: 'budgeting' })
  expect(JSON.stringify(saved[2])).toContain(phrasebook.text('tr', 'topics:budgeting.answer').split('\n')[1])
  expect(differences(projectContent(), saved)).toEqual([])
})
