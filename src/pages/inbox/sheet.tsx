// A page of the inbox that is one sheet: its title, what it is for, and what went wrong, the same on every one.
import type { ComponentChildren } from 'preact'

export function Sheet({ title, text, trouble, children }: { title: string; text: string; trouble: string | undefined; children: ComponentChildren }) {
  return (
    <div class="sheet">
      <header class="sheet-head">
        <h1>{title}</h1>
      </header>
      <p class="soft">{text}</p>
      {trouble && (
        <p class="notice heed" role="alert">
          {trouble}
        </p>
      )}
      {children}
    </div>
  )
}
