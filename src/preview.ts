// Plays flows and topics for editors on the same stage as `brug talk`, and shows each message as WhatsApp or Telegram would.
// It keeps nothing: every answer is played from the start. Content is read again when a file changes, until then it is the one that runs.
import { watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { partsOf as telegramParts } from './channels/telegram/outgoing.ts'
import { partsOf as whatsappParts } from './channels/whatsapp/outgoing.ts'
import type { OutgoingMessage } from './channels/channel.ts'
import { alertedIn, answers, messagesIn, opens, openStage, passes, says, starts, taps, type Stage } from './cli/stage.ts'
import type { Content } from './core/content.ts'
import type { Effect, EffectOf } from './core/effect.ts'
import type { Flow } from './core/flow/definition.ts'
import { exits, kindOf, stepKinds } from './core/flow/steps.ts'
import { directionOf, languages, type Lang } from './core/phrasebook.ts'
import type { Part, Play, Played, Preview } from './inbox/preview.ts'

export interface PreviewParts {
  contentDir: string
  running(): Promise<Content>
  /** Everything wrong with the files as they are now, and the content when it can be played all the same. */
  load(): Promise<{ content?: Content; faults: readonly string[] }>
}

type Turn = { stage: Stage; effects: Effect[] }

/** A moment on a working day, the same every time. */
const at = Date.UTC(2026, 2, 2, 9)
/** Long enough for an answer that waits until a burst is over. */
const settleMs = 20_000

export function previewOf(parts: PreviewParts): Preview {
  const state: { edition: number; isStale: boolean; content?: Content; faults: string[]; watchers?: FSWatcher[] } = { edition: 1, isStale: false, faults: [] }
  const changed = () => {
    state.isStale = true
  }
  const current = async (): Promise<Content> => {
    state.watchers ??= watchersOf(parts.contentDir, changed)
    const before = (state.content ??= await parts.running())
    if (!state.isStale) return before
    state.isStale = false
    state.edition += 1
    const { content, faults } = await parts.load()
    state.faults = [...faults]
    return (state.content = content ?? before)
  }
  return {
    async playable() {
      const content = await current()
      const title = (key: string) => (content.phrasebook.has('nl', key) ? content.phrasebook.text('nl', key) : key)
      return {
        edition: state.edition,
        faults: state.faults,
        flows: [...content.flows.values()].map(({ id, title: key }) => ({ id, title: title(key) })),
        topics: [...content.topics.keys()].map((id) => ({ id, title: title(`topics:${id}.title`) })),
      }
    },
    async play(asked) {
      const content = await current()
      const played = playedFrom(content, asked)
      return played && { edition: state.edition, ...played }
    },
  }
}

function watchersOf(dir: string, changed: () => void): FSWatcher[] {
  const folders = [
    'flows',
    'flows/journeys',
    'flows/topics',
    'flows/municipalities',
    ...languages.flatMap((lang) => [`locales/${lang}`, `locales/${lang}/topics`]),
  ]
  return folders.flatMap((folder) => {
    try {
      return [watch(join(dir, folder), { persistent: false }, changed)]
    } catch {
      // A folder that is not there is a fault of the content, which is told elsewhere.
      return []
    }
  })
}

function playedFrom(content: Content, asked: Play): Omit<Played, 'edition'> | undefined {
  let turn = opening(content, asked)
  if (!turn) return undefined
  const shown = (one: Turn, said?: string) => ({
    ...(said === undefined ? {} : { said }),
    parts: messagesIn(one.effects).flatMap((message) => partsOn(asked.channel, message)),
    alerted: alertedIn(one.effects),
  })
  const turns = [shown(turn)]
  let acted = 0
  for (const act of asked.acts) {
    const label = 'taps' in act ? turn.stage.offers.find((offer) => offer.id === act.taps)?.label : act.says
    const next: Turn | undefined = 'taps' in act ? taps(turn.stage, act.taps) : says(turn.stage, act.says)
    if (!next) break
    turn = settled(next)
    turns.push(shown(turn, label))
    acted += 1
  }
  // Where the person is now; after the end, where they were.
  const frame = turn.stage.conversation.stack.at(-1)
  const flow = content.flows.get(frame?.flow ?? (asked.what === 'flow' ? asked.id : ''))
  return { turns, acted, ...(flow ? { flow: flow.id } : {}), steps: flow ? stepsOf(flow, content, asked.lang, frame?.step) : [] }
}

function opening(content: Content, { what, id, lang }: Play): Turn | undefined {
  const isFirst = id === 'onboarding'
  const stage = openStage(content, { lang, firstName: 'Amina', trusted: 'Maria', reserve: 'Yusuf', ...(isFirst ? {} : { settled: true }) }, at)
  if (what === 'topic') return content.topics.has(id) ? answers(stage, id) : undefined
  if (!content.flows.has(id)) return undefined
  return settled(isFirst ? starts(stage) : opens(stage, id))
}

function settled({ stage, effects }: Turn): Turn {
  const later = passes(stage, stage.now + settleMs)
  return { stage: later.stage, effects: [...effects, ...later.effects] }
}

function partsOn(channel: Play['channel'], message: EffectOf<'say'>): Part[] {
  const outgoing: OutgoingMessage = { ...message, sound: undefined, to: 'preview', dir: directionOf(message.lang) }
  const whole = new Map(message.offers.map((offer) => [offer.id, offer.full ?? offer.label]))
  const option = (id: string, label: string, charsMax: number, description?: string) => {
    const isCut = label.endsWith('…') && description === undefined && label !== whole.get(id)
    return { id, label, charsMax, chars: label.length, isCut, ...(description === undefined ? {} : { description }) }
  }
  if (channel === 'telegram')
    return telegramParts(outgoing).map(({ text, keyboard }) => {
      const rows = keyboard.map((row) => row.map((button) => option('callback_data' in button ? button.callback_data : '', button.text, 40)))
      return { ...measured(text, 4096), as: rows.length > 0 ? 'buttons' : 'none', rows }
    })
  return whatsappParts(outgoing).map((part) => {
    if (part.type === 'buttons') return { ...measured(part.body, 1024), as: 'buttons', rows: part.buttons.map(({ id, title }) => [option(id, title, 20)]) }
    if (part.type === 'list') {
      const rows = part.rows.map(({ id, title, description }) => [option(id, title, 24, description)])
      return { ...measured(part.body, 1024), as: 'list', listLabel: part.buttonText, rows }
    }
    if (part.type === 'link') return { ...measured(part.body, 1024), as: 'buttons', rows: [[option('', part.label, 20)]] }
    return { ...measured(part.body, 4096), as: 'none', rows: [] }
  })
}

function measured(text: string, charsMax: number): Pick<Part, 'text' | 'chars' | 'charsMax' | 'sentenceWords'> {
  const sentences = text.split(/[.!?؟።:]\s|\n/u).map((sentence) => sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length)
  return { text, chars: text.length, charsMax, sentenceWords: Math.max(...sentences) }
}

function stepsOf(flow: Flow, content: Content, lang: Lang, current: string | undefined): Played['steps'] {
  return flow.order.flatMap((name) => {
    const step = flow.steps[name]
    if (!step) return []
    const because = new Map<string, string>()
    if ('choose' in step)
      for (const option of step.choose.options) if ('go' in option && option.go) because.set(option.go, content.phrasebook.text(lang, option.label))
    if ('branch' in step) for (const way of step.branch) if ('when' in way) because.set(way.go, way.when)
    const [key] = stepKinds[kindOf(step)].texts(step)
    const to = [...new Set(exits(flow, name))].map((other) => ({ step: other, because: because.get(other) }))
    return [{ name, kind: kindOf(step), text: key && content.phrasebook.text(lang, key), to, isCurrent: name === current }]
  })
}
