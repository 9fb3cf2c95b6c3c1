// Whether a message asks for one person by their name: "can Maria call me", "Maria ile konuşmak istiyorum", "ንMaria ሕተት".
// Only when everything around the name is asking: a sentence that says something about the person, or says "not", is no such wish.
import { languages, type Lang } from '../phrasebook.ts'
import { sentenceEnd, wordsOf } from './normalise.ts'

const wordsMax = 12
const place = '\u2022'

/** `asking`: one of these must be there. `around`: these may be there, with the endings and prefixes that stick to names. */
const words: Readonly<Record<Lang, { asking: string; around: string }>> = {
  nl: {
    asking: 'praten spreken bellen bel terugbellen vraag vragen vraagt helpen help nodig contact chatten appen schrijven zeg zeggen verbind doorverbinden',
    around: `ik wil wou zou graag kan kun je kunt mag moet met aan het dat dit eens even nu vandaag morgen mij me ons hem haar hij ze zij u laat tegen of dan weer
      terug alsjeblieft aub alstublieft svp hallo hoi dag heb hebben opnemen belt helpt door via telefoon naar voor om te een ook hier weten s`,
  },
  en: {
    asking: 'talk speak call ask help need contact message phone text tell connect reach want chat',
    around: `i want would like to with can could may please my me us d for you do let he she him her they back now today tomorrow and hi hello is it possible get
      put through have touch in thanks kindly if a s that of`,
  },
  tr: {
    asking: `konuşmak konuşabilir konuşayım konuşalım görüşmek görüşebilir arasın arayabilir arar ara arayın aramasını sor sorun sorar soralım ihtiyacım istiyorum
      isterim yardım yazmak bağla bağlayın bağlar ulaşmak söyle söyleyin`,
    around: `ben beni bana ile la le yla yle ya ye a e yı yi ı i nın nin mısın misin mısınız misiniz miyim miyiz mı mi lütfen etsin edebilir eder et edin var bir de da
      bugün yarın şimdi telefonla geri hemen istiyorum isterim selam merhaba olur mu dan den biraz`,
  },
  ar: {
    asking: `التحدث اتحدث اتكلم الكلام احكي التكلم اسأل اسألي اسألوا اطلب الاتصال تتصل يتصل اتصل اتصلي اتصلوا أحتاج تكلمني يكلمني تكلم مكالمة تساعدني يساعدني
      التواصل أتواصل أريد بدي أبغى أخبر أخبري قل قولي مساعدة`,
    around: `أريد بدي أود أرغب أبغى في أن مع إلى ل ب من هل يمكن يمكنني ممكن بي بيا فيني فيي معي معها معه خلي خلّي لو سمحت سمحتي فضلك رجاء الرجاء انا تستطيع يستطيع
      أستطيع أقدر تقدر يقدر يا اليوم الآن بكرا غدا الهاتف مرحبا السلام عليكم إنسان`,
  },
  ti: {
    asking: `ክዛረብ ምዝራብ ክትድውለለይ ክድውለለይ ትደውለለይ ይደውለለይ ትድውለለይ ይድውለለይ ደውለለይ ደውልለይ ሕተት ሕተቲ ሕተታ ሕተቶ ሕተትዋ ሕተቱ የድልየኒ የድልየኒ ትሕግዘኒ ይሕግዘኒ ክትሕግዘኒ ክሕግዘኒ
      ክረኽባ ክረኽቦ ንገራ ንገሮ ክትረኽበኒ ክራኸብ ሓግዘኒ`,
    around: 'ምስ ን ደልየ ይደሊ እደሊ ትኽእል ይኽእል ዶ እኽእል በጃኻ በጃኺ በጃኹም ኣነ ናይ ሕጂ ሎሚ ጽባሕ ሰላም እየ ኣለኒ ብተሌፎን ብስልኪ እንተ ክትድውል ክድውል',
  },
  fa: {
    asking: 'صحبت حرف بپرس بپرسید بپرسین زنگ تماس نیاز میخواهم میخوام لازم کمک کمکم بگو بگویید بگید بگین گفتگو',
    around: `با از به من را رو ام هم بهم میخواهم میخوام می‌خواهم کنم بزنم بزند بزنه بزن بزنید می‌تواند میتواند میتونه می‌تونه می‌توانم میتوانم میتونم آیا لطفا دارم که بگیرد
      بگیره بگیرم کند کنه باید شود امروز الان فردا است سلام برای یک بار تا`,
  },
  so: {
    asking:
      'hadlo hadlaa hadli hadal wici wacdo wacaan waco wac weydii weydiiya weydiiso baahanahay caawin caawiso caawiyo caawi sheeg sheega xiriir xiriiro xidhiidh',
    around: `waxaan waxan rabaa doonayaa inaan in aan ma la kula i ii igu soo kartaa karaa karo kara ha ayaan u ku ka fadlan maanta hadda berri waan mid oo aniga isaga
      iyada si aad haddii ay`,
  },
}

const known = byLang()

export function asksFor(text: string, name: string): boolean {
  const called = wordsOf(name).join(' ')
  const said = wordsOf(text)
    .filter((word) => word !== sentenceEnd)
    .join(' ')
  if (called.length < 2 || !said.includes(called)) return false
  const others = said
    .replaceAll(called, ` ${place} `)
    .split(' ')
    .filter((word) => word !== '' && word !== place)
  if (others.length > wordsMax) return false
  return languages.some((lang) => others.some((word) => known[lang].asking.has(word)) && others.every((word) => isKnown(lang, word)))
}

function isKnown(lang: Lang, word: string): boolean {
  return known[lang].asking.has(word) || known[lang].around.has(word)
}

function byLang(): Readonly<Record<Lang, { asking: Set<string>; around: Set<string> }>> {
  const of = (lang: Lang) => ({ asking: new Set(wordsOf(words[lang].asking)), around: new Set(wordsOf(words[lang].around)) })
  return { nl: of('nl'), en: of('en'), ar: of('ar'), ti: of('ti'), fa: of('fa'), tr: of('tr'), so: of('so') }
}
