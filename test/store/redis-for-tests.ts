// A Redis of its own for one test file: real, on a socket in a temporary folder, gone afterwards.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startRedis, type EmbeddedRedis } from '../../src/store/embedded.ts'
import { closeStore, openStore, type Store, type StoreFault } from '../../src/store/redis.ts'

export const testMasterKey = Buffer.alloc(32, 7)

export interface TestStore {
  store: Store
  /** What the store reported, oldest first. */
  faults: StoreFault[]
  redis: {
    url: string
    dir: string
    /** kill -9; resolves when the process is gone. */
    kill(): Promise<void>
    /** Starts it again on the same files; resolves when `store` can use it. */
    restart(): Promise<void>
  }
  stop(): Promise<void>
}

/** `clock` may be moved by the test; it starts at the machine's time unless given. */
export async function startTestStore(o: { clock?: () => number } = {}): Promise<TestStore> {
  const dir = await mkdtemp(join(tmpdir(), 'brug-t-'))
  let server: EmbeddedRedis = await startRedis({ dir, keepUp: false })
  const faults: StoreFault[] = []
  const store = await openStore({ url: server.url, masterKey: testMasterKey, clock: o.clock, report: (fault) => faults.push(fault) })
  const kill = async () => {
    const { pid } = server
    process.kill(pid, 'SIGKILL')
    await until(() => !isAlive(pid))
  }
  return {
    store,
    faults,
    redis: {
      url: server.url,
      dir,
      kill,
      async restart() {
        await server.stop()
        server = await startRedis({ dir, keepUp: false })
        await until(() => store.redis.isReady)
      },
    },
    async stop() {
      await closeStore(store)
      await server.stop()
      if (isAlive(server.pid)) await kill()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Waits for something outside of our control, with an end. */
export async function until(isDone: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await isDone())) {
    if (Date.now() > end) throw new Error('it did not happen in time')
    await pause(5)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
