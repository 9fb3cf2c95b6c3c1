// The one table of step kinds: how each is recognised, which texts it uses, where it may go, and whether it waits for the person.
// The checker, the graph and the walk all read this table; what a step does to a conversation is in turn/journey.ts.
import type { Flow, Step } from './definition.ts'

export type StepKind = 'say' | 'ask' | 'choose' | 'set' | 'branch' | 'call' | 'answer' | 'appointment' | 'score' | 'alert' | 'hand' | 'wait' | 'record' | 'end'
export type StepOf<K extends StepKind> = Extract<Step, Record<K, unknown>>

interface KindRow {
  waits: boolean
  /** Goes on to `next`, or to the step below it. */
  flowsOn: boolean
  texts(step: Step): string[]
  goes(step: Step): string[]
}

const none = (): string[] => []
const plain: KindRow = { waits: false, flowsOn: true, texts: none, goes: none }

export const stepKinds: Readonly<Record<StepKind, KindRow>> = {
  say: { ...plain, texts: (step) => ('say' in step ? [step.say] : []) },
  ask: { ...plain, waits: true, texts: (step) => ('ask' in step ? [step.ask.text, ...(step.ask.again ? [step.ask.again] : [])] : []) },
  choose: {
    waits: true,
    flowsOn: true,
    texts: (step) =>
      'choose' in step
        ? [
            step.choose.text,
            ...(step.choose.title ? [step.choose.title] : []),
            ...step.choose.options.flatMap((option) => ('topic' in option ? [] : [option.label, ...(option.full ? [option.full] : [])])),
          ]
        : [],
    goes: (step) => ('choose' in step ? step.choose.options.flatMap((option) => ('go' in option && option.go ? [option.go] : [])) : []),
  },
  set: plain,
  branch: {
    ...plain,
    flowsOn: false,
    goes: (step) => ('branch' in step ? step.branch.map((way) => ('when' in way ? way.go : way.else)) : []),
  },
  call: plain,
  answer: plain,
  appointment: plain,
  score: plain,
  alert: plain,
  hand: { ...plain, texts: (step) => ('hand' in step ? [step.hand.text] : []) },
  wait: { ...plain, waits: true, goes: (step) => ('wait' in step ? [step.wait.timeout] : []) },
  record: plain,
  end: { ...plain, flowsOn: false },
}

const kinds = Object.keys(stepKinds)

export function kindOf(step: Step): StepKind {
  const kind = kinds.find((name): name is StepKind => name in step)
  if (!kind) throw new Error('a step without a kind passed the schema')
  return kind
}

/** The step that follows `name`: its `next`, else the one below it, else undefined (the flow is over). */
export function following(flow: Flow, name: string): string | undefined {
  const step = flow.steps[name]
  if (step && 'next' in step && step.next) return step.next
  return flow.order[flow.order.indexOf(name) + 1]
}

/** Where somebody stands who stood at `name` in an earlier version: there still, or where it moved to. */
export function standing(flow: Flow, name: string): string {
  return flow.steps[name] ? name : (flow.moved?.[name] ?? name)
}

/** Every step `name` can lead to. */
export function exits(flow: Flow, name: string): string[] {
  const step = flow.steps[name]
  if (!step) return []
  const row = stepKinds[kindOf(step)]
  const on = needsNext(step) && row.flowsOn ? following(flow, name) : undefined
  return [...row.goes(step), ...(on ? [on] : [])]
}

/** A choice whose options all say where to go never flows on by itself. */
function needsNext(step: Step): boolean {
  return !('choose' in step) || step.choose.options.some((option) => !('topic' in option) && !option.go)
}
