// The closed word lists that answers are read with: yes and no, numbers, months, weekdays, days from now, parts of the day.
// Written as people type them; they are folded before use. It holds no rules of its own.
import type { Lang } from '../phrasebook.ts'

export const yesWords: Record<Lang, string> = {
  nl: 'ja|jaa|jawel|jazeker|zeker|zeker weten|klopt|dat klopt|juist|goed|is goed|prima|oke|ok|okay|graag|ja graag|doe maar|natuurlijk|absoluut|uiteraard|ja hoor|jep|yep|akkoord|dat is goed|ja dat klopt|top|jaaa|helemaal goed|ja dat is goed|ja dat wil ik|ik wil dat',
  en: 'yes|yeah|yea|yep|yup|yess|sure|ok|okay|okey|correct|right|that is right|thats right|of course|certainly|absolutely|fine|alright|yes please|please do|agreed|good|great|y|definitely|go ahead|i do|yes i do|that is fine|thats fine|sounds good',
  ar: 'نعم|ايوه|ايوا|اي|اه|أكيد|اكيد|بالتأكيد|طبعا|تمام|صح|صحيح|موافق|موافقة|ماشي|اوكي|اوك|حسنا|طيب|بلى|أجل|ان شاء الله|إن شاء الله|نعم من فضلك|اي نعم|أي|ايه|نعم صحيح|مزبوط|na3am|naam|aywa|aiwa|ee|akid|akeed|tamam|mashi|sah|tab3an|eh',
  ti: 'እወ|እወ እወ|ሕራይ|ሓራይ|ጽቡቕ|ትኽክል|ልክዕ|ልክዕ እዩ|እወ ልክዕ እዩ|ኦኬ|ኦኬይ|ብርግጽ|ይኹን|ይሕሸኒ|እወ ይደሊ|እወ እደሊ|ecwe|ewe|eway|hray|hiray|xbuk|tsbuk',
  fa: 'بله|بلی|آره|اره|اری|آری|ها|هان|حتما|البته|درست|درسته|درست است|صحیح|باشه|باشد|خوبه|خوب است|اوکی|اوکیه|موافقم|قبول|چشم|بله لطفا|آره لطفا|بله درست است|bale|bali|are|areh|ha|hatman|bashe|doroste|dorost|okey',
  tr: 'evet|ewet|he|tabi|tabii|tabii ki|elbette|tamam|olur|olsun|doğru|tamamdır|peki|kesinlikle|aynen|ok|okey|evet lütfen|uygun|iyi|güzel|e|evt|evet doğru|isterim|evet isterim',
  so: 'haa|ha|haaa|haye|haa waa sax|waa sax|sax|waa runtaa|waa yahay|hagaag|hubaal|dabcan|haa fadlan|ok|okay|waa hagaag|haa waan rabaa|waan rabaa|waa ok|xaqiiqdii|sidaas waaye|hee|iska haa',
}

export const noWords: Record<Lang, string> = {
  nl: 'nee|neee|neen|nope|niet|liever niet|nee hoor|nee dank je|nee bedankt|nee dankjewel|absoluut niet|zeker niet|klopt niet|dat klopt niet|niet nodig|hoeft niet|nog niet|nu niet|nee liever niet|geenszins|nee dat klopt niet|fout|doe maar niet|nee dat wil ik niet|ik wil niet|nee nog niet|nee niet nodig|nee sorry',
  en: 'no|nope|nah|noo|not really|no thanks|no thank you|rather not|not now|not yet|wrong|incorrect|that is wrong|thats wrong|that is not right|not correct|never|n|dont|do not|i dont|no i dont|i do not want|not needed|no need|absolutely not|of course not|no sorry',
  ar: 'لا|لأ|لاا|كلا|لا شكرا|لا أريد|لا اريد|ما بدي|مو|مش|لا ابدا|أبدا|ابدا|ليس الآن|مو هلأ|مش الان|غير صحيح|خطأ|غلط|مو صحيح|مش صح|لا داعي|لا مو صح|لا ليس صحيحا|la|laa|la2|la shukran|abadan|mabdi|mo sa7|mesh sa7',
  ti: 'ኣይፋል|አይፋል|ኣይፋሉን|ኣይኮነን|ኣይደልን|ኣይደልን እየ|ኣይፋልን|ኣይፋልካ|ሕጂ ኣይኮነን|ጌጋ|ጌጋ እዩ|ልክዕ ኣይኮነን|ኣይ|ኖ|የለን|ኣየድልን|ገና|aifal|ayfal|ayfalun|aykonen|aydelin',
  fa: 'نه|نخیر|نی|نه ممنون|نه مرسی|نه تشکر|نمیخواهم|نمی خواهم|نمیخوام|اصلا|هرگز|غلط|غلطه|اشتباه|اشتباهه|درست نیست|الان نه|نه هنوز|هنوز نه|لازم نیست|نه لازم نیست|نیست|na|nah|nakheir|na mamnoon|nemikham|dorost nist',
  tr: 'hayır|hayir|yok|yo|yoo|hayır teşekkürler|olmaz|istemiyorum|hayır istemiyorum|değil|yanlış|doğru değil|şimdi değil|henüz değil|daha değil|asla|gerek yok|hayır gerek yok|h|hayr|hayır yanlış|istemem',
  so: 'maya|may|mayo|maaya|ma rabo|maya ma rabo|maya mahadsanid|sax maaha|waa khalad|khalad|sax ma aha|hadda maya|weli maya|looma baahna|ma aha|maaha|marnaba|maya weli|uma baahni|diido|waan diiday|no',
}

