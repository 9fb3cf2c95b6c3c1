// `npm run bench`: figures of this machine as ratios to references, taken in turns within one run. It gates nothing; it prints what it saw.
// G1 taking in webhooks as fast as it goes, G1b at a fixed pace, G2 and G2c one turn and its growth, G3 emptying mailboxes, G8 from spawn to the first webhook
// taken in, G11 how soon another worker answers what a killed one held.
import { resolve } from 'node:path'
import { loadContent } from '../src/content.ts'
import { drainBull, drainOurs, timed } from './drain.ts'
import { formContent, ourTurn, replayedTurn, withReadingGiven } from './engines.ts'
import { freePort, appSecret, cpuSeconds, isAnswering, openHouse, until, type House, type Running } from './house.ts'
import { median, pairs, ratioOf, ratioText, rate, table, type Row, type Sample } from './measure.ts'
import { takeOver } from './takeover.ts'
import { talkOf, tapsOnly } from './talk.ts'
import { offer, offerPaced, requestOf, webhookBody } from './webhooks.ts'

const rounds = 5
/** Some tenths of a second each: less measures the collector of rubbish. */
const turnsPerSample = 4000
const replayedPerSample = 400
const webhooksPerSample = 8000
const pacedWebhooks = 5000
const pacedPerSecond = 1000
const connections = 50
const eventsPerSample = 4000
let count = 0

const contentDir = resolve(process.env['CONTENT_DIR'] ?? resolve(import.meta.dirname, '..'))
const loading = loadContent(contentDir, { publicUrl: 'http://localhost', today: new Date() })
if (loading.type === 'faulty') throw new Error(loading.faults.join('\n'))
const loadedContent = loading.loaded.content
const content = formContent(loadedContent)

const rows: Row[] = [...(await turnRows()), ...(await houseRows()), await recovery()]
process.stdout.write(
  `${table(rows)}\n\nTaken on Node ${process.version}, ${rounds} pairs in turns, median of the pair ratios [smallest-largest]; ${connections} connections from this process.\n`,
)
process.exit(0)

async function turnRows(): Promise<Row[]> {
  const given = withReadingGiven(content)
  for (const turn of [20, 1000]) await ourTurn(content, turn, turnsPerSample)
  await ourTurn(given, 20, turnsPerSample)
  await replayedTurn(20, replayedPerSample)
  const rowFor = async (what: string, of: typeof content): Promise<Row> => {
    const against = await pairs(
      rounds,
      () => ourTurn(of, 20, turnsPerSample),
      () => replayedTurn(20, replayedPerSample),
      'cpu',
    )
    const columns = { ours: rate(against.ours), reference: `@grammyjs/conversations ${rate(against.reference)}` }
    return { id: 'G2', what, ...columns, figure: ratioText(against), goal: '>= 10x', met: against.ratio.median >= 10 }
  }
  const growth = await pairs(
    rounds,
    () => ourTurn(content, 1000, turnsPerSample),
    () => ourTurn(content, 20, turnsPerSample),
    'cpu',
  )
  const factor = 1 / growth.ratio.median
  return [
    await rowFor('turn 20 of a form, CPU: the engine', given),
    await rowFor('the same, reading each answer for distress, commands, topics', content),
    {
      id: 'G2c',
      what: 'turn 1000 against turn 20, CPU',
      ours: rate(growth.ours),
      reference: rate(growth.reference),
      figure: `${factor.toFixed(2)}x [${(1 / growth.ratio.max).toFixed(2)}-${(1 / growth.ratio.min).toFixed(2)}]`,
      goal: '<= 1.2x',
      met: factor <= 1.2,
    },
  ]
}

async function houseRows(): Promise<Row[]> {
  const house = await openHouse(await freePort())
  try {
    return [...(await ingest(house)), ...(await drain(house)), await spawnToWebhook(house)]
  } finally {
    await house.close()
  }
}

async function ingest(house: House): Promise<Row[]> {
  const ours = await started(house, 'ours')
  const bare = await started(house, 'bare')
  const take =
    ({ port, process: { pid } }: Started) =>
    () =>
      takeIn(port, webhooksPerSample, pid)
  await takeIn(ours.port, 2000)
  await takeIn(bare.port, 2000)
  const against = await pairs(rounds, take(ours), take(bare))
  const cpu = ratioOf(against, 'cpu')
  const paced = await takeInPaced(ours.port)
  await Promise.all([ours.process.stop(), bare.process.stop()])
  const columns = { ours: rate(against.ours), reference: `bare fastify, HMAC, one script ${rate(against.reference)}` }
  return [
    { id: 'G1', what: 'webhooks taken in', ...columns, figure: ratioText(against), goal: '>= 0.8x', met: against.ratio.median >= 0.8 },
    { id: 'G1', what: 'the same, CPU of the server', ...columns, figure: ratioText({ ratio: cpu }), goal: '>= 0.8x', met: cpu.median >= 0.8 },
    paced,
  ]
}

