// Every key name in Redis, in one table; the Lua scripts get the same table, so that no name is written twice.
// Nothing personal is ever part of a key: owners are random ids, addresses and provider ids are keyed hashes.

const names = {
  // One key per owner, followed by the owner id.
  /** Hash: k wrapped key · l lease token · a tries of the head event · o outbox token · n its lane · xu, xn tries of the heads · it, iw, ic last inbound times · of staff: r sealed record, e signed out everywhere at. */
  owner: 'o:',
  /** String: the sealed document. */
  document: 'd:',
  /** List of events: `event id \n effect id replied to \n sealed event`. */
  mailbox: 'm:',
  /** Lists of things to say or do, `effect id \n sealed`: urgent ones pass the others. */
  urgent: 'u:',
  outbox: 'b:',
  /** Sorted set by time of sealed log blobs, one per turn. */
  log: 'g:',
  /** Hash effect id -> one letter (s sent, d delivered, r read, others: why it failed) and the provider id's hash; absent: queued. */
  status: 's:',
  /** Set of the address hashes that lead to the owner. */
  addressesOf: 'h:',
  /** Set of the owner's case ids. */
  casesOf: 'c:',
  /** List of sealed dead letters. */
  deadOf: 'x:',
  /** Set of guests whose record went into this one. */
  guestsOf: 'v:',
  /** Set of invite hashes made for the owner. */
  invitesOf: 'i:',
  /** List of `at staffId`: who opened the record. */
  reads: 'r:',
  /** Set of participants a member of staff has to do with, by staff id. */
  peopleOf: 'p:',
  /** Set of session hashes, by staff id. */
  sessionsOf: 'n:',
  /** Hash: k wrapped key · r sealed first name and role of a colleague who left. */
  former: 'f:',
  /** Set of participants who still have to hear that this colleague left. */
  toTell: 'w:',
  // One key per thing, followed by its hash or id.
  seen: 'seen:',
  sent: 'sent:',
  case: 'case:',
  invite: 'invite:',
  signIn: 'sign:',
  session: 'session:',
  token: 'token:',
  feedToken: 'feed:',
  redeemed: 'redeemed:',
  // One of each.
  /** Hash address hash -> owner. */
  addresses: 'addresses',
  /** Hash guest -> owner the guest's record went into. */
  moved: 'moved',
  /** Sorted set of owners with events, by the time from which they may be claimed: +inf is set aside. */
  ready: 'ready',
  /** Sorted set of owners with something to send, by the time from which it may be sent. */
  due: 'due',
  /** Sorted set `owner|timer id` by due time. */
  calendar: 'calendar',
  /** Sorted set `owner|appointment id` by start. */
  appointments: 'appointments',
  /** Sorted set `owner|id` of questions that were not understood, by time. */
  missed: 'missed',
  people: 'people',
  staff: 'staff',
  /** Sorted set of those who left, by when; and the set of those whose leaving is not finished. */
  formerStaff: 'staff:former',
  leaving: 'staff:leaving',
  /** Sets of owners that need a human's eye. */
  aside: 'aside',
  dead: 'dead',
  openCases: 'cases:open',
  /** Sorted set of closed case ids by closing time. */
  closedCases: 'cases:closed',
  changes: 'changes',
  wake: 'wake',
  editions: 'editions',
  /** Hash `kind:id` of a fact, topic or help line to what its keeper said last. */
  confirmations: 'confirmations',
  /** Hash: k wrapped key, others the sealed examples by a hash of what they are. */
  examples: 'examples',
  feedTokens: 'feeds',
  /** Present while a rewrite of the append-only file is still owed to somebody who was forgotten. */
  rewriteOwed: 'rewrite',
  /** String: the address under which the last start was reached from outside. */
  publicUrl: 'public-url',
  /** A sealed constant: a wrong master key is found at start. */
  proof: 'proof',
} as const

export type Keys = Record<keyof typeof names, string>

export function keysOf(prefix: string): Keys {
  const prefixed = Object.entries(names).map(([name, key]) => [name, prefix + key])
  return { ...names, ...Object.fromEntries(prefixed) }
}

/** The same names in Lua: `K.mailbox` becomes the name itself, because a table of them would be made anew for every call. */
export function withKeyNames(lua: string, keys: Keys): string {
  const known = new Map(Object.entries(keys))
  return lua.replaceAll(/\bK\.(\w+)/g, (_, name: string) => {
    const key = known.get(name)
    if (key === undefined) throw new Error(`a store script names ${name}, which is no key`)
    return JSON.stringify(key)
  })
}
