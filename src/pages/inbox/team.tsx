// Colleagues, for coordinators: adding one, their task and duty, a new sign-in link, signing them out everywhere, and taking one out.
import { KeyRound, LogOut, UserMinus, UserPlus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Colleague, StaffRole } from '../api.ts'
import { Check, SelectField, TextField } from '../look/fields.tsx'
import { Modal } from '../look/modal.tsx'
import { Confirm } from './confirm.tsx'
import { Former, LeaveWindow } from './leaving.tsx'
import { CopyLine } from './person-windows.tsx'
import { change, colleagues, me, refreshColleagues, t } from './state.ts'
import { Systems } from './systems.tsx'
import { tell, tellTrouble, troubleText } from './toast.tsx'

const roles: readonly StaffRole[] = ['volunteer', 'coordinator', 'regisseur', 'editor']
interface SignIn {
  name: string
  url: string
}

export function Team() {
  const words = t.value.team
  const [adding, setAdding] = useState(false)
  const [link, setLink] = useState<SignIn | undefined>(undefined)
  const [ask, setAsk] = useState<{ what: 'leave' | 'end'; one: Colleague } | undefined>(undefined)
  const close = () => setAsk(undefined)
  return (
    <div class="sheet">
      <header class="sheet-head">
        <h1>{words.title}</h1>
        <button type="button" class="button main" onClick={() => setAdding(true)}>
          <UserPlus aria-hidden="true" />
          {words.add}
        </button>
      </header>
      {colleagues.value.length === 0 && <p class="empty soft">{words.empty}</p>}
      <ul class="stack">
        {colleagues.value.map((one) => (
          <Member key={one.id} one={one} onLink={setLink} onAsk={(what) => setAsk({ what, one })} />
        ))}
      </ul>
      <Former />
      <Systems />
      {ask?.what === 'leave' && <LeaveWindow one={ask.one} onClose={close} />}
      {ask?.what === 'end' && <EndSessions one={ask.one} onClose={close} />}
      {adding && (
        <AddColleague
          onClose={() => setAdding(false)}
          onLink={(made) => {
            setAdding(false)
            setLink(made)
          }}
        />
      )}
      {link && (
        <Modal title={words.link(link.name)} closeLabel={t.value.close} onClose={() => setLink(undefined)}>
          <p class="soft">{words.linkText}</p>
          <CopyLine label={t.value.signIn.title} text={link.url} />
          <div class="actions">
            <button type="button" class="button main" onClick={() => setLink(undefined)}>
              {t.value.people.done}
            </button>
          </div>
        </Modal>
      )}
    </div>
  )
}

function EndSessions({ one, onClose }: { one: Colleague; onClose: () => void }) {
  const words = t.value.team
  return (
    <Confirm
      title={words.endTitle(one.name)}
      yes={words.endSessions}
      act={() => change('POST', `/staff/${one.id}/end-sessions`)}
      onDone={() => {
        onClose()
        tell(words.ended)
      }}
      onClose={onClose}
    >
      <p>{words.endText}</p>
    </Confirm>
  )
}

