// The reference for taking in webhooks, as a process of its own: bare fastify, the signature, and one Lua script that dedupes, stores and marks.
// It knows no channels, seals nothing and reads of a webhook only what the script needs.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import fastify from 'fastify'
import { createClient } from 'redis'

const { BARE_REDIS: url = '', BARE_PORT: port = '0', BARE_SECRET: secret = '' } = process.env

const script = `
if not redis.call('SET', 'bare:seen:' .. ARGV[1], '1', 'NX', 'EX', 691200) then return 0 end
redis.call('RPUSH', 'bare:box:' .. ARGV[2], ARGV[3])
redis.call('ZADD', 'bare:ready', 'NX', ARGV[4], ARGV[2])
return 1`
const sha = createHash('sha1').update(script).digest('hex')

interface Webhook {
  entry: { changes: { value: { messages: { id: string; from: string }[] } }[] }[]
}

// Without the client's own time limit, which costs it two timers for each command: what is compared with should be as fast as it can be.
const redis = createClient({ url, disableOfflineQueue: true, disableClientInfo: true, commandOptions: { timeout: 0 } })
redis.on('error', () => undefined)
await redis.connect()
await redis.scriptLoad(script)

const app = fastify({ bodyLimit: 4 * 1024 * 1024 })
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
app.get('/health/live', async () => ({ live: true }))
app.post('/webhooks/whatsapp', async (request, reply) => {
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const claimed = Buffer.from(String(request.headers['x-hub-signature-256']).slice(7), 'hex')
  const computed = createHmac('sha256', secret).update(raw).digest()
  if (claimed.length !== computed.length || !timingSafeEqual(claimed, computed)) return reply.code(401).send()
  const webhook: Webhook = JSON.parse(raw.toString('utf8'))
  const messages = webhook.entry.flatMap(({ changes }) => changes.flatMap(({ value }) => value.messages))
  await Promise.all(messages.map((message) => redis.sendCommand(['EVALSHA', sha, '0', message.id, message.from, JSON.stringify(message), String(Date.now())])))
  return reply.code(200).send()
})
await app.listen({ host: '127.0.0.1', port: Number(port) })
