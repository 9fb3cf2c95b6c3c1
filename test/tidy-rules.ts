// The house rules as functions over source texts: who may import whom, what core may not touch, how long things may be, which names are banned.
// tidy.test.ts runs them over the real tree and over planted offences.
import { posix } from 'node:path'

export interface SourceFile {
  /** Path from the project root, e.g. src/core/turn.ts. */
  path: string
  text: string
}

const linesPerFileMax = 400
const linesPerFunctionMax = 60
const bannedWords = ['utils', 'util', 'helper', 'helpers', 'manager', 'service', 'services', 'handler', 'processor', 'common', 'misc', 'data', 'info']
const coreLibraries = ['zod', 'temporal-polyfill', '@marcbachmann/cel-js', 'libphonenumber-js/min']
const coreNouns = ['conversation', 'event', 'effect', 'phrasebook', 'content', 'level']
const coreRooms = ['flow', 'understanding', 'care', 'agenda', 'guidance']

export function offences(files: SourceFile[]): string[] {
  const sources = files.filter((file) => file.path.startsWith('src/'))
  return [...sources.flatMap((file) => [...names(file), ...lengths(file), ...barrels(file), ...purity(file), ...doors(file)]), ...cycles(sources)]
}

export function importsOf(file: SourceFile): string[] {
  return [
    ...file.text.matchAll(/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

/** Path from the root of a relative import, else the bare name. */
function target(file: SourceFile, specifier: string): string {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file.path), specifier)) : specifier
}

function names(file: SourceFile): string[] {
  const parts = file.path.split('/').flatMap((part) => part.replace(/\.\w+$/, '').split(/[-.]/))
  const banned = parts.filter((part) => bannedWords.includes(part.toLowerCase()))
  const isIndex = /(^|\/)index\.tsx?$/.test(file.path)
  return [...banned.map((word) => `${file.path}: '${word}' says nothing about what is in it`), ...(isIndex ? [`${file.path}: no index files`] : [])]
}

function lengths(file: SourceFile): string[] {
  if (!/\.tsx?$/.test(file.path)) return []
  const lines = file.text.split('\n')
  const found = lines.length - 1 > linesPerFileMax ? [`${file.path}: ${lines.length - 1} lines, at most ${linesPerFileMax}`] : []
  for (const [start, line] of lines.entries()) {
    if (!/^\s*(export\s+)?(async\s+)?function\b|^\s*(export\s+)?const\s+\w+\s*=\s*(async\s*)?\([^)]*\)[^=]*=>\s*\{\s*$/.test(line)) continue
    const indent = /^\s*/.exec(line)?.[0] ?? ''
    const end = lines.findIndex((other, n) => n > start && other.startsWith(`${indent}}`) && !other.startsWith(`${indent}})`))
    if (end - start + 1 > linesPerFunctionMax) found.push(`${file.path}:${start + 1} function of ${end - start + 1} lines, at most ${linesPerFunctionMax}`)
  }
  return found
}

function barrels(file: SourceFile): string[] {
  return [
    ...(/^\s*export\s+\*/m.test(file.text) ? [`${file.path}: no 'export *'`] : []),
    ...(/^\s*export\s+default\b/m.test(file.text) ? [`${file.path}: no default exports`] : []),
  ]
}

const impure: [RegExp, string][] = [
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\(\s*\)/, 'new Date() without an argument'],
  [/\bMath\.random\b/, 'Math.random'],
  [/\bprocess\b\s*\./, 'process'],
  [/\bconsole\b\s*\./, 'console'],
  [/\basync\s+(function|\()|\bawait\b/, 'async'],
  [/\bset(Timeout|Interval|Immediate)\b/, 'timers'],
  [/\bTemporal\.Now\b/, 'Temporal.Now'],
]

function purity(file: SourceFile): string[] {
  if (!file.path.startsWith('src/core/')) return []
  const code = file.text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  const used = impure.filter(([pattern]) => pattern.test(code)).map(([, name]) => `${file.path}: core is pure, but uses ${name}`)
  const foreign = importsOf(file)
    .map((specifier) => target(file, specifier))
    .filter((path) => !path.startsWith('src/core/') && !coreLibraries.includes(path))
  return [...used, ...foreign.map((path) => `${file.path}: core may not import ${path}`)]
}

/** Which folders each room may import, from design: the doors between rooms. */
function doors(file: SourceFile): string[] {
  return importsOf(file)
    .map((specifier) => target(file, specifier))
    .filter((path) => path.startsWith('src/') && !mayImport(file.path, path))
    .map((path) => `${file.path}: may not import ${path}`)
}

function mayImport(from: string, to: string): boolean {
  if (to === 'src/main.ts' || (to === 'src/start.ts' && from !== 'src/main.ts')) return false
  const [, room = '', inner = ''] = from.split('/')
  const within = (...folders: string[]) => folders.some((folder) => to.startsWith(`src/${folder}`))
  const isNoun = coreNouns.some((noun) => to === `src/core/${noun}.ts`)
  switch (room) {
    case 'core':
      if (coreRooms.includes(inner)) return within(`core/${inner}/`) || isNoun
      return within('core/')
    case 'channels':
      if (inner.includes('.')) return isNoun || (within('channels/') && to.split('/').length === 3)
      return within(`channels/${inner}/`) || isNoun || (within('channels/') && to.split('/').length === 3)
    case 'store':
      return (within('store/', 'core/') && !within('core/turn', 'core/understanding')) || to === 'src/channels/channel.ts'
    case 'pipeline':
      return within('pipeline/', 'core/', 'store/', 'channels/channel.ts')
    case 'inbox':
      // A colleague looks up an answer as a person would read it; that is no turn.
      return within('inbox/', 'core/', 'store/', 'pipeline/accept.ts') && (!within('core/turn') || to === 'src/core/turn/topics.ts')
    case 'pages':
      return within('pages/', 'core/')
    default:
      return true
  }
}

function cycles(files: SourceFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, valueImports(file)]))
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) {
      found.push(`imports go in a circle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`)
      return
    }
    if (done.has(path)) return
    done.add(path)
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
  }
  for (const path of graph.keys()) visit(path, [])
  return found
}

/** Imports that exist at run time: type-only ones cannot make a circle. */
function valueImports(file: SourceFile): string[] {
  const code = file.text.replaceAll(/^\s*import\s+type\b.*$/gm, '')
  return importsOf({ path: file.path, text: code })
    .map((specifier) => target(file, specifier))
    .filter((path) => path.startsWith('src/'))
}
