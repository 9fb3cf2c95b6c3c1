// Was every promise kept? Compares what people were told was received, what Redis has on disk, what stands in the records and what reached the channel.
// I1 handled once · I2 in order of arrival · I3 reaches the channel · I4 twice only when broken while being sent · I5 in order · I6 one reminder
// · I7 one case for a cry · I8 no 200 without a record · I9 no key is left over · I10 at rest soon after · I11 nothing of anybody else · I12 nothing dropped.
import { z } from 'zod'
import { isAtLeast } from '../../src/core/level.ts'
import type { Case } from '../../src/core/care/case.ts'
import { recentMax } from '../../src/core/turn/draft.ts'
import type { LoggedMessage } from '../../src/store/log.ts'
import type { Told } from './injector.ts'
import type { Fault } from './nemesis.ts'
import { noncePattern, type Contact } from './people.ts'
import type { Record } from './recorder.ts'

/** One line of the stand-in's journal. */
export const Sent = z.object({
  at: z.number(),
  to: z.string(),
  opaque: z.string().default(''),
  text: z.string(),
  options: z.array(z.object({ title: z.string() })),
})
export type Sent = z.infer<typeof Sent>

export interface Evidence {
  told: readonly Told[]
  taken: number
  contacts: readonly Contact[]
  record: Record
  /** The event id an acknowledged message has. */
  eventIdOf: (one: Told) => string
  /** Everything ever said in a contact's conversation, and how many turns it took. */
  people: Map<string, { messages: LoggedMessage[]; turn: number; cases: Case[] }>
  journal: readonly Sent[]
  /** When each contact's reminder was due. */
  dueAt: Map<string, number>
  faults: readonly Fault[]
  wrong: readonly string[]
  census: { before: Map<string, number>; after: Map<string, number> }
  /** What was not at rest in time. */
  left: readonly string[]
}

export interface Findings {
  acked: number
  lost: number
  double: number
  disordered: number
  undelivered: number
  repeats: number
  repeatsMax: number
  buried: number
  /** One line for each broken promise, with its number. */
  violations: string[]
}

/** How far the clocks of the journal, Redis and this process may be apart when it is asked what happened at the same time. */
const slackMs = 1000

export function check(evidence: Evidence): Findings {
  const findings: Findings = {
    acked: 0,
    lost: 0,
    double: 0,
    disordered: 0,
    undelivered: 0,
    repeats: 0,
    repeatsMax: 0,
    buried: 0,
    violations: [...evidence.wrong],
  }
  intake(evidence, findings)
  for (const contact of evidence.contacts) {
    turnsOf(contact, evidence, findings)
    sendsOf(contact, evidence, findings)
    words(contact, evidence, findings)
    cases(contact, evidence, findings)
    reminder(contact, evidence, findings)
  }
  repeats(evidence, findings)
  keys(evidence, findings)
  for (const one of evidence.left) findings.violations.push(`I10 20 s after the last fault: ${one}`)
  return findings
}

/** I8 and I12: whatever was answered with 200 was put into a mailbox, once, and nothing else was. */
function intake({ told, record, eventIdOf, contacts }: Evidence, findings: Findings): void {
  const arrivals = contacts.flatMap(({ owner }) => record.arrived.get(owner) ?? []).filter((id) => id.startsWith('in_'))
  const stored = countsOf(arrivals)
  const acked = told.filter(({ ackedAt }) => ackedAt !== undefined)
  findings.acked = acked.length
  for (const one of acked) if (!stored.has(eventIdOf(one))) findings.violations.push(`I8 ${one.id} was answered with 200 and is not on disk`)
  for (const [id, times] of stored) if (times > 1) findings.violations.push(`I12 ${id} was put into its mailbox ${times} times`)
  if (stored.size !== acked.length) findings.violations.push(`I12 ${acked.length} messages were acknowledged, ${stored.size} are in mailboxes`)
}

/** A moment that came is only a nudge: it may come again, and then changes nothing. */
function withoutEchoes(ids: readonly string[]): string[] {
  return ids.filter((id, n) => !id.startsWith('due_') || ids.indexOf(id) === n)
}

