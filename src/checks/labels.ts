// Do the labels that code puts on buttons fit them, in every language? Those of flows and topics are held to the same length where they are read.
// It knows their keys only; which button stands where is for the core.
import { labelCharsMax } from '../core/flow/topic.ts'
import { directionOf } from '../core/phrasebook.ts'
import type { Line } from './lines.ts'
import { remark, type Remark } from './remark.ts'

/** Buttons, links and the button that opens a list: WhatsApp shows 20 characters of each. What stands in rows (24) may become a button, and is held to 20 too. */
export const codeLabels: ReadonlySet<string> = new Set([
  ...['coming', 'cannot', 'other_time', 'tell'].map((key) => `agenda:${key}`),
  ...['danger.no', 'danger.yes', 'danger.unsure', 'safety.no', 'safety.sometimes', 'safety.yes', 'safety.rather_not'].map((answer) => `care:${answer}`),
  ...['not_needed_button', 'safe_to_write.yes', 'safe_to_write.no', 'talk_yes', 'talk_no', 'urgent_button'].map((key) => `care:${key}`),
  'checkin:human',
  ...['title', 'yes', 'no'].map((key) => `menu:${key}`),
  ...['ar', 'en', 'fa', 'nl', 'so', 'ti', 'tr'].map((lang) => `onboarding:language.${lang}`),
  ...['no_menu', 'resume_yes', 'resume_no', 'something_else', 'yes_ask', 'yes_ask_unnamed'].map((key) => `repair:${key}`),
  ...['forget_yes', 'forget_no'].map((key) => `rights:${key}`),
  ...['take', 'cannot', 'open_inbox', 'case_button', 'brug_goes_on', 'talk_goes_on'].map((key) => `staff:${key}`),
  ...['ask_person', 'ask_person_unnamed', 'to_menu', 'more', 'steps', 'near', 'listen', 'clear', 'unclear'].map((key) => `topics:${key}`),
  ...['interpreter-card', 'letter'].map((journey) => `topics:journey.${journey}`),
])

/** Longer names are cut at the end; most are not this long. */
const nameCharsMax = 8

export function labels({ lang, file, path, text }: Line): Remark[] {
  const key = `${/([\w-]+)\.json$/.exec(file.path)?.[1] ?? ''}:${path.join('.')}`
  if (!codeLabels.has(key)) return []
  // A name of the other direction stands between isolates, which count.
  const { length } = text.replaceAll(/\{\{\w+\}\}/g, 'x'.repeat(nameCharsMax + (directionOf(lang) === 'rtl' ? 2 : 0)))
  return length <= labelCharsMax ? [] : [remark('fault', file, path, `label '${key}' has ${length} characters; at most ${labelCharsMax} are shown`)]
}
