// One run: a house of real processes, people who write, one kind of fault for a while, then peace; and what the check made of it.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Content } from '../../src/core/content.ts'
import { listCases } from '../../src/store/cases.ts'
import { readConversation } from '../../src/store/conversations.ts'
import { closeStore, openStore, type Store } from '../../src/store/redis.ts'
import { readMessages } from '../../src/store/log.ts'
import { freePort, masterKey, openHouse, until, type House } from '../house.ts'
import { newChance } from './chance.ts'
import { check, Sent, type Evidence, type Findings } from './check.ts'
import { brokenStore, type Control } from './controls.ts'
import { startCrew, type Crew } from './crew.ts'
import { newInjector, type Injector, type Told } from './injector.ts'
import { mixOf, unleash, type Fault, type Harm, type Scene } from './nemesis.ts'
import { admit, appoint, type Contact } from './people.ts'
import { startRecorder, type Record } from './recorder.ts'
import { backlogMs, census, restless } from './rest.ts'
import { watchStarvation } from './starvation.ts'

export interface Plan {
  harm: Harm
  seconds: number
  seed: number
  contacts: number
  perSecond: number
  control?: Control
}

export interface Outcome extends Findings {
  plan: Plan
  /** Deaths and disturbances. */
  faults: number
  /** How long a worker or Redis got less than half of a processor it asked for: a machine too busy for this. */
  starvedSeconds: number
  refused: number
  taken: number
  slowestRefusalMs: number
  drainMs: number
  /** From the end of a fault until everything acknowledged before it was handled: the middle one and the longest. */
  recoveryMs: { median: number; longest: number }
  seconds: number
}

const quietWithinMs = 20_000
/** Starting four processes on a busy machine takes its time; it is no part of what is measured. */
const readyWithinMs = 180_000

export async function run(plan: Plan, o: { content: Content; contentDir: string }): Promise<Outcome> {
  const platformPort = await freePort()
  const house = await openHouse(platformPort)
  const recorder = startRecorder(house.dir)
  const store = await openStore({ url: house.redisUrl, masterKey, timeoutMs: 10_000 })
  let crew: Crew | undefined
  try {
    // Throws when the control no longer fits the scripts: else its processes would die at every start.
    brokenStore(store, plan.control?.name ?? '')
    house.whatsapp({ port: platformPort, webhookPort: 9, words: ['--per-second', '1000'] })
    const contacts = await admit(store, o.content, plan.contacts)
    crew = await startCrew(house, { contentDir: o.contentDir, control: plan.control?.name, crashAt: plan.control?.crashAt })
    const played = await play(plan, { house, store, crew, contacts })
    const evidence = { ...played.evidence, record: recorder.read(store.keys), ...(await recordsOf(store, contacts)), journal: await journalOf(platformPort) }
    return { plan, ...check(evidence), ...figuresOf(evidence, played) }
  } finally {
    await crew?.stop()
    await closeStore(store)
    await house.close()
  }
}

interface Played {
  evidence: Omit<Evidence, 'record' | 'people' | 'journal'>
  injector: Injector
  drainMs: number
  seconds: number
}