/** A turn is not counted when the conversation remembers its event, and it remembers the last twenty. An echo later than that is a turn of its own, and changes nothing else. */
function countedTurns(handled: readonly string[]): number {
  const counted: string[] = []
  for (const id of handled) if (!counted.slice(-recentMax).includes(id)) counted.push(id)
  return counted.length
}

/** I1 and I2: what was handled is what arrived, in that order, once each; the record counts as many turns. */
function turnsOf({ owner, nonce }: Contact, { record, people }: Evidence, findings: Findings): void {
  const arrived = withoutEchoes(record.arrived.get(owner) ?? [])
  const became = (record.handled.get(owner) ?? []).map(({ eventId }) => eventId)
  const handled = withoutEchoes(became)
  const times = countsOf(handled)
  const lost = [...new Set(arrived)].filter((id) => !times.has(id)).length
  const double = handled.length - times.size
  const buried = record.buried.filter((one) => one.owner === owner).length
  const place = new Map(arrived.map((id, n) => [id, n]))
  const firsts = [...times.keys()].map((id) => place.get(id) ?? -1)
  const disordered = firsts.filter((at, n) => n > 0 && at < (firsts[n - 1] ?? 0)).length
  findings.lost += lost
  findings.double += double
  findings.disordered += disordered
  findings.buried += buried
  if (lost > 0) findings.violations.push(`I1 ${nonce}: ${lost} events were never handled`)
  if (double > 0) findings.violations.push(`I1 ${nonce}: ${double} events were handled again`)
  if (disordered > 0) findings.violations.push(`I2 ${nonce}: ${disordered} events were handled before one that came earlier`)
  if (buried > 0) findings.violations.push(`I12 ${nonce}: ${buried} events were given up, though nothing was wrong with them`)
  const turn = people.get(owner)?.turn
  const counted = countedTurns(became)
  if (turn !== counted) findings.violations.push(`I1 ${nonce}: ${counted} turns became true (${became.length} with echoes), the record counts ${turn}`)
}

/** I3 and I5: everything that was promised reached the channel, the first time in the order it was promised. */
function sendsOf({ owner, nonce }: Contact, { record, journal, people }: Evidence, findings: Findings): void {
  const promised = record.promised.get(owner) ?? { urgent: [], normal: [] }
  const reached = [...new Set(journal.filter(({ opaque }) => opaque.startsWith(`${owner}.`)).map(({ opaque }) => opaque))]
  const given = new Set((people.get(owner)?.messages ?? []).filter(({ status }) => status === 'failed').map(({ id }) => id))
  const missing = [...promised.urgent, ...promised.normal].filter((id) => !reached.includes(id))
  // What was given up has a reason, and the conversation was told: a channel that works gives no reason.
  if (given.size > 0) findings.violations.push(`I3 ${nonce}: ${given.size} messages were given up, though the channel works`)
  findings.undelivered += missing.length
  if (missing.length > 0) findings.violations.push(`I3 ${nonce}: ${missing.length} messages never reached the channel`)
  for (const lane of [promised.urgent, promised.normal]) {
    const came = reached.filter((id) => lane.includes(id))
    const expected = lane.filter((id) => came.includes(id))
    if (came.some((id, n) => id !== expected[n])) findings.violations.push(`I5 ${nonce}: messages came in another order than they were promised in`)
  }
}

/** I1 and I11: the record holds every word once, as it was said, and nothing of anybody else. */
function words({ owner, number, nonce }: Contact, { told, people, journal, eventIdOf }: Evidence, findings: Findings): void {
  const messages = people.get(owner)?.messages ?? []
  const theirs = messages.filter(({ from }) => from === 'participant')
  const said = told.filter((one) => one.contact.owner === owner && one.ackedAt !== undefined)
  const kept = new Map(theirs.map(({ id, text }) => [id, text]))
  const absent = said.filter((one) => kept.get(eventIdOf(one)) !== one.text).length
  if (absent > 0 || theirs.length !== said.length)
    findings.violations.push(`I1 ${nonce}: said ${said.length} things, the record has ${theirs.length}, ${absent} of them missing or changed`)
  const sent = journal.filter(({ opaque }) => opaque.startsWith(`${owner}.`))
  const strayed = sent.filter(({ to }) => to !== number).length
  const foreign = [...messages, ...sent].filter(({ text }) =>
    [...text.matchAll(noncePattern)].some(([found]) => found.toLowerCase() !== nonce.toLowerCase()),
  ).length
  if (strayed + foreign > 0) findings.violations.push(`I11 ${nonce}: ${strayed} messages went to somebody else, ${foreign} hold somebody else's name`)
}

