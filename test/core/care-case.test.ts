// A case is never unowned: who is asked when nobody answers, who has it, and what it takes to close it.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { advanceCase, Case, deadlineOf, openCase, type CaseEvent, type CaseResult } from '../../src/core/care/case.ts'
import { ladderFor } from '../../src/core/care/ladder.ts'
import { CareDeadlines, type RosterEntry } from '../../src/core/content.ts'
import { highest, type CaseKind, type Level } from '../../src/core/level.ts'

const minuteMs = 60_000
const start = Date.UTC(2026, 2, 28, 15, 0)
const deadlines = CareDeadlines.parse({})
const roster: RosterEntry[] = [
  { staffId: 'carla', firstName: 'Carla', role: 'coordinator', duty: false },
  { staffId: 'dora', firstName: 'Dora', role: 'volunteer', duty: true },
]
const people = ['maria', 'yusuf', 'carla', 'dora', 'outsider']

function raiseOf(level: Level, more: { notToTell?: string[]; roster?: RosterEntry[]; alone?: boolean } = {}) {
  const relation = (staffId: string) => (more.alone ? undefined : { staffId, firstName: staffId, since: 0 })
  const ladder = ladderFor({
    level,
    kind: 'distress',
    trusted: relation('maria'),
    reserve: relation('yusuf'),
    notToTell: more.notToTell ?? [],
    roster: more.roster ?? roster,
    deadlines,
    now: start,
  })
  return { level, kind: 'distress' as const, trigger: 'text' as const, ...ladder }
}

function open(level: Level, more: Parameters<typeof raiseOf>[1] = {}): CaseResult {
  return openCase({ caseId: 'c_1', basis: 'consent', ...raiseOf(level, more), now: start })
}

/** Plays events, `[minutes since start, event]`, and gives the last result. */
function play(first: CaseResult, ...events: [minutes: number, event: CaseEvent][]): CaseResult {
  return events.reduce((result, [minutes, event]) => advanceCase(result.case, event, start + minutes * minuteMs), first)
}

const asked = (result: CaseResult) => result.asks.map(({ staffId }) => staffId)
const told = (result: CaseResult) => result.settles.map(({ staffId, outcome }) => `${staffId} ${outcome}`)
const due = (result: CaseResult) => ((deadlineOf(result.case) ?? Number.NaN) - start) / minuteMs
const passed: CaseEvent = { type: 'deadline_passed' }
const takes = (staffId: string): CaseEvent => ({ type: 'acknowledged', staffId })
const cries = (level: Level, notToTell: string[] = []): CaseEvent => ({ type: 'raised', ...raiseOf(level, { notToTell }) })
const closes = (staffId: string, note = 'gesproken'): CaseEvent => ({ type: 'closed', staffId, outcome: 'helped', note })

test('an acute case goes up the ladder by the clock and then repeats for ever', () => {
  let now = open('3A')
  expect([asked(now), due(now)]).toEqual([['maria', 'yusuf'], 5])
  now = play(now, [5, passed])
  expect([asked(now), now.tells, due(now)]).toEqual([['carla'], ['coordinator_asked'], 10])
  now = play(now, [10, passed])
  expect([asked(now), due(now)]).toEqual([['dora'], 15])
  for (let minutes = 15; minutes < 10_000; minutes += 5) {
    now = play(now, [minutes, passed])
    expect([asked(now), due(now)]).toEqual([['dora'], minutes + 5])
  }
  expect(now.case.history.length).toBeLessThanOrEqual(200)
  expect(now.case.history[0]?.what).toBe('opened')
  expect(Case.parse(now.case)).toEqual(now.case)
})

test('a timer that comes early, late or twice asks nobody twice', () => {
  const first = open('3A')
  expect(play(first, [4, passed]).case).toBe(first.case)
  const late = play(first, [9, passed])
  expect([asked(late), due(late)]).toEqual([['carla'], 14])
  expect(play(late, [9, passed]).case).toBe(late.case)
})

