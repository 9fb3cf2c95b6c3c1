// The conversation with one person on screen: head, messages with silent reading-on upward, who talks, and the box to answer in.
import { ArrowDown, ArrowLeft, Info } from 'lucide-preact'
import { Fragment } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Message } from '../api.ts'
import { daysBetween, longDay } from '../look/when.ts'
import { Answer } from './answer.tsx'
import { CaseActs, CaseHead, CaseWindows } from './case.tsx'
import { LevelChip } from './level.tsx'
import { PersonPanel } from './person.tsx'
import { go, hashOf, place } from './route.ts'
import { now, t, uiLang } from './state.ts'
import { nameIn } from './talk-name.ts'
import { openCase, readEarlier, thread, type Thread } from './thread.ts'
import { troubleText } from './toast.tsx'
import { choosing, TopicWindow } from './topic-window.tsx'
import { Turn } from './turn.tsx'

const groupMs = 5 * 60_000

export function Talk() {
  const current = thread.value
  const { view, person, about } = place.value
  if (!current) return null
  if (current.refusal) return <Refused text={troubleText(current.refusal)} />
  const name = nameIn(current)
  return (
    <>
      <section class={`talk-pane ${about ? 'behind' : ''}`} id="talk" tabindex={-1} aria-labelledby="talk-name">
        <header class="talk-head">
          <a class="button quiet icon back" href={hashOf({ view })} aria-label={t.value.back}>
            <ArrowLeft class="turns" aria-hidden="true" />
          </a>
          <div class="talk-who">
            <h1 id="talk-name">
              <bdi>{name}</bdi>
            </h1>
            <p class="meta">{under(current)}</p>
          </div>
          {openCase.value && <LevelChip level={openCase.value.level} />}
          <a class="button quiet icon about" href={hashOf({ view, person, about: !about })} aria-label={t.value.talk.about}>
            <Info aria-hidden="true" />
          </a>
        </header>
        {openCase.value && <CaseHead one={openCase.value} />}
        <Messages key={current.participantId} current={current} />
        {openCase.value && <CaseActs one={openCase.value} person={current.person} />}
        <Answer key={`answer-${current.participantId}`} name={name} current={current} />
      </section>
      {current.one && <CaseWindows key={current.one.id} one={current.one} person={current.person} />}
      {choosing.value && current.person && <TopicWindow current={current} name={name} />}
      <PersonPanel key={`about-${current.participantId}`} current={current} shown={about === true} />
    </>
  )
}

function Refused({ text }: { text: string }) {
  return (
    <section class="talk-pane refused" id="talk" tabindex={-1}>
      <h1>{text}</h1>
      <button type="button" class="button" onClick={() => go({ view: place.value.view })}>
        {t.value.back}
      </button>
    </section>
  )
}

function under({ person }: Thread): string {
  if (!person) return ''
  const channels = person.channels.map(({ channel, reachable }) => `${t.value.channel[channel]}${reachable ? '' : ` (${t.value.person.unreachable})`}`)
  return [
    person.lang && t.value.language[person.lang],
    ...channels,
    person.stopped && t.value.person.stopped,
    !openCase.value && person.needsTrustedPerson && t.value.person.noTrusted,
  ]
    .filter(Boolean)
    .join(' · ')
}

function Messages({ current }: { current: Thread }) {
  const words = t.value.talk
  const { box, top, below, toEnd } = useReading(current)
  const shown = current.messages
  return (
    <div class="messages" ref={box} tabindex={0} role="region" aria-label={words.earlier}>
      <div ref={top} class="top">
        {current.complete && current.loaded && <p class="day meta">{shown.length === 0 ? words.empty : words.start}</p>}
      </div>
      {!current.loaded && (
        <div class="skeleton talk-skeleton" role="status">
          <span class="unseen">{t.value.trouble.loading}</span>
          <i />
          <i />
          <i />
        </div>
      )}
      <div role="log" aria-live={current.loaded ? 'polite' : 'off'} aria-relevant="additions" class="log">
        {shown.map((one, index) => {
          const before = shown[index - 1]
          const after = shown[index + 1]
          return (
            <Fragment key={one.id}>
              {(!before || daysBetween(before.at, one.at) !== 0) && (
                <p class="day meta">{daysBetween(one.at, now.value) === 0 ? t.value.today : longDay(one.at, uiLang.value)}</p>
              )}
              <Turn message={one} name={nameIn(current)} first={!before || !together(before, one)} last={!after || !together(one, after)} />
            </Fragment>
          )
        })}
      </div>
      {below && (
        <button type="button" class="button below" onClick={toEnd}>
          <ArrowDown aria-hidden="true" />
          {words.below}
        </button>
      )}
    </div>
  )
}

function together(a: Message, b: Message): boolean {
  return a.from === b.from && a.staffId === b.staffId && b.at - a.at < groupMs && daysBetween(a.at, b.at) === 0
}

/** Starts at the newest, follows it while the reader is there, and keeps the place when older messages are put above. */
function useReading(current: Thread) {
  const box = useRef<HTMLDivElement>(null)
  const top = useRef<HTMLDivElement>(null)
  const stay = useRef({ atEnd: true, height: 0, first: '' })
  const [below, setBelow] = useState(false)
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight })
  const count = current.messages.length
  const first = current.messages[0]?.id ?? ''
  useEffect(() => {
    const element = box.current
    if (!element || !top.current) return undefined
    const watch = () => {
      stay.current.atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 120
      stay.current.height = element.scrollHeight
      if (stay.current.atEnd) setBelow(false)
    }
    element.addEventListener('scroll', watch, { passive: true })
    const above = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && void readEarlier(), { root: element, rootMargin: '300px' })
    above.observe(top.current)
    const resized = new ResizeObserver(() => stay.current.atEnd && toEnd())
    for (const one of [element, ...element.children]) resized.observe(one)
    return () => {
      element.removeEventListener('scroll', watch)
      above.disconnect()
      resized.disconnect()
    }
  }, [])
  useLayoutEffect(() => {
    const element = box.current
    if (!element || count === 0) return
    const grewAbove = stay.current.first !== '' && stay.current.first !== first
    if (grewAbove) element.scrollTop += element.scrollHeight - stay.current.height
    else if (stay.current.atEnd || current.messages.at(-1)?.from === 'staff') toEnd()
    else setBelow(true)
    stay.current.first = first
    stay.current.height = element.scrollHeight
  }, [count, first])
  return { box, top, below, toEnd }
}
