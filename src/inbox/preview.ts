// The preview for editors: play a flow or a topic as it looks on a platform, with nobody at the other end and nothing kept.
// The play itself is made elsewhere and handed in: the inbox takes no turns.
import { z } from 'zod'
import { Lang } from '../core/phrasebook.ts'
import type { Api, House } from './house.ts'
import { mayPreview } from './policies.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'

const Name = z.object({ id: z.string(), title: z.string() })
/** What there is to play. `edition` goes up when a file changes; what its faults make unreadable is played as it was before. */
export const Playable = z.object({ edition: z.number(), faults: z.array(z.string()), flows: z.array(Name), topics: z.array(Name) }).meta({ id: 'Playable' })
export type Playable = z.infer<typeof Playable>

export const Play = z.strictObject({
  what: z.enum(['flow', 'topic']),
  id: z.string().max(60),
  lang: Lang,
  channel: z.enum(['whatsapp', 'telegram']),
  /** Everything the person did so far: the play starts anew each time, so that nothing has to be kept. */
  acts: z.array(z.union([z.strictObject({ taps: z.string().max(64) }), z.strictObject({ says: z.string().max(1000) })])).max(60),
})
export type Play = z.infer<typeof Play>

const Option = z.object({ id: z.string(), label: z.string(), description: z.string().optional(), chars: z.number(), charsMax: z.number(), isCut: z.boolean() })
export const Part = z.object({
  text: z.string(),
  chars: z.number(),
  charsMax: z.number(),
  /** Of the longest sentence. */
  sentenceWords: z.number(),
  /** A list is opened by a button of its own; a menu is typed. */
  as: z.enum(['none', 'buttons', 'list']),
  listLabel: z.string().optional(),
  rows: z.array(z.array(Option)),
})
export type Part = z.infer<typeof Part>

const Step = z.object({
  name: z.string(),
  kind: z.string(),
  text: z.string().optional(),
  to: z.array(z.object({ step: z.string(), because: z.string().optional() })),
  isCurrent: z.boolean(),
})
export const Played = z
  .object({
    edition: z.number(),
    turns: z.array(z.object({ said: z.string().optional(), parts: z.array(Part), alerted: z.array(z.string()) })),
    /** The flow the person is in now. */
    flow: z.string().optional(),
    steps: z.array(Step),
    /** How many acts found their place; fewer than were sent when the content changed under them. */
    acted: z.number(),
  })
  .meta({ id: 'Played' })
export type Played = z.infer<typeof Played>

export interface Preview {
  playable(): Promise<Playable>
  /** undefined: there is no such flow or topic. */
  play(asked: Play): Promise<Played | undefined>
}

export function previewRoutes(app: Api, house: House): void {
  const tags = ['preview']
  app.get('/preview', { schema: { summary: 'What can be played, and what is wrong with it', tags, response: { 200: Playable } } }, async (request) =>
    previewFor(house, request).playable(),
  )
  app.post(
    '/preview',
    { schema: { summary: 'Play a flow or topic as it looks on a platform; nothing is kept', tags, body: Play, response: { 200: Played } } },
    async (request) => {
      const played = await previewFor(house, request).play(request.body)
      if (!played) throw new Refusal('not-found')
      return played
    },
  )
}

function previewFor({ preview }: House, request: Parameters<typeof viewerOf>[0]): Preview {
  if (!mayPreview(viewerOf(request))) throw new Refusal('not-allowed')
  if (!preview) throw new Refusal('not-found')
  return preview
}
