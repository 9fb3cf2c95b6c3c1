// The conversation loop: claim owners that have events, let the pure turn decide, commit, go on with the next event of the same owner.
// Events of one owner in order, as many in one commit as are mere talk; owners never wait for each other. It sends nothing itself: what must be done leaves through the outbox.
import type { Logger } from 'pino'
import type { Content, RosterEntry } from '../core/content.ts'
import { newConversation, type Conversation } from '../core/conversation.ts'
import { newStaffLine, type StaffLine } from '../core/care/line.ts'
import type { Effect } from '../core/effect.ts'
import type { Event } from '../core/event.ts'
import { bury, claim as claimWork, commit, release, type Claim, type Committed, type Turn } from '../store/conversations.ts'
import type { Due } from '../store/outbox.ts'
import { post } from '../store/mailbox.ts'
import { Unavailable, type Store } from '../store/redis.ts'
import { isConversation } from '../store/indexes.ts'
import { roster } from '../store/staff.ts'
import type { Metrics } from './counters.ts'
import { entriesOf } from './journal.ts'
import { leaseMs, sendNow } from './lease.ts'
import { despiteOutage, faultOf } from './loop.ts'
import { drainOutbox } from './perform.ts'

/** The pure functions that decide; bound together in turns.ts at the root. */
export interface Turns {
  takeTurn(content: Content, conversation: Conversation, event: Event, now: Date): { conversation: Conversation; effects: Effect[] }
  takeStaffTurn(content: Content, line: StaffLine, event: Event, now: Date): { line: StaffLine; effects: Effect[] }
}

/** Named places where a process may die; a test hands in a callback that kills it there. */
export type CrashPoint = 'claimed' | 'decided' | 'committed' | 'permitted' | 'sent' | 'settled' | 'firing'

export interface ConverseParts {
  store: Store
  turns: Turns
  content: () => Content
  log?: Logger
  metrics?: Metrics
  crashPoint?: (at: CrashPoint) => void
  /** Takes over the first thing to send, leased with the commit; asked first whether there is room for it. Absent: left to whoever looks after outboxes. */
  sender?: { hasRoom: () => boolean; begin: (due: Due) => void }
}

export interface Conversing {
  /** Claims as much as there is room for. 'rest': nothing was ready. */
  step: () => Promise<'more' | 'rest'>
  /** Resolves when every chain under way has ended. */
  finish: () => Promise<void>
}

/** Owners held at once: enough that Redis always has a batch of commits to put on disk together. */
const ownersMax = 128
/** Claimed in one round trip. One or two free places are not worth one. */
const claimMax = 64
const refillAt = ownersMax - claimMax
const triesMax = 3
/** A process is also ended from outside while an innocent event is in its hands, and that twice or thrice in a row; five times it is the event. */
const deathsMax = 5
const silenceMs = 20 * 60 * 60 * 1000
/** Events of one owner that come along and may be made true together: what a commit costs is then shared. */
const eventsMax = 16
/** A chain gives its place up after this many events, so that one very busy owner cannot keep others waiting. */
const chainMax = 100

export function conversing(parts: ConverseParts): Conversing {
  const under = new Set<Promise<void>>()
  const survived = new Survivors()
  let stopping = false
  let roomy: (() => void) | undefined

  const start = (claimed: Claim, people: readonly RosterEntry[]): void => {
    const chain: Promise<void> = runChain(parts, survived, people, claimed, () => stopping).finally(() => {
      under.delete(chain)
      if (under.size <= refillAt) roomy?.()
    })
    under.add(chain)
  }
  return {
    async step() {
      if (under.size > refillAt) await new Promise<void>((resolve) => (roomy = resolve))
      roomy = undefined
      const people = await roster(parts.store)
      const claims = await claimWork(parts.store, { max: claimMax, leaseMs, eventsMax })
      const suspects = claims.filter((claimed) => claimed.attempts > 1 && !survived.has(claimed))
      for (const claimed of claims) if (!suspects.includes(claimed)) start(claimed, people)
      if (suspects.length > 0) {
        await Promise.all(under)
        await tryAlone(parts, survived, people, suspects)
      }
      return claims.length > 0 ? 'more' : 'rest'
    },
    async finish() {
      stopping = true
      await Promise.all(under)
    },
  }
}

/**
 * Handles everything that waits for one owner, for commands and for tests: needs no worker, and does no harm beside one.
 * Messages stay in the outbox for a worker; invites, forgetting and the like are done.
 */
export async function drain(parts: Omit<ConverseParts, 'sender'>, owner: string): Promise<void> {
  const survived = new Survivors()
  for (;;) {
    const [claimed] = await claimWork(parts.store, { max: 1, leaseMs, only: owner })
    if (claimed) await runChain(parts, survived, await roster(parts.store), claimed, () => false)
    else if (!(await drainOutbox(parts, owner))) return
  }
}

