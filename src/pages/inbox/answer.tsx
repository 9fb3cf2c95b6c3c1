// The box to answer in. It keeps a draft per person, says who talks, holds back when something newer was not read, and never loses words.
import { Bot, SendHorizontal, User } from 'lucide-preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { WindowBar, windowLeftMs } from './reach.tsx'
import { change, me, t } from './state.ts'
import { readPerson, thread, write, type Thread } from './thread.ts'
import { tell, tellTrouble, troubleText } from './toast.tsx'
import { returned } from './undo.ts'
import { ChooseTopic } from './topic-window.tsx'
import { draftOf, keepDraft } from './wishes.ts'

const charsMax = 3_000

export function Answer({ name, current }: { name: string; current: Thread }) {
  const words = t.value.talk
  const { text, put, fault, busy, send, field } = useAnswer(name, current)
  const { lang } = current.person ?? {}
  const isClosed = windowLeftMs(current.person) === 0
  return (
    <form
      class="answer"
      aria-label={words.write(name)}
      onSubmit={(event) => {
        event.preventDefault()
        void send(false)
      }}
    >
      <WindowBar person={current.person} name={name} />
      <WhoTalks current={current} />
      {fault && (
        <div class="notice heed" role="alert">
          <span>{fault.text}</span>
          {fault.unseen && (
            <button type="button" class="button" onClick={() => void send(true)}>
              {words.sendAnyway}
            </button>
          )}
        </div>
      )}
      <div class="answer-row">
        <textarea
          ref={field}
          id="answer"
          readOnly={busy}
          class="input"
          dir="auto"
          rows={1}
          maxLength={charsMax}
          value={text}
          aria-label={words.write(name)}
          aria-keyshortcuts="Control+Enter"
          placeholder={`${words.write(name)}${lang ? ` (${words.reads(t.value.language[lang])})` : ''}`}
          onInput={(event) => put(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(false)
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
        <ChooseTopic disabled={!current.person} />
        <button
          type="submit"
          class="button main"
          disabled={text.trim() === '' || busy}
          aria-label={isClosed ? `${t.value.window.sendShort}: ${words.send(name)}` : words.send(name)}
        >
          <SendHorizontal class="turns" aria-hidden="true" />
          <span class="wide-only">{isClosed ? t.value.window.sendShort : words.sendShort}</span>
        </button>
      </div>
    </form>
  )
}

/** What stands in the box, kept at every letter, and sending it: once, whatever the connection does. */
function useAnswer(name: string, current: Thread) {
  const { participantId } = current
  const staffId = me.value?.staffId ?? ''
  const [text, setText] = useState(() => draftOf(staffId, participantId))
  const [fault, setFault] = useState<{ text: string; unseen: boolean } | undefined>(undefined)
  const [busy, setBusy] = useState(false)
  const key = useRef(crypto.randomUUID())
  const field = useGrowing(text)
  const put = (next: string) => {
    // Other words are another message: the same key would make the server take them for the first.
    if (next !== text) key.current = crypto.randomUUID()
    setText(next)
    keepDraft(staffId, participantId, next)
  }
  useEffect(() => {
    if (returned.value?.participantId !== participantId) return
    put(returned.value.text)
    returned.value = undefined
    field.current?.focus()
  }, [returned.value])

  const send = async (anyway: boolean) => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    const answer = await write(participantId, text.trim(), { anyway, key: key.current })
    setBusy(false)
    if ('ok' in answer) {
      key.current = crypto.randomUUID()
      put('')
      setFault(undefined)
      if (windowLeftMs(current.person) === 0) tell(t.value.window.put(name), { tone: 'note' })
      if (answer.ok.status === 'waiting') tell(t.value.trouble.unavailable, { tone: 'note' })
    } else if (answer.no.code === 'seen-message') {
      // Another try is another intention: the refused one must not be remembered under this key.
      key.current = crypto.randomUUID()
      setFault({ text: wroteLast(current) === 'staff' ? t.value.talk.unseenColleague : t.value.talk.unseenPerson(name), unseen: true })
    } else {
      setFault({ text: `${troubleText(answer.no)} ${t.value.trouble.kept}`, unseen: false })
    }
    field.current?.focus()
  }
  return { text, put, fault, busy, send, field }
}

function WhoTalks({ current }: { current: Thread }) {
  const words = t.value.talk
  const talking = current.person?.talkingTo
  const mine = talking?.staffId === me.value?.staffId
  const [busy, setBusy] = useState(false)
  const back = async () => {
    setBusy(true)
    const answer = await change('POST', `/participants/${current.participantId}/hand-back`)
    setBusy(false)
    if ('no' in answer) return tellTrouble(answer.no)
    tell(words.handedBack)
    void readPerson(current.participantId)
  }
  return (
    <div class="who-talks">
      <p class="meta">
        {talking ? <User aria-hidden="true" /> : <Bot aria-hidden="true" />}
        {talking ? (mine ? words.youTalk : words.otherTalks(talking.firstName)) : words.brugTalks}
      </p>
      {talking && (
        <button type="button" class="button quiet" disabled={busy} onClick={() => void back()}>
          {words.handBack}
        </button>
      )}
    </div>
  )
}

function wroteLast({ messages }: Thread): string | undefined {
  return (thread.value?.messages ?? messages).findLast((one) => one.from !== 'bot' && one.staffId !== me.value?.staffId)?.from
}

function useGrowing(text: string) {
  const field = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.blockSize = 'auto'
    element.style.blockSize = `${Math.min(element.scrollHeight + 3, 180)}px`
  }, [text])
  return field
}
