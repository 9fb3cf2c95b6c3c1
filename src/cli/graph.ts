// brug graph: a flow as a Mermaid diagram, to see where it leads. Arrows of a choice carry its Dutch label, those of a branch its condition.
import type { Content } from '../core/content.ts'
import type { Flow } from '../core/flow/definition.ts'
import { exits, kindOf } from '../core/flow/steps.ts'
import { flagsOf, notThere, print, required, WrongInput, type Command } from './command.ts'
import { contentForCommand } from './texts.ts'

export const graph: Command = {
  name: 'graph',
  usage: ['graph FLOW'],
  summary: 'A flow as a Mermaid diagram.',
  async run(words) {
    const { values, positionals } = flagsOf(words, {}, 1)
    const id = required(positionals[0], 'the name of a flow')
    const { content } = contentForCommand()
    const flow = content.flows.get(id)
    if (!flow && content.topics.has(id)) throw new WrongInput(`'${id}' is a topic: one answer, without steps to draw`)
    if (!flow) throw notThere('flow', id, [...content.flows.keys()])
    const mermaid = mermaidOf(flow, content)
    print(values.json, { flow: id, mermaid }, mermaid)
    return 0
  },
}

function mermaidOf(flow: Flow, content: Content): string {
  const boxes = flow.order.flatMap((name) => {
    const step = flow.steps[name]
    return step ? [`  ${boxOf(name)}["${name}<br/>${kindOf(step)}"]`] : []
  })
  return ['flowchart TD', ...boxes, ...flow.order.flatMap((name) => arrows(flow, name, content))].join('\n')
}

function arrows(flow: Flow, name: string, content: Content): string[] {
  const step = flow.steps[name]
  const words = new Map<string, string[]>()
  const add = (to: string, word: string) => words.set(to, [...(words.get(to) ?? []), word])
  if (step && 'choose' in step)
    for (const option of step.choose.options) if ('go' in option && option.go) add(option.go, content.phrasebook.text('nl', option.label))
  if (step && 'branch' in step) for (const way of step.branch) if ('when' in way) add(way.go, way.when)
  return [...new Set(exits(flow, name))].map((to) => `  ${boxOf(name)} -->${labelOf(words.get(to))} ${boxOf(to)}`)
}

function labelOf(words: string[] | undefined): string {
  return words === undefined ? '' : `|"${words.join(' / ').replaceAll('"', '#quot;')}"|`
}

const reserved = ['end', 'graph', 'subgraph', 'flowchart', 'style', 'class', 'click', 'default', 'call', 'href']

/** Some words of Mermaid's own may not name a box. */
function boxOf(name: string): string {
  return reserved.includes(name) ? `${name}_` : name
}