test('taking a case tells the others, and a late tap hears who has it', () => {
  const taken = play(open('3A'), [1, takes('yusuf')])
  expect([told(taken), taken.tells, due(taken)]).toEqual([['yusuf taken', 'maria taken'], ['taken'], 16])
  const late = play(taken, [2, takes('maria')])
  expect(late.refused).toEqual({ because: 'taken', byStaffId: 'yusuf' })
  expect([late.case, late.settles]).toEqual([taken.case, [{ staffId: 'maria', outcome: 'taken', byStaffId: 'yusuf' }]])
})

test('taken without contact goes up all the same, and then another may take it', () => {
  const overdue = play(open('3A'), [1, takes('maria')], [16, passed])
  expect([asked(overdue), overdue.case.state, overdue.case.acknowledgedBy]).toEqual([['carla'], 'open', 'maria'])
  const taken = play(overdue, [17, takes('carla')])
  expect([taken.refused, told(taken), due(taken)]).toEqual([undefined, ['carla taken', 'maria taken'], 32])
})

test('contact stops the clock; only then may an acute case be closed, with a note', () => {
  const taken = play(open('3B'), [1, takes('maria')])
  expect(play(taken, [2, closes('maria')]).refused).toEqual({ because: 'no_contact' })
  const reached = play(taken, [2, { type: 'contacted', staffId: 'maria', how: 'call' }])
  expect([reached.case.state, deadlineOf(reached.case)]).toEqual(['contacted', undefined])
  expect(play(reached, [3, closes('maria', '  ')]).refused).toEqual({ because: 'note_missing' })
  const closed = play(reached, [3, closes('maria')])
  expect([closed.case.state, closed.case.outcome, told(closed), closed.tells]).toEqual(['closed', 'helped', ['maria closed'], ['closed']])
  expect(play(closed, [4, takes('yusuf')])).toMatchObject({ refused: { because: 'closed' }, settles: [{ staffId: 'yusuf', outcome: 'closed' }] })
})

test('a try without an answer is no contact: the next is asked as well', () => {
  const tried = play(open('3A'), [1, takes('maria')], [3, { type: 'contacted', staffId: 'maria', how: 'no_answer' }])
  expect([asked(tried), tried.case.contactedAt, due(tried)]).toEqual([['carla'], undefined, 8])
  expect(play(tried, [4, closes('maria')]).refused).toEqual({ because: 'no_contact' })
})

test('saying no asks the next at once', () => {
  const declined = play(open('2'), [1, { type: 'declined', staffId: 'maria' }])
  expect([asked(declined), declined.tells, due(declined)]).toEqual([['yusuf'], ['passed_on'], 241])
  const acute = play(open('3A'), [1, { type: 'declined', staffId: 'maria' }])
  expect(asked(acute)).toEqual(['carla'])
  const holder = play(open('3A'), [1, takes('maria')], [2, { type: 'declined', staffId: 'maria' }])
  expect([asked(holder), holder.case.acknowledgedBy, due(holder)]).toEqual([['carla'], undefined, 7])
  expect(play(open('3A'), [1, { type: 'declined', staffId: 'outsider' }]).refused).toEqual({ because: 'not_asked' })
})

test('who said no is not asked again, unless there is nobody else left', () => {
  const no = (staffId: string): CaseEvent => ({ type: 'declined', staffId })
  const all = play(open('3A'), [1, no('maria')], [1, no('carla')], [1, no('dora')])
  const again = play(all, [due(all), passed])
  expect(asked(again)).toEqual(['yusuf'])
  const none = play(all, [2, no('yusuf')])
  expect(asked(none)).toEqual([])
  expect(asked(play(none, [due(none), passed]))).toEqual(['maria', 'yusuf', 'carla', 'dora'])
})

test('an alert that cannot be delivered counts as no answer; the next rung waits for the last of the rung', () => {
  const failed = (staffId: string): CaseEvent => ({ type: 'alert_failed', staffId, fault: 'unreachable' })
  const one = play(open('3A'), [0, failed('maria')])
  expect(asked(one)).toEqual([])
  const both = play(one, [0, failed('yusuf')])
  expect([asked(both), both.tells, due(both)]).toEqual([['carla'], ['coordinator_asked'], 5])
  const all = play(both, [1, failed('carla')], [1, failed('dora')])
  expect([asked(all), due(all)]).toEqual([[], 6])
  expect(asked(play(all, [6, passed]))).toEqual(['maria', 'yusuf', 'carla', 'dora'])
})

