// The demonstration: a participant's phone beside the volunteer's inbox, a clock that can be moved on, and three scenes.
// The scenes only type into the chat, as a person would; everything else is the real thing.
import { AlarmClock, CalendarClock, ChevronDown, CircleHelp, LifeBuoy, RotateCw } from 'lucide-preact'
import { render } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ask, type DemoState } from '../api.ts'
import { Brand } from '../look/brand.tsx'
import { clockTime, longDay } from '../look/when.ts'
import { scenes, type Scene } from './scenes.ts'

const steps = [
  [60_000, '1 min'],
  [300_000, '5 min'],
  [3_600_000, '1 uur'],
  [86_400_000, '1 dag'],
] as const
const icons = { question: CircleHelp, reminder: AlarmClock, help: LifeBuoy }

function Demo() {
  const { state, trouble, again } = useDemo()
  const [who, setWho] = useState<string | undefined>(undefined)
  const phone = useRef<HTMLIFrameElement>(null)
  const person = state?.participants.find((one) => one.id === who) ?? state?.participants[0]
  const type = (text: string) => phone.current?.contentWindow?.postMessage({ type: 'brug.type', text }, location.origin)
  return (
    <>
      <header class="stage-head" aria-label="Proefopstelling">
        <Brand href="/" />
        <p class="chip heed">Proefopstelling: niets is echt</p>
        <Clock now={state?.now} onMoved={again} />
      </header>
      {trouble && (
        <p class="notice heed" role="status">
          De proefopstelling wordt klaargezet. Een ogenblik.
        </p>
      )}
      <main class="stage" aria-label="Proefopstelling">
        <section class="stage-phone" aria-labelledby="phone-title">
          <div class="stage-title">
            <h2 id="phone-title">Telefoon van</h2>
            <label class="select">
              <span class="unseen">Deelnemer</span>
              <select value={person?.id ?? ''} onChange={(event) => setWho(event.currentTarget.value)}>
                {state?.participants.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.firstName} ({one.lang})
                  </option>
                ))}
              </select>
              <ChevronDown aria-hidden="true" />
            </label>
            <button
              type="button"
              class="button quiet icon"
              aria-label="Laad de telefoon opnieuw"
              onClick={() => phone.current?.contentWindow?.location.reload()}
            >
              <RotateCw aria-hidden="true" />
            </button>
          </div>
          <div class="phone">{person && <iframe ref={phone} key={person.id} src={person.chatUrl} title={`Chat van ${person.firstName}`} />}</div>
        </section>
        <section class="stage-inbox" aria-labelledby="inbox-title">
          <div class="stage-title">
            <h2 id="inbox-title">Postvak van de vrijwilliger</h2>
          </div>
          <div class="screen">{state && <InboxFrame url={state.staffSignInUrl} />}</div>
        </section>
        <Scenes lang={person?.lang} onType={type} />
      </main>
    </>
  )
}

/** The sign-in link works once, so the frame keeps the first it got; a session that the moved clock ended gets a new one. */
function InboxFrame({ url }: { url: string }) {
  const [first] = useState(url)
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    const heard = (event: MessageEvent) => {
      const inbox = frame.current?.contentWindow
      if (event.origin !== location.origin || event.source !== inbox || event.data?.type !== 'brug.signed-out') return
      void ask<DemoState>('GET', '/demo/state').then(
        (answer) => 'ok' in answer && inbox?.postMessage({ type: 'brug.sign-in', url: answer.ok.staffSignInUrl }, location.origin),
      )
    }
    window.addEventListener('message', heard)
    return () => window.removeEventListener('message', heard)
  }, [])
  return <iframe ref={frame} src={hereOnly(first)} title="Postvak" />
}

function Clock({ now, onMoved }: { now?: number; onMoved: () => void }) {
  const move = async (byMs: number) => {
    await ask('POST', '/demo/clock', { byMs })
    onMoved()
  }
  return (
    <div class="stage-clock" role="group" aria-label="Klok van de proefopstelling">
      <CalendarClock aria-hidden="true" />
      {now !== undefined && (
        <time dateTime={new Date(now).toISOString()}>
          <span class="small soft">{longDay(now, 'nl')}</span> <strong>{clockTime(now)}</strong>
        </time>
      )}
      <span class="row">
        {steps.map(([byMs, word]) => (
          <button key={word} type="button" class="button" onClick={() => void move(byMs)}>
            +{word}
          </button>
        ))}
      </span>
    </div>
  )
}

function Scenes({ lang, onType }: { lang?: string; onType: (text: string) => void }) {
  return (
    <section class="scenes" aria-labelledby="scenes-title">
      <h2 id="scenes-title">Drie scènes</h2>
      <ol class="scene-list">
        {scenes.map((scene) => (
          <SceneCard key={scene.id} scene={scene} lang={lang ?? 'nl'} onType={onType} />
        ))}
      </ol>
    </section>
  )
}

function SceneCard({ scene, lang, onType }: { scene: Scene; lang: string; onType: (text: string) => void }) {
  const Icon = icons[scene.id]
  return (
    <li class="scene">
      <h3>
        <Icon aria-hidden="true" />
        {scene.title}
      </h3>
      <ol class="scene-steps">
        {scene.steps.map((step) => (
          <li key={step.text}>
            <span>{step.text}</span>
            {step.says && <TypeButton text={step.says[lang] ?? step.says['nl'] ?? ''} onType={onType} />}
          </li>
        ))}
      </ol>
    </li>
  )
}

function TypeButton({ text, onType }: { text: string; onType: (text: string) => void }) {
  return (
    <button type="button" class="button" dir="auto" onClick={() => onType(text)}>
      {text}
    </button>
  )
}

function useDemo() {
  const [state, setState] = useState<DemoState | undefined>(undefined)
  const [trouble, setTrouble] = useState(false)
  const read = async () => {
    const answer = await ask<DemoState>('GET', '/demo/state')
    setTrouble('no' in answer)
    if ('ok' in answer) setState(answer.ok)
  }
  const again = () => void read()
  useEffect(() => {
    again()
    const timer = window.setInterval(again, 15_000)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    const timer = trouble ? window.setTimeout(again, 1_500) : undefined
    return () => clearTimeout(timer)
  }, [trouble, state])
  return { state, trouble, again }
}

/** The link names the public address; inside the frame the page's own origin is the same place. */
function hereOnly(url: string): string {
  const to = new URL(url, location.href)
  return `${to.pathname}${to.search}${to.hash}`
}

const page = document.getElementById('page')
if (page) render(<Demo />, page)
