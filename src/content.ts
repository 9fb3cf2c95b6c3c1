// Reads flows/ and locales/ from disk and gives back Content, or every fault with its file and line. The only reader of those folders.
// Nothing is half-loaded: with one fault there is no content. What only depends on today's date is a warning.
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { stale } from './checks/facts.ts'
import { Helplines, Municipality, type Content, type Helpline } from './core/content.ts'
import { checkFlow, checkTopic, didYouMean } from './core/flow/check.ts'
import { Flow, type FlowFile } from './core/flow/definition.ts'
import { Topic } from './core/flow/topic.ts'
import type { Rules } from './core/understanding/build.ts'
import { topicNames, type TopicNames } from './core/understanding/topic-names.ts'
import type { ExplainedUnderstanding } from './core/understanding/understand.ts'
import { Reader, type ReadFile } from './content-reader.ts'
import { phrasebookOf, type Texts } from './content-texts.ts'
import { understandingOf, type Heard } from './content-understanding.ts'

export interface LoadedContent {
  content: Content
  /** Which part of the reading said what of a message. */
  explain: ExplainedUnderstanding['explain']
  warnings: string[]
}
/** What could be read, sound or not, with the lines: for whoever looks at more than whether Brug can run with it. */
export interface Sources {
  flows: readonly ReadFile<Flow>[]
  topics: readonly ReadFile<Topic>[]
  municipalities: readonly ReadFile<Municipality>[]
  helplines?: ReadFile<{ helplines: Helpline[] }>
  texts: Texts
  /** Patterns and concepts of each language that could be read. */
  rules: Rules
  /** How many messages each language learns from. */
  examples: Heard['examples']
}
export type Loading = ({ type: 'loaded'; loaded: LoadedContent } | { type: 'faulty'; faults: string[] }) & { sources: Sources }

export interface LoadingOptions {
  municipality?: string
  publicUrl: string
  /** For warnings about stale facts and help lines only. */
  today: Date
  /** Editions of flows that conversations still run. */
  older?: readonly Flow[]
  /** Folders where what the models learned is kept for the next start; none: they learn anew. */
  keepIn?: readonly string[]
  /** Called when the models begin to learn anew, which takes a minute or two. */
  learning?: () => void
}

export function loadContent(dir: string, o: LoadingOptions): Loading {
  const faults: string[] = []
  const read = new Reader(dir, faults)
  const texts = phrasebookOf(read)
  const { phrasebook, textKeys, topicTexts } = texts
  const flowFiles = read.folder('flows/journeys', Flow).map((file) => ({ ...file, value: edited(file.value) }))
  const topicFiles = read.folder('flows/topics', Topic)
  const municipalityFiles = read.folder('flows/municipalities', Municipality)
  const helplineFile = read.file('flows/helplines.yaml', Helplines)
  const flows = new Map(flowFiles.map(({ value }) => [value.id, value]))
  const topics = new Map(topicFiles.map(({ value }) => [value.id, value]))
  const facts = new Map(topicFiles.flatMap(({ value }) => value.facts.map((fact) => [fact.id, fact] as const)))
  const around = { flows, topics, facts, phrasebook, textKeys, unread: read.broken }
  for (const file of flowFiles) read.report(file, checkFlow(file.value, around))
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
  const { understanding, rules, examples } = understandingOf(read, { topics, names: namesOf(texts), keepIn: o.keepIn ?? [], learning: o.learning })
  const sources: Sources = { flows: flowFiles, topics: topicFiles, municipalities: municipalityFiles, helplines: helplineFile, texts, rules, examples }
  if (faults.length > 0 || !defaultMunicipality || !helplineFile || !understanding) return { type: 'faulty', faults: [...new Set(faults)], sources }
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
  return { type: 'loaded', loaded: { content, explain: (text, lang) => understanding.explain(text, lang), warnings: stale(sources, o.today) }, sources }
}

function namesOf({ topics }: Texts): TopicNames {
  return topicNames(
    [...topics.values()].flatMap((files) => [...files].flatMap(([topic, { value }]) => [value.title, value.label].map((name) => ({ topic, name })))),
  )
}

/** Gives a flow its step order and its edition: a hash over its meaning, not over its spelling. */
function edited(flow: FlowFile): Flow {
  return { ...flow, order: Object.keys(flow.steps), edition: createHash('sha256').update(JSON.stringify(flow)).digest('hex').slice(0, 12) }
}