test('from level 2 on whoever handed a case over, or never had it, does not close it; its holder and a coordinator do', () => {
  const handed = play(open('2'), [1, takes('maria')], [2, { type: 'handed_over', staffId: 'maria', to: 'yusuf' }])
  expect(play(handed, [3, closes('maria')]).refused).toEqual({ because: 'not_theirs' })
  expect(play(handed, [3, closes('yusuf')]).refused).toEqual({ because: 'not_theirs' })
  expect(play(handed, [3, takes('yusuf')], [4, closes('yusuf')]).case.state).toBe('closed')
  const coordinating: CaseEvent = { type: 'closed', staffId: 'carla', outcome: 'helped', note: '', coordinates: true }
  expect(play(handed, [3, coordinating]).case.state).toBe('closed')
  expect(play(open('0'), [1, closes('maria')]).case.state).toBe('closed')
})

test('a new cry alerts whoever has the case again, and undoes an earlier contact', () => {
  const taken = play(open('3A'), [1, takes('yusuf')], [3, cries('3A')])
  expect([asked(taken), taken.case.state, due(taken)]).toEqual([['yusuf'], 'acknowledged', 16])
  const reached = play(taken, [4, { type: 'contacted', staffId: 'yusuf', how: 'call' }], [60, cries('3A')])
  expect([asked(reached), reached.case.state, due(reached)]).toEqual([['yusuf'], 'acknowledged', 75])
  expect(play(reached, [61, closes('yusuf')]).refused).toEqual({ because: 'no_contact' })
})

test('crying again and again never puts off what was due', () => {
  let now = open('3A')
  for (let minutes = 1; minutes < 5; minutes += 1) now = play(now, [minutes, cries('3A')], [minutes, cries('2')])
  expect([due(now), now.case.level]).toEqual([5, '3A'])
})

test('a higher level starts the ladder again, with whoever had the case', () => {
  const risen = play(open('2'), [1, { type: 'declined', staffId: 'maria' }], [2, takes('dora')], [30, cries('3A')])
  expect([asked(risen), risen.case.state, risen.case.level, due(risen)]).toEqual([['maria', 'yusuf', 'dora'], 'open', '3A', 35])
})

test('a higher level puts off nobody who was about to be asked', () => {
  const waiting = play(open('3A'), [5, passed])
  expect(due(waiting)).toBe(10)
  expect(due(play(waiting, [9, cries('3B')]))).toBe(10)
  expect(due(play(waiting, [6, cries('3B')]))).toBe(8)
})

test('who turns out to be the source of harm loses the case, is told to stand down, and is never asked or heard again', () => {
  const taken = play(open('3A'), [1, takes('maria')])
  const barred = play(taken, [2, cries('3A', ['maria'])])
  expect([asked(barred), told(barred), barred.case.acknowledgedBy]).toEqual([['yusuf', 'carla'], ['maria passed_on'], undefined])
  for (const event of [
    takes('maria'),
    closes('maria'),
    { type: 'contacted', staffId: 'maria', how: 'call' },
    { type: 'handed_over', staffId: 'carla', to: 'maria' },
  ] satisfies CaseEvent[]) {
    expect(play(barred, [3, event])).toMatchObject({ case: barred.case, refused: { because: 'excluded' } })
  }
})

test('once harm was said to be near, neither a higher level nor a fresh ladder brings the trusted person back', () => {
  const near: CaseEvent = { type: 'raised', ...raiseOf('3A'), coordinatorsOnly: true }
  let now = play(open('3A'), [1, near])
  expect([asked(now), due(now)]).toEqual([['carla'], 6])
  now = play(now, [2, cries('3B')])
  expect([asked(now), due(now)]).toEqual([['carla'], 4])
  now = play(now, [4, passed])
  now = play(now, [7, { type: 'deadline_passed', ladder: raiseOf('3B').ladder }])
  expect(asked(now)).toEqual(['dora'])
  const alone = play(open('3A', { roster: [] }), [1, { type: 'raised', ...raiseOf('3A', { roster: [] }), coordinatorsOnly: true }])
  expect(asked(alone)).toEqual(['maria', 'yusuf'])
})

