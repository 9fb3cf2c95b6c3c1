// Reads flows/ and locales/ from disk and gives back Content, or every fault with its file and line. The only reader of those folders.
// Nothing is half-loaded: with one fault there is no content. What only depends on today's date is a warning.
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { z } from 'zod'
import { Helpline, Municipality, type Content } from './core/content.ts'
import { checkFlow, checkTopic, didYouMean } from './core/flow/check.ts'
import { Flow, type FlowFile } from './core/flow/definition.ts'
import { Topic } from './core/flow/topic.ts'
import { Reader } from './content-reader.ts'
import { phrasebookOf } from './content-texts.ts'
import { understandingOf } from './content-understanding.ts'

export interface LoadedContent {
  content: Content
  warnings: string[]
}
export type Loading = { type: 'loaded'; loaded: LoadedContent } | { type: 'faulty'; faults: string[] }

export interface LoadingOptions {
  municipality?: string
  publicUrl: string
  /** For warnings about stale facts and help lines only. */
  today: Date
  /** Editions of flows that conversations still run. */
  older?: readonly Flow[]
  /** Folders where what the models learned is kept for the next start; none: they learn anew. */
  keepIn?: readonly string[]
}

export function loadContent(dir: string, o: LoadingOptions): Loading {
  const faults: string[] = []
  const read = new Reader(dir, faults)
  const { phrasebook, textKeys, topicTexts } = phrasebookOf(read)
  const flowFiles = read.folder('flows/journeys', Flow)
  const topicFiles = read.folder('flows/topics', Topic)
  const municipalityFiles = read.folder('flows/municipalities', Municipality)
  const helplineFile = read.file('flows/helplines.yaml', z.strictObject({ helplines: z.array(Helpline).min(1) }))
  const flows = new Map(flowFiles.map(({ value }) => [value.id, edited(value)]))
  const topics = new Map(topicFiles.map(({ value }) => [value.id, value]))
  const facts = new Map(topicFiles.flatMap(({ value }) => value.facts.map((fact) => [fact.id, fact] as const)))
  const around = { flows, topics, facts, phrasebook, textKeys, unread: read.broken }
  for (const file of flowFiles) read.report(file, checkFlow(edited(file.value), around))
  for (const file of topicFiles) read.report(file, checkTopic(file.value, topicTexts.get(file.value.id)?.value, around))
  for (const file of [...flowFiles, ...topicFiles, ...municipalityFiles])
    if (`${file.value.id}.yaml` !== basename(file.path)) read.report(file, [{ path: ['id'], message: `id '${file.value.id}' differs from the file's name` }])
  const municipalities = new Map(municipalityFiles.map(({ value }) => [value.id, value]))
  const defaultMunicipality = o.municipality ? municipalities.get(o.municipality) : municipalityFiles[0]?.value
  if (o.municipality && !defaultMunicipality && !read.broken.has(`flows/municipalities/${o.municipality}.yaml`))
    faults.push(`MUNICIPALITY '${o.municipality}' has no file in flows/municipalities${didYouMean(o.municipality, [...municipalities.keys()])}`)
  for (const id of ['onboarding', 'menu', 'check-in'])
    if (!flows.has(id) && !read.broken.has(`flows/journeys/${id}.yaml`)) faults.push(`flows/journeys/${id}.yaml is missing: Brug cannot run without it`)
  for (const id of ['112', '113'])
    if (helplineFile && !helplineFile.value.helplines.some((line) => line.id === id))
      faults.push(`flows/helplines.yaml:${helplineFile.lineOf(['helplines'])} lacks help line '${id}'`)
  const understanding = understandingOf(read, topics, o.keepIn ?? [])
  if (faults.length > 0 || !defaultMunicipality || !helplineFile || !understanding) return { type: 'faulty', faults: [...new Set(faults)] }
  const editions = new Map((o.older ?? []).map((flow) => [`${flow.id}@${flow.edition}`, flow]))
  const content: Content = {
    flow: (id, edition) => (edition === undefined || flows.get(id)?.edition === edition ? flows.get(id) : editions.get(`${id}@${edition}`)),
    flows,
    topics,
    facts,
    phrasebook,
    municipalities,
    defaultMunicipality,
    understanding,
    roster: [],
    publicUrl: o.publicUrl,
    helplines: new Map(helplineFile.value.helplines.map((line) => [line.id, line])),
  }
  return { type: 'loaded', loaded: { content, warnings: staleness(content, o.today) } }
}

/** Gives a flow its step order and its edition: a hash over its meaning, not over its spelling. */
function edited(flow: FlowFile): Flow {
  return { ...flow, order: Object.keys(flow.steps), edition: createHash('sha256').update(JSON.stringify(flow)).digest('hex').slice(0, 12) }
}

const helplineDaysMax = 90
const dayMs = 24 * 60 * 60 * 1000

function staleness(content: Content, today: Date): string[] {
  const stale = [...content.topics.values()]
    .filter((topic) => Date.parse(`${topic.valid_until}T23:59:59Z`) < today.getTime())
    .map((topic) => `flows/topics/${topic.id}.yaml: valid until ${topic.valid_until}; answers now say that it may be out of date (keeper: ${topic.keeper})`)
  const unverified = [...content.helplines.values()]
    .filter((line) => today.getTime() - Date.parse(line.verifiedOn) > helplineDaysMax * dayMs)
    .map((line) => `flows/helplines.yaml: '${line.id}' was verified on ${line.verifiedOn}, more than ${helplineDaysMax} days ago`)
  return [...stale, ...unverified]
}
