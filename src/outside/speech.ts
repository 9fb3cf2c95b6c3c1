// Has one of Brug's own fixed texts read aloud, over the protocol of OpenAI's speech: words in, an MP3 out.
// It is asked while recordings are made and never about a person: no message and no name goes through here.
import { fetchWithin, within } from '../channels/media.ts'
import type { SpeechModel } from '../settings.ts'

export type Speech = { type: 'speech'; bytes: Buffer<ArrayBuffer> } | { type: 'failed'; code: string }

const timeoutMsDefault = 60_000
/** Three minutes at the highest rate; every platform carries 16 MB. */
export const speechBytesMax = 8 * 1024 * 1024
const speechBytesMin = 128

export function speech({ url, model, voice, apiKey }: SpeechModel, timeoutMs = timeoutMsDefault): (text: string, signal?: AbortSignal) => Promise<Speech> {
  return async (text, signal) => {
    const headers = { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }) }
    const body = { model, input: text, response_format: 'mp3', ...(voice === undefined ? {} : { voice }) }
    const request = { method: 'POST', headers, body: JSON.stringify(body) }
    const answer = await fetchWithin(`${url}/audio/speech`, request, { bytesMax: speechBytesMax, signal: within(timeoutMs, signal) })
    if (answer.type === 'failed') return answer
    return isMp3(answer.bytes) ? { type: 'speech', bytes: answer.bytes } : { type: 'failed', code: 'not_mp3' }
  }
}

/** A tag, or the first frame: whatever the server says it is, an error page never becomes a recording. */
function isMp3(bytes: Buffer): boolean {
  if (bytes.length < speechBytesMin) return false
  const [first = 0, second = 0] = bytes
  return bytes.toString('latin1', 0, 3) === 'ID3' || (first === 0xff && (second & 0xe6) === 0xe2)
}
