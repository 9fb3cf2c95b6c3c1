// Making, moving and cancelling one appointment. Times are the municipality's wall clock; the server tells the person and plans the reminders.
import { useState } from 'preact/hooks'
import { serverNow, type Appointment } from '../api.ts'
import { SelectField, TextField } from '../look/fields.tsx'
import { Modal } from '../look/modal.tsx'
import { clockTime, dayOf, isoThere } from '../look/when.ts'
import { change, firstNameOf, rows, t } from './state.ts'
import { tell, troubleText } from './toast.tsx'

interface Fields {
  who: string
  kind: string
  title: string
  day: string
  time: string
  durationMin: string
  place: string
  bring: string
  interpreter: string
}
type Faults = Partial<Record<keyof Fields, string>>

export function AppointmentWindow({ one, participantId, onClose }: { one?: Appointment; participantId?: string; onClose: () => void }) {
  const words = t.value.agenda
  const [fields, setFields] = useState<Fields>(() => fieldsOf(one, participantId))
  const [faults, setFaults] = useState<Faults>({})
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [asking, setAsking] = useState(false)
  const save = async () => {
    const found = faultsOf(fields)
    setFaults(found)
    if (Object.keys(found).length > 0) return
    const answer = one
      ? await change('PATCH', `/appointments/${one.id}`, bodyOf(fields))
      : await change('POST', '/appointments', { participantId: fields.who, ...bodyOf(fields) }, key)
    if ('no' in answer) {
      setKey(crypto.randomUUID())
      return answer.no.errors?.some(({ path }) => path === 'startsAt') ? setFaults({ time: words.past_ }) : setTrouble(troubleText(answer.no))
    }
    tell(words.told)
    onClose()
  }
  const fill = (filled: Fields) => {
    setFields(filled)
    setFaults(stillWrong(faults, fields, filled))
  }
  if (one && asking) return <CancelWindow one={one} onClose={onClose} onKeep={() => setAsking(false)} />
  return (
    <Modal title={one ? words.edit : words.add} closeLabel={t.value.close} onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <AppointmentFields fields={fields} faults={faults} fixed={participantId !== undefined} onFields={fill} />
        {trouble && (
          <p class="notice urgent" role="alert">
            {trouble}
          </p>
        )}
        <p class="meta">{words.told}</p>
        <div class="actions">
          {one && (
            <button type="button" class="button" onClick={() => setAsking(true)}>
              {words.cancelIt}
            </button>
          )}
          <button type="button" class="button" onClick={onClose}>
            {t.value.cancel}
          </button>
          <button type="submit" class="button main">
            {one ? words.saveChange : words.save}
          </button>
        </div>
      </form>
    </Modal>
  )
}

function AppointmentFields({ fields, faults, fixed, onFields }: { fields: Fields; faults: Faults; fixed: boolean; onFields: (fields: Fields) => void }) {
  const words = t.value.agenda
  const set = (part: Partial<Fields>) => onFields({ ...fields, ...part })
  return (
    <>
      {fixed ? (
        <p>
          <strong>
            <bdi>{firstNameOf(fields.who)}</bdi>
          </strong>
        </p>
      ) : (
        <SelectField label={words.who} value={fields.who} fault={faults.who} onValue={(who) => set({ who })}>
          <option value="">{t.value.choose}</option>
          {(rows.value ?? []).map((row) => (
            <option key={row.participantId} value={row.participantId}>
              {row.firstName ?? t.value.someone}
            </option>
          ))}
        </SelectField>
      )}
      <SelectField label={words.kind} value={fields.kind} onValue={(kind) => set({ kind })}>
        {Object.entries(words.kinds).map(([kind, label]) => (
          <option key={kind} value={kind}>
            {label}
          </option>
        ))}
      </SelectField>
      <TextField
        label={words.what}
        hint={words.whatHint}
        value={fields.title}
        fault={faults.title}
        dir="auto"
        maxLength={120}
        onValue={(title) => set({ title })}
      />
      <div class="pair">
        <TextField
          label={words.date}
          type="date"
          value={fields.day}
          fault={faults.day}
          min={dayOf(serverNow())}
          max={lastDay()}
          onValue={(day) => set({ day })}
        />
        <TextField label={words.time} type="time" value={fields.time} fault={faults.time} onValue={(time) => set({ time })} />
      </div>
      <Extras fields={fields} set={set} />
    </>
  )
}

