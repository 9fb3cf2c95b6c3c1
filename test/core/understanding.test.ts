// What the reader of messages hears: cries in seven languages and what only sounds like one, orders, questions, and answers to a question just asked.
// A floor that must hold, not a measurement: figures on unseen messages come from `npm run evaluate`.
import { describe, expect, test } from 'vitest'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { isAtLeast } from '../../src/core/level.ts'
import { readChoice, readDate, readNumber, readPostcode, readTime, readYesNo } from '../../src/core/understanding/answers.ts'
import { cries, gpQuestions } from '../acceptance/cries.ts'
import { projectContent } from '../content-for-tests.ts'

const { understanding } = projectContent()

describe('distress', () => {
  test.each(languages.map((lang) => [lang, cries[lang]] as const))('a wish to die in %s is acute, whatever language was chosen', (_lang, text) => {
    for (const chosen of [undefined, ...languages]) expect(isAtLeast(understanding.read(text, chosen).distress.level, '3A')).toBe(true)
  })

  const calm: [Lang, string][] = [
    ['nl', 'mijn telefoon is dood'],
    ['nl', 'ik lach me dood'],
    ['nl', 'ik wil met iemand praten'],
    ['nl', 'hoe vraag ik een overlijdensakte aan?'],
    ['en', 'please kill the app, it is slow'],
    ['en', 'my battery is dead'],
    ['ar', 'متت من الضحك'],
    ['fa', 'از خنده مردم'],
    ['tr', 'gülmekten öldüm'],
    ['so', 'taleefankaygu wuu dhintay'],
    ['ti', 'ስልከይ ሞይቱ'],
  ]
  test.each(calm)('%s: "%s" raises no alarm', (lang, text) => {
    expect(isAtLeast(understanding.read(text, lang).distress.level, '2')).toBe(false)
  })

  test('somebody else in danger is acted on', () => {
    expect(understanding.read('mijn vriend zegt dat hij dood wil', 'nl').distress).toMatchObject({ level: '3A', thirdPerson: true })
  })

  test('violence at home is heard as violence', () => {
    expect(understanding.read('mijn man slaat mij elke avond', 'nl').distress).toMatchObject({ level: '3A', kind: 'violence' })
  })

  test.each([
    ['nl', 'ik ga mijzelf iets aandoen'],
    ['en', 'i will hurt my self'],
    ['ar', 'رح أذي حالي'],
    ['ti', 'ንባዕለይ ክጎድእ እየ'],
    ['fa', 'یه بلایی سر خودم میارم'],
    ['tr', 'kendimi yaralayacağım'],
    ['so', 'naftayda ayaan wax yeelayaa'],
  ] as const)('harm to oneself in %s is acute: "%s"', (lang, text) => {
    const { level, kind } = understanding.read(text, lang).distress
    expect([isAtLeast(level, '3A'), kind]).toEqual([true, 'suicide'])
  })

  test('pills taken are danger now', () => {
    expect(understanding.read('I have taken all the pills', 'en').distress.level).toBe('3B')
  })
})

describe('orders', () => {
  test.each([
    ['stop', 'stop'],
    ['wis mijn gegevens', 'forget-me'],
    ['ik wil een mens spreken', 'human'],
    ['andere taal', 'language-change'],
    ['wie ziet dit?', 'who-sees'],
  ])('"%s" is the order %s', (text, command) => {
    expect(understanding.read(text, 'nl').command).toBe(command)
  })

  test.each(['hoe stop ik mijn abonnement?', 'kan ik stoppen met roken via de huisarts?', 'mijn werk is gestopt', 'ik ben vergeten hoe DigiD werkt'])(
    '"%s" is no order',
    (text) => {
      expect(understanding.read(text, 'nl').command).toBeUndefined()
    },
  )
})

const polite: Record<Lang, string[]> = {
  nl: ['dank u', 'tot ziens'],
  en: ['thanks', 'see you'],
  ar: ['شكرا', 'الى اللقاء'],
  ti: ['የቐንየለይ', 'ደሓን ኩን'],
  fa: ['ممنون', 'خداحافظ'],
  tr: ['teşekkürler', 'görüşürüz'],
  so: ['mahadsanid', 'nabad gelyo'],
}

describe('thanks and goodbyes', () => {
  test.each(languages.flatMap((lang) => polite[lang].map((text) => [lang, text] as const)))('in %s order nothing: "%s"', (lang, text) => {
    expect(understanding.read(text, lang).command).toBeUndefined()
  })

  test.each([
    ['nl', 'nee dank u', 'no'],
    ['nl', 'ja bedankt', 'yes'],
    ['nl', 'oke', 'yes'],
    ['en', 'no thank you', 'no'],
    ['ti', 'እወ የቐንየለይ', 'yes'],
    ['so', 'haa mahadsanid', 'yes'],
  ] as const)('beside an answer leave it one (%s): "%s"', (lang, text, command) => expect(understanding.read(text, lang).command).toBe(command))
})

describe('questions', () => {
  test.each(Object.entries(gpQuestions))('a question about a GP in %s finds its topic', (_lang, text) => {
    expect(understanding.read(text).topics[0]?.topic).toBe('gp-register')
  })

  test.each([
    ['nl', 'mijn kind heeft 40 koorts', 'gp-out-of-hours'],
    ['tr', 'oglumun atesi 40', 'gp-out-of-hours'],
    ['nl', 'ik wil nederlands leren', 'language-practice'],
    ['ar', 'دورة لغة', 'language-practice'],
    ['tr', 'gıda bankası', 'budgeting'],
  ] as const)('a word points at its topic (%s): "%s"', (lang, text, topic) => {
    expect(understanding.read(text, lang).topics[0]?.topic).toBe(topic)
  })

  test.each(['mooi weer vandaag', 'haha leuk', 'dank je wel'])('"%s" is not about any topic', (text) => {
    expect(understanding.read(text, 'nl').topics.filter(({ sure }) => sure >= 0.4)).toEqual([])
  })
})

