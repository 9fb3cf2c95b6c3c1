// brug talk: plays a conversation in the terminal on the real core, and can save it as a transcript test.
// Nothing is stored and nobody is alerted: staff and time are played on a stage.
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Effect } from '../core/effect.ts'
import { directionOf, Lang } from '../core/phrasebook.ts'
import { millisecondsOf } from '../core/turn/journey.ts'
import { startFlow } from '../core/turn/journey.ts'
import { finish, newDraft } from '../core/turn/draft.ts'
import { flagsOf, WrongInput, type Command } from './command.ts'
import { alertedIn, messagesIn, openStage, passes, says, starts, taps, type Stage } from './stage.ts'
import { contentForCommand } from './texts.ts'
import { bare, written, type Transcript } from './transcript.ts'

export const talk: Command = {
  name: 'talk',
  usage: ['talk [FLOW] --lang ar [--save FILE.yaml]'],
  summary: 'plays a conversation in the terminal',
  async run(words) {
    const { values, positionals } = flagsOf(words, { lang: { type: 'string', default: 'nl' }, save: { type: 'string' } })
    const lang = Lang.safeParse(values.lang)
    if (!lang.success) throw new WrongInput(`--lang '${values.lang}' is not one of ${Lang.options.join(', ')}`)
    const { content } = contentForCommand()
    const flow = positionals[0]
    if (flow && !content.flow(flow) && !content.topics.has(flow)) throw new WrongInput(`there is no flow or topic '${flow}'; there are: ${[...content.flows.keys(), ...content.topics.keys()].join(', ')}`)
    const given = { at: '2026-03-02 10:00', lang: lang.data, firstName: 'Amina', trusted: 'Maria', reserve: 'Yusuf', settled: true }
    const lines: Transcript = [{ given }]
    let stage = openStage(content, given, Date.parse('2026-03-02T10:00:00+01:00'))
    process.stdout.write('Type a message. A number or a label chooses. :pass P1D moves the clock, :quit ends.\n\n')
    if (flow) stage = opened(stage, flow, lines)
    const input = createInterface({ input: process.stdin, terminal: false })
    for await (const line of input) {
      const text = line.trim()
      if (text === ':quit') break
      if (text === '') continue
      stage = played(stage, text, lines)
    }
    if (values.save) writeFileSync(values.save, written(lines))
    return 0
  },
}

function opened(stage: Stage, flow: string, lines: Transcript): Stage {
  if (stage.content.topics.has(flow)) {
    const question = stage.content.phrasebook.text(stage.conversation.lang ?? 'nl', `topics:${flow}.title`)
    return played(stage, question, lines)
  }
  if (flow === 'onboarding') return shown(starts(stage), lines, { starts: '' })
  const draft = newDraft(stage.content, stage.conversation, { id: 'open', at: stage.now, type: 'check_in_requested', staffId: 'stage' }, new Date(stage.now))
  startFlow(draft, flow)
  const { conversation, effects } = finish(draft)
  show(effects)
  return { ...stage, conversation, offers: messagesIn(effects).at(-1)?.offers ?? [] }
}

function played(stage: Stage, text: string, lines: Transcript): Stage {
  if (text.startsWith(':pass ')) {
    const duration = text.slice(6).trim()
    return shown(passes(stage, stage.now + millisecondsOf(duration)), lines, { passes: duration })
  }
  const offered = stage.offers.find((offer) => bare(offer.label) === bare(text))
  const tapped = offered && taps(stage, offered.label)
  return tapped && offered ? shown(tapped, lines, { taps: offered.label }) : shown(says(stage, text), lines, { says: text })
}

function shown(turn: { stage: Stage; effects: Effect[] }, lines: Transcript, line: Transcript[number]): Stage {
  lines.push(line)
  const messages = messagesIn(turn.effects)
  for (const message of messages) lines.push({ bot: bare(message.text), ...(message.offers.length > 0 ? { choices: message.offers.map((offer) => bare(offer.label)) } : {}) })
  if (messages.length === 0) lines.push({ silent: true })
  show(turn.effects)
  return turn.stage
}

function show(effects: Effect[]): void {
  for (const message of messagesIn(effects)) {
    const mark = directionOf(message.lang) === 'rtl' ? '\u200f' : ''
    process.stdout.write(`${message.text.split('\n').map((line) => `${mark}  ${line}`).join('\n')}\n`)
    message.offers.forEach((offer, n) => process.stdout.write(`    ${n + 1}. [${offer.full ?? offer.label}]\n`))
    process.stdout.write('\n')
  }
  const alerted = alertedIn(effects)
  if (alerted.length > 0) process.stdout.write(`  (alerted: ${alerted.join(', ')})\n\n`)
}
