// Beside the conversation: the case, the person, who reads along, what was agreed to, the appointments, and what a coordinator may do.
import { CalendarPlus, Check, ChevronDown, Download, HeartPulse, Pencil, Trash2, UserCheck, UserPlus, X } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ask, type Appointment, type Case, type Invite, type Participant } from '../api.ts'
import { clockTime } from '../look/when.ts'
import { AppointmentCard } from './agenda.tsx'
import { AppointmentWindow } from './appointment-window.tsx'
import { dayText, Holder, LevelChip, momentText } from './level.tsx'
import { EditPerson, ForgetPerson, InviteWindow } from './person-windows.tsx'
import { ChooseTrusted, LetIn } from './relation-windows.tsx'
import { hashOf, place } from './route.ts'
import { api, appointments, change, isCoordinator, nameOf, t } from './state.ts'
import { nameIn } from './talk-name.ts'
import type { Thread } from './thread.ts'
import { tell, tellTrouble } from './toast.tsx'

type Window = 'appointment' | 'edit' | 'forget' | 'trusted' | { letIn: string }

export function PersonPanel({ current, shown }: { current: Thread; shown: boolean }) {
  const { person, one } = current
  const { view, person: id } = place.value
  const [window_, open] = useState<Window | undefined>(undefined)
  const [invite, setInvite] = useState<Invite | undefined>(undefined)
  const close = () => open(undefined)
  return (
    <aside class={`panel ${shown ? 'shown' : ''}`} aria-label={t.value.talk.about}>
      <header class="panel-head">
        <h1>
          <bdi>{nameIn(current)}</bdi>
        </h1>
        <a class="button quiet icon" href={hashOf({ view, person: id })} aria-label={t.value.close}>
          <X aria-hidden="true" />
        </a>
      </header>
      {person?.needsTrustedPerson && <NoTrusted onChoose={() => open('trusted')} />}
      {one && <CaseFold one={one} />}
      {person && <About person={person} onEdit={() => open('edit')} onLetIn={(letIn) => open({ letIn })} />}
      {person && <Appointments person={person} onAdd={() => open('appointment')} />}
      {person && <Consents person={person} />}
      {person && <Acts person={person} onInvite={setInvite} onForget={() => open('forget')} />}
      {person && window_ === 'appointment' && <AppointmentWindow participantId={person.id} onClose={close} />}
      {person && window_ === 'edit' && <EditPerson person={person} onClose={close} />}
      {person && window_ === 'forget' && <ForgetPerson person={person} onClose={close} />}
      {person && window_ === 'trusted' && <ChooseTrusted person={person} onClose={close} />}
      {person && typeof window_ === 'object' && <LetIn person={person} staffId={window_.letIn} onClose={close} />}
      {person && invite && <InviteWindow name={nameIn(current)} invite={invite} onClose={() => setInvite(undefined)} />}
    </aside>
  )
}

function NoTrusted({ onChoose }: { onChoose: () => void }) {
  const words = t.value.person
  return (
    <div class="notice heed alone">
      <div class="stack">
        <p>
          <strong>{words.noTrustedTitle}</strong>
        </p>
        <p>{words.noTrustedText}</p>
        {isCoordinator.value && (
          <button type="button" class="button" onClick={onChoose}>
            <UserPlus aria-hidden="true" />
            {words.chooseTrusted}
          </button>
        )}
      </div>
    </div>
  )
}

function Fold({ title, open, children }: { title: string; open?: boolean; children: ComponentChildren }) {
  return (
    <details class="fold" open={open}>
      <summary>
        <h2>{title}</h2>
        <ChevronDown aria-hidden="true" />
      </summary>
      <div class="fold-body">{children}</div>
    </details>
  )
}

