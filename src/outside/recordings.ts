// Which of Brug's texts were read aloud, and where is the sound? One file each, named after language, topic and the words themselves:
// a text that changed has no recording until one is made. What is made while Brug runs counts from the next start.
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { languages, type Lang } from '../core/phrasebook.ts'

export interface Spoken {
  lang: Lang
  topic: string
  text: string
}

export interface Recordings {
  /** The name of the one with exactly this text; undefined: there is none. */
  find(of: Spoken): string | undefined
  /** undefined: no recording of ours, or gone since the start. */
  bytes(name: string): Promise<Buffer<ArrayBuffer> | undefined>
  readonly size: number
}

/** What may be asked for by name: nothing else in the folder, and nothing outside it. */
export const recordingName = /^[a-z]{2}\/[a-z0-9-]{1,80}\.[0-9a-f]{16}\.mp3$/

export function nameOf({ lang, topic, text }: Spoken): string {
  return `${lang}/${topic}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}.mp3`
}

export function recordingsIn(dir: string): Recordings {
  const names = new Set(languages.flatMap((lang) => filesIn(join(dir, lang)).map((file) => `${lang}/${file}`)).filter((name) => recordingName.test(name)))
  return {
    find: (of) => {
      if (names.size === 0) return undefined
      const name = nameOf(of)
      return names.has(name) ? name : undefined
    },
    bytes: async (name) => (names.has(name) ? readFile(join(dir, name)).catch(() => undefined) : undefined),
    size: names.size,
  }
}

export function filesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}
