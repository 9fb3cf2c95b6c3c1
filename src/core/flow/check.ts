// Finds what is wrong in flows and topics once each file is well-formed: steps that lead nowhere, texts that are missing, loops that never wait.
// It reports everything at once, with the path inside the file; the loader turns paths into lines.
import { faultIn, personFacts } from './conditions.ts'
import type { Flow, Step, Topic } from './definition.ts'
import { exits, kindOf, stepKinds } from './steps.ts'
import { languages, type Lang, type Phrasebook } from '../phrasebook.ts'

export interface Fault {
  /** Path inside the file, e.g. ['steps', 'ask_area', 'next']. */
  path: (string | number)[]
  message: string
}

export interface Surroundings {
  flows: ReadonlyMap<string, Flow>
  topics: ReadonlyMap<string, Topic>
  phrasebook: Phrasebook
  /** Every key of the Dutch texts, to find the one that was meant. */
  textKeys?: readonly string[]
  /** Paths of files that have faults of their own: what they should hold is not called missing. */
  unread?: ReadonlySet<string>
}

/** Longest label that every channel shows whole (WhatsApp reply buttons: 20 characters). */
export const labelCharsMax = 20
/** Longest description under a list row (WhatsApp: 72). */
export const fullLabelCharsMax = 72

export function checkFlow(flow: Flow, around: Surroundings): Fault[] {
  const steps = Object.entries(flow.steps)
  return [
    ...texts(['title'], [flow.title], around),
    ...steps.flatMap(([name, step]) => [
      ...checkStep(flow, name, step, around),
      ...texts(['steps', name], stepKinds[kindOf(step)].texts(step), around),
      ...labels(name, step, around.phrasebook),
    ]),
    ...unreachable(flow),
    ...silentLoops(flow),
  ]
}

export function checkTopic(topic: Topic, around: Surroundings): Fault[] {
  const keys = ['title', 'label', 'answer'].map((part) => `topics:${topic.id}.${part}`)
  const unknown = topic.related.filter((id) => !around.topics.has(id) && !knownElsewhere.test(id))
  return [
    ...texts(['id'], [...keys, ...(topic.danger_first ? [topic.danger_first] : [])], around),
    ...languages.flatMap((lang) => tooLong(['id'], `topics:${topic.id}.label`, lang, labelCharsMax, around.phrasebook)),
    ...(topic.journey && !isFlow(topic.journey, around)
      ? [{ path: ['journey'], message: `journey '${topic.journey}' does not exist${didYouMean(topic.journey, [...around.flows.keys()])}` }]
      : []),
    ...unknown.map((id) => ({ path: ['related'], message: `related topic '${id}' is not a topic id` })),
  ]
}

/** Related topics may name topics that are not written yet; only the form is checked. */
const knownElsewhere = /^[a-z][a-z0-9-]*$/

function checkStep(flow: Flow, name: string, step: Step, around: Surroundings): Fault[] {
  const at = ['steps', name]
  const faults = exits(flow, name)
    .filter((target) => !flow.steps[target])
    .map((target) => ({ path: at, message: `step '${name}' goes to '${target}', which does not exist${didYouMean(target, Object.keys(flow.steps))}` }))
  if ('call' in step && !isFlow(step.call, around))
    faults.push({ path: at, message: `step '${name}' calls flow '${step.call}', which does not exist${didYouMean(step.call, [...around.flows.keys()])}` })
  if ('answer' in step && !isTopic(step.answer, around))
    faults.push({
      path: at,
      message: `step '${name}' answers topic '${step.answer}', which does not exist${didYouMean(step.answer, [...around.topics.keys()])}`,
    })
  if ('branch' in step) {
    for (const way of step.branch) {
      const fault = 'when' in way ? conditionFault(way.when) : undefined
      if (fault && 'when' in way) faults.push({ path: at, message: `condition '${way.when}' cannot be read: ${fault}` })
    }
    if (!step.branch.some((way) => 'else' in way)) faults.push({ path: at, message: `step '${name}' branches without an 'else': people can get stuck here` })
  }
  return faults
}

