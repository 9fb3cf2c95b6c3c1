// The list of Brug's topics as the inbox keeps it: asked once for each language, and searched here so that every letter answers at once.
import { effect, signal } from '@preact/signals'
import { ask, type TopicRow } from '../api.ts'
import { api, noticed, session, uiLang } from './state.ts'

export const topics = signal<readonly TopicRow[] | undefined>(undefined)
let askedIn: string | undefined

export async function readTopics(): Promise<void> {
  const lang = uiLang.value
  if (askedIn === lang && topics.value !== undefined) return
  const answer = await ask<TopicRow[]>('GET', `${api}/topics?readAs=${lang}`)
  noticed(answer)
  if (!('ok' in answer)) return
  askedIn = lang
  topics.value = answer.ok
}

/** A topic that is no longer there keeps its id. */
export function labelOf(id: string): string {
  return topics.value?.find((topic) => topic.id === id)?.title ?? id
}

/** Every word must be found; topics that carry it in their own name come first, those with just that word before all. */
export function found(list: readonly TopicRow[], sought: string): readonly TopicRow[] {
  const words = folded(sought).split(/\s+/).filter(Boolean)
  if (words.length === 0) return list
  const scored = list.flatMap((topic) => {
    const name = folded(`${topic.label} ${topic.title}`)
    const all = `${name} ${folded(`${topic.words} ${topic.id}`)}`
    if (!words.every((word) => all.includes(word))) return []
    const whole = name.split(/[^\p{L}\p{N}]+/u)
    return [{ topic, rank: words.every((word) => whole.includes(word)) ? 0 : words.every((word) => name.includes(word)) ? 1 : 2 }]
  })
  return scored.toSorted((a, b) => a.rank - b.rank).map(({ topic }) => topic)
}

function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

// Another colleague at this device, or another language: asked again.
effect(() => {
  if (session.value === 'out') topics.value = undefined
})
