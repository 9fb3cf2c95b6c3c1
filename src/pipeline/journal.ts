// What of a turn goes into the message log of a participant: what they said or chose, and what Brug and its people said back.
// Everything of one turn stands at the time of the turn, so that whoever reads on after a moment misses nothing that was handled late.
// Lines of staff keep no log: what they write belongs to the participant it is for, and must vanish with that participant.
import type { Effect } from '../core/effect.ts'
import type { Event, EventOf } from '../core/event.ts'
import type { LogEntry } from '../store/log.ts'

export function entriesOf(event: Event, effects: Effect[], at: number): LogEntry[] {
  const heard = heardIn(event, at)
  return [...(heard ? [heard] : []), ...effects.flatMap((effect) => (effect.type === 'say' ? [saidBy(effect, at)] : []))]
}

function heardIn(event: Event, at: number): LogEntry | undefined {
  const { id } = event
  switch (event.type) {
    case 'message_received':
      return { id, at, from: 'participant', text: event.text }
    case 'message_edited':
      return { id, at, from: 'participant', text: event.text, what: 'edited' }
    case 'option_chosen':
      return { id, at, from: 'participant', text: event.label ?? '', chosen: event.optionId }
    case 'unreadable_received':
      return { id, at, from: 'participant', text: event.caption ?? '', what: event.what, ...placeOf(event) }
    case 'voice_transcribed':
      return event.text === '' ? undefined : { id, at, from: 'participant', text: event.text, what: 'voice', of: event.about }
    default:
      return undefined
  }
}

function placeOf({ what, channel, mediaId }: EventOf<'unreadable_received'>): Pick<LogEntry, 'media'> {
  return what === 'voice' && mediaId !== undefined ? { media: { channel, id: mediaId } } : {}
}

function saidBy(say: Extract<Effect, { type: 'say' }>, at: number): LogEntry {
  const { id, text, told, lang, link, sound, purpose, from, messageId } = say
  return {
    id,
    at,
    text,
    told,
    lang,
    link,
    ...(sound === undefined ? {} : { sound }),
    purpose,
    ...(from ? { from: 'staff', staffId: from.staffId, firstName: from.firstName } : { from: 'bot' }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(say.offers.length > 0 ? { offers: say.offers } : {}),
  }
}
