// What stands in the box before it is sent. The demonstration page may type into it, as a person would; nobody else may.
import { signal } from '@preact/signals'
import { say } from './talk.ts'

export const draft = signal('')

const keyMs = 22
let typing: number | undefined

export function listenToGuide(): void {
  window.addEventListener('message', (event) => {
    if (event.origin !== location.origin || event.source !== window.parent || window.parent === window) return
    const wish: { type?: unknown; text?: unknown } | null = typeof event.data === 'object' ? event.data : null
    if (wish?.type === 'brug.type' && typeof wish.text === 'string') type(wish.text)
  })
}

function type(text: string): void {
  clearInterval(typing)
  const letters = Array.from(text)
  let written = 0
  typing = window.setInterval(
    () => {
      written += 1
      draft.value = letters.slice(0, written).join('')
      if (written < letters.length) return
      clearInterval(typing)
      window.setTimeout(() => {
        if (draft.value !== text) return
        say({ text })
        draft.value = ''
      }, 450)
    },
    matchMedia('(prefers-reduced-motion: reduce)').matches ? 1 : keyMs,
  )
}