test('handing over asks the new person, who has the usual time before it goes on', () => {
  const given = play(open('3A'), [1, takes('maria')], [2, { type: 'handed_over', staffId: 'maria', to: 'outsider' }])
  expect([asked(given), told(given), given.tells, given.case.state, due(given)]).toEqual([['outsider'], ['maria passed_on'], ['handed_over'], 'open', 7])
  expect(asked(play(given, [7, passed]))).toEqual(['carla'])
  expect(play(given, [2, { type: 'handed_over', staffId: 'maria', to: 'outsider' }]).case).toBe(given.case)
})

const leaves = (staffId: string): CaseEvent => ({
  type: 'left',
  staffId,
  ladder: raiseOf('2', { roster }).ladder.filter((rung) => !rung.staffIds.includes(staffId)),
})

test('what was taken by a colleague who leaves goes to the next at once, also when contact was made', () => {
  const taken = play(open('2'), [1, takes('maria')])
  const left = play(taken, [2, leaves('maria')])
  expect([asked(left), left.case.state, left.case.acknowledgedBy, due(left)]).toEqual([['yusuf'], 'open', undefined, 242])
  const reached = play(taken, [2, { type: 'contacted', staffId: 'maria', how: 'call' }], [60, leaves('maria')])
  expect([asked(reached), reached.case.state, due(reached)]).toEqual([['yusuf'], 'open', 300])
  expect(play(reached, [61, takes('yusuf')], [62, closes('yusuf')]).case).toMatchObject({ state: 'closed', closedBy: 'yusuf' })
})

test('a colleague who leaves while asked costs an acute case no minute, and is on no later rung', () => {
  const alone = play(open('3A', { notToTell: ['yusuf'] }), [1, leaves('maria')])
  expect(asked(alone)).toEqual(['carla'])
  const later = play(open('2'), [1, leaves('yusuf')])
  expect([later.asks, due(later)]).toEqual([[], 240])
  expect(asked(play(later, [240, passed]))).toEqual(['carla'])
  const last = play(open('3A'), [5, passed], [10, passed], [11, leaves('dora')])
  expect(asked(last)).toContain('carla')
  expect(asked(last)).not.toContain('dora')
})

const keeps = (staffIds: string[]): CaseEvent => ({ type: 'kept_out', staffIds, ladder: raiseOf('2', { notToTell: staffIds }).ladder })

test('whom the person does not want to know loses the case, and it goes to the next at once as nobody has it', () => {
  const taken = play(open('2'), [1, takes('maria')])
  const lost = play(taken, [2, keeps(['maria'])])
  expect([asked(lost), told(lost), lost.case.state, lost.case.acknowledgedBy, due(lost)]).toEqual([['yusuf'], ['maria passed_on'], 'open', undefined, 242])
  expect(play(lost, [3, takes('maria')]).refused).toEqual({ because: 'excluded' })
  const reached = play(taken, [2, { type: 'contacted', staffId: 'maria', how: 'call' }], [60, keeps(['maria'])])
  expect([asked(reached), reached.case.contactedAt, due(reached)]).toEqual([['yusuf'], undefined, 300])
})

test('whom the person does not want to know is passed over from then on, and costs nobody else their time', () => {
  const later = play(open('2'), [1, keeps(['yusuf'])])
  expect([later.asks, later.settles, due(later)]).toEqual([[], [], 240])
  expect(asked(play(later, [240, passed]))).toEqual(['carla'])
  expect(asked(play(open('3A'), [1, keeps(['yusuf'])]))).toEqual(['carla'])
  const last = play(open('2'), [240, passed], [480, passed], [720, passed], [721, keeps(['dora'])])
  expect(asked(last)).toEqual(['carla'])
  const held = play(open('2'), [1, takes('maria')])
  expect(play(held, [2, keeps(['yusuf'])])).toMatchObject({ asks: [], case: { acknowledgedBy: 'maria', state: 'acknowledged' } })
})

