// Messages by writers the models never learned from, with what a careful reader would make of them.
// bench/unseen/<lang>.<set>.yaml: what thresholds were chosen with, and what nobody worked towards (docs/understanding.md). As soon as somebody does, those messages become examples and new ones are written.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Lang } from '../../src/core/phrasebook.ts'
import { DistressLabel } from '../../src/core/understanding/sources.ts'
import type { WriterSource } from '../../src/core/understanding/build.ts'
import { Command } from '../../src/core/understanding/understand.ts'

const messages = z.array(z.string().min(1))

export const UnseenSet = z.strictObject({
  topics: z.record(z.string(), messages),
  distress: z.partialRecord(DistressLabel, messages),
  ordinary: messages,
  lookalikes: messages,
  smallTalk: messages,
  commands: z.partialRecord(Command, messages),
  notCommands: messages,
})
export type UnseenSet = z.infer<typeof UnseenSet>

/** Undefined: there is no such set of this language. */
export function unseenSet(dir: string, lang: Lang, name: string): UnseenSet | undefined {
  const file = join(dir, `${lang}.${name}.yaml`)
  return existsSync(file) ? UnseenSet.parse(parse(readFileSync(file, 'utf8'))) : undefined
}

/** What writers wrote who were held out of training. */
export function setOf(writers: readonly WriterSource[]): UnseenSet {
  const joined = <K extends string>(lists: readonly Partial<Record<K, string[]>>[]): Partial<Record<K, string[]>> => {
    const all: Partial<Record<K, string[]>> = {}
    for (const list of lists) for (const key in list) all[key] = [...(all[key] ?? []), ...(list[key] ?? [])]
    return all
  }
  return UnseenSet.parse({
    topics: joined(writers.map((writer) => writer.topics)),
    distress: joined(writers.map((writer) => writer.distress)),
    ordinary: writers.flatMap((writer) => writer.ordinary),
    lookalikes: writers.flatMap((writer) => writer.lookalikes),
    smallTalk: writers.flatMap((writer) => writer.smallTalk),
    commands: joined(writers.map((writer) => writer.commands)),
    notCommands: writers.flatMap((writer) => writer.notCommands),
  })
}
