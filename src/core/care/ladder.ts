// Who is asked to help, in which order and by when: the ladder of one case.
// It never asks a possible source of harm, nor anyone the person does not want to know; it asks nobody whose role is to oversee.
import type { CareDeadlines, RosterEntry } from '../content.ts'
import type { Relation } from '../event.ts'
import type { CaseKind, HarmBy, Level, Role } from '../level.ts'
import type { Rung } from './case.ts'

const minuteMs = 60_000

export interface LadderQuestion {
  level: Level
  kind: CaseKind
  trusted?: Relation | undefined
  reserve?: Relation | undefined
  /** Staff ids the person asked not to tell. */
  notToTell: readonly string[]
  /** Whom the text names as source of harm. */
  harmBy?: HarmBy | undefined
  harmStaffIds?: readonly string[] | undefined
  roster: readonly RosterEntry[]
  deadlines: CareDeadlines
  /** Epoch ms; a relation that ended before it does not count. */
  now: number
}

export interface Ladder {
  /** Rising in `afterMs`; empty when there is nobody to ask: the case then stays open and keeps coming back. */
  ladder: Rung[]
  excluded: string[]
  /** Trusted person, partner or host was named as source of harm: the case goes to coordinators only (guideline 2.5). */
  coordinatorsOnly: boolean
  /** That somebody, when it is the reason for `coordinatorsOnly`. */
  harmBy?: HarmBy
  contactWithinMs: number
  repeatMs: number
}

/**
 * Level 3A: trusted person and reserve at once, then coordinators, then duty. 3B, and 3A where neither of them has a chat with Brug: coordinators at once
 * too. Level 2 and questions: one after the other.
 * A step without anybody is left out, and those after it move forward. Nobody is asked on two rungs.
 */
export function ladderFor(question: LadderQuestion): Ladder {
  const terms = termsFor(question.level, question.deadlines)
  const excluded = excludedBy(question)
  const people = peopleOf(question, excluded)
  const steps = stepsFor(question, people)
  return {
    ladder: inTime(steps, people, terms.acknowledgeMin * minuteMs),
    excluded,
    coordinatorsOnly: isNear(question),
    ...(isNear(question) ? { harmBy: question.harmBy } : {}),
    contactWithinMs: terms.contactMin * minuteMs,
    repeatMs: terms.repeatMin * minuteMs,
  }
}

function termsFor(level: Level, deadlines: CareDeadlines): CareDeadlines['question'] {
  if (level === '3B') return deadlines.level3B
  if (level === '3A') return deadlines.level3A
  return level === '2' ? deadlines.level2 : deadlines.question
}

function excludedBy({ notToTell, harmStaffIds = [], harmBy, trusted }: LadderQuestion): string[] {
  const source = harmBy === 'trusted' && trusted ? [trusted.staffId] : []
  return [...new Set([...notToTell, ...harmStaffIds, ...source])]
}

type People = Record<Role, string[]>

function peopleOf({ trusted, reserve, roster, now }: LadderQuestion, excluded: string[]): People {
  // Overseers and editors have no part in somebody's care, whatever list they stand on.
  const overseers = new Set(roster.filter(({ role }) => role === 'regisseur' || role === 'editor').map(({ staffId }) => staffId))
  const mayAsk = (staffId: string) => !excluded.includes(staffId) && !overseers.has(staffId)
  const related = (relation: Relation | undefined) => (relation && (relation.until === undefined || relation.until > now) ? [relation.staffId] : [])
  const listed = (belongs: (entry: RosterEntry) => boolean) => roster.filter(belongs).map(({ staffId }) => staffId)
  return {
    trusted: related(trusted).filter(mayAsk),
    reserve: related(reserve).filter(mayAsk),
    coordinator: listed(({ role }) => role === 'coordinator').filter(mayAsk),
    duty: listed(({ duty }) => duty).filter(mayAsk),
  }
}

function isNear({ harmBy }: LadderQuestion): boolean {
  return harmBy === 'trusted' || harmBy === 'partner' || harmBy === 'host'
}

function stepsFor(question: LadderQuestion, people: People): Role[][] {
  const known: Role[] = ['trusted', 'reserve']
  const { level, kind, roster } = question
  if (kind === 'another_person') return [['coordinator'], ['duty']]
  // Coordinators only, unless there is nobody else at all.
  if (isNear(question)) return people.coordinator.length + people.duty.length > 0 ? [['coordinator'], ['duty']] : [known.toReversed()]
  // An alert that only stands in the inbox may not be seen for hours.
  const isChatty = known.some((role) => people[role].some((staffId) => !isInboxOnly(roster, staffId)))
  if (level === '3B' || (level === '3A' && !isChatty)) return [[...known, 'coordinator'], ['duty']]
  // A reserve alone is not enough for an acute case.
  if (level === '3A') return people.trusted.length > 0 ? [known, ['coordinator'], ['duty']] : [['reserve', 'coordinator'], ['duty']]
  return [['trusted'], ['reserve'], ['coordinator'], ['duty']]
}

export function isInboxOnly(roster: readonly RosterEntry[], staffId: string): boolean {
  return roster.find((entry) => entry.staffId === staffId)?.inboxOnly === true
}

function inTime(steps: Role[][], people: People, acknowledgeMs: number): Rung[] {
  const asked = new Set<string>()
  const ladder: Rung[] = []
  let afterMs = 0
  for (const roles of steps) {
    const rungs: Rung[] = []
    for (const role of roles) {
      const staffIds = [...new Set(people[role])].filter((staffId) => !asked.has(staffId))
      staffIds.forEach((staffId) => asked.add(staffId))
      if (staffIds.length > 0) rungs.push({ role, staffIds, afterMs })
    }
    if (rungs.length === 0) continue
    ladder.push(...rungs)
    afterMs += acknowledgeMs
  }
  return ladder
}