/** Runs the events of one owner until its mailbox is empty, the lease is lost, or the turn fails. Never throws: one owner's trouble is its own. */
async function runChain(parts: ConverseParts, survived: Survivors, people: readonly RosterEntry[], first: Claim, isStopping: () => boolean): Promise<void> {
  let claimed: Claim | undefined = first
  let length = 0
  while (claimed) {
    try {
      if (isStopping() || length >= chainMax) return await release(parts.store, claimed, { untried: true })
      const { handled, next } = await runSome(parts, survived, people, claimed)
      length += handled
      claimed = next
    } catch (error) {
      // A store that went away says so in the loops; the lease ends by itself and the event is still there.
      if (!(error instanceof Unavailable)) parts.log?.error({ owner: first.owner, ...faultOf(error) }, 'an event could not be handled')
      return
    }
  }
}

/** One commit. Resolves with the next claim of the same owner. */
async function runSome(
  parts: ConverseParts,
  survived: Survivors,
  people: readonly RosterEntry[],
  claimed: Claim,
): Promise<{ handled: number; next?: Claim | undefined }> {
  parts.crashPoint?.('claimed')
  const { store, metrics } = parts
  const event = claimed.event.type
  if (claimed.attempts > deathsMax && !survived.has(claimed)) {
    metrics?.turns.inc({ event, result: 'buried' })
    parts.log?.error({ owner: claimed.owner, event }, 'an event ended its process again and again: it is set aside, and a human is told')
    await bury(store, claimed, 'crashed')
    return { handled: 0 }
  }
  const decided = decideSome(parts, people, claimed)
  if (decided.type === 'failed') return { handled: 0, next: await giveBack(parts, claimed, decided.error) }
  survived.add(claimed)
  parts.crashPoint?.('decided')
  const committed = await commitOne(parts, claimed, decided.turn)
  parts.crashPoint?.('committed')
  if (committed.type === 'failed') {
    // What a turn made can be as impossible as a turn that throws.
    survived.delete(claimed)
    return { handled: 0, next: await giveBack(parts, claimed, committed.error) }
  }
  const handled = [claimed.event, ...claimed.behind.slice(0, decided.turn.handled - 1)]
  for (const { type } of handled) metrics?.turns.inc({ event: type, result: committed.type })
  if (committed.type === 'fenced') return { handled: 0 }
  survived.delete(claimed)
  for (const { at } of handled) metrics?.waitSeconds.observe(Math.max(0, store.clock() - at) / 1000)
  count(parts, decided.turn.effects)
  if (committed.skipped.length > 0) await tellOfSkipped(parts, claimed, decided.turn.effects, committed.skipped)
  if (committed.due) parts.sender?.begin(committed.due)
  else if (breaksSilence(claimed)) await sendNow(store, claimed.owner)
  return { handled: handled.length, next: committed.next }
}

/** Words for somebody who is forgotten did not go. An alert to somebody who is not there any more failed: the next is asked at once. Should this be lost, the deadline comes all the same. */
async function tellOfSkipped({ store }: ConverseParts, { owner }: Claim, effects: Effect[], skipped: string[]): Promise<void> {
  for (const effect of effects) {
    if (effect.type !== 'post' || !skipped.includes(effect.to)) continue
    const at = Math.floor(store.clock())
    if (effect.event.type === 'staff_wrote')
      await post(store, owner, { id: `skipped_${effect.id}`, at, type: 'staff_message_settled', participantId: effect.to, outcome: 'not_sent' })
    if (effect.event.type !== 'alert_raised') continue
    const { caseId } = effect.event
    await post(store, owner, { id: `skipped_${effect.id}`, at, type: 'alert_failed', caseId, staffId: effect.to, fault: 'unreachable' })
  }
}

/** A message after most of a day opens the platform's window: texts that waited for it may go. */
function breaksSilence({ event, document }: Claim): boolean {
  return 'messageId' in event && 'channel' in event && event.at - (document?.lastHeardAt ?? 0) > silenceMs
}

async function commitOne({ store, sender }: ConverseParts, claimed: Claim, turn: Turn): Promise<Committed | { type: 'failed'; error: unknown }> {
  try {
    const { value, wasUnsure } = await despiteOutage(leaseMs, async () => commit(store, claimed, turn, { sendLeaseMs: sender?.hasRoom() ? leaseMs : 0 }))
    // Perhaps fenced by our own commit, whose answer was lost: then the next event is still held in our name.
    if (value.type === 'fenced' && wasUnsure) await release(store, claimed)
    return value
  } catch (error) {
    if (error instanceof Unavailable) throw error
    return { type: 'failed', error }
  }
}

type Decided = { type: 'decided'; turn: Turn & { handled: number } } | { type: 'failed'; error: unknown }

/**
 * The head, and those behind it as long as each is mere talk. Whatever is more, or fails, is decided once more with a commit of its own: deciding is pure.
 * After a crash events go one by one, so that it shows which of them it was.
 */
