// The agenda: what is coming per day, what people answered, and adding, moving or cancelling.
import { CalendarPlus, ChevronDown, Languages, MapPin } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Appointment } from '../api.ts'
import { clockTime, dayOf, daysBetween, longDay } from '../look/when.ts'
import { AppointmentWindow } from './appointment-window.tsx'
import { dayText } from './level.tsx'
import { hashOf } from './route.ts'
import { appointments, firstNameOf, now, t, uiLang } from './state.ts'

const answerTones = { none: 'plain-chip', coming: 'ok', cannot: 'urgent-chip', other_time: 'heed', silent: 'heed' } as const

export function Agenda() {
  const words = t.value.agenda
  const [adding, setAdding] = useState(false)
  const all = appointments.value.filter((one) => one.state !== 'cancelled')
  const coming = all.filter((one) => daysBetween(now.value, Date.parse(one.startsAt)) >= 0)
  const past = all.filter((one) => daysBetween(now.value, Date.parse(one.startsAt)) < 0)
  return (
    <div class="sheet">
      <header class="sheet-head">
        <h1>{words.title}</h1>
        <button type="button" class="button main" onClick={() => setAdding(true)}>
          <CalendarPlus aria-hidden="true" />
          {words.add}
        </button>
      </header>
      {coming.length === 0 && <p class="empty soft">{words.empty}</p>}
      {byDay(coming).map(([day, list]) => (
        <Day key={day} list={list} />
      ))}
      {past.length > 0 && (
        <details class="fold">
          <summary>
            <h2 class="section-title">
              {words.past} <span class="count">{past.length}</span>
            </h2>
            <ChevronDown aria-hidden="true" />
          </summary>
          {byDay(past)
            .toReversed()
            .map(([day, list]) => (
              <Day key={day} list={list} />
            ))}
        </details>
      )}
      {adding && <AppointmentWindow onClose={() => setAdding(false)} />}
    </div>
  )
}

function Day({ list }: { list: readonly Appointment[] }) {
  const at = Date.parse(list[0]?.startsAt ?? '')
  const near = Math.abs(daysBetween(now.value, at)) <= 1
  return (
    <section class="agenda-day">
      <h2 class="section-title">
        {near && <>{dayText(at)} · </>}
        <span class="soft">{longDay(at, uiLang.value)}</span>
      </h2>
      <ul class="stack">
        {list.map((one) => (
          <AppointmentCard key={one.id} one={one} named />
        ))}
      </ul>
    </section>
  )
}

export function AppointmentCard({ one, named }: { one: Appointment; named: boolean }) {
  const [editing, setEditing] = useState(false)
  const at = Date.parse(one.startsAt)
  const past = at < now.value
  const answer = one.answer ?? 'none'
  return (
    <li class={`appointment ${past ? 'past' : ''}`}>
      <div class="appointment-when">
        <time dateTime={one.startsAt}>
          <strong>{clockTime(at)}</strong>
        </time>
        {!named && <span class="meta">{dayText(at)}</span>}
        {one.durationMin !== undefined && <span class="meta">{t.value.clock.minutes(one.durationMin)}</span>}
      </div>
      <div class="appointment-what">
        <p>
          <strong dir="auto">{one.title}</strong>
          {named && (
            <>
              {' '}
              ·{' '}
              <a href={hashOf({ view: 'people', person: one.participantId })}>
                <bdi>{firstNameOf(one.participantId)}</bdi>
              </a>
            </>
          )}
        </p>
        {one.place && (
          <p class="meta with-icon" dir="auto">
            <MapPin aria-hidden="true" />
            {one.place}
          </p>
        )}
        {one.interpreter && (
          <p class="meta with-icon" dir="auto">
            <Languages aria-hidden="true" />
            {one.interpreter}
          </p>
        )}
        <p class="row">
          <span class={`chip ${answerTones[answer]}`}>{t.value.answer[answer]}</span>
        </p>
      </div>
      {!past && (
        <button type="button" class="button quiet small-button" onClick={() => setEditing(true)}>
          {t.value.person.edit}
          <span class="unseen"> {one.title}</span>
        </button>
      )}
      {editing && <AppointmentWindow one={one} participantId={one.participantId} onClose={() => setEditing(false)} />}
    </li>
  )
}

function byDay(list: readonly Appointment[]): [string, Appointment[]][] {
  const days = new Map<string, Appointment[]>()
  for (const one of list.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))) {
    const day = dayOf(Date.parse(one.startsAt))
    days.set(day, [...(days.get(day) ?? []), one])
  }
  return [...days]
}
