// The few words of the web chat itself in the seven languages; what Brug says comes from the server.
// Arabic avoids forms that differ for men and women; Tigrinya, Persian and Turkish use the polite plural.
import type { Lang } from '../api.ts'

export interface Words {
  direction: 'ltr' | 'rtl'
  own: string
  start: string
  intro: string
  computer: string
  human: string
  write: string
  send: string
  leave: string
  leaveHint: string
  help: string
  helpTitle: string
  danger: string
  talk: string
  askHuman: string
  humanWord: string
  close: string
  you: string
  waits: string
  unsent: string
  again: string
  reading: string
  offline: string
  away: string
  below: string
  chosen: string
  choose: string
  today: string
  yesterday: string
  talkWith: string
  voice: string
  picture: string
  file: string
}

export const languages: readonly Lang[] = ['nl', 'en', 'ar', 'ti', 'fa', 'tr', 'so']

export const words: Record<Lang, Words> = {
  nl: {
    direction: 'ltr',
    own: 'Nederlands',
    start: 'Begin',
    intro: 'Hallo. Ik ben Brug, een computer. Ik help je met vragen en afspraken.',
    computer: 'computer',
    human: 'mens',
    write: 'Schrijf hier',
    send: 'Stuur',
    leave: 'Weg',
    leaveHint: 'Weg: sluit dit snel. Of druk twee keer op Esc.',
    help: 'Hulp',
    helpTitle: 'Nu hulp nodig?',
    danger: 'Gevaar nu',
    talk: 'Praten over de dood. Gratis, dag en nacht.',
    askHuman: 'Vraag een mens',
    humanWord: 'mens',
    close: 'Sluiten',
    you: 'Jij',
    waits: 'Wacht op internet',
    unsent: 'Niet verstuurd',
    again: 'Opnieuw',
    reading: 'Brug leest',
    offline: 'Geen internet. Je bericht wacht hier.',
    away: 'Brug is even niet bereikbaar. Ik probeer het opnieuw.',
    below: 'Nieuw bericht',
    chosen: 'gekozen',
    choose: 'Kies',
    today: 'Vandaag',
    yesterday: 'Gisteren',
    talkWith: 'praat met je',
    voice: 'Spraakbericht',
    picture: 'Foto',
    file: 'Bestand',
  },
  en: {
    direction: 'ltr',
    own: 'English',
    start: 'Begin',
    intro: 'Hello. I am Brug, a computer. I help you with questions and appointments.',
    computer: 'computer',
    human: 'person',
    write: 'Write here',
    send: 'Send',
    leave: 'Leave',
    leaveHint: 'Leave: close this quickly. Or press Esc two times.',
    help: 'Help',
    helpTitle: 'Need help now?',
    danger: 'Danger now',
    talk: 'Talk about death. Free, day and night.',
    askHuman: 'Ask a person',
    humanWord: 'human',
    close: 'Close',
    you: 'You',
    waits: 'Waiting for internet',
    unsent: 'Not sent',
    again: 'Try again',
    reading: 'Brug is reading',
    offline: 'No internet. Your message waits here.',
    away: 'Brug cannot be reached for a moment. I will try again.',
    below: 'New message',
    chosen: 'chosen',
    choose: 'Choose',
    today: 'Today',
    yesterday: 'Yesterday',
    talkWith: 'is talking with you',
    voice: 'Voice message',
    picture: 'Photo',
    file: 'File',
  },
  ar: {
    direction: 'rtl',
    own: 'العربية',
    start: 'بدء',
    intro: 'مرحبًا. أنا ⁨Brug⁩، برنامج كمبيوتر. أساعدك في الأسئلة والمواعيد.',
    computer: 'كمبيوتر',
    human: 'إنسان',
    write: 'الكتابة هنا',
    send: 'إرسال',
    leave: 'خروج',
    leaveHint: 'خروج: إغلاق سريع. أو الضغط مرتين على ⁨Esc⁩.',
    help: 'مساعدة',
    helpTitle: 'هل تلزمك مساعدة الآن؟',
    danger: 'خطر الآن',
    talk: 'للحديث عن الموت. مجانًا، ليلًا ونهارًا.',
    askHuman: 'الحديث مع إنسان',
    humanWord: 'أريد التحدث مع إنسان',
    close: 'إغلاق',
    you: 'أنت',
    waits: 'بانتظار الإنترنت',
    unsent: 'لم تُرسَل',
    again: 'محاولة أخرى',
    reading: '⁨Brug⁩ يقرأ',
    offline: 'لا يوجد إنترنت. رسالتك محفوظة هنا.',
    away: 'لا يمكن الوصول إلى ⁨Brug⁩ الآن. سأحاول مرة أخرى.',
    below: 'رسالة جديدة',
    chosen: 'تم الاختيار',
    choose: 'اختيار',
    today: 'اليوم',
    yesterday: 'أمس',
    talkWith: 'في محادثة معك',
    voice: 'رسالة صوتية',
    picture: 'صورة',
    file: 'ملف',
  },
  ti: {
    direction: 'ltr',
    own: 'ትግርኛ',
    start: 'ምጅማር',
    intro: 'ሰላም። ኣነ Brug እየ፣ ኮምፒተር። ብሕቶታትን ቆጸራታትን እሕግዘኩም።',
    computer: 'ኮምፒተር',
    human: 'ሰብ',
    write: 'ኣብዚ ጽሓፉ',
    send: 'ምስዳድ',
    leave: 'ምውጻእ',
    leaveHint: 'ምውጻእ፦ እዚ ቀልጢፉ ይዕጾ። ወይ Esc ክልተ ግዜ ጠውቑ።',
    help: 'ሓገዝ',
    helpTitle: 'ሕጂ ሓገዝ የድልየኩም ድዩ?',
    danger: 'ሕጂ ሓደጋ',
    talk: 'ብዛዕባ ሞት ንምዝራብ። ብነጻ፣ ለይትን መዓልትን።',
    askHuman: 'ሰብ ምሕታት',
    humanWord: 'ምስ ሰብ ክዛረብ እደሊ',
    close: 'ምዕጻው',
    you: 'ንስኹም',
    waits: 'ኢንተርነት ይጽበ ኣሎ',
    unsent: 'ኣይተላእከን',
    again: 'ከም ብሓድሽ ምፍታን',
    reading: 'Brug የንብብ ኣሎ',
    offline: 'ኢንተርነት የለን። መልእኽትኹም ኣብዚ ይጽበ ኣሎ።',
    away: 'Brug ንግዚኡ ኣይርከብን። ደጊመ ክፍትን እየ።',
    below: 'ሓድሽ መልእኽቲ',
    chosen: 'ተመሪጹ',
    choose: 'ምረጹ',
    today: 'ሎሚ',
    yesterday: 'ትማሊ',
    talkWith: 'ምሳኹም ይዛረቡ ኣለዉ',
    voice: 'መልእኽቲ ድምጺ',
    picture: 'ስእሊ',
    file: 'ፋይል',
  },
  fa: {
    direction: 'rtl',
    own: 'فارسی / دری',
    start: 'شروع',
    intro: 'سلام. من ⁨Brug⁩ هستم، یک برنامهٔ کامپیوتری. در سؤال‌ها و قرارها به شما کمک می‌کنم.',
    computer: 'کامپیوتر',
    human: 'انسان',
    write: 'اینجا بنویسید',
    send: 'فرستادن',
    leave: 'خروج',
    leaveHint: 'خروج: این صفحه زود بسته می‌شود. یا دو بار ⁨Esc⁩ را بزنید.',
    help: 'کمک',
    helpTitle: 'حالا کمک لازم دارید؟',
    danger: 'همین حالا خطر هست',
    talk: 'حرف زدن دربارهٔ مرگ. رایگان، شب و روز.',
    askHuman: 'پرسیدن از یک انسان',
    humanWord: 'می‌خواهم با یک انسان حرف بزنم',
    close: 'بستن',
    you: 'شما',
    waits: 'منتظر اینترنت',
    unsent: 'فرستاده نشد',
    again: 'دوباره',
    reading: '⁨Brug⁩ می‌خواند',
    offline: 'اینترنت نیست. پیام شما اینجا می‌ماند.',
    away: '⁨Brug⁩ فعلاً در دسترس نیست. دوباره امتحان می‌کنم.',
    below: 'پیام جدید',
    chosen: 'انتخاب شد',
    choose: 'انتخاب کنید',
    today: 'امروز',
    yesterday: 'دیروز',
    talkWith: 'با شما حرف می‌زند',
    voice: 'پیام صوتی',
    picture: 'عکس',
    file: 'فایل',
  },
  tr: {
    direction: 'ltr',
    own: 'Türkçe',
    start: 'Başla',
    intro: 'Merhaba. Ben Brug, bir bilgisayarım. Sorularınızda ve randevularınızda size yardım ederim.',
    computer: 'bilgisayar',
    human: 'insan',
    write: 'Buraya yazın',
    send: 'Gönder',
    leave: 'Çıkış',
    leaveHint: 'Çıkış: bunu hemen kapatır. Ya da iki kez Esc tuşuna basın.',
    help: 'Yardım',
    helpTitle: 'Şimdi yardım mı gerekiyor?',
    danger: 'Şu anda tehlike var',
    talk: 'Ölüm hakkında konuşmak. Ücretsiz, gece gündüz.',
    askHuman: 'Bir insana sor',
    humanWord: 'Bir insanla konuşmak istiyorum',
    close: 'Kapat',
    you: 'Siz',
    waits: 'İnternet bekleniyor',
    unsent: 'Gönderilmedi',
    again: 'Yeniden dene',
    reading: 'Brug okuyor',
    offline: 'İnternet yok. Mesajınız burada bekliyor.',
    away: 'Brug’a şu anda ulaşılamıyor. Yeniden deniyorum.',
    below: 'Yeni mesaj',
    chosen: 'seçildi',
    choose: 'Seçin',
    today: 'Bugün',
    yesterday: 'Dün',
    talkWith: 'sizinle konuşuyor',
    voice: 'Sesli mesaj',
    picture: 'Fotoğraf',
    file: 'Dosya',
  },
  so: {
    direction: 'ltr',
    own: 'Soomaali',
    start: 'Bilow',
    intro: "Salaan. Waxaan ahay Brug, kombiyuutar. Waxaan kaa caawiyaa su'aalaha iyo ballamaha.",
    computer: 'kombiyuutar',
    human: 'qof',
    write: 'Halkan ku qor',
    send: 'Dir',
    leave: 'Ka bax',
    leaveHint: 'Ka bax: si dhakhso ah u xir. Ama laba jeer riix Esc.',
    help: 'Caawimo',
    helpTitle: 'Hadda ma u baahan tahay caawimo?',
    danger: 'Khatar hadda',
    talk: 'Ka hadal dhimashada. Waa bilaash, habeen iyo maalin.',
    askHuman: 'Weydii qof',
    humanWord: 'Waxaan rabaa inaan qof la hadlo',
    close: 'Xir',
    you: 'Adiga',
    waits: 'Waxay sugaysaa internet',
    unsent: 'Lama dirin',
    again: 'Isku day mar kale',
    reading: 'Brug wuu akhrinayaa',
    offline: 'Internet ma jiro. Farriintaadu halkan ayay ku sugaysaa.',
    away: 'Brug hadda lama heli karo. Mar kale ayaan isku dayayaa.',
    below: 'Farriin cusub',
    chosen: 'la doortay',
    choose: 'Dooro',
    today: 'Maanta',
    yesterday: 'Shalay',
    talkWith: 'waa qofka hadda kula hadlaya',
    voice: 'Farriin cod ah',
    picture: 'Sawir',
    file: 'Fayl',
  },
}

/** The first of the browser's languages that Brug speaks; Dari counts as Persian. */
export function likeliest(wished: readonly string[]): Lang {
  for (const wish of wished) {
    const tag = wish.toLowerCase().split('-')[0]
    const found = languages.find((lang) => lang === tag || (lang === 'fa' && tag === 'prs'))
    if (found) return found
  }
  return 'nl'
}
