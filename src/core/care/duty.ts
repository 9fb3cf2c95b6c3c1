// Is somebody on duty at every hour of the week? It tells editors and whoever starts Brug where the gap is.
// It asks nobody: who is alerted in a case is the ladder's.
import { weekdays, type DutyShift } from '../content.ts'

const minutesADay = 24 * 60
const minutesAWeek = 7 * minutesADay

/** The first moment of the week without anybody, like `sat 08:00`; undefined when there is none. */
export function firstUncovered(shifts: readonly DutyShift[]): string | undefined {
  const spans = shifts.flatMap(({ days, from, until }) =>
    days.map((day) => {
      const start = weekdays.indexOf(day) * minutesADay + minuteOf(from)
      const length = minuteOf(until) - minuteOf(from)
      return { start, length: length > 0 ? length : length + minutesADay }
    }),
  )
  // Nobody goes or comes but at these moments, so a gap begins at one of them.
  const moments = [0, ...spans.map(({ start, length }) => (start + length) % minutesAWeek)].toSorted((a, b) => a - b)
  const gap = moments.find((moment) => !spans.some(({ start, length }) => (moment - start + minutesAWeek) % minutesAWeek < length))
  return gap === undefined ? undefined : `${weekdays[Math.floor(gap / minutesADay)]} ${clock(gap % minutesADay)}`
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
