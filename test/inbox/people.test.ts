// People and colleagues through the API: adding, changing, forgetting, and who gets to see them at all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readsOf } from '../../src/store/audit.ts'
import { ingest } from '../../src/store/mailbox.ts'
import { ownerOfAddress } from '../../src/store/people.ts'
import { until } from '../store/redis-for-tests.ts'
import { openInbox, type Inbox } from './open-inbox.ts'

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(async () => inbox.stop())

const nobody = 'p_AAAAAAAAAAAAAAAAAAAAAA'

describe('adding a person', () => {
  const whole = (fields: object = {}) => ({ firstName: 'Rahwa', lang: 'ti', trustedPersonId: inbox.staff.maria, ...fields })

  test('answers with an invite that carries its code to the channels that are on', async () => {
    const { status, json } = await inbox.ask('POST', '/participants', {
      as: 'sara',
      body: whole({ reserveId: inbox.staff.yusuf, municipality: 'voorbeeldstad' }),
    })
    expect(status).toBe(201)
    expect(json).toMatchObject({
      id: expect.stringMatching(/^p_/),
      invite: { code: expect.stringMatching(/^\w{10}$/), telegramUrl: expect.stringContaining('start=') },
      warnings: [],
    })
    expect(json['invite']).not.toHaveProperty('whatsappUrl')
  })

  test('links the addresses given, so that the first message finds the person', async () => {
    const id = await inbox.addPerson({
      addresses: [
        { channel: 'telegram', id: '4711' },
        { channel: 'whatsapp', id: '31612345678' },
      ],
    })
    expect(await ownerOfAddress(inbox.store, 'telegram', '4711')).toBe(id)
    const { json } = await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })
    expect(json).toMatchObject({
      channels: [
        { channel: 'telegram', reachable: true },
        { channel: 'whatsapp', reachable: true },
      ],
      phone: '+31612345678',
    })
  })

  test('refuses an address that leads to someone else, and then adds nobody', async () => {
    await inbox.addPerson({ addresses: [{ channel: 'telegram', id: '4712' }] })
    const before = (await inbox.ask('GET', '/participants', { as: 'sara' })).list.length
    const again = await inbox.ask('POST', '/participants', { as: 'sara', body: whole({ addresses: [{ channel: 'telegram', id: '4712' }] }) })
    expect(again.status).toBe(409)
    expect(again.json['code']).toBe('address-taken')
    expect(again.text).not.toContain('4712')
    expect((await inbox.ask('GET', '/participants', { as: 'sara' })).list).toHaveLength(before)
  })

  test('a repeated request with another address in it takes nothing away from who was added', async () => {
    await inbox.addPerson({ addresses: [{ channel: 'telegram', id: '4790' }] })
    const headers = { 'idempotency-key': 'again' }
    const first = await inbox.ask('POST', '/participants', { as: 'sara', headers, body: whole() })
    await inbox.ask('POST', '/participants', { as: 'sara', headers, body: whole({ addresses: [{ channel: 'telegram', id: '4790' }] }) })
    expect((await inbox.ask('GET', `/participants/${String(first.json['id'])}`, { as: 'sara' })).status).toBe(200)
  })

  test('accepts a municipality that nothing is known about, and says so', async () => {
    const { status, json } = await inbox.ask('POST', '/participants', { as: 'sara', body: whole({ municipality: 'utrecht' }) })
    expect(status).toBe(201)
    expect(json['warnings']).toEqual([expect.stringContaining('utrecht')])
  })

  test('asked twice with one key makes one person', async () => {
    const asked = { as: 'sara', body: whole(), headers: { 'idempotency-key': 'form-1' } }
    const [one, two] = [await inbox.ask('POST', '/participants', asked), await inbox.ask('POST', '/participants', asked)]
    expect(one.json['id']).toBe(two.json['id'])
  })

  test('needs a trusted person who is a volunteer or coordinator, and another reserve', async () => {
    for (const trustedPersonId of ['s_nobody', nobody, inbox.staff.rob, inbox.staff.eva]) {
      const refused = await inbox.ask('POST', '/participants', { as: 'sara', body: whole({ trustedPersonId }) })
      expect(refused.status).toBe(422)
      expect(refused.json['errors']).toEqual([{ path: 'trustedPersonId', message: expect.any(String) }])
    }
    expect((await inbox.ask('POST', '/participants', { as: 'sara', body: whole({ reserveId: inbox.staff.maria }) })).status).toBe(422)
  })

  test.each([
    ['no name', { firstName: ' ' }, 'firstName'],
    ['a language nobody speaks here', { lang: 'xx' }, 'lang'],
    ['a channel that does not exist', { addresses: [{ channel: 'fax', id: '1' }] }, 'addresses.0.channel'],
    ['an address with a line break', { addresses: [{ channel: 'telegram', id: 'a\nb' }] }, 'addresses.0.id'],
    ['a name longer than a screen', { firstName: 'x'.repeat(61) }, 'firstName'],
    ['a municipality that is a path', { municipality: '../etc' }, 'municipality'],
    ['a number for a name', { firstName: 7 }, 'firstName'],
    ['a citizen service number', { bsn: '123456782' }, ''],
  ])('refuses %s and names the field', async (_what, fields, path) => {
    const { status, json } = await inbox.ask('POST', '/participants', { as: 'sara', body: whole(fields) })
    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'invalid', errors: [expect.objectContaining({ path })] })
  })

  test.each(['', '[]', 'null', '"x"', '{', '{"__proto__":{"role":"coordinator"}}'])('survives the body %s', async (body) => {
    const { status, headers } = await inbox.ask('POST', '/participants', { as: 'sara', body })
    expect(status).toBe(400)
    expect(headers.get('content-type')).toContain('problem+json')
  })

  test('is for coordinators', async () => {
    for (const as of ['maria', 'rob', 'eva', await inbox.bearer('volunteer'), await inbox.bearer('editor')]) {
      expect((await inbox.ask('POST', '/participants', { as, body: whole() })).status).toBe(403)
    }
    expect((await inbox.ask('POST', '/participants', { as: await inbox.bearer('coordinator'), body: whole() })).status).toBe(201)
  })
})