/** Position is the number. */
export const numberWords: Record<Lang, readonly string[]> = {
  nl: [
    'nul',
    'een|één|eentje',
    'twee',
    'drie',
    'vier',
    'vijf',
    'zes',
    'zeven',
    'acht',
    'negen',
    'tien',
    'elf',
    'twaalf',
    'dertien',
    'veertien',
    'vijftien',
    'zestien',
    'zeventien',
    'achttien',
    'negentien',
    'twintig',
  ],
  en: [
    'zero|none',
    'one',
    'two',
    'three',
    'four',
    'five',
    'six',
    'seven',
    'eight',
    'nine',
    'ten',
    'eleven',
    'twelve',
    'thirteen',
    'fourteen',
    'fifteen',
    'sixteen',
    'seventeen',
    'eighteen',
    'nineteen',
    'twenty',
  ],
  ar: [
    'صفر',
    'واحد|واحدة|وحدة|واحده|wahad|wahed',
    'اثنان|اثنين|تنين|اتنين|ثنتين|tnen|itnen',
    'ثلاثة|تلاتة|ثلاث|تلات|tlate|talata',
    'أربعة|اربعة|اربع|arba3a',
    'خمسة|خمس|5amse|khamse',
    'ستة|ست|sitte',
    'سبعة|سبع|sab3a',
    'ثمانية|تمانية|ثمان|tmene',
    'تسعة|تسع|tis3a',
    'عشرة|عشر|3ashra',
    'احدى عشر|احد عشر|حداشر|احدعش|حدعش',
    'اثنا عشر|اثني عشر|اتناشر|تنعش|اطنعش',
    'ثلاثة عشر|تلتاشر|تلتعش',
    'أربعة عشر|اربعتاشر|اربعتعش',
    'خمسة عشر|خمستاشر|خمستعش',
    'ستة عشر|ستعش',
    'سبعة عشر|سبعتعش',
    'ثمانية عشر|تمنتعش',
    'تسعة عشر|تسعتعش',
    'عشرون|عشرين',
  ],
  ti: [
    'ባዶ|ዜሮ',
    'ሓደ|ሓንቲ',
    'ክልተ|ክልቲኡ',
    'ሰለስተ',
    'ኣርባዕተ',
    'ሓሙሽተ',
    'ሽዱሽተ',
    'ሸውዓተ|ሾውዓተ',
    'ሸሞንተ|ሾሞንተ',
    'ትሽዓተ',
    'ዓሰርተ',
    'ዓሰርተ ሓደ',
    'ዓሰርተ ክልተ',
    'ዓሰርተ ሰለስተ',
    'ዓሰርተ ኣርባዕተ',
    'ዓሰርተ ሓሙሽተ',
    'ዓሰርተ ሽዱሽተ',
    'ዓሰርተ ሸውዓተ',
    'ዓሰርተ ሸሞንተ',
    'ዓሰርተ ትሽዓተ',
    'ዕስራ',
  ],
  fa: [
    'صفر',
    'یک|یکی|yek',
    'دو|دوتا|do',
    'سه|سه تا|se',
    'چهار|چار|chahar',
    'پنج|panj',
    'شش|شیش|shesh',
    'هفت|haft',
    'هشت|hasht',
    'نه تا|noh',
    'ده|dah',
    'یازده',
    'دوازده',
    'سیزده',
    'چهارده',
    'پانزده|پونزده',
    'شانزده|شونزده',
    'هفده',
    'هجده|هژده',
    'نوزده',
    'بیست',
  ],
  tr: [
    'sıfır',
    'bir',
    'iki',
    'üç',
    'dört',
    'beş',
    'altı',
    'yedi',
    'sekiz',
    'dokuz',
    'on',
    'on bir|onbir',
    'on iki|oniki',
    'on üç|onüç',
    'on dört|ondört',
    'on beş|onbeş',
    'on altı|onaltı',
    'on yedi|onyedi',
    'on sekiz|onsekiz',
    'on dokuz|ondokuz',
    'yirmi',
  ],
  so: [
    'eber',
    'hal|kow|mid|koob',
    'laba|labo',
    'saddex|seddex|sadax',
    'afar',
    'shan',
    'lix',
    'toddoba|todoba|toddobo',
    'siddeed|sideed',
    'sagaal',
    'toban',
    'kow iyo toban',
    'laba iyo toban',
    'saddex iyo toban',
    'afar iyo toban',
    'shan iyo toban',
    'lix iyo toban',
    'toddoba iyo toban',
    'siddeed iyo toban',
    'sagaal iyo toban',
    'labaatan',
  ],
}

