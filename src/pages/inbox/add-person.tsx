// Adding a person: their record and, right after, the invite to hand over.
import { useState } from 'preact/hooks'
import type { Invite } from '../api.ts'
import { Modal } from '../look/modal.tsx'
import { faultsOf, PersonFieldset, type PersonFaults, type PersonFields } from './person-form.tsx'
import { InviteWindow } from './person-windows.tsx'
import { change, me, t } from './state.ts'
import { troubleText } from './toast.tsx'

export function AddPerson({ onClose }: { onClose: () => void }) {
  const words = t.value.people
  const [fields, setFields] = useState<PersonFields>({ firstName: '', lang: 'ar', trusted: me.value?.staffId ?? '', reserve: '', municipality: '' })
  const [faults, setFaults] = useState<PersonFaults>({})
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const [invite, setInvite] = useState<Invite | undefined>(undefined)
  const [key] = useState(() => crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const save = async () => {
    const found = faultsOf(fields, { needsTrusted: true })
    setFaults(found)
    if (Object.keys(found).length > 0 || busy) return
    setBusy(true)
    const body = {
      firstName: fields.firstName.trim(),
      lang: fields.lang,
      trustedPersonId: fields.trusted,
      ...(fields.reserve ? { reserveId: fields.reserve } : {}),
      ...(fields.municipality.trim() ? { municipality: fields.municipality.trim().toLowerCase() } : {}),
    }
    const answer = await change<{ id: string; invite: Invite }>('POST', '/participants', body, key)
    setBusy(false)
    if ('ok' in answer) setInvite(answer.ok.invite)
    else setTrouble(troubleText(answer.no))
  }
  if (invite) return <InviteWindow name={fields.firstName.trim()} invite={invite} onClose={onClose} />
  return (
    <Modal title={words.addTitle} closeLabel={t.value.close} onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <PersonFieldset fields={fields} faults={faults} onFields={setFields} />
        {trouble && (
          <p class="notice urgent" role="alert">
            {trouble}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            {t.value.cancel}
          </button>
          <button type="submit" class="button main" disabled={busy}>
            {words.save}
          </button>
        </div>
      </form>
    </Modal>
  )
}
