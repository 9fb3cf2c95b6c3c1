// Facts, help lines and municipality layers: doubles, unknown fields, impossible values, and what is past its date or not yet reviewed.
// What depends on today is never a fault by itself: it becomes one when the content is to go live.
import type { Sources } from '../content.ts'
import { firstUncovered } from '../core/care/duty.ts'
import { CareDeadlines, type Municipality } from '../core/content.ts'
import { didYouMean } from '../core/flow/check.ts'
import { languages } from '../core/phrasebook.ts'
import { remark, type Remark } from './remark.ts'
import { staleFiles } from './translated.ts'

const helplineDaysMax = 90
const dayMs = 24 * 60 * 60 * 1000

export function facts(sources: Sources, today: Date): Remark[] {
  return [...topics(sources, today), ...helplines(sources, today), ...municipalities(sources), ...drafts(sources)]
}

/** Told at start too: what answers and help cards no longer state as certain today, and hours without anybody on duty. */
export function stale(sources: Sources, today: Date): string[] {
  const duty = sources.municipalities.flatMap((file) => uncovered(file.value).map((message) => remark('due', file, ['duty'], message)))
  return [...topics(sources, today), ...helplines(sources, today), ...duty].filter(({ weight }) => weight === 'due').map(({ message }) => message)
}

function topics({ topics: files }: Sources, today: Date): Remark[] {
  const owner = new Map<string, string>()
  return files.flatMap((file) => {
    const { id, related, local, as_of, valid_until, keeper, facts: all } = file.value
    const found = all.flatMap((fact, n) => {
      const twin = owner.get(fact.id)
      owner.set(fact.id, file.path)
      const isStale = fact.valid_until !== undefined && isPast(fact.valid_until, today)
      return [
        ...(twin === undefined ? [] : [remark('fault', file, ['facts', n], `fact '${fact.id}' stands in ${twin} too: an id is given once`)]),
        ...(isAfter(fact.as_of, today)
          ? [remark('due', file, ['facts', n, 'as_of'], `fact '${fact.id}' was seen on ${fact.as_of}, which is still to come`)]
          : []),
        ...(isStale
          ? [remark('due', file, ['facts', n, 'valid_until'], `fact '${fact.id}' was valid until ${fact.valid_until} (keeper: ${fact.keeper ?? keeper})`)]
          : []),
      ]
    })
    return [
      ...found,
      ...(related.includes(id) ? [remark('fault', file, ['related', related.indexOf(id)], `topic '${id}' is related to itself`)] : []),
      ...doubles(related).map((double) => remark('fault', file, ['related'], `related topic '${double}' stands here twice`)),
      ...doubles(local).map((double) => remark('fault', file, ['local'], `local field '${double}' stands here twice`)),
      ...(as_of.slice(0, 10) > valid_until ? [remark('fault', file, ['valid_until'], `'valid_until' lies before 'as_of'`)] : []),
      ...(isPast(valid_until, today)
        ? [remark('due', file, ['valid_until'], `valid until ${valid_until}; answers now say that it may be out of date (keeper: ${keeper})`)]
        : []),
    ]
  })
}

function helplines({ helplines: file }: Sources, today: Date): Remark[] {
  if (!file) return []
  const { helplines: all } = file.value
  return all.flatMap(({ id, number, verifiedOn }, n) => [
    ...(all.findIndex((line) => line.id === id) < n ? [remark('fault', file, ['helplines', n], `help line '${id}' stands here twice`)] : []),
    ...(/^[+\d]?[\d -]*$/.test(number) ? [] : [remark('fault', file, ['helplines', n], `'${number}' is not a telephone number`)]),
    ...(isAfter(verifiedOn, today) ? [remark('due', file, ['helplines', n], `'${id}' was verified on ${verifiedOn}, which is still to come`)] : []),
    ...(today.getTime() - Date.parse(verifiedOn) > helplineDaysMax * dayMs
      ? [remark('due', file, ['helplines', n], `'${id}' was verified on ${verifiedOn}, more than ${helplineDaysMax} days ago`)]
      : []),
  ])
}

