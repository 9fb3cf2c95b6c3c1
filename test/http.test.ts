// The web server around everything: headers, errors, health, pages, and what it never writes in its log.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { buildHttp, type Front } from '../src/http.ts'
import { Refusal } from '../src/inbox/problems.ts'
import { Unavailable } from '../src/store/redis.ts'

const Problem = z.looseObject({ type: z.string(), code: z.string(), title: z.string(), status: z.number(), instance: z.string() })
const open: FastifyInstance[] = []
let pagesDir = ''
let log: string[] = []

beforeEach(() => {
  log = []
  pagesDir = mkdtempSync(join(tmpdir(), 'brug-pages-'))
  mkdirSync(join(pagesDir, 'assets'))
  for (const page of ['home', 'chat', 'inbox', 'demo', 'weg']) writeFileSync(join(pagesDir, `${page}.html`), `<!doctype html><title>${page}</title>`)
  writeFileSync(join(pagesDir, 'assets', 'inbox-a1b2c3.js'), 'export {}')
  writeFileSync(join(pagesDir, 'sw.js'), '')
  writeFileSync(join(pagesDir, 'favicon.svg'), '<svg/>')
})

afterEach(async () => {
  await Promise.all(open.splice(0).map(async (app) => app.close()))
  rmSync(pagesDir, { recursive: true, force: true })
})

/** A server with routes that fail in every way a route can. */
async function listening(front: Partial<Front> = {}): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) })
  const app = await buildHttp({
    publicUrl: 'http://localhost',
    demo: false,
    channels: [],
    pagesDir,
    logger,
    ready: async () => [{ part: 'redis', ready: true }],
    api: failingRoutes,
    ...front,
  })
  open.push(app)
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  return async (path, init) => fetch(`${origin}${path}`, { redirect: 'manual', ...init })
}

async function failingRoutes(app: FastifyInstance): Promise<void> {
  app.get('/refusal', async () => {
    throw new Refusal('not-found')
  })
  app.get('/away', async () => {
    throw new Unavailable('redis is away')
  })
  app.get('/bug/:id', async () => {
    throw new Error('Amina +31612345678 wants to stop')
  })
  app.post('/echo', async (request) => ({ got: request.body }))
}

async function problem(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  return Problem.parse(await response.json())
}

describe('errors', () => {
  test.each([
    ['/api/v1/refusal', 404, 'not-found'],
    ['/api/v1/away', 503, 'unavailable'],
    ['/api/v1/bug/7', 500, 'fault'],
    ['/api/v1/nothing-here', 404, 'not-found'],
    ['/nothing-here', 404, 'not-found'],
    ['/api/v1/%zz', 400, 'invalid'],
    [`/api/v1/bug/${'x'.repeat(300)}`, 404, 'not-found'],
  ])('%s answers %i as a problem document', async (path, status, code) => {
    const get = await listening()
    const response = await get(path)
    expect(response.status).toBe(status)
    expect(await problem(response)).toMatchObject({ code, status, instance: response.headers.get('x-request-id') })
  })

  test('somebody who types a wrong address gets a page with a way back, a program a problem', async () => {
    writeFileSync(join(pagesDir, 'nowhere.html'), '<html>way back</html>')
    const get = await listening()
    const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }
    const page = await get('/nothing-here', asBrowser)
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([404, 'text/html; charset=utf-8', 'no-store'])
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toContain('way back')
    for (const [path, init] of [
      ['/api/v1/nothing-here', asBrowser],
      ['/api/v1/refusal', asBrowser],
      ['/nothing-here', { ...asBrowser, method: 'POST' }],
      ['/nothing-here', {}],
    ] as const)
      expect(await problem(await get(path, init))).toMatchObject({ code: 'not-found' })
  })

  test('the message of a bug reaches neither the caller nor the log', async () => {
    const get = await listening()
    expect(await (await get('/api/v1/bug/p_7?phone=0612345678')).text()).not.toContain('Amina')
    const lines = log.join('')
    expect(lines).toContain('request failed')
    for (const secret of ['Amina', '612345678', 'p_7']) expect(lines).not.toContain(secret)
  })

  test.each([
    ['half a document', '{"text":', 'application/json', 400],
    ['another language', '<x/>', 'application/xml', 415],
    ['more than fits', JSON.stringify({ text: 'x'.repeat(5 * 1024 * 1024) }), 'application/json', 413],
  ])('%s is refused with a problem', async (_what, body, type, status) => {
    const get = await listening()
    const response = await get('/api/v1/echo', { method: 'POST', body, headers: { 'content-type': type } })
    expect(response.status).toBe(status)
    expect((await problem(response)).status).toBe(status)
  })

  test('an unknown address is not repeated to whoever asked for it', async () => {
    const get = await listening()
    expect(await (await get('/api/v1/%3Cscript%3E?x=canary')).text()).not.toMatch(/script|canary/)
  })

  test('a webhook is told to come back when the store is away', async () => {
    const get = await listening({
      channels: [
        {
          name: 'telegram',
          routes: (app) =>
            void app.post('/webhooks/telegram', async () => {
              throw new Unavailable('redis is away')
            }),
        },
      ],
    })
    const response = await get('/webhooks/telegram', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
  })

  test("a channel's own way to read bodies stays with that channel", async () => {
    const raw = (app: FastifyInstance) => {
      app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
      app.post('/webhooks/raw', async (request) => ({ raw: Buffer.isBuffer(request.body) }))
    }
    const get = await listening({ channels: [{ name: 'whatsapp', routes: raw }] })
    const post = { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } }
    expect(await (await get('/webhooks/raw', post)).json()).toEqual({ raw: true })
    expect(await (await get('/api/v1/echo', post)).json()).toEqual({ got: { a: 1 } })
  })
})

