// A colleague leaves, and tokens of other systems end: what they held opens nothing any more, and nobody they looked after is left alone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post } from '../../src/store/mailbox.ts'
import { readMessages } from '../../src/store/log.ts'
import { asList, asText } from '../../src/store/reply.ts'
import { send } from '../../src/store/redis.ts'
import { addStaff } from '../../src/store/staff.ts'
import { createFeedToken, createSignInLink } from '../../src/store/sessions.ts'
import { createToken } from '../../src/store/tokens.ts'
import { sweepFormerStaff } from '../../src/store/leaving.ts'
import { until } from '../store/redis-for-tests.ts'
import { openInbox, signIn, type Inbox } from './open-inbox.ts'

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(async () => inbox.stop())

const hourMs = 60 * 60_000
let chats = 4000
async function colleague(name: string, role: 'volunteer' | 'coordinator' = 'volunteer', more: object = {}): Promise<{ id: string; cookie: string }> {
  const { id } = await addStaff(inbox.store, { name, role, ...more })
  return { id, cookie: await signIn(inbox.origin, await createSignInLink(inbox.store, id)) }
}

async function person(fields: object): Promise<{ id: string; chat: string }> {
  chats += 1
  const chat = String(chats)
  return { id: await inbox.addPerson({ addresses: [{ channel: 'telegram', id: chat }], ...fields }), chat }
}

const shown = async (id: string) => (await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })).json
const shownCase = async (caseId: unknown) => (await inbox.ask('GET', `/cases/${String(caseId)}`, { as: 'sara' })).json
const heard = async (id: string) => (await readMessages(inbox.store, id, { limit: 50 })).map(({ text }) => text).join('\n')