describe('whose people', () => {
  test('a volunteer sees their own and nobody else, and can not tell the others from nobody', async () => {
    const mine = await inbox.addPerson()
    const other = await inbox.addPerson({ trustedPersonId: inbox.staff.yusuf })
    const ids = (await inbox.ask('GET', '/participants', { as: 'maria' })).list.map((one) => one['id'])
    expect(ids).toContain(mine)
    expect(ids).not.toContain(other)
    const routes = ['', '/messages', '/export', '/reads']
    for (const route of routes) {
      const shut = await inbox.ask('GET', `/participants/${other}${route}`, { as: 'maria' })
      const absent = await inbox.ask('GET', `/participants/${nobody}${route}`, { as: 'maria' })
      expect(shut.status).toBe(404)
      expect({ ...shut.json, instance: '' }).toEqual({ ...absent.json, instance: '' })
    }
  })

  test.each(['rob', 'eva'])('%s sees no person by any door', async (as) => {
    const id = await inbox.addPerson()
    for (const list of ['/participants', '/conversations', '/cases', '/appointments']) expect((await inbox.ask('GET', list, { as })).status).toBe(403)
    for (const route of ['', '/messages', '/export', '/reads']) expect((await inbox.ask('GET', `/participants/${id}${route}`, { as })).status).toBe(404)
    const acts: [string, string, object | undefined][] = [
      ['POST', `/participants/${id}/messages`, { text: 'hoi' }],
      ['PATCH', `/participants/${id}`, { firstName: 'X' }],
      ['DELETE', `/participants/${id}`, undefined],
      ['POST', `/participants/${id}/hand-back`, undefined],
      ['POST', `/participants/${id}/check-in`, undefined],
      ['POST', `/participants/${id}/invite`, undefined],
    ]
    for (const [method, path, body] of acts) expect((await inbox.ask(method, path, { as, body })).status, path).toBe(404)
  })

  test('nobody is asked how it goes who did not agree to that', async () => {
    const id = await inbox.addPerson()
    const answer = await inbox.ask('POST', `/participants/${id}/check-in`, { as: 'maria' })
    expect(answer).toMatchObject({ status: 409, json: { code: 'not-applied' } })
  })

  test('a volunteer may not manage, export or forget even their own people', async () => {
    const id = await inbox.addPerson()
    const acts: [string, string, object | undefined][] = [
      ['PATCH', `/participants/${id}`, { trustedPersonId: inbox.staff.yusuf }],
      ['DELETE', `/participants/${id}`, undefined],
      ['POST', `/participants/${id}/invite`, undefined],
      ['GET', `/participants/${id}/export`, undefined],
      ['GET', `/participants/${id}/reads`, undefined],
      ['POST', '/staff', { name: 'X', role: 'coordinator' }],
      ['PATCH', `/staff/${inbox.staff.maria}`, { role: 'coordinator' }],
    ]
    for (const [method, path, body] of acts) expect((await inbox.ask(method, path, { as: 'maria', body })).status, path).toBe(403)
    expect((await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })).status).toBe(200)
  })

  test.each(['p_', '../p_1', 'p_%2e%2e', 'p_1%0a', 's_abc', '%00', `p_${'a'.repeat(59)}`, '*', 'p_*'])('an id that is none finds nobody: %s', async (id) => {
    expect([400, 404]).toContain((await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })).status)
  })
})

