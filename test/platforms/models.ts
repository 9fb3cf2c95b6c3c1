// A stand-in for a language model, a transcriber and a voice behind the protocol of OpenAI: answers what a test tells it to, and keeps what it was sent.
import { z } from 'zod'
import { openStage, type Answer, type Call, type Stage } from './stage.ts'

/** For whoever waits for nothing, and for everybody else: a busy machine is no fault. */
export const hastyMs = 150
export const patientMs = 20_000

export interface ModelsPlatform extends Stage {
  /** The address to configure. */
  base: string
  /** What the language model writes; by default that there is nothing. */
  opinion: string
  /** Instead of a whole answer in the right form. */
  answer: Answer | undefined
  transcript: string
  /** What the voice makes of every text, and the texts it was given. */
  speech: Buffer
  spoken: { input: string; voice?: string }[]
  /** The messages it was asked about, and the sounds. */
  asked: string[]
  prompts: string[]
  sounds: string[]
  keys: string[]
}

const Chat = z.object({
  model: z.string().min(1),
  temperature: z.literal(0),
  messages: z.tuple([z.object({ role: z.literal('system'), content: z.string() }), z.object({ role: z.literal('user'), content: z.string() })]),
})

const Speech = z.strictObject({ model: z.string().min(1), input: z.string().min(1).max(4096), response_format: z.literal('mp3'), voice: z.string().optional() })

export async function startModels(): Promise<ModelsPlatform> {
  const stage = await openStage(0, (call) => play(models, call))
  const models: ModelsPlatform = {
    ...stage,
    base: `${stage.url}/v1`,
    opinion: '{"topic":null,"level":"0"}',
    answer: undefined,
    transcript: '',
    speech: Buffer.concat([Buffer.from('ID3'), Buffer.alloc(500, 'sound')]),
    spoken: [],
    asked: [],
    prompts: [],
    sounds: [],
    keys: [],
  }
  return models
}

function play(models: ModelsPlatform, { path, method, headers, json, raw }: Call): Answer {
  if (method !== 'POST') return { status: 405, body: {} }
  models.keys.push(headers.authorization ?? '')
  if (path === '/v1/audio/transcriptions') {
    const sent = raw.toString('latin1')
    if (!headers['content-type']?.startsWith('multipart/form-data') || !/name="model"/.test(sent) || !/name="file"; filename="\w+\.\w+"/.test(sent))
      return { status: 400, body: { error: { message: 'model and file are required' } } }
    models.sounds.push(sent)
    return models.answer ?? { status: 200, body: { text: models.transcript } }
  }
  if (path === '/v1/audio/speech') {
    const wish = Speech.safeParse(json).data
    if (!wish) return { status: 400, body: { error: { message: 'model, input and response_format are required' } } }
    models.spoken.push({ input: wish.input, voice: wish.voice })
    return models.answer ?? { status: 200, body: models.speech, headers: { 'content-type': 'audio/mpeg' } }
  }
  const chat = Chat.safeParse(json).data
  if (path !== '/v1/chat/completions' || !chat) return { status: 404, body: {} }
  const [system, user] = chat.messages
  models.prompts.push(system.content)
  models.asked.push(user.content)
  return models.answer ?? { status: 200, body: { choices: [{ index: 0, message: { role: 'assistant', content: models.opinion }, finish_reason: 'stop' }] } }
}
