// The webhook of the WhatsApp Cloud API: the handshake (GET) and the deliveries (POST).
// Answers: 200 when everything in it is durable, 401 for a wrong signature, 400 for what is not JSON, 413 above 4 MB, 503 when nothing could be stored.
// Never 4xx for content: Meta would repeat it for seven days.
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Channel, Intake } from '../channel.ts'
import { isSecret, jsonOf } from '../inbound.ts'
import { readWebhook } from './inbound.ts'

export interface WebhookParts {
  settings: { phoneNumberId: string; appSecret: string; verifyToken: string }
  intake: Intake
  log: Logger
  clock: () => number
  /** Our own number as people see it. */
  learned: (displayNumber: string) => void
}

const path = '/webhooks/whatsapp'
/** Meta batches up to 3 MB. */
const bodyBytesMax = 4 * 1024 * 1024

export function webhookRoutes(parts: WebhookParts): Channel['routes'] {
  return (app) => {
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      // Whatever it calls itself: the signature is over the bytes as they came.
      scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, body, done) => done(null, body))
      addHandshake(scope, parts)
      addDeliveries(scope, parts)
    })
  }
}

function addHandshake(scope: FastifyInstance, { settings }: WebhookParts): void {
  const isVerifyToken = isSecret(settings.verifyToken)
  // The query holds the verify token: no request line in the log.
  scope.get<{ Querystring: Record<string, unknown> }>(path, { logLevel: 'silent' }, async (request, reply) => {
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query
    const isOurs = mode === 'subscribe' && isVerifyToken(token) && typeof challenge === 'string'
    reply.type('text/plain; charset=utf-8').header('x-content-type-options', 'nosniff')
    return isOurs ? reply.send(challenge) : reply.code(403).send('')
  })
}

function addDeliveries(scope: FastifyInstance, { settings, intake, log, clock, learned }: WebhookParts): void {
  const appSecret = createSecretKey(settings.appSecret, 'utf8')
  scope.post(path, { bodyLimit: bodyBytesMax }, async (request, reply) => {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    if (!isSigned(raw, request.headers['x-hub-signature-256'], appSecret)) return reply.code(401).send()
    const body = jsonOf(raw)
    if (body.type === 'not_json') return reply.code(400).send()
    const { arrivals, reports, identities, broken, displayNumber } = readWebhook(body.value, settings.phoneNumberId, clock())
    if (displayNumber) learned(displayNumber)
    if (broken > 0) log.warn({ channel: 'whatsapp', broken }, 'items of a webhook could not be read')
    if (arrivals.length + reports.length + identities.length > 0) {
      try {
        await intake.accept(arrivals, reports, identities)
      } catch (error) {
        log.error({ channel: 'whatsapp', fault: error instanceof Error ? error.name : 'unknown' }, 'a webhook could not be stored')
        return reply.code(503).header('retry-after', '5').send()
      }
    }
    return reply.code(200).send()
  })
}

function isSigned(raw: Buffer, header: string | string[] | undefined, appSecret: KeyObject): boolean {
  const claimed = typeof header === 'string' ? /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1] : undefined
  if (claimed === undefined) return false
  return timingSafeEqual(Buffer.from(claimed, 'hex'), createHmac('sha256', appSecret).update(raw).digest())
}
