// brug check: every fault of flows, texts, help lines and municipality layers, with file and line.
import { resolve } from 'node:path'
import { review } from '../checks/review.ts'
import { loadContent, type Sources } from '../content.ts'
import { contentSettings } from '../settings.ts'
import { flagsOf, print, type Command } from './command.ts'
import { demandContent } from './texts.ts'

export const check: Command = {
  name: 'check',
  usage: ['check [--content DIR] [--release] [--against DIR]'],
  summary:
    'All faults of flows, texts, help lines and municipalities. With --release, stale facts, old help lines and unreviewed texts are faults; --against the content that is live, whoever waits in a step must have a way on.',
  async run(words) {
    const { values } = flagsOf(words, { content: { type: 'string' }, against: { type: 'string' }, release: { type: 'boolean', default: false } }, 0)
    const { contentDir, keepIn, municipality, publicUrl } = contentSettings()
    const dir = values.content === undefined ? contentDir : resolve(values.content)
    demandContent(dir)
    const loading = loadContent(dir, { publicUrl, today: new Date(), municipality, keepIn })
    const earlier = values.against === undefined ? undefined : earlierIn(resolve(values.against))
    const reviewed = review(loading.sources, { today: new Date(), release: values.release, earlier })
    const faults = [...(loading.type === 'faulty' ? loading.faults : []), ...reviewed.faults]
    const { warnings } = reviewed
    const lines = [
      ...faults,
      ...warnings.map((warning) => `warning: ${warning}`),
      faults.length > 0 ? `${count(faults.length, 'fault')}.` : `No faults, ${count(warnings.length, 'warning')}.`,
    ]
    print(values.json, { faults, warnings }, lines.join('\n'))
    return faults.length > 0 ? 1 : 0
  },
}

/** Its own faults do not matter any more. */
function earlierIn(dir: string): Sources {
  demandContent(dir)
  return loadContent(dir, { publicUrl: 'http://localhost', today: new Date() }).sources
}

function count(many: number, what: string): string {
  return `${many === 0 ? 'no' : many} ${what}${many === 1 ? '' : 's'}`
}
