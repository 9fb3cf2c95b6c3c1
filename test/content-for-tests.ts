// The project's own content, loaded once for each test file, with a fixed day so that nothing depends on today.
import { resolve } from 'node:path'
import type { Content } from '../src/core/content.ts'
import { loadContent } from '../src/content.ts'
import { contentSettings } from '../src/settings.ts'

export const aDay = new Date('2026-11-23T10:00:00+01:00')
let loaded: Content | undefined

export function projectContent(): Content {
  if (loaded) return loaded
  const dir = process.env['CONTENT_DIR'] ?? resolve(import.meta.dirname, '..')
  const loading = loadContent(dir, { publicUrl: 'http://localhost:3000', today: aDay, keepIn: contentSettings().keepIn })
  if (loading.type === 'faulty') throw new Error(loading.faults.join('\n'))
  loaded = loading.loaded.content
  return loaded
}