/** January first. Names of all languages together: a Dutch letter in hand is read aloud in any language. */
export const monthWords: readonly string[] = [
  'januari|jan|january|يناير|كانون الثاني|كانون ثاني|ጥሪ|ژانویه|جنوری|ocak|janaayo|jannaayo|janayo',
  'februari|feb|february|فبراير|شباط|ለካቲት|فوریه|فبروری|şubat|feberaayo|febraayo|febrayo',
  'maart|mrt|march|mar|مارس|آذار|اذار|መጋቢት|مارچ|mart|maarso|maarsa',
  'april|apr|أبريل|ابريل|نيسان|ሚያዝያ|آوریل|اپریل|nisan|abriil|abril',
  'mei|may|مايو|أيار|ايار|ግንቦት|مه|می|mayıs|maajo|mayo',
  'juni|jun|june|يونيو|حزيران|ሰነ|ژوئن|جون|haziran|juun|juunyo',
  'juli|jul|july|يوليو|تموز|ሓምለ|ژوئیه|جولای|temmuz|luulyo|juulaay|luuliyo',
  'augustus|aug|august|أغسطس|اغسطس|آب|ነሓሰ|اوت|آگوست|اگست|ağustos|agoosto|ogosto',
  'september|sep|sept|سبتمبر|أيلول|ايلول|መስከረም|سپتامبر|سپتمبر|eylül|sebtembar|setembar|sebteembar',
  'oktober|okt|october|oct|أكتوبر|اكتوبر|تشرين الأول|تشرين اول|ጥቅምቲ|اکتبر|اکتوبر|ekim|oktoobar|octobar',
  'november|nov|نوفمبر|تشرين الثاني|تشرين ثاني|ሕዳር|نوامبر|نومبر|kasım|nofembar|noofembar',
  'december|dec|ديسمبر|كانون الأول|كانون اول|ታሕሳስ|دسامبر|دسمبر|aralık|diseembar|disembar|desembar',
]

/** Monday first. */
export const weekdayWords: readonly string[] = [
  'maandag|monday|الاثنين|الإثنين|اثنين|ሰኑይ|ሶኑይ|دوشنبه|دو شنبه|pazartesi|isniin|isniinta',
  'dinsdag|tuesday|الثلاثاء|ثلاثاء|التلاتا|ሰሉስ|ሠሉስ|سه شنبه|سه‌شنبه|salı|talaado|salaasa|talaadada',
  'woensdag|wednesday|الأربعاء|اربعاء|الاربعا|ረቡዕ|ሮቡዕ|چهارشنبه|چهار شنبه|çarşamba|arbaco|arbacada',
  'donderdag|thursday|الخميس|خميس|ሓሙስ|پنجشنبه|پنج شنبه|perşembe|khamiis|khamiista',
  'vrijdag|friday|الجمعة|جمعة|ዓርቢ|جمعه|cuma|jimce|jimcaha|jimco',
  'zaterdag|saturday|السبت|سبت|ቀዳም|شنبه|cumartesi|sabti|sabtida',
  'zondag|sunday|الأحد|الاحد|احد|ሰንበት|یکشنبه|یک شنبه|pazar|axad|axadda',
]

