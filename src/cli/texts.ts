// Loads the content for a command that only reads: no store, no key, nothing is made. Broken content is one line; `brug check` tells it all.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadContent, type LoadedContent } from '../content.ts'
import { contentSettings } from '../settings.ts'
import { WrongInput } from './command.ts'

export function contentForCommand(): LoadedContent {
  const { contentDir, keepIn, municipality, publicUrl } = contentSettings()
  demandContent(contentDir)
  const loading = loadContent(contentDir, { municipality, publicUrl, today: new Date(), keepIn, learning })
  if (loading.type === 'faulty') throw new WrongInput(brokenContent(loading.faults))
  return loading.loaded
}

/** On standard error, so that what others read stays clean. */
function learning(): void {
  process.stderr.write('Learning from the examples anew, a minute or two ...\n')
}

/** A wrong folder is one fault, not one for each file that is not there. */
export function demandContent(dir: string): void {
  if (!existsSync(join(dir, 'flows')) || !existsSync(join(dir, 'locales'))) throw new WrongInput(`${dir} is not a folder with flows/ and locales/ in it`)
}

export function brokenContent(faults: readonly string[]): string {
  return faults.length === 1
    ? `the content has a fault: ${faults[0] ?? ''}`
    : `the content has ${faults.length} faults, of which the first is: ${faults[0] ?? ''} (all of them: npx brug check)`
}
