// A field to search Brug's topics with and the list it leaves, used where one is read and where one is sent.
import { ChevronRight, Search } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { TopicRow } from '../api.ts'
import { t, uiLang } from './state.ts'
import { found, readTopics, topics } from './topics.ts'

export function TopicList({ chosen, onChoose, autoFocus }: { chosen?: string; onChoose: (topic: TopicRow) => void; autoFocus?: boolean }) {
  const words = t.value.answers
  const [sought, setSought] = useState('')
  useEffect(() => void readTopics(), [uiLang.value])
  const list = found(topics.value ?? [], sought)
  const [first] = list
  return (
    <form
      class="topic-list"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        if (first) onChoose(first)
      }}
    >
      <label class="search">
        <Search aria-hidden="true" />
        <span class="unseen">{words.search}</span>
        <input
          type="search"
          autocomplete="off"
          autoFocus={autoFocus}
          placeholder={words.search}
          value={sought}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
      </label>
      {topics.value === undefined && (
        <p class="meta" role="status">
          {words.loading}
        </p>
      )}
      {topics.value !== undefined && list.length === 0 && (
        <p class="soft" role="status">
          {words.none}
        </p>
      )}
      <ul aria-label={words.list}>
        {list.map((topic) => (
          <li key={topic.id}>
            <button type="button" class="topic-row" aria-current={topic.id === chosen ? 'true' : undefined} onClick={() => onChoose(topic)}>
              <span>
                <strong>{topic.label}</strong>
                <span class="meta">{topic.title}</span>
              </span>
              {topic.certainty === 'outdated' && <span class="meta heed-text">{words.certainty.outdated}</span>}
              <ChevronRight class="turns" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </form>
  )
}
