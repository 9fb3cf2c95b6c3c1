// What the demonstration offers to type, in the languages of its people. Texts are examples of what people write, not of what Brug says.

export interface Scene {
  id: 'question' | 'reminder' | 'help'
  title: string
  steps: { text: string; says?: Record<string, string> }[]
}

export const scenes: readonly Scene[] = [
  {
    id: 'question',
    title: 'Een vraag',
    steps: [
      {
        text: 'Stel een gewone vraag. Brug antwoordt met stappen en een bron.',
        says: { nl: 'Hoe vind ik een huisarts?', ar: 'كيف أجد طبيب أسرة؟', ti: 'ሓኪም ከመይ ረኺበ?', fa: 'چطور پزشک خانوادگی پیدا کنم؟' },
      },
      {
        text: 'Vraag om een mens. Kijk in het postvak: de vraag staat bij Jouw beurt.',
        says: { nl: 'mens', ar: 'أريد التحدث مع إنسان', ti: 'ምስ ሰብ ክዛረብ እደሊ', fa: 'می‌خواهم با یک انسان حرف بزنم' },
      },
      { text: 'Antwoord in het postvak. Het komt op de telefoon onder je eigen naam. Daarna: Laat Brug verder.' },
    ],
  },
  {
    id: 'reminder',
    title: 'Een herinnering',
    steps: [
      { text: 'Vraag naar de afspraken.', says: { nl: 'Wanneer is mijn afspraak?', ar: 'متى موعدي؟', ti: 'ቆጸራይ መዓስ እዩ?', fa: 'قرار من کی است؟' } },
      { text: 'Zet de klok een dag vooruit. De herinnering komt op de telefoon. Kies een antwoord.' },
      { text: 'Kijk in het postvak bij Agenda: het antwoord staat erbij.' },
    ],
  },
  {
    id: 'help',
    title: 'Een noodkreet',
    steps: [
      {
        text: 'Iemand schrijft dat het niet meer gaat. De hulpkaart komt meteen.',
        says: { nl: 'Ik wil niet meer leven', ar: 'لا أريد أن أعيش بعد الآن', ti: 'ክነብር ኣይደልን እየ', fa: 'دیگر نمی‌خواهم زندگی کنم' },
      },
      { text: 'In het postvak staat de zaak bovenaan, met een klok. Niemand? Zet de klok 5 minuten vooruit: de volgende wordt gevraagd.' },
      { text: 'Pak de zaak op, noteer contact, en sluit hem in twee stappen.' },
    ],
  },
]