test('with nobody to ask the case stays open, keeps coming back, and finds a colleague who joined later', () => {
  const lonely = open('3A', { roster: [], alone: true })
  expect([lonely.asks, due(lonely)]).toEqual([[], 5])
  const still = play(lonely, [5, passed])
  expect([still.asks, still.case.state, due(still)]).toEqual([[], 'open', 10])
  const found = play(still, [10, { type: 'deadline_passed', ladder: raiseOf('3A', { alone: true }).ladder }])
  expect(asked(found)).toEqual(['dora', 'carla'])
})

test('a question can be withdrawn, a cry cannot', () => {
  expect(play(open('0'), [1, { type: 'withdrawn' }])).toMatchObject({
    case: { state: 'closed', outcome: 'no_concern' },
    settles: [{ staffId: 'maria', outcome: 'closed' }],
  })
  expect(play(open('2'), [1, { type: 'withdrawn' }]).refused).toEqual({ because: 'too_serious' })
})

const who = fc.constantFrom(...people)
const anyLevel = fc.constantFrom<Level>('0', '1', '2', '3A', '3B')
const anyEvent: fc.Arbitrary<CaseEvent> = fc.oneof(
  fc
    .record({ level: anyLevel, notToTell: fc.subarray(people, { maxLength: 2 }), coordinatorsOnly: fc.boolean() })
    .map<CaseEvent>(({ coordinatorsOnly, ...cry }) => ({ ...cries(cry.level, cry.notToTell), coordinatorsOnly })),
  who.map(takes),
  who.map<CaseEvent>((staffId) => ({ type: 'declined', staffId })),
  fc.tuple(who, fc.constantFrom('call', 'visit', 'no_answer')).map<CaseEvent>(([staffId, how]) => ({ type: 'contacted', staffId, how })),
  fc.tuple(who, who).map<CaseEvent>(([staffId, to]) => ({ type: 'handed_over', staffId, to })),
  fc.tuple(who, fc.constantFrom('', 'klaar')).map(([staffId, note]) => closes(staffId, note)),
  fc.constant<CaseEvent>({ type: 'withdrawn' }),
  fc.constant<CaseEvent>(passed),
  who.map<CaseEvent>((staffId) => ({ type: 'alert_failed', staffId, fault: 'unreachable' })),
  who.map(leaves),
  fc.subarray(people, { maxLength: 2 }).map(keeps),
)
/** `undefined` waits until the deadline, a number waits that many seconds. */
const story = fc.record({
  level: anyLevel,
  notToTell: fc.subarray(people),
  alone: fc.boolean(),
  withStaff: fc.boolean(),
  steps: fc.array(fc.tuple(fc.option(fc.nat(2000), { nil: undefined }), anyEvent), { maxLength: 40 }),
})

test('whatever happens: never unowned, never lowered, never asking the excluded, and every step on record', () => {
  fc.assert(
    fc.property(story, ({ level, notToTell, alone, withStaff, steps }) => {
      let result = open(level, { notToTell, alone, roster: withStaff ? roster : [] })
      let now = start
      for (const [waitS, event] of steps) {
        const before = result.case
        now = waitS === undefined ? Math.max(now, deadlineOf(before) ?? now) : now + waitS * 1000
        const frozen = JSON.stringify(before)
        result = advanceCase(before, event, now)
        const after = result.case
        expect(JSON.stringify(before)).toBe(frozen)
        expect(Case.parse(after)).toEqual(after)
        expect(highest(after.level, before.level)).toBe(after.level)
        expect(before.excluded.filter((staffId) => !after.excluded.includes(staffId))).toEqual([])
        expect(result.asks.filter(({ staffId }) => after.excluded.includes(staffId))).toEqual([])
        expect(new Set(asked(result)).size).toBe(result.asks.length)
        if (after.state === 'open' || after.state === 'acknowledged') expect(deadlineOf(after)).toEqual(expect.any(Number))
        if (event.type === 'deadline_passed' && after !== before) expect(deadlineOf(after)).toBeGreaterThan(now)
        if (event.type === 'raised' && before.state === 'open' && after.level === before.level && result.asks.length === 0)
          expect(deadlineOf(after)).toBeLessThanOrEqual(deadlineOf(before) ?? 0)
        if (after.state === 'closed' && before.state !== 'closed' && (after.level === '3A' || after.level === '3B'))
          expect(after.contactedAt).toEqual(expect.any(Number))
        if (result.refused) expect(after).toBe(before)
        if (after !== before) expect(after.history.at(-1)).toMatchObject({ at: now })
        if (after !== before && before.history.length < 150) expect(after.history.slice(0, before.history.length)).toEqual(before.history)
        // The same event at the same moment says nothing new.
        expect(advanceCase(after, event, now).case).toEqual(after)
      }
    }),
    { numRuns: 1500 },
  )
})

