// What the soak must notice: each control takes one part out of the mechanism, in a copy of it. A soak that passes with one of them is itself at fault.
import type { Channel } from '../../src/channels/channel.ts'
import type { ScriptName, Store } from '../../src/store/redis.ts'
import { createHash } from 'node:crypto'

export interface Control {
  name: string
  what: string
  harm: 'deaths' | 'stalls'
  /** Where its workers die, or stand still; absent: wherever they are. */
  crashAt?: string
}

/** Longer than a lease: whoever stands still for so long finds that somebody else has gone on. */
export const standstillMs = 4200

export const controls: readonly Control[] = [
  { name: 'pop', what: 'an event leaves the mailbox when it is claimed, not when it was handled', harm: 'deaths', crashAt: 'decided' },
  { name: 'no-fence', what: 'a commit is taken from whoever brings it, for whatever stands first', harm: 'stalls', crashAt: 'decided' },
  { name: 'no-dedupe', what: 'an arrival is stored as often as it comes', harm: 'deaths' },
  { name: 'ack-first', what: 'a message is crossed off before it was sent', harm: 'deaths', crashAt: 'settled' },
]

type Cut = [script: ScriptName, from: string, to: string]

const isHead = `  if not following[i] or idOf(following[i]) ~= id then return { 'fenced' } end`
const cuts: { [control: string]: Cut[] | undefined } = {
  pop: [
    ['claim', `local token = ARGV[4] .. i`, `local token = ARGV[4] .. i\n    call('LPOP', MAILBOX .. owner, #heads)`],
    ['commit', `0, #handled + ARGV[10] - 1)`, `0, math.max(ARGV[10], 1) - 1)`],
    ['commit', isHead, ''],
    ['commit', `following = { unpack(following, #handled + 1) }`, ''],
    ['commit', `.. owner, #handled)`, `.. owner, #following)`],
  ],
  'no-fence': [
    ['commit', `if fields[1] ~= token then return { 'fenced' } end`, ''],
    ['commit', isHead, ''],
  ],
  'no-dedupe': [['ingest', `if before then return { 'seen', before } end`, '']],
}

/** The store with its scripts changed; the same store when the control is none of the scripts'. */
export function brokenStore(store: Store, control: string): Store {
  const changes = cuts[control]
  if (!changes) return store
  const scripts = new Map(store.scripts)
  for (const [name, from, to] of changes) {
    const text = scripts.get(name)?.text ?? ''
    if (!text.includes(from)) throw new Error(`control ${control}: the script ${name} has no line "${from}" any more`)
    const changed = text.replace(from, () => to.replace('MAILBOX', `'${store.keys.mailbox}'`))
    scripts.set(name, { text: changed, sha: createHash('sha1').update(changed).digest('hex') })
  }
  return { ...store, scripts }
}

/** Time a message stands in memory only, when it was crossed off before it was sent. */
const inMemoryMs = 100

export function brokenChannel(channel: Channel, control: string): Channel {
  if (control !== 'ack-first') return channel
  return {
    ...channel,
    send: async (message) => {
      setTimeout(() => void channel.send(message), inMemoryMs)
      return { type: 'accepted', providerMessageId: `early.${message.id}` }
    },
  }
}
