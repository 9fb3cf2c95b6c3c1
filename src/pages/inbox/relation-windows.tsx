// Who belongs beside a person: choosing a trusted person where there is none, and letting in whoever was kept out by mistake.
// What the person asked for themselves is not undone here.
import { useState } from 'preact/hooks'
import type { Participant } from '../api.ts'
import { SelectField, TextField } from '../look/fields.tsx'
import { Modal } from '../look/modal.tsx'
import { ColleagueOptions } from './person-form.tsx'
import { change, nameOf, t } from './state.ts'
import { readPerson } from './thread.ts'
import { tell, troubleText } from './toast.tsx'

export function ChooseTrusted({ person, onClose }: { person: Participant; onClose: () => void }) {
  const words = t.value.person
  const [trusted, setTrusted] = useState('')
  const { fault, trouble, submit } = useOneAct({
    check: () => (trusted === '' ? t.value.people.needTrusted : undefined),
    act: () => change('PATCH', `/participants/${person.id}`, { trustedPersonId: trusted }),
    done: () => {
      void readPerson(person.id)
      tell(words.nowTrusted(nameOf(trusted) ?? t.value.someone))
      onClose()
    },
  })
  return (
    <Modal title={words.chooseTrusted} closeLabel={t.value.close} onClose={onClose}>
      <form class="form" noValidate onSubmit={submit}>
        <SelectField label={words.trusted} value={trusted} fault={fault} onValue={setTrusted}>
          <ColleagueOptions except={[...person.notToTell, ...(person.keptOut ?? []), person.reserveId ?? '']} />
        </SelectField>
        <Close trouble={trouble} yes={t.value.save} onClose={onClose} />
      </form>
    </Modal>
  )
}

export function LetIn({ person, staffId, onClose }: { person: Participant; staffId: string; onClose: () => void }) {
  const words = t.value.person
  const name = nameOf(staffId) ?? t.value.someone
  const [reason, setReason] = useState('')
  const { fault, trouble, submit } = useOneAct({
    check: () => (reason.trim().length < reasonCharsMin ? words.needReason : undefined),
    act: () => change('POST', `/participants/${person.id}/let-in`, { staffId, reason: reason.trim() }),
    done: () => {
      void readPerson(person.id)
      tell(words.letInDone(name))
      onClose()
    },
  })
  return (
    <Modal title={words.letInTitle(name)} closeLabel={t.value.close} onClose={onClose} kind="urgent">
      <form class="form" noValidate onSubmit={submit}>
        <p>{words.letInText(name)}</p>
        <TextField label={words.reason} hint={words.reasonHint} value={reason} fault={fault} rows={3} dir="auto" maxLength={500} onValue={setReason} />
        <Close trouble={trouble} yes={words.letIn} onClose={onClose} />
      </form>
    </Modal>
  )
}

const reasonCharsMin = 5

/** A form of one field: its fault beside it, the server's word below it. */
function useOneAct({ check, act, done }: { check: () => string | undefined; act: () => ReturnType<typeof change>; done: () => void }) {
  const [fault, setFault] = useState<string | undefined>(undefined)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    const found = check()
    setFault(found)
    if (found !== undefined || busy) return
    setBusy(true)
    const answer = await act()
    setBusy(false)
    if ('ok' in answer) done()
    else setTrouble(troubleText(answer.no))
  }
  const submit = (event: Event) => {
    event.preventDefault()
    void run()
  }
  return { fault, trouble, submit }
}

function Close({ trouble, yes, onClose }: { trouble?: string; yes: string; onClose: () => void }) {
  return (
    <>
      {trouble && (
        <p class="notice urgent" role="alert">
          {trouble}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          {t.value.cancel}
        </button>
        <button type="submit" class="button main">
          {yes}
        </button>
      </div>
    </>
  )
}