/** I7: whoever cried has one case and its people were asked once each; nobody else has one. */
function cases({ owner, nonce }: Contact, { told, people, record }: Evidence, findings: Findings): void {
  const cried = told.some((one) => one.isCry && one.contact.owner === owner && one.ackedAt !== undefined)
  const urgent = (people.get(owner)?.cases ?? []).filter(({ level }) => isAtLeast(level, '3A'))
  if (urgent.length !== (cried ? 1 : 0))
    findings.violations.push(`I7 ${nonce}: ${cried ? 'cried for help' : 'did not cry'} and has ${urgent.length} urgent cases`)
  const [one] = urgent
  if (!one) return
  const asked = [...record.arrived].filter(([mailbox]) => mailbox.startsWith('s_')).flatMap(([, ids]) => ids.filter((id) => id.startsWith(`${owner}.`)))
  if (one.alerts.length === 0) findings.violations.push(`I7 ${nonce}: nobody was asked`)
  if (asked.length !== new Set(asked).size) findings.violations.push(`I7 ${nonce}: somebody was asked twice for one cry`)
  if (asked.length < one.alerts.length) findings.violations.push(`I7 ${nonce}: ${one.alerts.length} people were to be asked, ${asked.length} were`)
}

/** I6: one reminder for each appointment, not before its time. */
function reminder({ owner, nonce, number, reminded }: Contact, { people, journal, dueAt }: Evidence, findings: Findings): void {
  if (!reminded) return
  const due = dueAt.get(owner) ?? 0
  const isReminder = (one: { text: string }) => one.text.includes(`${nonce} bij de huisarts`)
  const said = (people.get(owner)?.messages ?? []).filter((one) => one.purpose === 'notice' && (one.offers ?? []).length > 0 && isReminder(one))
  if (said.length !== 1) findings.violations.push(`I6 ${nonce}: reminded ${said.length} times`)
  const [first] = said
  if (first && first.at < due) findings.violations.push(`I6 ${nonce}: reminded ${due - first.at} ms too early`)
  if (first && !journal.some(({ opaque, to }) => opaque === first.id && to === number))
    findings.violations.push(`I6 ${nonce}: the reminder never reached the channel`)
}

/** I4: a message came twice only if it was being sent while something broke, and then not more often than that. */
function repeats({ journal, record, faults }: Evidence, findings: Findings): void {
  const times = new Map<string, number[]>()
  for (const { opaque, at } of journal) times.set(opaque, [...(times.get(opaque) ?? []), at])
  const harmful = faults.filter(({ touchesSends }) => touchesSends)
  for (const [id, ats] of times) {
    const sentAt = Math.min(...ats)
    const settledAt = record.settled.get(id.replace(/~\d+$/, '')) ?? Infinity
    const touched = harmful.filter(({ from, until }) => from <= settledAt + slackMs && until >= sentAt - slackMs).length
    findings.repeats += ats.length - 1
    findings.repeatsMax += touched
    if (ats.length - 1 > touched)
      findings.violations.push(`I4 ${id} was sent ${ats.length} times within ${Math.max(...ats) - sentAt} ms, with ${touched} faults while it was being sent`)
  }
}

/** I9: no kind of key that lives for ever has become more, but for what was really added: cases. */
function keys({ census: { before, after }, told }: Evidence, findings: Findings): void {
  const cried = new Set(told.filter(({ isCry }) => isCry).map(({ contact }) => contact.n)).size
  // Jobs on their way; the indexes of open cases and of questions not understood; where staff see what became of alerts.
  const added = new Map([
    ['case', cried],
    ['c', cried],
    ['bull', 8],
    ['cases', 1],
    ['missed', 1],
    ['s of staff', 2],
  ])
  for (const [kind, count] of after) {
    const allowed = (before.get(kind) ?? 0) + (added.get(kind) ?? 0)
    if (count > allowed) findings.violations.push(`I9 keys of kind ${kind}: ${before.get(kind) ?? 0} before, ${count} after`)
  }
}

function countsOf(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
