// Has a voice message written out over the protocol of OpenAI's transcriptions: sound in, words out, in whatever language it was.
// It keeps neither, and names nobody.
import { z } from 'zod'
import { storable } from '../channels/inbound.ts'
import { fetchWithin, jsonIn, within } from '../channels/media.ts'
import type { Outside } from '../pipeline/asking.ts'
import type { OutsideModel } from '../settings.ts'

const timeoutMsDefault = 30_000
const answerBytesMax = 256 * 1024
const Answer = z.object({ text: z.string().transform((text) => storable(text.trim())) })
/** The protocol tells the kind of sound by the name of the file. */
const endings = new Map([
  ['audio/ogg', 'ogg'],
  ['audio/mpeg', 'mp3'],
  ['audio/mp4', 'm4a'],
  ['audio/aac', 'm4a'],
  ['audio/amr', 'amr'],
  ['audio/wav', 'wav'],
])

export function transcription({ url, model, apiKey }: OutsideModel, timeoutMs = timeoutMsDefault): NonNullable<Outside['transcript']> {
  return async ({ bytes, contentType }, signal) => {
    const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
    const form = new FormData()
    form.set('model', model)
    form.set('response_format', 'json')
    form.set('temperature', '0')
    form.set('file', new Blob([bytes], { type }), `voice.${endings.get(type) ?? 'ogg'}`)
    const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
    const request = { method: 'POST', headers, body: form }
    const answer = await fetchWithin(`${url}/audio/transcriptions`, request, { bytesMax: answerBytesMax, signal: within(timeoutMs, signal) })
    if (answer.type === 'failed') return answer
    const text = Answer.safeParse(jsonIn(answer.bytes)).data?.text
    return text ? { type: 'transcript', text } : { type: 'failed', code: text === '' ? 'empty' : 'not_understood' }
  }
}