function Member({ one, onLink, onAsk }: { one: Colleague; onLink: (link: SignIn) => void; onAsk: (what: 'leave' | 'end') => void }) {
  const words = t.value.team
  const newLink = async () => {
    const answer = await change<{ signInUrl: string }>('POST', `/staff/${one.id}/sign-in-link`)
    if ('no' in answer) tellTrouble(answer.no)
    else onLink({ name: one.name, url: answer.ok.signInUrl })
  }
  const duty = async () => {
    const answer = await change('PATCH', `/staff/${one.id}`, { duty: one.duty !== true })
    if ('no' in answer) tellTrouble(answer.no)
    else void refreshColleagues()
  }
  const reached = one.channels?.map((channel) => (channel === 'telegram' ? 'Telegram' : 'WhatsApp')) ?? []
  return (
    <li class="member">
      <span class="face" aria-hidden="true">
        {Array.from(one.name)[0]}
      </span>
      <div class="member-main">
        <p class="row">
          <strong>
            <bdi>{one.name}</bdi>
          </strong>
          <span class="chip plain-chip">{t.value.staffRole[one.role]}</span>
          {one.duty && <span class="chip ok">{words.onDuty}</span>}
        </p>
        <p class="meta">{reached.length > 0 ? `${words.alertsOn} ${reached.join(', ')}` : words.alertsNone}</p>
        <div class="row">
          <button type="button" class="button small-button" onClick={() => void newLink()}>
            <KeyRound aria-hidden="true" />
            {words.newLink}
            <span class="unseen"> {one.name}</span>
          </button>
          <button type="button" class="button small-button" onClick={() => void duty()}>
            {one.duty ? words.unsetDuty : words.setDuty}
            <span class="unseen"> {one.name}</span>
          </button>
          <button type="button" class="button small-button" onClick={() => onAsk('end')}>
            <LogOut class="turns" aria-hidden="true" />
            {words.endSessions}
            <span class="unseen"> {one.name}</span>
          </button>
          {one.id !== me.value?.staffId && (
            <button type="button" class="button small-button" onClick={() => onAsk('leave')}>
              <UserMinus aria-hidden="true" />
              {words.takeOut}
              <span class="unseen"> {one.name}</span>
            </button>
          )}
        </div>
      </div>
    </li>
  )
}

interface NewColleague {
  name: string
  role: StaffRole
  duty: boolean
  telegram: string
  whatsapp: string
}

function AddColleague({ onClose, onLink }: { onClose: () => void; onLink: (link: SignIn) => void }) {
  const words = t.value.team
  const [fields, setFields] = useState<NewColleague>({ name: '', role: 'volunteer', duty: false, telegram: '', whatsapp: '' })
  const [fault, setFault] = useState<string | undefined>(undefined)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const save = async () => {
    const body = bodyOf(fields)
    setFault(body.name === '' ? words.needName : undefined)
    if (body.name === '') return
    const answer = await change<{ id: string; signInUrl: string }>('POST', '/staff', body)
    if ('no' in answer) return setTrouble(answer.no.errors?.map((one) => `${one.path} ${one.message}`).join('. ') ?? troubleText(answer.no))
    void refreshColleagues()
    onLink({ name: body.name, url: answer.ok.signInUrl })
  }
  return (
    <Modal title={words.add} closeLabel={t.value.close} onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <ColleagueFields fields={fields} fault={fault} onFields={setFields} />
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
            {words.save}
          </button>
        </div>
      </form>
    </Modal>
  )
}

function ColleagueFields({ fields, fault, onFields }: { fields: NewColleague; fault?: string; onFields: (fields: NewColleague) => void }) {
  const words = t.value.team
  const set = (part: Partial<NewColleague>) => onFields({ ...fields, ...part })
  const platform = { optional: t.value.optional, dir: 'ltr', maxLength: 64, autocomplete: 'off' } as const
  return (
    <>
      <TextField label={words.name} value={fields.name} fault={fault} dir="auto" maxLength={60} autocomplete="off" onValue={(name) => set({ name })} />
      <SelectField label={words.role} value={fields.role} onValue={(role) => set({ role: roles.find((one) => one === role) ?? 'volunteer' })}>
        {roles.map((role) => (
          <option key={role} value={role}>
            {t.value.staffRole[role]}
          </option>
        ))}
      </SelectField>
      <Check label={words.duty} checked={fields.duty} onValue={(duty) => set({ duty })} />
      <div class="pair">
        <TextField label={words.telegram} {...platform} value={fields.telegram} onValue={(telegram) => set({ telegram })} />
        <TextField label={words.whatsapp} {...platform} value={fields.whatsapp} onValue={(whatsapp) => set({ whatsapp })} />
      </div>
    </>
  )
}

/** What was left empty is left out. */
function bodyOf({ name, role, duty, telegram, whatsapp }: NewColleague) {
  return {
    name: name.trim(),
    role,
    ...(duty ? { duty } : {}),
    ...(telegram.trim() ? { telegram: telegram.trim() } : {}),
    ...(whatsapp.trim() ? { whatsapp: whatsapp.trim() } : {}),
  }
}