async function takeInPaced(port: number): Promise<Row> {
  const { good, ms } = await offerPaced(port, requestsFor(pacedWebhooks), pacedPerSecond, connections)
  const sorted = ms.toSorted((a, b) => a - b)
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.POSITIVE_INFINITY
  return {
    id: 'G1b',
    what: `${pacedPerSecond} webhooks a second, p99 of the answer`,
    ours: `median ${median(ms).toFixed(1)} ms, ${pacedWebhooks - good} refused`,
    reference: '',
    figure: `${p99.toFixed(1)} ms`,
    goal: '<= 50 ms',
    met: p99 <= 50 && good === pacedWebhooks,
  }
}

/**
 * Once with a backlog, as after an hour in which no worker ran, and once with one message of each person. Taps show the worker itself; in texts, the reading
 * of seven languages comes on top.
 */
async function drain(house: House): Promise<Row[]> {
  const texts = talkOf(contentDir)
  const taps = tapsOnly()
  const { redisUrl: url } = house
  const watch = timed(loadedContent.understanding)
  const ours = (name: string, each: number, talk = texts, watched = loadedContent) =>
    drainOurs({ url, content: watched, talk, people: eventsPerSample / each, each, name: `drain ${name} ${each}` })
  await ours('warm', 20)
  await ours('warm taps', 20, taps)
  await drainBull(url, eventsPerSample, 'warm')
  const shares = await ours('watched', 20, texts, { ...loadedContent, understanding: watch.understanding })
  const share = (watch.spentMs() * shares.perSecond) / eventsPerSample / 1000
  const rowFor = async (each: number, what: string, talk = texts): Promise<Row> => {
    let round = 0
    const against = await pairs(
      rounds,
      () => ours(`${what} ${(round += 1)}`, each, talk),
      () => drainBull(url, eventsPerSample, `${what} ${round}`),
    )
    const columns = { ours: rate(against.ours), reference: `BullMQ, empty jobs, 50 at a time ${rate(against.reference)}` }
    return { id: 'G3', what, ...columns, figure: ratioText(against), goal: '>= 1.0x', met: against.ratio.median >= 1 }
  }
  return [
    await rowFor(20, 'mailboxes of 20 taps emptied, in order', taps),
    await rowFor(20, `mailboxes of 20, half texts (${Math.round(share * 100)}% of it reading)`),
    await rowFor(1, 'mailboxes of 1 text'),
  ]
}

/** `pid`: whose CPU is counted. */
async function takeIn(port: number, webhooks: number, pid?: number): Promise<Sample> {
  const requests = requestsFor(webhooks)
  const before = pid === undefined ? 0 : cpuSeconds(pid)
  const { statuses, seconds } = await offer(port, requests, connections)
  const good = statuses.get(200) ?? 0
  if (good !== webhooks) throw new Error(`only ${good} of ${webhooks} webhooks were taken in: ${JSON.stringify([...statuses])}`)
  return { perSecond: webhooks / seconds, cpuMicros: pid === undefined ? 0 : ((cpuSeconds(pid) - before) / webhooks) * 1e6 }
}

function requestsFor(webhooks: number): Buffer[] {
  return Array.from({ length: webhooks }, () => {
    count += 1
    return requestOf(webhookBody({ n: count, from: `316${String(count % 500).padStart(8, '0')}`, text: 'hoe vind ik een huisarts?' }))
  })
}

/** Both from spawn until a signed webhook was answered with 200. */
async function spawnToWebhook(house: House): Promise<Row> {
  const times = { ours: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    for (const which of ['ours', 'bare'] as const) {
      const at = performance.now()
      const { process: running, port } = await started(house, which)
      await takeIn(port, 1)
      times[which].push(performance.now() - at)
      await running.stop()
    }
  }
  const [ours, bare] = [median(times.ours), median(times.bare)]
  return {
    id: 'G8',
    what: 'spawn to first webhook',
    ours: `${Math.round(ours)} ms`,
    reference: `bare ${Math.round(bare)} ms`,
    figure: `${(ours / bare).toFixed(2)}x`,
    goal: '<= 2x, < 1 s',
    met: ours / bare <= 2 && ours < 1000,
  }
}

async function recovery(): Promise<Row> {
  const times = await takeOver(rounds)
  const longest = Math.max(...times)
  return {
    id: 'G11',
    what: 'killed worker: answered by another',
    ours: `${Math.round(median(times))} ms`,
    reference: 'its lease, 3000 ms',
    figure: `longest ${(longest / 1000).toFixed(1)} s`,
    goal: '<= 5 s',
    met: longest <= 5000,
  }
}

interface Started {
  process: Running
  port: number
}

async function started(house: House, which: 'ours' | 'bare'): Promise<Started> {
  const port = await freePort()
  const running =
    which === 'ours'
      ? house.brug('web', { port })
      : house.run('bench/bare-webhook.ts', [], { BARE_REDIS: house.redisUrl, BARE_PORT: String(port), BARE_SECRET: appSecret })
  await until(`${which} answers`, () => isAnswering(`http://127.0.0.1:${port}/health/live`))
  return { process: running, port }
}
