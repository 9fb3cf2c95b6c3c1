// Live updates: who hears of what, catching up after being away, and the end of a session.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { forget } from '../../src/store/people.ts'
import { createSignInLink, endAllSessions } from '../../src/store/sessions.ts'
import { until } from '../store/redis-for-tests.ts'
import { openInbox, signIn, type Inbox } from './open-inbox.ts'

let inbox: Inbox
const open: AbortController[] = []
beforeAll(async () => {
  inbox = await openInbox()
})
afterEach(() => {
  for (const one of open.splice(0)) one.abort()
})
afterAll(async () => inbox.stop())

interface Listening {
  text(): string
  ids(): string[]
  isOver(): boolean
  heard(pattern: string): Promise<void>
}

async function listen(name: keyof Inbox['staff'], headers: Record<string, string> = {}): Promise<Listening> {
  const cookie = await signIn(inbox.origin, await createSignInLink(inbox.store, inbox.staff[name]))
  const abort = new AbortController()
  open.push(abort)
  const response = await fetch(`${inbox.origin}/api/v1/events`, { headers: { cookie, ...headers }, signal: abort.signal })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  expect(response.headers.get('cache-control')).toBe('no-store')
  let text = ''
  let over = false
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true })
  }
  void read()
    .catch(() => undefined)
    .finally(() => {
      over = true
    })
  const listening: Listening = {
    text: () => text,
    ids: () => [...text.matchAll(/^id: (.+)$/gm)].map((match) => match[1] ?? ''),
    isOver: () => over,
    heard: async (pattern) => until(() => text.includes(pattern)),
  }
  await listening.heard('retry:')
  return listening
}

describe('a change', () => {
  test('is told by id only, to whoever may see that person', async () => {
    const [maria, yusuf, sara, rob] = [await listen('maria'), await listen('yusuf'), await listen('sara'), await listen('rob')]
    const mine = await inbox.addPerson({ addresses: [{ channel: 'telegram', id: '8101' }] })
    const other = await inbox.addPerson({ trustedPersonId: inbox.staff.yusuf })
    await inbox.hear('8101', 'een geheim')
    await Promise.all([maria.heard(mine), yusuf.heard(other), sara.heard(other), sara.heard(mine)])
    expect(maria.text()).not.toContain(other)
    expect(yusuf.text()).not.toContain(mine)
    expect(rob.text()).not.toContain('p_')
    for (const one of [maria, sara]) expect(one.text()).not.toMatch(/geheim|Amina|8101/)
    expect(maria.text()).toMatch(/event: change\ndata: \{"participantId":"p_\w+","what":\[/)
  })

  test('missed while away is told after the last id that was seen', async () => {
    const first = await listen('maria')
    const one = await inbox.addPerson()
    await first.heard(one)
    const last = first.ids().at(-1) ?? ''
    const two = await inbox.addPerson()
    const again = await listen('maria', { 'last-event-id': last })
    await again.heard(two)
    expect(again.text()).not.toContain(one)
  })

  test.each(['x', '0-0-0', '-1', '$', '9'.repeat(40), "1-1' OR 1"])('a last id that is none is ignored: %s', async (id) => {
    const listening = await listen('maria', { 'last-event-id': id })
    const one = await inbox.addPerson()
    await listening.heard(one)
  })
})

test('someone who was forgotten disappears from every open page', async () => {
  const maria = await listen('maria')
  const one = await inbox.addPerson()
  await forget(inbox.store, one)
  await maria.heard(JSON.stringify({ participantId: one, what: ['forgotten'] }))
  expect((await inbox.ask('GET', `/participants/${one}`, { as: 'maria' })).status).toBe(404)
})

test('a stream ends when the sessions of that colleague are ended', async () => {
  const yusuf = await listen('yusuf')
  await endAllSessions(inbox.store, inbox.staff.yusuf)
  inbox.moveClock(1_500)
  const person = await inbox.addPerson({ trustedPersonId: inbox.staff.yusuf })
  await until(() => yusuf.isOver())
  expect(yusuf.text()).toContain('event: signed-out')
  expect(yusuf.text()).not.toContain(person)
})

test('nobody takes the places of all: one colleague has twenty streams at most, and gets a place back by closing one', async () => {
  const streams: Listening[] = []
  for (let n = 0; n < 20; n += 1) streams.push(await listen('eva'))
  const as = await signIn(inbox.origin, await createSignInLink(inbox.store, inbox.staff.eva))
  const full = await inbox.ask('GET', '/events', { as })
  expect([full.status, full.headers.get('retry-after')]).toEqual([503, '2'])
  await listen('rob')
  open[0]?.abort()
  await until(() => streams[0]?.isOver() === true)
  await until(async () => {
    const abort = new AbortController()
    const { status } = await fetch(`${inbox.origin}/api/v1/events`, { headers: { cookie: as }, signal: abort.signal })
    abort.abort()
    return status === 200
  })
})

test('a closing server lets go of open streams', async () => {
  const other = await openInbox()
  const cookie = await signIn(other.origin, await createSignInLink(other.store, other.staff.maria))
  const response = await fetch(`${other.origin}/api/v1/events`, { headers: { cookie } })
  const reading = response.text().catch(() => 'cut')
  await other.stop()
  expect(await reading).toEqual(expect.any(String))
})
