// Between "delete everything" and the end of the key: for as long as the last words are under way, somebody may still write.
// What is said then would go with the rest, so nothing is begun any more. But a cry is not destroyed: the deletion waits until the case is closed.
import type { Event } from '../event.ts'
import { isAtLeast } from '../level.ts'
import { change, note, say, type Draft } from './draft.ts'
import { distressIn } from './long-text.ts'
import { forgetNow } from './rights.ts'
import { settleMessage } from './staff.ts'

/** Before an event is acted on. `over`: nothing comes of it any more. */
export function whileForgetting(draft: Draft, event: Event): 'goes_on' | 'over' {
  if (!draft.conversation.forgetting) return 'goes_on'
  switch (event.type) {
    case 'message_received':
    case 'message_edited':
    case 'voice_transcribed':
    case 'option_chosen':
      return cries(draft, event) ? putOff(draft) : over(draft)
    case 'unreadable_received':
    case 'chat_started':
    case 'opinion_received':
      return over(draft)
    case 'staff_wrote':
      settleMessage(draft, event.staffId, 'not_sent')
      return over(draft)
    default:
      return 'goes_on'
  }
}

/** After an event was acted on: who was heard is told that the deletion waits, and what was put off is done once the case is closed. */
export function forgetWhenOver(draft: Draft, wasForgetting = false): void {
  const { forgetting, forgetAfterCase, case: open } = draft.conversation
  if (wasForgetting && !forgetting) say(draft, 'rights:forget_waits')
  if (!forgetAfterCase || (open && open.state !== 'closed')) return
  change(draft, { forgetAfterCase: undefined })
  forgetNow(draft)
}

function cries(draft: Draft, event: { text?: string; label?: string | undefined }): boolean {
  const text = event.text ?? event.label
  return text !== undefined && isAtLeast(distressIn(draft, text).level, '2')
}

/** Whoever had been asked for an earlier case was told that it is over: this is a new one. */
function putOff(draft: Draft): 'goes_on' {
  change(draft, { forgetting: undefined, forgetAfterCase: true, case: undefined })
  note(draft, 'forgetting_put_off')
  return 'goes_on'
}

function over(draft: Draft): 'over' {
  note(draft, 'while_forgetting')
  return 'over'
}