function decideSome(parts: ConverseParts, people: readonly RosterEntry[], claimed: Claim): Decided {
  const now = new Date(parts.store.clock())
  const content: Content = { ...parts.content(), roster: people }
  const decideOne = (event: Event, before: Claim['document']): Decided => {
    const startedAt = performance.now()
    const decided = decide(parts.turns, content, { owner: claimed.owner, kind: claimed.kind, event, document: before }, now)
    parts.metrics?.turnSeconds.observe((performance.now() - startedAt) / 1000)
    return decided
  }
  const first = decideOne(claimed.event, claimed.document)
  if (first.type === 'failed' || claimed.attempts > 1 || !isMereTalk(claimed.document, first.turn)) return first
  let { turn } = first
  for (const event of claimed.behind) {
    const next = decideOne(event, turn.document)
    if (next.type === 'failed' || !isMereTalk(turn.document, next.turn)) break
    turn = {
      document: next.turn.document,
      effects: [...turn.effects, ...next.turn.effects],
      log: [...turn.log, ...next.turn.log],
      handled: turn.handled + 1,
    }
  }
  return { type: 'decided', turn }
}

/** Nothing came of it but words: no case, no moment, nobody else told, nothing urgent. */
function isMereTalk(before: Claim['document'], { document, effects }: Turn): boolean {
  if (!before || !isConversation(before) || !isConversation(document)) return false
  const { timers, appointments, trusted, reserve, talkingTo } = before
  const isSame =
    timers === document.timers &&
    appointments === document.appointments &&
    before.case === document.case &&
    before.closedCase === document.closedCase &&
    trusted === document.trusted &&
    reserve === document.reserve &&
    talkingTo === document.talkingTo
  return isSame && effects.every((effect) => effect.type === 'note' || (effect.type === 'say' && effect.purpose !== 'urgent'))
}

function decide(turns: Turns, content: Content, { owner, kind, event, document }: Pick<Claim, 'owner' | 'kind' | 'event' | 'document'>, now: Date): Decided {
  try {
    if (kind === 'staff') {
      const before = document && !isConversation(document) ? document : newStaffLine(owner, now.getTime())
      const { line, effects } = turns.takeStaffTurn(content, before, event, now)
      return { type: 'decided', turn: { document: line, effects, log: [], handled: 1 } }
    }
    const before = document && isConversation(document) ? document : newConversation(owner, now.getTime())
    const { conversation, effects } = turns.takeTurn(content, before, event, now)
    return { type: 'decided', turn: { document: conversation, effects, log: entriesOf(event, effects, now.getTime()), handled: 1 } }
  } catch (error) {
    return { type: 'failed', error }
  }
}

/** A turn that throws is tried again shortly, in case the content was just being replaced; after three tries its place is taken by `event_failed`. */
async function giveBack(parts: ConverseParts, claimed: Claim, error: unknown): Promise<undefined> {
  const final = claimed.attempts >= triesMax
  parts.metrics?.turns.inc({ event: claimed.event.type, result: final ? 'buried' : 'failed' })
  parts.log?.error(
    { owner: claimed.owner, event: claimed.event.type, attempt: claimed.attempts, ...faultOf(error) },
    final ? 'a turn failed for good: a human is told' : 'a turn failed',
  )
  if (final) await bury(parts.store, claimed, 'failed')
  else await release(parts.store, claimed, { againAt: parts.store.clock() + 200 * claimed.attempts })
}

function count(parts: ConverseParts, effects: Effect[]): void {
  for (const effect of effects) {
    if (effect.type !== 'note') continue
    const { what, level = '', topic = '', lang = '' } = effect
    parts.metrics?.notes.inc({ what, level, topic, lang })
  }
}

/**
 * Events whose process ended once while they were claimed. Whoever was claimed together with the culprit shares its count, so each of them is
 * tried with nothing else under way: only an event that ends a process all by itself is ever set aside.
 */
async function tryAlone(parts: ConverseParts, survived: Survivors, people: readonly RosterEntry[], suspects: Claim[]): Promise<void> {
  const [first, ...others] = suspects
  await Promise.all(others.map((other) => release(parts.store, other, { untried: true })))
  if (first) await runChain(parts, survived, people, first, () => false)
  for (const other of others) {
    const [again] = await claimWork(parts.store, { max: 1, leaseMs, only: other.owner })
    if (again) await runChain(parts, survived, people, again, () => false)
  }
}

/** Events this process has decided without harm, though their commit may have failed: they are never suspects here. */
class Survivors {
  private readonly ids = new Set<string>()

  has(claimed: Claim): boolean {
    return this.ids.has(claimed.event.id)
  }

  add(claimed: Claim): void {
    this.ids.add(claimed.event.id)
    const [oldest] = this.ids
    if (this.ids.size > 10_000 && oldest !== undefined) this.ids.delete(oldest)
  }

  delete(claimed: Claim): void {
    this.ids.delete(claimed.event.id)
  }
}
