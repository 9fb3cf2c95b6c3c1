// What an editor of flows may overlook although Brug could run it: choices that are mistaken for one another, ways that are never taken,
// answers nobody gives, flows that call one another for ever, words that would come too late for WhatsApp's window.
import type { Sources } from '../content.ts'
import { didYouMean } from '../core/flow/check.ts'
import type { Flow, Step } from '../core/flow/definition.ts'
import { exits, kindOf, stepKinds } from '../core/flow/steps.ts'
import { CaseKind } from '../core/level.ts'
import { languages, type Lang } from '../core/phrasebook.ts'
import { readChoice } from '../core/understanding/answers.ts'
import { buildCommandReader, type CommandReader } from '../core/understanding/commands.ts'
import { wordsOf } from '../core/understanding/normalise.ts'
import type { Command } from '../core/understanding/understand.ts'
import { remark, type Remark, type Weight } from './remark.ts'

interface Found {
  weight: Weight
  path: readonly PropertyKey[]
  message: string
}

export function journeys(sources: Sources): Remark[] {
  const answers = new Set(sources.flows.flatMap(({ value }) => Object.values(value.steps).flatMap(given)))
  const practical = Object.fromEntries(Object.entries(sources.rules).map(([lang, { understanding }]) => [lang, understanding]))
  const commands = buildCommandReader(practical)
  const flows = new Map(sources.flows.map(({ value }) => [value.id, value]))
  return sources.flows.flatMap((file) =>
    Object.entries(file.value.steps)
      .flatMap(([name, step]) => [
        ...branches(name, step, answers),
        ...questions(name, step),
        ...choices(name, step, sources, commands),
        ...window(file.value, name, step),
        ...circles(file.value, name, step, flows),
      ])
      .map(({ weight, path, message }) => remark(weight, file, path, message)),
  )
}

/** Answers that this step leaves behind. */
function given(step: Step): string[] {
  if ('ask' in step) return [step.ask.into]
  if ('set' in step) return Object.keys(step.set)
  if ('choose' in step)
    return [...(step.choose.into ? [step.choose.into] : []), ...step.choose.options.flatMap((option) => ('set' in option ? Object.keys(option.set ?? {}) : []))]
  return []
}

function branches(name: string, step: Step, answers: ReadonlySet<string>): Found[] {
  if (!('branch' in step)) return []
  const path = ['steps', name]
  const last = step.branch.findIndex((way) => 'else' in way)
  const conditions = step.branch.flatMap((way) => ('when' in way ? [way.when] : []))
  const strange = conditions.flatMap((when) => [...when.matchAll(/\banswers\.(\w+)/g)].map((match) => match[1] ?? '')).filter((answer) => !answers.has(answer))
  return [
    ...(last >= 0 && last < step.branch.length - 1 ? [{ weight: 'fault', path, message: `ways after 'else' are never taken` } as const] : []),
    ...conditions
      .filter((when, n) => conditions.indexOf(when) !== n)
      .map((when) => ({ weight: 'fault', path, message: `condition '${when}' stands here twice` }) as const),
    ...[...new Set(strange)].map(
      (answer) => ({ weight: 'fault', path, message: `no step gives the answer 'answers.${answer}'${didYouMean(answer, [...answers])}` }) as const,
    ),
  ]
}

function questions(name: string, step: Step): Found[] {
  const path = ['steps', name]
  if ('alert' in step && !CaseKind.safeParse(step.alert.kind).success)
    return [
      { weight: 'fault', path: [...path, 'alert', 'kind'], message: `'${step.alert.kind}' is no kind of case${didYouMean(step.alert.kind, CaseKind.options)}` },
    ]
  if (!('ask' in step)) return []
  const { as, min, max } = step.ask
  return [
    ...(min !== undefined && max !== undefined && min > max
      ? [{ weight: 'fault', path: [...path, 'ask', 'min'], message: `'min' is more than 'max': no answer will do` } as const]
      : []),
    ...((min ?? max) !== undefined && as !== 'number'
      ? [{ weight: 'fault', path: [...path, 'ask', 'as'], message: `'min' and 'max' belong to a number, not to '${as}'` } as const]
      : []),
  ]
}

