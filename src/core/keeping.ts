// What the keepers of facts have to look at, and what their word changes: an answer may be told as certain until a later day.
// Their word never changes a text or an amount, and a file that was seen later wins over it.
import { z } from 'zod'
import type { Content, Helpline } from './content.ts'
import type { Fact, Topic } from './flow/topic.ts'

export const KeptKind = z.enum(['topic', 'fact', 'helpline'])
export type KeptKind = z.infer<typeof KeptKind>

/** `on`: the day somebody compared it with its source. `by`: a staff id. */
export const Confirmation = z.object({
  kind: KeptKind,
  id: z.string(),
  verdict: z.enum(['holds', 'change']),
  on: z.iso.date(),
  until: z.iso.date().optional(),
  by: z.string(),
  note: z.string().optional(),
})
export type Confirmation = z.infer<typeof Confirmation>

export interface KeepersTask {
  kind: KeptKind
  id: string
  topicId?: string
  text: string
  source: string
  /** Of a fact: the Dutch words for what it is about. */
  nlTerm?: string
  /** Last day it may be told as certain; of a help line the day it was verified. */
  day: string
  isPast: boolean
  /** False: an amount of a year that is over cannot hold, the text has to change. */
  mayHold: boolean
  keeper?: string
}

export const noticeDays = 14
const helplineDaysMax = 90
const dayMs = 24 * 60 * 60 * 1000

/** The content with every "still right" in it. */
export function withConfirmed(content: Content, confirmations: readonly Confirmation[]): Content {
  const holds = new Map(confirmations.filter(({ verdict }) => verdict === 'holds').map((one) => [`${one.kind}:${one.id}`, one]))
  if (holds.size === 0) return content
  const fact = (one: Fact) => later(one, holds.get(`fact:${one.id}`))
  const topic = (one: Topic) => ({ ...later(one, holds.get(`topic:${one.id}`)), facts: one.facts.map(fact) })
  const helpline = (one: Helpline) => {
    const on = holds.get(`helpline:${one.id}`)?.on
    return on !== undefined && on > one.verifiedOn ? { ...one, verifiedOn: on } : one
  }
  return {
    ...content,
    topics: mapped(content.topics, topic),
    facts: mapped(content.facts, fact),
    helplines: mapped(content.helplines, helpline),
  }
}

/** Past its day or within two weeks of it, oldest first; help lines after ninety days. `now`: epoch ms. */
export function keepersTasks({ topics, helplines }: Content, now: number): KeepersTask[] {
  const today = dayOf(now)
  const soon = dayOf(now + noticeDays * dayMs)
  const ofTopics = [...topics.values()].flatMap((topic) => {
    const { id, source, keeper, valid_until: day } = topic
    const whole: KeepersTask[] = day <= soon ? [{ kind: 'topic', id, topicId: id, text: id, source, day, isPast: day < today, mayHold: true, keeper }] : []
    return [...whole, ...topic.facts.flatMap((fact) => factTask(topic, fact, { today, soon }))]
  })
  const oldLine = dayOf(now - helplineDaysMax * dayMs)
  const ofLines = [...helplines.values()]
    .filter(({ verifiedOn }) => verifiedOn < oldLine)
    .map(({ id, number, source, verifiedOn: day }): KeepersTask => ({
      kind: 'helpline',
      id,
      text: `${id}: ${number}`,
      source,
      day,
      isPast: true,
      mayHold: true,
    }))
  return [...ofTopics, ...ofLines].toSorted((a, b) => a.day.localeCompare(b.day))
}

function factTask(topic: Topic, fact: Fact, { today, soon }: { today: string; soon: string }): KeepersTask[] {
  // An amount of next year is early and not old; one of a year that is over held until the end of it at most.
  const isOldAmount = fact.amount_year !== undefined && String(fact.amount_year) < today.slice(0, 4)
  // Without a day of its own it stands and falls with its topic.
  const until = fact.valid_until ?? topic.valid_until
  const endOfYear = `${fact.amount_year}-12-31`
  const day = isOldAmount && endOfYear < until ? endOfYear : until
  if (!isOldAmount && (fact.valid_until === undefined || day > soon)) return []
  const { id, text, source, nl_term: nlTerm } = fact
  return [{ kind: 'fact', id, topicId: topic.id, text, source, nlTerm, day, isPast: day < today, mayHold: !isOldAmount, keeper: fact.keeper ?? topic.keeper }]
}

function later<T extends { as_of: string; valid_until?: string }>(one: T, word: Confirmation | undefined): T {
  if (!word || (one.as_of !== 'undated' && word.on < one.as_of)) return one
  const until = word.until !== undefined && word.until > (one.valid_until ?? '') ? { valid_until: word.until } : {}
  return { ...one, as_of: word.on, ...until }
}

function mapped<T>(map: ReadonlyMap<string, T>, change: (one: T) => T): ReadonlyMap<string, T> {
  return new Map([...map].map(([id, one]) => [id, change(one)]))
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
