// What cannot be read: pictures, voices and the like. Where it is set up, a voice message is written out by somebody outside and then read like
// anything typed; otherwise, or when that fails or takes too long, the person hears that Brug cannot hear it. No sound is kept here, only where it is.
import type { EventOf } from '../event.ts'
import { answerDistress } from './care.ts'
import { add, dropTimers, setTimer, type Draft } from './draft.ts'
import { afterCry, hear, hearCry, isTalkedTo, whilePersonTalks } from './inbound.ts'
import { waitsForHelp } from './safety.ts'
import { distressIn } from './long-text.ts'
import { unreadable } from './repair.ts'

/** What comes after this is late: the person was asked to write. */
const patienceMs = 60_000

export function onUnreadable(draft: Draft, event: EventOf<'unreadable_received'>): void {
  if (event.caption?.trim()) {
    if (answerDistress(draft, distressIn(draft, event.caption)) === 'handled') return afterCry(draft)
  }
  if (askTranscript(draft, event)) return
  unheard(draft, event.what)
}

/** True: nothing is said until it comes. Whoever may be in danger is answered at once all the same. */
function askTranscript(draft: Draft, { id, what, channel, mediaId }: EventOf<'unreadable_received'>): boolean {
  if (what !== 'voice' || mediaId === undefined || !draft.content.outside?.transcription) return false
  add(draft, { type: 'transcribe', about: id, channel, mediaId })
  if (waitsForHelp(draft)) return false
  setTimer(draft, timerOf(id), draft.now + patienceMs, 'voice', id)
  return true
}

export function onTranscript(draft: Draft, { about, text, channel }: EventOf<'voice_transcribed'>): void {
  const waiting = draft.conversation.timers[timerOf(about)]
  dropTimers(draft, (id) => id !== timerOf(about))
  if (text === '') return waiting ? unheard(draft, 'voice') : undefined
  if (!waiting) return hearCry(draft, { text })
  hear(draft, { text, channel, saidAt: waiting.at - patienceMs })
}

export function voiceOverdue(draft: Draft): void {
  unheard(draft, 'voice')
}

function unheard(draft: Draft, what: EventOf<'unreadable_received'>['what']): void {
  if (isTalkedTo(draft)) whilePersonTalks(draft, undefined)
  else unreadable(draft, what)
}

function timerOf(eventId: string): string {
  return `voice.${eventId}`
}
