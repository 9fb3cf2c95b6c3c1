// Puts a recording on WhatsApp, where it is kept for thirty days under an id, and sends it by that id. The words follow as a message of their own,
// since a sound carries no buttons. A recording that is gone or refused is no reason to be silent: then the words go alone.
import type { WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { z } from 'zod'
import type { SendOutcome, Sound } from '../channel.ts'
import type { Remembered } from '../outbound.ts'
import { outcomeOf } from './faults.ts'

export interface Uploaded {
  id: string
  until: number
}

interface Line {
  client: WhatsAppClient
  settings: { phoneNumberId: string }
  clock: () => number
  uploads: Remembered<Uploaded>
}

/** Well before Meta deletes it. */
const keptMs = 25 * 24 * 60 * 60 * 1000
const Answer = z.object({ id: z.string().min(1) })

/** `mediaId` undefined: there is nothing that can be sent. A platform that is away is tried again with the whole message. */
export async function uploaded(line: Line, sound: Sound): Promise<{ type: 'there'; mediaId?: string } | Extract<SendOutcome, { type: 'failed' }>> {
  const known = line.uploads.get(sound.name)
  if (known && known.until > line.clock()) return { type: 'there', mediaId: known.id }
  const bytes = await sound.bytes()
  if (!bytes) return { type: 'there' }
  const file = new Blob([bytes], { type: 'audio/mpeg' })
  try {
    const answer = await line.client.media.upload({ phoneNumberId: line.settings.phoneNumberId, type: 'audio/mpeg', file, fileName: 'brug.mp3' })
    const { id } = Answer.parse(answer)
    line.uploads.set(sound.name, { id, until: line.clock() + keptMs })
    return { type: 'there', mediaId: id }
  } catch (error) {
    const outcome = outcomeOf(error)
    return outcome.type === 'failed' && outcome.fault !== 'refused' ? outcome : { type: 'there' }
  }
}
