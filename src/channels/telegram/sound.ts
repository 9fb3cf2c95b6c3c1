// Sends a recording with a message under it. Telegram keeps what was sent once under an id of its own, so that it goes up only one time.
// A recording that is gone or refused is no reason to be silent: then the words go alone.
import { InputFile, type Api } from 'grammy'
import type { OutgoingMessage, SendOutcome } from '../channel.ts'
import type { Remembered } from '../outbound.ts'
import { outcomeOf } from './faults.ts'
import { htmlOf, plainOf, type Part } from './outgoing.ts'
import { platformId } from './updates.ts'

/** Of the words under a recording. */
const captionMax = 1024

/** undefined: it has none, or it can not be sent. */
export async function sendSound(
  { api, sounds }: { api: Api; sounds: Remembered<string> },
  chatId: number,
  part: Part,
  { sound, lang }: OutgoingMessage,
): Promise<SendOutcome | undefined> {
  if (!sound || part.text.length > captionMax) return undefined
  const known = sounds.get(sound.name)
  const bytes = known === undefined ? await sound.bytes() : undefined
  if (known === undefined && !bytes) return undefined
  try {
    const sent = await api.sendAudio(chatId, known ?? new InputFile(bytes ?? Buffer.alloc(0), `brug-${lang}.mp3`), {
      caption: htmlOf(part.text),
      parse_mode: 'HTML',
      performer: 'Brug',
      title: plainOf(part.text),
      ...(part.keyboard.length > 0 ? { reply_markup: { inline_keyboard: part.keyboard } } : {}),
    })
    sounds.set(sound.name, sent.audio.file_id)
    return { type: 'accepted', providerMessageId: platformId(chatId, sent.message_id) }
  } catch (error) {
    const outcome = outcomeOf(error)
    sounds.delete(sound.name)
    return outcome.type === 'failed' && outcome.fault === 'refused' ? undefined : outcome
  }
}
