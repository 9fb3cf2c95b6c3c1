// Who sees whom: the rules alone, without a server.
import { describe, expect, test } from 'vitest'
import type { Case } from '../../src/core/care/case.ts'
import { newConversation, type Conversation } from '../../src/core/conversation.ts'
import {
  isWatched,
  mayExport,
  mayManage,
  mayReadCase,
  mayReadPerson,
  mayReceiveCase,
  maySeeColleagues,
  maySeeOverview,
  worksWithPeople,
  type Viewer,
} from '../../src/inbox/policies.ts'

const now = Date.UTC(2026, 2, 1)
const relation = (staffId: string, until?: number) => ({ staffId, firstName: 'Maria', since: 0, until })

function viewer(role: Viewer['role'], staffId = 's_maria'): Viewer {
  return { staffId, firstName: 'Maria', role, isSystem: false }
}

function person(fields: Partial<Conversation> = {}): Conversation {
  return { ...newConversation('p_amina', 0), ...fields }
}

function caseWith(fields: Partial<Case>): Case {
  return {
    id: 'c_1',
    level: '3A',
    kind: 'suicide',
    state: 'open',
    openedAt: 0,
    raisedAt: 0,
    trigger: 'text',
    basis: 'consent',
    ladder: [],
    rung: 1,
    contactWithinMs: 1,
    repeatMs: 1,
    alerts: [],
    excluded: [],
    history: [],
    ...fields,
  }
}

const asked = (more: object = {}) => ({ staffId: 's_maria', role: 'trusted' as const, at: 0, ...more })

describe('a volunteer', () => {
  test.each([
    ['the trusted person', { trusted: relation('s_maria') }],
    ['the reserve', { reserve: relation('s_maria') }],
    ['the one who is talking', { talkingTo: { staffId: 's_maria', firstName: 'Maria', since: 0 } }],
    ['asked for the open case', { case: caseWith({ alerts: [asked()] }) }],
    ['the one who took the open case', { case: caseWith({ state: 'acknowledged', acknowledgedBy: 's_maria' }) }],
    ['asked again after a no', { case: caseWith({ alerts: [asked({ declined: true }), asked()] }) }],
  ])('sees the person when %s', (_how, fields) => {
    expect(mayReadPerson(viewer('volunteer'), person(fields), now)).toBe(true)
  })

  test.each([
    ['nothing ties them together', {}],
    ['another is the trusted person', { trusted: relation('s_ali') }],
    ['the relation has ended', { trusted: relation('s_maria', now - 1) }],
    ['the case they were asked for is closed', { case: caseWith({ state: 'closed', alerts: [asked()], acknowledgedBy: 's_maria' }) }],
    ['they said they can not', { case: caseWith({ alerts: [asked({ declined: true })] }) }],
    ['the person does not want them to know', { trusted: relation('s_maria'), notToTell: ['s_maria'] }],
    ['they may be the source of harm', { trusted: relation('s_maria'), case: caseWith({ excluded: ['s_maria'], alerts: [asked()] }) }],
    [
      'they may have been the source of harm, and the case is closed',
      { trusted: relation('s_maria'), closedCase: caseWith({ state: 'closed', excluded: ['s_maria'] }) },
    ],
    ['that case is no longer kept', { trusted: relation('s_maria'), keptOut: ['s_maria'] }],
  ])('sees nothing when %s', (_how, fields) => {
    expect(mayReadPerson(viewer('volunteer'), person(fields), now)).toBe(false)
  })

  test('manages nobody and exports nobody, also not their own people', () => {
    expect(mayManage(viewer('volunteer'))).toBe(false)
    expect(mayExport(viewer('volunteer'), person({ trusted: relation('s_maria') }), now)).toBe(false)
  })
})

test('an older case about oneself stays shut for whoever may see the person now', () => {
  const shared = person({ trusted: relation('s_maria') })
  expect(mayReadCase(viewer('volunteer'), shared, caseWith({ state: 'closed' }), now)).toBe(true)
  expect(mayReadCase(viewer('volunteer'), shared, caseWith({ state: 'closed', excluded: ['s_maria'] }), now)).toBe(false)
})

describe('a coordinator', () => {
  test('sees everybody, except where the case is about them', () => {
    expect(mayReadPerson(viewer('coordinator'), person(), now)).toBe(true)
    expect(mayReadPerson(viewer('coordinator'), person({ case: caseWith({ excluded: ['s_maria'] }) }), now)).toBe(false)
    expect(mayReadPerson(viewer('coordinator'), person({ notToTell: ['s_maria'] }), now)).toBe(false)
  })
})

test.each(['regisseur', 'editor'] as const)('a %s sees no person, whatever the record says', (role) => {
  expect(worksWithPeople(viewer(role))).toBe(false)
  expect(mayReadPerson(viewer(role), person({ trusted: relation('s_maria'), talkingTo: { staffId: 's_maria', firstName: 'M', since: 0 } }), now)).toBe(false)
})

test('numbers are for regisseur and coordinator, colleagues for all but the editor', () => {
  expect(['volunteer', 'coordinator', 'regisseur', 'editor'].filter((role) => maySeeOverview(viewer(asRole(role))))).toEqual(['coordinator', 'regisseur'])
  expect(['volunteer', 'coordinator', 'regisseur', 'editor'].filter((role) => maySeeColleagues(viewer(asRole(role))))).toEqual([
    'volunteer',
    'coordinator',
    'regisseur',
  ])
})

test('a case goes only to someone who works with people and is not kept out of it', () => {
  const shared = person({ case: caseWith({ excluded: ['s_ali'] }), notToTell: ['s_sara'] })
  expect(mayReceiveCase({ staffId: 's_yusuf', role: 'volunteer' }, shared)).toBe(true)
  for (const staffId of ['s_ali', 's_sara']) expect(mayReceiveCase({ staffId, role: 'coordinator' }, shared)).toBe(false)
  expect(mayReceiveCase({ staffId: 's_reg', role: 'regisseur' }, shared)).toBe(false)
})

test('looks are noted from level 2 on, also after the case is closed', () => {
  expect(isWatched(person())).toBe(false)
  expect(isWatched(person({ case: caseWith({ level: '1' }) }))).toBe(false)
  expect(isWatched(person({ case: caseWith({ level: '2' }) }))).toBe(true)
  expect(isWatched(person({ case: caseWith({ level: '3A', state: 'closed' }) }))).toBe(true)
  expect(isWatched(person({ highest: { level: '3B', at: 0 } }))).toBe(true)
  expect(isWatched(person({ highest: { level: '3A', at: 0 }, case: caseWith({ level: '0', kind: 'question' }) }))).toBe(true)
})

function asRole(role: string): Viewer['role'] {
  return role === 'coordinator' || role === 'regisseur' || role === 'editor' ? role : 'volunteer'
}
