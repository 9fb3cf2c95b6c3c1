// One web server: webhooks and web chat (the channels' own routes), the inbox API, the pages, health and counters.
// Every answer to a browser carries a request id and strict security headers; every error is a problem document (RFC 9457).
// Its log lines hold the route and never the address, so no query string, path id, IP address or body can end up in a log.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import cookie from '@fastify/cookie'
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { collectDefaultMetrics, Histogram, register } from 'prom-client'
import { z } from 'zod'
import type { Channel } from './channels/channel.ts'
import { isFromInside } from './channels/inside.ts'
import { problemOf, problemType, Refusal, type Problem } from './inbox/problems.ts'
import { recordingName } from './outside/recordings.ts'
import { Unavailable } from './store/redis.ts'

export interface Front {
  /** Decides on secure cookies and HSTS. */
  publicUrl: string
  /** Shows `/demo`, and lets it hold `/chat` and `/inbox` in a frame. */
  demo: boolean
  /** Their webhook and web chat routes; none in a process that only works. */
  channels: readonly Pick<Channel, 'name' | 'routes'>[]
  /** Adds `/api/v1`. Absent in a process that only works. */
  api?: (app: FastifyInstance) => Promise<void>
  /** Further routes, such as those of the demo. */
  routes?: readonly ((app: FastifyInstance) => void | Promise<void>)[]
  /** Opens a person's own record with the one-time token of their link; undefined: no such token (any more). */
  openRecord?: (token: string) => Promise<unknown>
  /** Whether the bearer of this token may read `/metrics` from outside; absent: nobody from outside may. */
  mayReadMetrics?: (bearer: string) => Promise<boolean>
  /** Serves the pages from here; absent: no pages. */
  pagesDir?: string
  /** Recordings of Brug's own answers; absent, or no folder: none. */
  soundsDir?: string
  /** What must be up before traffic may come; asked by /health/ready, which waits at most two seconds for it. */
  ready(): Promise<{ part: string; ready: boolean }[]>
  logger?: FastifyBaseLogger
}

export const builtPagesDir = resolve(import.meta.dirname, '..', 'dist', 'pages')

/** The largest webhook is a batch of WhatsApp's, 3 MB. */
const bodyBytesMax = 4 * 1024 * 1024
/** A platform repeats a webhook that gets no answer, so a late answer is worth less than a quick 503. */
const writeTimeoutMs = 8_000
const readyTimeoutMs = 2_000
const readyRoute = '/health/ready'
const yearSeconds = 365 * 24 * 60 * 60

/** Made, not yet listening: the caller listens when the intake behind the channels is there. */
export async function buildHttp(front: Front): Promise<FastifyInstance> {
  const app = Fastify({
    ...(front.logger ? { loggerInstance: withoutAddresses(front.logger) } : {}),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    frameworkErrors: (_error, request, reply) => void sendProblem(request, reply, problemOf('invalid')),
    genReqId: newRequestId,
    requestIdHeader: false,
    // Only a proxy on this machine may say who the caller is.
    trustProxy: 'loopback',
    bodyLimit: bodyBytesMax,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  })
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, problemFor(error, request)))
  watch(app, front.logger?.level === 'debug' || front.logger?.level === 'trace')
  for (const channel of front.channels) if (channel.name !== 'webchat') await app.register(async (scope) => forPlatform(scope, channel))
  await app.register(async (scope) => forBrowsers(scope, front))
  return app
}

/**
 * Webhooks come by the thousand and no browser ever shows their answers: they go without cookies, without headers for browsers and without a logger of
 * their own, and the store has its own time limits.
 */
function forPlatform(app: FastifyInstance, channel: Pick<Channel, 'routes'>): void {
  app.setChildLoggerFactory((logger) => logger)
  channel.routes(app)
}

async function forBrowsers(app: FastifyInstance, front: Front): Promise<void> {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()')
    done()
  })
  app.addHook('onRoute', (route) => {
    if (route.method !== 'GET' && route.method !== 'HEAD') route.handlerTimeout ??= writeTimeoutMs
  })
  const nowhere = pageOf(front.pagesDir, 'nowhere.html')
  app.setNotFoundHandler((request, reply) => {
    if (nowhere === undefined || !wantsPage(request)) return sendProblem(request, reply, problemOf('not-found'))
    return reply.code(404).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(nowhere)
  })
  await app.register(cookie)
  await app.register(helmet, securityHeaders(front))
  healthRoutes(app, front)
  for (const channel of front.channels) if (channel.name === 'webchat') await app.register(async (scope) => channel.routes(scope))
  for (const add of front.routes ?? []) await app.register(async (scope) => add(scope))
  if (front.openRecord) recordRoute(app, front.openRecord)
  const { api } = front
  if (api) await app.register(async (scope) => api(scope), { prefix: '/api/v1' })
  if (front.soundsDir !== undefined && existsSync(front.soundsDir)) await soundRoutes(app, front.soundsDir)
  if (front.pagesDir !== undefined) await pageRoutes(app, front, front.pagesDir)
}

