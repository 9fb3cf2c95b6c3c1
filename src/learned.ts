// What did the models learn at an earlier start? Keeps their numbers, with the rules beside them, in a file: learning takes a minute or two, reading it back next to nothing.
// A file is named after everything that decides what is learned. One that is absent, damaged or of another version is as good as none, and a folder that can not be
// written costs the time of learning again: no start fails here, and nothing is ever kept that came from a person.
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Lang } from './core/phrasebook.ts'
import type { Digest } from './content-understanding.ts'
import { DistressSource, ThesaurusSource, UnderstandingSource, type Learned } from './core/understanding/build.ts'
import type { LinearWeights } from './core/understanding/linear.ts'

export interface Kept {
  digest: Digest
  learned: Learned
}

export interface Keeping {
  read(): Kept | undefined
  write(kept: Kept): void
}

const filesMax = 3
const draftAgeMaxMs = 60 * 60 * 1000

/** `texts`: the files that are learned from, as they stand. The first of `dirs` that can be written gets the file; all are looked in. */
export function keepingOf(dirs: readonly string[], texts: readonly string[]): Keeping {
  const name = nameFor(texts)
  return {
    read() {
      for (const dir of name === undefined ? [] : dirs) {
        const kept = attempt(() => unpacked(readFileSync(join(dir, `${name}.bin`))))
        // Files that are in use are the newest, so that two contents in turn do not push each other out.
        if (kept) attempt(() => utimesSync(join(dir, `${name}.bin`), new Date(), new Date()))
        if (kept) return kept
      }
      return undefined
    },
    write(kept) {
      if (name === undefined) return
      const bytes = packed(kept)
      const dir = dirs.find((one) => attempt(() => put(one, `${name}.bin`, bytes)))
      if (dir !== undefined) attempt(() => tidy(dir))
    },
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

const root = join(import.meta.dirname, '..')
const room = 'src/core/understanding'

/** The examples, the code that learns and reads them, and what calculates: another Node may round differently. */
function nameFor(texts: readonly string[]): string | undefined {
  return attempt(() => {
    const hash = createHash('sha256').update(`${process.version} ${process.arch}`)
    const code = readdirSync(join(root, room)).map((file) => `${room}/${file}`)
    for (const path of [...code.toSorted(), 'src/content-reader.ts', 'src/content-understanding.ts', 'src/learned.ts', 'package.json'])
      hash.update(`\0${path}\0`).update(readFileSync(join(root, path)))
    for (const text of texts) hash.update(`\0${text.length}\0`).update(text)
    return hash.digest('hex').slice(0, 32)
  })
}

/** Written beside its place and moved into it: whoever reads sees all of it or nothing. */
function put(dir: string, name: string, bytes: Uint8Array): true {
  mkdirSync(dir, { recursive: true })
  const draft = join(dir, `${name}.${process.pid}.${randomBytes(6).toString('hex')}.draft`)
  try {
    writeFileSync(draft, bytes, { flag: 'wx' })
    renameSync(draft, join(dir, name))
  } finally {
    rmSync(draft, { force: true })
  }
  return true
}

/** Removes files of earlier contents, and what a killed process left half written. */
function tidy(dir: string): void {
  const files = readdirSync(dir).flatMap((name) => attempt(() => ({ path: join(dir, name), at: statSync(join(dir, name)).mtimeMs })) ?? [])
  const old = files.filter(({ path }) => path.endsWith('.bin')).toSorted((a, b) => b.at - a.at)
  const left = files.filter(({ path, at }) => path.endsWith('.draft') && Date.now() - at > draftAgeMaxMs)
  for (const { path } of [...old.slice(filesMax), ...left]) rmSync(path, { force: true })
}

// The file: a mark with the version, a checksum of all that follows, the length of a head in JSON, the head, and the numbers as they lie in memory.
const mark = Buffer.from('brug learned 5\n\n')
const sumBytes = 32
const headAt = mark.length + sumBytes + 4

const Size = z.object({ classes: z.int().positive(), buckets: z.int().positive(), met: z.int().nonnegative(), rarest: z.number() })
const Alike = z.object({ text: z.string(), topics: z.array(z.string()) })
const Count = z.object({ writers: z.int(), topics: z.int(), distress: z.int(), other: z.int(), perTopic: z.record(z.string(), z.int()), alike: z.array(Alike) })
const DigestShape = z.object({
  rules: z.partialRecord(Lang, z.object({ understanding: UnderstandingSource, distress: DistressSource, thesaurus: ThesaurusSource })),
  examples: z.partialRecord(Lang, Count),
  named: z.partialRecord(Lang, z.array(z.string())),
})
const Head = z.object({
  digest: DigestShape,
  topicIds: z.array(z.string()),
  sizes: z.object({ topics: Size, commands: Size, languages: Size, level: Size, kind: Size }),
})

export function packed({ digest, learned: { topicIds, topics, commands, languages, level, kind } }: Kept): Uint8Array {
  const sizes = { topics: sizeOf(topics), commands: sizeOf(commands), languages: sizeOf(languages), level: sizeOf(level), kind: sizeOf(kind) }
  const json = Buffer.from(JSON.stringify({ digest, topicIds, sizes } satisfies z.infer<typeof Head>))
  const head = Buffer.concat([json, Buffer.alloc(-json.length & 3, ' ')])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  const numbers = [topics, commands, languages, level, kind].flatMap(({ bias, met, rarity, step, rows }) => [bias, met, rarity, step, rows, padding(rows)])
  const rest = [length, head, ...numbers.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength))]
  return Buffer.concat([mark, sumOf(rest), ...rest])
}

/** undefined: not such a file, or not whole. May throw on one that is stranger still. */
export function unpacked(bytes: Buffer): Kept | undefined {
  if (bytes.length < headAt || !bytes.subarray(0, mark.length).equals(mark)) return undefined
  const rest = bytes.subarray(mark.length + sumBytes)
  if (!sumOf([rest]).equals(bytes.subarray(mark.length, mark.length + sumBytes))) return undefined
  const numbersAt = headAt + rest.readUInt32LE(0)
  const { digest, topicIds, sizes } = Head.parse(JSON.parse(bytes.toString('utf8', headAt, numbersAt)))
  let at = bytes.byteOffset + numbersAt
  const next = (many: number) => (at += many * 4) - many * 4
  const weights = ({ classes, buckets, met, rarest }: z.infer<typeof Size>): LinearWeights => ({
    classes,
    buckets,
    bias: new Float32Array(bytes.buffer, next(classes), classes),
    met: new Uint32Array(bytes.buffer, next(met), met),
    rarity: new Float32Array(bytes.buffer, next(met), met),
    rarest,
    step: new Float32Array(bytes.buffer, next(met), met),
    rows: new Int8Array(bytes.buffer, next(Math.ceil((met * classes) / 4)), met * classes),
  })
  const learned = {
    topicIds,
    topics: weights(sizes.topics),
    commands: weights(sizes.commands),
    languages: weights(sizes.languages),
    level: weights(sizes.level),
    kind: weights(sizes.kind),
  }
  return at === bytes.byteOffset + bytes.length ? { digest, learned } : undefined
}

/** Numbers of four bytes must begin at a multiple of four. */
function padding({ length }: Int8Array): Uint8Array {
  return new Uint8Array(-length & 3)
}

function sizeOf({ classes, buckets, met, rarest }: LinearWeights): z.infer<typeof Size> {
  return { classes, buckets, met: met.length, rarest }
}

function sumOf(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
