// Opens the files of flows/ and locales/, checks their shape, and knows on which line everything stands, so that each fault can say where it is.
// It knows no rules of its own: what a file may hold is in the schemas it is given.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import type { z } from 'zod'
import type { Fault } from './core/flow/check.ts'
import { shapeFaults } from './content-faults.ts'

export interface ReadFile<T> {
  path: string
  value: T
  lineOf(path: readonly PropertyKey[]): number
}

export class Reader {
  readonly #dir: string
  readonly #faults: string[]
  /** Files that are there but have no value because of their faults: what they hold may not be called missing. */
  readonly broken = new Set<string>()
  /** Read once, so that everything made of a file is made of the same text, whoever saves it in between. */
  readonly #texts = new Map<string, string>()
  constructor(dir: string, faults: string[]) {
    this.#dir = dir
    this.#faults = faults
  }

  folder<T>(folder: string, schema: z.ZodType<T>): ReadFile<T>[] {
    if (!existsSync(join(this.#dir, folder))) this.#faults.push(`${folder} is missing`)
    return this.names(folder, '.yaml').flatMap((name) => this.file(join(folder, name), schema) ?? [])
  }

  file<T>(path: string, schema: z.ZodType<T>): ReadFile<T> | undefined {
    const source = this.text(path)
    if (source === undefined) return undefined
    const value = this.#parsed(path, source, schema)
    if (value === undefined) this.broken.add(path)
    return value
  }

  #parsed<T>(path: string, source: string, schema: z.ZodType<T>): ReadFile<T> | undefined {
    const notJson = path.endsWith('.json') ? jsonFault(source) : undefined
    if (notJson) {
      this.#faults.push(`${path}:${notJson}`)
      return undefined
    }
    const quick = path.endsWith('.json') ? schema.safeParse(distinct(source)) : undefined
    if (quick?.success) return { path, value: quick.data, lineOf: (at) => lineOfKey(source, at) }
    const lines = new LineCounter()
    const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true })
    const lineOf = (at: readonly PropertyKey[]) => lineIn(document, lines, at)
    for (const error of document.errors)
      this.#faults.push(
        `${path}:${error.linePos?.[0].line ?? 1} ${error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '')}${error.code === 'BLOCK_AS_IMPLICIT_KEY' ? ': a text with a colon in it goes between quotes' : ''}`,
      )
    if (document.errors.length > 0) return undefined
    const input: unknown = document.toJS({ maxAliasCount: 0 })
    const parsed = schema.safeParse(input)
    if (parsed.success) return { path, value: parsed.data, lineOf }
    for (const fault of shapeFaults(parsed.error.issues, schema, input)) this.#faults.push(`${path}:${lineOf(fault.path)} ${fault.message}`)
    return undefined
  }

  report(file: ReadFile<unknown>, faults: Fault[]): void {
    for (const fault of faults) this.#faults.push(`${file.path}:${file.lineOf(fault.path)} ${fault.message}`)
  }

  /** Names of the files of a folder with this ending; a folder that is not there has none. */
  names(folder: string, ending: string): string[] {
    const path = join(this.#dir, folder)
    return existsSync(path)
      ? readdirSync(path)
          .filter((name) => name.endsWith(ending))
          .toSorted()
      : []
  }

  fault(message: string): void {
    this.#faults.push(message)
  }

  /** The file as it stands. */
  text(path: string): string | undefined {
    const before = this.#texts.get(path)
    if (before !== undefined) return before
    try {
      const text = readFileSync(join(this.#dir, path), 'utf8')
      this.#texts.set(path, text)
      return text
    } catch (error) {
      this.#faults.push(`${relative('.', path)} cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}`)
      return undefined
    }
  }
}

/** The value of a JSON text whose keys are all different: hundreds of files of texts need no second reading that knows their lines. */
function distinct(source: string): unknown {
  const value: unknown = JSON.parse(source)
  const written = source.match(/"(?:[^"\\]|\\.)*"(?:\s*:)?/g)?.filter((token) => token.endsWith(':')).length ?? 0
  return written === keysIn(value) ? value : undefined
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside = Object.values(value).reduce((sum: number, one: unknown) => sum + keysIn(one), 0)
  return Array.isArray(value) ? inside : inside + Object.keys(value).length
}

function lineOfKey(source: string, path: readonly PropertyKey[]): number {
  const lines = new LineCounter()
  return lineIn(parseDocument(source, { lineCounter: lines }), lines, path)
}

/** The line of a key, or of the nearest thing around it that is there. */
function lineIn(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true)
    const last = String(path[depth - 1])
    const node = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === last)?.key
      : isSeq(parent)
        ? parent.items[Number(last)]
        : undefined
    if (node && typeof node === 'object' && 'range' in node && Array.isArray(node.range)) return lines.linePos(Number(node.range[0])).line
  }
  return 1
}

/** Line and reason when the text is not strict JSON, as translators' tools demand it. */
function jsonFault(source: string): string | undefined {
  try {
    JSON.parse(source)
    return undefined
  } catch (error) {
    const words = error instanceof Error ? error.message : ''
    return `${/\(line (\d+) /.exec(words)?.[1] ?? 1} is not JSON: ${words.replace(/ in JSON at position.*$/, '')}`
  }
}
