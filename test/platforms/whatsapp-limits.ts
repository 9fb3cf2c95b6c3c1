// Which messages would Meta take? The documented limits of the Cloud API as schemas, the refusal they cause, and what a message says in short.
import { z } from 'zod'

const short = (max: number) => z.string().min(1).max(max)
const Body = (max: number) => z.strictObject({ text: short(max) })
const footer = z.strictObject({ text: short(60) }).optional()
const id = (max: number) => short(max).refine((text) => text === text.trim(), 'no outer spaces')
const isUnique = (items: string[]) => new Set(items).size === items.length

const Buttons = z.strictObject({
  type: z.literal('button'),
  body: Body(1024),
  footer,
  action: z.strictObject({
    buttons: z
      .array(
        z.strictObject({
          type: z.literal('reply'),
          reply: z.strictObject({ id: id(256), title: short(20).refine((title) => !title.includes('*'), 'no markdown') }),
        }),
      )
      .min(1)
      .max(3)
      .refine((all) => isUnique(all.map((one) => one.reply.title)), 'titles must be unique')
      .refine((all) => isUnique(all.map((one) => one.reply.id)), 'ids must be unique'),
  }),
})
const Row = z.strictObject({ id: id(200), title: short(24), description: short(72).optional() })
const List = z.strictObject({
  type: z.literal('list'),
  body: Body(1024),
  footer,
  action: z.strictObject({
    button: short(20),
    sections: z
      .array(z.strictObject({ title: short(24).optional(), rows: z.array(Row).min(1) }))
      .min(1)
      .max(10)
      .refine((sections) => sections.length === 1 || sections.every((one) => one.title !== undefined), 'sections need titles')
      .refine((sections) => sections.flatMap((one) => one.rows).length <= 10, 'at most 10 rows')
      .refine((sections) => isUnique(sections.flatMap((one) => one.rows).map((row) => row.id)), 'row ids must be unique'),
  }),
})
const Link = z.strictObject({
  type: z.literal('cta_url'),
  body: Body(1024),
  footer,
  action: z.strictObject({
    name: z.literal('cta_url'),
    parameters: z.strictObject({ display_text: short(20), url: z.url({ protocol: /^https?$/, hostname: z.regexes.domain }) }),
  }),
})

const base = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z
    .string()
    .regex(/^\+?\d{5,20}$/)
    .optional(),
  recipient: z
    .string()
    .regex(/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/)
    .optional(),
  context: z.strictObject({ message_id: z.string() }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
}

export const Outgoing = z
  .discriminatedUnion('type', [
    z.strictObject({
      ...base,
      type: z.literal('text'),
      text: z.strictObject({ body: short(4096).refine((text) => text.trim() !== '', 'blank'), preview_url: z.boolean().optional() }),
    }),
    z.strictObject({ ...base, type: z.literal('audio'), audio: z.strictObject({ id: short(100), voice: z.boolean().optional() }) }),
    z.strictObject({ ...base, type: z.literal('interactive'), interactive: z.discriminatedUnion('type', [Buttons, List, Link]) }),
    z.strictObject({
      ...base,
      type: z.literal('template'),
      template: z.strictObject({
        name: z.string().regex(/^[a-z0-9_]+$/),
        language: z.strictObject({ code: short(10) }),
        components: z.array(z.unknown()).optional(),
      }),
    }),
  ])
  .refine((message) => message.to !== undefined || message.recipient !== undefined, 'to or recipient is needed')
export type Outgoing = z.infer<typeof Outgoing>

export function rejection(body: unknown): { code: number; details: string } | undefined {
  const parsed = Outgoing.safeParse(body)
  if (parsed.success) return undefined
  const [issue] = parsed.error.issues
  const details = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
  if (issue?.code === 'unrecognized_keys') return { code: 100, details }
  if (issue?.code === 'invalid_type' && /undefined/.test(issue.message)) return { code: 131008, details }
  return { code: 131009, details }
}

export interface Summary {
  type: 'text' | 'audio' | 'buttons' | 'list' | 'link' | 'template'
  text: string
  options: { id: string; title: string; description?: string }[]
  url?: string
  /** What is heard, by its id. */
  mediaId?: string
  /** name/language */
  template?: string
}

export function summaryOf(message: Outgoing): Summary {
  if (message.type === 'text') return { type: 'text', text: message.text.body, options: [] }
  if (message.type === 'audio') return { type: 'audio', text: '', options: [], mediaId: message.audio.id }
  if (message.type === 'template') return { type: 'template', text: '', options: [], template: `${message.template.name}/${message.template.language.code}` }
  const { interactive } = message
  const text = interactive.body.text
  if (interactive.type === 'button') return { type: 'buttons', text, options: interactive.action.buttons.map((one) => one.reply) }
  if (interactive.type === 'list') return { type: 'list', text, options: interactive.action.sections.flatMap((one) => one.rows) }
  return { type: 'link', text, options: [], url: interactive.action.parameters.url }
}