function CaseFold({ one }: { one: Case }) {
  const words = t.value.case
  const closed = one.state === 'closed'
  return (
    <Fold title={words.history} open={!closed}>
      <p class="row">
        <LevelChip level={one.level} />
        <span class="meta">{closed ? t.value.state.closed : <Holder one={one} />}</span>
      </p>
      <ol class="timeline">
        {(one.history ?? []).map((step, index) => (
          <Step key={`${step.at}-${index}`} step={step} />
        ))}
      </ol>
      {one.alerts.length > 0 && (
        <p class="meta">
          {words.asked}:{' '}
          {latestOf(one.alerts).map((alert, index) => (
            <span key={alert.staffId}>
              {index > 0 && ', '}
              <bdi>{nameOf(alert.staffId) ?? t.value.someone}</bdi>
              {` (${t.value.role[alert.role]}${alert.failed === undefined ? '' : `, ${t.value.step.alert_failed.toLowerCase()}`}${alert.declined ? `, ${t.value.step.declined.toLowerCase()}` : ''})`}
            </span>
          ))}
        </p>
      )}
      {one.note && (
        <p class="note" dir="auto">
          {one.note}
        </p>
      )}
    </Fold>
  )
}

/** Everybody once, as it stands with them now. */
function latestOf(alerts: Case['alerts']): Case['alerts'] {
  return alerts.filter((alert, n) => alerts.findLastIndex((other) => other.staffId === alert.staffId) === n)
}

function Step({ step }: { step: NonNullable<Case['history']>[number] }) {
  const words: Record<string, string> = t.value.step
  const more: Record<string, string> = { ...t.value.how, ...t.value.outcome, ...t.value.level, ...t.value.missed }
  const detail = step.detail === undefined ? undefined : (more[step.detail] ?? nameOf(step.detail))
  return (
    <li class={step.what === 'deadline_passed' ? 'missed' : undefined}>
      <time class="meta" dateTime={new Date(step.at).toISOString()}>
        {dayText(step.at) === t.value.today ? clockTime(step.at) : momentText(step.at)}
      </time>
      <span>
        {words[step.what] ?? step.what}
        {detail && <> · {detail}</>}
        {step.kind && <> · {t.value.kind[step.kind]}</>}
        {step.staffId && (
          <span class="soft">
            {' '}
            · <bdi>{nameOf(step.staffId) ?? t.value.someone}</bdi>
          </span>
        )}
      </span>
    </li>
  )
}

function About({ person, onEdit, onLetIn }: { person: Participant; onEdit: () => void; onLetIn: (staffId: string) => void }) {
  const words = t.value.person
  const kept = person.notToTell.map((id) => nameOf(id) ?? t.value.someone)
  return (
    <Fold title={words.title} open>
      <dl class="facts">
        <Fact term={words.language}>{person.lang ? t.value.language[person.lang] : t.value.unknown}</Fact>
        <Fact term={words.channels}>
          {person.channels.length === 0
            ? words.notLinked
            : person.channels.map(({ channel, reachable }) => (
                <span key={channel} class="row">
                  {t.value.channel[channel]} <span class={`chip ${reachable ? 'ok' : 'heed'}`}>{reachable ? words.reachable : words.unreachable}</span>
                </span>
              ))}
        </Fact>
        <Fact term={words.trusted}>
          <bdi>{person.trustedPersonName ?? t.value.nobody}</bdi>
        </Fact>
        <Fact term={words.reserve}>
          <bdi>{person.reserveName ?? t.value.nobody}</bdi>
        </Fact>
        {kept.length > 0 && (
          <Fact term={words.notToTell}>
            <bdi>{kept.join(', ')}</bdi>
          </Fact>
        )}
        <KeptOut ids={person.keptOut ?? []} onLetIn={onLetIn} />
        {person.municipality && <Fact term={words.municipality}>{person.municipality}</Fact>}
        {person.lastHeardAt !== undefined && <Fact term={words.lastHeard}>{momentText(person.lastHeardAt)}</Fact>}
      </dl>
      {isCoordinator.value && (
        <button type="button" class="button" onClick={onEdit}>
          <Pencil aria-hidden="true" />
          {words.edit}
        </button>
      )}
    </Fold>
  )
}

