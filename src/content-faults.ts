// What is wrong with the shape of a content file, in words its writer understands, with the key that was probably meant.
// It knows neither files nor lines: a fault has the path of the key it is about, and the loader finds the line.
import { z } from 'zod'
import { didYouMean } from './core/flow/check.ts'

export interface ShapeFault {
  path: PropertyKey[]
  message: string
}

/** One fault for each thing to mend in `input`, which `schema` refused with these issues. */
export function shapeFaults(issues: readonly z.core.$ZodIssue[], schema: z.ZodType, input: unknown): ShapeFault[] {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return unique(issues.flatMap((issue) => faultsOf(issue, shape, input)))
}

type Issue = z.core.$ZodIssue
type Shape = z.core.JSONSchema._JSONSchema

function faultsOf(issue: Issue, shape: Shape, input: unknown): ShapeFault[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(shape, path)
    return issue.keys.map((key) => ({ path: [...path, key], message: `'${key}' is not a key that can stand here${didYouMean(key, known)}` }))
  }
  if (issue.code === 'invalid_union') return unionFaults(issue, shape, input)
  const value = valueAt(input, path)
  if (value !== undefined || path.length === 0) return [{ path, message: `${nameOf(path)}${unquoted(issue, value) ?? tooLong(issue, value) ?? issue.message}` }]
  return [{ path, message: `'${String(path.at(-1))}' is missing` }]
}

/** YAML made something else of words that stand without quotes. */
function unquoted(issue: { code?: string; expected?: unknown }, value: unknown): string | undefined {
  if (issue.code !== 'invalid_type' || issue.expected !== 'string') return undefined
  if (typeof value === 'number' || typeof value === 'boolean') return `${value} is read as a ${typeof value}: put it between quotes`
  const [key, ...more] = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
  return key !== undefined && more.length === 0 ? `the colon behind '${key}' makes a key of it: put the whole text between quotes` : undefined
}

function tooLong(issue: Issue, value: unknown): string | undefined {
  return issue.code === 'too_big' && typeof value === 'string' ? `has ${value.length} characters; at most ${String(issue.maximum)}` : undefined
}

/** The way of the union that fits best tells what is wrong; when none stands out, the keys do. */
function unionFaults(issue: Extract<Issue, { code: 'invalid_union' }>, shape: Shape, input: unknown): ShapeFault[] {
  const { path } = issue
  const value = valueAt(input, path)
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const known = keysAt(shape, path)
  const unknown = keys.filter((key) => !known.includes(key))
  const ways = issue.errors.map((issues) => ({ issues, misfit: misfitOf(issues, value) })).toSorted((a, b) => a.misfit - b.misfit)
  const [best, second] = ways
  const loose = keys.length === 0 ? ways.flatMap(({ issues }) => issues).filter((inner) => inner.path.length === 0) : []
  const words = loose.map((inner) => unquoted(inner, value)).find((message) => message !== undefined)
  if (words !== undefined) return [{ path, message: `${nameOf(path)}${words}` }]
  if (best && best.misfit < (second?.misfit ?? Infinity))
    return best.issues.flatMap((inner) => faultsOf({ ...inner, path: [...path, ...inner.path] }, shape, input))
  if (unknown.length > 0) return unknown.map((key) => ({ path: [...path, key], message: `'${key}' is not something Brug knows here${didYouMean(key, known)}` }))
  return [{ path, message: keys.length > 1 ? `these do not go together: ${keys.join(', ')}` : `${nameOf(path)}this is not something Brug knows here` }]
}

/** Keys too many and keys too few, at the top of this way. */
function misfitOf(issues: readonly Issue[], value: unknown): number {
  return issues.reduce(
    (sum, issue) =>
      sum +
      // Another kind of value altogether is no slip of the pen.
      (issue.code === 'invalid_type' && issue.path.length === 0
        ? 100
        : issue.code === 'unrecognized_keys' && issue.path.length === 0
          ? issue.keys.length
          : issue.path.length <= 1 && valueAt(value, issue.path) === undefined
            ? 1
            : 0),
    0,
  )
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) value = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(String(key)) : undefined
  return value
}

/** The keys the schema knows at this place. */
function keysAt(shape: Shape, path: readonly PropertyKey[]): string[] {
  let here = waysOf(shape)
  for (const key of path) here = here.flatMap((node) => within(node, String(key))).flatMap(waysOf)
  return [...new Set(here.flatMap((node) => [...Object.keys(node.properties ?? {}), ...namesOf(node.propertyNames)]))]
}

function waysOf(node: Shape): z.core.JSONSchema.BaseSchema[] {
  return typeof node === 'boolean' ? [] : [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])].flatMap(waysOf)]
}

function within(node: z.core.JSONSchema.BaseSchema, key: string): Shape[] {
  const own = node.properties?.[key]
  const items = node.items
  return [
    ...(own === undefined ? [] : [own]),
    ...(node.additionalProperties === undefined ? [] : [node.additionalProperties]),
    ...(items === undefined ? [] : Array.isArray(items) ? items : [items]),
  ]
}

function namesOf(node: Shape | undefined): string[] {
  return typeof node === 'object' ? (node.enum ?? []).filter((name) => typeof name === 'string') : []
}

function unique(faults: ShapeFault[]): ShapeFault[] {
  return [...new Map(faults.map((fault) => [`${fault.path.map(String).join('.')} ${fault.message}`, fault])).values()]
}
