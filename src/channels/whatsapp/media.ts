// Fetches what a person sent: the media id leads to an address that lives five minutes and wants the same token.
// The token goes to Meta's own hosts (and the configured Graph API) only, whatever address an answer names.
import { z } from 'zod'
import type { MediaOutcome } from '../channel.ts'
import { fetchWithin, jsonIn, mediaBytesMax, mediaTimeoutMs, within } from '../media.ts'

export interface MediaAccess {
  accessToken: string
  apiRoot: string
  apiVersion: string
  phoneNumberId: string
}

const Place = z.object({ url: z.string(), mime_type: z.string().max(100).catch(''), file_size: z.coerce.number().catch(0) })
const hosts = /(?:^|\.)(?:facebook\.com|fbsbx\.com|fbcdn\.net|whatsapp\.net)$/
const answerBytesMax = 64 * 1024

export async function mediaOf(access: MediaAccess, mediaId: string, stop?: AbortSignal): Promise<MediaOutcome> {
  const signal = within(mediaTimeoutMs, stop)
  // Meta's file hosts refuse whoever does not say who they are.
  const headers = { authorization: `Bearer ${access.accessToken}`, 'user-agent': 'Brug' }
  const { apiRoot, apiVersion, phoneNumberId } = access
  const graph = `${apiRoot}/${apiVersion}/${encodeURIComponent(mediaId)}?phone_number_id=${phoneNumberId}`
  const answer = await fetchWithin(graph, { headers }, { bytesMax: answerBytesMax, signal })
  if (answer.type === 'failed') return answer
  const place = Place.safeParse(jsonIn(answer.bytes)).data
  if (!place || !isMetas(place.url, apiRoot)) return { type: 'failed', code: 'no_path' }
  if (place.file_size > mediaBytesMax) return { type: 'failed', code: 'too_large' }
  const fetched = await fetchWithin(place.url, { headers }, { bytesMax: mediaBytesMax, signal })
  return fetched.type === 'failed' ? fetched : { type: 'media', bytes: fetched.bytes, contentType: place.mime_type || fetched.contentType }
}

function isMetas(address: string, apiRoot: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url !== undefined && (url.origin === new URL(apiRoot).origin || (url.protocol === 'https:' && hosts.test(url.hostname)))
}
