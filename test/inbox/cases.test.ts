// A cry for help as staff meet it: taken once, handed over, contacted, closed, and hidden from whoever may not know.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fire } from '../../src/store/agenda.ts'
import { readsOf } from '../../src/store/audit.ts'
import { readConversation } from '../../src/store/conversations.ts'
import { post } from '../../src/store/mailbox.ts'
import { until } from '../store/redis-for-tests.ts'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(async () => inbox.stop())

let chats = 7000
async function cry(level = '3A', fields: object = {}): Promise<{ id: string; chat: string; caseId: string }> {
  chats += 1
  const chat = String(chats)
  const id = await inbox.addPerson({ addresses: [{ channel: 'telegram', id: chat }], ...fields })
  await inbox.hear(chat, `cry ${level}`)
  const { json } = await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })
  return { id, chat, caseId: String(json['caseId']) }
}

/** The timer of the case comes due, as the calendar would say it. */
async function missDeadline(id: string): Promise<void> {
  const before = await readConversation(inbox.store, id)
  const timers = Object.entries(before?.timers ?? {}).filter(([, timer]) => timer.kind === 'case')
  for (const [timer] of timers) await fire(inbox.store, id, timer)
  await until(async () => ((await readConversation(inbox.store, id))?.turn ?? 0) > (before?.turn ?? 0))
}

const act = async (caseId: string, what: string, as: string, body?: object) => inbox.ask('POST', `/cases/${caseId}/${what}`, { as, body })

describe('the list', () => {
  test('holds open cases, most urgent first, without notes or history', async () => {
    const low = await cry('2')
    const high = await cry('3B')
    const { list } = await inbox.ask('GET', '/cases?state=open', { as: 'sara' })
    const ids = list.map((one) => one['id'])
    expect(ids.indexOf(high.caseId)).toBeLessThan(ids.indexOf(low.caseId))
    expect(list[0]).toMatchObject({
      level: '3B',
      state: 'open',
      participantId: expect.stringMatching(/^p_/),
      openedAt: expect.any(Number),
      deadline: expect.any(Number),
      alerts: expect.any(Array),
    })
    for (const one of list) {
      expect(one).not.toHaveProperty('note')
      expect(one).not.toHaveProperty('history')
      expect(one).not.toHaveProperty('excluded')
    }
  })

  test('shows a volunteer only what they were asked for or have to do with', async () => {
    const mine = await cry('2')
    const other = await cry('2', { trustedPersonId: inbox.staff.yusuf })
    const ids = (await inbox.ask('GET', '/cases', { as: 'maria' })).list.map((one) => one['id'])
    expect(ids).toContain(mine.caseId)
    expect(ids).not.toContain(other.caseId)
  })

  test('a deadline that passed does not slide in silence: since when, and who is asked now', async () => {
    const { id, caseId } = await cry('3A')
    const before = await inbox.ask('GET', `/cases/${caseId}`, { as: 'sara' })
    expect(before.json).not.toHaveProperty('late')
    const missedAt = Number(before.json['deadline'])
    inbox.moveClock(missedAt - inbox.now() + 1)
    await missDeadline(id)
    const row = (await inbox.ask('GET', '/cases?state=open', { as: 'sara' })).list.find((one) => one['id'] === caseId)
    expect(row).toMatchObject({ state: 'open', late: { since: expect.any(Number), because: 'unanswered', times: 1 } })
    expect(Number(Object(row?.['late']).since)).toBe(missedAt)
    expect(Number(row?.['deadline'])).toBeGreaterThan(missedAt)
    expect(row?.['alerts']).toContainEqual(expect.objectContaining({ staffId: inbox.staff.sara }))
    await act(caseId, 'acknowledge', 'maria')
    const taken = await inbox.ask('GET', `/cases/${caseId}`, { as: 'maria' })
    expect(taken.json).toMatchObject({ state: 'acknowledged', late: { because: 'unanswered', times: 1 } })
    expect(taken.json['history']).toContainEqual(expect.objectContaining({ what: 'deadline_passed', detail: 'unanswered' }))
  })

  test('conversations: level 3 first, then by the nearest deadline, then questions', async () => {
    const later = await cry('2')
    inbox.moveClock(60_000)
    const latest = await cry('2')
    const acute = await cry('3A')
    const { list } = await inbox.ask('GET', '/conversations', { as: 'sara' })
    const place = ({ id }: { id: string }) => list.findIndex((row) => row['participantId'] === id)
    expect(place(acute)).toBeLessThan(place(later))
    expect(place(later)).toBeLessThan(place(latest))
    expect(list[place(later)]?.['deadline']).toEqual(expect.any(Number))
  })

  test('takes no state it does not know', async () => {
    expect((await inbox.ask('GET', '/cases?state=all', { as: 'sara' })).status).toBe(400)
  })
})

