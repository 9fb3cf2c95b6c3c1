// brug understand: what Brug hears in messages, one JSON line in, one JSON line out, in the same order.
// A line that cannot be read still gets its line out, so that the two sides never slip.
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { Lang } from '../core/phrasebook.ts'
import { flagsOf, type Command } from './command.ts'
import { contentForCommand } from './texts.ts'

const Line = z.object({ id: z.union([z.string(), z.number()]).optional(), text: z.string(), lang: Lang.optional().catch(undefined) })

export const understand: Command = {
  name: 'understand',
  usage: ['understand < messages.jsonl'],
  summary: 'what Brug hears in messages: topic, command and level, as JSON lines',
  async run(words) {
    flagsOf(words, {})
    const { understanding } = contentForCommand().content
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      if (line.trim() === '') continue
      const parsed = Line.safeParse(jsonOf(line))
      if (!parsed.success) {
        process.stdout.write(`${JSON.stringify({ id: null, error: 'a line is {"id","text","lang"?}' })}\n`)
        continue
      }
      const { id = null, text, lang } = parsed.data
      const reading = understanding.read(text, lang)
      const { topics, command = null, distress, sure } = reading
      process.stdout.write(`${JSON.stringify({ id, lang: reading.lang, topics: topics.map(({ topic }) => topic), command: published.includes(command) ? command : null, level: distress.level, sure })}\n`)
    }
    return 0
  },
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
