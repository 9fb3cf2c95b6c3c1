// The front door: what runs here, whether it is well, and where to go.
import { CalendarClock, FileJson, HeartPulse, Inbox, MessageCircle, Play } from 'lucide-preact'
import { render, type ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { languages, words } from '../chat/words.ts'
import { Brand } from '../look/brand.tsx'

type Health = 'asking' | 'well' | 'partly' | 'away'

function Home() {
  const [health, setHealth] = useState<Health>('asking')
  const [demo, setDemo] = useState(false)
  useEffect(() => {
    void healthNow().then(setHealth)
    void fetch('/demo', { method: 'HEAD' }).then(
      (answer) => setDemo(answer.status === 200),
      () => undefined,
    )
  }, [])
  return (
    <>
      <header class="front-head">
        <Brand />
        <Pulse health={health} />
      </header>
      <Hero />
      <ul class="home-tongues" aria-label="Chat">
        {languages.map((lang) => (
          <li key={lang}>
            <a class="button" href={`/chat?lang=${lang}`} lang={lang} dir={words[lang].direction}>
              {words[lang].own}
            </a>
          </li>
        ))}
      </ul>
      <ul class="doors">
        <Door href="/chat" Icon={MessageCircle} title="Chat" main>
          Voor wie een vraag heeft. Zeven talen, geen account.
        </Door>
        <Door href="/inbox" Icon={Inbox} title="Postvak">
          Voor vrijwilligers en coördinatoren. Inloggen met een link.
        </Door>
        {demo && (
          <Door href="/demo" Icon={Play} title="Proberen">
            Een voorbeeldgemeente met een klok die vooruit kan.
          </Door>
        )}
      </ul>
      <SideDoors />
      <footer class="meta">
        Gevaar nu? Bel <a href="tel:112">112</a>. Praten over de dood? Bel <a href="tel:113">113</a>, gratis, dag en nacht.
      </footer>
    </>
  )
}

function SideDoors() {
  return (
    <ul class="side-doors">
      <li>
        <a href="/health/ready">
          <HeartPulse aria-hidden="true" />
          Werkt alles?
        </a>
      </li>
      <li>
        <a href="/api/v1/openapi.json">
          <FileJson aria-hidden="true" />
          API voor andere systemen
        </a>
      </li>
      <li>
        <a href="/metrics">
          <CalendarClock aria-hidden="true" />
          Meetwaarden
        </a>
      </li>
    </ul>
  )
}

function Hero() {
  return (
    <div class="front-hero">
      <svg class="front-bridge" viewBox="0 0 640 150" aria-hidden="true">
        <path d="M0 128h640M60 128C60 54 178 18 320 18s260 36 260 110M320 18v110M132 47v81M508 47v81M192 30v98M448 30v98M255 21v107M385 21v107" />
      </svg>
      <h1>Een gesprek dat je verder helpt</h1>
      <p class="soft">Brug is een computer die antwoord geeft in zeven talen, herinnert aan afspraken en een mens erbij haalt als dat nodig is.</p>
    </div>
  )
}

function Door({ href, Icon, title, main, children }: { href: string; Icon: typeof Inbox; title: string; main?: boolean; children: ComponentChildren }) {
  return (
    <li>
      <a class={`door ${main ? 'first' : ''}`} href={href}>
        <Icon aria-hidden="true" />
        <span>
          <strong>{title}</strong>
          <span class="small">{children}</span>
        </span>
      </a>
    </li>
  )
}

function Pulse({ health }: { health: Health }) {
  const [tone, word] = {
    asking: ['plain-chip', 'Even kijken'],
    well: ['ok', 'Alles werkt'],
    partly: ['heed', 'Niet alles werkt'],
    away: ['heed', 'Geen verbinding'],
  }[health]
  return (
    <span class={`chip ${tone}`} role="status">
      {word}
    </span>
  )
}

async function healthNow(): Promise<Health> {
  try {
    const answer = await fetch('/health/ready')
    return answer.ok ? 'well' : 'partly'
  } catch {
    return 'away'
  }
}

const page = document.getElementById('page')
if (page) render(<Home />, page)
