// Finds what is wrong in flows and topics once each file is well-formed: steps that lead nowhere, texts that are missing, loops that never wait.
// It reports everything at once, with the path inside the file; the loader turns paths into lines.
import { faultIn, personFacts } from './conditions.ts'
import type { Flow, Step } from './definition.ts'
import { labelCharsMax, listedParts, titleCharsMax, type Fact, type Topic, type TopicTexts } from './topic.ts'
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
  facts: ReadonlyMap<string, Fact>
  phrasebook: Phrasebook
  /** Every key of the Dutch texts, to find the one that was meant. */
  textKeys?: readonly string[]
  /** Paths of files that have faults of their own: what they should hold is not called missing. */
  unread?: ReadonlySet<string>
}

export function checkFlow(flow: Flow, around: Surroundings): Fault[] {
  const steps = Object.entries(flow.steps)
  return [
    ...texts(['title'], [flow.title], around),
    ...steps.flatMap(([name, step]) => [
      ...checkStep(flow, name, step, around),
      ...texts(['steps', name], stepKinds[kindOf(step)].texts(step), around),
      ...labels(name, step, around.phrasebook),
    ]),
    ...moves(flow),
    ...unreachable(flow),
    ...silentLoops(flow),
  ]
}

/** `dutch`: its texts; undefined when there are none, or when they have faults of their own. */
export function checkTopic(topic: Topic, dutch: TopicTexts | undefined, around: Surroundings): Fault[] {
  const path = `locales/nl/topics/${topic.id}.yaml`
  const strangers = topic.related.filter((id) => !isTopic(id, around))
  return [
    ...(dutch || around.unread?.has(path) ? [] : [{ path: ['id'], message: `topic '${topic.id}' has no texts: ${path} is missing` }]),
    ...texts(['danger_first'], topic.danger_first ? [topic.danger_first] : [], around),
    ...(topic.journey && !isFlow(topic.journey, around)
      ? [{ path: ['journey'], message: `journey '${topic.journey}' does not exist${didYouMean(topic.journey, [...around.flows.keys()])}` }]
      : []),
    ...strangers.map((id) => ({
      path: ['related', topic.related.indexOf(id)],
      message: `related topic '${id}' does not exist${didYouMean(id, [...around.topics.keys()])}`,
    })),
    ...(dutch ? foundations(topic, dutch, around) : []),
  ]
}

/** What is told must rest on facts that exist, item by item; and a local text belongs to a field a municipality may fill in. */
function foundations(topic: Topic, dutch: TopicTexts, around: Surroundings): Fault[] {
  const { rests_on: on } = topic
  const named = [...on.what, ...on.deadline, ...[on.steps, on.details, on.mistakes].flat(2)]
  const unknown = [...new Set(named)].filter((id) => !around.facts.has(id))
  const counts = listedParts.flatMap((part) =>
    (part === 'steps' || part === 'details' || part === 'mistakes') && on[part].length > 0 && on[part].length !== dutch[part].length
      ? [{ path: ['rests_on', part], message: `'${part}' rests on facts for ${on[part].length} items; the texts have ${dutch[part].length}` }]
      : [],
  )
  const strange = Object.keys(dutch.local).filter((field) => !topic.local.includes(field))
  return [
    ...(on.what.length === 0 ? [{ path: ['rests_on'], message: `nothing says on which facts 'what' rests` }] : []),
    ...(dutch.deadline && on.deadline.length === 0 ? [{ path: ['rests_on'], message: `nothing says on which facts the deadline rests` }] : []),
    ...unknown.map((id) => ({ path: ['rests_on'], message: `fact '${id}' does not exist${didYouMean(id, [...around.facts.keys()])}` })),
    ...counts,
    ...strange.map((field) => ({
      path: ['local'],
      message: `the texts have a local line '${field}' that is not among the fields${didYouMean(field, topic.local)}`,
    })),
  ]
}

function checkStep(flow: Flow, name: string, step: Step, around: Surroundings): Fault[] {
  const at = ['steps', name]
  const faults: Fault[] = exits(flow, name)
    .filter((target) => !flow.steps[target])
    .map((target) => ({ path: at, message: `step '${name}' goes to '${target}', which does not exist${didYouMean(target, Object.keys(flow.steps))}` }))
  if ('call' in step && !isFlow(step.call, around))
    faults.push({ path: at, message: `step '${name}' calls flow '${step.call}', which does not exist${didYouMean(step.call, [...around.flows.keys()])}` })
  if ('answer' in step && typeof step.answer === 'string' && !isTopic(step.answer, around))
    faults.push({
      path: at,
      message: `step '${name}' answers topic '${step.answer}', which does not exist${didYouMean(step.answer, [...around.topics.keys()])}`,
    })
  if ('choose' in step) {
    for (const [n, option] of step.choose.options.entries())
      if ('topic' in option && !isTopic(option.topic, around))
        faults.push({
          path: [...at, 'choose', 'options', n],
          message: `an option answers topic '${option.topic}', which does not exist${didYouMean(option.topic, [...around.topics.keys()])}`,
        })
  }
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
    'topic' in option
      ? []
      : languages.flatMap((lang) => [
          ...tooLong(['steps', name, 'choose', 'options', n], option.label, lang, labelCharsMax, phrasebook),
          ...(option.full ? tooLong(['steps', name, 'choose', 'options', n], option.full, lang, titleCharsMax, phrasebook) : []),
        ]),
  )
}

function tooLong(path: (string | number)[], key: string, lang: Lang, max: number, phrasebook: Phrasebook): Fault[] {
  if (!phrasebook.has(lang, key)) return []
  const { length } = phrasebook.text(lang, key)
  return length <= max ? [] : [{ path, message: `label '${key}' has ${length} characters in ${lang}; at most ${max} are shown` }]
}

function moves(flow: Flow): Fault[] {
  return Object.entries(flow.moved ?? {}).flatMap(([from, to]) => [
    ...(flow.steps[to] ? [] : [{ path: ['moved', from], message: `'${from}' moved to '${to}', which does not exist${didYouMean(to, flow.order)}` }]),
    ...(flow.steps[from] ? [{ path: ['moved', from], message: `'${from}' is said to have moved, but is a step of this flow` }] : []),
  ])
}

function unreachable(flow: Flow): Fault[] {
  const seen = new Set<string>()
  // People who waited at a step that is gone come in where it moved to.
  const todo = [...flow.order.slice(0, 1), ...Object.values(flow.moved ?? {})]
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
