// The content as the keepers of facts left it: the files, with every "still right" since. Looked at again now and then, so that every process knows.
import type { Content } from './core/content.ts'
import { withConfirmed } from './core/keeping.ts'
import { readConfirmations } from './store/confirmations.ts'
import type { Store } from './store/redis.ts'

export interface Kept {
  now(): Content
}

const lookAgainMs = 30_000

/** `missed`: the store did not answer; what was known before goes on. */
export async function keptContent(store: Store, content: Content, missed: (error: unknown) => void): Promise<Kept> {
  let current = withConfirmed(content, await readConfirmations(store))
  const look = async () => {
    current = withConfirmed(content, await readConfirmations(store))
  }
  setInterval(() => void look().catch(missed), lookAgainMs).unref()
  return { now: () => current }
}
