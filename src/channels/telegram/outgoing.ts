// How does a message look on Telegram? Turns it into the parts that are sent one after another, the keyboard on the last.
// Limits from the Bot API reference: text 4096 after markup, callback data 64 bytes, a link button must open from anywhere.
import type { OutgoingMessage } from '../channel.ts'
import { cut, distinct, numbered, opensAnywhere, shapeOf, splitText, withLink } from '../render.ts'
import type { Offer } from '../../core/effect.ts'

export type Button = { text: string; callback_data: string } | { text: string; url: string }

export interface Part {
  text: string
  keyboard: Button[][]
}

const textMax = 4096
/** Longer labels are cut off on a narrow telephone anyway. */
const labelMax = 40
/** Two of these fit beside each other. */
const pairMax = 10

export function partsOf(message: OutgoingMessage, linkAsButton = true): Part[] {
  const offers = distinct(message.offers)
  const isMenu = shapeOf(offers) === 'menu'
  const button = message.link && linkAsButton && opensAnywhere(message.link.url) ? message.link : undefined
  const withMenu = isMenu ? `${message.text}\n\n${numbered(offers, message.dir)}` : message.text
  const text = message.link && !button ? withLink(withMenu, message.link) : withMenu
  const keyboard = [...(isMenu ? [] : rowsOf(offers, message)), ...(button ? [[{ text: labelOf(button.label), url: button.url }]] : [])]
  const texts = splitText(text, { max: textMax, lastMax: textMax })
  return texts.map((part, at) => ({ text: part, keyboard: at === texts.length - 1 ? keyboard : [] }))
}

/** The subset of HTML Telegram reads; everything a person could have typed is escaped. */
export function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped.replaceAll(bold, '<b>$1</b>')
}

export function plainOf(text: string): string {
  return text.replaceAll(bold, '$1')
}

/** `*words*` within one line, not inside a word: 3*4*5 stays as it is. */
const bold = /(?<![\p{L}\p{N}*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\p{L}\p{N}*])/gu

function rowsOf(offers: Offer[], message: OutgoingMessage): Button[][] {
  const buttons = offers.map((offer) => ({
    text: labelOf(offer.full !== undefined && offer.full.length <= labelMax ? offer.full : offer.label),
    callback_data: offer.id,
  }))
  // One a row from right to left: clients lay rows out from the left whatever the language.
  if (message.dir === 'rtl' || buttons.length < 2 || buttons.some((button) => button.text.length > pairMax)) return buttons.map((button) => [button])
  return buttons.flatMap((_button, at) => (at % 2 === 0 ? [buttons.slice(at, at + 2)] : []))
}

function labelOf(label: string): string {
  const words = cut(label.replaceAll('*', '').replaceAll(/\s+/g, ' ').trim(), labelMax)
  return words === '' ? '…' : words
}
