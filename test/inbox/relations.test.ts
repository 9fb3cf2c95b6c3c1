// Who stands beside a person, and who may not know: nothing of it changes behind the person's back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMessages } from '../../src/store/log.ts'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(async () => inbox.stop())

const patch = async (id: string, body: object) => inbox.ask('PATCH', `/participants/${id}`, { as: 'sara', body })
const heard = async (id: string) => (await readMessages(inbox.store, id, { limit: 50 })).map(({ text }) => text).join('\n')

test('a new trusted person or reserve is named to the person, and so is who goes', async () => {
  const id = await inbox.addPerson()
  await patch(id, { trustedPersonId: inbox.staff.yusuf, reserveId: inbox.staff.maria })
  const said = await heard(id)
  for (const text of ['staff:no_longer_yours Amina Maria', 'staff:now_yours Amina Yusuf', 'staff:now_reserve Amina Maria']) expect(said).toContain(text)
  await patch(id, { reserveId: null })
  expect((await heard(id)).match(/no_longer_yours/g)).toHaveLength(2)
})

test('what does not change is not told', async () => {
  const id = await inbox.addPerson()
  await patch(id, { trustedPersonId: inbox.staff.maria, firstName: 'Amina', notToTell: [] })
  expect(await heard(id)).not.toMatch(/staff:/)
})

test('whoever the person does not want to know can not become theirs, also not by taking the name off the list in the same breath', async () => {
  const id = await inbox.addPerson()
  await patch(id, { notToTell: [inbox.staff.yusuf] })
  for (const body of [{ trustedPersonId: inbox.staff.yusuf }, { reserveId: inbox.staff.yusuf }, { reserveId: inbox.staff.yusuf, notToTell: [] }]) {
    const { status, json } = await patch(id, body)
    expect([status, json['code']]).toEqual([422, 'does-not-fit'])
  }
  expect((await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })).json).toMatchObject({ notToTell: [inbox.staff.yusuf] })
})

test('who may know again is told to the person, and who wrote either down stands in the record', async () => {
  const id = await inbox.addPerson()
  await patch(id, { notToTell: [inbox.staff.yusuf] })
  expect(await heard(id)).not.toContain('staff:')
  await patch(id, { notToTell: [] })
  expect(await heard(id)).toContain('staff:may_know Amina Yusuf')
  const { json } = await inbox.ask('GET', `/participants/${id}/export`, { as: 'sara' })
  expect(Object(json['profile'])['wishes']).toMatchObject([
    { staffId: inbox.staff.sara, added: [inbox.staff.yusuf], removed: [] },
    { staffId: inbox.staff.sara, added: [], removed: [inbox.staff.yusuf] },
  ])
})

test('a coordinator lets in who was kept out by mistake: with a reason, recorded, told, and not for a token or a volunteer', async () => {
  const id = await inbox.addPerson({ addresses: [{ channel: 'telegram', id: '5501' }] })
  await patch(id, { notToTell: [inbox.staff.yusuf] })
  await inbox.hear('5501', 'cry 3A')
  const letIn = async (as: string, body: object = { staffId: inbox.staff.yusuf, reason: 'Het ging over iemand anders.' }) =>
    inbox.ask('POST', `/participants/${id}/let-in`, { as, body })
  expect((await letIn('sara')).json).toMatchObject({ code: 'not-applied' })
  await patch(id, { notToTell: [] })
  expect((await letIn('maria')).status).toBe(403)
  expect((await letIn(await inbox.bearer('coordinator'))).json).toMatchObject({ code: 'people-only' })
  expect((await letIn('sara', { staffId: inbox.staff.yusuf, reason: '' })).status).toBe(400)
  expect((await letIn('sara')).status).toBe(200)
  const { json } = await inbox.ask('GET', `/participants/${id}/export`, { as: 'sara' })
  expect(Object(json['profile'])['wishes']).toContainEqual(expect.objectContaining({ staffId: inbox.staff.sara, reason: 'Het ging over iemand anders.' }))
  expect(await heard(id)).toContain('staff:may_know')
  expect((await letIn('sara')).json).toMatchObject({ code: 'not-applied' })
})