function isFlow(id: string, around: Surroundings): boolean {
  return around.flows.has(id) || around.unread?.has(`flows/journeys/${id}.yaml`) === true
}

function isTopic(id: string, around: Surroundings): boolean {
  return around.topics.has(id) || around.unread?.has(`flows/topics/${id}.yaml`) === true
}

function conditionFault(condition: string): string | undefined {
  const known: readonly string[] = personFacts
  const strange = [...condition.matchAll(/\bperson\.(\w+)/g)].map((match) => match[1] ?? '').find((name) => !known.includes(name))
  return faultIn(condition) ?? (strange === undefined ? undefined : `nothing is known as 'person.${strange}'${didYouMean(strange, personFacts)}`)
}

/** A text that Dutch has and another language lacks is a fault of that language's file, and told there. */
function texts(path: (string | number)[], keys: string[], { phrasebook, textKeys = [], unread }: Surroundings): Fault[] {
  const isKnown = (key: string) => phrasebook.has('nl', key) || phrasebook.has('nl', `${key}_other`)
  return keys
    .filter((key) => !isKnown(key) && unread?.has(`locales/nl/${key.split(':')[0]}.json`) !== true)
    .map((key) => ({ path, message: `text '${key}' does not exist${didYouMean(key, textKeys)}` }))
}

function labels(name: string, step: Step, phrasebook: Phrasebook): Fault[] {
  if (!('choose' in step)) return []
  return step.choose.options.flatMap((option, n) =>
    languages.flatMap((lang) => [
      ...tooLong(['steps', name, 'choose', 'options', n], option.label, lang, labelCharsMax, phrasebook),
      ...(option.full ? tooLong(['steps', name, 'choose', 'options', n], option.full, lang, fullLabelCharsMax, phrasebook) : []),
    ]),
  )
}

function tooLong(path: (string | number)[], key: string, lang: Lang, max: number, phrasebook: Phrasebook): Fault[] {
  if (!phrasebook.has(lang, key)) return []
  const { length } = phrasebook.text(lang, key)
  return length <= max ? [] : [{ path, message: `label '${key}' has ${length} characters in ${lang}; at most ${max} are shown` }]
}

function unreachable(flow: Flow): Fault[] {
  const seen = new Set<string>()
  const todo = flow.order.slice(0, 1)
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    todo.push(...exits(flow, name))
  }
  return flow.order.filter((name) => !seen.has(name)).map((name) => ({ path: ['steps', name], message: `step '${name}' can never be reached` }))
}

/** A circle of steps in which nobody is waited for would never end. */
function silentLoops(flow: Flow): Fault[] {
  return flow.order
    .filter((name) => returnsSilently(flow, name))
    .map((name) => ({ path: ['steps', name], message: `step '${name}' comes back to itself without waiting for the person` }))
}

function returnsSilently(flow: Flow, start: string): boolean {
  const seen = new Set<string>()
  const todo = waits(flow, start) ? [] : exits(flow, start)
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === start) return true
    if (seen.has(name) || waits(flow, name)) continue
    seen.add(name)
    todo.push(...exits(flow, name))
  }
  return false
}

function waits(flow: Flow, name: string): boolean {
  const step = flow.steps[name]
  return step === undefined || stepKinds[kindOf(step)].waits
}

export function didYouMean(wrong: string, known: readonly string[]): string {
  const near = known.map((name) => ({ name, distance: distanceBetween(wrong, name) })).toSorted((a, b) => a.distance - b.distance)[0]
  // A word of which nothing would be left is not near.
  return near && near.distance <= Math.max(2, wrong.length / 3) && near.distance < Math.min(wrong.length, near.name.length)
    ? ` (did you mean '${near.name}'?)`
    : ''
}

/** Levenshtein distance. */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries()) next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}
