// What goes wrong during a soak, and when: one schedule for each kind of fault, drawn from the seed.
// It notes for how long each fault lasted; what that did is for the check to find out.
import { setTimeout as pause } from 'node:timers/promises'
import { send, type Store } from '../../src/store/redis.ts'
import type { House } from '../house.ts'
import { postJson } from '../../test/platforms/stage.ts'
import { bodyOf, signatureOf } from '../webhooks.ts'
import type { Chance } from './chance.ts'
import type { Crew, Member, Role } from './crew.ts'
import { messageOf, type Injector, type Mix } from './injector.ts'
import { linkFaults } from './link.ts'

/** F1 processes die · F2 Redis dies, stands still, rewrites its file · F3 the wire to Redis breaks · F4 the platform is unruly. */
export const faultNames = ['F1', 'F2', 'F3', 'F4'] as const
export type FaultName = (typeof faultNames)[number]

export interface Fault {
  what: string
  from: number
  until: number
  /** A message being sent at that time may be sent twice. */
  touchesSends: boolean
}

export interface Scene {
  house: House
  crew: Crew
  store: Store
  injector: Injector
  chance: Chance
  seconds: number
  faults: Fault[]
  /** Answers that were not what they had to be. */
  wrong: string[]
}

/** How unruly the platform is meanwhile. */
export function mixOf(harm: Harm): Mix {
  return harm === 'F4' ? { twice: 0.4, late: 0.2, batch: 0.1 } : { twice: 0.15, late: 0.05, batch: 0.02 }
}

/** For the controls: workers that die, and workers that stand still for longer than they may. */
export type Harm = FaultName | 'deaths' | 'stalls'

export async function unleash(harm: Harm, scene: Scene): Promise<void> {
  const endsAt = performance.now() + scene.seconds * 1000
  const nextMs = gaps[harm]
  while (performance.now() < endsAt) {
    await pause(Math.min(scene.chance.between(...nextMs), Math.max(0, endsAt - performance.now())))
    if (performance.now() < endsAt) await acts[harm](scene)
  }
}

const gaps: { [harm in Harm]: [number, number] } = { F1: [250, 750], F2: [1500, 4000], F3: [300, 1500], F4: [100, 400], deaths: [250, 750], stalls: [100, 500] }

const acts: { [harm in Harm]: (scene: Scene) => Promise<void> } = {
  F1: killSomebody,
  F2: hurtRedis,
  F3: breakWire,
  F4: misbehave,
  deaths: async (scene) => ready(scene, 'worker')?.die(),
  stalls: stall,
}

const crashPoints = ['claimed', 'decided', 'committed', 'permitted', 'sent', 'settled', 'firing'] as const

async function killSomebody(scene: Scene): Promise<void> {
  const { chance } = scene
  const role: Role = chance.is(0.6) ? 'worker' : 'web'
  const victim = ready(scene, role)
  // Mostly the other one lives on: with both gone nothing happens at all, and a kill finds nothing in flight.
  const isLast = scene.crew.members.filter((member) => member.role === role && member.isReady).length === 1
  if (!victim || (isLast && !chance.is(0.02))) return
  // Half of the workers that come after are going to die at a named point.
  if (victim.role === 'worker' && chance.is(0.5)) victim.crashNextAt = `${chance.pick(crashPoints)}:${chance.whole(1, 5)}`
  victim.die()
}

async function hurtRedis(scene: Scene): Promise<void> {
  const { house, chance, store } = scene
  const how = chance.pick(['kill', 'stop', 'rewrite'] as const)
  const from = Date.now()
  if (how === 'rewrite') {
    await send(store, ['BGREWRITEAOF']).catch(() => undefined)
    return note(scene, 'Redis rewrites its file', from, false)
  }
  const pid = house.redisPid()
  if (how === 'kill') {
    process.kill(pid, 'SIGKILL')
    while (house.redisPid() === pid || !(await answers(store))) await pause(20)
    return note(scene, 'Redis killed', from, true)
  }
  process.kill(pid, 'SIGSTOP')
  await pause(chance.between(1000, Math.min(10_000, scene.seconds * 250)))
  process.kill(pid, 'SIGCONT')
  note(scene, 'Redis stands still', from, true)
}

async function breakWire(scene: Scene): Promise<void> {
  const { chance } = scene
  const role: Role = chance.is(0.7) ? 'worker' : 'web'
  const victim = ready(scene, role)
  if (!victim) return
  if (role === 'worker' && chance.is(0.2)) return stall(scene)
  const how = chance.pick(linkFaults)
  const from = Date.now()
  await victim.link.break(how, chance.between(500, Math.min(6000, scene.seconds * 200)))
  note(scene, `wire of a ${role}: ${how}`, from, role === 'worker')
}

/** A worker that stands still for longer than its leases last, and then goes on with what it believes to hold. */
async function stall(scene: Scene): Promise<void> {
  const victim = ready(scene, 'worker')
  if (!victim) return
  const from = Date.now()
  await victim.standStill()
  note(scene, 'a worker stands still', from, true)
}

async function misbehave(scene: Scene): Promise<void> {
  const { injector, chance, wrong } = scene
  const url = `http://127.0.0.1:${chance.pick(scene.crew.members.filter(({ role }) => role === 'web')).port}/webhooks/whatsapp`
  const expect = async (status: number, what: string, body: string, signature = signatureOf(body)): Promise<void> => {
    let answered = await postJson(url, body, { 'x-hub-signature-256': signature })
    // A store that is too slow for a moment may be said so, as to any webhook.
    while (answered === 503) {
      await pause(500)
      answered = await postJson(url, body, { 'x-hub-signature-256': signature })
    }
    if (answered !== status) wrong.push(`${what}: answered ${answered}, not ${status}`)
    scene.faults.push({ what, from: Date.now(), until: Date.now(), touchesSends: false })
  }
  const known = injector.told.filter(({ ackedAt }) => ackedAt !== undefined)
  if (known.length === 0) return
  const one = chance.pick(known)
  const forged = { ...one, id: `wamid.forged.${scene.faults.length}` }
  switch (chance.whole(0, 4)) {
    case 0:
      return expect(401, 'a signature of somebody else', bodyOf([messageOf(forged)]), signatureOf(bodyOf([messageOf(forged)]), 'another-secret'))
    case 1:
      return expect(400, 'not JSON', 'this is no webhook')
    case 2:
      return expect(200, 'a status of a message nobody knows', bodyOf([], [statusOf(`wamid.unknown.${scene.faults.length}`)]))
    case 3: {
      // The oldest there is, as after a day of repeating.
      await injector.again(known[chance.whole(0, Math.min(20, known.length - 1))] ?? one)
      return note(scene, 'a message of long ago again', Date.now(), false)
    }
    default:
      return expect(200, 'a webhook of 3 MB', bodyOf([{ ...Object(messageOf(one)), filling: 'x'.repeat(3 * 1024 * 1024 - 2000) }]))
  }
}

function statusOf(id: string): unknown {
  return { id, status: 'delivered', timestamp: String(Math.floor(Date.now() / 1000)), recipient_id: '31600000000' }
}

function ready({ crew, chance }: Scene, role: Role): Member | undefined {
  const up = crew.members.filter((member) => member.role === role && member.isReady)
  return up.length > 0 ? chance.pick(up) : undefined
}

function note({ faults }: Scene, what: string, from: number, touchesSends: boolean): void {
  faults.push({ what, from, until: Date.now(), touchesSends })
}

async function answers(store: Store): Promise<boolean> {
  return send(store, ['PING']).then(
    () => true,
    () => false,
  )
}
