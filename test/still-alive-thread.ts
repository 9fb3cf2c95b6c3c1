// The thread of still-alive.ts: looks at the beat of the main thread, and when it has stopped for long writes where that stands and which
// processes it waits for. It writes to the descriptor itself, since a thread's own output passes through the thread that is stuck.
import { readdirSync, readFileSync, writeSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import { z } from 'zod'

const { beat, stuckMs } = z.object({ beat: z.instanceof(Int32Array), stuckMs: z.number() }).parse(workerData)
const looksMax = 8

let last = -1
let since = performance.now()
for (;;) {
  await pause(Math.min(1000, stuckMs / 4))
  const now = Atomics.load(beat, 0)
  if (now !== last) {
    last = now
    since = performance.now()
  } else if (performance.now() - since > stuckMs) {
    writeSync(2, `\nThis process has stood still for ${Math.round(stuckMs / 1000)} s and is ended.\n${childrenOfIt()}`)
    await Promise.race([whereItStands(), pause(10_000)])
    process.kill(process.pid, 'SIGKILL')
  }
}

/** Several looks: a loop shows itself by its frames, a wait outside of JavaScript by no answer at all. */
async function whereItStands(): Promise<void> {
  const session = new Session()
  session.connectToMainThread()
  let looks = 0
  const done = Promise.withResolvers<void>()
  session.on('Debugger.paused', ({ params }) => {
    const frames = params.callFrames.map(({ functionName, url, location }) => `  ${functionName} ${url}:${location.lineNumber + 1}`)
    writeSync(2, `${['It is in', ...frames].join('\n')}\n`)
    looks++
    if (looks === looksMax) done.resolve()
    else void lookAgain(session)
  })
  await session.post('Debugger.enable')
  await session.post('Debugger.pause')
  await done.promise
}

async function lookAgain(session: Session): Promise<void> {
  await session.post('Debugger.resume')
  await pause(23)
  await session.post('Debugger.pause')
}

function childrenOfIt(): string {
  const lines = readdirSync('/proc').flatMap((pid) => {
    try {
      const [, state, parent] = /^\d+ \(.*\) (\w) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      if (Number(parent) !== process.pid) return []
      return [`  child ${pid} (${state}): ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}\n`]
    } catch {
      return []
    }
  })
  return lines.join('')
}
