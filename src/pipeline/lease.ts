// Leases held by this process: a send that takes long is kept alive, one that was put off is not blamed.
import type { Store } from '../store/redis.ts'
import { loadScript, runScript } from './script.ts'

interface Held {
  owner: string
  token: string
}

/** How long a claim or a send is ours without news: also how long others wait when this process dies. */
export const leaseMs = 3000

const script = loadScript(new URL('lease.lua', import.meta.url))

/** A send that is still under way stays ours for another lease. */
export async function keepSend(store: Store, held: Held): Promise<void> {
  await change(store, 'send_on', held, store.keys.due)
}

/** The send was put off before anything was tried; the try does not count. To be followed by `settle(… later)`. */
export async function uncountSend(store: Store, held: Held): Promise<void> {
  await change(store, 'send_untried', held, store.keys.due)
}

/** The person has just written: what waited for that may go. */
export async function sendNow(store: Store, owner: string): Promise<void> {
  await runScript(store, script, [store.keys.owner + owner, store.keys.due], ['send_now', owner, '', String(store.clock())])
}

async function change(store: Store, what: string, held: Held, index: string): Promise<void> {
  await runScript(store, script, [store.keys.owner + held.owner, index], [what, held.owner, held.token, String(store.clock() + leaseMs)])
}
