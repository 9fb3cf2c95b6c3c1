// Short word on what was just done, with the way back where there is one. It stays long enough to be read and is told to screen readers.
import { signal } from '@preact/signals'
import { Check, Info, TriangleAlert } from 'lucide-preact'
import type { Refusal } from '../api.ts'
import { t } from './state.ts'

export interface Toast {
  text: string
  tone: 'ok' | 'note' | 'trouble'
  act?: { label: string; run: () => void }
  id: number
}

export const toast = signal<Toast | undefined>(undefined)
/** For what must be heard at once: a new urgent case. */
export const shout = signal('')

const stayMs = 7_000
let timer: number | undefined
let count = 0

export function tell(text: string, more: { tone?: Toast['tone']; act?: Toast['act']; stayMs?: number } = {}): void {
  count += 1
  toast.value = { text, tone: more.tone ?? 'ok', act: more.act, id: count }
  clearTimeout(timer)
  timer = window.setTimeout(hush, more.stayMs ?? stayMs)
}

export function hush(): void {
  toast.value = undefined
}

/** What went wrong in the reader's words: what happened, what is kept, and a code to report. */
export function troubleText(refusal: Refusal): string {
  const words = t.value.trouble
  if (refusal.refused === 'broken') return `${words.broken}${refusal.instance ? ` (${words.code} ${refusal.instance})` : ''}`
  if (refusal.refused === 'offline') return `${words.offline}.`
  return words[refusal.refused]
}

export function tellTrouble(refusal: Refusal): void {
  tell(troubleText(refusal), { tone: 'trouble' })
}

export function ToastArea() {
  const one = toast.value
  return (
    <>
      <div class="toasts" role="status" aria-live="polite">
        {one && (
          <div class={`toast ${one.tone}`} key={one.id}>
            {one.tone === 'ok' ? <Check aria-hidden="true" /> : one.tone === 'note' ? <Info aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
            <span>{one.text}</span>
            {one.act && (
              <button
                type="button"
                class="button"
                onClick={() => {
                  one.act?.run()
                  hush()
                }}
              >
                {one.act.label}
              </button>
            )}
          </div>
        )}
      </div>
      <div class="unseen" role="alert">
        {shout.value}
      </div>
    </>
  )
}