describe('a language', () => {
  test.each(['menu', 'ok', 'hi', 'salaam', 'Hello!', 'salam alaikum'])('is not told by "%s"', (text) => {
    const { lang, langSure } = understanding.read(text)
    expect([['nl', 'en'].includes(lang), langSure < 0.8]).toEqual([true, true])
  })

  test.each([
    ['merhaba', 'tr'],
    ['سلام علیکم', 'fa'],
    ['ሰላም', 'ti'],
  ] as const)('%s is %s all the same', (text, lang) => expect(understanding.read(text).lang).toBe(lang))

  test.each([
    ['Ik spreek nederlands', 'nl'],
    ['spreek je Nederlands?', 'nl'],
    ['english please', 'en'],
    ['do you speak English', 'en'],
    ['عربي', 'ar'],
    ['هل تتكلم العربية؟', 'ar'],
    ['ትግርኛ በጃኻ', 'ti'],
    ['فارسی صحبت میکنی', 'fa'],
    ['Türkçe biliyor musun', 'tr'],
    ['af soomaali ku hadla', 'so'],
    ['ik wil Nederlands leren', undefined],
    ['ik spreek geen nederlands', undefined],
    ['Hollandaca bilmiyorum', undefined],
    ['English or Arabic', undefined],
    ['ik wil', undefined],
  ] as const)('named in "%s": %s', (text, lang) => expect(understanding.read(text).named).toBe(lang))
})

describe('answers', () => {
  test.each([
    ['2', 1],
    ['٢', 1],
    ['۲', 1],
    ['nee', 1],
    ['Ja', 0],
    ['geen van beide', undefined],
  ])('"%s" chooses %s of yes and no', (text, n) => {
    expect(readChoice(text, ['Ja', 'Nee'], 'nl')).toBe(n)
  })

  test.each([
    ['om de 2 weken', 'nl', 0],
    ['om de twee weken', 'nl', 0],
    ['كل ٤ أسابيع', 'ar', 1],
    ['om de 3 weken', 'nl', undefined],
    ['een mens', 'nl', undefined],
    ['ik heb 2 kinderen en een vrouw in Syrië', 'nl', undefined],
  ] as const)('"%s" (%s) holds the number of choice %s', (text, lang, n) => {
    expect(readChoice(text, ['Elke 2 weken', 'Elke 4 weken', 'Nooit'], lang)).toBe(n)
  })

  test('a number that two choices have decides nothing', () => {
    expect(readChoice('om de 2 weken', ['2 keer', 'Elke 2 dagen'], 'nl')).toBeUndefined()
  })

  test('yes and no are read in every language', () => {
    const yes: Record<Lang, string> = { nl: 'ja', en: 'yes', ar: 'نعم', ti: 'እወ', fa: 'بله', tr: 'evet', so: 'haa' }
    for (const lang of languages) expect(readYesNo(yes[lang], lang)).toBe(true)
  })

  test('numbers are read in digits of every script and in words', () => {
    expect(readNumber('٤٢', 'ar')).toBe(42)
    expect(readNumber('drie', 'nl')).toBe(3)
    expect(readNumber('veel', 'nl')).toBeUndefined()
  })

  test('days and times are read as people write them', () => {
    const today = { year: 2026, month: 3, day: 27 }
    expect(readDate('morgen', 'nl', today)).toEqual({ year: 2026, month: 3, day: 28 })
    expect(readDate('بكرا', 'ar', today)).toEqual({ year: 2026, month: 3, day: 28 })
    expect(readDate('24-11-2026', 'nl', today)).toEqual({ year: 2026, month: 11, day: 24 })
    expect(readDate('31-02-2026', 'nl', today)).toBeUndefined()
    expect(readTime('half vijf', 'nl')).toMatchObject({ minute: 30 })
    expect(readTime('14:30', 'en')).toEqual({ hour: 14, minute: 30 })
  })

  test('a postcode is read with or without a space', () => {
    expect(readPostcode('1234ab')).toBe(readPostcode('1234 AB'))
    expect(readPostcode('12 AB')).toBeUndefined()
  })
})

describe('thanks and goodbyes', () => {
  const said: [Lang, string, 'thanks' | 'goodbye' | undefined][] = [
    ['nl', 'dank je wel!', 'thanks'],
    ['nl', 'tot ziens', 'goodbye'],
    ['nl', 'bedankt, doei', 'thanks'],
    ['en', 'thank you bro', 'thanks'],
    ['en', 'bye', 'goodbye'],
    ['ar', 'شكرا', 'thanks'],
    ['ar', 'shukran', 'thanks'],
    ['ti', 'የቐንየለይ', 'thanks'],
    ['fa', 'خیلی ممنون', 'thanks'],
    ['tr', 'çok teşekkür ederim', 'thanks'],
    ['so', 'waad mahadsan tahay', 'thanks'],
    ['so', 'nabad gelyo', 'goodbye'],
    ['nl', 'bedankt maar dat is niet wat ik wilde weten', undefined],
    ['nl', 'hallo', undefined],
  ]
  test.each(said)('%s: "%s" is %s', (lang, text, meant) => {
    expect(understanding.read(text, lang).thanks).toBe(meant)
  })
})
