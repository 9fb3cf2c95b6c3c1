// Asks others outside (a language model, a transcriber) what turns want to know, and puts each answer into the mailbox it belongs to.
// Once each, bounded in time, number and size; nobody waits for it. An effect is crossed off when asking has begun: what a crash cuts short is not
// asked again, and the conversation's own timer answers a voice message that nobody wrote out. Never logged: what was said or answered.
import type { Logger } from 'pino'
import type { Channel, MediaOutcome, Sound } from '../channels/channel.ts'
import type { Content } from '../core/content.ts'
import type { Asked, EffectOf } from '../core/effect.ts'
import type { ChannelName, Event } from '../core/event.ts'
import type { Level } from '../core/level.ts'
import { post } from '../store/mailbox.ts'
import type { Store } from '../store/redis.ts'
import type { Metrics } from './counters.ts'
import { despiteOutage, faultOf } from './loop.ts'

type Failed = { type: 'failed'; code: string }
export type Opinion = { type: 'opinion'; topic?: string; level?: Level } | Failed
export type Transcript = { type: 'transcript'; text: string } | Failed

/** Who may be asked; what is absent is off. They never throw, end by themselves, and give up when the signal says so. */
export interface Outside {
  opinion?: (text: string, signal: AbortSignal) => Promise<Opinion>
  transcript?: (media: Extract<MediaOutcome, { type: 'media' }>, signal: AbortSignal) => Promise<Transcript>
  /** Answers of ours that somebody read aloud before; nobody is asked while people wait. */
  recordings?: { find: NonNullable<Content['recording']>; bytes: (name: string) => ReturnType<Sound['bytes']> }
}

export interface AskingParts {
  store: Store
  channels: ReadonlyMap<ChannelName, Channel>
  outside: Outside
  log?: Logger
  metrics?: Metrics
  /** How long the end waits for what is under way. */
  finishMs?: number
}

export interface Asking {
  begin(owner: string, effect: Asked): void
  /** Waits a moment for what is under way, and gives the rest up. */
  finish(): Promise<void>
}

/** At once in this process: a sound may be 16 MB, and a model of one's own answers one after the other. */
const opinionsMax = 8
const transcriptsMax = 4
/** Stand in line; beyond that it is not asked at all. */
const waitingMax = 100
const finishMsDefault = 8_000
const postForMs = 10_000

export function asking(parts: AskingParts): Asking {
  const stopping = new AbortController()
  const under = new Set<Promise<void>>()
  const lines = { second_opinion: newLine(opinionsMax), transcribe: newLine(transcriptsMax) }
  const answer = async (owner: string, effect: Asked): Promise<void> => {
    const line = lines[effect.type]
    if (!(await line.enter())) return give(parts, owner, effect, { type: 'failed', code: 'busy' })
    try {
      await give(parts, owner, effect, await ask(parts, effect, stopping.signal))
    } finally {
      line.leave()
    }
  }
  return {
    begin(owner, effect) {
      const one: Promise<void> = answer(owner, effect)
        .catch((error: unknown) => parts.log?.error({ owner, what: effect.type, ...faultOf(error) }, 'an answer from outside was lost'))
        .finally(() => under.delete(one))
      under.add(one)
    },
    async finish() {
      const late = setTimeout(() => stopping.abort(), parts.finishMs ?? finishMsDefault)
      await Promise.all(under)
      clearTimeout(late)
    },
  }
}

function newLine(placesMax: number) {
  const waiting: ((mayGo: boolean) => void)[] = []
  let taken = 0
  return {
    async enter(): Promise<boolean> {
      if (taken < placesMax) return (taken += 1) > 0
      return waiting.length < waitingMax && new Promise<boolean>((resolve) => waiting.push(resolve))
    },
    /** The place goes to the next in line. */
    leave(): void {
      const next = waiting.shift()
      if (next) next(true)
      else taken -= 1
    },
  }
}

async function ask({ outside, channels }: AskingParts, effect: Asked, signal: AbortSignal): Promise<Opinion | Transcript> {
  if (signal.aborted) return { type: 'failed', code: 'stopped' }
  if (effect.type === 'second_opinion') return (await outside.opinion?.(effect.text, signal)) ?? off
  if (!outside.transcript) return off
  const media = await (channels.get(effect.channel)?.media(effect.mediaId, signal) ?? off)
  return media.type === 'failed' ? { ...media, code: `media_${media.code}` } : outside.transcript(media, signal)
}

const off: Failed = { type: 'failed', code: 'off' }

async function give({ store, log, metrics }: AskingParts, owner: string, effect: Asked, found: Opinion | Transcript): Promise<void> {
  metrics?.outside.inc({ what: effect.type, outcome: found.type === 'failed' ? found.code : 'answered' })
  if (found.type === 'failed') log?.warn({ owner, what: effect.type, code: found.code }, 'nobody outside had an answer')
  const event = effect.type === 'transcribe' ? transcribed(store, effect, found) : opined(store, effect, found)
  if (event) await despiteOutage(postForMs, async () => post(store, owner, event))
}

function transcribed(store: Store, effect: EffectOf<'transcribe'>, found: Opinion | Transcript): Event {
  const { about, channel } = effect
  return { ...headOf(store, effect), type: 'voice_transcribed', about, channel, text: found.type === 'transcript' ? found.text : '' }
}

function opined(store: Store, effect: EffectOf<'second_opinion'>, found: Opinion | Transcript): Event | undefined {
  if (found.type !== 'opinion' || (found.topic === undefined && found.level === undefined)) return undefined
  const { about, heard } = effect
  return { ...headOf(store, effect), type: 'opinion_received', about, heard, topic: found.topic, level: found.level }
}

/** Asked twice, it is still one answer. */
function headOf(store: Store, { id }: Asked) {
  return { id: `outside_${store.sealing.digest('outside', id)}`, at: Math.floor(store.clock()) }
}