function municipalities({ municipalities: files, topics: topicFiles }: Sources): Remark[] {
  const fields = [...new Set(topicFiles.flatMap(({ value }) => value.local))]
  return files.flatMap((file) => {
    const { local, quietHours, timeZone, fictional, outOfHoursGp } = file.value
    return [
      ...Object.keys(local)
        .filter((field) => !fields.includes(field))
        .map((field) => remark('fault', file, ['local', field], `no topic has a local field '${field}'${didYouMean(field, fields)}`)),
      ...Object.entries(local)
        .filter(([, value]) => typeof value === 'string' && value.trim() === '')
        .map(([field]) => remark('fault', file, ['local', field], `local field '${field}' is empty: leave it out`)),
      ...(isZone(timeZone) ? [] : [remark('fault', file, ['timeZone'], `time zone '${timeZone}' does not exist`)]),
      ...(quietHours.from === quietHours.to ? [remark('fault', file, ['quietHours'], 'quiet hours begin and end at the same time: all day or never?')] : []),
      ...(fictional || outOfHoursGp ? [] : [remark('due', file, ['id'], 'the out-of-hours GP has no number: the help card cannot name it')]),
      ...uncovered(file.value).map((message) => remark('due', file, ['duty'], message)),
      ...slower(file.value).map(({ path, message }) => remark('due', file, ['care', ...path], message)),
    ]
  })
}

/** Level 3 may come at any hour. */
function uncovered({ duty }: Municipality): string[] {
  if (duty.length === 0) return ['nobody is named for level 3']
  const first = firstUncovered(duty)
  return first === undefined ? [] : [`nobody covers level 3 on ${first}`]
}

/** Longer than the clinical ladder allows: possible, but somebody must have agreed to it. */
function slower({ care }: Municipality): { path: string[]; message: string }[] {
  const measure = minutesIn(CareDeadlines.parse({}))
  return [...minutesIn(care)].flatMap(([path, minutes]) => {
    const usual = measure.get(path)
    return usual !== undefined && minutes > usual
      ? [{ path: path.split('.'), message: `'${path}' is ${minutes} minutes; longer than ${usual} needs the clinical adviser` }]
      : []
  })
}

function minutesIn(care: CareDeadlines): Map<string, number> {
  return new Map(
    Object.entries(care).flatMap(([level, value]) =>
      typeof value === 'number' ? [[level, value] as const] : Object.entries(value).map(([name, minutes]) => [`${level}.${name}`, minutes] as const),
    ),
  )
}

function drafts({ texts }: Sources): Remark[] {
  return languages.flatMap((lang): Remark[] => {
    const files = [...(texts.topics.get(lang)?.entries() ?? [])]
    const stale = staleFiles(texts, lang)
    const draft = files.filter(([, { value, path }]) => value.status.state === 'draft' || stale.has(path)).map(([id]) => id)
    const unsigned = files.flatMap(([, file]) =>
      file.value.status.state === 'reviewed' && !(file.value.status.by && file.value.status.on)
        ? [remark('fault', file, ['status'], `a review has a name and a day ('by', 'on')`)]
        : [],
    )
    if (draft.length === 0) return unsigned
    return [
      { weight: 'due', message: `locales/${lang}/topics: ${draft.length} of ${files.length} not yet reviewed by a native speaker: ${listed(draft)}` },
      ...unsigned,
    ]
  })
}

function listed(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`
}

function doubles(list: readonly string[]): string[] {
  return [...new Set(list.filter((one, n) => list.indexOf(one) !== n))]
}

function isPast(day: string, today: Date): boolean {
  return Date.parse(`${day}T23:59:59Z`) < today.getTime()
}

function isAfter(day: string, today: Date): boolean {
  return day !== 'undated' && day > today.toISOString().slice(0, day.length)
}

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('nl', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
