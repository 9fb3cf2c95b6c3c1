// The words around Brug's own answers in English, word for word beside the Dutch.
import type { dutchAnswers } from './answer-words-nl.ts'

export const englishAnswers: typeof dutchAnswers = {
  answers: {
    title: 'Answers',
    text: 'What Brug tells about housing, money, care and more. With the source, the date and the facts.',
    choose: 'Choose an answer of Brug',
    search: 'Search a topic',
    none: 'Nothing found. Try another word.',
    list: 'All topics',
    first: 'Answer',
    more: 'More',
    loading: 'Loading',
    asRead: (name, language) => `${name} reads: ${language}`,
    send: (name, language) => `Send to ${name} in ${language}`,
    sent: (name) => `The answer goes to ${name}.`,
    back: 'Taken back.',
    takesOver: 'It goes out under your name. After that you talk, and Brug is quiet.',
    certainty: { sure: 'Certain', check_page: 'May have changed', unsure: 'Not certain', outdated: 'May be old' },
    source: 'Source',
    checked: 'Checked',
    until: 'Surely valid until',
    sure: 'How certain',
    caution: 'Take care',
    facts: 'Facts',
    factsText: 'The answer may only say what stands here. The facts are in English.',
    confidence: { high: 'certain', medium: 'fairly certain', low: 'uncertain' },
    kind: { rule: 'rule', gap: 'still missing', local_example: 'example of one place' },
    undated: 'undated',
  },
}
