// One of Brug's answers for the person in this conversation: found in the colleague's language, seen in both, sent in the person's with one click.
// The words cannot be changed here: they are the reviewed text.
import { signal } from '@preact/signals'
import { ArrowLeft, BookOpen, SendHorizontal } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ask, type Lang, type TopicAnswer } from '../api.ts'
import { Modal } from '../look/modal.tsx'
import { Rich } from '../look/rich.tsx'
import { isRightToLeft } from '../look/spoken.ts'
import { api, noticed, t, uiLang } from './state.ts'
import { write, type Thread } from './thread.ts'
import { tell, troubleText } from './toast.tsx'
import { TopicList } from './topic-list.tsx'

export const choosing = signal(false)

type Part = TopicAnswer['part']

export function ChooseTopic({ disabled }: { disabled: boolean }) {
  const word = t.value.answers.choose
  return (
    <button
      type="button"
      class="button quiet icon"
      disabled={disabled}
      aria-keyshortcuts="t"
      aria-label={word}
      title={word}
      onClick={() => void (choosing.value = true)}
    >
      <BookOpen aria-hidden="true" />
    </button>
  )
}

export function TopicWindow({ current, name }: { current: Thread; name: string }) {
  const [topicId, setTopicId] = useState<string | undefined>(undefined)
  const close = () => void (choosing.value = false)
  return (
    <Modal title={t.value.answers.choose} closeLabel={t.value.close} onClose={close} kind="wide">
      {topicId === undefined ? (
        <TopicList autoFocus onChoose={(topic) => setTopicId(topic.id)} />
      ) : (
        <Chosen topicId={topicId} current={current} name={name} onBack={() => setTopicId(undefined)} onClose={close} />
      )}
    </Modal>
  )
}

function Chosen({ topicId, current, name, onBack, onClose }: { topicId: string; current: Thread; name: string; onBack: () => void; onClose: () => void }) {
  const words = t.value.answers
  const [part, setPart] = useState<Part>('answer')
  const { answer, trouble } = useTopicAnswer(current.participantId, topicId, part)
  const { fault, busy, send } = useSending(current.participantId, name, onClose)
  return (
    <div class="stack">
      <div class="topic-acts">
        <button type="button" class="button quiet" onClick={onBack}>
          <ArrowLeft class="turns" aria-hidden="true" />
          {words.list}
        </button>
        <div class="parts" role="group" aria-label={t.value.choose}>
          {(['answer', 'more'] as const).map((one) => (
            <button type="button" key={one} class="button" aria-pressed={part === one} onClick={() => setPart(one)}>
              {one === 'answer' ? words.first : words.more}
            </button>
          ))}
        </div>
      </div>
      {(trouble ?? fault?.text) && (
        <p class="notice heed" role="alert">
          {trouble ?? fault?.text}
        </p>
      )}
      {answer && (
        <>
          <SideBySide answer={answer} name={name} />
          <p class="meta">{words.takesOver}</p>
          <div class="actions">
            <button type="button" class="button" onClick={onClose}>
              {t.value.cancel}
            </button>
            <button type="button" class="button main" disabled={busy} autoFocus onClick={() => void send(answer, fault?.unseen === true)}>
              <SendHorizontal class="turns" aria-hidden="true" />
              {fault?.unseen ? t.value.talk.sendAnyway : words.send(name, t.value.language[answer.lang])}
            </button>
          </div>
        </>
      )}
    </div>
  )
}

function SideBySide({ answer, name }: { answer: TopicAnswer; name: string }) {
  const languages = t.value.language
  const mine = uiLang.value
  if (answer.lang === mine) return <Reading lang={mine} head={t.value.answers.asRead(name, languages[mine])} text={answer.text} />
  return (
    <div class="side-by-side">
      <Reading lang={mine} head={languages[mine]} text={answer.readAs} />
      <Reading lang={answer.lang} head={t.value.answers.asRead(name, languages[answer.lang])} text={answer.text} />
    </div>
  )
}

function Reading({ lang, head, text }: { lang: Lang; head: string; text: string }) {
  return (
    <section class="reading">
      <h3>{head}</h3>
      <div class="bubble" lang={lang} dir={isRightToLeft(lang) ? 'rtl' : 'ltr'} tabindex={0} role="region" aria-label={head}>
        <Rich text={text} />
      </div>
    </section>
  )
}

function useTopicAnswer(participantId: string, topicId: string, part: Part): { answer?: TopicAnswer; trouble?: string } {
  const [got, setGot] = useState<{ answer?: TopicAnswer; trouble?: string }>({})
  const lang = uiLang.value
  useEffect(() => {
    let gone = false
    const read = async () => {
      const found = await ask<TopicAnswer>('GET', `${api}/participants/${participantId}/answers/${encodeURIComponent(topicId)}?part=${part}&readAs=${lang}`)
      const refusal = noticed(found)
      if (gone) return
      setGot('ok' in found ? { answer: found.ok } : refusal ? { trouble: troubleText(refusal) } : {})
    }
    void read()
    return () => void (gone = true)
  }, [participantId, topicId, part, lang])
  return got
}

/** Once for each choice, whatever the connection does; whoever missed a message reads first. */
function useSending(participantId: string, name: string, onSent: () => void) {
  const [fault, setFault] = useState<{ text: string; unseen: boolean } | undefined>(undefined)
  const [busy, setBusy] = useState(false)
  const key = useRef(crypto.randomUUID())
  const send = async (chosen: TopicAnswer, anyway: boolean) => {
    setBusy(true)
    const answer = await write(participantId, chosen, { anyway, key: `${key.current}-${chosen.topicId}-${chosen.part}` })
    setBusy(false)
    if ('ok' in answer) {
      onSent()
      return tell(answer.ok.status === 'waiting' ? t.value.trouble.unavailable : t.value.answers.sent(name), { tone: 'note' })
    }
    const unseen = answer.no.code === 'seen-message'
    if (unseen) key.current = crypto.randomUUID()
    setFault({ text: unseen ? t.value.talk.unseenPerson(name) : troubleText(answer.no), unseen })
  }
  return { fault, busy, send }
}
