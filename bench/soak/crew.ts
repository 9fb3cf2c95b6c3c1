// Two web processes and two workers, each behind a breakable wire of its own: started again whenever they die, however they died.
// It notes when each death was; who is to die and when is not decided here.
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, isAnswering, type House, type Running } from '../house.ts'
import { standstillMs } from './controls.ts'
import { openLink, type Link } from './link.ts'

export type Role = 'web' | 'worker'

export interface Member {
  role: Role
  port: number
  link: Link
  /** Answers that it is ready. */
  isReady: boolean
  kill(signal: NodeJS.Signals): void
  /** At once, or by its own hand when it comes to its crash point next. */
  die(): void
  /** Stands still for longer than a lease: at its point when it has one. */
  standStill(): Promise<void>
  /** The next process in this place will die at this point, e.g. `sent:3`: the third time something was sent. */
  crashNextAt?: string
}

export interface Crew {
  members: Member[]
  /** Epoch ms of every death of a worker that was not asked for politely. */
  workerDeaths: number[]
  webDeaths: number[]
  allReady(): boolean
  workerPids(): number[]
  /** Nobody is going to die by their own hand any more: whoever was is replaced. */
  heal(): void
  stop(): Promise<void>
}

const ownEntry = 'bench/soak/crew-process.ts'
const lookMs = 50

export interface CrewOptions {
  contentDir: string
  /** Every process runs with this part of the mechanism broken. */
  control?: string
  /** Where every worker dies when it is told to; absent: wherever it is. */
  crashAt?: string
}

interface Place {
  running?: Running
  hasPoint: boolean
  isDoomed: boolean
}

export async function startCrew(house: House, o: CrewOptions): Promise<Crew> {
  const socketPath = house.redisUrl.replace('unix://', '')
  const stopping = new AbortController()
  const places = new Map<Member, Place>()
  const keepers: Promise<void>[] = []
  const crew: Crew = {
    members: [],
    workerDeaths: [],
    webDeaths: [],
    allReady: () => crew.members.every(({ isReady }) => isReady),
    workerPids: () => [...places].flatMap(([{ role }, { running }]) => (role === 'worker' && running?.isUp() ? [running.pid] : [])),
    heal() {
      for (const member of crew.members) {
        member.crashNextAt = undefined
        member.kill('SIGCONT')
        if (places.get(member)?.isDoomed) member.kill('SIGKILL')
      }
    },
    async stop() {
      stopping.abort()
      for (const member of crew.members) member.kill('SIGCONT')
      await Promise.all([...places.values()].map(async ({ running }) => running?.stop()))
      await Promise.all(keepers)
      for (const { link } of crew.members) link.close()
    },
  }
  for (const role of ['web', 'web', 'worker', 'worker'] as const) {
    const place: Place = { hasPoint: false, isDoomed: false }
    const member = memberOf(role, { port: await freePort(), link: await openLink(socketPath) }, place)
    places.set(member, place)
    crew.members.push(member)
    keepers.push(keep(house, o, { crew, member, place }, stopping.signal))
  }
  return crew
}

function memberOf(role: Role, at: { port: number; link: Link }, place: Place): Member {
  const member: Member = {
    role,
    ...at,
    isReady: false,
    kill: (signal) => place.running?.kill(signal),
    async standStill() {
      place.running?.kill(place.hasPoint ? 'SIGUSR2' : 'SIGSTOP')
      await pause(standstillMs)
      if (!place.hasPoint) place.running?.kill('SIGCONT')
    },
    die() {
      member.isReady = false
      place.isDoomed = place.hasPoint
      place.running?.kill(place.hasPoint ? 'SIGUSR2' : 'SIGKILL')
    },
  }
  return member
}

/** Keeps one place taken, whoever dies there. */
async function keep(house: House, o: CrewOptions, { crew, member, place }: { crew: Crew; member: Member; place: Place }, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const crashAt = member.crashNextAt ?? (member.role === 'worker' ? o.crashAt : undefined) ?? ''
    member.crashNextAt = undefined
    const isOwn = crashAt !== '' || o.control !== undefined
    const running = house.brug(member.role, {
      port: member.port,
      redisUrl: member.link.url,
      ...(isOwn ? { file: ownEntry } : {}),
      env: { LOG_LEVEL: 'error', CONTENT_DIR: o.contentDir, ...(isOwn ? { SOAK_CRASH_AT: crashAt, SOAK_CONTROL: o.control ?? '' } : {}) },
    })
    Object.assign(place, { running, hasPoint: crashAt !== '', isDoomed: false })
    void watch(member, running)
    await running.ended
    member.isReady = false
    if (!signal.aborted) (member.role === 'web' ? crew.webDeaths : crew.workerDeaths).push(Date.now())
  }
}

async function watch(member: Member, running: Running): Promise<void> {
  while (running.isUp() && !member.isReady) {
    if (await isAnswering(`http://127.0.0.1:${member.port}/health/ready`)) member.isReady = running.isUp()
    else await new Promise((done) => setTimeout(done, lookMs))
  }
}
