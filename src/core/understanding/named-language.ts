// Which of Brug's languages a message asks for by name: "ik spreek Nederlands", "english please", "عربي", "Türkçe biliyor musun".
// Only when the whole message is about that: "I want to learn Dutch" and "I speak no Dutch" name a language and ask for none.
import { languages, type Lang } from '../phrasebook.ts'
import { sentenceEnd, wordsOf } from './normalise.ts'

const wordsMax = 8

/** What each is called, in all seven. */
const names: Readonly<Record<Lang, string>> = {
  nl: `nederlands hollands dutch hollandaca felemenkçe flemenkçe هولندي هولندية الهولندية بالهولندي بالهولندية هلندی ደች ብደች ሆላንድኛ ብሆላንድኛ holandays nederlaandis`,
  en: `engels english ingilizce إنجليزي انجليزية الانجليزية الانجليزي بالانجليزي بالانجليزية انگلیسی እንግሊዝኛ ብእንግሊዝኛ እንግሊዝ ብእንግሊዝ ingiriis ingiriisi ingiriisiga`,
  ar: `arabisch arabic arapça عربي عربية العربية العربي بالعربي بالعربية عربی ዓረብኛ ብዓረብኛ ዓረብ ብዓረብ carabi carabiga`,
  ti: `tigrinya tigrigna tigrinja tigrinyaca ትግርኛ ብትግርኛ التغرينية تغرينيا تيغرينيا التيغرينية بالتغرينية تیگرینیا تگرینیا tigrinyaga`,
  fa: `farsi perzisch persian persisch dari farsça فارسي فارسية الفارسية بالفارسي بالفارسية فارسی دری ፋርሲ ብፋርሲ ፋርስኛ ብፋርስኛ faarisi`,
  tr: `turks turkish türkçe تركي تركية التركية بالتركي بالتركية ترکی ቱርክኛ ብቱርክኛ ቱርኪ ብቱርኪ turki turkiga`,
  so: `somalisch somali somalice soomaali soomaaliga صومالي صومالية الصومالية بالصومالي بالصومالية سومالی ሶማልኛ ብሶማልኛ ሶማሊ ብሶማሊ`,
}

/** What else such a message is made of. No word that denies. */
const around = `
  ik spreek spreekt praat je kun kan jij u mag het in een beetje alleen liever graag aub alstublieft alsjeblieft svp wil schrijven schrijf praten spreken verder
  met naar taal de mijn is verander zet op hallo hoi
  i speak only do you can we please want to write talk my language switch change prefer hello hi
  benim dilim biliyorum bilirim konuşuyorum konuşuyor musun musunuz mısın mısınız konuş konuşun konuşabilir istiyorum lütfen yaz yazın olsun olur mu biliyor dil merhaba
  أتكلم أتحدث أريد بدي هل تتكلم تتحدث من فضلك لو سمحت باللغة اللغة لغتي فقط انا أحكي تحكي ممكن مرحبا
  به زبان صحبت میکنم میکنی میکنید حرف میزنم میزنی میزنید لطفا فقط بلدم بلدی میخواهم میخوام را سلام
  ብ ይዛረብ ትዛረብ ክዛረብ ዶ በጃኻ በጃኺ ቋንቋ እዛረብ ኣነ ደልየ ሰላም
  waxaan ku hadlaa hadla hadasho af luuqad luqadda fadlan ma hadashaa rabaa kaliya salaan`

const nameOf = new Map(languages.flatMap((lang) => wordsOf(names[lang]).map((word) => [word, lang] as const)))
const others = new Set(wordsOf(around))

/** The one language that these words name, when they say nothing else. */
export function namedLanguage(all: readonly string[]): Lang | undefined {
  const words = all.filter((word) => word !== sentenceEnd)
  if (words.length > wordsMax || !words.every((word) => nameOf.has(word) || others.has(word))) return undefined
  const named = new Set(words.flatMap((word) => nameOf.get(word) ?? []))
  const [only] = named
  return named.size === 1 ? only : undefined
}
