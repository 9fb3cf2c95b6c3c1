// A window over the page, as the browser's own <dialog>: focus goes in, Esc closes, focus returns.
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { X } from 'lucide-preact'
import { goOn, toFault } from './focus.ts'

export interface ModalProps {
  title: ComponentChildren
  /** Name of the closing cross. */
  closeLabel: string
  onClose: () => void
  kind?: 'calm' | 'urgent' | 'side' | 'wide'
  children: ComponentChildren
}

export function Modal({ title, closeLabel, onClose, kind = 'calm', children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    if (dialog && !dialog.open) dialog.showModal()
    // With a keyboard one starts at the first field; on a touch screen that would only pull up the keys over the text.
    if (matchMedia('(pointer: fine)').matches) dialog?.querySelector<HTMLElement>('form :is(input, select, textarea)')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
      goOn()
    }
  }, [])
  return (
    <dialog
      ref={ref}
      class={`modal ${kind}`}
      aria-labelledby={id}
      onClose={onClose}
      onSubmit={() => toFault(ref.current)}
      onClick={(event) => event.target === ref.current && ref.current?.close()}
    >
      <div class="modal-sheet">
        <div class="modal-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="button quiet icon" aria-label={closeLabel} onClick={() => ref.current?.close()}>
            <X aria-hidden="true" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  )
}
