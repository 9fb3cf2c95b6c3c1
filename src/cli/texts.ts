// Loads the content for a command, or tells every fault of it and stops.
import { loadContent, type LoadedContent } from '../content.ts'
import { readSettings, settingsMessage } from '../settings.ts'
import { WrongInput } from './command.ts'

export function contentForCommand(): LoadedContent {
  const read = readSettings(process.env, [])
  if (read.type === 'broken') throw new WrongInput(settingsMessage(read.faults))
  const { contentDir, municipality, publicUrl } = read.settings
  const loading = loadContent(contentDir, { municipality, publicUrl, today: new Date() })
  if (loading.type === 'faulty') throw new WrongInput(loading.faults.join('\n'))
  return loading.loaded
}
