// brug schema: JSON Schemas of the content files, for editors that complete and check while somebody types. Made of the same shapes the loader demands.
// It judges no content: rules between files are told by `brug check`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Helplines, Municipality } from '../core/content.ts'
import { Flow } from '../core/flow/definition.ts'
import { Topic, TopicTexts } from '../core/flow/topic.ts'
import { contentSettings } from '../settings.ts'
import { flagsOf, print, WrongInput, type Command } from './command.ts'

const shapes: Readonly<Record<string, z.ZodType>> = { journey: Flow, topic: Topic, municipality: Municipality, helplines: Helplines, texts: TopicTexts }

export const schema: Command = {
  name: 'schema',
  usage: ['schema [--content DIR] [--check]'],
  summary: 'Writes flows/schema/*.json, with which editors complete and check YAML. With --check it only says which are behind.',
  async run(words) {
    const { values } = flagsOf(words, { content: { type: 'string' }, check: { type: 'boolean', default: false } }, 0)
    const content = values.content === undefined ? contentSettings().contentDir : resolve(values.content)
    if (!existsSync(join(content, 'flows'))) throw new WrongInput(`${content} is not a folder with flows/ in it`)
    const behind = Object.entries(shapes).flatMap(([name, shape]) => {
      const file = join('flows', 'schema', `${name}.json`)
      const text = schemaText(name, shape)
      return textOf(join(content, file)) === text ? [] : [{ file, text }]
    })
    if (!values.check) {
      mkdirSync(join(content, 'flows', 'schema'), { recursive: true })
      for (const { file, text } of behind) writeFileSync(join(content, file), text)
    }
    const files = behind.map(({ file }) => file)
    const ends = values.check ? 'is behind: npx brug schema' : 'written'
    print(values.json, { files }, files.length === 0 ? 'All schemas are up to date.' : files.map((file) => `${file} ${ends}`).join('\n'))
    return values.check && files.length > 0 ? 1 : 0
  },
}

function schemaText(name: string, shape: z.ZodType): string {
  const { $schema, ...rest } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' })
  return `${JSON.stringify({ $schema, title: `Brug: ${name}`, $comment: 'Made by `npx brug schema`; do not edit.', ...rest }, null, 2)}\n`
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
