// Answers a practical question from its topic: what it is and what to do, the local part, the official page and how old the fact is.
// It never states a fact past its date as certain (promise 9), and says so when the evidence is thin.
import { readAloud } from '../aloud.ts'
import type { Content } from '../content.ts'
import type { Conversation } from '../conversation.ts'
import type { Fact, Topic } from '../flow/topic.ts'
import type { Lang } from '../phrasebook.ts'
import { change, expectTyped, monthOf, namedPerson, newDraft, note, offer, say, sayText, textOf, wordingOf, type Choice, type Draft } from './draft.ts'
import { hasSeveralPlaces, localLines, placesOf } from './local.ts'

/** So sure of a topic, and it is answered without asking whether it is meant. */
export const sureEnough = 0.4

/** With the menu that is a list of five rows, or three buttons. */
const relatedMax = 4

export interface TopicPart {
  id: string
  part: 'answer' | 'more'
}

export function answerTopic(draft: Draft, id: string, part: TopicPart['part'] | 'clear' | 'unclear' | 'listen', how: { buttons: boolean }): boolean {
  const topic = draft.content.topics.get(id)
  if (!topic) return false
  if (part === 'clear' || part === 'unclear') {
    wasClear(draft, topic, part)
    return true
  }
  if (part === 'listen') {
    if (playAnswer(draft, topic)) return true
    return answerTopic(draft, id, 'answer', how)
  }
  for (const text of textsOf(draft, topic, part)) sayText(draft, text)
  if (part === 'answer' && certaintyOf(draft.content, topic, draft.now) === 'outdated') note(draft, 'fact_outdated', { topic: id })
  if (how.buttons) offer(draft, buttonsAfter(draft, topic, part))
  else expectTyped(draft, buttonsAfter(draft, topic, part))
  change(draft, { misses: { count: 0, at: draft.now, texts: [] } })
  note(draft, 'topic_answered', { topic: id })
  return true
}

/** The same words as one text, for a colleague to send; undefined when there is no such topic or part. */
export function topicText(draft: Draft, { id, part }: TopicPart): string | undefined {
  const topic = draft.content.topics.get(id)
  if (!topic || !draft.content.phrasebook.has(draft.lang, `topics:${id}.${part}`)) return undefined
  return textsOf(draft, topic, part)
    .filter((text) => text.trim() !== '')
    .join('\n\n')
}

/** What this person would read now, in any language, without anything happening to the conversation. */
export function readTopic(content: Content, conversation: Conversation, asked: TopicPart, { lang, now }: { lang: Lang; now: number }): string | undefined {
  const draft = newDraft(content, { ...conversation, lang }, { id: 'read', at: now, type: 'retention_due' }, new Date(now))
  return topicText(draft, asked)
}

/** How sure the first message may sound. */
export type Certainty = 'sure' | 'check_page' | 'unsure' | 'outdated'

export function certaintyOf(content: Content, topic: Topic, now: number): Certainty {
  const facts = factsBehind(content, topic)
  if (isPast(topic.valid_until, now) || facts.some((fact) => isStale(fact, topic, now))) return 'outdated'
  if (facts.some((fact) => fact.kind === 'gap' || fact.confidence === 'low')) return 'unsure'
  return facts.some((fact) => fact.confidence === 'medium') ? 'check_page' : 'sure'
}

/** The choice that asks a human, by name where there is one. */
export function personChoice(draft: Draft): Choice {
  const name = namedPerson(draft)?.firstName
  const label = name ? textOf(draft, 'topics:ask_person', { name }) : textOf(draft, 'topics:ask_person_unnamed')
  return { label, action: { do: 'command', command: 'human' } }
}

export function menuChoice(draft: Draft): Choice {
  return { label: textOf(draft, 'topics:to_menu'), action: { do: 'flow', flow: 'menu' }, opens: 'menu' }
}

/** "No" to "shall I ask somebody?": known by its order and not by its label, so that a typed "no" is it in every language. */
export function noMenuChoice(draft: Draft): Choice {
  return { ...menuChoice(draft), label: textOf(draft, 'repair:no_menu'), action: { do: 'command', command: 'no-menu' } }
}

export function topicChoice(draft: Draft, topic: string): Choice {
  return {
    label: textOf(draft, `topics:${topic}.label`),
    full: textOf(draft, `topics:${topic}.title`),
    action: { do: 'topic', topic },
    opens: `topic.${topic}`,
  }
}

/** At most three: more fit no channel as buttons. The menu can always be typed. After the second message it is asked whether all is clear. */
function buttonsAfter(draft: Draft, topic: Topic, part: 'answer' | 'more', { isHeard = false } = {}): Choice[] {
  const { id, journey } = topic
  if (part === 'more')
    return [
      { label: textOf(draft, 'topics:clear'), action: { do: 'topic', topic: id, part: 'clear' } },
      { label: textOf(draft, 'topics:unclear'), action: { do: 'topic', topic: id, part: 'unclear' } },
      personChoice(draft),
    ]
  const own = `topics:journey.${journey}`
  const steps: Choice[] = journey
    ? [{ label: textOf(draft, draft.content.phrasebook.has(draft.lang, own) ? own : 'topics:steps'), action: { do: 'flow', flow: journey } }]
    : []
  const near: Choice[] = hasSeveralPlaces(draft, topic) ? [{ label: textOf(draft, 'topics:near'), action: { do: 'topic', topic: id, part: 'near' } }] : []
  const more: Choice[] = [{ label: textOf(draft, 'topics:more'), action: { do: 'topic', topic: id, part: 'more' } }]
  const listen: Choice[] =
    isHeard || recordingOf(draft, topic) === undefined ? [] : [{ label: textOf(draft, 'topics:listen'), action: { do: 'topic', topic: id, part: 'listen' } }]
  return [...listen, ...steps, ...near, ...more, personChoice(draft), menuChoice(draft)].slice(0, 3)
}

