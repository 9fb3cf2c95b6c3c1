// One question before something that cannot be taken back: what will happen, and a button that says what it does.
// The keyboard starts at the way out, never at the deed.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Answer } from '../api.ts'
import { Modal } from '../look/modal.tsx'
import { t } from './state.ts'
import { troubleText } from './toast.tsx'

export interface ConfirmProps<T> {
  title: string
  yes: string
  act: () => Promise<Answer<T>>
  onDone: (answer: T) => void
  onClose: () => void
  /** What is said of a refusal with this code, instead of the usual. */
  because?: Record<string, string>
  children: ComponentChildren
}

export function Confirm<T>({ title, yes, act, onDone, onClose, because = {}, children }: ConfirmProps<T>) {
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const [busy, setBusy] = useState(false)
  const go = async () => {
    setBusy(true)
    const answer = await act()
    setBusy(false)
    if ('ok' in answer) onDone(answer.ok)
    else setTrouble(because[answer.no.code ?? ''] ?? troubleText(answer.no))
  }
  return (
    <Modal title={title} closeLabel={t.value.close} onClose={onClose} kind="urgent">
      {children}
      {trouble && (
        <p class="notice urgent" role="alert">
          {trouble}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          {t.value.cancel}
        </button>
        <button type="button" class="button urgent" disabled={busy} onClick={() => void go()}>
          {yes}
        </button>
      </div>
    </Modal>
  )
}