describe('headers', () => {
  test('scripts, styles and connections only from here, and no page in a frame', async () => {
    const get = await listening()
    for (const path of ['/', '/inbox', '/chat', '/api/v1/refusal', '/health/live']) {
      const { headers } = await get(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toContain('unsafe')
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('strict-transport-security')).toBeNull()
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  test('in the demo only the chat and the inbox may be framed, and only by us', async () => {
    const get = await listening({ demo: true })
    for (const path of ['/chat', '/inbox']) {
      const { headers } = await get(path)
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN')
    }
    for (const path of ['/', '/demo']) expect((await get(path)).headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect((await get('/demo')).headers.get('content-security-policy')).toContain("frame-src 'self'")
  })

  test('browsers are held to https once the public address is https', async () => {
    const get = await listening({ publicUrl: 'https://brug.example' })
    expect((await get('/')).headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  })

  test('a request id can not be chosen by the caller', async () => {
    const get = await listening()
    const response = await get('/health/live', { headers: { 'x-request-id': 'mine', 'request-id': 'mine' } })
    expect(response.headers.get('x-request-id')).toMatch(/^r_/)
  })
})

describe('pages', () => {
  test('each stands under its own name only', async () => {
    const get = await listening()
    expect(await (await get('/')).text()).toContain('home')
    expect(await (await get('/inbox')).text()).toContain('inbox')
    expect((await get('/inbox.html')).status).toBe(404)
    expect((await get('/demo.html')).status).toBe(404)
  })

  test('the demo page exists only in the demo', async () => {
    expect((await (await listening())('/demo')).status).toBe(404)
    expect((await (await listening({ demo: true }))('/demo')).status).toBe(200)
  })

  test('files with a hash in their name are kept for a year, pages and the service worker are asked for again', async () => {
    const get = await listening()
    expect((await get('/assets/inbox-a1b2c3.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    for (const path of ['/', '/inbox', '/sw.js']) expect((await get(path)).headers.get('cache-control'), path).toBe('no-cache')
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('public, max-age=3600')
  })

  test.each(['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/assets/..%2f..%2fpackage.json', '/assets/%00.js', '/.env'])(
    'nothing outside the folder is served: %s',
    async (path) => {
      const get = await listening()
      expect((await get(path)).status).toBeGreaterThanOrEqual(400)
    },
  )

  test('a server without built pages says how to build them, and the rest of it works', async () => {
    const get = await listening({ pagesDir: join(pagesDir, 'nothing') })
    const response = await get('/inbox')
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run pages')
    expect((await get('/health/live')).status).toBe(200)
  })
})

describe('the own record', () => {
  const open = async (token: string) => (token === 'good' ? { firstName: 'Amina' } : undefined)
  const post = (body: string) => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } })

  test('opens with the token of the link, sent in the body', async () => {
    const get = await listening({ openRecord: open })
    const response = await get('/record', post('{"token":"good"}'))
    expect(await response.json()).toEqual({ firstName: 'Amina' })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test.each(['{"token":"bad"}', '{"token":["good"]}', '{}', 'null', `{"token":"${'x'.repeat(201)}"}`])('does not open with %.30s', async (body) => {
    const get = await listening({ openRecord: open })
    const response = await get('/record', post(body))
    expect(response.status).toBe(404)
    await problem(response)
  })

  test('a page that was not built is simply not there', async () => {
    expect((await (await listening({ openRecord: open }))('/record')).status).toBe(404)
  })
})

test('whether there is a demo is asked without a fault in the console, and answered only where there is one with 200', async () => {
  expect((await (await listening())('/demo', { method: 'HEAD' })).status).toBe(204)
  expect((await (await listening())('/demo')).status).toBe(404)
  expect((await (await listening({ demo: true }))('/demo', { method: 'HEAD' })).status).toBe(200)
})

describe('health and counters', () => {
  test('live as soon as it listens, ready only when every part is', async () => {
    const get = await listening({
      ready: async () => [
        { part: 'redis', ready: true },
        { part: 'telegram', ready: false },
      ],
    })
    expect((await get('/health/live')).status).toBe(200)
    const response = await get('/health/ready')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({
      ready: false,
      parts: [
        { part: 'redis', ready: true },
        { part: 'telegram', ready: false },
      ],
    })
    // Asked while Brug starts, this is no fault.
    expect(log.filter((line) => line.includes('"level":50'))).toEqual([])
    expect((await (await listening())('/health/ready')).status).toBe(200)
  })

  test('not ready when asking fails', async () => {
    const get = await listening({
      ready: async () => {
        throw new Error('away')
      },
    })
    expect((await get('/health/ready')).status).toBe(503)
  })

  test('counts by route, so that no address ends up as a label', async () => {
    const get = await listening()
    await get('/api/v1/bug/p_canary?token=canary')
    await get('/canary')
    const text = await (await get('/metrics')).text()
    expect(text).toContain('brug_http_request_seconds_bucket')
    expect(text).toContain('route="/api/v1/bug/:id"')
    expect(text).not.toContain('canary')
  })

  test('are for callers from inside; whoever comes through a proxy needs a token', async () => {
    const get = await listening({ mayReadMetrics: async (bearer) => bearer === 'brug_good' })
    expect((await get('/metrics')).status).toBe(200)
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      const from = async (authorization?: string) =>
        get('/metrics', { headers: { [header]: '10.0.0.1', ...(authorization === undefined ? {} : { authorization }) } })
      expect((await from()).status).toBe(401)
      expect((await from('Bearer brug_bad')).status).toBe(401)
      const good = await from('Bearer brug_good')
      expect([good.status, (await good.text()).includes('brug_http_request_seconds')]).toEqual([200, true])
    }
  })

  test('no log line holds an address, a query, a header or a caller', async () => {
    const get = await listening()
    await get('/inbox?sign-in=canary1', { headers: { authorization: 'Bearer canary2', cookie: 'brug=canary3', 'user-agent': 'canary4' } })
    await get('/canary5/canary6')
    await get('/api/v1/echo', { method: 'POST', body: '{"text":"canary7"', headers: { 'content-type': 'application/json' } })
    expect(log.length).toBeGreaterThan(0)
    expect(log.join('')).not.toMatch(/canary|127\.0\.0\.1:\d+.*canary|user-agent/)
  })
})
