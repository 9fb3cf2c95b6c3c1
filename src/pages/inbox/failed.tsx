// A message that did not arrive: why, and sending one's own words once more as a new message.
// Whatever Brug or a colleague said is not said again in one's own name.
import { CircleAlert, RotateCcw } from 'lucide-preact'
import { useRef, useState } from 'preact/hooks'
import type { Message } from '../api.ts'
import { spoken } from '../look/spoken.ts'
import { clockTime } from '../look/when.ts'
import { me, t } from './state.ts'
import { thread, write } from './thread.ts'
import { tell, tellTrouble } from './toast.tsx'

export function Failed({ message, name }: { message: Message; name: string }) {
  const words = t.value.talk
  const { busy, again } = useAgain(message, name)
  return (
    <div class="notice urgent failed-row">
      <CircleAlert aria-hidden="true" />
      <div>
        <p>
          <time dateTime={new Date(message.at).toISOString()}>{clockTime(message.at)}</time> · <strong>{words.failed}</strong>{' '}
          {t.value.fault[message.fault ?? 'refused']}
        </p>
        {mayRepeat(message) && (
          <button type="button" class="button small-button" disabled={busy} onClick={() => void again(false)}>
            <RotateCcw class="turns" aria-hidden="true" />
            {words.again}
          </button>
        )}
      </div>
    </div>
  )
}

/** Until the same words went out again. */
function mayRepeat(message: Message): boolean {
  const mine = (thread.value?.messages ?? []).filter((one) => one.from === 'staff' && one.staffId === me.value?.staffId)
  if (!mine.some(({ id }) => id === message.id)) return false
  const { words } = spoken(message)
  return !mine.some((one) => one.at > message.at && spoken(one).words === words)
}

function useAgain(message: Message, name: string) {
  const [busy, setBusy] = useState(false)
  const key = useRef(crypto.randomUUID())
  const again = async (anyway: boolean) => {
    const participantId = thread.value?.participantId
    if (participantId === undefined || busy) return
    setBusy(true)
    const answer = await write(participantId, spoken(message).words, { anyway, key: key.current })
    setBusy(false)
    if ('ok' in answer) return tell(t.value.talk.againDone)
    if (answer.no.code !== 'seen-message') return tellTrouble(answer.no)
    // Another try is another intention.
    key.current = crypto.randomUUID()
    tell(t.value.talk.unseenPerson(name), { tone: 'note', act: { label: t.value.talk.sendAnyway, run: () => void again(true) } })
  }
  return { busy, again }
}