function pageOf(pagesDir: string | undefined, file: string): string | undefined {
  const path = pagesDir === undefined ? undefined : join(pagesDir, file)
  return path !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** Somebody who typed an address; a program that reads problems never names HTML. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  const isOurs = ['/api/', '/webhooks/', '/assets/'].some((start) => url.startsWith(start))
  return (method === 'GET' || method === 'HEAD') && !isOurs && headers.accept?.includes('text/html') === true
}

const processName = randomBytes(6).toString('base64url')
let requests = 0

/** Nobody needs to be unable to guess it: it only has to differ. */
function newRequestId(): string {
  requests += 1
  return `r_${processName}${requests.toString(36)}`
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 503) reply.header('retry-after', '2')
  if (problem.status === 429) reply.header('retry-after', '300')
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  reply.header('cache-control', 'no-store').header('x-request-id', request.id)
  // Past the response schemas: a problem is already in its final shape.
  return reply
    .code(problem.status)
    .type(problemType)
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ ...problem, instance: request.id })
}

function problemFor(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Refusal) return problemOf(error.code, { detail: error.detail, errors: error.errors })
  if (hasZodFastifySchemaValidationErrors(error)) {
    return problemOf('invalid', {
      errors: error.validation.map((fault) => ({ path: fault.instancePath.split('/').filter(Boolean).join('.'), message: fault.message ?? '' })),
    })
  }
  const { code, statusCode } = codesOf(error)
  if (error instanceof Unavailable || code === 'FST_ERR_HANDLER_TIMEOUT') return problemOf('unavailable')
  if (statusCode === 413) return problemOf('too-large')
  if (statusCode === 415) return problemOf('wrong-media-type')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return problemOf(statusCode === 404 ? 'not-found' : 'invalid')
  request.log.error({ route: request.routeOptions.url ?? 'none', fault: traceOf(error) }, 'request failed')
  return problemOf('fault')
}

function codesOf(error: unknown): { code?: string; statusCode?: number } {
  if (typeof error !== 'object' || error === null) return {}
  return {
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...('statusCode' in error && typeof error.statusCode === 'number' ? { statusCode: error.statusCode } : {}),
  }
}

/** Name and places of an error. Its message stays out: it may quote what a person wrote. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const places = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
  return [error.name, codesOf(error).code ?? '', ...places.slice(0, 8)].filter(Boolean).join(' | ')
}

/** Whatever the framework itself wants to log about a request, it gets the id and nothing else. */
function withoutAddresses(logger: FastifyBaseLogger): FastifyBaseLogger {
  const nothing = () => undefined
  return logger.child({}, { serializers: { req: nothing, res: nothing, err: traceOf, error: traceOf } })
}

/** `isChatty`: also answers that went well get a line in the log. */
function watch(app: FastifyInstance, isChatty: boolean): void {
  if (register.getSingleMetric('process_cpu_user_seconds_total') === undefined) collectDefaultMetrics()
  const seconds =
    register.getSingleMetric('brug_http_request_seconds') ??
    new Histogram({
      name: 'brug_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 8],
    })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const { method } = request
    const { statusCode: status, elapsedTime: ms } = reply
    if (seconds instanceof Histogram) seconds.observe({ method, route, status }, ms / 1000)
    // Whoever waits for the start asks until it is there: no fault.
    const level = status >= 500 && route === readyRoute ? 'info' : status >= 500 ? 'error' : status >= 400 ? 'info' : 'debug'
    if (level !== 'debug' || isChatty) request.log[level]({ method, route, status, ms: Math.round(ms) }, 'answered')
    done()
  })
}

function securityHeaders(front: Front): FastifyHelmetOptions {
  return {
    global: true,
    contentSecurityPolicy: contentPolicy("'none'", front.demo),
    strictTransportSecurity: front.publicUrl.startsWith('https:') ? { maxAge: yearSeconds, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    // Help and documents of the demo open in tabs of their own; nothing here needs to stay linked to them.
    crossOriginOpenerPolicy: { policy: 'same-origin' },
  }
}

function contentPolicy(frameAncestors: string, demo: boolean) {
  const self = ["'self'"]
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: self,
      styleSrc: self,
      connectSrc: self,
      imgSrc: ["'self'", 'data:'],
      mediaSrc: ['blob:', "'self'"],
      fontSrc: self,
      manifestSrc: self,
      workerSrc: self,
      formAction: self,
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
      frameSrc: demo ? self : ["'none'"],
      frameAncestors: [frameAncestors],
    },
  }
}