async function play(plan: Plan, o: { house: House; store: Store; crew: Crew; contacts: Contact[] }): Promise<Played> {
  const { store, crew, contacts } = o
  await until('everybody is ready', () => crew.allReady(), { withinMs: readyWithinMs })
  const chance = newChance(plan.seed)
  const ports = crew.members.filter(({ role }) => role === 'web').map(({ port }) => port)
  const mix = mixOf(plan.harm)
  const injector = newInjector({ contacts, ports, perSecond: plan.perSecond, mix, chance, seconds: plan.seconds })
  const scene: Scene = { ...o, injector, chance, seconds: plan.seconds, faults: [], wrong: [] }
  const starvation = watchStarvation(() => [o.house.redisPid(), ...crew.workerPids()], scene.faults)
  await Promise.all(contacts.map(async (contact) => injector.tell(contact, 'menu')))
  await atRest(store, 60_000)
  const dueAt = new Map<string, number>()
  const reminded = contacts.filter((contact) => contact.reminded)
  const soonMs = 3000
  const begin = Date.now() + soonMs
  for (const { owner } of reminded) dueAt.set(owner, Math.floor(begin + chance.between(0.1, 0.9) * plan.seconds * 1000))
  await appoint(store, reminded, ({ owner }) => dueAt.get(owner) ?? 0)
  await atRest(store, 60_000)
  const before = await census(store)
  const startedAt = Date.now()
  injector.start()
  await unleash(plan.harm, scene)
  const answered = injector.stop()
  crew.heal()
  await until('everybody is ready again', () => crew.allReady(), { withinMs: readyWithinMs })
  await answered
  const healedAt = performance.now()
  const left = await atRest(store, quietWithinMs + (await backlogMs(store)))
  const drainMs = performance.now() - healedAt
  starvation.stop()
  const deaths = crew.workerDeaths.filter((at) => at >= startedAt).map((at): Fault => ({ what: 'a worker died', from: at, until: at, touchesSends: true }))
  const webDeaths = crew.webDeaths.map((at): Fault => ({ what: 'a web process died', from: at, until: at, touchesSends: false }))
  const eventIdOf = ({ id }: Told): string => `in_${store.sealing.digest('in', 'whatsapp', id)}`
  return {
    evidence: {
      told: injector.told,
      taken: injector.taken,
      contacts,
      eventIdOf,
      dueAt,
      faults: [...scene.faults, ...deaths, ...webDeaths],
      wrong: scene.wrong,
      census: { before, after: await census(store) },
      left,
    },
    injector,
    drainMs,
    seconds: plan.seconds,
  }
}

/** Resolves with what is still not at rest after that time. */
async function atRest(store: Store, withinMs: number): Promise<string[]> {
  const end = performance.now() + withinMs
  for (;;) {
    const left = await restless(store)
    if (left.length === 0 || performance.now() > end) return left
    await pause(50)
  }
}

async function recordsOf(store: Store, contacts: readonly Contact[]): Promise<Pick<Evidence, 'people'>> {
  const all = await listCases(store, {})
  const people: Evidence['people'] = new Map()
  for (const { owner } of contacts) {
    const [conversation, messages] = await Promise.all([readConversation(store, owner), readMessages(store, owner, { limit: 100_000 })])
    people.set(owner, { messages, turn: conversation?.turn ?? 0, cases: all.filter(({ participantId }) => participantId === owner).map((one) => one.case) })
  }
  return { people }
}

async function journalOf(platformPort: number): Promise<Sent[]> {
  const answer = await fetch(`http://127.0.0.1:${platformPort}/control/journal`)
  return z.array(Sent).parse(await answer.json())
}

function figuresOf({ told, faults, record, eventIdOf }: Evidence, { injector, drainMs, seconds }: Played) {
  const done = faults.filter(({ what }) => what !== 'starved')
  return {
    faults: done.length,
    starvedSeconds: faults.filter(({ what }) => what === 'starved').reduce((sum, { from, until }) => sum + (until - from) / 1000, 0),
    refused: [...injector.refused.values()].reduce((sum, count) => sum + count, 0),
    taken: injector.taken,
    slowestRefusalMs: injector.slowestRefusalMs,
    drainMs,
    recoveryMs: recovery(told, done, record, eventIdOf),
    seconds,
  }
}

function recovery(told: readonly Told[], faults: readonly Fault[], record: Record, eventIdOf: (one: Told) => string): Outcome['recoveryMs'] {
  const handledAt = new Map([...record.handled.values()].flat().map(({ eventId, at }) => [eventId, at]))
  const spans = told.map((one) => ({ from: one.ackedAt ?? Infinity, until: handledAt.get(eventIdOf(one)) ?? 0 }))
  const took = faults
    .map(({ from, until }) => Math.max(0, ...spans.filter((span) => span.from <= from && span.until > from).map((span) => span.until - until)))
    .toSorted((a, b) => a - b)
  return { median: took[Math.floor(took.length / 2)] ?? 0, longest: took.at(-1) ?? 0 }
}
