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
    'pijn op borst en kan niet goed ademen',
    'pijn op de borst',
    'hartaanval',
    'kan niet goed ademen',
    'mijn vrouw flauw gevallen',
    'baby heeft blauwe lippen',
  ],
  en: [
    'chest pain and I cannot breathe',
    'my husband is unconscious',
    'my father is having a stroke',
    'my baby is not breathing',
    'she is bleeding heavily',
    'my husband fainted',
    'my chest hurts',
    'heart attack',
    'cant breath',
    'snake bit my son',
    'pregnant and bleeding',
  ],
  ar: [
    'صدري عم يوجعني وما عم اقدر اتنفس',
    'زوجي مغمى عليه',
    'ابني شرب كلور',
    'عم تنزف كتير',
    'sadri 3am yuja3ni w ma 3am b2dar etnafas',
    'وجع بالصدر',
    'نوبة قلبية',
    'ما بقدر اتنفس',
    'لدغته افعى',
    'ma fini etnaffas',
  ],
  ti: [
    'ኣፍልበይ የሕምመኒ ክተንፍስ ኣይክእልን',
    'ነብሱ ስሒቱ',
    'ወደይ በረኪና ሰትዩ',
    'ብዙሕ ደም ይፈሳ',
    'ኣፍ ልበይ የሕምመኒ',
    'ክተንፍስ ኣይክእልን',
    'ደም ደው ኣይብልን',
    'ወደይ ካብ መስኮት ወዲቑ',
    'ktenfs aykielen',
  ],
  fa: [
    'قفسه سینه‌ام درد می‌کند و نفسم بالا نمی‌آید',
    'مادرم بیهوش شده',
    'پسرم وایتکس خورده',
    'خونریزی شدید دارد',
    'سینم درد میکنه',
    'نمیتونم نفس بکشم',
    'شوهرم غش کرد',
    'لب‌هایش کبود شده',
    'sinam dard mikone',
  ],
  tr: [
    'göğsüm ağrıyor, nefes alamıyorum',
    'annem bayıldı uyanmıyor',
    'kızım çamaşır suyu içti',
    'doğum başladı',
    'gogsum agriyor',
    'kalp krizi',
    'nefes alamiyorum',
    'kocam bayıldı',
    'oglum balkondan dustu',
  ],
  so: [
    'laabta ayaa i xanuunaysa mana neefsan karo',
    'hooyaday way suuxday oo ma soo toosayso',
    'wiilkaygu wuxuu cabay kaloriin',
    'dhiiggu ma joogsanayo',
    'laab xanuun',
    'ma neefsan karo',
    'wadnaha ayaa istaagay',
    'bushimihiisu waa buluug',
  ],
}

const sorrows: Record<Lang, string[]> = {
  nl: [
    'mijn hart doet pijn van verdriet',
    'wat moet ik doen als iemand bewusteloos is?',
    'mijn vader is niet bewusteloos',
    'mijn borst is benauwd van verdriet',
    'mijn kind heeft 40 koorts',
    'ik kan niet ademen van het lachen',
  ],
  en: [
    'my heart hurts, I miss my mother',
    'what do I do if someone is unconscious?',
    'my chest is tight from sadness',
    'I panic, my heart races when I think of the boat',
    'I almost had a heart attack when I saw the bill',
  ],
  ar: ['مخنوق وصدري ضايق', 'قلبي واجعني', 'ابني ما بيصحى عالمدرسة'],
  ti: ['ልበይ የሕምመኒ ብናፍቖት', 'ጓለይ ረስኒ 40 ኣለዋ'],
  fa: ['جگرم خون است، دلم تنگ شده', 'از خنده غش کردم'],
  tr: ['içim daralıyor', 'ciğerim yanıyor', 'annem hediyeye bayıldı'],
  so: ['wadnaha ayaa i xanuunaya murug darteed', 'qalbigaygu waa jabay', 'wiilkayga qandho 40 ayaa haysa'],
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
