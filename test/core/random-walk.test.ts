// Whatever a person taps or types, in any flow and language, and whatever is asked in the middle: there is an answer, it has a way on, and it fits every platform.
// Not about language: topics are asked for by a sign, so that nothing has to be learned first.
import { array, assert, boolean, constantFrom, nat, oneof, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { messagesIn, opens, openStage, says, sends, taps, type Stage } from '../../src/cli/stage.ts'
import type { Effect } from '../../src/core/effect.ts'
import { languages } from '../../src/core/phrasebook.ts'
import { projectContent } from '../content-for-tests.ts'
import { askedBySign } from './asked-by-sign.ts'

const at = Date.parse('2026-11-23T09:00:00Z')
const content = { ...projectContent(), understanding: askedBySign }
const flows = [...content.flows.keys()]
const topics = [...content.topics.keys()]
const towns = [...content.municipalities.keys()]
/** WhatsApp: the text above buttons or a list, the words on them, the rows of a list. */
const withChoicesMax = 1024
const textMax = 4096
const labelMax = 20
const rowsMax = 10
const fullMax = 72

const move = oneof(
  { weight: 6, arbitrary: record({ taps: nat(9) }) },
  { weight: 1, arbitrary: record({ asks: constantFrom(...topics) }) },
  { weight: 2, arbitrary: record({ types: constantFrom('1', '3', '1234 AB', 'xyz', '٤', 'ja', 'Bilen', '24-11-2026', ' ') }) },
  { weight: 1, arbitrary: record({ sends: constantFrom('picture' as const, 'voice' as const) }) },
)
type Move = { taps: number } | { asks: string } | { types: string } | { sends: 'picture' | 'voice' }

function walked(stage: Stage, step: Move): { stage: Stage; effects: Effect[] } | undefined {
  if ('asks' in step) return says(stage, `?${step.asks}`)
  if ('types' in step) return says(stage, step.types)
  if ('sends' in step) return sends(stage, step.sends)
  const offer = stage.offers[step.taps % Math.max(stage.offers.length, 1)]
  return offer && taps(stage, offer.id)
}

/** What is wrong with what was said; nothing where all is well. */
function wrong({ stage, effects }: { stage: Stage; effects: Effect[] }, silenceAllowed: boolean): string[] {
  const said = messagesIn(effects)
  const { stopped, questions, case: open } = stage.conversation
  const hasWayOn = said.at(-1)?.offers.length !== 0 || questions.some((question) => !question.standing) || open !== undefined || stopped
  return [
    ...(said.length === 0 && !silenceAllowed ? ['nothing was said'] : []),
    ...(said.length > 0 && !hasWayOn ? [`no way on: ${said.at(-1)?.text}`] : []),
    ...said.flatMap(({ text, offers }) => [
      ...(text.trim() === '' || /\{\{|undefined|NaN/.test(text) ? [`broken text: ${text}`] : []),
      ...(text.length > (offers.length > 0 ? withChoicesMax : textMax) ? [`${text.length} characters: ${text.slice(0, 60)}`] : []),
      ...(offers.length > rowsMax ? [`${offers.length} choices: ${text.slice(0, 60)}`] : []),
      ...offers.flatMap(({ label, full = '' }) => (label.trim() === '' || label.length > labelMax || full.length > fullMax ? [`label ${label} ${full}`] : [])),
      ...(new Set(offers.map(({ label }) => label)).size < offers.length ? [`two choices alike: ${offers.map(({ label }) => label).join(' | ')}`] : []),
    ]),
  ]
}

const given = record({
  flow: constantFrom(...flows),
  lang: constantFrom(...languages),
  municipality: constantFrom(...towns),
  who: constantFrom({}, { firstName: 'Amina' }, { firstName: 'Amina', trusted: 'Maria' }, { firstName: 'Amina', trusted: 'Maria', reserve: 'Yusuf' }),
  settled: boolean(),
})

test('no walk through any flow in any language comes to a dead end or to a message that does not fit', () => {
  assert(
    property(given, array(move, { minLength: 1, maxLength: 12 }), ({ flow, who, ...rest }, moves: Move[]) => {
      let turn = opens(openStage(content, { ...rest, ...who }, at), flow)
      expect(wrong(turn, false)).toEqual([])
      for (const step of moves) {
        const { conversation } = turn.stage
        if (conversation.forgetting) return
        // A burst of pictures or of words that say nothing gets one answer, so time passes in between.
        const next = walked({ ...turn.stage, now: turn.stage.now + 60_000 }, step)
        if (!next) continue
        expect(wrong(next, false)).toEqual([])
        turn = next
      }
    }),
    { numRuns: 1200, seed: 7, interruptAfterTimeLimit: 8_000, markInterruptAsFailure: false },
  )
}, 20_000)

test.each(languages)('every topic of %s fits with what either town says', (lang) => {
  for (const municipality of towns)
    for (const topic of topics) {
      const stage = openStage(content, { lang, municipality, firstName: 'Amina', trusted: 'Maria', settled: true }, at)
      const answer = says(stage, `?${topic}`)
      expect({ topic, wrong: wrong(answer, false), messages: messagesIn(answer.effects).length }).toEqual({ topic, wrong: [], messages: 1 })
      const more = answer.stage.offers.find(({ label }) => label === content.phrasebook.text(lang, 'topics:more'))
      const told = more && taps(answer.stage, more.id)
      if (told) expect({ topic, wrong: wrong(told, false), messages: messagesIn(told.effects).length }).toEqual({ topic, wrong: [], messages: 1 })
    }
})
