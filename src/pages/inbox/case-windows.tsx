// The windows of a case: how contact went, handing over, closing (at level 3 in two steps), and the guide beside a call.
import { Phone } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Case, CaseOutcome, Participant, Refusal } from '../api.ts'
import { Choices, SelectField, TextField } from '../look/fields.tsx'
import { Modal } from '../look/modal.tsx'
import { isUrgent } from './level.tsx'
import { colleagues, me, nameOf, t } from './state.ts'
import { onCase } from './thread.ts'
import { tell, tellTrouble, troubleText } from './toast.tsx'
import { draftOf, keepDraft } from './wishes.ts'

const hows = ['call', 'visit', 'message', 'emergency_services', 'no_answer'] as const
const outcomes: readonly CaseOutcome[] = ['helped', 'referred', 'emergency_services', 'no_concern', 'unreachable', 'other']

export function Contact({ onClose, onClosing, one }: { onClose: () => void; onClosing: () => void; one: Case }) {
  const words = t.value.contact
  const [how, setHow] = useState('')
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    const answer = await onCase('contact', { how })
    setBusy(false)
    if ('no' in answer) return tellTrouble(answer.no)
    onClose()
    if (how === 'no_answer') tell(t.value.case.noAnswerSaved, { tone: 'note' })
    else tell(t.value.case.contactSaved, isUrgent(one.level) ? {} : { act: { label: t.value.case.closeCase, run: onClosing } })
  }
  return (
    <Modal title={words.title} closeLabel={t.value.close} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Choices
          legend={t.value.choose}
          name="how"
          value={how}
          onValue={setHow}
          options={hows.map((value) => ({ value, label: words[value], hint: value === 'no_answer' ? words.noAnswerHint : undefined }))}
        />
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            {t.value.cancel}
          </button>
          <button type="submit" class="button main" disabled={how === '' || busy}>
            {words.save}
          </button>
        </div>
      </form>
    </Modal>
  )
}

