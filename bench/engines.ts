// G2 and G2c: the cost of one turn of ours at turn 20 of a form, against a replaying conversation engine, and how it grows with length.
// Every answer is a different typed text, so that nothing is read from memory of an earlier message.
import { conversations, createConversation, type Conversation as Replayed, type ConversationFlavor } from '@grammyjs/conversations'
import { Bot, type Context } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import { newConversation, type Conversation } from '../src/core/conversation.ts'
import type { Content } from '../src/core/content.ts'
import type { Flow } from '../src/core/flow/definition.ts'
import { takeTurn } from '../src/core/turn.ts'
import { sample, type Sample } from './measure.ts'

const questions = 20

/** A form of typed questions that starts again after the last one, so that it can be walked for ever with the same variables. */
export function formContent(content: Content): Content {
  const steps = Object.fromEntries(
    Array.from({ length: questions }, (_, n) => [
      `q${n}`,
      { ask: { text: 'menu:text', as: 'text' as const, into: `answer_${n}` }, next: `q${(n + 1) % questions}` },
    ]),
  )
  const form: Flow = { id: 'form', kind: 'journey', title: 'menu:name', steps, order: Object.keys(steps), edition: 'bench' }
  const flows = new Map([...content.flows, ['form', form] as const])
  return { ...content, flows, flow: (id) => flows.get(id) }
}

/** What the reference does not do either: every text is found to be an ordinary one, without being read. */
export function withReadingGiven(content: Content): Content {
  const { lang, langSure, sure, topics, greeting, distress } = content.understanding.read(answerText(0), 'nl')
  const reading = { lang, langSure, sure, topics, greeting, distress }
  return { ...content, understanding: { read: () => reading } }
}

function answer(conversation: Conversation, content: Content, n: number): Conversation {
  const event = {
    id: `in_${String(n).padStart(22, '0')}`,
    at: n,
    type: 'message_received' as const,
    channel: 'telegram' as const,
    addressId: '1',
    messageId: String(n),
    text: answerText(n),
  }
  return takeTurn(content, conversation, event, new Date(n)).conversation
}

export function conversationAt(content: Content, turn: number): Conversation {
  const consent = { given: true, at: 0, lang: 'nl' as const }
  let conversation: Conversation = {
    ...newConversation('p_bench', 0),
    lang: 'nl',
    consent: { use: consent },
    stack: [{ flow: 'form', edition: 'bench', step: 'q0', startedAt: 0 }],
    questions: [{ id: 'q0', options: [], step: 'q0', askedAt: 0, tries: 0 }],
  }
  for (let n = 0; n < turn; n++) conversation = answer(conversation, content, n)
  return conversation
}

/** One turn, taken `times` over from the same state, as a worker does: read the stored text, take the turn, write it. */
export function ourTurn(content: Content, turn: number, times: number): Promise<Sample> {
  const stored = JSON.stringify(conversationAt(content, turn))
  return sample(times, () => {
    for (let n = 0; n < times; n++) {
      const conversation: Conversation = JSON.parse(stored)
      JSON.stringify(answer(conversation, content, turn + 1 + n))
    }
  })
}

const botInfo: UserFromGetMe = {
  id: 1,
  is_bot: true,
  first_name: 'bench',
  username: 'bench_bot',
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
  supports_join_request_queries: false,
}

/** The same form in @grammyjs/conversations, which replays it from the start on every message; its storage is plain JSON text, as ours is. */
export async function replayedTurn(turn: number, times: number): Promise<Sample> {
  const kept = new Map<string, string>()
  // One answer for every message it sends, made beforehand: what the network costs is not the engine's.
  const accepted = Object.assign(new Response(), {
    json: async () => ({ ok: true, result: { message_id: 1, date: 0, chat: { id: 1, type: 'private', first_name: 'a' } } }),
  })
  const bot = new Bot<ConversationFlavor<Context>>('1:bench', { botInfo, client: { fetch: async () => accepted } })
  bot.use(
    conversations({
      storage: {
        read: (key) => {
          const text = kept.get(key)
          return text === undefined ? undefined : JSON.parse(text)
        },
        write: (key, value) => void kept.set(key, JSON.stringify(value)),
        delete: (key) => void kept.delete(key),
      },
    }),
  )
  bot.use(createConversation(form, 'form'))
  bot.command('start', (context) => context.conversation.enter('form'))
  await bot.handleUpdate(update(0, '/start'))
  for (let done = 1; done <= turn; done++) await bot.handleUpdate(update(done, answerText(done)))
  const frozen = [...kept]
  return sample(times, async () => {
    for (let done = 0; done < times; done++) {
      for (const [key, value] of frozen) kept.set(key, value)
      await bot.handleUpdate(update(turn + 1 + done, answerText(turn + 1 + done)))
    }
  })
}

async function form(conversation: Replayed<ConversationFlavor<Context>>, context: Context): Promise<void> {
  const answers: Record<string, string> = {}
  for (let asked = 0; ; asked++) {
    await context.reply('Waar kan ik je mee helpen?')
    const reply = await conversation.waitFor('message:text')
    answers[`answer_${asked % questions}`] = reply.message.text
  }
}

/** As long at turn 1000 as at turn 20, and no number, so that only the length of the conversation differs. */
function answerText(n: number): string {
  const letters = Array.from({ length: 4 }, (_, place) => String.fromCharCode(97 + (Math.floor(n / 11 ** place) % 11) * 2))
  return `antwoord z${letters.join('z')} tuin`
}

function update(n: number, text: string): Update {
  const person = { id: 1, first_name: 'a' }
  return {
    update_id: n,
    message: {
      message_id: n,
      date: n,
      text,
      chat: { ...person, type: 'private' },
      from: { ...person, is_bot: false },
      ...(text.startsWith('/') ? { entities: [{ type: 'bot_command' as const, offset: 0, length: text.length }] } : {}),
    },
  }
}
