// May this language be offered? Only when distress can be heard in it: its list stands, in its own script, about as large as those of the others,
// and somebody has looked at what it must not be misled by. It says what is lacking; whoever loads content refuses to run.
import { languages, type Lang } from '../phrasebook.ts'
import { scripts } from './scripts.ts'
import type { DistressSource, WriterSource } from './sources.ts'

export interface GateParts {
  distress: DistressSource
  writers: readonly WriterSource[]
}

/** Share of the middle language that the smallest may have. */
const leastShare = 0.4
/** Share of expressions and messages that must be in the script of the language; the rest is typed in Latin letters. */
const leastInScript = 0.6
const leastLookalikes = 30

export function lacking(sources: Partial<Record<Lang, GateParts>>): { lang: Lang; message: string }[] {
  const sizes = languages.flatMap((lang) => (sources[lang] ? [{ lang, ...sizeOf(sources[lang]) }] : []))
  const middle = { expressions: median(sizes.map(({ expressions }) => expressions.length)), cries: median(sizes.map(({ cries }) => cries.length)) }
  return sizes.flatMap(({ lang, expressions, cries, lookalikes, isReviewed }) => {
    const faults = [
      ...few('expressions', expressions.length, middle.expressions),
      ...few('messages', cries.length, middle.cries),
      ...strange(scripts[lang], [...expressions, ...cries]),
      ...(lookalikes < leastLookalikes ? [`has ${lookalikes} messages that only look like distress, and needs ${leastLookalikes}`] : []),
      ...(isReviewed ? [] : ['has no review of what only looks like distress (reviewed: on, by)']),
    ]
    return faults.map((fault) => ({ lang, message: `${lang} cannot be offered: its distress list ${fault}` }))
  })
}

function sizeOf({ distress, writers }: GateParts) {
  return {
    expressions: [...Object.values(distress.concepts), ...Object.values(distress.phrases)].flat(),
    cries: writers.flatMap((writer) => Object.values(writer.distress).flat()),
    lookalikes: writers.reduce((sum, writer) => sum + writer.lookalikes.length, 0),
    isReviewed: distress.reviewed !== undefined,
  }
}

function few(what: string, size: number, middle: number): string[] {
  if (size === 0) return [`has no ${what}`]
  return size < middle * leastShare ? [`has ${size} ${what}, where the other languages have ${middle}`] : []
}

function strange(script: RegExp, texts: readonly string[]): string[] {
  const inScript = texts.filter((text) => script.test(text)).length
  return texts.length > 0 && inScript < texts.length * leastInScript ? [`is for ${texts.length - inScript} of ${texts.length} lines in another script`] : []
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
