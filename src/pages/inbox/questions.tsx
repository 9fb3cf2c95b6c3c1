// The editors' list: questions Brug did not understand, and the one click that makes an example of one. Below it the examples, as files to copy.
// It shows nobody: not who asked, nor when exactly. What was not shared with a yes is only counted: there is nothing to judge.
import { Check, Copy, Plus, Trash2 } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { ask, type ExampleFile, type Lang, type MissedQuestion } from '../api.ts'
import { SelectField } from '../look/fields.tsx'
import { goOn } from '../look/focus.ts'
import { api, change, noticed, t, uiLang } from './state.ts'
import { tell, tellTrouble, troubleText } from './toast.tsx'
import { labelOf, readTopics, topics } from './topics.ts'
import { Sheet } from './sheet.tsx'

interface Unshared {
  lang: Lang
  month: string
  topic?: string
  count: number
}

export function Questions() {
  const words = t.value.questions
  const [questions, setQuestions] = useState<readonly MissedQuestion[] | undefined>(undefined)
  const [unshared, setUnshared] = useState<readonly Unshared[]>([])
  const [files, setFiles] = useState<readonly ExampleFile[]>([])
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const read = async () => {
    const [asked, more, made] = await Promise.all([
      ask<MissedQuestion[]>('GET', `${api}/questions`),
      ask<Unshared[]>('GET', `${api}/questions/unshared`),
      ask<ExampleFile[]>('GET', `${api}/questions/examples`),
    ])
    const refusal = noticed(asked) ?? noticed(more) ?? noticed(made)
    if ('ok' in asked) setQuestions(asked.ok)
    if ('ok' in more) setUnshared(more.ok)
    if ('ok' in made) setFiles(made.ok)
    setTrouble(refusal && troubleText(refusal))
  }
  useEffect(() => void read(), [])
  useEffect(() => void readTopics(), [uiLang.value])
  const langs = [...new Set(questions?.map(({ lang }) => lang))]
  return (
    <Sheet title={words.title} text={words.text} trouble={trouble}>
      {questions?.length === 0 && <p>{words.empty}</p>}
      {langs.map((lang) => (
        <section key={lang} class="stack" aria-label={t.value.language[lang]}>
          <h2>{t.value.language[lang]}</h2>
          <ul class="fact-list">
            {questions?.map(
              (one) =>
                one.lang === lang && (
                  <li key={one.ref} class="stack">
                    <Question question={one} onSettled={() => void read()} />
                  </li>
                ),
            )}
          </ul>
        </section>
      ))}
      {unshared.length > 0 && <Counts all={unshared} />}
      {files.length > 0 && <Examples files={files} onDropped={() => void read()} />}
    </Sheet>
  )
}

function Counts({ all }: { all: readonly Unshared[] }) {
  const words = t.value.questions
  return (
    <details>
      <summary>
        {words.notShared} ({all.reduce((sum, { count }) => sum + count, 0)})
      </summary>
      <div class="stack">
        <p class="meta">{words.notSharedText}</p>
        <ul class="fact-list">
          {all.map(({ lang, month, topic, count }) => (
            <li key={`${month}.${lang}.${topic ?? ''}`}>
              {month} · {t.value.language[lang]} · {topic === undefined ? words.noTopic : labelOf(topic)}: <strong>{count}</strong>
            </li>
          ))}
        </ul>
      </div>
    </details>
  )
}

function Question({ question: { ref, on, lang, text, heard, picked }, onSettled }: { question: MissedQuestion; onSettled: () => void }) {
  const words = t.value.questions
  const [topic, setTopic] = useState(picked ?? '')
  const settle = async (body: { verdict: 'example'; topic: string } | { verdict: 'not_practical' | 'done' }) => {
    const answer = await change('POST', `/questions/${encodeURIComponent(ref)}`, body)
    // Somebody else was first: it is gone from the list all the same.
    if ('no' in answer && answer.no.refused !== 'missing') return tellTrouble(answer.no)
    if ('ok' in answer) tell(body.verdict === 'example' ? words.added : words.settled)
    onSettled()
    goOn()
  }
  return (
    <>
      <p class="question-text" lang={lang} dir="auto">
        {text}
      </p>
      <p class="meta">
        {on} · {words.heard}: {heard.length > 0 ? heard.map(labelOf).join(', ') : t.value.none} · {words.picked}:{' '}
        {picked === undefined ? t.value.none : labelOf(picked)}
      </p>
      <div class="keeping-acts question-acts">
        <SelectField label={words.exampleOf} value={topic} onValue={setTopic}>
          <option value="">{t.value.choose}</option>
          {topics.value?.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </SelectField>
        <button type="button" class="button main" disabled={topic === ''} onClick={() => void settle({ verdict: 'example', topic })}>
          <Plus aria-hidden="true" />
          {words.add}
        </button>
        <button type="button" class="button" onClick={() => void settle({ verdict: 'not_practical' })}>
          {words.notPractical}
        </button>
        <button type="button" class="button" onClick={() => void settle({ verdict: 'done' })}>
          <Check aria-hidden="true" />
          {words.done}
        </button>
      </div>
    </>
  )
}

function Examples({ files, onDropped }: { files: readonly ExampleFile[]; onDropped: () => void }) {
  const words = t.value.questions
  const drop = async (id: string) => {
    const answer = await change('DELETE', `/questions/examples/${encodeURIComponent(id)}`)
    if ('no' in answer && answer.no.refused !== 'missing') return tellTrouble(answer.no)
    onDropped()
  }
  return (
    <section class="stack">
      <h2>{words.examples}</h2>
      <p class="notice">{words.examplesText}</p>
      {files.map(({ lang, path, yaml, examples }) => (
        <details key={lang}>
          <summary>
            {t.value.language[lang]} ({examples.length})
          </summary>
          <div class="stack">
            <p class="meta">
              <bdi>{path}</bdi>
            </p>
            <pre class="example-file" lang={lang} dir="ltr" tabindex={0}>
              {yaml}
            </pre>
            <CopyFile yaml={yaml} />
            <ul class="fact-list">
              {examples.map(({ id, text, topic }) => (
                <li key={id} class="keeping-acts">
                  <span>
                    <span lang={lang} dir="auto">
                      {text}
                    </span>{' '}
                    <span class="meta">{topic === undefined ? words.notPractical : labelOf(topic)}</span>
                  </span>
                  <button type="button" class="button small-button" aria-label={words.drop(text)} onClick={() => void drop(id)}>
                    <Trash2 aria-hidden="true" />
                  </button>
                </li>
              ))}
            </ul>
          </div>
        </details>
      ))}
    </section>
  )
}

function CopyFile({ yaml }: { yaml: string }) {
  const copy = () =>
    void navigator.clipboard.writeText(yaml).then(
      () => tell(t.value.copied),
      // Without leave to copy the text can still be marked: it stands above.
      () => undefined,
    )
  return (
    <p>
      <button type="button" class="button" onClick={copy}>
        <Copy aria-hidden="true" />
        {t.value.copy}
      </button>
    </p>
  )
}
