// Where the web chat starts: the bar with Help and Leave, the log, and the box to write in.
import { effect } from '@preact/signals'
import { ArrowDown, DoorOpen, LifeBuoy, SendHorizontal } from 'lucide-preact'
import { Fragment, render } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { serverNow, type Message } from '../api.ts'
import { Brand } from '../look/brand.tsx'
import { daysBetween, numericDay } from '../look/when.ts'
import { draft, listenToGuide } from './draft.ts'
import { Help } from './help.tsx'
import { Said, Unsent } from './said.tsx'
import { Start } from './start.tsx'
import { expecting, human, known, lang, leave, loaded, messages, open, reach, said, say, waiting } from './talk.ts'

const groupMs = 5 * 60_000
const twiceMs = 900

function Chat() {
  const fresh = loaded.value && !known.value && messages.value.length === 0 && waiting.value.length === 0
  return (
    <>
      <Bar />
      {fresh ? (
        <main class="talk" aria-label="Brug">
          <Start />
        </main>
      ) : (
        <Talk />
      )}
    </>
  )
}

function Bar() {
  const t = said.value
  const [help, setHelp] = useState(false)
  return (
    <header class="bar">
      <div class="bar-who">
        <Brand />
        {human.value !== undefined && (
          <p class="meta with">
            <bdi>{human.value}</bdi> {t.talkWith}
          </p>
        )}
      </div>
      <button type="button" class="button quiet" onClick={() => setHelp(true)}>
        <LifeBuoy aria-hidden="true" />
        <span>{t.help}</span>
      </button>
      <button type="button" class="button leave" title={t.leaveHint} onClick={leave}>
        <DoorOpen class="turns" aria-hidden="true" />
        <span>{t.leave}</span>
      </button>
      {help && <Help onClose={() => setHelp(false)} />}
    </header>
  )
}

/** One turn may ask two things, each with its own buttons. Ids of messages end in their place within the turn. */
function isOfTurn(one: Message, question: Message): boolean {
  const turnOf = ({ id }: Message) => id.slice(0, id.lastIndexOf('.'))
  return one.id === question.id || (one.id.includes('.') && turnOf(one) === turnOf(question))
}

function Talk() {
  const t = said.value
  const { box, below, toEnd } = useStayAtEnd()
  const shown = messages.value
  const question = shown.findLast((one) => one.from === 'bot' && (one.offers?.length ?? 0) > 0)
  return (
    <>
      {reach.value !== 'live' && (
        <p class="reach" role="status">
          {reach.value === 'offline' ? t.offline : t.away}
        </p>
      )}
      <main class="talk" ref={box} aria-label="Brug">
        <h1 class="unseen">Brug</h1>
        <div role="log" aria-live={loaded.value ? 'polite' : 'off'} aria-label="Brug" class="log">
          {shown.map((one, index) => {
            const before = shown[index - 1]
            const after = shown[index + 1]
            return (
              <Fragment key={one.id}>
                {(!before || daysBetween(before.at, one.at) !== 0) && <Day at={one.at} />}
                <Said
                  message={one}
                  first={!before || !together(before, one)}
                  last={!after || !together(one, after)}
                  current={question !== undefined && isOfTurn(one, question)}
                />
              </Fragment>
            )
          })}
          {waiting.value.map((one) => (
            <Unsent key={one.clientId} waiting={one} />
          ))}
        </div>
        {expecting.value && (
          <p class="reading meta" aria-hidden="true">
            <span class="dots">
              <i />
              <i />
              <i />
            </span>
            {t.reading}
          </p>
        )}
      </main>
      {below && (
        <button type="button" class="button below" onClick={toEnd}>
          <ArrowDown aria-hidden="true" />
          {t.below}
        </button>
      )}
      <Composer />
    </>
  )
}

function Day({ at }: { at: number }) {
  const days = daysBetween(at, serverNow())
  const t = said.value
  return <p class="day meta">{days === 0 ? t.today : days === 1 ? t.yesterday : numericDay(at, lang.value)}</p>
}

function together(a: Message, b: Message): boolean {
  return (
    a.from === b.from &&
    a.firstName === b.firstName &&
    b.at - a.at < groupMs &&
    daysBetween(a.at, b.at) === 0 &&
    a.purpose !== 'urgent' &&
    b.purpose !== 'urgent'
  )
}

/** Follows the talk while the reader is at its end; otherwise says that there is more below. */
function useStayAtEnd() {
  const box = useRef<HTMLElement>(null)
  const atEnd = useRef(true)
  const [below, setBelow] = useState(false)
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight })
  const newest = messages.value.at(-1)
  const state = `${newest?.id}/${messages.value.length}/${waiting.value.length}/${expecting.value}`
  useEffect(() => {
    const element = box.current
    const watch = () => {
      if (!element) return
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 120
      if (atEnd.current) setBelow(false)
    }
    element?.addEventListener('scroll', watch, { passive: true })
    const resized = new ResizeObserver(() => atEnd.current && toEnd())
    for (const one of element ? [element, ...element.children] : []) resized.observe(one)
    return () => {
      element?.removeEventListener('scroll', watch)
      resized.disconnect()
    }
  }, [])
  useLayoutEffect(() => {
    const follows = atEnd.current || newest?.from === 'participant' || waiting.value.length > 0
    const last = box.current?.querySelector<HTMLElement>('.log > :last-child')
    const tall = newest?.from !== 'participant' && waiting.value.length === 0 && last && box.current && last.offsetHeight > box.current.clientHeight - 24
    // A long answer is read from its first line: on a help card that is the one that matters.
    if (follows && tall) {
      atEnd.current = false
      box.current?.scrollBy({ top: last.getBoundingClientRect().top - box.current.getBoundingClientRect().top - 8 })
    } else if (follows) toEnd()
    else setBelow(true)
  }, [state])
  return { box, below, toEnd }
}

function Composer() {
  const t = said.value
  const field = useRef<HTMLTextAreaElement>(null)
  const text = draft.value
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.blockSize = 'auto'
    element.style.blockSize = `${Math.min(element.scrollHeight + 2, 160)}px`
  }, [text])
  const send = () => {
    if (text.trim() === '') return
    say({ text: text.trim() })
    draft.value = ''
    field.current?.focus()
  }
  return (
    <form
      class="composer"
      aria-label={t.write}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        lang={lang.value}
        value={text}
        placeholder={t.write}
        aria-label={t.write}
        enterkeyhint="send"
        maxLength={4000}
        onInput={(event) => void (draft.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <button type="submit" class="button main send" aria-label={t.send} disabled={text.trim() === ''}>
        <SendHorizontal class="turns" aria-hidden="true" />
      </button>
    </form>
  )
}

function leaveOnEscTwice(): void {
  let last = 0
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return
      const now = performance.now()
      if (now - last < twiceMs) leave()
      last = now
    },
    { capture: true },
  )
}

effect(() => {
  document.documentElement.lang = lang.value
  document.documentElement.dir = said.value.direction
})
leaveOnEscTwice()
listenToGuide()
const page = document.getElementById('page')
if (page) render(<Chat />, page)
void open()
