// The product's own content, reading Dutch only: for processes that live for a moment, because most of a start goes into learning seven languages.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { loadContent } from '../../src/content.ts'
import type { Content } from '../../src/core/content.ts'
import { contentSettings } from '../../src/settings.ts'
import { buildUnderstanding, DistressSource, UnderstandingSource } from '../../src/core/understanding/build.ts'

export function dutchContent(): Content {
  const root = resolve(process.env['CONTENT_DIR'] ?? resolve(import.meta.dirname, '..', '..'))
  const loading = loadContent(root, { publicUrl: 'http://localhost:3000', today: new Date(), keepIn: contentSettings().keepIn })
  if (loading.type === 'faulty') throw new Error(loading.faults.join('\n'))
  const source = (name: string): unknown => parse(readFileSync(join(root, 'locales', 'nl', `${name}.yaml`), 'utf8'))
  const nl = { understanding: UnderstandingSource.parse(source('understanding')), distress: DistressSource.parse(source('distress')) }
  return { ...loading.loaded.content, understanding: buildUnderstanding({ nl }) }
}