describe('one case', () => {
  test('reading it is noted from level 2 on', async () => {
    const { id, caseId } = await cry('2')
    const { status, json } = await inbox.ask('GET', `/cases/${caseId}`, { as: 'maria' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ id: caseId, participantId: id, level: '2', kind: 'suicide' })
    expect(json['history']).toContainEqual(expect.objectContaining({ what: 'opened', detail: '2', kind: 'suicide' }))
    expect((await readsOf(inbox.store, id)).map(({ staffId }) => staffId)).toContain(inbox.staff.maria)
  })

  test('does not exist for whoever has nothing to do with it, by any of its doors', async () => {
    const { caseId } = await cry('3A')
    for (const as of ['yusuf', 'rob', 'eva', await inbox.bearer('volunteer')]) {
      const shut = await inbox.ask('GET', `/cases/${caseId}`, { as })
      const absent = await inbox.ask('GET', '/cases/c_nothing', { as })
      expect(shut.status).toBe(404)
      expect({ ...shut.json, instance: '' }).toEqual({ ...absent.json, instance: '' })
      const acts: [string, object | undefined][] = [
        ['acknowledge', undefined],
        ['decline', undefined],
        ['reply', { text: 'x' }],
        ['contact', { how: 'call' }],
        ['hand-over', { staffId: inbox.staff.maria }],
        ['close', { outcome: 'helped', note: 'x' }],
      ]
      for (const [what, body] of acts) expect((await act(caseId, what, as, body)).status, what).toBe(404)
    }
    expect((await inbox.ask('GET', `/cases/${caseId}`, { as: 'sara' })).json['state']).toBe('open')
  })

  test('whoever the person does not want told sees neither the case nor the conversation', async () => {
    const { id, caseId } = await cry('3A', { reserveId: inbox.staff.yusuf })
    expect((await inbox.ask('GET', `/cases/${caseId}`, { as: 'maria' })).status).toBe(200)
    await inbox.ask('PATCH', `/participants/${id}`, { as: 'sara', body: { notToTell: [inbox.staff.maria] } })
    for (const path of [`/cases/${caseId}`, `/participants/${id}`, `/participants/${id}/messages`])
      expect((await inbox.ask('GET', path, { as: 'maria' })).status).toBe(404)
    expect((await inbox.ask('GET', '/cases', { as: 'maria' })).text).not.toContain(caseId)
    expect((await act(caseId, 'hand-over', 'sara', { staffId: inbox.staff.maria })).status).toBe(422)
  })
})

