// A colleague leaves the team: what that means before it is done, who needs somebody else afterwards, and who left before.
import { useEffect, useState } from 'preact/hooks'
import { ask, type Colleague, type Left, type Participant } from '../api.ts'
import { Modal } from '../look/modal.tsx'
import { plainDay } from '../look/when.ts'
import { Confirm } from './confirm.tsx'
import { hashOf } from './route.ts'
import { api, cases, change, firstNameOf, former, refreshColleagues, t, uiLang } from './state.ts'

export function LeaveWindow({ one, onClose }: { one: Colleague; onClose: () => void }) {
  const words = t.value.team
  const [left, setLeft] = useState<Left | undefined>(undefined)
  const people = usePeople()
  if (left) return <NeedSomebody one={one} left={left} onClose={onClose} />
  const theirs = cases.value.filter(
    (open) => open.acknowledgedBy === one.id || (open.state === 'open' && open.alerts.some(({ staffId }) => staffId === one.id)),
  )
  const reserves = people?.filter(({ reserveId }) => reserveId === one.id).length ?? 0
  return (
    <Confirm
      title={words.leave(one.name)}
      yes={words.leaveYes}
      act={() => change<Left>('DELETE', `/staff/${one.id}`)}
      because={{ 'last-coordinator': words.lastCoordinator }}
      onDone={(answer) => {
        setLeft(answer)
        void refreshColleagues()
      }}
      onClose={onClose}
    >
      <ul class="points">
        <li>{words.leaveAccess}</li>
        <li>{words.leaveCases(theirs.length)}</li>
        {people && <li>{words.leaveTrusted(people.filter(({ trustedPersonId }) => trustedPersonId === one.id).length)}</li>}
        {reserves > 0 && <li>{words.leaveReserve(reserves)}</li>}
      </ul>
      <p class="soft small">{words.leaveName}</p>
    </Confirm>
  )
}

/** Everybody: the list of conversations may be cut short, and a count must be right. */
function usePeople(): readonly Participant[] | undefined {
  const [people, setPeople] = useState<readonly Participant[] | undefined>(undefined)
  useEffect(() => {
    void ask<Participant[]>('GET', `${api}/participants`).then((answer) => 'ok' in answer && setPeople(answer.ok))
  }, [])
  return people
}

function NeedSomebody({ one, left, onClose }: { one: Colleague; left: Left; onClose: () => void }) {
  const words = t.value.team
  const nobody = left.needTrustedPerson.length + left.needReserve.length === 0
  return (
    <Modal title={words.left(one.name)} closeLabel={t.value.close} onClose={onClose}>
      {nobody && <p>{words.leftNobody}</p>}
      <Links text={words.leftTrusted} ids={left.needTrustedPerson} />
      <Links text={words.leftReserve} ids={left.needReserve} />
      <div class="actions">
        <button type="button" class="button main" onClick={onClose}>
          {t.value.people.done}
        </button>
      </div>
    </Modal>
  )
}

function Links({ text, ids }: { text: string; ids: readonly string[] }) {
  if (ids.length === 0) return null
  return (
    <div>
      <p>{text}</p>
      <ul class="points">
        {ids.map((id) => (
          <li key={id}>
            <a href={hashOf({ view: 'people', person: id, about: true })}>
              <bdi>{firstNameOf(id)}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function Former() {
  const words = t.value.team
  if (former.value.length === 0) return null
  return (
    <section class="stack">
      <h2>{words.former}</h2>
      <ul class="stack">
        {former.value.toReversed().map((one) => (
          <li key={one.id} class="row">
            <strong>
              <bdi>{one.firstName}</bdi>
            </strong>
            <span class="chip plain-chip">{t.value.staffRole[one.role]}</span>
            <span class="meta">
              {words.leftAt} <time dateTime={new Date(one.leftAt).toISOString()}>{plainDay(one.leftAt, uiLang.value)}</time>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
