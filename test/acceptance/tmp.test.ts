import { test } from 'vitest'
import { wholeBrug, until } from './whole-brug.ts'
test('x', async () => {
  const brug = await wholeBrug({ env: { LOG_LEVEL: 'info' } })
  await brug.start()
  const maria = String(brug.brug('staff', 'add', '--name', 'Maria', '--role', 'volunteer', '--telegram', '9001').json['id'])
  const p = String(brug.brug('people', 'add', '--name', 'Amina', '--lang', 'nl', '--telegram', '301', '--trusted', maria).json['id'])
  const t0 = Date.now()
  const startsAt = new Date(Date.now() + 2 * 60 * 60 * 1000 + 12_000).toISOString()
  const added = await brug.api('POST', '/appointments', { participantId: p, kind: 'other', title: 'Gemeente', startsAt, remindBefore: ['PT2H'] })
  console.log(added, Date.now() - t0)
  await brug.killEverything()
  console.log('killed', Date.now() - t0)
  await brug.start()
  console.log('started', Date.now() - t0)
  await until(() => brug.telegram.journal.length > 2, 15000).catch(() => 0)
  console.log(Date.now() - t0, JSON.stringify(brug.telegram.journal.map(x => [x.chatId, x.text.slice(0, 40), x.keyboard])), brug.output())
  await brug.stop()
}, 90000)
