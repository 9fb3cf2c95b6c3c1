// How does a message look on WhatsApp? Turns it into the parts that are sent one after another, the choices on the last.
// Limits from Meta's reference: text 4096; body of an interactive message 1024 (4096 for lists on one page of Meta's, 1024 on another: the smaller holds);
// 3 buttons with titles of 20, unique; 10 rows with titles of 24 and descriptions of 72; one link button of 20, alone.
import type { OutgoingMessage } from '../channel.ts'
import { cut, distinct, numbered, opensAnywhere, shapeOf, splitText, withLink } from '../render.ts'
import type { Offer } from '../../core/effect.ts'

export type Part =
  | { type: 'text'; body: string }
  | { type: 'buttons'; body: string; buttons: { id: string; title: string }[] }
  | { type: 'list'; body: string; buttonText: string; rows: { id: string; title: string; description?: string }[] }
  | { type: 'link'; body: string; label: string; url: string }

const textMax = 4096
const bodyMax = 1024
const buttonMax = 20
const rowTitleMax = 24
const rowDescriptionMax = 72
/** Shown when a list comes without a label of its own: the same sign in every language. */
const listSign = '☰'

export function partsOf(message: OutgoingMessage): Part[] {
  const offers = distinct(message.offers)
  const shape = shapeOf(offers)
  const linkButton = message.link && shape === 'none' && opensAnywhere(message.link.url) ? message.link : undefined
  const withMenu = shape === 'menu' ? `${message.text}\n\n${numbered(offers, message.dir)}` : message.text
  const text = message.link && !linkButton ? withLink(withMenu, message.link) : withMenu

  const tapped = linkButton !== undefined || shape === 'buttons' || shape === 'list'
  const texts = splitText(text, { max: textMax, lastMax: tapped ? bodyMax : textMax })
  const last = texts.at(-1)
  if (last === undefined) return []
  const before: Part[] = texts.slice(0, -1).map((body) => ({ type: 'text', body }))
  if (linkButton) return [...before, { type: 'link', body: last, label: title(linkButton.label, buttonMax), url: linkButton.url }]
  if (shape === 'buttons') return [...before, buttonsOrList(last, offers, message)]
  if (shape === 'list') return [...before, list(last, offers, message)]
  return [...before, { type: 'text', body: last }]
}

/** Long labels, or labels that would look the same, get rows: those have room for the whole label. */
function buttonsOrList(body: string, offers: Offer[], message: OutgoingMessage): Part {
  const buttons = offers.map((offer) => ({ id: offer.id, title: title(offer.label, buttonMax) }))
  const fits = offers.every((offer) => plain(offer.label).length <= buttonMax) && new Set(buttons.map((button) => button.title)).size === buttons.length
  return fits ? { type: 'buttons', body, buttons } : list(body, offers, message)
}

function list(body: string, offers: Offer[], message: OutgoingMessage): Part {
  const taken = new Set<string>()
  const rows = offers.map((offer, at) => {
    const whole = plain(offer.full ?? offer.label)
    let rowTitle = title(offer.label, rowTitleMax)
    if (taken.has(rowTitle)) rowTitle = cut(`${at + 1}. ${rowTitle}`, rowTitleMax)
    taken.add(rowTitle)
    return { id: offer.id, title: rowTitle, ...(whole === rowTitle ? {} : { description: cut(whole, rowDescriptionMax) }) }
  })
  return { type: 'list', body, buttonText: title(message.offersTitle ?? listSign, buttonMax), rows }
}

function title(label: string, max: number): string {
  const words = cut(plain(label), max)
  return words === '' ? '…' : words
}

/** Titles know no markup and no line breaks. */
function plain(label: string): string {
  return label.replaceAll('*', '').replaceAll(/\s+/g, ' ').trim()
}
