// A person's own data, behind a link that opens once: shown to read, and saved as a file. It fetches only when the person asks for it,
// so that a preview robot or a slip of the finger does not use the link up.
import { Download } from 'lucide-preact'
import { render } from 'preact'
import { useState } from 'preact/hooks'
import type { Lang } from '../api.ts'
import { Brand } from '../look/brand.tsx'
import { isRightToLeft } from '../look/spoken.ts'

const token = location.hash.slice(1)
history.replaceState(undefined, '', location.pathname)

type Shown = { state: 'closed' } | { state: 'open'; text: string; file: string } | { state: 'gone' } | { state: 'away' }

/** Nobody knows here which language the person reads: every line stands in all of them, the one of the device first. */
const words: Record<Lang, { title: string; open: string; gone: string; away: string }> = {
  nl: {
    title: 'Jouw gegevens',
    open: 'Open',
    gone: 'Deze link werkt niet meer. Een link werkt één keer en maar kort. Vraag in de chat een nieuwe.',
    away: 'Geen verbinding. Probeer het zo weer.',
  },
  en: {
    title: 'Your data',
    open: 'Open',
    gone: 'This link no longer works. A link works once and for a short time only. Ask for a new one in the chat.',
    away: 'No connection. Try again in a moment.',
  },
  ar: {
    title: 'بياناتك',
    open: 'فتح',
    gone: 'هذا الرابط لم يعد يعمل. الرابط يعمل مرة واحدة ولوقت قصير فقط. يمكن طلب رابط جديد في المحادثة.',
    away: 'لا يوجد اتصال. الرجاء المحاولة بعد قليل.',
  },
  ti: {
    title: 'ሓበሬታኹም',
    open: 'ምኽፋት',
    gone: 'እዚ ሊንክ ደጊም ኣይሰርሕን። ሊንክ ሓደ ግዜን ንሓጺር ግዜን ጥራይ ይሰርሕ። ኣብቲ ቻት ሓድሽ ሕተቱ።',
    away: 'ኢንተርነት የለን። ድሕሪ ቁሩብ እንደገና ፈትኑ።',
  },
  fa: {
    title: 'داده‌های شما',
    open: 'باز کردن',
    gone: 'این لینک دیگر کار نمی‌کند. لینک فقط یک بار و مدت کوتاهی کار می‌کند. در چت یک لینک جدید بخواهید.',
    away: 'اتصال برقرار نیست. کمی بعد دوباره امتحان کنید.',
  },
  tr: {
    title: 'Verileriniz',
    open: 'Aç',
    gone: 'Bu bağlantı artık çalışmıyor. Bağlantı bir kez ve kısa süre çalışır. Sohbette yenisini isteyin.',
    away: 'Bağlantı kurulamadı. Biraz sonra tekrar deneyin.',
  },
  so: {
    title: 'Xogtaada',
    open: 'Fur',
    gone: 'Link-gan ma shaqeeyo. Link-gu hal mar iyo waqti gaaban ayuu shaqeeyaa. Mid cusub chat-ka ka weydiiso.',
    away: 'Xiriir ma jiro. Dhowaan mar kale isku day.',
  },
}
const all: readonly Lang[] = ['nl', 'en', 'ar', 'ti', 'fa', 'tr', 'so']
const own = all.find((lang) => navigator.language.startsWith(lang)) ?? 'nl'
const order = [own, ...all.filter((lang) => lang !== own)]

function Record_() {
  const [shown, setShown] = useState<Shown>({ state: token === '' ? 'gone' : 'closed' })
  const open = async () => {
    const answer = await fetch('/record', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) }).catch(
      () => undefined,
    )
    // Only the server's own word means that the link is spent; anything else may be tried again.
    if (answer?.status === 404) return setShown({ state: 'gone' })
    if (!answer?.ok) return setShown({ state: 'away' })
    const text = JSON.stringify(await answer.json(), null, 2)
    return setShown({ state: 'open', text, file: URL.createObjectURL(new Blob([text], { type: 'application/json' })) })
  }
  return (
    <div class="record">
      <Brand href="/" />
      <h1 class="each">{each('title')}</h1>
      {(shown.state === 'closed' || shown.state === 'away') && (
        <button type="button" class="button main" onClick={() => void open()}>
          <Download aria-hidden="true" /> <span class="each">{each('open')}</span>
        </button>
      )}
      {(shown.state === 'gone' || shown.state === 'away') && (
        <div class="notice heed" role="status">
          <span class="each">{each(shown.state)}</span>
        </div>
      )}
      {shown.state === 'open' && (
        <>
          <a class="button main" href={shown.file} download="brug.json">
            <Download aria-hidden="true" /> <bdi>brug.json</bdi>
          </a>
          <pre dir="auto" tabIndex={0}>
            {shown.text}
          </pre>
        </>
      )}
    </div>
  )
}

function each(word: 'title' | 'open' | 'gone' | 'away') {
  return order.map((lang) => (
    <span key={lang} lang={lang} dir={isRightToLeft(lang) ? 'rtl' : 'ltr'}>
      {words[lang][word]}
    </span>
  ))
}

const page = document.getElementById('page')
if (page) render(<Record_ />, page)