export function HandOver({ onClose, one }: { onClose: () => void; one: Case }) {
  const words = t.value.handOver
  const [to, setTo] = useState('')
  const [fault, setFault] = useState<string | undefined>(undefined)
  const others = colleagues.value.filter(
    (colleague) =>
      colleague.id !== me.value?.staffId && colleague.id !== one.acknowledgedBy && (colleague.role === 'volunteer' || colleague.role === 'coordinator'),
  )
  const save = async () => {
    const answer = await onCase('hand-over', { staffId: to })
    if ('no' in answer) return setFault(troubleText(answer.no))
    tell(words.done(nameOf(to) ?? t.value.someone))
    onClose()
  }
  return (
    <Modal title={words.title} closeLabel={t.value.close} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <p class="soft">{words.text}</p>
        {others.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <SelectField label={words.to} value={to} onValue={setTo} fault={fault}>
            <option value="">{t.value.choose}</option>
            {others.map((colleague) => (
              <option key={colleague.id} value={colleague.id}>
                {colleague.name} · {t.value.staffRole[colleague.role]}
                {colleague.duty ? ` · ${t.value.team.onDuty}` : ''}
              </option>
            ))}
          </SelectField>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            {t.value.cancel}
          </button>
          <button type="submit" class="button main" disabled={to === ''}>
            {words.save}
          </button>
        </div>
      </form>
    </Modal>
  )
}

interface Ending {
  outcome: CaseOutcome | ''
  note: string
  withWhom: string
}

function whyNot(refusal: Refusal): string {
  if (refusal.code === 'not-yours') return t.value.closing.notYours
  return refusal.code === 'not-applied' ? t.value.closing.needContact : troubleText(refusal)
}

export function Closing({ onClose, one, name }: { onClose: () => void; one: Case; name?: string }) {
  // What is written about a hard talk outlives a closed window, a reload and a lost connection.
  const draft = [me.value?.staffId ?? '', `closing ${one.id}`] as const
  const [ending, setEnding] = useState<Ending>(() => ({ outcome: '', note: draftOf(...draft), withWhom: '' }))
  const [step, setStep] = useState<'write' | 'check' | 'after'>('write')
  const [fault, setFault] = useState<string | undefined>(undefined)
  const acute = isUrgent(one.level)
  const keep = (next: Ending) => {
    setEnding(next)
    keepDraft(...draft, next.note)
  }
  const close = async () => {
    const note = [ending.note.trim(), ending.withWhom.trim() && `${t.value.closing.with} ${ending.withWhom.trim()}`].filter(Boolean).join('\n')
    const answer = await onCase('close', { outcome: ending.outcome, note })
    if ('no' in answer) return setFault(whyNot(answer.no))
    keepDraft(...draft, '')
    if (acute) return setStep('after')
    tell(t.value.closing.done)
    onClose()
  }
  if (step === 'after') return <Debrief onClose={onClose} />
  if (step === 'check')
    return (
      <CheckOnce
        ending={ending}
        name={name}
        fault={fault}
        onBack={() => {
          setFault(undefined)
          setStep('write')
        }}
        onYes={() => void close()}
        onClose={onClose}
      />
    )
  return <WriteEnding ending={ending} acute={acute} fault={fault} onEnding={keep} onClose={onClose} onNext={() => (acute ? setStep('check') : void close())} />
}

function WriteEnding({
  ending,
  acute,
  fault,
  onEnding,
  onNext,
  onClose,
}: {
  ending: Ending
  acute: boolean
  fault?: string
  onEnding: (ending: Ending) => void
  onNext: () => void
  onClose: () => void
}) {
  const words = t.value.closing
  const [faults, setFaults] = useState<{ outcome?: string; note?: string }>({})
  const next = () => {
    const found = { outcome: ending.outcome === '' ? words.needOutcome : undefined, note: acute && ending.note.trim() === '' ? words.needNote : undefined }
    setFaults(found)
    if (!found.outcome && !found.note) onNext()
  }
  return (
    <Modal title={words.title} closeLabel={t.value.close} onClose={onClose} kind={acute ? 'urgent' : 'calm'}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          next()
        }}
      >
        <Choices
          legend={words.outcome}
          name="outcome"
          value={ending.outcome}
          fault={faults.outcome}
          options={outcomes.map((value) => ({ value, label: t.value.outcome[value] }))}
          onValue={(value) => onEnding({ ...ending, outcome: outcomes.find((outcome) => outcome === value) ?? '' })}
        />
        <TextField
          label={words.note}
          hint={words.noteHint}
          optional={acute ? undefined : t.value.optional}
          rows={3}
          dir="auto"
          maxLength={1500}
          value={ending.note}
          fault={faults.note}
          onValue={(note) => onEnding({ ...ending, note })}
        />
        {acute && (
          <TextField
            label={words.with}
            hint={words.withHint}
            optional={t.value.optional}
            dir="auto"
            maxLength={200}
            value={ending.withWhom}
            onValue={(withWhom) => onEnding({ ...ending, withWhom })}
          />
        )}
        {fault && (
          <p class="notice urgent" role="alert">
            {fault}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            {words.notYet}
          </button>
          <button type="submit" class="button main">
            {acute ? words.next : t.value.case.closeCase}
          </button>
        </div>
      </form>
    </Modal>
  )
}

function CheckOnce({
  ending,
  name,
  fault,
  onBack,
  onYes,
  onClose,
}: {
  ending: Ending
  name?: string
  fault?: string
  onBack: () => void
  onYes: () => void
  onClose: () => void
}) {
  const words = t.value.closing
  const safe = useRef<HTMLButtonElement>(null)
  useEffect(() => safe.current?.focus(), [])
  return (
    <Modal title={words.check} closeLabel={t.value.close} onClose={onClose} kind="urgent">
      <p>{words.checkText}</p>
      <dl class="facts">
        <div>
          <dt>{t.value.person.title}</dt>
          <dd>
            <bdi>{name ?? t.value.someone}</bdi>
          </dd>
        </div>
        <div>
          <dt>{words.outcome}</dt>
          <dd>{ending.outcome === '' ? '' : t.value.outcome[ending.outcome]}</dd>
        </div>
        <div>
          <dt>{words.note}</dt>
          <dd class="lines-kept" dir="auto">
            {ending.note}
          </dd>
        </div>
        {ending.withWhom.trim() !== '' && (
          <div>
            <dt>{words.with}</dt>
            <dd dir="auto">{ending.withWhom}</dd>
          </div>
        )}
      </dl>
      {fault && (
        <p class="notice urgent" role="alert">
          {fault}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" ref={safe} onClick={onBack}>
          {words.notYet}
        </button>
        <button type="button" class="button urgent" onClick={onYes}>
          {words.yes}
        </button>
      </div>
    </Modal>
  )
}

function Debrief({ onClose }: { onClose: () => void }) {
  const words = t.value.closing
  return (
    <Modal title={words.debriefTitle} closeLabel={t.value.close} onClose={onClose}>
      <p class="notice ok">{words.done}</p>
      <p>{words.debrief}</p>
      <div class="actions">
        <button type="button" class="button main" onClick={onClose}>
          {words.ok}
        </button>
      </div>
    </Modal>
  )
}

export function CallGuide({ onClose, person }: { onClose: () => void; person?: Participant }) {
  const words = t.value.script
  return (
    <Modal title={words.title} closeLabel={t.value.close} onClose={onClose} kind="side">
      <ol class="script">
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p class="soft small">{words.interpreter}</p>
      <div class="row">
        {person?.phone !== undefined && (
          <a class="button main" href={`tel:${person.phone}`}>
            <Phone aria-hidden="true" />
            {t.value.case.call} <bdi>{person.firstName}</bdi>
          </a>
        )}
        {Object.entries(words.lines).map(([number, meaning]) => (
          <a class="button" key={number} href={`tel:${number.replaceAll('-', '')}`}>
            <strong>{number}</strong> {meaning}
          </a>
        ))}
      </div>
    </Modal>
  )
}