/** What somebody must not do by a word that was meant as an answer. */
const grave: readonly Command[] = ['stop', 'forget-me', 'human', 'cancel', 'language-change']

/** Whoever types a button's words must come where the button leads, in every language. */
function choices(name: string, step: Step, { texts: { phrasebook } }: Sources, commands: CommandReader): Found[] {
  if (!('choose' in step)) return []
  const keys = step.choose.options.map((option) => ('topic' in option ? `topics:${option.topic}.label` : option.label))
  if (keys.some((key) => !phrasebook.has('nl', key))) return []
  const command = (lang: Lang, key: string) => {
    const words = wordsOf(phrasebook.text(lang, key))
    return commands.read(words, { at: [] }, lang).command
  }
  return languages.flatMap((lang) => {
    if (keys.some((key) => !phrasebook.has(lang, key))) return []
    const labels = keys.map((key) => phrasebook.text(lang, key))
    return keys.flatMap((key, n): Found[] => {
      const path = ['steps', name, 'choose', 'options', n]
      const label = labels[n] ?? ''
      const read = readChoice(label, labels, lang)
      const twin = labels.findIndex((other, at) => other === label && at !== n)
      if (twin >= 0) return twin < n ? [] : [{ weight: 'fault', path, message: `two options are called '${label}' in ${lang}` }]
      if (read !== n)
        return [
          {
            weight: 'fault',
            path,
            message: `'${label}' (${lang}), typed, is ${read === undefined ? 'not taken for this option' : `taken for '${labels[read] ?? ''}'`}`,
          },
        ]
      const here = command(lang, key)
      // Agreement is read as an answer first; the others would act, long after the question.
      if (here === undefined || here === 'yes' || here === 'no' || here === command('nl', key)) return []
      return [
        {
          weight: grave.includes(here) ? 'fault' : 'warning',
          path,
          message: `'${label}' (${lang}), typed, is taken for the command '${here}'; the Dutch one is not`,
        },
      ]
    })
  })
}

/** WhatsApp lets nobody be written to more than 24 hours after their last message, but by template. */
function window(flow: Flow, name: string, step: Step): Found[] {
  if (!('wait' in step) || hoursOf(step.wait.for) < 24) return []
  const after = flow.steps[step.wait.timeout]
  return after && stepKinds[kindOf(after)].texts(after).length > 0
    ? [
        {
          weight: 'warning',
          path: ['steps', name],
          message: `'${step.wait.timeout}' speaks after more than 24 hours of silence: on WhatsApp only a template goes out`,
        },
      ]
    : []
}

function hoursOf(duration: string): number {
  const [, days = '0', hours = '0', minutes = '0'] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?/.exec(duration) ?? []
  return Number(days) * 24 + Number(hours) + Number(minutes) / 60
}

/** Flows that call one another before anybody is asked anything never come to rest. */
function circles(flow: Flow, name: string, step: Step, flows: ReadonlyMap<string, Flow>): Found[] {
  if (!('call' in step)) return []
  const seen = new Set<string>()
  const todo = [step.call]
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (id === flow.id)
      return reached(flow).has(name)
        ? [{ weight: 'fault', path: ['steps', name], message: `flow '${flow.id}' calls itself without waiting for the person` }]
        : []
    const called = flows.get(id)
    if (!called || seen.has(id)) continue
    seen.add(id)
    for (const at of reached(called)) {
      const found = called.steps[at]
      if (found && 'call' in found) todo.push(found.call)
    }
  }
  return []
}

/** Steps that are come to without waiting. */
function reached(flow: Flow): Set<string> {
  const seen = new Set<string>()
  const todo = flow.order.slice(0, 1)
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const step = flow.steps[name]
    if (!step || seen.has(name)) continue
    seen.add(name)
    if (!stepKinds[kindOf(step)].waits) todo.push(...exits(flow, name))
  }
  return seen
}
