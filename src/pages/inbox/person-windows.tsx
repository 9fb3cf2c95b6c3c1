// Windows on a person's record: changing it, showing an invite, and forgetting, which asks for the first name.
import { Copy, ExternalLink } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Invite, Participant } from '../api.ts'
import { TextField } from '../look/fields.tsx'
import { Modal } from '../look/modal.tsx'
import { faultsOf, PersonFieldset, type PersonFaults, type PersonFields } from './person-form.tsx'
import { go, place } from './route.ts'
import { change, t } from './state.ts'
import { readPerson } from './thread.ts'
import { tell, troubleText } from './toast.tsx'

export function EditPerson({ person, onClose }: { person: Participant; onClose: () => void }) {
  const [fields, setFields] = useState<PersonFields>({
    firstName: person.firstName ?? '',
    lang: person.lang ?? 'nl',
    trusted: person.trustedPersonId ?? '',
    reserve: person.reserveId ?? '',
    municipality: person.municipality ?? '',
  })
  const [faults, setFaults] = useState<PersonFaults>({})
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const save = async () => {
    const found = faultsOf(fields, { needsTrusted: false })
    setFaults(found)
    if (Object.keys(found).length > 0) return
    const municipality = fields.municipality.trim().toLowerCase()
    const body = {
      firstName: fields.firstName.trim(),
      lang: fields.lang,
      ...(fields.trusted === (person.trustedPersonId ?? '') ? {} : { trustedPersonId: fields.trusted || null }),
      ...(fields.reserve === (person.reserveId ?? '') ? {} : { reserveId: fields.reserve || null }),
      ...(municipality ? { municipality } : {}),
    }
    const answer = await change('PATCH', `/participants/${person.id}`, body)
    if ('no' in answer) return setTrouble(troubleText(answer.no))
    void readPerson(person.id)
    tell(t.value.person.saved)
    onClose()
  }
  return (
    <Modal title={t.value.person.edit} closeLabel={t.value.close} onClose={onClose}>
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
          <button type="submit" class="button main">
            {t.value.save}
          </button>
        </div>
      </form>
    </Modal>
  )
}

export function InviteWindow({ name, invite, onClose }: { name: string; invite: Invite; onClose: () => void }) {
  const words = t.value.people
  const links = [
    ['Telegram', invite.telegramUrl],
    ['WhatsApp', invite.whatsappUrl],
    [words.web, `${location.origin}/chat?start=${encodeURIComponent(invite.code)}`],
  ] as const
  return (
    <Modal title={words.invited(name)} closeLabel={t.value.close} onClose={onClose}>
      <p class="soft">{words.inviteText}</p>
      <p class="code">
        <span class="unseen">{words.code}: </span>
        <span dir="ltr" class="code-text">
          {invite.code}
        </span>
      </p>
      <ul class="stack">
        {links.map(
          ([label, url]) =>
            url !== undefined && (
              <li key={label}>
                <CopyLine label={label} text={url} />
              </li>
            ),
        )}
      </ul>
      <div class="actions">
        <button type="button" class="button main" onClick={onClose}>
          {words.done}
        </button>
      </div>
    </Modal>
  )
}

/** A link to show, open or copy; the text stays selectable where copying is not allowed. */
export function CopyLine({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard?.writeText(text).catch(() => undefined)
    setCopied(true)
  }
  return (
    <div class="copy-line">
      <span>
        <strong>{label}</strong>
        <span class="meta url" dir="ltr">
          {text}
        </span>
      </span>
      <span>
        <button type="button" class="button" onClick={() => void copy()}>
          <Copy aria-hidden="true" />
          {copied ? t.value.copied : t.value.copy}
          <span class="unseen"> {label}</span>
        </button>
        <a class="button quiet icon" href={text} target="_blank" rel="noopener noreferrer" aria-label={label}>
          <ExternalLink aria-hidden="true" />
        </a>
      </span>
    </div>
  )
}

export function ForgetPerson({ person, onClose }: { person: Participant; onClose: () => void }) {
  const words = t.value.person
  const [typed, setTyped] = useState('')
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const [force, setForce] = useState(false)
  const name = person.firstName ?? words.guest
  const same = typed.trim().normalize() === name.trim().normalize()
  const forget = async () => {
    if (!same) return
    const answer = await change('DELETE', `/participants/${person.id}${force ? '?force=true' : ''}`)
    if ('no' in answer) {
      // Said once more in full; the next press means it.
      const acute = answer.no.code === 'case-open'
      if (acute) setForce(true)
      return setTrouble(acute ? words.forgetAcute : troubleText(answer.no))
    }
    onClose()
    go({ view: place.value.view })
    tell(words.forgotten)
  }
  return (
    <Modal title={words.forgetTitle} closeLabel={t.value.close} onClose={onClose} kind="urgent">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void forget()
        }}
      >
        <p>{words.forgetText}</p>
        <TextField label={words.forgetType(name)} value={typed} onValue={setTyped} dir="auto" autocomplete="off" />
        {trouble && (
          <p class="notice urgent" role="alert">
            {trouble}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            {t.value.cancel}
          </button>
          <button type="submit" class="button urgent" disabled={!same}>
            {words.forgetYes}
          </button>
        </div>
      </form>
    </Modal>
  )
}
