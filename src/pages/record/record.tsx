// A person's own data, behind a link that opens once: shown to read, and saved as a file. It fetches only when the person asks for it,
// so that a preview robot or a slip of the finger does not use the link up.
import { Download } from 'lucide-preact'
import { render } from 'preact'
import { useState } from 'preact/hooks'
import { Brand } from '../look/brand.tsx'

const token = location.hash.slice(1)
history.replaceState(undefined, '', location.pathname)

type Shown = { state: 'closed' } | { state: 'open'; text: string; file: string } | { state: 'gone' }

function Record() {
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
    <>
      <header class="front-head">
        <Brand href="/" />
      </header>
      <h1>Jouw gegevens · Your data · بياناتك · داده‌های شما · Verileriniz · Xogtaada · ሓበሬታኹም</h1>
      {shown.state === 'closed' && (
        <button type="button" class="button primary" onClick={() => void open()}>
          <Download aria-hidden="true" /> Open · فتح · باز کردن · Aç · Fur · ምኽፋት
        </button>
      )}
      {shown.state === 'gone' && (
        <p class="notice heed" role="status">
          Deze link werkt niet meer. Vraag in de chat een nieuwe. · This link no longer works. Ask for a new one in the chat.
        </p>
      )}
      {shown.state === 'open' && (
        <>
          <p>
            <a class="button" href={shown.file} download="brug.json">
              <Download aria-hidden="true" /> brug.json
            </a>
          </p>
          <pre dir="auto" tabIndex={0}>
            {shown.text}
          </pre>
        </>
      )}
    </>
  )
}

const page = document.getElementById('page')
if (page) render(<Record />, page)
