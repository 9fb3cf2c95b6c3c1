// brug understand: what Brug hears in messages, one JSON line in, one JSON line out, in the same order.
// A line that cannot be read still gets its line out, with `error`, so that the two sides never slip.
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { Lang } from '../core/phrasebook.ts'
import type { LoadedContent } from '../content.ts'
import { flagsOf, type Command } from './command.ts'
import { contentForCommand } from './texts.ts'

const Line = z.object({ id: z.unknown().optional(), text: z.string(), lang: Lang.optional().catch(undefined) })
const Named = z.object({ id: z.unknown().optional() })
const namedMax = 10

export const understand: Command = {
  name: 'understand',
  usage: ['understand [--explain] < messages.jsonl'],
  summary: 'What Brug hears in messages: topics, command and level, as JSON lines. In: {"id","text","lang"?}. --explain: which part said what.',
  async run(words) {
    const { explain = false } = flagsOf(words, { explain: { type: 'boolean' } }, 0).values
    const loaded = contentForCommand()
    if (process.stdin.isTTY) process.stderr.write('Type lines like {"id":1,"text":"ik zoek een huisarts"}; Ctrl+D ends.\n')
    const broken: number[] = []
    let number = 0
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      number += 1
      const heard = heardIn(loaded, explain, number === 1 ? line.replace(/^\uFEFF/, '') : line)
      if ('error' in heard) broken.push(number)
      // A reader that is slower than we are must not fill our memory.
      if (!process.stdout.write(`${JSON.stringify(heard)}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve))
    }
    if (broken.length === 0) return 0
    const named = `${broken.slice(0, namedMax).join(', ')}${broken.length > namedMax ? ', ...' : ''}`
    process.stderr.write(`brug understand: ${broken.length} of ${number} lines could not be read (line ${named}); a line is {"id","text","lang"?}\n`)
    return 2
  },
}

function heardIn({ content: { understanding }, explain: why }: LoadedContent, explain: boolean, line: string) {
  const input = jsonOf(line)
  const parsed = Line.safeParse(input)
  if (!parsed.success) {
    return { id: Named.safeParse(input).data?.id ?? null, lang: null, topics: [], command: null, level: '0', sure: 0, error: 'a line is {"id","text","lang"?}' }
  }
  const { id = null, text, lang } = parsed.data
  const { topics, command: heard = null, distress, sure, lang: read } = understanding.read(text, lang)
  // "Never mind" is a kind of no; only inside a conversation is it known what it takes back.
  const command = heard === 'not-needed' ? 'no' : heard
  const explanation = explain ? { explanation: why(text, lang) } : {}
  return {
    id,
    lang: read,
    topics: topics.map(({ topic }) => topic),
    command: published.includes(command) ? command : null,
    level: distress.level,
    sure,
    ...explanation,
  }
}

/** Commands that other systems rely on; the rest stays inside. */
const published: (string | null)[] = ['human', 'stop', 'forget-me', 'language-change', 'confirm', 'cancel', 'reschedule', 'yes', 'no']

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
