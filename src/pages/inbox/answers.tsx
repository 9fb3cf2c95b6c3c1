// Everything Brug can answer, for every colleague to read: the text, its source and date, how sure it is, and the facts it rests on.
// Nothing is sent from here: that is done in a conversation.
import { ArrowLeft, ExternalLink } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { ask, type Fact, type Topic } from '../api.ts'
import { Rich } from '../look/rich.tsx'
import { go, hashOf, place } from './route.ts'
import { api, noticed, t, uiLang } from './state.ts'
import { troubleText } from './toast.tsx'
import { TopicList } from './topic-list.tsx'

export function Answers() {
  const words = t.value.answers
  const { topic: id } = place.value
  return (
    <div class={`sheet answers ${id === undefined ? '' : 'with-topic'}`}>
      <header class="sheet-head">
        <h1>{words.title}</h1>
      </header>
      <p class="soft">{words.text}</p>
      <div class="answers-columns">
        <TopicList chosen={id} onChoose={(topic) => go({ view: 'answers', topic: topic.id })} />
        {id !== undefined && <One key={id} id={id} />}
      </div>
    </div>
  )
}

function One({ id }: { id: string }) {
  const words = t.value.answers
  const [topic, setTopic] = useState<Topic | undefined>(undefined)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const lang = uiLang.value
  useEffect(() => {
    const read = async () => {
      const answer = await ask<Topic>('GET', `${api}/topics/${encodeURIComponent(id)}?readAs=${lang}`)
      const refusal = noticed(answer)
      if ('ok' in answer) setTopic(answer.ok)
      else if (refusal) setTrouble(troubleText(refusal))
    }
    void read()
  }, [id, lang])
  return (
    <article class="stack topic" aria-label={topic?.title ?? words.loading}>
      <a class="button quiet narrow-only" href={hashOf({ view: 'answers' })}>
        <ArrowLeft class="turns" aria-hidden="true" />
        {words.list}
      </a>
      {trouble && (
        <p class="notice heed" role="alert">
          {trouble}
        </p>
      )}
      {topic && (
        <>
          <h2>{topic.title}</h2>
          <Sources topic={topic} />
          <div class="bubble" lang={lang} tabindex={0}>
            <Rich text={topic.answer} />
          </div>
          <details>
            <summary>{words.more}</summary>
            <div class="bubble" lang={lang}>
              <Rich text={topic.more} />
            </div>
          </details>
          <Facts facts={topic.facts} />
        </>
      )}
    </article>
  )
}

function Sources({ topic }: { topic: Topic }) {
  const words = t.value.answers
  const heed = [...topic.safety, ...topic.caution]
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{words.source}</dt>
          <dd>
            <Source url={topic.source} />
          </dd>
        </div>
        <div>
          <dt>{words.checked}</dt>
          <dd>{topic.asOf}</dd>
        </div>
        <div>
          <dt>{words.until}</dt>
          <dd>{topic.validUntil}</dd>
        </div>
        <div>
          <dt>{words.sure}</dt>
          <dd class={topic.certainty === 'outdated' ? 'heed-text' : ''}>{words.certainty[topic.certainty]}</dd>
        </div>
      </dl>
      {heed.length > 0 && (
        <div class="notice heed">
          <div>
            <strong>{words.caution}</strong>
            <p class="meta">{words.cautionText}</p>
            <ul lang="en">
              {heed.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </>
  )
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  const words = t.value.answers
  return (
    <section class="stack">
      <h3>{words.facts}</h3>
      <p class="meta">{words.factsText}</p>
      <ul class="fact-list">
        {facts.map((fact) => (
          <li key={fact.id}>
            <p lang="en">{fact.text}</p>
            <p class="meta" lang="nl">
              {fact.nl_term}
            </p>
            <p class="meta">
              {fact.as_of === 'undated' ? words.undated : fact.as_of} · {words.confidence[fact.confidence]} · {words.kind[fact.kind]} ·{' '}
              <Source url={fact.source} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A practice of one place may have words instead of a page. */
export function Source({ url }: { url: string }) {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return <span lang="en">{url}</span>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {new URL(url).hostname.replace(/^www\./, '')} <ExternalLink aria-hidden="true" />
    </a>
  )
}