describe('the window of WhatsApp', () => {
  const person = async (channel: string, id: string) => inbox.addPerson({ addresses: [{ channel, id }] })
  const windowOf = async (id: string) => (await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })).json['windowUntil']

  test('is open for a day after they wrote, never was before that, and is no matter on other channels', async () => {
    const id = await person('whatsapp', '31612340001')
    expect(await windowOf(id)).toBe(0)
    const at = Math.floor(inbox.now())
    const event = { type: 'message_received' as const, at, messageId: 'w.1', channel: 'whatsapp' as const, addressId: '31612340001', text: 'hallo' }
    await ingest(inbox.store, [{ channel: 'whatsapp', dedupeKey: 'w.1', senderIds: ['31612340001'], event }])
    await until(async () => Number(await windowOf(id)) > 0)
    const hours = (Number(await windowOf(id)) - at) / 3_600_000
    expect(hours).toBeGreaterThan(23.5)
    expect(hours).toBeLessThan(24)
    expect(await windowOf(await person('telegram', '77001'))).toBeUndefined()
  })
})

describe('changing the record', () => {
  test('moves the person to another volunteer at once', async () => {
    const id = await inbox.addPerson()
    const changed = await inbox.ask('PATCH', `/participants/${id}`, {
      as: 'sara',
      body: { trustedPersonId: inbox.staff.yusuf, firstName: 'Amina B', lang: 'ar' },
    })
    expect(changed.status).toBe(200)
    expect(changed.json).toMatchObject({ firstName: 'Amina B', lang: 'ar', trustedPersonId: inbox.staff.yusuf })
    expect((await inbox.ask('GET', `/participants/${id}`, { as: 'maria' })).status).toBe(404)
    expect((await inbox.ask('GET', `/participants/${id}`, { as: 'yusuf' })).status).toBe(200)
  })

  test('null ends a relation', async () => {
    const id = await inbox.addPerson({ reserveId: inbox.staff.yusuf })
    const { json } = await inbox.ask('PATCH', `/participants/${id}`, { as: 'sara', body: { reserveId: null } })
    expect(json).not.toHaveProperty('reserveId')
    expect(json['trustedPersonId']).toBe(inbox.staff.maria)
  })

  test('answers 202 with the record as it is while the worker is away', async () => {
    const quick = await openInbox({ waitMs: 50 })
    const id = await quick.addPerson()
    quick.pauseWorker(true)
    const { status, json } = await quick.ask('PATCH', `/participants/${id}`, { as: 'sara', body: { firstName: 'Later' } })
    expect(status).toBe(202)
    expect(json['firstName']).toBe('Amina')
    await quick.stop()
  })
})

test('the export holds the record and is noted', async () => {
  const id = await inbox.addPerson({ firstName: 'Yonas' })
  const { status, json, headers } = await inbox.ask('GET', `/participants/${id}/export`, { as: 'sara' })
  expect(status).toBe(200)
  expect(JSON.stringify(json)).toContain('Yonas')
  expect(headers.get('content-disposition')).toBe(`attachment; filename="brug-${id}.json"`)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(await readsOf(inbox.store, id)).toEqual([{ staffId: inbox.staff.sara, at: expect.any(Number) }])
})

describe('forgetting', () => {
  test('answers 204 when the key is destroyed, and then nobody was ever there', async () => {
    const id = await inbox.addPerson({ addresses: [{ channel: 'telegram', id: '4713' }] })
    const [asked] = await Promise.all([
      inbox.ask('DELETE', `/participants/${id}`, { as: 'sara' }),
      until(async () => {
        await inbox.perform(id)
        return (await inbox.ask('GET', `/participants/${id}`, { as: 'sara' })).status === 404
      }),
    ])
    expect(asked.status).toBe(204)
    expect(await ownerOfAddress(inbox.store, 'telegram', '4713')).toBeUndefined()
    expect((await inbox.ask('DELETE', `/participants/${id}`, { as: 'sara' })).status).toBe(404)
  })

  test('of somebody with an open case of level 3 is refused until it is asked for by name', async () => {
    const acute = await openInbox()
    const id = await acute.addPerson({ addresses: [{ channel: 'telegram', id: '4714' }] })
    await acute.hear('4714', 'cry 3A')
    expect(await acute.ask('DELETE', `/participants/${id}`, { as: 'sara' })).toMatchObject({ status: 409, json: { code: 'case-open' } })
    // What was said to the person before goes out first, and no platform is there: safe, but not yet done.
    expect((await acute.ask('DELETE', `/participants/${id}?force=true`, { as: 'sara' })).status).toBe(202)
    await acute.stop()
  })

  test('answers 202 while the worker has not come to it', async () => {
    const quick = await openInbox({ waitMs: 50 })
    const id = await quick.addPerson()
    quick.pauseWorker(true)
    expect((await quick.ask('DELETE', `/participants/${id}`, { as: 'sara' })).status).toBe(202)
    await quick.stop()
  })
})

