// What Redis has on disk, as a witness: every write in the one order in which they became true, from the append-only files of a run.
// It keeps a hard link to each of them, because a rewrite takes the old ones away. It reads names and ids only; what is sealed stays sealed.
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Keys } from '../../src/store/keys.ts'

export interface Commit {
  owner: string
  eventId: string
  /** Clock of Redis, epoch ms. */
  at: number
}

export interface Record {
  /** Event ids by mailbox, in the order in which they were put there. */
  arrived: Map<string, string[]>
  /** Event ids by owner, in the order in which their turns became true. */
  handled: Map<string, Commit[]>
  buried: Commit[]
  /** Effect ids by owner and lane, in the order in which they are to be sent. */
  promised: Map<string, { urgent: string[]; normal: string[] }>
  /** When an effect was first crossed off, epoch ms. */
  settled: Map<string, number>
}

const pattern = /^appendonly\.aof\.(\d+)\.incr\.aof$/
const lookMs = 100

export function startRecorder(redisDir: string): { read(keys: Keys): Record } {
  const source = join(redisDir, 'appendonlydir')
  const kept = join(redisDir, 'kept')
  mkdirSync(kept, { recursive: true })
  const keep = (): void => {
    if (!existsSync(source)) return
    for (const name of readdirSync(source)) if (pattern.test(name) && !existsSync(join(kept, name))) linkSync(join(source, name), join(kept, name))
  }
  keep()
  setInterval(keep, lookMs).unref()
  return {
    read(keys) {
      keep()
      const numbers = readdirSync(kept)
        .map((name) => Number(pattern.exec(name)?.[1]))
        .toSorted((a, b) => a - b)
      const isWhole = numbers.every((number, n) => number === n + 1)
      if (numbers.length === 0 || !isWhole) throw new Error(`append-only files are missing: there are only ${numbers.join(', ')}`)
      const record: Record = { arrived: new Map(), handled: new Map(), buried: [], promised: new Map(), settled: new Map() }
      for (const number of numbers) replay(readFileSync(join(kept, `appendonly.aof.${number}.incr.aof`)), record, keys)
      return record
    },
  }
}

function replay(bytes: Buffer, record: Record, keys: Keys): void {
  for (const [command = '', key = '', ...words] of commandsIn(bytes)) {
    if (command === 'RPUSH' && key.startsWith(keys.mailbox)) push(record.arrived, key.slice(keys.mailbox.length), idOf(words[0]))
    if (command === 'RPUSH' && key.startsWith(keys.urgent)) lanesOf(record, key.slice(keys.urgent.length)).urgent.push(idOf(words[0]))
    if (command === 'RPUSH' && key.startsWith(keys.outbox)) lanesOf(record, key.slice(keys.outbox.length)).normal.push(idOf(words[0]))
    if (command === 'XADD' && key === keys.changes) note(record, words)
  }
}

/** `… id o <owner> e <event id> w <what>`: what the scripts tell the feed of changes with every commit and every settlement. */
function note(record: Record, words: string[]): void {
  const [id = '', , owner = '', , eventId = '', , what = ''] = words.slice(-7)
  const at = Number(id.split('-')[0])
  if (what === 'message') {
    if (!record.settled.has(eventId)) record.settled.set(eventId, at)
  } else if (what === 'buried') record.buried.push({ owner, eventId, at })
  else if (what.split(',').includes('conversation')) push(record.handled, owner, { owner, eventId, at })
}

function push<T>(lists: Map<string, T[]>, name: string, one: T): void {
  const list = lists.get(name)
  if (list) list.push(one)
  else lists.set(name, [one])
}

function lanesOf(record: Record, owner: string): { urgent: string[]; normal: string[] } {
  const known = record.promised.get(owner) ?? { urgent: [], normal: [] }
  record.promised.set(owner, known)
  return known
}

function idOf(element = ''): string {
  return element.split('\n', 1)[0] ?? ''
}

const lineFeed = 0x0a
const star = 0x2a

/** Commands as Redis writes them (RESP arrays). A last one that is cut off was never true. */
function* commandsIn(bytes: Buffer): Generator<string[]> {
  let at = 0
  const line = (): string | undefined => {
    const end = bytes.indexOf(lineFeed, at)
    if (end < 0) return undefined
    const text = bytes.toString('latin1', at, end - 1)
    at = end + 1
    return text
  }
  while (at < bytes.length) {
    if (bytes[at] !== star) {
      // `#TS:…`, a note about the time.
      if (line() === undefined) return
      continue
    }
    const count = Number(line()?.slice(1))
    const words: string[] = []
    for (let n = 0; n < count; n += 1) {
      const length = Number(line()?.slice(1))
      if (Number.isNaN(length) || at + length + 2 > bytes.length) return
      // Only the beginning of a value is looked at: an id, never what is sealed behind it.
      words.push(bytes.toString('latin1', at, at + Math.min(length, 200)))
      at += length + 2
    }
    yield words
  }
}
