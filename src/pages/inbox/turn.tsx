// One message as staff see it: the person on one side, Brug and colleagues on the other; what became of it stands in words.
import { Check, CheckCheck, CircleAlert, Clock, FileText, Image, MapPin, Mic, Undo2 } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { serverNow, type Message } from '../api.ts'
import { Rich } from '../look/rich.tsx'
import { directionOf, spoken, spokenAs } from '../look/spoken.ts'
import { clockTime } from '../look/when.ts'
import { Failed } from './failed.tsx'
import { me, t, uiLang } from './state.ts'
import { windowLeftMs } from './reach.tsx'
import { thread } from './thread.ts'
import { undo } from './undo.ts'
import { Voice } from './voice.tsx'

const kinds: Record<string, typeof Mic> = { voice: Mic, picture: Image, video: Image, sticker: Image, location: MapPin }
const marks = { held: Clock, queued: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck, failed: CircleAlert }

export function Turn({ message, name, first, last }: { message: Message; name: string; first: boolean; last: boolean }) {
  const { before, words } = spoken(message)
  const read = spokenAs(message)
  // An answer of Brug that a colleague sent.
  const fixed = message.from === 'staff' && read.words !== undefined
  const own = message.staffId !== undefined && message.staffId === me.value?.staffId
  const who = message.from === 'participant' ? name : message.from === 'bot' ? t.value.brug : own ? t.value.home.you : (message.firstName ?? t.value.someone)
  return (
    <article class={`turn ${message.from} ${message.purpose === 'urgent' ? 'grave' : ''} ${message.status === 'held' ? 'held' : ''}`}>
      {first && (
        <p class="speaker" aria-hidden="true">
          <bdi>{who}</bdi>
        </p>
      )}
      {before !== undefined && (
        <p class="before meta" lang={read.before === undefined ? message.lang : uiLang.value} dir="auto">
          {read.before ?? before}
        </p>
      )}
      <div
        class="bubble"
        dir={fixed ? directionOf({ from: 'bot', lang: message.lang }) : directionOf(message)}
        lang={fixed || message.from !== 'staff' ? message.lang : undefined}
      >
        <bdi class="unseen">
          {who}, {clockTime(message.at)}:{' '}
        </bdi>
        <What message={message} />
        {words !== '' && <Rich text={words} />}
        {message.link && <span class="turn-link">{message.link.label}</span>}
      </div>
      <Voice message={message} />
      {message.offers && message.offers.length > 0 && <Offered message={message} />}
      <ReadAs message={message} words={read.words} />
      <Fate message={message} name={name} last={last} />
    </article>
  )
}

function What({ message: { what, from, of } }: { message: Message }) {
  const words: Record<string, string> = t.value.what
  const word = what === undefined ? undefined : words[what]
  if (what === undefined || word === undefined || from !== 'participant' || of !== undefined) return null
  const Icon = kinds[what] ?? FileText
  return (
    <span class="kind">
      <Icon aria-hidden="true" /> {word}{' '}
    </span>
  )
}

/** What Brug said in the person's language, as staff can read it. What people wrote themselves is never translated. */
function ReadAs({ message: { from, offers }, words: readAs }: { message: Message; words: string | undefined }) {
  const lang = uiLang.value
  if (readAs === undefined) return null
  // A tapped button is a word or two: folding it away would cost more than it saves.
  if (from === 'participant')
    return (
      <p class="meta">
        {t.value.talk.readAs}: <span lang={lang}>{readAs}</span>
      </p>
    )
  return (
    <details class="read-as">
      <summary>{t.value.talk.readAs}</summary>
      <div class="bubble" lang={lang} dir="ltr">
        <Rich text={readAs} />
      </div>
      {offers && offers.length > 0 && (
        <ul class="offered" lang={lang} aria-label={t.value.talk.offered}>
          {offers.map((offer) => (
            <li key={offer.id}>{offer.readAs ?? offer.label}</li>
          ))}
        </ul>
      )}
    </details>
  )
}

function Offered({ message }: { message: Message }) {
  return (
    <ul class="offered" dir="auto" aria-label={t.value.talk.offered} lang={message.lang}>
      {message.offers?.map((offer) => (
        <li key={offer.id} class={offer.id === message.chosen ? 'chosen' : ''}>
          {offer.id === message.chosen && <Check aria-hidden="true" />}
          {offer.label}
          {offer.id === message.chosen && <span class="unseen"> ({t.value.talk.chosen})</span>}
        </li>
      ))}
    </ul>
  )
}

function Fate({ message, name, last }: { message: Message; name: string; last: boolean }) {
  if (message.status === 'held') return <Held message={message} />
  if (message.status === 'failed') return <Failed message={message} name={name} />
  return last ? <Arrived message={message} /> : null
}

function Arrived({ message }: { message: Message }) {
  const waits = message.status === 'queued' && windowLeftMs(thread.value?.person) === 0
  const Mark = message.status && message.from !== 'participant' ? marks[message.status] : undefined
  return (
    <p class="said-at meta">
      <time dateTime={new Date(message.at).toISOString()}>{clockTime(message.at)}</time>
      {Mark && message.status && (
        <>
          <Mark aria-hidden="true" /> {waits ? t.value.window.waiting : t.value.status[message.status]}
        </>
      )}
    </p>
  )
}

function Held({ message }: { message: Message }) {
  const [left, setLeft] = useState(secondsLeft(message))
  useEffect(() => {
    const timer = window.setInterval(() => setLeft(secondsLeft(message)), 500)
    return () => clearInterval(timer)
  }, [message.heldUntil])
  return (
    <p class="said-at meta">
      <Clock aria-hidden="true" /> <span aria-hidden="true">{t.value.talk.held(t.value.clock.seconds(left))}</span>
      {left > 0 && (
        <button type="button" class="button small-button" onClick={() => void undo(message)}>
          <Undo2 class="turns" aria-hidden="true" />
          {t.value.undo}
        </button>
      )}
    </p>
  )
}

function secondsLeft({ heldUntil }: Message): number {
  return Math.max(0, Math.ceil(((heldUntil ?? 0) - serverNow()) / 1000))
}