test('left alone, any case asks somebody at every deadline for ever', () => {
  fc.assert(
    fc.property(story, ({ level, steps }) => {
      let result = open(level)
      let now = start
      for (const [waitS, event] of steps) {
        now += (waitS ?? 0) * 1000
        result = advanceCase(result.case, event, now)
      }
      for (let n = 0; n < 12; n += 1) {
        const at = deadlineOf(result.case)
        if (at === undefined) return
        now = Math.max(at, now)
        result = advanceCase(result.case, { type: 'deadline_passed', ladder: raiseOf(level).ladder }, now)
        expect(deadlineOf(result.case)).toBeGreaterThan(now)
        if (people.slice(0, 4).some((staffId) => !result.case.excluded.includes(staffId))) expect(result.asks.length).toBeGreaterThan(0)
      }
    }),
    { numRuns: 1000 },
  )
})

function reported(...reports: [level: Level, kind: CaseKind][]): Case {
  const [[level, kind] = ['3A' as const, 'distress' as const], ...more] = reports
  const first = openCase({ caseId: 'c_1', basis: 'consent', ...raiseOf(level), kind, now: start })
  return play(first, ...more.map(([level, kind], n): [number, CaseEvent] => [n + 1, { type: 'raised', ...raiseOf(level), kind }])).case
}

test.each<[CaseKind, [Level, CaseKind][]]>([
  [
    'suicide',
    [
      ['3A', 'violence'],
      ['3A', 'suicide'],
    ],
  ],
  [
    'suicide',
    [
      ['3A', 'suicide'],
      ['3A', 'violence'],
    ],
  ],
  [
    'violence',
    [
      ['3B', 'violence'],
      ['3A', 'suicide'],
    ],
  ],
  [
    'child',
    [
      ['3A', 'trafficking'],
      ['3A', 'child'],
      ['3A', 'violence'],
    ],
  ],
  [
    'violence',
    [
      ['3B', 'medical'],
      ['3A', 'violence'],
    ],
  ],
  [
    'medical',
    [
      ['2', 'distress'],
      ['3B', 'medical'],
    ],
  ],
  [
    'question',
    [
      ['0', 'question'],
      ['0', 'another_person'],
    ],
  ],
])('a case is called %s by the gravest of %j, and keeps all of them', (kind, reports) => {
  const one = reported(...reports)
  expect(one.kind).toBe(kind)
  expect(one.heard).toEqual(reports.map(([level, heard]) => ({ kind: heard, level })))
  expect(one.history.flatMap((step) => step.kind ?? [])).toEqual(reports.map(([, heard]) => heard))
  expect(Case.parse(one)).toEqual(one)
})

test('a case from before kinds were kept is what it was called, until more is reported', () => {
  const { heard: _heard, ...old } = reported(['3A', 'violence'])
  expect(Case.parse(old)).toEqual(old)
  const later = advanceCase(old, { type: 'raised', ...raiseOf('3A'), kind: 'suicide' }, start + minuteMs).case
  expect([later.kind, later.heard?.length]).toEqual(['suicide', 2])
})
