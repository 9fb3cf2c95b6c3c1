// Who the participant is and where they can be reached: added by staff, met on a channel, linked by an invite, lost on a channel.
// A person is never known by an address: addresses are linked to them and may come and go (promise 7).
import type { Address } from '../conversation.ts'
import type { Event, EventOf } from '../event.ts'
import { planAgain } from './appointments.ts'
import { change, note, say, type Draft } from './draft.ts'
import { cardAlways } from './care.ts'
import { planToAskAgain } from './check-in.ts'
import { startFlow } from './journey.ts'
import { setLanguage } from './rights.ts'
import { waitsForHelp } from './safety.ts'
import { settleMessage } from './staff.ts'

/** Everything a person sends tells where they are; whoever had stopped and writes again is welcome back. */
export function meetAddress(draft: Draft, event: Event): void {
  const from = event.type === 'event_failed' ? event.from : 'addressId' in event && 'messageId' in event ? event : undefined
  if (!from) return
  const { channel, addressId } = from
  change(draft, {
    addresses: withNewest(draft.conversation.addresses, { channel, addressId, reachable: true, since: draft.now }),
    lastChannel: channel,
    lastHeardAt: draft.now,
  })
  if (draft.conversation.stopped && event.type !== 'message_edited') {
    change(draft, { stopped: false })
    say(draft, 'rights:welcome_back')
    planAgain(draft)
    planToAskAgain(draft)
  }
}

/** The address used last stands last: an answer goes there, also to who has two numbers or two accounts on one platform. */
export function withNewest(addresses: Address[], met: Address): Address[] {
  const isSame = (address: Address) => address.channel === met.channel && address.addressId === met.addressId
  const last = addresses.at(-1)
  if (last && isSame(last) && last.reachable) return addresses
  return [...addresses.filter((address) => !isSame(address)), { ...met, since: addresses.find(isSame)?.since ?? met.since }]
}

export function addPerson(draft: Draft, event: EventOf<'person_added'>): void {
  const met = draft.conversation.addresses
  const given = (event.addresses ?? []).filter((address) => !met.some((other) => other.channel === address.channel && other.addressId === address.addressId))
  change(draft, {
    addresses: [...met, ...given.map((address) => ({ ...address, reachable: true, since: draft.now }))],
    lastChannel: draft.conversation.lastChannel ?? given[0]?.channel,
    firstName: event.firstName,
    linked: true,
    ...(event.municipality ? { municipality: event.municipality } : {}),
    ...(event.trusted ? { trusted: event.trusted } : {}),
    ...(event.reserve ? { reserve: event.reserve } : {}),
  })
  setLanguage(draft, event.lang)
}

export function inviteRefused(draft: Draft, event: EventOf<'invite_refused'>): void {
  say(draft, `rights:invite_${event.because}`)
  if (draft.conversation.talkingTo) return
  if (draft.conversation.stack.length === 0) startFlow(draft, draft.conversation.answers['onboarded'] === true ? 'menu' : 'onboarding')
}

/** Says nothing of the other addresses on that platform. */
export function reachability(draft: Draft, event: EventOf<'reachability_changed'> | EventOf<'delivery_failed'>): void {
  if (event.type === 'delivery_failed' && event.writtenBy !== undefined) settleMessage(draft, event.writtenBy, 'not_sent')
  if (event.type === 'delivery_failed') note(draft, 'not_delivered')
  // A platform that is down, a text that is refused or a window that is shut says nothing about the address, good or bad.
  if (event.type === 'delivery_failed' && event.fault !== 'unreachable') return
  const reachable = event.type === 'reachability_changed' && event.reachable
  const { addresses } = draft.conversation
  const meant = addresses.findLast(({ channel, addressId }) => channel === event.channel && addressId === (event.addressId ?? addressId))
  const changed = addresses.map((address) => (address === meant ? { ...address, reachable } : address))
  const other = changed.findLast((address) => address.reachable)
  const isLost = !reachable && !changed.some((address) => address.channel === event.channel && address.reachable)
  change(draft, { addresses: changed, ...(isLost && other ? { lastChannel: other.channel } : {}) })
  if (reachable) return
  note(draft, 'unreachable')
  // The platform said so only later: what was lost may have been the help card.
  if (event.type === 'delivery_failed' && other && waitsForHelp(draft)) cardAlways(draft)
}