/** Days from today. */
export const relativeDays: readonly (readonly [days: number, words: string])[] = [
  [
    2,
    'overmorgen|day after tomorrow|the day after tomorrow|بعد غد|بعد بكرا|بعد بكرة|بعد الغد|ድሕሪ ጽባሕ|ድሮ ጽባሕ|پس فردا|پس‌فردا|öbür gün|ertesi gün|yarından sonra|saa dambe|saadambe|ba3d bukra',
  ],
  [1, 'morgen|tomorrow|tomorow|tmrw|غدا|غدًا|بكرا|بكرة|بكره|باكر|ጽባሕ|ንጽባሕ|فردا|صبا|yarın|berri|berrito|bukra|bokra|farda|tsbah'],
  [
    0,
    'vandaag|nu|vanavond|vanmiddag|today|now|tonight|اليوم|الآن|الان|هلأ|الليلة|ሎሚ|ሕጂ|ሎሚ ምሸት|امروز|الان|حالا|امشب|bugün|şimdi|bu akşam|maanta|hadda|caawa|elyom|emruz|lomi',
  ],
  [-1, 'gisteren|yesterday|أمس|امس|مبارح|امبارح|ትማሊ|دیروز|dün|shalay'],
]

/** "next week" beside a weekday. */
export const nextWeekWords =
  'volgende week|next week|الأسبوع القادم|الاسبوع الجاي|الأسبوع الجاي|الاسبوع القادم|ዝመጽእ ሰሙን|ዝቕጽል ሰሙን|هفته آینده|هفته بعد|هفته دیگر|gelecek hafta|haftaya|önümüzdeki hafta|toddobaadka soo socda|todobaadka dambe|usbuuca soo socda'

export const dayWords = 'dag|dagen|day|days|يوم|أيام|ايام|يومين|መዓልቲ|መዓልታት|روز|gün|maalmood|maalin'
export const weekWords = 'week|weken|weeks|أسبوع|اسبوع|أسابيع|اسبوعين|ሰሙን|ሰሙናት|هفته|hafta|toddobaad|todobaad|usbuuc|toddobaadyo'
export const withinWords = 'over|in|بعد|خلال|ድሕሪ|ኣብ ውሽጢ|بعد از|تا|sonra|içinde|ka dib|gudahood|kadib|دیگر|دیگه'

export const halfWords = 'half|نص|ونص|والنصف|ونصف|نصف|و نیم|ونیم|نیم|buçuk|bucuk|iyo bar|iyo badh|ፈረቓ|ፍርቂ|nim'
export const quarterWords = 'kwart|kwartier|quarter|ربع|وربع|والربع|و ربع|çeyrek|ceyrek|rubac|iyo rubac|ርብዒ'
export const toWords = 'voor|to|till|إلا|الا|کم|kala|var|ጎደል|መካድ'
export const pastWords = 'over|past|after|و|geçe|geçiyor|iyo|ካብ'
export const morningWords =
  's ochtends|ochtend|smorgens|s morgens|vanochtend|ochtends|in the morning|morning|am|a m|صباحا|الصبح|صباح|الصباح|ص|ቅድሚ ቀትሪ|ቅ ቀ|ንግሆ|ናይ ንግሆ|صبح|قبل از ظهر|sabah|sabahleyin|öğleden önce|subax|subaxnimo|aroortii|subaxdii'
export const eveningWords =
  's middags|middag|smiddags|s avonds|savonds|avond|vanavond|vanmiddag|in the afternoon|afternoon|evening|in the evening|tonight|pm|p m|مساء|المسا|المساء|العصر|عصرا|بعد الظهر|الظهر|ظهرا|بالليل|ليلا|م|ድሕሪ ቀትሪ|ድ ቀ|ምሸት|ናይ ምሸት|بعد از ظهر|بعدازظهر|عصر|شب|ظهر|akşam|öğleden sonra|öğlen|gece|akşamleyin|galab|galabnimo|galabtii|habeen|habeenkii|duhur|fiidkii|caawa'
