// Is every topic found, asked about, and told apart from the others: a place among the subjects, examples enough, a label and words of its own?
// What it finds stops nothing: Brug answers such a topic too, only less often than people need it.
import type { Sources } from '../content.ts'
import { languages } from '../core/phrasebook.ts'
import { remark, type Remark } from './remark.ts'

const examplesMin = 40
const subjects = 'subjects'

export function topicsFound(sources: Sources): Remark[] {
  return [...unplaced(sources), ...hardlyAsked(sources), ...sameLabels(sources), ...sameWords(sources)]
}

function unplaced({ flows, topics }: Sources): Remark[] {
  const flow = flows.find(({ value }) => value.id === subjects)
  if (!flow) return []
  const steps = Object.values(flow.value.steps)
  const placed = new Set(steps.flatMap((step) => ('choose' in step ? step.choose.options.flatMap((option) => ('topic' in option ? option.topic : [])) : [])))
  return topics
    .filter(({ value }) => !placed.has(value.id))
    .map((file) => remark('warning', file, ['id'], `topic '${file.value.id}' stands under no subject of ${flow.path}: the menu does not lead to it`))
}

/** A language with a fault of its own has no count. */
function hardlyAsked({ topics, examples }: Sources): Remark[] {
  return languages.flatMap((lang) => {
    const counted = examples[lang]?.perTopic
    return topics.flatMap((file): Remark[] => {
      const many = counted?.[file.value.id] ?? 0
      if (counted === undefined || many >= examplesMin) return []
      return [{ weight: 'warning', message: `locales/${lang}/writers: ${many} examples of topic '${file.value.id}'; it takes ${examplesMin} to be heard well` }]
    })
  })
}

function sameLabels({ texts }: Sources): Remark[] {
  return languages.flatMap((lang) => {
    const owner = new Map<string, string>()
    return [...(texts.topics.get(lang)?.values() ?? [])].flatMap((file) => {
      const twin = owner.get(file.value.label)
      owner.set(file.value.label, twin ?? file.path)
      return twin === undefined
        ? []
        : [remark('warning', file, ['label'], `label '${file.value.label}' is the one of ${twin} too: who types it is given one of the two`)]
    })
  })
}

function sameWords({ examples }: Sources): Remark[] {
  return languages.flatMap((lang) =>
    (examples[lang]?.alike ?? []).map(({ text, topics }): Remark => {
      return { weight: 'warning', message: `locales/${lang}/writers: '${text}' is an example of ${topics.join(' and of ')}: of one only` }
    }),
  )
}
