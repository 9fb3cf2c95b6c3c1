// The composition root: reads like a table of contents. Starts the parts in order, stops them in reverse, and knows no rules.
import type { FastifyInstance } from 'fastify'
import { pino, type Logger } from 'pino'
import type { Channel, Intake } from './channels/channel.ts'
import { commandLists } from './channels/telegram/commands.ts'
import { telegram } from './channels/telegram/telegram.ts'
import { webchat } from './channels/webchat/webchat.ts'
import { whatsapp } from './channels/whatsapp/whatsapp.ts'
import { chatReading } from './chat-reading.ts'
import { loadContent } from './content.ts'
import type { Content } from './core/content.ts'
import { Flow } from './core/flow/definition.ts'
import { languages } from './core/phrasebook.ts'
import { demoRoutes, fillDemo, movableClock, type DemoTown } from './demo.ts'
import { buildHttp, builtPagesDir } from './http.ts'
import { inboxApi } from './inbox/api.ts'
import { intakeOf } from './pipeline/accept.ts'
import { redeemExport } from './pipeline/export.ts'
import { startWorker } from './pipeline/worker.ts'
import { readSettings, settingsMessage, type Settings } from './settings.ts'
import { readEditions, saveEdition } from './store/editions.ts'
import { startRedis } from './store/embedded.ts'
import { exportOwner } from './store/people.ts'
import { closeStore, openStore, send, type Store } from './store/redis.ts'
import { turns } from './turns.ts'
import { welcome } from './welcome.ts'

/** What runs, newest last. */
const running: { name: string; stop: () => Promise<void> }[] = []
const stopWithinMs = 20_000
const startedAt = performance.now()

const read = readSettings(process.env, process.argv.slice(2))
if (read.type === 'broken') giveUp(settingsMessage(read.faults))
else {
  const log = pino({ level: read.settings.logLevel, base: undefined })
  for (const warning of read.warnings) log.warn(warning)
  stopOnSignals(log)
  await start(read.settings, log).catch((error: unknown) => giveUp(`Brug does not start: ${error instanceof Error ? error.message : 'for an unknown reason'}`))
}

async function start(settings: Settings, log: Logger): Promise<void> {
  const clock = movableClock()
  const store = await storeOf(settings, log, settings.demo ? () => clock.now() : Date.now)
  const content = await contentOf(settings, store, log)
  const channels: Channel[] = []
  const intake = intakeOf(store, () => channels)
  channels.push(...channelsOf(settings, store, content, intake, log))
  let town: DemoTown | undefined
  const demo = (app: FastifyInstance) => demoRoutes(app, { clock, town: () => town, store, publicUrl: settings.publicUrl })
  if (settings.role !== 'worker' || settings.port !== 0) await listen(settings, { store, content, channels, log, demo })
  if (settings.role !== 'web') {
    // The models are trained now, not with the first person waiting.
    content.understanding.read('')
    const worker = await startWorker({ store, channels, turns, content: () => content, log })
    running.push({ name: 'worker', stop: () => worker.stop() })
  }
  for (const channel of channels) {
    await channel.start()
    running.push({ name: channel.name, stop: () => channel.stop() })
  }
  if (settings.demo) town = await fillDemo(store, clock.now())
  for (const line of await welcome(settings, store, channels)) process.stdout.write(`${line}\n`)
  log.info({ ms: Math.round(performance.now() - startedAt), role: settings.role }, 'ready')
}

async function storeOf(settings: Settings, log: Logger, clock: () => number): Promise<Store> {
  const redis = settings.redisUrl === undefined ? await startRedis({ dir: settings.dataDir, log: (line) => log.warn(line) }) : undefined
  if (redis) running.push({ name: 'redis', stop: () => redis.stop() })
  const url = settings.redisUrl ?? redis?.url ?? ''
  const store = await openStore({ url, masterKey: settings.masterKey, clock, report: (fault) => log.error(fault, 'store') }).catch((error: unknown) => {
    throw new Error(
      settings.redisUrl === undefined
        ? `the embedded Redis does not answer (${nameOf(error)})`
        : `Redis at REDIS_URL cannot be used (${nameOf(error)}); is the address right, and is it running?`,
    )
  })
  running.push({ name: 'store', stop: () => closeStore(store) })
  return store
}

