// The keepers' list: what is past its day or nearly so, with the source beside it, and the two things a keeper can say.
// Texts are not changed here: they stand in files, and the note tells whoever writes them.
import { Check } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { ask, serverNow, type KeepersTask } from '../api.ts'
import { TextField } from '../look/fields.tsx'
import { Source } from './answers.tsx'
import { api, change, noticed, t, uiLang } from './state.ts'
import { tell, tellTrouble, troubleText } from './toast.tsx'
import { labelOf, readTopics } from './topics.ts'
import { Sheet } from './sheet.tsx'

const yearMs = 365 * 24 * 60 * 60 * 1000

export function Keeping() {
  const words = t.value.keeping
  const [tasks, setTasks] = useState<readonly KeepersTask[] | undefined>(undefined)
  const [confirmed, setConfirmed] = useState<{ count: number; oldest?: string }>({ count: 0 })
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const read = async () => {
    const answer = await ask<KeepersTask[]>('GET', `${api}/keeping`)
    const refusal = noticed(answer)
    if ('ok' in answer) setTasks(answer.ok)
    setTrouble(refusal && troubleText(refusal))
    const said = await ask<{ count: number; oldest?: string }>('GET', `${api}/keeping/confirmed`)
    if ('ok' in said) setConfirmed(said.ok)
  }
  useEffect(() => void read(), [])
  useEffect(() => void readTopics(), [uiLang.value])
  return (
    <Sheet title={words.title} text={words.text} trouble={trouble}>
      {confirmed.oldest !== undefined && <p class="meta">{words.confirmed(confirmed.count, confirmed.oldest)}</p>}
      {tasks?.length === 0 && <p>{words.empty}</p>}
      <ul class="fact-list">
        {tasks?.map((task) => (
          <li key={`${task.kind}:${task.id}`} class="stack">
            <Task task={task} onSaid={() => void read()} />
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function Task({ task, onSaid }: { task: KeepersTask; onSaid: () => void }) {
  const words = t.value.keeping
  const [until, setUntil] = useState(() => new Date(serverNow() + yearMs).toISOString().slice(0, 10))
  const [note, setNote] = useState<string | undefined>(undefined)
  const say = async (body: object) => {
    const answer = await change('POST', `/keeping/${task.kind}/${encodeURIComponent(task.id)}`, body)
    if ('no' in answer) return tellTrouble(answer.no)
    tell('note' in body ? words.noteSaved : words.saved)
    setNote(undefined)
    onSaid()
  }
  return (
    <>
      <About task={task} />
      {task.last?.verdict === 'change' && <p class="notice heed">{words.noted(task.last.on, task.last.note ?? '')}</p>}
      {!task.mayHold && <p class="meta">{words.oldAmount}</p>}
      <div class="keeping-acts">
        {task.mayHold && (
          <>
            {task.kind !== 'helpline' && <TextField label={words.newDay} type="date" value={until} onValue={setUntil} />}
            <button type="button" class="button main" onClick={() => void say({ verdict: 'holds', ...(task.kind === 'helpline' ? {} : { until }) })}>
              <Check aria-hidden="true" />
              {words.holds}
            </button>
          </>
        )}
        {note === undefined && (
          <button type="button" class="button" onClick={() => setNote('')}>
            {words.change}
          </button>
        )}
      </div>
      {note !== undefined && (
        <form
          class="preview-say"
          onSubmit={(event) => {
            event.preventDefault()
            if (note.trim() !== '') void say({ verdict: 'change', note: note.trim() })
          }}
        >
          <TextField label={words.what} value={note} onValue={setNote} maxLength={500} autoFocus autocomplete="off" />
          <button type="submit" class="button">
            {t.value.save}
          </button>
        </form>
      )}
    </>
  )
}

/** The name of what it is in the reader's language; what a fact says stands in English only. */
function About({ task }: { task: KeepersTask }) {
  const words = t.value.keeping
  return (
    <>
      <p>
        <strong>{words.kind[task.kind]}:</strong> {task.topicId === undefined ? task.text : labelOf(task.topicId)}
        {task.nlTerm !== undefined && (
          <>
            {' '}
            · <span lang="nl">{task.nlTerm}</span>
          </>
        )}
      </p>
      {task.kind === 'fact' && (
        <p>
          <span class="meta">{words.inEnglish}</span> <span lang="en">{task.text}</span>
        </p>
      )}
      <p class="meta">
        <span class={task.isPast ? 'heed-text' : ''}>
          {task.kind === 'helpline' ? words.verified(task.day) : task.isPast ? words.lateSince(task.day) : words.until(task.day)}
        </span>{' '}
        <Source url={task.source} />
      </p>
    </>
  )
}
