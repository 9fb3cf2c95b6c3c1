// Everything editors are told beyond the question whether Brug can run: in the order in which files are opened. `brug check` prints it.
// It stops nothing at start: a long sentence must never keep help from somebody.
import type { Sources } from '../content.ts'
import { facts } from './facts.ts'
import { journeys } from './journeys.ts'
import { labels } from './labels.ts'
import { linesOf, type Line } from './lines.ts'
import { amounts, knownNumbers, messages, telephones } from './messages.ts'
import { stranded } from './moved.ts'
import { topicsFound } from './topics.ts'
import { translated } from './translated.ts'
import { writing } from './writing.ts'

export interface Review {
  faults: string[]
  warnings: string[]
}

/** `release`: it is to go live, so what is due (stale facts, drafts, old help lines) is a fault. `earlier`: the content that is live now. */
export function review(sources: Sources, o: { today: Date; release: boolean; earlier?: Sources }): Review {
  const topics = new Map(sources.topics.map(({ value }) => [value.id, value]))
  const known = knownNumbers(sources)
  const lines = linesOf(sources.texts)
  const place = ({ file, path }: Line, lang: string) => `${file.path.replace(/^locales\/\w+/, `locales/${lang}`)} ${path.join('.')}`
  const dutch = new Map(lines.filter(({ lang }) => lang === 'nl').map((line) => [place(line, 'nl'), line.text]))
  const texts = lines.flatMap((line) => {
    const topic = topics.get(/\/topics\/(.+)\.yaml$/.exec(line.file.path)?.[1] ?? '')
    return [...writing(line), ...labels(line), ...telephones(line, known, dutch.get(place(line, 'nl'))), ...(topic ? amounts(line, topic) : [])]
  })
  const all = [
    ...facts(sources, o.today),
    ...journeys(sources),
    ...topicsFound(sources),
    ...messages(sources),
    ...texts,
    ...translated(sources.texts),
    ...(o.earlier ? stranded(sources, o.earlier) : []),
  ]
  const isFault = (weight: string) => weight === 'fault' || (weight === 'due' && o.release)
  return {
    faults: unique(all.filter(({ weight }) => isFault(weight)).map(({ message }) => message)),
    warnings: unique(all.filter(({ weight }) => !isFault(weight)).map(({ message }) => message)),
  }
}

function unique(messages: string[]): string[] {
  return [...new Set(messages)]
}
