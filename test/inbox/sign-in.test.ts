// Signing in, staying signed in, and what a cookie alone may not do.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSignInLink } from '../../src/store/sessions.ts'
import { openInbox, signIn, type Inbox } from './open-inbox.ts'

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(async () => inbox.stop())

const minute = 60_000
const fresh = async (name: keyof Inbox['staff'] = 'maria') => signIn(inbox.origin, await createSignInLink(inbox.store, inbox.staff[name]))

describe('a one-time link', () => {
  test('opens a session that says who you are', async () => {
    const me = await inbox.ask('GET', '/me', { as: await fresh() })
    expect(me.status).toBe(200)
    expect(me.json).toMatchObject({ staffId: inbox.staff.maria, name: 'Maria', role: 'volunteer', lang: 'nl' })
  })

  test('whether a browser is signed in is told without refusing it', async () => {
    expect((await inbox.ask('GET', '/session', { as: await fresh() })).json).toEqual({ signedIn: true })
    const stranger = await inbox.ask('GET', '/session')
    expect([stranger.status, stranger.json]).toEqual([200, { signedIn: false }])
  })

  test('works once', async () => {
    const token = await createSignInLink(inbox.store, inbox.staff.maria)
    await signIn(inbox.origin, token)
    const again = await inbox.ask('POST', '/sign-in', { body: { token } })
    expect(again.status).toBe(401)
    expect(again.json['code']).toBe('wrong-token')
    expect(again.headers.getSetCookie()).toEqual([])
  })

  test('is given by a coordinator only, and lands in the fragment of the address', async () => {
    const link = await inbox.ask('POST', `/staff/${inbox.staff.yusuf}/sign-in-link`, { as: 'sara' })
    expect(link.status).toBe(201)
    const [, token] = /^http:\/\/brug\.test\/inbox#sign-in=([\w-]{20,})$/.exec(String(link.json['signInUrl'])) ?? []
    expect((await inbox.ask('POST', '/sign-in', { body: { token } })).status).toBe(200)
    for (const as of ['maria', 'rob', 'eva', await inbox.bearer('coordinator')])
      expect((await inbox.ask('POST', `/staff/${inbox.staff.yusuf}/sign-in-link`, { as })).status, as).toBe(403)
  })

  test('a second sign-in in one browser ends the first session', async () => {
    const older = await fresh()
    const token = await createSignInLink(inbox.store, inbox.staff.maria)
    expect((await inbox.ask('POST', '/sign-in', { as: older, body: { token } })).status).toBe(200)
    expect((await inbox.ask('GET', '/me', { as: older })).status).toBe(401)
  })

  test('the cookie is out of reach for scripts and other sites', async () => {
    const token = await createSignInLink(inbox.store, inbox.staff.maria)
    const [cookie] = (await inbox.ask('POST', '/sign-in', { body: { token } })).headers.getSetCookie()
    expect(cookie).toMatch(/^brug=/)
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Strict/i)
    expect(cookie).toMatch(/Path=\/(;|$)/i)
    expect(cookie).not.toMatch(/Domain|Secure/i)
  })
})

describe('a session', () => {
  test('ends after a quarter of an hour without use', async () => {
    const cookie = await fresh()
    inbox.moveClock(10 * minute)
    expect((await inbox.ask('GET', '/me', { as: cookie })).status).toBe(200)
    inbox.moveClock(10 * minute)
    expect((await inbox.ask('GET', '/me', { as: cookie })).status).toBe(200)
    inbox.moveClock(16 * minute)
    expect((await inbox.ask('GET', '/me', { as: cookie })).status).toBe(401)
  })

  test('is not kept alive by what a page does by itself', async () => {
    const cookie = await fresh()
    for (let n = 0; n < 2; n += 1) {
      inbox.moveClock(8 * minute)
      await inbox.ask('GET', '/me', { as: cookie, headers: { 'brug-background': '1' } })
    }
    expect((await inbox.ask('GET', '/me', { as: cookie })).status).toBe(401)
  })

  test('ends after twelve hours whatever happens', async () => {
    const cookie = await fresh()
    let minutes = 0
    for (; minutes < 12 * 60 && (await inbox.ask('GET', '/me', { as: cookie })).status === 200; minutes += 14) inbox.moveClock(14 * minute)
    expect(minutes).toBeGreaterThan(11.5 * 60)
    expect((await inbox.ask('GET', '/me', { as: cookie })).status).toBe(401)
  })

  test('ends at sign-out, and at once when a coordinator ends all of them', async () => {
    const [one, two] = [await fresh(), await fresh()]
    expect((await inbox.ask('POST', '/sign-out', { as: one })).status).toBe(204)
    expect((await inbox.ask('GET', '/me', { as: one })).status).toBe(401)
    expect((await inbox.ask('POST', `/staff/${inbox.staff.maria}/end-sessions`, { as: await fresh('sara') })).status).toBe(204)
    expect((await inbox.ask('GET', '/me', { as: two })).status).toBe(401)
  })

  test('is not ended by another system, whatever its role: it would take somebody out of a conversation', async () => {
    const cookie = await fresh()
    const ended = await inbox.ask('POST', `/staff/${inbox.staff.maria}/end-sessions`, { as: await inbox.bearer('coordinator') })
    expect([ended.status, ended.json['code']]).toEqual([403, 'people-only'])
    expect((await inbox.ask('GET', '/me', { as: cookie })).status).toBe(200)
  })

  test('follows a change of role at once', async () => {
    const cookie = await fresh('yusuf')
    const sara = await fresh('sara')
    expect((await inbox.ask('GET', '/conversations', { as: cookie })).status).toBe(200)
    await inbox.ask('PATCH', `/staff/${inbox.staff.yusuf}`, { as: sara, body: { role: 'editor' } })
    expect((await inbox.ask('GET', '/conversations', { as: cookie })).status).toBe(403)
    await inbox.ask('PATCH', `/staff/${inbox.staff.yusuf}`, { as: sara, body: { role: 'volunteer' } })
  })
})

