// A worker with the product's own turns and texts as a process of its own, to be killed. It loads first, which takes the longest, says so, and begins to
// work when it gets a line on its standard input.
import { once } from 'node:events'
import { startWorker } from '../../src/pipeline/worker.ts'
import { openStore } from '../../src/store/redis.ts'
import { turns } from '../../src/turns.ts'
import { testMasterKey } from '../store/redis-for-tests.ts'
import { projectContent } from '../content-for-tests.ts'
import { journalChannel } from './journal-channel.ts'

const { BRUG_TEST_REDIS: url = '', BRUG_TEST_JOURNAL: file = '' } = process.env

const content = projectContent()
process.stdout.write('loaded\n')
await once(process.stdin, 'data')
const store = await openStore({ url, masterKey: testMasterKey })
await startWorker({ store, channels: [journalChannel('telegram', { file })], turns, content: () => content })
process.stdout.write('works\n')
