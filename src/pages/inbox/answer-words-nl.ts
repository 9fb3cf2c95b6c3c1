// The words around Brug's own answers in Dutch: looking them up, judging how sure they are, sending one.
import type { Certainty } from '../api.ts'

export const dutchAnswers = {
  answers: {
    title: 'Antwoorden',
    text: 'Wat Brug vertelt over wonen, geld, zorg en meer. Met de bron, de datum en de feiten.',
    choose: 'Kies een antwoord van Brug',
    search: 'Zoek een onderwerp',
    none: 'Niets gevonden. Zoek op een ander woord.',
    list: 'Alle onderwerpen',
    first: 'Antwoord',
    more: 'Meer uitleg',
    loading: 'Laden',
    asRead: (name: string, language: string) => `${name} leest: ${language}`,
    send: (name: string, language: string) => `Stuur aan ${name} in het ${language}`,
    sent: (name: string) => `Het antwoord gaat naar ${name}.`,
    back: 'Teruggehaald.',
    takesOver: 'Het gaat weg onder jouw naam. Daarna praat jij, en is Brug stil.',
    certainty: {
      sure: 'Zeker',
      check_page: 'Kan veranderd zijn',
      unsure: 'Niet zeker',
      outdated: 'Misschien oud',
    } satisfies Record<Certainty, string>,
    source: 'Bron',
    checked: 'Gecontroleerd',
    until: 'Geldt zeker tot',
    sure: 'Hoe zeker',
    caution: 'Let op',
    facts: 'Feiten',
    factsText: 'Alleen wat hier staat, mag het antwoord zeggen. De feiten staan in het Engels.',
    confidence: { high: 'zeker', medium: 'redelijk zeker', low: 'onzeker' },
    kind: { rule: 'regel', gap: 'ontbreekt nog', local_example: 'voorbeeld uit één plaats' },
    undated: 'zonder datum',
  },
}
