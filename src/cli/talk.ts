// brug talk: plays a conversation in the terminal on the real core, and can save it as a transcript test.
// Nothing is stored and nobody is alerted: staff and time are played on a stage.
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Content } from '../core/content.ts'
import type { Effect } from '../core/effect.ts'
import { directionOf, Lang } from '../core/phrasebook.ts'
import { millisecondsOf } from '../core/turn/journey.ts'
import { oneOf } from './answers.ts'
import { flagsOf, notThere, WrongInput, type Command } from './command.ts'
import { alertedIn, answers, messagesIn, opens, openStage, passes, says, starts, taps, type Given, type Stage } from './stage.ts'
import { contentForCommand } from './texts.ts'
import { bare, instant, written, type Transcript, type TranscriptLine } from './transcript.ts'

export const talk: Command = {
  name: 'talk',
  usage: ['talk [FLOW or TOPIC] --lang ar [--save FILE.yaml]'],
  summary: 'Plays a conversation in the terminal; --save writes it as a transcript test.',
  async run(words) {
    const { values, positionals } = flagsOf(words, { lang: { type: 'string', default: 'nl' }, save: { type: 'string' } }, 1)
    const lang = oneOf(Lang, values.lang, '--lang')
    const { content } = contentForCommand()
    const flow = positionals[0]
    if (flow !== undefined && !content.flow(flow) && !content.topics.has(flow))
      throw notThere('flow or topic', flow, [...content.flows.keys(), ...content.topics.keys()])
    const play = newPlay(content, lang, flow, { save: values.save, json: values.json })
    if (!values.json) process.stdout.write('Type a message. A number or a label chooses. :pass P1D moves the clock, :quit ends.\n\n')
    if (flow !== undefined) opening(play, flow)
    await listen(play)
    if (values.save !== undefined && !values.json) process.stdout.write(`Saved in ${values.save}.\n`)
    return 0
  },
}

interface Play {
  stage: Stage
  /** What happened so far; with `save` the file holds the same, whatever ends the conversation. */
  lines: Transcript
  save?: string
  json: boolean
}

function newPlay(content: Content, lang: Lang, flow: string | undefined, o: { save?: string; json: boolean }): Play {
  const at = '2026-03-02 10:00'
  // Who is to meet Brug has not met it yet.
  const settled: Given = flow === 'onboarding' ? {} : { settled: true }
  const given = { at, lang, firstName: 'Amina', trusted: 'Maria', reserve: 'Yusuf', ...settled }
  const play: Play = { stage: openStage(content, given, instant(at)), lines: [], ...o }
  add(play, { given })
  return play
}

function opening(play: Play, flow: string): void {
  const { stage } = play
  if (flow === 'onboarding') return happened(play, { starts: '' }, starts(stage))
  if (stage.content.flow(flow)) return happened(play, { opens: flow }, opens(stage, flow))
  happened(play, { opens: flow }, answers(stage, flow))
  const title = stage.content.phrasebook.text(stage.conversation.lang ?? 'nl', `topics:${flow}.title`)
  const led = says(stage, title).effects.flatMap((effect) => (effect.type === 'note' && effect.what === 'topic_answered' ? (effect.topic ?? []) : []))
  // Beside the conversation, which went the other way.
  if (!led.includes(flow))
    process.stderr.write(`Whoever types the title, '${title}', comes elsewhere: ${led.length > 0 ? led.join(', ') : 'no topic is answered'}.\n\n`)
}

async function listen(play: Play): Promise<void> {
  const isKeyboard = process.stdin.isTTY && !play.json
  const input = createInterface({ input: process.stdin, ...(isKeyboard ? { output: process.stdout, prompt: '> ' } : {}), terminal: isKeyboard })
  if (isKeyboard) input.prompt()
  for await (const line of input) {
    const text = line.trim()
    if (text === ':quit') break
    if (text !== '') hear(play, text)
    if (isKeyboard) input.prompt()
  }
  input.close()
}

function hear(play: Play, text: string): void {
  const { stage } = play
  if (text.startsWith(':')) {
    const duration = /^:pass\s+(\S+)$/.exec(text)?.[1] ?? ''
    const ms = millisecondsOf(duration)
    if (ms > 0) happened(play, { passes: duration }, passes(stage, stage.now + ms))
    else process.stderr.write(`brug talk: '${text}' is not understood; :pass P1D or :pass PT2H moves the clock, :quit ends\n`)
    return
  }
  const offered = stage.offers.find((offer) => [offer.label, offer.full ?? offer.label].some((label) => bare(label) === bare(text)))
  const tapped = offered && taps(stage, offered.label)
  if (tapped && offered) happened(play, { taps: offered.label }, tapped)
  else happened(play, { says: text }, says(stage, text))
}

function happened(play: Play, line: TranscriptLine, turn: { stage: Stage; effects: Effect[] }): void {
  const messages = messagesIn(turn.effects)
  const alerted = alertedIn(turn.effects)
  add(
    play,
    line,
    ...messages.map((message) => ({
      bot: bare(message.text),
      ...(message.offers.length > 0 ? { choices: message.offers.map((offer) => bare(offer.label)) } : {}),
    })),
    ...(messages.length === 0 ? [{ silent: true as const }] : []),
    ...(alerted.length > 0 ? [{ alerted }] : []),
  )
  play.stage = turn.stage
  if (!play.json) show(turn.effects, alerted)
}

function add(play: Play, ...lines: TranscriptLine[]): void {
  play.lines.push(...lines)
  if (play.json) for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`)
  if (play.save === undefined) return
  try {
    writeFileSync(play.save, written(play.lines))
  } catch {
    throw new WrongInput(`--save: '${play.save}' cannot be written`)
  }
}

function show(effects: Effect[], alerted: string[]): void {
  for (const message of messagesIn(effects)) {
    const mark = directionOf(message.lang) === 'rtl' ? '\u200f' : ''
    process.stdout.write(
      `${message.text
        .split('\n')
        .map((line) => `${mark}  ${line}`.trimEnd())
        .join('\n')}\n`,
    )
    message.offers.forEach((offer, n) => process.stdout.write(`${mark}    ${n + 1}. [${offer.full ?? offer.label}]\n`))
    process.stdout.write('\n')
  }
  if (alerted.length > 0) process.stdout.write(`  (alerted: ${alerted.join(', ')})\n\n`)
}
