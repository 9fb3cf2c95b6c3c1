// "I do not want to live any more" and a question about the allowance, as people write them in the seven languages.
import type { Lang } from '../../src/core/phrasebook.ts'

export const cries: Readonly<Record<Lang, string>> = {
  nl: 'ik wil niet meer leven',
  en: "I don't want to live any more",
  ar: 'ما عاد بدي عيش',
  ti: 'ድሕሪ ሕጂ ክነብር ኣይደልን እየ',
  fa: 'دیگه نمی‌خوام زنده باشم',
  tr: 'artık yaşamak istemiyorum',
  so: 'ma doonayo inaan sii noolaado',
}

export const allowanceQuestions: Readonly<Record<Lang, string>> = {
  nl: 'hoe vraag ik zorgtoeslag aan',
  en: 'how do I apply for zorgtoeslag',
  ar: 'كيف أطلب zorgtoeslag؟',
  ti: 'zorgtoeslag ብኸመይ ይሓትት?',
  fa: 'چطور zorgtoeslag بگیرم؟',
  tr: 'zorgtoeslag nasıl alırım',
  so: 'sideen u codsadaa zorgtoeslag',
}

export const gpQuestions: Readonly<Partial<Record<Lang, string>>> = {
  nl: 'hoe vind ik een huisarts?',
  ar: 'كيف أجد طبيب أسرة؟',
  ti: 'ናይ ገዛ ሓኪም ብኸመይ ክረክብ እኽእል?',
}
