// Somebody who wrote as a guest turns out to be this person: their address, what they brought, and their case become this record's.
// Whoever is here already hears of the new address where they were reached before: it may not be theirs.
import { newestConsents, type Brought } from '../brought.ts'
import { isKeptOut, type Address } from '../conversation.ts'
import type { ChannelName, EventOf } from '../event.ts'
import { isAtLeast } from '../level.ts'
import { planAgain } from './appointments.ts'
import { raise } from './care.ts'
import { beginCheckIns } from './check-in.ts'
import { add, change, forgetOpenQuestions, offersOf, say, textOf, type Draft } from './draft.ts'
import { startFlow } from './journey.ts'
import { leaveOut } from './keep-from.ts'
import { withNewest } from './person.ts'
import { setLanguage } from './rights.ts'
import { talkOn } from './talk.ts'

/** A case that came along is raised here again, so that the named person is asked. */
export function linkAddress(draft: Draft, event: EventOf<'address_linked'>): void {
  const before = draft.conversation.addresses.filter((address) => address.channel !== event.channel || address.addressId !== event.addressId)
  const wasHere = draft.conversation.lastHeardAt !== undefined
  change(draft, {
    addresses: withNewest(draft.conversation.addresses, { channel: event.channel, addressId: event.addressId, reachable: true, since: draft.now }),
    lastChannel: event.channel,
    lastHeardAt: draft.now,
    linked: true,
  })
  if (event.lang) setLanguage(draft, event.lang)
  forgetOpenQuestions(draft)
  say(draft, 'rights:linked')
  if (event.brought) takeIn(draft, event.brought)
  // Of several addresses the first brings everything along; the others are no news.
  if (event.brought && wasHere) tellElsewhere(draft, before)
  const { level, kind = 'question', harmBy } = event
  if (level) raise(draft, { level, kind, trigger: isAtLeast(level, '2') ? 'text' : 'button', harmBy })
  if (!draft.conversation.consent.use && !draft.conversation.talkingTo) startFlow(draft, 'onboarding')
}

function takeIn(draft: Draft, { appointments, consent, everyWeeks, held, notToTell, keptOut, talkingTo }: Brought): void {
  const own = draft.conversation
  const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])]
  change(draft, {
    appointments: { ...appointments, ...own.appointments },
    consent: newestConsents(own.consent, consent),
    notToTell: union(own.notToTell, notToTell),
    ...(keptOut.length > 0 ? { keptOut: union(own.keptOut ?? [], keptOut) } : {}),
  })
  leaveOut(draft, [...notToTell, ...keptOut])
  if (Object.keys(appointments).length > 0) planAgain(draft)
  if (!draft.conversation.consent.checkIns?.given) change(draft, { checkIns: undefined })
  else if (everyWeeks !== undefined && !own.checkIns) beginCheckIns(draft, everyWeeks)
  for (const { messageId, text, from } of held)
    add(draft, { type: 'say', text, lang: draft.lang, offers: [], purpose: 'answer', from, messageId, template: 'message_waiting' })
  if (talkingTo && !draft.conversation.talkingTo && !isKeptOut(draft.conversation, talkingTo.staffId)) talkOn(draft, talkingTo)
}

/** On every address that was there before, with a way to a person. */
function tellElsewhere(draft: Draft, before: readonly Address[]): void {
  const reachable = before.filter((address) => address.reachable)
  if (reachable.length === 0) return
  const offers = offersOf(draft, [{ label: textOf(draft, 'checkin:human'), action: { do: 'command', command: 'human' } }], { standing: true, mark: 'e' })
  const text = textOf(draft, 'rights:linked_elsewhere')
  for (const { channel, addressId } of reachable)
    add(draft, { type: 'say', channel, addressId, text, lang: draft.lang, offers, purpose: 'notice', template: 'message_waiting' })
}

/** An invite code, in a deep link or typed: "Brug ABCDE-23456", or the code alone. A telephone number is no code, nor are two words of five letters. */
export function redeemFrom(draft: Draft, text: string, channel: ChannelName): boolean {
  const typed = /\bbrug[\s:-]*([a-z0-9]{5})[\s-]?([a-z0-9]{5})\b/i.exec(text) ?? /^\s*([a-z0-9]{5})[\s-]?([a-z0-9]{5})\s*$/i.exec(text)
  if (!typed?.[1] || !typed[2]) return false
  const code = `${typed[1]}${typed[2]}`
  if (!/\d/.test(code) || !/[a-z]/i.test(code)) return false
  add(draft, {
    type: 'redeem_invite',
    code: code.toUpperCase(),
    channel,
    ...(draft.conversation.lang ? { lang: draft.conversation.lang } : {}),
  })
  return true
}
