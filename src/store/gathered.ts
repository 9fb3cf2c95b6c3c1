// Calls of one script that come in while the process is busy go to Redis as one: under load that halves what each of them costs on both sides.
// A lone call waits for nothing but the end of its turn of the event loop. Order is kept. One that fails costs its neighbours nothing.
// Only scripts that end in `each` can be called this way.
import { ErrorReply } from 'redis'
import { failureOf, runScript, type GatheredCall, type ScriptName, type Store } from './redis.ts'
import { asList } from './reply.ts'

/** Redis does nothing else while a script runs: this many take it about a millisecond. */
const callsMax = 64

/** Resolves and rejects as `runScript` does. */
export function runGathered(store: Store, name: ScriptName, words: (string | Buffer)[]): Promise<unknown> {
  return new Promise((done, failed) => {
    const call = { words, done, failed }
    const gathered = store.gathered.get(name)
    if (gathered && gathered.length < callsMax) return void gathered.push(call)
    const calls = [call]
    store.gathered.set(name, calls)
    setImmediate(() => {
      if (store.gathered.get(name) === calls) store.gathered.delete(name)
      void sendAll(store, name, calls)
    })
  })
}

async function sendAll(store: Store, name: ScriptName, calls: GatheredCall[]): Promise<void> {
  const words: (string | Buffer)[] = []
  for (const call of calls) words.push(String(call.words.length), ...call.words)
  try {
    const answers = asList(await runScript(store, name, words))
    for (const [n, call] of calls.entries()) {
      const answer = answers[n]
      if (answer instanceof ErrorReply) call.failed(failureOf(answer))
      else call.done(answer)
    }
  } catch (error) {
    for (const call of calls) call.failed(error)
  }
}
