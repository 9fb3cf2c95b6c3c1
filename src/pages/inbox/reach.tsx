// How long free text still reaches someone on WhatsApp, and what happens to an answer when that time is over. Other channels know no such limit.
import { CircleAlert, Clock } from 'lucide-preact'
import type { Participant } from '../api.ts'
import { spanText } from './level.tsx'
import { now, t } from './state.ts'

const endingMs = 2 * 60 * 60_000

/** undefined: no limit; 0: closed. */
export function windowLeftMs(person: Participant | undefined): number | undefined {
  return person?.windowUntil === undefined ? undefined : Math.max(0, person.windowUntil - now.value)
}

export function WindowBar({ person, name }: { person: Participant | undefined; name: string }) {
  const words = t.value.window
  const leftMs = windowLeftMs(person)
  if (leftMs === undefined) return null
  if (leftMs === 0)
    return (
      <p class="window closed">
        <CircleAlert aria-hidden="true" />
        <span>
          <strong>{words.closed(name)}</strong> {words.waits(name)}
        </span>
      </p>
    )
  const isEnding = leftMs < endingMs
  return (
    <p class={`window ${isEnding ? 'ending' : 'meta'}`}>
      {isEnding ? <CircleAlert aria-hidden="true" /> : <Clock aria-hidden="true" />}
      <span>{isEnding ? words.ending(spanText(leftMs)) : words.open(spanText(leftMs))}</span>
    </p>
  )
}
