// A person asked for by name, in all seven languages; and sentences with the name in them that ask for nobody.
import { describe, expect, test } from 'vitest'
import { languages, type Lang } from '../../src/core/phrasebook.ts'
import { asksFor } from '../../src/core/understanding/by-name.ts'

const asking: Record<Lang, string[]> = {
  nl: [
    'ik wil met Maria praten',
    'ik wil Maria spreken',
    'kan Maria mij bellen',
    'kan Maria me bellen?',
    'vraag Maria',
    'vraag het aan Maria',
    'vraag aan Maria',
    'kan ik met Maria praten',
    'bel Maria',
    'ik heb Maria nodig',
    'mag ik Maria spreken',
    'laat Maria mij bellen',
    'Maria bellen',
    'kan Maria mij helpen',
    'ik wil graag met Maria praten aub',
    'zeg tegen Maria dat ze belt',
  ],
  en: [
    'I want to talk to Maria',
    'can Maria call me',
    'ask Maria',
    'please ask Maria',
    'talk to Maria',
    'can I speak to Maria?',
    'can I talk with Maria',
    'i need Maria',
    'call Maria',
    'can Maria help me',
    'tell Maria to call me',
    'I want Maria',
    'I would like to speak to Maria',
    'could Maria call me back',
  ],
  tr: [
    'Maria ile konuşmak istiyorum',
    "Maria'yla konuşmak istiyorum",
    'Maria beni arasın',
    'Maria beni arayabilir mi',
    "Maria'ya sor",
    "Maria'ya sorun",
    'Maria ile görüşmek istiyorum',
    'Mariayla konusmak istiyorum',
    'maria ile konusmak istiyorum',
    'Maria ile konuşabilir miyim',
    "Maria'ya ihtiyacım var",
    "Maria'yı istiyorum",
    'Maria beni arar mı',
    'Maria bana yardım etsin',
  ],
  ar: [
    'أريد أن أتكلم مع Maria',
    'أريد التحدث مع Maria',
    'اسأل Maria',
    'هل يمكن ل Maria الاتصال بي',
    'ممكن Maria تتصل بي',
    'Maria تتصل بي',
    'اتصل بي يا Maria',
    'بدي احكي مع Maria',
    'أريد التحدث إلى Maria',
    'اريد Maria',
    'هل تستطيع Maria أن تتصل بي',
    'ممكن احكي مع Maria',
    'خلي Maria تتصل فيني',
    'أحتاج إلى Maria',
  ],
  fa: [
    'می‌خواهم با Maria صحبت کنم',
    'میخوام با Maria حرف بزنم',
    'از Maria بپرس',
    'Maria به من زنگ بزند',
    'Maria می‌تواند به من زنگ بزند؟',
    'به Maria بگو زنگ بزند',
    'Maria میتونه بهم زنگ بزنه',
    'با Maria صحبت کنم',
    'به Maria نیاز دارم',
    'Maria را می‌خواهم',
    'می‌توانم با Maria صحبت کنم؟',
    'از Maria بپرسید',
  ],
  ti: [
    'ምስ Maria ክዛረብ ደልየ',
    'ምስ Maria ክዛረብ ይደሊ',
    'Maria ክትድውለለይ ትኽእል ዶ',
    'ን Maria ሕተት',
    'ንMaria ሕተታ',
    'Maria ትደውለለይ',
    'ምስ Maria ክዛረብ እኽእል ዶ',
    'Maria የድልየኒ',
    'ንMaria ሕተት',
    'ምስ Maria ክዛረብ እደሊ',
    'Maria ክትሕግዘኒ ትኽእል ዶ',
  ],
  so: [
    'Waxaan rabaa inaan la hadlo Maria',
    'waxaan rabaa inaan Maria la hadlo',
    'Maria ma i soo wici kartaa',
    'Maria weydii',
    'weydii Maria',
    'Maria ha i soo wacdo',
    'ma la hadli karaa Maria',
    'Maria ayaan u baahanahay',
    'waxaan u baahanahay Maria',
    'Maria ii soo wac',
    'Maria ma i caawin kartaa',
    'waxaan doonayaa inaan la hadlo Maria',
  ],
}

describe.each(languages)('%s', (lang) => {
  test.each(asking[lang])('%s', (text) => expect(asksFor(text, 'Maria')).toBe(true))
  test('another name stands for nobody', () => expect(asking[lang].some((text) => asksFor(text, 'Zainab'))).toBe(false))
})

test.each([
  'ik wil niet met Maria praten',
  'Maria helpt mij niet',
  'ik ben bang voor Maria',
  'Maria is mijn zus',
  'I do not want to talk to Maria',
  'Maria hit me',
  'Maria ile konuşmak istemiyorum',
  'لا أريد التحدث مع Maria',
  'نمی‌خواهم با Maria صحبت کنم',
  'ምስ Maria ክዛረብ ኣይደልን',
  'ma rabo inaan la hadlo Maria oo',
  'Maria',
])('%s asks for nobody', (text) => expect(asksFor(text, 'Maria')).toBe(false))

test('a name inside another word is no name', () => {
  expect(asksFor('kan ik iemand spreken', 'An')).toBe(false)
  expect(asksFor('bel mij in januari', 'Jan')).toBe(false)
})