function Extras({ fields, set }: { fields: Fields; set: (part: Partial<Fields>) => void }) {
  const words = t.value.agenda
  return (
    <>
      <TextField label={words.place} optional={t.value.optional} value={fields.place} dir="auto" maxLength={160} onValue={(place) => set({ place })} />
      <div class="pair">
        <TextField label={words.bring} optional={t.value.optional} value={fields.bring} dir="auto" maxLength={160} onValue={(bring) => set({ bring })} />
        <TextField
          label={words.interpreter}
          hint={words.interpreterHint}
          optional={t.value.optional}
          value={fields.interpreter}
          dir="auto"
          maxLength={60}
          onValue={(interpreter) => set({ interpreter })}
        />
      </div>
      <TextField
        label={words.duration}
        optional={t.value.optional}
        type="number"
        min="5"
        max="1440"
        step="5"
        value={fields.durationMin}
        onValue={(durationMin) => set({ durationMin })}
      />
    </>
  )
}

function CancelWindow({ one, onClose, onKeep }: { one: Appointment; onClose: () => void; onKeep: () => void }) {
  const words = t.value.agenda
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const cancel = async () => {
    const answer = await change('DELETE', `/appointments/${one.id}`)
    if ('no' in answer) return setTrouble(troubleText(answer.no))
    tell(words.cancelDone)
    onClose()
  }
  return (
    <Modal title={words.cancelTitle} closeLabel={t.value.close} onClose={onClose} kind="urgent">
      <p>
        <strong dir="auto">{one.title}</strong> · <bdi>{firstNameOf(one.participantId)}</bdi>
      </p>
      <p>{words.cancelText}</p>
      {trouble && (
        <p class="notice urgent" role="alert">
          {trouble}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onKeep}>
          {words.keep}
        </button>
        <button type="button" class="button urgent" onClick={() => void cancel()}>
          {words.cancelIt}
        </button>
      </div>
    </Modal>
  )
}

function fieldsOf(one: Appointment | undefined, participantId: string | undefined): Fields {
  const at = one ? Date.parse(one.startsAt) : undefined
  return {
    who: one?.participantId ?? participantId ?? '',
    kind: one?.kind ?? 'municipality',
    title: one?.title ?? '',
    day: at === undefined ? '' : dayOf(at),
    time: at === undefined ? '' : clockTime(at),
    durationMin: one?.durationMin === undefined ? '' : String(one.durationMin),
    place: one?.place ?? '',
    bring: one?.bring ?? '',
    interpreter: one?.interpreter ?? '',
  }
}

/** A year with a digit too many is a slip. */
function lastDay(): string {
  return dayOf(serverNow() + 5 * 365 * 86_400_000)
}

/** What was said of a field is said until it is filled anew; day and time are one moment. */
function stillWrong(faults: Faults, before: Fields, after: Fields): Faults {
  const isNewMoment = before.day !== after.day || before.time !== after.time
  const isOver = (name: keyof Fields) => (name === 'day' || name === 'time' ? isNewMoment : before[name] !== after[name])
  const { who, title, day, time } = faults
  return {
    ...(isOver('who') ? {} : { who }),
    ...(isOver('title') ? {} : { title }),
    ...(isOver('day') ? {} : { day, time }),
  }
}

function faultsOf(fields: Fields): Faults {
  const words = t.value.agenda
  const complete = fields.day !== '' && fields.time !== ''
  return {
    ...(fields.who === '' ? { who: words.needWho } : {}),
    ...(fields.title.trim() === '' ? { title: words.needWhat } : {}),
    ...(fields.day === '' || fields.day.length > 10 || fields.day > lastDay() ? { day: words.needDate } : {}),
    ...(fields.time === '' ? { time: words.needTime } : complete && Date.parse(isoThere(fields.day, fields.time)) <= serverNow() ? { time: words.past_ } : {}),
  }
}

function bodyOf({ kind, title, day, time, durationMin, place, bring, interpreter }: Fields) {
  const minutes = Number(durationMin)
  return {
    kind,
    title: title.trim(),
    startsAt: isoThere(day, time),
    ...(Number.isInteger(minutes) && minutes > 0 ? { durationMin: minutes } : {}),
    ...(place.trim() ? { place: place.trim() } : {}),
    ...(bring.trim() ? { bring: bring.trim() } : {}),
    ...(interpreter.trim() ? { interpreter: interpreter.trim() } : {}),
  }
}