describe('taking it', () => {
  test('once: the second hears who has it', async () => {
    const { caseId } = await cry('3A')
    const first = await act(caseId, 'acknowledge', 'maria')
    expect(first.status).toBe(200)
    expect(first.json).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: inbox.staff.maria,
      acknowledgedAt: expect.any(Number),
      deadline: expect.any(Number),
    })
    const second = await act(caseId, 'acknowledge', 'sara')
    expect(second.status).toBe(409)
    expect(second.json).toMatchObject({ code: 'already-taken', detail: 'Maria has taken this case' })
    expect((await act(caseId, 'acknowledge', 'maria')).status).toBe(200)
  })

  test('with a content type and no body, as many clients send it', async () => {
    const { caseId } = await cry('2')
    expect((await inbox.ask('POST', `/cases/${caseId}/acknowledge`, { as: 'maria', headers: { 'content-type': 'application/json' } })).status).toBe(200)
  })

  test('two at once: one has it', async () => {
    const { caseId } = await cry('3A')
    const both = await Promise.all([act(caseId, 'acknowledge', 'maria'), act(caseId, 'acknowledge', 'sara')])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })

  test('"I can not" asks the next and closes the door behind oneself, unless one is the trusted person', async () => {
    const { caseId } = await cry('3A', { reserveId: inbox.staff.yusuf })
    expect((await act(caseId, 'decline', 'maria')).status).toBe(204)
    const { json } = await inbox.ask('GET', `/cases/${caseId}`, { as: 'sara' })
    expect(JSON.stringify(json['alerts'])).toContain(inbox.staff.yusuf)
    expect(json['state']).toBe('open')
  })

  test('answering takes it, at once and without hold', async () => {
    const { id, caseId } = await cry('3A')
    const reply = await act(caseId, 'reply', 'maria', { text: 'Ik bel je nu.' })
    expect(reply.status).toBe(201)
    expect(reply.json['status']).toBe('queued')
    expect((await inbox.ask('GET', `/cases/${caseId}`, { as: 'sara' })).json).toMatchObject({ state: 'acknowledged', acknowledgedBy: inbox.staff.maria })
    expect((await inbox.ask('GET', `/participants/${id}/messages`, { as: 'maria' })).text).toContain('Ik bel je nu.')
  })

  test('an answer past a new cry is refused', async () => {
    const { id, chat, caseId } = await cry('3A')
    const { json } = await inbox.ask('GET', `/participants/${id}/messages?limit=1`, { as: 'maria' })
    const seen: unknown = Object(Object(json['messages'])[0]).id
    await inbox.hear(chat, 'cry 3B')
    expect((await act(caseId, 'reply', 'maria', { text: 'Rustig aan', seenMessageId: String(seen) })).json['code']).toBe('seen-message')
  })
})

