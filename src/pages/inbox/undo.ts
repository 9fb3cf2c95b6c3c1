// Taking back one's own message while it is held: the words return to the box.
import { signal } from '@preact/signals'
import type { Message } from '../api.ts'
import { plain, spoken, spokenAs } from '../look/spoken.ts'
import { me, t } from './state.ts'
import { takeBack, thread } from './thread.ts'
import { tell, tellTrouble } from './toast.tsx'

/** Text that returns to the box of that person. */
export const returned = signal<{ participantId: string; text: string } | undefined>(undefined)

export async function undo(message: Message): Promise<void> {
  const participantId = thread.value?.participantId
  const answer = await takeBack(message)
  if ('ok' in answer && participantId !== undefined) {
    // A fixed answer is chosen again, not edited.
    const fixed = spokenAs(message).words !== undefined
    if (!fixed) returned.value = { participantId, text: plain(spoken(message).words) }
    tell(fixed ? t.value.answers.back : t.value.talk.back)
  } else if ('no' in answer) {
    if (answer.no.code === 'too-late') tell(t.value.talk.tooLate, { tone: 'note' })
    else tellTrouble(answer.no)
  }
}

export function undoLast(): void {
  const last = thread.value?.messages.findLast((one) => one.status === 'held' && one.staffId === me.value?.staffId)
  if (last) void undo(last)
}
