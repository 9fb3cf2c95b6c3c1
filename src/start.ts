// The composition root: reads like a table of contents. Starts the parts in order, stops them in reverse, and knows no rules.
// Webhooks are taken in first of all: whatever a platform brings is safe in the store before flows are read and models are trained.
// Parts that only one kind of process needs are loaded by that process only.
import { existsSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { pino, type Logger } from 'pino'
import { register } from 'prom-client'
import type { Channel, Intake } from './channels/channel.ts'
import { webchat } from './channels/webchat/webchat.ts'
import { whatsapp } from './channels/whatsapp/whatsapp.ts'
import { chatReading } from './chat-reading.ts'
import type { Content } from './core/content.ts'
import { isAtLeast } from './core/level.ts'
import { languages } from './core/phrasebook.ts'
import type { DemoTown } from './demo.ts'
import { buildHttp, builtPagesDir } from './http.ts'
import { inboxApi } from './inbox/api.ts'
import type { Preview } from './inbox/preview.ts'
import { intakeOf } from './pipeline/accept.ts'
import type { Outside } from './pipeline/asking.ts'
import { redeemExport } from './pipeline/export.ts'
import { waitingGauges } from './pipeline/gauges.ts'
import { keptContent, type Kept } from './kept.ts'
import { readSettings, settingsMessage, unsealedSignIn, wrongKeyMessage, type Settings } from './settings.ts'
import { readEditions, saveEdition } from './store/editions.ts'
import { exportOwner } from './store/people.ts'
import { keepPublicUrl } from './store/public-url.ts'
import { closeStore, openStore, send, WrongMasterKey, type Store } from './store/redis.ts'
import { readToken, type Token } from './store/tokens.ts'
import { welcome } from './welcome.ts'

/** What runs, newest last. */
const running: { name: string; stop: () => Promise<void> }[] = []
const stopWithinMs = 20_000
const startedAt = performance.now()

const read = readSettings(process.env, process.argv.slice(2))
if (read.type === 'broken') giveUp(settingsMessage(read.faults))
else {
  const log = pino({ level: read.settings.logLevel, base: undefined })
  for (const warning of [...read.warnings, unsealedSignIn(read.settings)]) if (warning !== undefined) log.warn(warning)
  stopOnSignals(log)
  await start(read.settings, log).catch((error: unknown) => giveUp(`Brug does not start: ${error instanceof Error ? error.message : 'for an unknown reason'}`))
}

async function start(settings: Settings, log: Logger): Promise<void> {
  const demo = settings.demo ? await import('./demo.ts') : undefined
  const clock = demo?.movableClock()
  const store = await storeOf(settings, log, clock ? () => clock.now() : Date.now)
  if (settings.role !== 'worker') await keepPublicUrl(store, settings.publicUrl)
  const content = contentWhenNeeded(settings, store, log)
  const channels: Channel[] = []
  const intake = intakeOf(store, () => channels)
  channels.push(...(await channelsOf(settings, store, content, intake, log)))
  let town: DemoTown | undefined
  const routes = demo && clock ? [(app: FastifyInstance) => demo.demoRoutes(app, { clock, town: () => town, store, publicUrl: settings.publicUrl })] : []
  if (settings.role !== 'worker' || settings.port !== 0) await listen(settings, { store, content, channels, log, routes })
  // A process that only takes webhooks in decides nothing, and may do without for as long as nobody asks.
  if (settings.role !== 'web') running.push({ name: 'worker', stop: await startWork(settings, { store, channels, content: await content.kept(), log }) })
  for (const channel of channels) {
    await channel.start()
    running.push({ name: channel.name, stop: () => channel.stop() })
  }
  if (demo && clock) town = await demo.fillDemo(store, clock.now())
  for (const line of await welcome(settings, store, channels)) process.stdout.write(`${line}\n`)
  log.info({ ms: Math.round(performance.now() - startedAt), role: settings.role }, 'ready')
}

/** Loaded when first asked for; `isThere` once it is. */
interface Loading {
  (): Promise<Content>
  kept(): Promise<Kept>
  isThere: boolean
}

function contentWhenNeeded(settings: Settings, store: Store, log: Logger): Loading {
  let asked: Promise<Kept> | undefined
  const missed = (error: unknown) => log.warn({ error: nameOf(error) }, 'what keepers confirmed could not be read')
  const kept = async () => {
    const there = await (asked ??= contentOf(settings, store, log).then(async (content) => keptContent(store, content, missed)))
    loading.isThere = true
    return there
  }
  const loading: Loading = Object.assign(async () => (await kept()).now(), { kept, isThere: false })
  return loading
}

async function storeOf(settings: Settings, log: Logger, clock: () => number): Promise<Store> {
  const embedded = settings.redisUrl === undefined ? await import('./store/embedded.ts') : undefined
  const redis = await embedded?.startRedis({ dir: settings.dataDir, log: (line) => log.warn(line) })
  if (redis) running.push({ name: 'redis', stop: () => redis.stop() })
  const url = settings.redisUrl ?? redis?.url ?? ''
  const store = await openStore({ url, masterKey: settings.masterKey, clock, report: (fault) => log.error(fault, 'store') }).catch((error: unknown) => {
    if (error instanceof WrongMasterKey) throw new Error(wrongKeyMessage(settings))
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
  const [{ loadContent }, { Flow }] = await Promise.all([import('./content.ts'), import('./core/flow/definition.ts')])
  const older = (await readEditions(store)).flatMap(({ content, edition }) => {
    const flow = Flow.safeParse(content)
    return flow.success ? [{ ...flow.data, edition, order: Object.keys(flow.data.steps) }] : []
  })
  const { contentDir, keepIn, municipality, publicUrl } = settings
  const loading = loadContent(contentDir, { municipality, publicUrl, today: new Date(), older, keepIn })
  if (loading.type === 'faulty') throw new Error(`its content has ${loading.faults.length} faults:\n${loading.faults.map((fault) => `  ${fault}`).join('\n')}`)
  const { content, warnings } = loading.loaded
  for (const warning of warnings) log.warn(warning)
  for (const { edition, order: _order, ...flow } of content.flows.values()) await saveEdition(store, { flow: flow.id, edition, content: flow })
  return content
}

/** Playing needs everything a turn needs: loaded when an editor asks for it. */
function previewWhenNeeded({ contentDir, keepIn, municipality, publicUrl }: Settings, running: Loading): Preview {
  let asked: Promise<Preview> | undefined
  const load = async () => {
    const [{ loadContent }, { review }] = await Promise.all([import('./content.ts'), import('./checks/review.ts')])
    const loading = loadContent(contentDir, { municipality, publicUrl, today: new Date(), keepIn })
    const { faults } = review(loading.sources, { today: new Date(), release: false })
    return loading.type === 'faulty' ? { faults: [...loading.faults, ...faults] } : { content: loading.loaded.content, faults }
  }
  const preview = async () => (asked ??= import('./preview.ts').then(({ previewOf }) => previewOf({ contentDir, running, load })))
  return { playable: async () => (await preview()).playable(), play: async (play) => (await preview()).play(play) }
}

async function channelsOf(settings: Settings, store: Store, content: Loading, intake: Intake, log: Logger): Promise<Channel[]> {
  const { publicUrl, demo } = settings
  const channels = [webchat({ publicUrl, demo, isCry: async (text) => isCry(await content(), text) }, intake, chatReading(store))]
  if (settings.telegram) {
    const [{ telegram }, { commandLists }] = await Promise.all([import('./channels/telegram/telegram.ts'), import('./channels/telegram/commands.ts')])
    const around = { publicUrl, receives: settings.role !== 'worker', commands: async () => commandLists((await content()).phrasebook, languages) }
    channels.push(telegram({ ...settings.telegram, ...around }, intake, log))
  }
  if (settings.whatsapp) channels.push(whatsapp(settings.whatsapp, intake, log))
  return channels
}

interface Front {
  store: Store
  content: Loading
  channels: Channel[]
  log: Logger
  routes: ((app: FastifyInstance) => void)[]
}

/** A worker serves health and counters only. */
async function listen(settings: Settings, { store, content, channels, log, routes }: Front): Promise<void> {
  const serves = settings.role !== 'worker'
  const house = {
    store,
    publicUrl: settings.publicUrl,
    inviteUrl: (name: Channel['name'], code: string) => channels.find((channel) => channel.name === name)?.inviteUrl(code),
    media: (name: Channel['name'], id: string) => channels.find((channel) => channel.name === name)?.media(id),
    content,
    preview: previewWhenNeeded(settings, content),
  }
  waitingGauges(register, store)
  const app = await buildHttp({
    publicUrl: settings.publicUrl,
    demo: settings.demo,
    channels: serves ? channels : [],
    logger: log,
    ...(serves ? { api: inboxApi(house), pagesDir: builtPagesDir, soundsDir: settings.speakDir, openRecord: (token: string) => recordOf(store, token) } : {}),
    routes,
    mayReadMetrics: async (bearer) => maySeeNumbers(await readToken(store, bearer)),
    ready: async () => [{ part: 'redis', ready: await isUp(store) }, ...(settings.role === 'web' ? [] : [{ part: 'content', ready: content.isThere }])],
  })
  running.push({ name: 'http', stop: () => app.close() })
  await app.listen({ host: settings.host, port: settings.port }).catch((error: unknown) => {
    throw new Error(
      `cannot listen on ${settings.host}:${settings.port} (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}); is another Brug running? PORT chooses another one`,
    )
  })
}

function isCry({ understanding }: Content, text: string): boolean {
  return isAtLeast(understanding.read(text).distress.level, '2')
}

function maySeeNumbers(token: Token | undefined): boolean {
  return token?.role === 'coordinator' || token?.role === 'regisseur'
}

async function isUp(store: Store): Promise<boolean> {
  return send(store, ['PING']).then(
    () => true,
    () => false,
  )
}

async function startWork(settings: Settings, parts: { store: Store; channels: Channel[]; content: Kept; log: Logger }): Promise<() => Promise<void>> {
  const [{ startWorker }, { turns }, outside] = await Promise.all([import('./pipeline/worker.ts'), import('./turns.ts'), outsideOf(settings, parts.content)])
  // The models are made ready now, not with the first person waiting.
  parts.content.now().understanding.read('')
  const worker = await startWorker({ ...parts, turns, outside, content: () => parts.content.now() })
  return () => worker.stop()
}

/** Others outside who may be asked, where that is set up. */
async function outsideOf({ opinion, transcription, speakDir }: Settings, content: Kept): Promise<Outside> {
  const recordings = existsSync(speakDir) ? (await import('./outside/recordings.ts')).recordingsIn(speakDir) : undefined
  return {
    ...(recordings ? { recordings } : {}),
    ...(opinion ? { opinion: (await import('./outside/second-opinion.ts')).secondOpinion(opinion, () => content.now()) } : {}),
    ...(transcription ? { transcript: (await import('./outside/transcription.ts')).transcription(transcription) } : {}),
  }
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
