// The open case above and below its conversation: how serious, who has it, by when; and the acts, with the next one largest.
// Opening is not taking, taking is not contact, contact is not closing: each is its own act.
import { effect, signal } from '@preact/signals'
import { BookOpenText, CheckCircle2, HandHelping, Phone, UserRoundCheck } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Case, Participant } from '../api.ts'
import { goOn } from '../look/focus.ts'
import { clockTime } from '../look/when.ts'
import { CallGuide, Closing, Contact, HandOver } from './case-windows.tsx'
import { AskedNow, Deadline, Holder, isGrave, isUrgent, toneOf, Unowned } from './level.tsx'
import { isCoordinator, live, me, t } from './state.ts'
import { onCase, thread } from './thread.ts'
import { tell, tellTrouble } from './toast.tsx'

export type CaseWindow = 'contact' | 'hand-over' | 'closing' | 'script'
export const caseWindow = signal<CaseWindow | undefined>(undefined)

let shownFor = ''
effect(() => {
  const { participantId = '' } = thread.value ?? {}
  if (participantId !== shownFor) caseWindow.value = undefined
  shownFor = participantId
})

export function CaseHead({ one }: { one: Case }) {
  const words = t.value.case
  return (
    <div class={`case-head ${toneOf(one.level)}`}>
      <div>
        <p class="case-why">
          <strong>{t.value.kind[one.kind]}</strong>
          {one.trigger && <span class="meta"> {t.value.trigger[one.trigger]}</span>}
        </p>
        <p class="case-clock small">
          {one.state === 'contacted' && one.contactedAt !== undefined ? (
            <span>
              {words.contactAt} {clockTime(one.contactedAt)}
            </span>
          ) : (
            <Deadline one={one} />
          )}
          {one.state === 'open' ? (
            <>
              <Unowned one={one} />
              <AskedNow one={one} />
            </>
          ) : (
            <span class="soft">
              <Holder one={one} />
            </span>
          )}
          {isGrave(one.level) && <span class="meta">{words.text}</span>}
        </p>
      </div>
      {isGrave(one.level) && <ScriptButton />}
    </div>
  )
}

export function CaseActs({ one, person }: { one: Case; person?: Participant }) {
  const mine = one.acknowledgedBy !== undefined && one.acknowledgedBy === me.value?.staffId && one.state !== 'open'
  return (
    <div class={`case-acts ${isUrgent(one.level) ? 'urgent' : ''}`}>
      {one.state === 'open' ? <Untaken one={one} person={person} /> : <Taken one={one} person={person} mine={mine} />}
    </div>
  )
}

function Untaken({ one, person }: { one: Case; person?: Participant }) {
  const words = t.value.case
  const [busy, setBusy] = useState(false)
  const decline = async () => {
    setBusy(true)
    const answer = await onCase('decline')
    setBusy(false)
    if ('no' in answer) tellTrouble(answer.no)
    else tell(words.declined)
    goOn()
  }
  return (
    <>
      <button
        type="button"
        class={`button take ${isUrgent(one.level) ? 'urgent' : 'main'}`}
        aria-keyshortcuts="p"
        disabled={busy}
        onClick={() => void take(one)}
      >
        <UserRoundCheck aria-hidden="true" />
        {words.take}
      </button>
      <button type="button" class="button" disabled={busy} onClick={() => void decline()}>
        {words.cannot}
      </button>
      {isUrgent(one.level) && <Call person={person} />}
    </>
  )
}

function Taken({ one, person, mine }: { one: Case; person?: Participant; mine: boolean }) {
  const words = t.value.case
  const contacted = one.state === 'contacted'
  return (
    <>
      {isGrave(one.level) && <Call person={person} main={mine && !contacted} />}
      {!contacted && (
        <button type="button" class={`button ${isGrave(one.level) ? '' : 'main'}`} onClick={() => void (caseWindow.value = 'contact')}>
          <HandHelping aria-hidden="true" />
          {words.how}
        </button>
      )}
      {(contacted || !isUrgent(one.level)) && (
        <button type="button" class={`button ${contacted ? 'main' : ''}`} onClick={() => void (caseWindow.value = 'closing')}>
          <CheckCircle2 aria-hidden="true" />
          {words.closeCase}
        </button>
      )}
      <button type="button" class="button quiet" aria-keyshortcuts="h" onClick={() => void (caseWindow.value = 'hand-over')}>
        {words.handOver}
      </button>
    </>
  )
}

function Call({ person, main }: { person?: Participant; main?: boolean }) {
  if (person === undefined) return null
  if (person.phone === undefined) return <p class="meta no-phone">{isCoordinator.value ? t.value.case.noPhoneYours : t.value.case.noPhone}</p>
  return (
    <a class={`button ${main ? 'main' : ''}`} href={`tel:${person.phone}`}>
      <Phone aria-hidden="true" />
      {t.value.case.call}
    </a>
  )
}

function ScriptButton() {
  return (
    <button type="button" class="button quiet" onClick={() => void (caseWindow.value = 'script')}>
      <BookOpenText aria-hidden="true" />
      {t.value.case.script}
    </button>
  )
}

/** Also by key: taking stops the reminders to everyone else. Offline it says so, because nobody would know. */
export async function take(one: Case): Promise<void> {
  const words = t.value.case
  if (one.state !== 'open') return
  if (!live.value && !navigator.onLine) return tell(t.value.trouble.notTaken, { tone: 'trouble', stayMs: 20_000 })
  const answer = await onCase('acknowledge')
  if ('ok' in answer) tell(words.takenTold)
  else if (answer.no.refused === 'offline') tell(t.value.trouble.notTaken, { tone: 'trouble', stayMs: 20_000 })
  else if (answer.no.code === 'already-taken') tell(words.alreadySomeone, { tone: 'note' })
  else tellTrouble(answer.no)
  goOn()
}

/** Stands beside the conversation and not inside the case's acts: the last window outlives the case. */
export function CaseWindows({ one, person }: { one: Case; person?: Participant }) {
  const close = () => void (caseWindow.value = undefined)
  if (caseWindow.value === 'contact') return <Contact onClose={close} onClosing={() => void (caseWindow.value = 'closing')} one={one} />
  if (caseWindow.value === 'hand-over') return <HandOver onClose={close} one={one} />
  if (caseWindow.value === 'closing') return <Closing onClose={close} one={one} name={person?.firstName} />
  return caseWindow.value === 'script' ? <CallGuide onClose={close} person={person} /> : null
}
