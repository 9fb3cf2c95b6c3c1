// How this person wants the inbox on this device: language, colours, single keys; and the drafts they have not sent.
// Kept in the browser only, under their own staff id where it is text; signing out removes it.
import { effect, signal, type Signal } from '@preact/signals'

export type Look = 'auto' | 'light' | 'dark'

export const wish = {
  lang: kept<'nl' | 'en' | undefined>('brug.lang', (text) => (text === 'nl' || text === 'en' ? text : undefined)),
  look: kept<Look>('brug.look', (text) => (text === 'light' || text === 'dark' ? text : 'auto')),
  keys: kept<'on' | 'off'>('brug.keys', (text) => (text === 'off' ? 'off' : 'on')),
}

effect(() => {
  const look = wish.look.value
  if (look === 'auto') delete document.documentElement.dataset['look']
  else document.documentElement.dataset['look'] = look
})

export function draftOf(staffId: string, participantId: string): string {
  return localStorage.getItem(draftKey(staffId, participantId)) ?? ''
}

export function keepDraft(staffId: string, participantId: string, text: string): void {
  if (text === '') localStorage.removeItem(draftKey(staffId, participantId))
  else write(draftKey(staffId, participantId), text)
}

export function dropDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith('brug.draft.')) localStorage.removeItem(key)
}

function draftKey(staffId: string, participantId: string): string {
  return `brug.draft.${staffId}.${participantId}`
}

function kept<T extends string | undefined>(key: string, read: (text: string | null) => T): Signal<T> {
  const value = signal<T>(read(localStorage.getItem(key)))
  let first = true
  effect(() => {
    const text = value.value
    if (!first && text !== undefined) write(key, text)
    first = false
  })
  return value
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    // Full or closed storage: the page works, it only forgets.
  }
}
