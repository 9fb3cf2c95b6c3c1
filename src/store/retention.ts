// Letting go of what is no longer needed: old chat text, closed cases after their term, guests who stayed away. Terms are given, never known here.
// A person's own record is never shortened behind the back of a conversation: where something in it is past its term, the turn is asked to let it go.
import type { Conversation } from '../core/conversation.ts'
import { isAtLeast } from '../core/level.ts'
import { monthsLater, pastTerm, type Terms } from '../core/retention.ts'
import { openCase } from './cases.ts'
import { readConversation } from './conversations.ts'
import { sweepFormerStaff } from './leaving.ts'
import { isConversation } from './indexes.ts'
import { openMoment } from './log.ts'
import { post } from './mailbox.ts'
import { forget, payRewrite } from './forgetting.ts'
import { keyOf } from './owners.ts'
import { send, type Store } from './redis.ts'
import { asBytes, asList, asText, maybe } from './reply.ts'

export interface Swept {
  messages: number
  cases: number
  guests: number
  /** People whose conversation was asked to let something go. */
  asked: number
}

const dayMs = 24 * 60 * 60_000

/** Sweeps everybody once; `now` in epoch ms. May be repeated and interrupted at any time. */
export async function sweep(store: Store, o: { now: number; rulesFor: (conversation: Conversation) => Terms }): Promise<Swept> {
  const swept: Swept = { messages: 0, cases: 0, guests: 0, asked: 0 }
  const owners = asList(await send(store, ['SMEMBERS', store.keys.people])).map(asText)
  for (const owner of owners) {
    const document = await readConversation(store, owner)
    if (!document) continue
    const rules = o.rulesFor(document)
    if (isStaleGuest(document, rules, o.now)) {
      // What they wrote meanwhile is answered first; tomorrow night they are no longer stale.
      const outcome = await forget(store, owner, { onlyIf: (one) => one !== undefined && isConversation(one) && isStaleGuest(one, rules, o.now) })
      if (outcome === 'forgotten') swept.guests += 1
      continue
    }
    swept.messages += await dropMessages(store, owner, o.now - rules.chatDays * dayMs)
    swept.cases += await dropCases(store, owner, rules, o.now)
    if (Object.keys(pastTerm(document, rules, o.now)).length > 0) {
      // One a day: a conversation that could not be asked last night is asked again tonight.
      await post(store, owner, { id: `retention_${Math.floor(o.now / dayMs)}`, at: Math.floor(o.now), type: 'retention_due' })
      swept.asked += 1
    }
  }
  await sweepFormerStaff(store, o.now)
  await payRewrite(store)
  return swept
}

/** A guest with an open case is waited for, however long. */
function isStaleGuest({ linked, lastHeardAt, startedAt, case: one }: Conversation, { guestDays }: Terms, now: number): boolean {
  return !linked && (one === undefined || one.state === 'closed') && (lastHeardAt ?? startedAt) < now - guestDays * dayMs
}

async function dropMessages(store: Store, owner: string, before: number): Promise<number> {
  const { keys } = store
  const key = await keyOf(store, owner)
  const old = asList(await send(store, ['ZRANGEBYSCORE', keys.log + owner, '-inf', `(${before}`])).map(asBytes)
  if (old.length === 0 || !key) return 0
  const ids = old.flatMap((bytes) => openMoment(key, bytes).map(({ id }) => id))
  if (ids.length > 0) await send(store, ['HDEL', keys.status + owner, ...ids])
  await send(store, ['ZREMRANGEBYSCORE', keys.log + owner, '-inf', `(${before}`])
  return ids.length
}

async function dropCases(store: Store, owner: string, rules: Terms, now: number): Promise<number> {
  const { keys } = store
  let dropped = 0
  for (const id of asList(await send(store, ['SMEMBERS', keys.casesOf + owner])).map(asText)) {
    const found = await openCase(store, maybe(await send(store, ['GET', keys.case + id]), asBytes))
    if (!found || found.case.state !== 'closed') continue
    const months = isAtLeast(found.case.level, '3A') ? rules.closedUrgentCaseMonths : rules.closedCaseMonths
    if (monthsLater(found.case.closedAt ?? found.case.raisedAt, months) > now) continue
    await send(store, ['DEL', keys.case + id])
    await send(store, ['ZREM', keys.closedCases, id])
    await send(store, ['SREM', keys.casesOf + owner, id])
    dropped += 1
  }
  return dropped
}
