// Is somebody on duty at every hour of the week? It tells editors and whoever starts Brug where the gap is.
// It asks nobody: who is alerted in a case is the ladder's.
import { weekdays, type DutyShift } from '../content.ts'

const minutesADay = 24 * 60
const minutesAWeek = 7 * minutesADay

/** The first hours of the week without anybody, like `sat 08:00 to mon 09:00`; undefined when there are none. `shifts`: at least one. */
export function firstUncovered(shifts: readonly DutyShift[]): string | undefined {
  const spans = shifts.flatMap(({ days, from, until }) =>
    days.map((day) => {
      const start = weekdays.indexOf(day) * minutesADay + minuteOf(from)
      const length = minuteOf(until) - minuteOf(from)
      return { start, length: length > 0 ? length : length + minutesADay }
    }),
  )
  // Nobody goes or comes but at these moments, so a gap begins at one of them.
  const moments = spans.map(({ start, length }) => (start + length) % minutesAWeek).toSorted((a, b) => a - b)
  const gap = moments.find((minute) => !spans.some(({ start, length }) => (minute - start + minutesAWeek) % minutesAWeek < length))
  if (gap === undefined) return undefined
  const untilNext = Math.min(...spans.map(({ start }) => (start - gap + minutesAWeek) % minutesAWeek))
  return `${moment(gap)} to ${moment((gap + untilNext) % minutesAWeek)}`
}

function moment(minute: number): string {
  return `${weekdays[Math.floor(minute / minutesADay)]} ${clock(minute % minutesADay)}`
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