describe('a colleague who leaves', () => {
  test('is signed out everywhere at once: session, unused link, calendar feed, their chat', async () => {
    const { id, cookie } = await colleague('Noor Bakker', 'volunteer', { telegram: '77001' })
    const [link, feed] = [await createSignInLink(inbox.store, id), await createFeedToken(inbox.store, id)]
    expect((await inbox.ask('GET', '/me', { as: cookie })).status).toBe(200)
    const { status, json } = await inbox.ask('DELETE', `/staff/${id}`, { as: 'sara' })
    expect([status, json]).toEqual([200, { id, needTrustedPerson: [], needReserve: [] }])
    expect((await inbox.ask('GET', '/me', { as: cookie })).status).toBe(401)
    expect((await inbox.ask('POST', '/sign-in', { body: { token: link } })).json['code']).toBe('wrong-token')
    expect((await inbox.ask('GET', `/appointments.ics?token=${feed}`)).status).toBe(404)
    expect((await inbox.ask('GET', '/staff', { as: 'sara' })).text).not.toContain(id)
    expect((await inbox.ask('POST', `/staff/${id}/sign-in-link`, { as: 'sara' })).status).toBe(404)
    expect((await inbox.ask('DELETE', `/staff/${id}`, { as: 'sara' })).status).toBe(404)
    // What they write on Telegram from now on is what any guest writes.
    await inbox.hear('77001', 'hallo')
    expect((await inbox.ask('GET', '/participants', { as: 'sara' })).list).toContainEqual(expect.objectContaining({ linked: false }))
    const keys = asList(await send(inbox.store, ['KEYS', `*${id}*`])).map(asText)
    expect(keys).toEqual([`${inbox.store.keys.former}${id}`])
  })

  test('leaves behind a first name and a role for two years, and then nothing', async () => {
    const { id } = await colleague('Wouter de Geheime')
    await inbox.ask('DELETE', `/staff/${id}`, { as: 'sara' })
    const { list, text } = await inbox.ask('GET', '/staff/former', { as: 'sara' })
    expect(list).toContainEqual({ id, firstName: 'Wouter', role: 'volunteer', leftAt: expect.any(Number) })
    expect(text).not.toContain('Geheime')
    expect((await inbox.ask('GET', '/staff/former', { as: 'maria' })).status).toBe(403)
    await sweepFormerStaff(inbox.store, inbox.now() + 700 * 24 * hourMs)
    expect((await inbox.ask('GET', '/staff/former', { as: 'sara' })).text).toContain(id)
    await sweepFormerStaff(inbox.store, inbox.now() + 800 * 24 * hourMs)
    expect((await inbox.ask('GET', '/staff/former', { as: 'sara' })).text).not.toContain(id)
    expect(await send(inbox.store, ['KEYS', `*${id}*`])).toEqual([])
  })

  test('their people hear of it, and the coordinator sees who needs somebody else', async () => {
    const { id: staffId } = await colleague('Tessa')
    const first = await person({ trustedPersonId: staffId })
    const second = await person({ reserveId: staffId })
    const { json } = await inbox.ask('DELETE', `/staff/${staffId}`, { as: 'sara' })
    expect(json).toMatchObject({ needTrustedPerson: [first.id], needReserve: [second.id] })
    await until(async () => (await shown(first.id))['needsTrustedPerson'] === true)
    expect(await shown(first.id)).not.toHaveProperty('trustedPersonId')
    expect(await shown(second.id)).toMatchObject({ trustedPersonId: inbox.staff.maria, needsTrustedPerson: false })
    await until(async () => (await shown(second.id))['reserveId'] === undefined)
    expect(await heard(first.id)).toContain('staff:no_longer_yours Amina Tessa')
    const { json: record } = await inbox.ask('GET', `/participants/${first.id}/export`, { as: 'sara' })
    expect(record['profile']).toMatchObject({ trusted: { staffId, until: expect.any(Number) } })
  })

  test('a case of theirs goes to the next at once, also one in which contact was made', async () => {
    for (const last of ['acknowledge', 'contact']) {
      const { id: staffId, cookie } = await colleague('Daan')
      const { id, chat } = await person({ trustedPersonId: staffId, reserveId: inbox.staff.yusuf })
      await inbox.hear(chat, 'cry 2')
      const { caseId } = await shown(id)
      await inbox.ask('POST', `/cases/${String(caseId)}/acknowledge`, { as: cookie })
      if (last === 'contact') await inbox.ask('POST', `/cases/${String(caseId)}/contact`, { as: cookie, body: { how: 'call' } })
      expect(await shownCase(caseId)).toMatchObject({ acknowledgedBy: staffId })
      await inbox.ask('DELETE', `/staff/${staffId}`, { as: 'sara' })
      await until(async () => (await shownCase(caseId))['state'] === 'open')
      const after = await shownCase(caseId)
      expect(after).not.toHaveProperty('acknowledgedBy')
      expect(after).toMatchObject({ deadline: expect.any(Number), alerts: expect.arrayContaining([expect.objectContaining({ staffId: inbox.staff.yusuf })]) })
    }
  })

  test('who stood on a later rung only is asked no more', async () => {
    const { id: staffId } = await colleague('Later', 'coordinator')
    const { id, chat } = await person({})
    await inbox.hear(chat, 'cry 2')
    const { caseId } = await shown(id)
    await inbox.ask('DELETE', `/staff/${staffId}`, { as: 'sara' })
    await until(async () => JSON.stringify((await shownCase(caseId))['history']).includes('left'))
    await inbox.ask('POST', `/cases/${String(caseId)}/decline`, { as: 'maria' })
    const { alerts } = await shownCase(caseId)
    expect(JSON.stringify(alerts)).toContain(inbox.staff.sara)
    expect(JSON.stringify(alerts)).not.toContain(staffId)
  })

  test('an alert to somebody who is not there any more fails, and the next is asked without waiting', async () => {
    const { id, chat } = await person({})
    const at = Math.floor(inbox.now())
    const gone = { staffId: 's_gone', firstName: 'Weg', since: 1 }
    await post(inbox.store, id, { id: `gone ${id}`, at, type: 'person_changed', staffId: inbox.staff.sara, trusted: gone })
    await inbox.hear(chat, 'cry 2')
    const { caseId } = await shown(id)
    await until(async () => JSON.stringify((await shownCase(caseId))['alerts']).includes(inbox.staff.sara))
    expect((await shownCase(caseId))['alerts']).toContainEqual(expect.objectContaining({ staffId: 's_gone', failed: 'unreachable' }))
  })

  test('may be removed by a coordinator only, and the last coordinator neither leaves nor becomes something else', async () => {
    for (const as of ['maria', 'rob', 'eva', await inbox.bearer('volunteer')])
      expect((await inbox.ask('DELETE', `/staff/${inbox.staff.yusuf}`, { as })).status).toBe(403)
    expect((await inbox.ask('DELETE', `/staff/${inbox.staff.sara}`, { as: 'sara' })).json['code']).toBe('last-coordinator')
    expect((await inbox.ask('PATCH', `/staff/${inbox.staff.sara}`, { as: 'sara', body: { role: 'volunteer' } })).json['code']).toBe('last-coordinator')
    const other = await colleague('Anna', 'coordinator')
    // Each removes the other in the same moment: one stays.
    const both = await Promise.all([
      inbox.ask('DELETE', `/staff/${other.id}`, { as: await inbox.bearer('coordinator') }),
      inbox.ask('DELETE', `/staff/${inbox.staff.sara}`, { as: await inbox.bearer('coordinator') }),
    ])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })
})

test('tokens of other systems are listed with their last use, and end at once', async () => {
  const { id, bearer } = await createToken(inbox.store, { role: 'coordinator', name: 'old system' })
  const coordinator = await inbox.bearer('coordinator')
  expect((await inbox.ask('GET', '/participants', { as: `Bearer ${bearer}` })).status).toBe(200)
  const { list, text } = await inbox.ask('GET', '/tokens', { as: coordinator })
  expect(list).toContainEqual(expect.objectContaining({ id, name: 'old system', usedAt: expect.any(Number) }))
  expect(text).not.toContain(bearer)
  for (const as of ['maria', 'rob', 'eva']) expect((await inbox.ask('GET', '/tokens', { as })).status).toBe(403)
  // A system ends its own token, not that of another.
  expect((await inbox.ask('DELETE', `/tokens/${id}`, { as: coordinator })).json['code']).toBe('people-only')
  expect((await inbox.ask('DELETE', `/tokens/${id}`, { as: `Bearer ${bearer}` })).status).toBe(204)
  expect((await inbox.ask('GET', '/participants', { as: `Bearer ${bearer}` })).status).toBe(401)
})