function KeptOut({ ids, onLetIn }: { ids: readonly string[]; onLetIn: (staffId: string) => void }) {
  const words = t.value.person
  if (ids.length === 0) return null
  return (
    <Fact term={words.keptOut}>
      {ids.map((id) => {
        const name = nameOf(id) ?? t.value.someone
        return (
          <span key={id} class="row">
            <bdi>{name}</bdi>
            <button type="button" class="button small-button" onClick={() => onLetIn(id)}>
              <UserCheck aria-hidden="true" />
              {words.letIn}
              <span class="unseen"> {name}</span>
            </button>
          </span>
        )
      })}
    </Fact>
  )
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Appointments({ person, onAdd }: { person: Participant; onAdd: () => void }) {
  const words = t.value.person
  const [own, setOwn] = useState<readonly Appointment[]>([])
  useEffect(() => {
    void ask<Appointment[]>('GET', `${api}/appointments?participantId=${person.id}`).then(
      (answer) => 'ok' in answer && setOwn(answer.ok.filter((one) => one.state !== 'cancelled').slice(-6)),
    )
  }, [person.id, appointments.value])
  return (
    <Fold title={words.appointments} open>
      {own.length === 0 && <p class="soft small">{words.noAppointments}</p>}
      <ul class="stack">
        {own.map((one) => (
          <AppointmentCard key={one.id} one={one} named={false} />
        ))}
      </ul>
      <button type="button" class="button" onClick={onAdd}>
        <CalendarPlus aria-hidden="true" />
        {words.addAppointment}
      </button>
    </Fold>
  )
}

function Consents({ person }: { person: Participant }) {
  const words = t.value.person
  const rows = [
    [words.use, person.consent.use],
    [words.checkIns, person.consent.checkIns],
    [words.alerts, person.consent.alerts],
    [words.improve, person.consent.improve],
  ] as const
  return (
    <Fold title={words.consents}>
      <dl class="facts">
        {rows.map(([term, given]) => (
          <Fact key={term} term={term}>
            <span class="consent">
              {given === true ? <Check aria-hidden="true" /> : given === false ? <X aria-hidden="true" /> : null}
              {given === undefined ? t.value.notAsked : given ? t.value.yes : t.value.no}
            </span>
          </Fact>
        ))}
      </dl>
    </Fold>
  )
}

function Acts({ person, onInvite, onForget }: { person: Participant; onInvite: (invite: Invite) => void; onForget: () => void }) {
  const words = t.value.person
  const checkIn = async () => {
    const answer = await change('POST', `/participants/${person.id}/check-in`)
    if ('no' in answer) tellTrouble(answer.no)
    else tell(words.checkInDone)
  }
  const makeInvite = async () => {
    const answer = await change<Invite>('POST', `/participants/${person.id}/invite`)
    if ('no' in answer) tellTrouble(answer.no)
    else onInvite(answer.ok)
  }
  return (
    <Fold title={words.acts} open={!person.linked && isCoordinator.value}>
      <div class="stack">
        <button type="button" class="button" disabled={person.consent.checkIns !== true} onClick={() => void checkIn()}>
          <HeartPulse aria-hidden="true" />
          {words.checkIn}
        </button>
        {isCoordinator.value && (
          <button type="button" class="button" onClick={() => void makeInvite()}>
            <UserPlus aria-hidden="true" />
            {words.newInvite}
          </button>
        )}
        {isCoordinator.value && (
          <a class="button" href={`${api}/participants/${person.id}/export`} download>
            <Download aria-hidden="true" />
            {words.download}
          </a>
        )}
        {isCoordinator.value && (
          <button type="button" class="button" onClick={onForget}>
            <Trash2 aria-hidden="true" />
            {words.forget}
          </button>
        )}
      </div>
    </Fold>
  )
}
