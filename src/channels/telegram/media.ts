// Fetches a file a person sent to the bot: `getFile` tells where it is for an hour, and the file lies beside the Bot API.
// The address holds the token, so it is never logged and never leaves this file.
import type { Api } from 'grammy'
import type { MediaOutcome } from '../channel.ts'
import { fetchWithin, mediaBytesMax, mediaTimeoutMs, within } from '../media.ts'
import { outcomeOf } from './faults.ts'
import { telegramSignal } from './signal.ts'

/** Telegram names no type for voice messages, only this ending. */
const types = new Map([
  ['oga', 'audio/ogg'],
  ['ogg', 'audio/ogg'],
  ['opus', 'audio/ogg'],
  ['mp3', 'audio/mpeg'],
  ['m4a', 'audio/mp4'],
  ['mp4', 'audio/mp4'],
  ['wav', 'audio/wav'],
])

export async function fileOf(api: Api, files: string, fileId: string, stop?: AbortSignal): Promise<MediaOutcome> {
  const signal = within(mediaTimeoutMs, stop)
  const place = await api.getFile(fileId, telegramSignal(signal)).catch((error: unknown) => codeOf(error))
  if (typeof place === 'string') return { type: 'failed', code: place }
  const { file_path: path = '', file_size: size = 0 } = place
  if (size > mediaBytesMax) return { type: 'failed', code: 'too_large' }
  // A Bot API server of one's own may keep files on its disk and give a path there.
  if (!/^[\w-]+(?:\/[\w-]+)*\.?\w*$/.test(path)) return { type: 'failed', code: 'no_path' }
  const fetched = await fetchWithin(`${files}/${path}`, {}, { bytesMax: mediaBytesMax, signal })
  if (fetched.type === 'failed') return fetched
  return { type: 'media', bytes: fetched.bytes, contentType: types.get(path.split('.').at(-1) ?? '') ?? 'application/octet-stream' }
}

function codeOf(error: unknown): string {
  const outcome = outcomeOf(error)
  return outcome.type === 'failed' ? outcome.code : 'no_answer'
}
