// brug check: every fault of flows, texts, help lines and municipality layers, with file and line.
import { resolve } from 'node:path'
import { loadContent } from '../content.ts'
import { flagsOf, print, type Command } from './command.ts'

export const check: Command = {
  name: 'check',
  usage: ['check [--content DIR] [--release]'],
  summary: 'all faults of flows, texts, help lines and municipalities',
  async run(words) {
    const { values } = flagsOf(words, { content: { type: 'string' }, release: { type: 'boolean', default: false } })
    const dir = resolve(values.content ?? process.env['CONTENT_DIR'] ?? resolve(import.meta.dirname, '..', '..'))
    const loading = loadContent(dir, { publicUrl: 'http://localhost', today: new Date(), ...(process.env['MUNICIPALITY'] ? { municipality: process.env['MUNICIPALITY'] } : {}) })
    const faults = loading.type === 'faulty' ? loading.faults : []
    const warnings = loading.type === 'loaded' ? loading.loaded.warnings : []
    const lines = [...faults, ...warnings.map((warning) => `warning: ${warning}`), faults.length === 0 ? `No faults, ${warnings.length} warnings.` : `${faults.length} faults.`]
    print(values.json, { faults, warnings }, lines.join('\n'))
    return faults.length > 0 || (values.release && warnings.length > 0) ? 1 : 0
  },
}
