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

type Shown = { state: 'closed' } | { state: 'open'; text: string; file: string } | { state: 'gone' }

/** Nobody knows here which language the person reads: every line stands in all of them, the one of the device first. */
const words: Record<Lang, { title: string; open: string; gone: string }> = {
  nl: { title: 'Jouw gegevens', open: 'Open', gone: 'Deze link werkt niet meer. Vraag in de chat een nieuwe.' },
  en: { title: 'Your data', open: 'Open', gone: 'This link no longer works. Ask for a new one in the chat.' },
  ar: { title: 'بياناتك', open: 'فتح', gone: 'هذا الرابط لم يعد يعمل. يمكن طلب رابط جديد في المحادثة.' },
  ti: { title: 'ሓበሬታኹም', open: 'ምኽፋት', gone: 'እዚ ሊንክ ደጊም ኣይሰርሕን። ኣብቲ ቻት ሓድሽ ሕተቱ።' },
  fa: { title: 'داده‌های شما', open: 'باز کردن', gone: 'این لینک دیگر کار نمی‌کند. در چت یک لینک جدید بخواهید.' },
  tr: { title: 'Verileriniz', open: 'Aç', gone: 'Bu bağlantı artık çalışmıyor. Sohbette yenisini isteyin.' },
  so: { title: 'Xogtaada', open: 'Fur', gone: 'Link-gan ma shaqeeyo. Mid cusub chat-ka ka weydiiso.' },
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
    if (!answer?.ok) return setShown({ state: 'gone' })
    const text = JSON.stringify(await answer.json(), null, 2)
    return setShown({ state: 'open', text, file: URL.createObjectURL(new Blob([text], { type: 'application/json' })) })
  }
  return (
    <div class="record">
      <Brand href="/" />
      <h1 class="each">{each('title')}</h1>
      {shown.state === 'closed' && (
        <button type="button" class="button main" onClick={() => void open()}>
          <Download aria-hidden="true" /> <span class="each">{each('open')}</span>
        </button>
      )}
      {shown.state === 'gone' && (
        <div class="notice heed" role="status">
          <span class="each">{each('gone')}</span>
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

function each(word: 'title' | 'open' | 'gone') {
  return order.map((lang) => (
    <span key={lang} lang={lang} dir={isRightToLeft(lang) ? 'rtl' : 'ltr'}>
      {words[lang][word]}
    </span>
  ))
}

const page = document.getElementById('page')
if (page) render(<Record_ />, page)
