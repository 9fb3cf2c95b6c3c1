// A web process or a worker of Brug as the soak needs it: one that, told so by SIGUSR2, dies or stands
// still at a named point, or one with a part of the mechanism taken out.
// Everything else is the product as it is. Nothing in the product reads the names SOAK_CRASH_AT and SOAK_CONTROL.
import { pino } from 'pino'
import type { Channel } from '../../src/channels/channel.ts'
import { whatsapp } from '../../src/channels/whatsapp/whatsapp.ts'
import { loadContent } from '../../src/content.ts'
import { buildHttp } from '../../src/http.ts'
import { intakeOf } from '../../src/pipeline/accept.ts'
import { startWorker } from '../../src/pipeline/worker.ts'
import { readSettings, settingsMessage } from '../../src/settings.ts'
import { openStore } from '../../src/store/redis.ts'
import { turns } from '../../src/turns.ts'
import { brokenChannel, brokenStore, controls, standstillMs } from './controls.ts'

const { SOAK_CRASH_AT: crashAt = '', SOAK_CONTROL: control = '' } = process.env
const standsStill = controls.some(({ name, harm }) => name === control && harm === 'stalls')
const [point, times = '1'] = crashAt.split(':')
let left = Number(times)
let isDoomed = false
process.on('SIGUSR2', () => (isDoomed = true))

const read = readSettings(process.env)
if (read.type === 'broken') throw new Error(settingsMessage(read.faults))
const { settings } = read
if (!settings.whatsapp || settings.redisUrl === undefined) throw new Error('the soak needs WhatsApp and a Redis')
const log = pino({ level: settings.logLevel, base: undefined })
const store = brokenStore(await openStore({ url: settings.redisUrl, masterKey: settings.masterKey, report: (fault) => log.error(fault, 'store') }), control)
const channels: Channel[] = []
channels.push(
  brokenChannel(
    whatsapp(
      settings.whatsapp,
      intakeOf(store, () => channels),
      log,
    ),
    control,
  ),
)
const stops: (() => Promise<unknown>)[] = []

if (settings.role === 'worker') {
  const loading = loadContent(settings.contentDir, { publicUrl: settings.publicUrl, today: new Date(), keepIn: settings.keepIn })
  if (loading.type === 'faulty') throw new Error(loading.faults.join('\n'))
  const { content } = loading.loaded
  content.understanding.read('')
  const worker = await startWorker({
    store,
    channels,
    turns,
    content: () => content,
    log,
    crashPoint(at) {
      if (!isDoomed || at !== point) return
      left -= 1
      if (left > 0) return
      if (!standsStill) process.kill(process.pid, 'SIGKILL')
      isDoomed = false
      left = Number(times)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, standstillMs)
    },
  })
  stops.push(() => worker.stop())
}
const app = await buildHttp({
  publicUrl: settings.publicUrl,
  demo: false,
  channels: settings.role === 'web' ? channels : [],
  ready: async () => [],
})
await app.listen({ host: '127.0.0.1', port: settings.port })
stops.push(() => app.close())

process.on('SIGTERM', () => {
  Promise.all(stops.map((stop) => stop())).then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
