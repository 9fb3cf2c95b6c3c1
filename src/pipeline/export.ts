// "Show me everything you have about me": makes a one-time link and sends it to the person who asked. The record itself is only read when the
// link is opened, so no copy of it lies about.
import { createHash, randomBytes } from 'node:crypto'
import type { Content } from '../core/content.ts'
import { readConversation } from '../store/conversations.ts'
import { channelOf } from '../store/outbox.ts'
import { send, type Store } from '../store/redis.ts'
import { asText, maybe } from '../store/reply.ts'
import { deliver, type DeliverParts, type Letter, type Verdict } from './deliver.ts'

const linkHours = 24

/** Sends the link as the answer to the request; the same effect performed twice makes two links, both of which open once. */
export async function deliverExport(
  parts: DeliverParts & { content: () => Content },
  asked: { owner: string; effectId: string; attempts: number },
): Promise<Verdict> {
  const conversation = await readConversation(parts.store, asked.owner)
  if (!conversation) return { type: 'sent' }
  const { phrasebook, publicUrl } = parts.content()
  const lang = conversation.lang ?? 'nl'
  const url = `${publicUrl}/record#${await offerExport(parts.store, asked.owner)}`
  const say: Letter['say'] = {
    type: 'say',
    id: asked.effectId,
    text: phrasebook.text(lang, 'rights:export_ready', { url }),
    lang,
    offers: [],
    purpose: 'answer',
  }
  const address = channelOf(say, conversation)
  return deliver(parts, { owner: asked.owner, say, address, lastInboundAt: conversation.lastHeardAt, attempts: asked.attempts, patient: true })
}

/** A token that opens this person's record once, within a day. It stands behind the `#` of a link, where no preview robot and no access log sees it. */
async function offerExport(store: Store, owner: string): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  await send(store, ['SET', exportKey(store, token), owner, 'EX', String(linkHours * 3600)])
  return token
}

/** The owner whose record this token opens; a second time it opens nothing. */
export async function redeemExport(store: Store, token: string): Promise<string | undefined> {
  return maybe(await send(store, ['GETDEL', exportKey(store, token)]), asText)
}

function exportKey(store: Store, token: string): string {
  return `${store.prefix}export:${createHash('sha256').update(token).digest('base64url')}`
}