/** Flows, texts and models; this edition of each flow is kept for conversations that outlive it. */
async function contentOf(settings: Settings, store: Store, log: Logger): Promise<Content> {
  const older = (await readEditions(store)).flatMap(({ content, edition }) => {
    const flow = Flow.safeParse(content)
    return flow.success ? [{ ...flow.data, edition, order: Object.keys(flow.data.steps) }] : []
  })
  const loading = loadContent(settings.contentDir, { municipality: settings.municipality, publicUrl: settings.publicUrl, today: new Date(), older })
  if (loading.type === 'faulty') throw new Error(`its content has ${loading.faults.length} faults:\n${loading.faults.map((fault) => `  ${fault}`).join('\n')}`)
  const { content, warnings } = loading.loaded
  for (const warning of warnings) log.warn(warning)
  for (const { edition, order: _order, ...flow } of content.flows.values()) await saveEdition(store, { flow: flow.id, edition, content: flow })
  return content
}

function channelsOf(settings: Settings, store: Store, content: Content, intake: Intake, log: Logger): Channel[] {
  const { publicUrl, demo } = settings
  const channels = [webchat({ publicUrl, demo }, intake, chatReading(store))]
  if (settings.telegram)
    channels.push(
      telegram({ ...settings.telegram, publicUrl, receives: settings.role !== 'worker', commands: commandLists(content.phrasebook, languages) }, intake, log),
    )
  if (settings.whatsapp) channels.push(whatsapp(settings.whatsapp, intake, log))
  return channels
}

interface Front {
  store: Store
  content: Content
  channels: Channel[]
  log: Logger
  demo: (app: FastifyInstance) => void
}

/** A worker serves health and counters only. */
async function listen(settings: Settings, { store, content, channels, log, demo }: Front): Promise<void> {
  const serves = settings.role !== 'worker'
  const house = {
    store,
    publicUrl: settings.publicUrl,
    inviteUrl: (name: Channel['name'], code: string) => channels.find((channel) => channel.name === name)?.inviteUrl(code),
    isMunicipality: (id: string) => content.municipalities.has(id),
  }
  const app = await buildHttp({
    publicUrl: settings.publicUrl,
    demo: settings.demo,
    channels: serves ? channels : [],
    logger: log,
    ...(serves ? { api: inboxApi(house), pagesDir: builtPagesDir, openRecord: (token: string) => recordOf(store, token) } : {}),
    routes: settings.demo ? [demo] : [],
    ready: async () => [
      {
        part: 'redis',
        ready: await send(store, ['PING']).then(
          () => true,
          () => false,
        ),
      },
    ],
  })
  running.push({ name: 'http', stop: () => app.close() })
  await app.listen({ host: settings.host, port: settings.port }).catch((error: unknown) => {
    throw new Error(
      `cannot listen on ${settings.host}:${settings.port} (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}); is another Brug running? PORT chooses another one`,
    )
  })
}

async function recordOf(store: Store, token: string): Promise<unknown> {
  const owner = await redeemExport(store, token)
  return owner === undefined ? undefined : exportOwner(store, owner)
}

function stopOnSignals(log: Logger): void {
  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), stopWithinMs).unref()
    for (const part of running.toReversed())
      await part.stop().catch((error: unknown) => log.error({ part: part.name, error: nameOf(error) }, 'did not stop well'))
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}

/** One clear message, and nothing half started stays behind. */
function giveUp(message: string): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
  void Promise.allSettled(running.toReversed().map((part) => part.stop())).then(() => process.exit(1))
}