describe('another site', () => {
  const change = (headers: Record<string, string>) => async () => (await inbox.ask('POST', '/me/calendar', { as: await fresh(), headers })).status

  test.each([
    ['an origin elsewhere', { origin: 'https://evil.example' }],
    ['no origin to speak of', { origin: 'null' }],
    ['a look-alike of our address', { origin: 'http://brug.test.evil.example' }],
    ['our name on another port', { origin: 'http://brug.test:8080' }],
    ['a page of a sibling site', { 'sec-fetch-site': 'same-site', origin: 'http://brug.test' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['a link typed or followed', { 'sec-fetch-site': 'none' }],
  ])('can change nothing with the cookie: %s', async (_what, headers) => {
    expect(await change(headers)()).toBe(403)
  })

  test.each([
    ['our own page behind a proxy', { 'sec-fetch-site': 'same-origin', origin: 'http://brug.test' }],
    ['a program that is no browser', {}],
  ])('is not %s', async (_what, headers) => {
    expect(await change(headers)()).toBe(201)
  })

  test('our own page reached directly is recognised by the address it came to', async () => {
    expect(await change({ origin: inbox.origin })()).toBe(201)
  })

  test('a sign-in from elsewhere is refused too, so that nobody is signed in as another', async () => {
    const token = await createSignInLink(inbox.store, inbox.staff.maria)
    expect((await inbox.ask('POST', '/sign-in', { body: { token }, headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await inbox.ask('POST', '/sign-in', { body: { token } })).status).toBe(200)
  })

  test('a form can not pose as a request of ours', async () => {
    const response = await inbox.ask('POST', '/sign-in', { body: 'token=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(response.status).toBe(415)
  })
})

describe('without a session', () => {
  test.each([
    '/me',
    '/staff',
    '/participants',
    '/conversations',
    '/cases',
    '/appointments',
    '/events',
    '/overview',
    '/participants/p_1/messages',
    '/participants/p_1/export',
  ])('%s says to sign in first', async (path) => {
    const answer = await inbox.ask('GET', path)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(answer.json['code']).toBe('signed-out')
  })

  test.each(['brug=', 'brug=x', `brug=${'A'.repeat(5000)}`, 'brug=../../x', '__Host-brug=x'])('a made-up cookie is no session: %.20s', async (as) => {
    expect((await inbox.ask('GET', '/me', { as })).status).toBe(401)
  })

  test.each(['Bearer x', 'Bearer brug_AAAA', 'Bearer', `Bearer ${'A'.repeat(1000)}`])(
    'a made-up token opens nothing, also beside a good cookie: %.20s',
    async (authorization) => {
      expect((await inbox.ask('GET', '/me', { as: await fresh(), headers: { authorization } })).status).toBe(401)
    },
  )

  test('the password of a proxy in front is no token: it opens nothing and is in the way of nothing', async () => {
    const headers = { authorization: 'Basic YTpi' }
    expect((await inbox.ask('GET', '/me', { as: await fresh(), headers })).status).toBe(200)
    expect((await inbox.ask('GET', '/me', { headers })).json['code']).toBe('signed-out')
    expect((await inbox.ask('POST', '/sign-out', { as: await fresh(), headers: { ...headers, origin: 'https://elsewhere.example' } })).status).toBe(403)
  })

  test('a token needs no origin and has the role it was made for', async () => {
    expect((await inbox.ask('GET', '/me', { as: await inbox.bearer('coordinator') })).json).toMatchObject({ role: 'coordinator', name: 'municipal system' })
    expect((await inbox.ask('GET', '/participants', { as: await inbox.bearer('coordinator'), headers: { origin: 'https://elsewhere.example' } })).status).toBe(
      200,
    )
    expect((await inbox.ask('GET', '/participants', { as: await inbox.bearer('editor') })).status).toBe(403)
  })
})

test('after ten wrong links the caller waits, but a good link is taken at once: others may share the address', async () => {
  const token = await createSignInLink(inbox.store, inbox.staff.maria)
  const statuses: number[] = []
  for (let n = 0; n < 12; n += 1) statuses.push((await inbox.ask('POST', '/sign-in', { body: { token: `guess${n}` } })).status)
  expect(statuses.at(-1)).toBe(429)
  expect((await inbox.ask('POST', '/sign-in', { body: { token } })).status).toBe(200)
  const again = await inbox.ask('POST', '/sign-in', { body: { token } })
  expect([again.status, again.headers.get('retry-after')]).toEqual([429, '300'])
  inbox.moveClock(6 * minute)
  expect((await inbox.ask('POST', '/sign-in', { body: { token } })).status).toBe(401)
})

test('behind https the cookie carries the prefix that binds it to this host', async () => {
  const secure = await openInbox({ publicUrl: 'https://brug.example' })
  const token = await createSignInLink(secure.store, secure.staff.maria)
  const [cookie] = (await secure.ask('POST', '/sign-in', { body: { token } })).headers.getSetCookie()
  expect(cookie).toMatch(/^__Host-brug=.*Secure/i)
  await secure.stop()
})
