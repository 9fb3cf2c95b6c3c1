// A worker as a process of its own, to be killed. It dies by its own hand at the named point when asked to:
// BRUG_CRASH_AT=sent:3 is the third time something was sent. Nothing in the product reads that name.
import { startWorker } from '../../src/pipeline/worker.ts'
import { openStore } from '../../src/store/redis.ts'
import { testMasterKey } from '../store/redis-for-tests.ts'
import { journalChannel } from './journal-channel.ts'
import { smallContent, smallTurns } from './small-turns.ts'

const { BRUG_TEST_REDIS: url = '', BRUG_TEST_JOURNAL: file = '', BRUG_CRASH_AT: crashAt = '' } = process.env
const [point, times = '1'] = crashAt.split(':')
let left = Number(times)

const store = await openStore({ url, masterKey: testMasterKey })
const worker = await startWorker({
  store,
  channels: [journalChannel('telegram', { file })],
  turns: smallTurns,
  content: () => smallContent,
  crashPoint(at) {
    if (at !== point) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
process.on('SIGTERM', () => {
  worker.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
process.stdout.write('ready\n')
