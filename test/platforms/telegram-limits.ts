// Which messages would Telegram take? The documented limits of the Bot API, and the descriptions its server refuses with.
import { z } from 'zod'

export interface Refusal {
  error_code: number
  description: string
  parameters?: { retry_after?: number }
}

const Button = z.object({ text: z.string(), callback_data: z.string().optional(), url: z.string().optional() })
const Markup = z.object({ inline_keyboard: z.array(z.array(Button)) })
export type Keyboard = z.infer<typeof Button>[][]

export const SendMessage = z.object({
  chat_id: z.union([z.number(), z.string()]),
  text: z.string(),
  parse_mode: z.string().optional(),
  reply_markup: Markup.optional(),
})

/** Sound goes up as a form, or is named by the id it got before. */
export const SendAudio = z.object({
  chat_id: z.coerce.number(),
  audio: z.union([z.string(), z.instanceof(Blob)]),
  caption: z.string().optional(),
  parse_mode: z.string().optional(),
  title: z.string().max(64).optional(),
  reply_markup: z.preprocess((value) => (typeof value === 'string' ? JSON.parse(value) : value), Markup).optional(),
})

export function badRequest(why: string): Refusal {
  return { error_code: 400, description: `Bad Request: ${why}` }
}

/** The text as people see it, or why it was refused. */
export function readText(text: string, parseMode: string | undefined): { text: string } | Refusal {
  if (Buffer.byteLength(text) > 32 * 1024) return badRequest('text is too long')
  const parsed = parseMode === undefined ? { text } : parseMode === 'HTML' ? readHtml(text) : badRequest('unsupported parse_mode')
  if ('error_code' in parsed) return parsed
  if (parsed.text.trim() === '') return badRequest('message text is empty')
  return Array.from(parsed.text).length > 4096 ? badRequest('message is too long') : parsed
}

const tags = new Set(['b', 'strong', 'i', 'em', 'u', 'ins', 's', 'strike', 'del', 'a', 'code', 'pre', 'span', 'tg-spoiler', 'blockquote'])

function readHtml(source: string): { text: string } | Refusal {
  const open: string[] = []
  let text = ''
  for (const [piece] of source.matchAll(/<[^>]*>?|[^<]+/g)) {
    if (!piece.startsWith('<')) {
      text += piece
      continue
    }
    const tag = /^<(\/?)([a-z-]+)(?:\s[^>]*)?>$/.exec(piece)
    const name = tag?.[2] ?? ''
    if (!tag || !tags.has(name)) return badRequest(`can't parse entities: Unsupported start tag "${name}" at byte offset 0`)
    if (tag[1] === '') open.push(name)
    else if (open.pop() !== name) return badRequest("can't parse entities: Unmatched end tag at byte offset 0")
  }
  if (open.length > 0) return badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${open[0]}"`)
  return { text: text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&') }
}

export function keyboardFault(keyboard: Keyboard): Refusal | undefined {
  const buttons = keyboard.flat()
  if (buttons.length > 100 || keyboard.some((row) => row.length > 8)) return badRequest('reply markup is too long')
  for (const button of buttons) {
    if (button.text === '') return badRequest('inline keyboard button text must not be empty')
    const { callback_data: payload, url } = button
    if ((payload === undefined) === (url === undefined)) return badRequest('Text buttons are unallowed in the inline keyboard')
    if (payload !== undefined && (payload === '' || Buffer.byteLength(payload) > 64)) return badRequest('BUTTON_DATA_INVALID')
    if (url !== undefined && !/^(https?|tg):\/\/[^/]*\./.test(url)) return badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`)
    if (url !== undefined && /^https?:\/\/(localhost|127\.)/.test(url)) return badRequest('BUTTON_URL_INVALID')
  }
  return undefined
}

const Command = z.object({ command: z.string().regex(/^[a-z0-9_]{1,32}$/), description: z.string().min(1).max(256) })
export const SetMyCommands = z.object({
  commands: z.array(Command).max(100),
  language_code: z
    .string()
    .regex(/^([a-z]{2})?$/)
    .optional(),
})
export const SetWebhook = z.object({
  url: z.string(),
  secret_token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/)
    .optional(),
  allowed_updates: z.array(z.string()).optional(),
})
