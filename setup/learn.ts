// Lets the models learn now, so that every start and every command finds what they learned (src/learned.ts).
// It tells nothing about broken content: the start does, with all faults at once.
import { loadContent } from '../src/content.ts'
import { contentSettings } from '../src/settings.ts'

const { contentDir, ...around } = contentSettings()
const loading = loadContent(contentDir, { ...around, today: new Date() })
if (loading.type === 'loaded') loading.loaded.content.understanding.read('')