describe('the way to the end', () => {
  test('level 3 closes only after contact and with a note', async () => {
    const { caseId } = await cry('3A')
    await act(caseId, 'acknowledge', 'maria')
    const early = await act(caseId, 'close', 'maria', { outcome: 'helped', note: 'klaar' })
    expect(early.status).toBe(409)
    expect(early.json).toMatchObject({ code: 'not-applied', detail: expect.stringContaining('contact') })
    const contact = await act(caseId, 'contact', 'maria', { how: 'call' })
    expect(contact.json).toMatchObject({ state: 'contacted', contactedAt: expect.any(Number) })
    expect(contact.json).not.toHaveProperty('deadline')
    expect((await act(caseId, 'close', 'maria', { outcome: 'helped' })).json).toMatchObject({ code: 'not-applied', detail: expect.stringContaining('note') })
    const closed = await act(caseId, 'close', 'maria', { outcome: 'referred', note: 'Huisarts gebeld, zus is erbij.' })
    expect(closed.json).toMatchObject({ state: 'closed', outcome: 'referred', closedBy: inbox.staff.maria, closedAt: expect.any(Number) })
    expect((await inbox.ask('GET', '/cases?state=open', { as: 'sara' })).text).not.toContain(caseId)
    expect((await inbox.ask('GET', '/cases?state=closed', { as: 'sara' })).text).toContain(caseId)
    expect((await inbox.ask('GET', '/cases?state=closed', { as: 'sara' })).text).not.toContain('Huisarts')
    expect((await act(caseId, 'acknowledge', 'sara')).json).toMatchObject({ code: 'not-applied' })
  })

  test.each(['no_answer', 'No answer', 'NO-ANSWER'])('no answer, told as %s, keeps it open and asks the next', async (how) => {
    const { caseId } = await cry('3A', { reserveId: inbox.staff.yusuf })
    await act(caseId, 'acknowledge', 'maria')
    const tried = await act(caseId, 'contact', 'maria', { how })
    expect(tried.json).toMatchObject({ state: 'open', deadline: expect.any(Number) })
    expect(JSON.stringify(tried.json['alerts'])).toContain(inbox.staff.yusuf)
  })

  test('handing over asks a colleague, who then sees it', async () => {
    const { id, caseId } = await cry('2')
    expect((await inbox.ask('GET', `/cases/${caseId}`, { as: 'yusuf' })).status).toBe(404)
    const handed = await act(caseId, 'hand-over', 'maria', { staffId: inbox.staff.yusuf })
    expect(handed.status).toBe(200)
    expect((await inbox.ask('GET', `/cases/${caseId}`, { as: 'yusuf' })).status).toBe(200)
    const early = await act(caseId, 'close', 'maria', { outcome: 'helped', note: '' })
    expect([early.status, early.json['code']]).toEqual([409, 'not-yours'])
    expect((await act(caseId, 'acknowledge', 'yusuf')).json).toMatchObject({ acknowledgedBy: inbox.staff.yusuf })
    await act(caseId, 'close', 'yusuf', { outcome: 'helped', note: '' })
    // With the case closed the colleague has nothing to do with this person any more.
    expect((await inbox.ask('GET', `/participants/${id}/messages`, { as: 'yusuf' })).status).toBe(404)
  })

  test.each([
    ['nobody', 's_nobody'],
    ['a participant', 'p_AAAAAAAAAAAAAAAAAAAAAA'],
    ['the municipality', 'rob'],
    ['an editor', 'eva'],
  ])('it can not be handed to %s', async (_what, to) => {
    const { caseId } = await cry('2')
    const staffId = to === 'rob' ? inbox.staff.rob : to === 'eva' ? inbox.staff.eva : to
    expect((await act(caseId, 'hand-over', 'maria', { staffId })).status).toBe(422)
  })

  test.each([
    ['close', { outcome: 'solved', note: '' }],
    ['close', {}],
    ['close', { outcome: 'helped', note: 'x'.repeat(2001) }],
    ['contact', {}],
    ['contact', { how: '' }],
    ['contact', { how: 'somehow' }],
    ['hand-over', {}],
    ['reply', {}],
    ['reply', { text: 'x', staffId: 's_other' }],
  ])('%s with %j is refused', async (what, body) => {
    const { caseId } = await cry('2')
    expect((await act(caseId, what, 'maria', body)).status).toBe(400)
  })

  test.each([
    ['Called', 'call'],
    ['spoke in person', 'visit'],
    ['video call', 'video'],
    ['wrote', 'message'],
    ['called_112', 'emergency_services'],
  ])('contact told as "%s" stands in the record as %s', async (how, stands) => {
    const { caseId } = await cry('2')
    const { json } = await act(caseId, 'contact', 'maria', { how })
    expect(json).toMatchObject({ state: 'contacted', history: expect.arrayContaining([expect.objectContaining({ what: 'contacted', detail: stands })]) })
  })

  test('another system may see a serious case and hand it over, but not take it, answer, say that there was contact, or end it', async () => {
    const as = await inbox.bearer('coordinator')
    for (const level of ['2', '3A', '3B']) {
      const { id, caseId } = await cry(level)
      const refused = [
        await act(caseId, 'acknowledge', as),
        await act(caseId, 'contact', as, { how: 'call' }),
        await act(caseId, 'contact', as, { how: 'no_answer' }),
        await act(caseId, 'close', as, { outcome: 'helped', note: 'klaar' }),
        await act(caseId, 'reply', as, { text: 'Wij bellen.' }),
        await inbox.ask('POST', `/participants/${id}/messages`, { as, body: { text: 'Wij bellen.' } }),
      ]
      expect(refused.map(({ status, json }) => [status, json['code']])).toEqual(refused.map(() => [403, 'people-only']))
      expect((await inbox.ask('GET', `/cases/${caseId}`, { as })).json).toMatchObject({ state: 'open' })
      expect((await act(caseId, 'hand-over', as, { staffId: inbox.staff.yusuf })).status).toBe(200)
    }
  })

  test('a question is taken and closed by another system, which still reached nobody', async () => {
    const id = await inbox.addPerson()
    await post(inbox.store, id, { id: `failed ${id}`, at: Math.floor(inbox.now()), type: 'event_failed', eventId: 'x', eventType: 'message_received' })
    await until(async () => (await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })).json['caseId'] !== undefined)
    const caseId = String((await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })).json['caseId'])
    const as = await inbox.bearer('coordinator')
    expect((await act(caseId, 'acknowledge', as)).json).toMatchObject({ state: 'acknowledged', acknowledgedBy: expect.stringMatching(/^t_/) })
    expect((await act(caseId, 'contact', as, { how: 'call' })).json['code']).toBe('people-only')
    expect((await act(caseId, 'close', as, { outcome: 'helped' })).json).toMatchObject({ state: 'closed' })
  })
})
