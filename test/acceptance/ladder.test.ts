// What time does, seen from outside, with the demo's movable clock: who is asked next when nobody takes a case, and a reminder that falls due.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { cries } from './cries.ts'
import { heardOnTelegram, idOf, until, wholeBrug, type WholeBrug } from './whole-brug.ts'

let brug: WholeBrug
let staff: Record<keyof typeof chats, string>
const chats = { maria: 9101, yusuf: 9102, carla: 9103, dirk: 9104 }
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

beforeAll(async () => {
  brug = await wholeBrug({ demo: true })
  await brug.start()
  staff = {
    maria: addStaff('maria', 'volunteer'),
    yusuf: addStaff('yusuf', 'volunteer'),
    carla: addStaff('carla', 'coordinator'),
    dirk: addStaff('dirk', 'volunteer', '--duty'),
  }
}, 90_000)
afterAll(() => brug?.stop())

function addStaff(name: keyof typeof chats, role: 'volunteer' | 'coordinator', ...more: string[]): string {
  return idOf(brug.brug('staff', 'add', '--name', name, '--role', role, '--telegram', String(chats[name]), ...more))
}

async function forward(byMs: number): Promise<void> {
  const moved = await fetch(`${brug.origin}/demo/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ byMs }),
  })
  expect(moved.status).toBe(200)
}

const Case = z.object({ id: z.string(), participantId: z.string(), level: z.string(), alerts: z.array(z.object({ staffId: z.string(), role: z.string() })) })

async function caseOf(participantId: string): Promise<z.infer<typeof Case> | undefined> {
  return z
    .array(Case)
    .parse((await brug.api('GET', '/cases?state=open')).json)
    .find((one) => one.participantId === participantId)
}

test('nobody takes a cry for help: named person and reserve at once, the coordinator after five minutes, the duty contact after ten', async () => {
  const participantId = idOf(
    brug.brug('people', 'add', '--name', 'Selam', '--lang', 'nl', '--telegram', '6101', '--trusted', staff.maria, '--reserve', staff.yusuf),
  )
  const before = brug.telegram.journal.length
  const heard = (name: keyof typeof chats) => brug.telegram.journal.slice(before).filter((sent) => sent.chatId === chats[name])
  brug.telegram.says(6101, cries.nl)
  await heardOnTelegram(brug, chats.maria, before)
  await heardOnTelegram(brug, chats.yusuf, before)
  expect((await caseOf(participantId))?.level).toBe('3A')

  await forward(4 * minuteMs)
  expect(heard('carla')).toHaveLength(0)
  await forward(minuteMs + 1000)
  await heardOnTelegram(brug, chats.carla, before)
  expect(heard('dirk')).toHaveLength(0)

  await forward(5 * minuteMs)
  await heardOnTelegram(brug, chats.dirk, before)
  const asked = (await caseOf(participantId))?.alerts.map(({ staffId }) => staffId) ?? []
  expect(asked).toEqual(expect.arrayContaining(Object.values(staff)))
  for (const sent of brug.telegram.journal.slice(before).filter((one) => one.chatId > 9000)) expect(sent.text).not.toContain('Selam')
})

test('a reminder falls due on the day it was set for, and once', async () => {
  const participantId = idOf(brug.brug('people', 'add', '--name', 'Yonas', '--lang', 'nl', '--telegram', '6102', '--trusted', staff.maria))
  const { now } = z.object({ now: z.number() }).parse(await (await fetch(`${brug.origin}/demo/state`)).json())
  const startsAt = new Date(now + 3 * dayMs)
  startsAt.setUTCHours(13, 0, 0, 0)
  const added = await brug.api('POST', '/appointments', {
    participantId,
    kind: 'other',
    title: 'Stadhuis',
    startsAt: startsAt.toISOString(),
    remindBefore: ['P1D'],
  })
  expect(added.status).toBe(201)
  const before = brug.telegram.journal.length
  const reminders = () => brug.telegram.journal.slice(before).filter((sent) => sent.chatId === 6102 && sent.keyboard.length > 0)
  await forward(startsAt.getTime() - now - dayMs - minuteMs)
  expect(reminders()).toHaveLength(0)
  await forward(2 * minuteMs)
  await until(
    () => reminders().length > 0,
    15_000,
    () => brug.output(),
  )
  await forward(minuteMs)
  expect(reminders()).toHaveLength(1)
})
