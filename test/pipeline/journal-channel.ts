// A channel of our own that keeps a journal of what it accepted, and can misbehave in the ways platforms do.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { Arrival, Channel, OutgoingMessage, SendOutcome } from '../../src/channels/channel.ts'
import type { ChannelName } from '../../src/core/event.ts'
import { z } from 'zod'

const Line = z.object({ id: z.string(), to: z.string(), text: z.string(), at: z.number() })
export type Line = z.infer<typeof Line>

/** What the platform does with the next message; `hang` never answers. `accept_hang` accepts and never answers. */
export type Mood = (message: OutgoingMessage, attempt: number) => SendOutcome | 'accept' | 'hang' | 'accept_hang' | 'throw'

export interface JournalChannel extends Channel {
  /** What was accepted, in order. */
  readonly lines: Line[]
  /** Every attempt, accepted or not. */
  readonly attempts: Line[]
  readonly acknowledged: string[]
  mood: Mood
}

const fast: Channel['pace'] = { perSecond: 100_000, gapMs: 0, burst: 100_000 }

/** With `file` the journal outlives a process that is killed: a line is written before the message counts as accepted. */
export function journalChannel(name: ChannelName, o: { pace?: Channel['pace']; file?: string; mood?: Mood } = {}): JournalChannel {
  const lines: Line[] = []
  const attempts: Line[] = []
  const acknowledged: string[] = []
  const accept = (line: Line): SendOutcome => {
    lines.push(line)
    if (o.file !== undefined) appendFileSync(o.file, `\n${JSON.stringify(line)}\n`)
    return { type: 'accepted', providerMessageId: `${name}-${line.id}-${lines.length}` }
  }
  const channel: JournalChannel = {
    name,
    lines,
    attempts,
    acknowledged,
    pace: o.pace ?? fast,
    mood: o.mood ?? (() => 'accept'),
    routes: (_app: FastifyInstance) => {},
    start: async () => {},
    stop: async () => {},
    async send(message) {
      const line = { id: message.id, to: message.to, text: message.text, at: Date.now() }
      attempts.push(line)
      const mood = channel.mood(message, attempts.filter(({ id }) => id === message.id).length)
      if (mood === 'throw') throw new Error(`socket closed while sending ${message.text}`)
      if (mood === 'accept') return accept(line)
      if (mood === 'accept_hang') accept(line)
      if (typeof mood === 'string') return new Promise<SendOutcome>(() => {})
      return mood
    },
    async acknowledge(_to, messageId) {
      acknowledged.push(messageId)
    },
    media: async () => ({ type: 'failed', code: 'none' }),
    inviteUrl: () => undefined,
  }
  return channel
}

/** What was written whole. A line that is being written, or whose writer died over it, was not accepted. */
export function readJournal(file: string): Line[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [Line.parse(JSON.parse(line))] : []))
}

export function arrivalOf(channel: ChannelName, person: string, n: number | string, text: string): Arrival {
  const messageId = `${person}-${n}`
  return {
    channel,
    dedupeKey: messageId,
    senderIds: [person],
    event: { type: 'message_received', at: Date.now(), messageId, channel, addressId: person, text },
  }
}
