// The pipeline's own two Lua scripts (pace, lease): loaded once, run by hash, sent whole only when Redis does not know them.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { send, type Store } from '../store/redis.ts'

export interface Script {
  text: string
  sha: string
}

export function loadScript(file: URL): Script {
  const text = readFileSync(file, 'utf8')
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

/** Throws `Unavailable` within a second when Redis does not answer. */
export async function runScript(store: Store, script: Script, keys: string[], words: string[]): Promise<unknown> {
  const given = [String(keys.length), ...keys, ...words]
  try {
    return await send(store, ['EVALSHA', script.sha, ...given])
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
    return send(store, ['EVAL', script.text, ...given])
  }
}
