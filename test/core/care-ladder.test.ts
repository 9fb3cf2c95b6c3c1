// Who is asked, in which order and by when.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CareDeadlines, type RosterEntry } from '../../src/core/content.ts'
import { ladderFor, type LadderQuestion } from '../../src/core/care/ladder.ts'
import { levelForPulse, levelForSafety, levelForWho5 } from '../../src/core/care/score.ts'
import type { Level } from '../../src/core/level.ts'

const minuteMs = 60_000
const deadlines = CareDeadlines.parse({})
const staff = (staffId: string, role: RosterEntry['role'], duty = false): RosterEntry => ({ staffId, firstName: staffId, role, duty })
const relation = (staffId: string, until?: number) => ({ staffId, firstName: staffId, since: 0, ...(until === undefined ? {} : { until }) })
const roster = [
  staff('maria', 'volunteer'),
  staff('yusuf', 'volunteer'),
  staff('carla', 'coordinator'),
  staff('coen', 'coordinator'),
  staff('dora', 'volunteer', true),
  staff('rik', 'regisseur', true),
]

function ask(level: Level, more: Partial<LadderQuestion> = {}) {
  const result = ladderFor({
    level,
    kind: 'distress',
    trusted: relation('maria'),
    reserve: relation('yusuf'),
    notToTell: [],
    roster,
    deadlines,
    now: 1000,
    ...more,
  })
  return { ...result, steps: result.ladder.map(({ role, staffIds, afterMs }) => `${afterMs / minuteMs} ${role} ${staffIds.join('+')}`) }
}

test('level 3A asks trusted person and reserve at once, coordinators after five minutes, duty after ten', () => {
  expect(ask('3A').steps).toEqual(['0 trusted maria', '0 reserve yusuf', '5 coordinator carla+coen', '10 duty dora'])
  expect(ask('3A')).toMatchObject({ contactWithinMs: 15 * minuteMs, repeatMs: 5 * minuteMs })
})

test('level 3B asks coordinators at once too', () => {
  expect(ask('3B').steps).toEqual(['0 trusted maria', '0 reserve yusuf', '0 coordinator carla+coen', '2 duty dora'])
})

test('coordinators are asked at once too when neither trusted person nor reserve has a chat with Brug', () => {
  const inboxOnly = (...ids: string[]) => roster.map((entry) => (ids.includes(entry.staffId) ? { ...entry, inboxOnly: true } : entry))
  expect(ask('3A', { roster: inboxOnly('maria', 'yusuf') }).steps).toEqual(['0 trusted maria', '0 reserve yusuf', '0 coordinator carla+coen', '5 duty dora'])
  expect(ask('3A', { roster: inboxOnly('maria') }).steps).toEqual(ask('3A').steps)
  expect(ask('2', { roster: inboxOnly('maria', 'yusuf') }).steps).toEqual(ask('2').steps)
})

test('level 2 and questions go one after the other', () => {
  expect(ask('2').steps).toEqual(['0 trusted maria', '240 reserve yusuf', '480 coordinator carla+coen', '720 duty dora'])
  expect(ask('0', { kind: 'question' }).steps).toEqual(['0 trusted maria', '2880 reserve yusuf', '5760 coordinator carla+coen', '8640 duty dora'])
})

test('without a trusted person coordinators are asked at once', () => {
  expect(ask('3A', { trusted: undefined }).steps).toEqual(['0 reserve yusuf', '0 coordinator carla+coen', '5 duty dora'])
  expect(ask('3A', { trusted: relation('maria', 999) }).steps[1]).toBe('0 coordinator carla+coen')
  expect(ask('2', { trusted: undefined, reserve: undefined }).steps).toEqual(['0 coordinator carla+coen', '240 duty dora'])
})

test('who may be the source of harm is never asked, and coordinators come first', () => {
  const result = ask('3A', { harmBy: 'trusted' })
  expect(result.steps).toEqual(['0 coordinator carla+coen', '5 duty dora'])
  expect(result.excluded).toEqual(['maria'])
  expect(ask('3A', { harmBy: 'partner' }).steps).toEqual(['0 coordinator carla+coen', '5 duty dora'])
  expect(ask('3A', { harmStaffIds: ['carla', 'coen'], notToTell: ['maria', 'yusuf'] }).steps).toEqual(['0 duty dora'])
})

test('with no coordinator and no duty contact the reserve is asked rather than nobody, but never the source of harm', () => {
  expect(ask('3A', { harmBy: 'trusted', roster: [] }).steps).toEqual(['0 reserve yusuf'])
  expect(ask('3A', { trusted: undefined, reserve: undefined, roster: [staff('rik', 'regisseur', true), staff('ed', 'editor', true)] }).steps).toEqual([])
})

test('for any roster: nobody excluded or overseeing is asked, nobody twice, the first rung is at once, times rise', () => {
  const ids: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const entry = fc.record({
    staffId: ids,
    firstName: ids,
    role: fc.constantFrom('volunteer' as const, 'coordinator' as const, 'regisseur' as const, 'editor' as const),
    duty: fc.boolean(),
  })
  const someone = fc.option(fc.record({ staffId: ids, firstName: ids, since: fc.constant(0) }), { nil: undefined })
  const question = fc.record({
    level: fc.constantFrom<Level>('0', '1', '2', '3A', '3B'),
    trusted: someone,
    reserve: someone,
    notToTell: fc.uniqueArray(ids),
    roster: fc.uniqueArray(entry, { selector: ({ staffId }) => staffId }),
    harmBy: fc.constantFrom(undefined, 'trusted' as const, 'partner' as const, 'host' as const, 'unknown' as const),
    harmStaffIds: fc.uniqueArray(ids),
  })
  fc.assert(
    fc.property(question, (asked) => {
      const { ladder, excluded } = ask(asked.level, asked)
      const everybody = ladder.flatMap(({ staffIds }) => staffIds)
      expect(new Set(everybody).size).toBe(everybody.length)
      expect(everybody.filter((id) => excluded.includes(id) || asked.notToTell.includes(id) || asked.harmStaffIds.includes(id))).toEqual([])
      expect(everybody.filter((id) => asked.roster.some(({ staffId, role }) => staffId === id && (role === 'regisseur' || role === 'editor')))).toEqual([])
      expect(ladder[0]?.afterMs ?? 0).toBe(0)
      expect(ladder.map(({ afterMs }) => afterMs)).toEqual(ladder.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b))
      expect(ladder.every(({ staffIds }) => staffIds.length > 0)).toBe(true)
    }),
  )
})

test('answers of a check-in become a level by the guideline', () => {
  expect([1, 2, 3, 4, 5, Number.NaN].map((mood) => levelForPulse({ mood }))).toEqual(['2', '2', '1', '0', '0', '1'])
  expect([levelForWho5(51), levelForWho5(50), levelForWho5(29), levelForWho5(28), levelForWho5(60, 80), levelForWho5(61, 80)]).toEqual([
    '0',
    '1',
    '1',
    '2',
    '2',
    '0',
  ])
})

test('the safety question only raises, and silence after a text counts', () => {
  expect((['no', 'rather_not', 'sometimes', 'yes', 'silence'] as const).map((answer) => levelForSafety('safety', answer, 'text'))).toEqual([
    '2',
    '2',
    '3A',
    '3A',
    '3A',
  ])
  expect(levelForSafety('safety', 'silence', 'score')).toBe('2')
  expect((['no', 'yes', 'unsure', 'silence'] as const).map((answer) => levelForSafety('danger_now', answer, 'score'))).toEqual(['3A', '3B', '3B', '3B'])
})
