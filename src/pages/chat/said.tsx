// One message on screen: who says it, the words in their own direction, the buttons under it, and whether it arrived.
// Only the newest question has living buttons; reminders and help cards keep theirs, because a person may answer those later.
import { Check, ChevronDown, FileText, Image, Link2, Mic } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Message } from '../api.ts'
import { Rich } from '../look/rich.tsx'
import { directionOf, spoken } from '../look/spoken.ts'
import { clockTime } from '../look/when.ts'
import { choose, said, type Waiting, again } from './talk.ts'

export interface SaidProps {
  message: Message
  first: boolean
  last: boolean
  current: boolean
}

const offersAsButtonsMax = 10

export function Said({ message, first, last, current }: SaidProps) {
  const who = message.from === 'participant' ? 'own' : message.from
  const card = message.purpose === 'urgent' && message.from === 'bot'
  const { before, words } = spoken(message)
  return (
    <article class={`said ${who} ${card ? 'card' : ''}`} data-id={message.id}>
      {first && <Speaker message={message} />}
      {before !== undefined && (
        <p class="before meta" lang={message.lang} dir="auto">
          {before}
        </p>
      )}
      <div class="bubble" lang={message.lang} dir={directionOf(message)}>
        <bdi class="unseen">
          {nameOf(message)}, {clockTime(message.at)}:{' '}
        </bdi>
        {message.what !== undefined && message.from === 'participant' && <Kind what={message.what} />}
        {words !== '' && <Rich text={words} dial={card} />}
      </div>
      {message.sound !== undefined && <audio class="sound" controls preload="none" src={`/audio/${message.sound}`} aria-label={words} />}
      {message.link && <Outward link={message.link} lang={message.lang} />}
      {message.offers && message.offers.length > 0 && <Offers message={message} current={current} />}
      {last && (
        <time class="meta said-at" dateTime={new Date(message.at).toISOString()} aria-hidden="true">
          {clockTime(message.at)}
        </time>
      )}
    </article>
  )
}

export function Unsent({ waiting }: { waiting: Waiting }) {
  const { content } = waiting
  if ('start' in content) return null
  const t = said.value
  return (
    <article class="said own pending">
      <div class="bubble" dir="auto">
        <bdi class="unseen">{t.you}: </bdi>
        {'text' in content ? <Rich text={content.text} /> : content.label}
      </div>
      <p class="meta said-at">
        {waiting.state === 'unsent' ? t.unsent : t.waits}
        {waiting.state === 'unsent' && (
          <button type="button" class="button quiet" onClick={() => again(waiting.clientId)}>
            {t.again}
          </button>
        )}
      </p>
    </article>
  )
}

function Speaker({ message }: { message: Message }) {
  const t = said.value
  if (message.from === 'participant') return null
  return (
    <p class="speaker" aria-hidden="true">
      <bdi>{nameOf(message)}</bdi>
      <span class="meta">{message.from === 'bot' ? t.computer : t.human}</span>
    </p>
  )
}

function nameOf(message: Message): string {
  if (message.from === 'bot') return 'Brug'
  return message.from === 'staff' ? (message.firstName ?? said.value.human) : said.value.you
}

function Kind({ what }: { what: string }) {
  const t = said.value
  const [Icon, word] =
    what === 'voice' ? [Mic, t.voice] : what === 'picture' || what === 'sticker' || what === 'video' ? [Image, t.picture] : [FileText, t.file]
  return (
    <span class="kind">
      <Icon aria-hidden="true" /> {word}
    </span>
  )
}

function Outward({ link, lang }: { link: { label: string; url: string }; lang?: string }) {
  if (!/^(https?:|tel:)/i.test(link.url)) return null
  return (
    <a class="button outward" href={link.url} target="_blank" rel="noopener noreferrer" lang={lang} dir="auto">
      <Link2 aria-hidden="true" />
      {link.label}
    </a>
  )
}

function Offers({ message, current }: { message: Message; current: boolean }) {
  const offers = message.offers ?? []
  const lasting = message.purpose === 'notice' || message.purpose === 'urgent'
  const open = message.chosen === undefined && (current || lasting)
  if (offers.length > offersAsButtonsMax && open) return <LongChoice message={message} />
  const shown = offers.length > offersAsButtonsMax ? offers.filter((offer) => offer.id === message.chosen) : offers
  const long = shown.length > 3 || shown.some((offer) => offer.full !== undefined && offer.full !== offer.label)
  return (
    <div class={`offers ${long ? 'long' : ''}`} role="group" aria-label={said.value.choose} lang={message.lang}>
      {shown.map((offer) => {
        const chosen = offer.id === message.chosen
        return (
          <button
            key={offer.id}
            type="button"
            class={`button offer ${chosen ? 'chosen' : ''}`}
            dir="auto"
            disabled={!open}
            onClick={() => choose(message, offer.id, offer.label)}
          >
            {chosen && <Check aria-hidden="true" />}
            <span>{long ? (offer.full ?? offer.label) : offer.label}</span>
            {chosen && <span class="unseen"> ({said.value.chosen})</span>}
          </button>
        )
      })}
    </div>
  )
}

function LongChoice({ message }: { message: Message }) {
  const [picked, pick] = useState('')
  const offers = message.offers ?? []
  const offer = offers.find((one) => one.id === picked)
  const t = said.value
  return (
    <form
      class="long-choice"
      onSubmit={(event) => {
        event.preventDefault()
        if (offer) choose(message, offer.id, offer.label)
      }}
    >
      <span class="select">
        <select aria-label={message.offersTitle ?? t.choose} lang={message.lang} value={picked} onChange={(event) => pick(event.currentTarget.value)}>
          <option value="">{message.offersTitle ?? t.choose}</option>
          {offers.map((one) => (
            <option key={one.id} value={one.id}>
              {one.full ?? one.label}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden="true" />
      </span>
      <button type="submit" class="button main" disabled={offer === undefined}>
        {t.send}
      </button>
    </form>
  )
}
