// The preview for editors: choose a flow or topic, a language and a platform, and play it beside its steps, with what there is to count.
// It only remembers what was tapped and said; the server plays it from the start each time, also when a file changed.
import { RotateCcw, Undo2 } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { ask, type Act, type Lang, type Playable, type Played, type PreviewStep } from '../api.ts'
import { SelectField, TextField } from '../look/fields.tsx'
import { PreviewChat } from './preview-chat.tsx'
import { api, noticed, t } from './state.ts'
import { troubleText } from './toast.tsx'

const languages: readonly Lang[] = ['nl', 'en', 'ar', 'ti', 'fa', 'tr', 'so']
const lookAgainMs = 2_000

interface Choice {
  what: 'flow' | 'topic'
  id: string
  lang: Lang
  channel: 'whatsapp' | 'telegram'
}

export function Preview() {
  const words = t.value.preview
  const [choice, setChoice] = useState<Choice>({ what: 'flow', id: 'menu', lang: 'nl', channel: 'whatsapp' })
  const [acts, setActs] = useState<readonly Act[]>([])
  const { playable, trouble } = usePlayable()
  const played = usePlayed(choice, acts, playable?.edition)
  const choose = (next: Partial<Choice>) => {
    setChoice({ ...choice, ...next })
    // Another language or platform plays the same taps; another flow begins anew.
    if (next.id !== undefined) setActs([])
  }
  const act = (one: Act) => setActs([...acts.slice(0, played?.acted), one])
  const sentence = trouble ?? (played && played.acted < acts.length ? words.lost : undefined)
  return (
    <div class="sheet preview">
      <header class="sheet-head">
        <h1>{words.title}</h1>
      </header>
      <p class="soft">{words.text}</p>
      {playable && <Pick playable={playable} choice={choice} onChoose={choose} />}
      {sentence && (
        <p class="notice heed" role="status">
          {sentence}
        </p>
      )}
      {playable && playable.faults.length > 0 && <Faults faults={playable.faults} />}
      {played && (
        <div class="preview-columns">
          <section class="stack" aria-label={words.chat}>
            <PreviewChat played={played} lang={choice.lang} channel={choice.channel} onTap={(id) => act({ taps: id })} />
            <Say onSay={(text) => act({ says: text })} />
            <div class="actions">
              <button type="button" class="button" disabled={acts.length === 0} onClick={() => setActs(acts.slice(0, -1))}>
                <Undo2 class="turns" aria-hidden="true" />
                {words.back}
              </button>
              <button type="button" class="button" disabled={acts.length === 0} onClick={() => setActs([])}>
                <RotateCcw aria-hidden="true" />
                {words.again}
              </button>
            </div>
          </section>
          <Steps flow={played.flow} steps={played.steps} lang={choice.lang} />
        </div>
      )}
    </div>
  )
}

function Pick({ playable, choice, onChoose }: { playable: Playable; choice: Choice; onChoose: (next: Partial<Choice>) => void }) {
  const words = t.value.preview
  const pick = (value: string) => {
    const [what, id = ''] = value.split(':')
    onChoose({ what: what === 'topic' ? 'topic' : 'flow', id })
  }
  return (
    <div class="preview-pick">
      <SelectField label={words.what} value={`${choice.what}:${choice.id}`} onValue={pick}>
        {(['flow', 'topic'] as const).map((what) => (
          <optgroup key={what} label={what === 'flow' ? words.flows : words.topics}>
            {(what === 'flow' ? playable.flows : playable.topics).map(({ id, title }) => (
              <option key={id} value={`${what}:${id}`}>
                {title} ({id})
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
      <SelectField label={words.language} value={choice.lang} onValue={(value) => onChoose({ lang: languages.find((one) => one === value) ?? 'nl' })}>
        {languages.map((lang) => (
          <option key={lang} value={lang}>
            {t.value.language[lang]}
          </option>
        ))}
      </SelectField>
      <SelectField label={words.channel} value={choice.channel} onValue={(value) => onChoose({ channel: value === 'telegram' ? 'telegram' : 'whatsapp' })}>
        <option value="whatsapp">WhatsApp</option>
        <option value="telegram">Telegram</option>
      </SelectField>
    </div>
  )
}

function Faults({ faults }: { faults: readonly string[] }) {
  return (
    <div class="notice urgent" role="alert">
      <div>
        <strong>{t.value.preview.faults(faults.length)}</strong>
        <ul class="fault-list" lang="en">
          {faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function Say({ onSay }: { onSay: (text: string) => void }) {
  const words = t.value.preview
  const [text, setText] = useState('')
  return (
    <form
      class="preview-say"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() === '') return
        onSay(text.trim())
        setText('')
      }}
    >
      <TextField label={words.say} value={text} onValue={setText} dir="auto" autocomplete="off" maxLength={1000} />
      <button type="submit" class="button main">
        {words.send}
      </button>
    </form>
  )
}

function Steps({ flow, steps, lang }: { flow: string | undefined; steps: readonly PreviewStep[]; lang: Lang }) {
  const words = t.value.preview
  return (
    <section class="stack" aria-label={words.steps}>
      <h2>
        {words.steps} {flow !== undefined && <span class="meta">{flow}</span>}
      </h2>
      {steps.length === 0 && <p class="soft">{words.noSteps}</p>}
      <ol class="step-list">
        {steps.map((step) => (
          <li key={step.name} aria-current={step.isCurrent ? 'step' : undefined}>
            <p>
              <strong>{step.name}</strong> <span class="meta">{step.kind}</span>
              {step.isCurrent && <span class="here">{words.here}</span>}
            </p>
            {step.text !== undefined && (
              <p class="meta clipped" lang={lang} dir="auto">
                {step.text}
              </p>
            )}
            {step.to.map(({ step: to, because }) => (
              <p key={to} class="meta">
                → {to}
                {because !== undefined && (
                  <>
                    {' '}
                    (<bdi>{because}</bdi>)
                  </>
                )}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What there is to play, looked at again while the page is in sight: a file may change at any moment. */
function usePlayable(): { playable?: Playable; trouble?: string } {
  const [got, setGot] = useState<{ playable?: Playable; trouble?: string }>({})
  useEffect(() => {
    const look = async () => {
      const answer = await ask<Playable>('GET', `${api}/preview`)
      const refusal = noticed(answer)
      setGot((before) => ('ok' in answer ? { playable: answer.ok } : { ...before, ...(refusal ? { trouble: troubleText(refusal) } : {}) }))
    }
    void look()
    const timer = window.setInterval(() => !document.hidden && void look(), lookAgainMs)
    return () => clearInterval(timer)
  }, [])
  return got
}

function usePlayed(choice: Choice, acts: readonly Act[], edition: number | undefined): Played | undefined {
  const [played, setPlayed] = useState<Played | undefined>(undefined)
  useEffect(() => {
    let gone = false
    const play = async () => {
      const answer = await ask<Played>('POST', `${api}/preview`, { ...choice, acts })
      noticed(answer)
      if (!gone && 'ok' in answer) setPlayed(answer.ok)
    }
    if (edition !== undefined) void play()
    return () => void (gone = true)
  }, [choice, acts, edition])
  return played
}