function healthRoutes(app: FastifyInstance, front: Front): void {
  const fresh = { 'cache-control': 'no-store' }
  app.get('/health/live', async (_request, reply) => reply.headers(fresh).send({ live: true }))
  app.get(readyRoute, async (_request, reply) => {
    const parts = await within(readyTimeoutMs, front.ready()).catch(() => undefined)
    const ready = parts !== undefined && parts.every((part) => part.ready)
    return reply
      .headers(fresh)
      .code(ready ? 200 : 503)
      .send({ ready, parts: parts ?? [] })
  })
  app.get('/metrics', async (request, reply) => {
    if (!isFromInside(request)) await demandToken(front, request)
    return reply
      .headers(fresh)
      .type(register.contentType)
      .send(await register.metrics())
  })
}

/** Numbers tell nobody's secrets, but how busy Brug is and how many cases stand open is no business of strangers. */
async function demandToken(front: Front, request: FastifyRequest): Promise<void> {
  const [, bearer] = /^Bearer +(\S{1,400})$/i.exec(request.headers.authorization ?? '') ?? []
  if (bearer === undefined) throw new Refusal('signed-out')
  if (!(await front.mayReadMetrics?.(bearer))) throw new Refusal('wrong-token')
}

/** The token comes in the body, from behind the `#` of the link: no log and no preview robot ever sees it. */
function recordRoute(app: FastifyInstance, openRecord: (token: string) => Promise<unknown>): void {
  app.post('/record', { bodyLimit: 1024 }, async (request, reply) => {
    const asked = z.object({ token: z.string().min(1).max(200) }).safeParse(request.body)
    const record = asked.success ? await openRecord(asked.data.token) : undefined
    if (record === undefined) throw new Refusal('not-found')
    return reply.header('cache-control', 'no-store').send(record)
  })
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Unavailable('took too long')), limitMs)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}

/** Everybody's answers, and nobody's secret; but which of them somebody heard stays in no cache of a shared telephone. */
async function soundRoutes(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    prefix: '/audio/',
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', 'no-store'),
    allowedPath: (path) => recordingName.test(path.replace(/^\//, '')),
  })
}

async function pageRoutes(app: FastifyInstance, front: Front, pagesDir: string): Promise<void> {
  const framed: FastifyHelmetOptions = front.demo ? { contentSecurityPolicy: contentPolicy("'self'", true), frameguard: { action: 'sameorigin' } } : {}
  const pages: { url: string; file: string; helmet?: FastifyHelmetOptions }[] = [
    { url: '/', file: 'home.html' },
    { url: '/chat', file: 'chat.html', helmet: framed },
    { url: '/inbox', file: 'inbox.html', helmet: framed },
    { url: '/weg', file: 'weg.html', helmet: framed },
    { url: '/record', file: 'record.html' },
    ...(front.demo ? [{ url: '/demo', file: 'demo.html' }] : []),
  ]
  // The front page asks whether there is a demo; "no" is an answer and no fault in the visitor's console.
  if (!front.demo) app.head('/demo', async (_request, reply) => reply.code(204).send())
  app.get('/preview', async (_request, reply) => reply.redirect('/inbox#/preview'))
  const built = existsSync(join(pagesDir, 'inbox.html'))
  for (const page of pages) {
    app.get(page.url, page.helmet ? { helmet: page.helmet } : {}, async (_request, reply) => {
      if (!built) return reply.code(503).type('text/plain; charset=utf-8').send('The pages are not built yet. Run: npm run pages\n')
      return reply.sendFile(page.file)
    })
  }
  if (!built) return
  await app.register(fastifyStatic, {
    root: pagesDir,
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', cachingOf(path)),
    // A page is served under its own name only, with the headers that belong to it.
    allowedPath: (path, _root, request) => request.routeOptions.url !== '/*' || !path.endsWith('.html'),
  })
}

/** Files under assets/ carry a hash of their content in their name; pages and the service worker must always be asked for again. */
function cachingOf(path: string): string {
  if (/[\\/]assets[\\/]/.test(path)) return `public, max-age=${yearSeconds}, immutable`
  return /\.(html|js|webmanifest)$/.test(path) ? 'no-cache' : 'public, max-age=3600'
}
