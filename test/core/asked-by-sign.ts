// A reader of texts for tests that are not about language: `?gp-register` asks about that topic, all else says nothing. It needs no training.
import type { Understanding } from '../../src/core/understanding/understand.ts'

export const askedBySign: Understanding = {
  read: (text, lang = 'nl') => ({
    lang,
    langSure: 0,
    sure: 0,
    topics: text.startsWith('?') ? [{ topic: text.slice(1), sure: 1 }] : [],
    distress: { level: '0', kind: 'distress', because: [], thirdPerson: false },
    greeting: false,
  }),
}
