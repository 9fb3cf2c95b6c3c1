// Emergencies of the body, in seven languages: 112 first, no line about death. Sorrow that is said with the body is none.
import { expect, test } from 'vitest'
import { newConversation } from '../../src/core/conversation.ts'
import { takeTurn } from '../../src/core/turn.ts'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { projectContent } from '../content-for-tests.ts'

const emergencies: Record<Lang, string[]> = {
  nl: [
    'Ik heb pijn op mijn borst. Ik krijg geen lucht.',
    'mijn moeder is bewusteloos',
    'mijn zoontje heeft bleekmiddel gedronken',
    'mijn vrouw is aan het bevallen',
    'pijn op borst',
    'hartaanval',
    'kan niet goed ademen',
  ],
  en: [
    'chest pain and I cannot breathe',
    'my husband is unconscious',
    'my father is having a stroke',
    'my baby is not breathing',
    'she is bleeding heavily',
    'my husband fainted',
  ],
  ar: ['صدري عم يوجعني وما عم اقدر اتنفس', 'زوجي مغمى عليه', 'ابني شرب كلور', 'عم تنزف كتير', 'sadri 3am yuja3ni w ma 3am b2dar etnafas', 'صدري عم يوجعني'],
  ti: ['ኣፍልበይ የሕምመኒ ክተንፍስ ኣይክእልን', 'ነብሱ ስሒቱ', 'ወደይ በረኪና ሰትዩ', 'ብዙሕ ደም ይፈሳ', 'ኣፍልበይ የሕምመኒ'],
  fa: ['قفسه سینه‌ام درد می‌کند و نفسم بالا نمی‌آید', 'مادرم بیهوش شده', 'پسرم وایتکس خورده', 'خونریزی شدید دارد', 'قفسه سینم درد میکنه'],
  tr: ['göğsüm ağrıyor, nefes alamıyorum', 'annem bayıldı uyanmıyor', 'kızım çamaşır suyu içti', 'doğum başladı', 'kalp krizi'],
  so: [
    'laabta ayaa i xanuunaysa mana neefsan karo',
    'hooyaday way suuxday oo ma soo toosayso',
    'wiilkaygu wuxuu cabay kaloriin',
    'dhiiggu ma joogsanayo',
    'laabta ayaa i xanuunaysa',
  ],
}

const sorrows: Record<Lang, string[]> = {
  nl: ['mijn hart doet pijn van verdriet', 'wat moet ik doen als iemand bewusteloos is?', 'mijn vader is niet bewusteloos'],
  en: ['my heart hurts, I miss my mother', 'what do I do if someone is unconscious?'],
  ar: ['مخنوق وصدري ضايق', 'قلبي واجعني'],
  ti: ['ልበይ የሕምመኒ ብናፍቖት'],
  fa: ['جگرم خون است، دلم تنگ شده'],
  tr: ['içim daralıyor', 'ciğerim yanıyor'],
  so: ['wadnaha ayaa i xanuunaya murug darteed', 'qalbigaygu waa jabay'],
}

const now = Date.parse('2026-03-02T21:30:00Z')

function said(text: string, lang: Lang) {
  const person = { ...newConversation('p_1', now), lang, linked: true, trusted: { staffId: 's_1', firstName: 'Maria', since: now } }
  const event = { type: 'message_received' as const, id: 'e1', at: now, messageId: 'm1', channel: 'webchat' as const, addressId: 'a', text }
  const { conversation, effects } = takeTurn(projectContent(), person, event, new Date(now))
  return { conversation, texts: effects.flatMap((effect) => (effect.type === 'say' ? [effect.text] : [])) }
}

test.each(languages.flatMap((lang) => emergencies[lang].map((text) => ({ lang, text }))))('$lang: $text', ({ lang, text }) => {
  const { conversation, texts } = said(text, lang)
  expect(conversation.case).toMatchObject({ level: '3B', kind: 'medical' })
  expect(texts[0]?.split('\n')[0]).toContain('112')
  expect(texts.join('\n')).not.toContain('113')
  expect(conversation.safety).toBeUndefined()
})

test.each(languages.flatMap((lang) => sorrows[lang].map((text) => ({ lang, text }))))('no emergency in $lang: $text', ({ text }) => {
  expect(['0', '1', '2']).toContain(projectContent().understanding.read(text).distress.level)
})

test('whoever also took pills, or was hit, gets the card that is about that too', () => {
  expect(projectContent().understanding.read('ik heb alle pillen geslikt en ik krijg geen lucht, pijn op mijn borst').distress.kind).toBe('suicide')
  expect(projectContent().understanding.read('my husband beat me and I am bleeding a lot').distress).toMatchObject({ kind: 'violence', harmBy: 'partner' })
})