test('while Redis is away every answer is a quick 503 with a problem', async () => {
  const lost = await openInbox()
  const id = await lost.addPerson()
  await lost.killRedis()
  const asks: [string, string, object?][] = [
    ['GET', '/me'],
    ['GET', '/participants'],
    ['GET', `/participants/${id}/messages`],
    ['POST', `/participants/${id}/messages`, { text: 'x' }],
    ['POST', '/sign-in', { token: 'x' }],
  ]
  for (const [method, path, body] of asks) {
    const { status, json, headers } = await lost.ask(method, path, { as: 'sara', body })
    expect(status).toBe(503)
    expect(json['code']).toBe('unavailable')
    expect(headers.get('retry-after')).toBe('2')
  }
  await lost.stop()
})

describe('colleagues', () => {
  test('a new one gets a link that works', async () => {
    const { status, json } = await inbox.ask('POST', '/staff', { as: 'sara', body: { name: 'Nora de Wit', role: 'volunteer', lang: 'en', telegram: '99887' } })
    expect(status).toBe(201)
    const token = String(json['signInUrl']).split('#sign-in=')[1]
    const signedIn = await inbox.ask('POST', '/sign-in', { body: { token } })
    expect(signedIn.json).toMatchObject({ staffId: json['id'], name: 'Nora de Wit', lang: 'en' })
  })

  test('the same Telegram address twice is refused', async () => {
    await inbox.ask('POST', '/staff', { as: 'sara', body: { name: 'Ali', role: 'volunteer', telegram: '99888' } })
    expect((await inbox.ask('POST', '/staff', { as: 'sara', body: { name: 'Alie', role: 'volunteer', telegram: '99888' } })).status).toBe(409)
  })

  test('volunteers and the municipality see names and roles only, the editor nothing', async () => {
    const full = (await inbox.ask('GET', '/staff', { as: 'sara' })).list
    expect(full).toContainEqual(expect.objectContaining({ id: inbox.staff.sara, duty: true }))
    for (const as of ['maria', 'rob']) {
      const { list } = await inbox.ask('GET', '/staff', { as })
      expect(list).toContainEqual({ id: inbox.staff.sara, name: 'Sara', role: 'coordinator' })
    }
    expect((await inbox.ask('GET', '/staff', { as: 'eva' })).status).toBe(403)
  })

  test('an unknown role or colleague is refused', async () => {
    expect((await inbox.ask('POST', '/staff', { as: 'sara', body: { name: 'X', role: 'admin' } })).status).toBe(400)
    expect((await inbox.ask('PATCH', '/staff/s_nobody', { as: 'sara', body: { duty: true } })).status).toBe(404)
    expect((await inbox.ask('PATCH', `/staff/${inbox.staff.yusuf}`, { as: 'sara', body: { id: 's_x' } })).status).toBe(400)
  })
})

test('the overview counts nobody out of a small group', async () => {
  const { status, json } = await inbox.ask('GET', '/overview', { as: 'rob' })
  expect(status).toBe(200)
  expect(json['openCases']).toBe(0)
  expect(json['participants']).toBeGreaterThanOrEqual(10)
  expect(Object.values(json['participantsByLanguage'] ?? {}).every((count) => count === null || count === 0 || count >= 10)).toBe(true)
  for (const as of ['maria', 'eva']) expect((await inbox.ask('GET', '/overview', { as })).status).toBe(403)
})

test('the API describes itself, every route with its refusals', async () => {
  const { status, json } = await inbox.ask('GET', '/openapi.json')
  expect(status).toBe(200)
  expect(json['openapi']).toBe('3.1.0')
  const paths: object = Object(json['paths'])
  for (const path of ['/participants', '/participants/{id}/messages', '/cases/{id}/acknowledge', '/appointments', '/sign-in', '/events'])
    expect(Object.keys(paths)).toContain(`/api/v1${path}`)
  for (const [path, methods] of Object.entries(paths))
    for (const one of Object.values(Object(methods))) expect(Object.keys(Object(Object(one).responses)), path).toContain('default')
})
