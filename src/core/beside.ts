// Who of the staff may know of one participant now: whoever stands beside them, and coordinators; never whom the person keeps out.
// It asks nobody for anything: who is asked in a case is the ladder's.
import type { RosterEntry } from './content.ts'
import { isKeptOut, type Conversation } from './conversation.ts'
import type { Relation } from './event.ts'

/** The part of a record that decides who it is for. */
export type Shared = Pick<Conversation, 'trusted' | 'reserve' | 'talkingTo' | 'notToTell' | 'case' | 'closedCase' | 'keptOut'>

/** `role`: absent where the roster does not know them. `now`: epoch ms; a relation that ended gives nothing. */
export function mayKnow(of: Shared, { staffId, role }: { staffId: string; role?: RosterEntry['role'] | undefined }, now: number): boolean {
  // Whoever may be the source of harm, or must not be told, sees nothing of this person: the conversation would tell them.
  if (isKeptOut(of, staffId)) return false
  if (role === 'coordinator') return true
  return role !== 'regisseur' && role !== 'editor' && isBeside(of, staffId, now)
}

export function isRunning(relation: Relation | undefined, now: number): boolean {
  return relation !== undefined && (relation.until === undefined || relation.until > now)
}

function isBeside({ trusted, reserve, talkingTo, case: open }: Shared, staffId: string, now: number): boolean {
  const isRelated = [trusted, reserve].some((relation) => relation?.staffId === staffId && isRunning(relation, now))
  return isRelated || talkingTo?.staffId === staffId || wasAsked(staffId, open)
}

/** Being asked for a case opens the record until the case is closed, or until they said they can not. */
function wasAsked(staffId: string, one: Conversation['case']): boolean {
  if (one === undefined || one.state === 'closed') return false
  const latest = one.alerts.findLast((alert) => alert.staffId === staffId)
  return one.acknowledgedBy === staffId || (latest !== undefined && latest.declined !== true)
}
