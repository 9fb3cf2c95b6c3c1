// Everyday sentences in languages Brug does not speak, so that they are recognised as such instead of being taken for a neighbour.
// Ukrainian, Russian, Hebrew and the like need none: their script says enough.

export const foreignSamples: readonly string[] = [
  // French
  'bonjour je voudrais un rendez-vous avec le médecin', "je ne comprends pas la lettre de la mairie", 'est-ce que vous parlez français', "j'ai besoin d'aide pour mon enfant", 'merci beaucoup pour votre réponse', 'comment puis-je trouver un travail', 'où est la pharmacie la plus proche', 'je suis très fatigué et je ne dors pas', "quand est-ce que je dois payer le loyer", 'mon mari est malade',
  'bonjour', 'merci', 's il vous plait', 'je veux parler avec quelqu un', 'nous avons deux enfants et nous cherchons une école',
  // Spanish, Portuguese, Italian
  'hola necesito ayuda con una carta del ayuntamiento', 'no entiendo holandés', 'quiero hablar con una persona por favor', 'dónde está el médico', 'mi hijo está enfermo y tiene fiebre', 'muchas gracias por todo', 'cuándo tengo que pagar el alquiler', 'estoy buscando trabajo',
  'olá preciso de ajuda com o seguro de saúde', 'não falo holandês', 'obrigado', 'buongiorno ho bisogno di un dottore', 'non capisco questa lettera', 'dove posso trovare un lavoro', 'grazie mille',
  // German
  'guten tag ich brauche einen termin beim arzt', 'ich verstehe den brief nicht', 'wo kann ich deutsch lernen', 'können sie mir bitte helfen', 'meine tochter ist krank und hat fieber', 'ich möchte mit einem menschen sprechen', 'vielen dank für ihre hilfe', 'wann muss ich die miete bezahlen', 'ich habe keine arbeit', 'was soll ich jetzt machen',
  // Polish, Romanian, Albanian, Serbo-Croatian
  'dzień dobry potrzebuję pomocy', 'nie rozumiem tego listu', 'gdzie jest lekarz', 'dziękuję bardzo', 'szukam pracy i mieszkania', 'bună ziua am nevoie de ajutor', 'nu înțeleg scrisoarea', 'mulțumesc', 'përshëndetje kam nevojë për ndihmë', 'nuk e kuptoj letrën', 'faleminderit', 'dobar dan trebam pomoć', 'ne razumijem pismo', 'hvala vam puno',
  // Kurmanji
  'silav ez dixwazim bi doktor re biaxivim', 'ez hollandî nizanim', 'alîkarî ji min re lazim e', 'navê min azad e', 'ez ji sûriyê me', 'tu çawa yî', 'ez baş im spas', 'zarokên min li dibistanê ne', 'ez li kar digerim', 'dilê min teng e', 'malbata min li wir e', 'ez nikarim razêm', 'kengî hevdîtina min heye', 'ev name çi ye', 'ji kerema xwe re alîkariya min bikin', 'mala min sar e', 'ez dixwazim bimirim', 'xwedê ruhê min bistîne', 'ez gelek westiyam',
  // Sorani
  'سڵاو من دەمەوێت لەگەڵ دکتۆر قسە بکەم', 'من هۆڵەندی نازانم', 'تکایە یارمەتیم بدە', 'چۆنی باشی', 'من لە کوردستانەوە هاتووم', 'منداڵەکەم نەخۆشە', 'سوپاس بۆ یارمەتیت', 'ئەم نامەیە چییە', 'کەی دەبێت کرێ بدەم', 'دڵم تەنگە', 'ئێوە لە کوێن', 'دەمەوێت بمرم',
  // Pashto
  'سلام زه غواړم د ډاکټر سره خبرې وکړم', 'زه هالنډي نه پوهیږم', 'مهرباني وکړئ زما سره مرسته وکړئ', 'زما ماشوم ناروغ دی', 'دا لیک څه دی', 'تاسو څنګه یاست', 'مننه ډېره', 'زه کار لټوم', 'زما کورنۍ په افغانستان کې ده', 'زړه مې تنګ دی', 'ژوند نه غواړم', 'زه خپه یم', 'کله باید کرایه ورکړم',
  // Urdu
  'السلام علیکم مجھے ڈاکٹر سے ملنا ہے', 'مجھے ڈچ نہیں آتی', 'براہ کرم میری مدد کریں', 'میرا بچہ بیمار ہے', 'یہ خط کیا ہے', 'آپ کیسے ہیں', 'بہت شکریہ', 'مجھے کام چاہیے',
  // Amharic
  'ሰላም እንዴት ነህ', 'ሐኪም ማግኘት እፈልጋለሁ', 'ደብዳቤው ምን ይላል', 'አልገባኝም', 'እባክህ እርዳኝ', 'ልጄ ታሟል', 'አመሰግናለሁ', 'ሥራ እየፈለግሁ ነው', 'ቤተሰቦቼ ኢትዮጵያ ውስጥ ናቸው', 'ቀጠሮ መቼ ነው', 'ኪራይ መቼ እከፍላለሁ', 'ደች አልናገርም', 'ትምህርት ቤት የት ነው', 'እና ግን ነው አይደለም ምንድን ነው', 'በጣም ደክሞኛል', 'መሞት እፈልጋለሁ',
  // Swahili, Oromo
  'habari nahitaji msaada tafadhali', 'sielewi barua hii', 'asante sana', 'daktari yuko wapi', 'akkam jirtu gargaarsa barbaada', 'xalayaa kana hin hubanne', 'galatoomaa', 'ani mana barbaada',
]
