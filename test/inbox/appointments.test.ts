// Appointments through the API and the calendar feed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(async () => inbox.stop())

const dayMs = 24 * 60 * 60_000
const inDays = (days: number) => new Date(inbox.now() + days * dayMs).toISOString()
const details = (fields: object = {}) => ({
  kind: 'municipality',
  title: 'Gesprek op het stadhuis',
  startsAt: inDays(3),
  durationMin: 45,
  place: 'Stadhuis',
  ...fields,
})

async function make(participantId: string, as = 'maria', fields: object = {}): Promise<string> {
  const { json, text } = await inbox.ask('POST', '/appointments', { as, body: { participantId, ...details(fields) } })
  if (typeof json['id'] !== 'string') throw new Error(text)
  return json['id']
}

describe('an appointment', () => {
  test('is made by a volunteer for their own person, with the usual reminders', async () => {
    const participantId = await inbox.addPerson()
    const { status, json } = await inbox.ask('POST', '/appointments', { as: 'maria', body: { participantId, ...details() } })
    expect(status).toBe(201)
    expect(json).toMatchObject({
      participantId,
      firstName: 'Amina',
      state: 'planned',
      answer: 'none',
      setBy: inbox.staff.maria,
      remindBefore: ['P3D', 'P1D', 'PT2H'],
    })
    expect((await inbox.ask('GET', `/appointments?participantId=${participantId}`, { as: 'maria' })).list).toEqual([json])
    expect((await inbox.ask('GET', `/appointments/${String(json['id'])}`, { as: 'maria' })).json).toEqual(json)
  })

  test('can be moved and cancelled', async () => {
    const id = await make(await inbox.addPerson())
    const startsAt = inDays(5)
    expect((await inbox.ask('PATCH', `/appointments/${id}`, { as: 'maria', body: { startsAt, place: 'Bibliotheek' } })).json).toMatchObject({
      startsAt,
      place: 'Bibliotheek',
      title: 'Gesprek op het stadhuis',
    })
    expect((await inbox.ask('DELETE', `/appointments/${id}`, { as: 'maria' })).json).toMatchObject({ id, state: 'cancelled' })
    expect((await inbox.ask('PATCH', `/appointments/${id}`, { as: 'maria', body: { place: 'Elders' } })).status).toBe(409)
  })

  test('asked twice with one key is made once', async () => {
    const participantId = await inbox.addPerson()
    const asked = { as: 'maria', body: { participantId, ...details() }, headers: { 'idempotency-key': 'a-1' } }
    await inbox.ask('POST', '/appointments', asked)
    await inbox.ask('POST', '/appointments', asked)
    expect((await inbox.ask('GET', `/appointments?participantId=${participantId}`, { as: 'maria' })).list).toHaveLength(1)
  })

  test('of another person does not exist, by any door', async () => {
    const participantId = await inbox.addPerson({ trustedPersonId: inbox.staff.yusuf })
    const id = await make(participantId, 'sara')
    for (const as of ['maria', 'rob', 'eva']) {
      expect((await inbox.ask('GET', `/appointments/${id}`, { as })).status).toBe(404)
      expect((await inbox.ask('PATCH', `/appointments/${id}`, { as, body: { place: 'X' } })).status).toBe(404)
      expect((await inbox.ask('DELETE', `/appointments/${id}`, { as })).status).toBe(404)
      expect((await inbox.ask('POST', '/appointments', { as, body: { participantId, ...details() } })).status).toBe(404)
    }
    expect((await inbox.ask('GET', `/appointments?participantId=${participantId}`, { as: 'maria' })).list).toEqual([])
    expect((await inbox.ask('GET', `/appointments/${id}`, { as: 'sara' })).json).toMatchObject({ state: 'planned', place: 'Stadhuis' })
  })

  test.each([
    ['a start without offset', { startsAt: '2030-03-29T16:30:00' }, 400],
    ['a start that is a day', { startsAt: '2030-03-29' }, 400],
    ['a day that does not exist', { startsAt: '2030-02-30T10:00:00+01:00' }, 400],
    ['a start in the past', { startsAt: '2020-01-01T10:00:00+01:00' }, 422],
    ['a reminder in words', { remindBefore: ['a day'] }, 400],
    ['seven reminders', { remindBefore: Array.from({ length: 7 }, () => 'P1D') }, 400],
    ['no title', { title: ' ' }, 400],
    ['a negative length', { durationMin: -5 }, 400],
    ['a field of the record itself', { answer: 'coming' }, 400],
  ])('with %s is refused', async (_what, fields, status) => {
    const participantId = await inbox.addPerson()
    expect((await inbox.ask('POST', '/appointments', { as: 'maria', body: { participantId, ...details(fields) } })).status).toBe(status)
  })
})

describe('the calendar feed', () => {
  const feed = async (as: string): Promise<string> => {
    const { json } = await inbox.ask('POST', '/me/calendar', { as })
    return String(json['url']).replace(/^.*\/api\/v1/, '')
  }

  test('holds the appointments of the own people in UTC, and nobody by name', async () => {
    const startsAt = '2031-03-30T16:30:00+02:00'
    await make(await inbox.addPerson({ firstName: 'Rahwa' }), 'maria', { title: 'Taalles', startsAt })
    await make(await inbox.addPerson({ trustedPersonId: inbox.staff.yusuf }), 'sara', { title: 'Niet voor Maria' })
    const { status, text, headers } = await inbox.ask('GET', await feed('maria'))
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(text).toContain('SUMMARY:Taalles')
    expect(text).toContain('DTSTART:20310330T143000Z')
    expect(text).not.toMatch(/Rahwa|Niet voor Maria/)
  })

  test('has an empty calendar when there is nothing to show', async () => {
    expect((await inbox.ask('GET', await feed('rob'))).text).toMatch(/^BEGIN:VCALENDAR[\s\S]*END:VCALENDAR/)
  })

  test('an older address stops working, and a wrong one finds nothing', async () => {
    const older = await feed('maria')
    await feed('maria')
    expect((await inbox.ask('GET', older)).status).toBe(404)
    for (const query of ['?token=x', '?token=', '']) expect([400, 404]).toContain((await inbox.ask('GET', `/appointments.ics${query}`)).status)
  })

  test('its token opens nothing else', async () => {
    const token = (await feed('sara')).split('token=')[1] ?? ''
    expect((await inbox.ask('GET', '/participants', { as: `Bearer ${token}` })).status).toBe(401)
    expect((await inbox.ask('GET', '/participants', { as: `brug=${token}` })).status).toBe(401)
  })
})
