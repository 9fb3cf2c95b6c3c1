// How serious and how soon, in words, a shape and a place; colour comes last. Clocks are text that changes quietly, never a live region.
import { Circle, Diamond, MessageCircleQuestion, OctagonAlert, TriangleAlert } from 'lucide-preact'
import type { Case, Level } from '../api.ts'
import { clockTime, daysBetween, shortDay } from '../look/when.ts'
import { isCoordinator, nameOf, now, t, uiLang } from './state.ts'

const looks = {
  '3B': { Icon: OctagonAlert, tone: 'urgent' },
  '3A': { Icon: TriangleAlert, tone: 'urgent' },
  '2': { Icon: Diamond, tone: 'heed' },
  '1': { Icon: Circle, tone: 'care' },
  '0': { Icon: MessageCircleQuestion, tone: 'plain-chip' },
} as const

export function isUrgent(level: Level | undefined): boolean {
  return level === '3A' || level === '3B'
}

/** From level 2 on every look is noted, so the page asks before it shows text. */
export function isGrave(level: Level | undefined): boolean {
  return level === '2' || isUrgent(level)
}

export function LevelChip({ level }: { level: Level }) {
  const { Icon, tone } = looks[level]
  return (
    <span class={`chip ${tone}`}>
      <Icon aria-hidden="true" />
      {t.value.level[level]}
      {isCoordinator.value && <span class="chip-code"> {level}</span>}
    </span>
  )
}

export function toneOf(level: Level | undefined): string {
  return level === undefined ? '' : looks[level].tone
}

/** "Pak op vóór 14:05 (nog 4 min)"; once that was missed, since when it is late and when Brug asks again: there is no second "before". */
export function Deadline({ one }: { one: Case }) {
  if (one.deadline === undefined) return null
  const words = t.value.clock
  const leftMs = one.deadline - now.value
  const missed = one.late?.since ?? (leftMs <= 0 ? one.deadline : undefined)
  const isLate = leftMs <= 0 || one.state === 'open'
  return (
    <>
      {missed !== undefined && (
        <span class={isLate ? 'late' : 'missed'}>
          {isLate ? words.lateSince : words.missed} <Moment at={missed} />
        </span>
      )}
      {leftMs > 0 && (
        <span class={`deadline ${leftMs < 2 * 60_000 ? 'soon' : ''}`}>
          {one.state !== 'open' ? words.contact : missed === undefined ? words.take : words.again} <Moment at={one.deadline} />{' '}
          <span class="left">({words.left(spanText(leftMs))})</span>
        </span>
      )}
    </>
  )
}

function Moment({ at }: { at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{momentText(at)}</time>
}

/** That nobody has it must be seen from afar. */
export function Unowned({ one }: { one: Case }) {
  return one.state === 'open' ? <span class="chip unowned">{t.value.case.unowned}</span> : null
}

/** Of whom an answer is awaited now: those asked last, less who said no. */
export function AskedNow({ one }: { one: Case }) {
  const last = one.alerts.at(-1)?.at
  const asked = one.alerts.filter((alert) => alert.at === last && !alert.declined && alert.failed === undefined)
  if (one.state !== 'open' || asked.length === 0) return null
  const names = asked.map(({ staffId }) => nameOf(staffId) ?? t.value.someone)
  return (
    <span class="asked-now">
      {t.value.case.askedNow} <bdi>{[...new Set(names)].join(', ')}</bdi>
    </span>
  )
}

export function Holder({ one }: { one: Case }) {
  const words = t.value
  if (one.acknowledgedBy !== undefined && one.state !== 'open') {
    const at = one.acknowledgedAt === undefined ? '' : ` ${clockTime(one.acknowledgedAt)}`
    return (
      <span>
        {words.case.takenBy} <bdi>{nameOf(one.acknowledgedBy) ?? words.someone}</bdi>
        {at}
      </span>
    )
  }
  return <span>{words.case.noneYet}</span>
}

export function spanText(ms: number): string {
  const words = t.value.clock
  const minutes = Math.ceil(ms / 60_000)
  if (ms < 120_000) return words.seconds(Math.max(10, Math.ceil(ms / 10_000) * 10))
  if (minutes < 60) return words.minutes(minutes)
  if (minutes < 48 * 60) return words.hours(Math.floor(minutes / 60), minutes < 6 * 60 ? minutes % 60 : 0)
  return words.days(Math.floor(minutes / 1440))
}

/** `14:05` today, `morgen 14:05`, `di 24 nov 14:05`. */
export function momentText(at: number): string {
  const day = dayText(at)
  const named = day === t.value.tomorrow || day === t.value.yesterday
  return day === t.value.today ? clockTime(at) : `${named ? day.toLowerCase() : day} ${clockTime(at)}`
}

export function dayText(at: number): string {
  const days = daysBetween(now.value, at)
  if (days === 0) return t.value.today
  if (days === 1) return t.value.tomorrow
  return days === -1 ? t.value.yesterday : shortDay(at, uiLang.value)
}

/** For lists: the hour today, otherwise the day. */
export function lately(at: number): string {
  return daysBetween(now.value, at) === 0 ? clockTime(at) : dayText(at)
}
