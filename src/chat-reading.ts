// What the web chat page reads: the message log of whoever its cookie leads to, live. The channel itself knows no store.
// After an invite the same cookie leads to another record; the page then simply goes on with that one.
import type { ChatReading } from './channels/webchat/webchat.ts'
import { follow } from './store/changes.ts'
import { readConversation } from './store/conversations.ts'
import { readMessages, withoutOrigins, type LoggedMessage } from './store/log.ts'
import { isInvite, ownerOfAddress } from './store/people.ts'
import type { Store } from './store/redis.ts'

const pageMax = 200

export function chatReading(store: Store): ChatReading {
  const messagesFor: ChatReading['messagesFor'] = async (addressId, span) => {
    const owner = await ownerOfAddress(store, 'webchat', addressId)
    if (owner === undefined) return []
    // A browser that was linked later sees nothing older: an invite that fell into other hands opens no history.
    const linked = (await readConversation(store, owner))?.addresses.find((address) => address.channel === 'webchat' && address.addressId === addressId)?.since
    const messages = await readMessages(store, owner, { ...span, after: Math.max(span.after ?? 0, (linked ?? 0) - 1) })
    return messages.map(withoutOrigins)
  }
  return {
    messagesFor,
    isInvite: async (code) => isInvite(store, code),
    isKnown: async (addressId) => (await ownerOfAddress(store, 'webchat', addressId)) !== undefined,
    async *followFor(addressId, { after = store.clock(), signal }) {
      const changes = follow(store, { signal })
      // Listening starts before the first look, so that nothing falls in between.
      let next = changes.next()
      let last = after
      let shown = new Map<string, string>()
      for (;;) {
        const fresh = await messagesFor(addressId, { after: last - 1, limit: pageMax })
        for (const message of fresh) {
          if (message.at <= after && !shown.has(message.id)) continue
          if (shown.get(message.id) === stateOf(message)) continue
          shown.set(message.id, stateOf(message))
          yield message
        }
        last = Math.max(last, ...fresh.map(({ at }) => at))
        if (shown.size > pageMax * 5) shown = new Map([...shown].slice(-pageMax))
        for (;;) {
          const change = await next
          if (change.done || signal.aborted) return
          next = changes.next()
          if (change.value.owner === (await ownerOfAddress(store, 'webchat', addressId))) break
        }
      }
    },
  }
}

function stateOf(message: Pick<LoggedMessage, 'status' | 'chosen'>): string {
  return `${message.status ?? ''}/${message.chosen ?? ''}`
}
