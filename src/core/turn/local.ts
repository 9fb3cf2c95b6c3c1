// What a municipality says about a topic: its own names, numbers and places, in the lines that each language has for them.
// How near a place is, is told by the digits of the postcodes only: nobody's address is asked, and none is kept.
import type { LocalValue, Place } from '../content.ts'
import type { Topic } from '../flow/topic.ts'
import { municipalityOf, textOf, type Draft } from './draft.ts'

/** Of the places in the first message, which also holds the steps and the source. */
const lineCharsMax = 80
const placesMax = 5

export function localLines(draft: Draft, topic: Topic): string[] {
  return filled(draft, topic).map(({ key, value }) => textOf(draft, key, { value: inOneLine(draft, value) }))
}

export function hasSeveralPlaces(draft: Draft, topic: Topic): boolean {
  return filled(draft, topic).some(({ value }) => Array.isArray(value) && value.length > 1)
}

/** For each field that holds places: its line, and under it every place on lines of its own, so that a telephone can dial the number. */
export function placesOf(draft: Draft, topic: Topic): string[] {
  return filled(draft, topic).flatMap(({ key, value }) =>
    Array.isArray(value) ? [textOf(draft, key, { value: `\n${nearest(draft, value).slice(0, placesMax).map(inFull).join('\n')}` })] : [],
  )
}

function filled(draft: Draft, topic: Topic): { key: string; value: LocalValue }[] {
  const { local } = municipalityOf(draft)
  return topic.local.flatMap((field) => {
    const key = `topics:${topic.id}.local.${field}`
    const value = local[field]
    return value !== undefined && draft.content.phrasebook.has(draft.lang, key) ? [{ key, value }] : []
  })
}

function inOneLine(draft: Draft, value: LocalValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return textOf(draft, value ? 'menu:yes' : 'menu:no')
  return placesInOneLine(nearest(draft, value))
}

/** The first, and the second where both fit. */
export function placesInOneLine(places: readonly Place[]): string {
  const [first = '', ...others] = places.map(({ name, address, note }) => [name, address, note].filter(Boolean).join(', '))
  const both = [first, ...others.slice(0, 1)].join(' · ')
  return both.length <= lineCharsMax ? both : first
}

/** As written by the municipality while the postcode is not known. */
function nearest(draft: Draft, places: readonly Place[]): Place[] {
  const own = Number(draft.conversation.answers['postcode'] ?? NaN)
  const far = ({ postcode }: Place) => Math.abs(Number(postcode.slice(0, 4)) - own)
  return Number.isNaN(own) ? [...places] : places.toSorted((a, b) => far(a) - far(b))
}

function inFull({ name, address, postcode, phone, note }: Place, at: number): string {
  return [`${at + 1}. ${name}`, `${address}, ${postcode}`, phone, note].filter(Boolean).join('\n')
}
