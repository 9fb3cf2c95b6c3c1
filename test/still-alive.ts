// Notices a test that blocks its whole process: vitest's own time limits wait for the same event loop and never come. A thread beside it says
// what the process was doing and ends it, so that the run goes on and fails with a reason.
import { Worker } from 'node:worker_threads'

/** More than any test may take (90 s) and any row of commands run one after the other without a pause. */
const stuckMs = Number(process.env['TEST_STUCK_MS'] ?? 180_000)

const beat = new Int32Array(new SharedArrayBuffer(4))
setInterval(() => Atomics.add(beat, 0, 1), 500).unref()
// Without the options vitest starts its processes with: they are not meant for a thread of ours.
new Worker(new URL('still-alive-thread.ts', import.meta.url), { workerData: { beat, stuckMs }, execArgv: [] }).unref()