/** False: there is no recording of it, or no longer one that says what the answer says today. */
function playAnswer(draft: Draft, topic: Topic): boolean {
  draft.sound = recordingOf(draft, topic)
  if (draft.sound === undefined) return false
  say(draft, 'topics:listening', { title: textOf(draft, `topics:${topic.id}.title`) })
  offer(draft, buttonsAfter(draft, topic, 'answer', { isHeard: true }))
  note(draft, 'topic_heard', { topic: topic.id })
  return true
}

function recordingOf(draft: Draft, topic: Topic): string | undefined {
  const { content, lang, now } = draft
  const text = content.recording && spokenAnswer(content, topic, lang, now)
  return text === undefined ? undefined : content.recording?.({ lang, topic: topic.id, text })
}

/**
 * The first message as it is read aloud, without what differs from one municipality to the other. Undefined: it may be out of date, and whoever listens
 * does not see the warning.
 */
export function spokenAnswer(content: Content, topic: Topic, lang: Lang, now: number): string | undefined {
  const { phrasebook } = content
  const certainty = certaintyOf(content, topic, now)
  if (certainty === 'outdated' || !phrasebook.has(lang, `topics:${topic.id}.answer`)) return undefined
  const danger = topic.danger_first ? [phrasebook.text(lang, topic.danger_first, { number: content.helplines.get('112')?.number ?? '112' })] : []
  const doubt = certainty === 'sure' ? [] : [phrasebook.text(lang, `topics:${certainty}`, { site: siteOf(topic) })]
  return readAloud([...danger, phrasebook.text(lang, `topics:${topic.id}.answer`), ...doubt].join('\n'))
}

function textsOf(draft: Draft, topic: Topic, part: TopicPart['part']): string[] {
  const text = wordingOf(draft, `topics:${topic.id}.${part}`)
  if (part === 'more') return [text]
  const danger = topic.danger_first ? [textOf(draft, topic.danger_first, { number: draft.content.helplines.get('112')?.number ?? '112' })] : []
  return [...danger, text, ...(topic.municipal ? [localText(draft, topic)] : []), sourceText(draft, topic)]
}

function localText(draft: Draft, topic: Topic): string {
  const lines = localLines(draft, topic)
  return lines.length > 0 ? lines.join('\n') : wordingOf(draft, 'topics:local_missing')
}

/** Clear: what belongs to it. Not clear: only where to begin, and a person; never the same explanation again. */
function wasClear(draft: Draft, topic: Topic, part: 'clear' | 'unclear'): void {
  note(draft, part === 'clear' ? 'topic_clear' : 'topic_unclear', { topic: topic.id })
  if (part === 'clear') {
    const related = topic.related.filter((id) => draft.content.topics.has(id)).slice(0, relatedMax)
    say(draft, related.length > 0 ? 'topics:clear_reply' : 'topics:clear_reply_alone')
    return offer(draft, [...related.map((id) => topicChoice(draft, id)), menuChoice(draft)], { title: textOf(draft, 'menu:title') })
  }
  const first = `topics:${topic.id}.first`
  if (draft.content.phrasebook.has(draft.lang, first)) sayText(draft, `${textOf(draft, 'topics:unclear_first')}\n${textOf(draft, first)}`)
  say(draft, 'topics:unclear_person')
  offer(draft, [personChoice(draft), menuChoice(draft)])
}

/** All places of a topic, nearest first; false when there is no such topic or it has none here. */
export function answerPlaces(draft: Draft, id: string): boolean {
  const topic = draft.content.topics.get(id)
  const lines = topic ? placesOf(draft, topic) : []
  if (lines.length === 0) return false
  for (const line of lines) sayText(draft, line)
  offer(draft, [personChoice(draft), menuChoice(draft)])
  return true
}

/** Source and date, and how sure: past its date, thin evidence, or plain. */
function sourceText(draft: Draft, topic: Topic): string {
  const site = siteOf(topic)
  const certainty = certaintyOf(draft.content, topic, draft.now)
  const doubt = certainty === 'sure' ? [] : [textOf(draft, `topics:${certainty}`, { site })]
  return [...doubt, textOf(draft, 'topics:source_line', { site, date: monthOf(draft, topic.as_of) })].join('\n')
}

function siteOf({ source }: Topic): string {
  return new URL(source).hostname.replace(/^www\./, '')
}

/** The facts the first message states; where nothing says which, all of the topic. */
function factsBehind(content: Content, { rests_on: { what, steps, deadline }, facts }: Topic): Fact[] {
  const ids = [...what, ...steps.flat(), ...deadline]
  return ids.length === 0 ? facts : ids.flatMap((id) => content.facts.get(id) ?? [])
}

/** An amount of another year counts as out of date whatever its date says. */
export function isStale({ valid_until, amount_year }: Fact, topic: Topic, now: number): boolean {
  return isPast(valid_until ?? topic.valid_until, now) || (amount_year !== undefined && amount_year !== new Date(now).getUTCFullYear())
}

export function isPast(day: string, now: number): boolean {
  return Date.parse(`${day}T23:59:59Z`) < now
}
