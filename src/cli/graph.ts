// brug graph: a flow as a Mermaid diagram, to see where it leads.
import { exits, kindOf } from '../core/flow/steps.ts'
import type { Flow } from '../core/flow/definition.ts'
import { flagsOf, print, required, WrongInput, type Command } from './command.ts'
import { contentForCommand } from './texts.ts'

export const graph: Command = {
  name: 'graph',
  usage: ['graph FLOW'],
  summary: 'a flow as a Mermaid diagram',
  async run(words) {
    const { values, positionals } = flagsOf(words, {})
    const id = required(positionals[0], 'the name of a flow')
    const { flows } = contentForCommand().content
    const flow = flows.get(id)
    if (!flow) throw new WrongInput(`there is no flow '${id}'; there are: ${[...flows.keys()].join(', ')}`)
    print(values.json, { flow: id, mermaid: mermaidOf(flow) }, mermaidOf(flow))
    return 0
  },
}

function mermaidOf(flow: Flow): string {
  const boxes = flow.order.flatMap((name) => {
    const step = flow.steps[name]
    return step ? [`  ${name}["${name}<br/>${kindOf(step)}"]`] : []
  })
  const arrows = flow.order.flatMap((name) => [...new Set(exits(flow, name))].map((to) => `  ${name} --> ${to}`))
  return ['flowchart TD', ...boxes, ...arrows].join('\n')
}
