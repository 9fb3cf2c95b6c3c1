// Which topic a message names, when the title of the topic or the words of its button are all it says: people copy and type what they have read.
// A name that two topics share names neither. What only resembles a name is for topics.ts.
import { sentenceEnd, wordsOf } from './normalise.ts'

export interface TopicNames {
  /** `words`: of the whole message. */
  named(words: readonly string[]): string | undefined
}

export function topicNames(given: readonly { topic: string; name: string }[]): TopicNames {
  const topics = new Map<string, string | undefined>()
  for (const { topic, name } of given) {
    const key = keyOf(wordsOf(name))
    topics.set(key, topics.has(key) && topics.get(key) !== topic ? undefined : topic)
  }
  return { named: (words) => topics.get(keyOf(words)) }
}

function keyOf(words: readonly string[]): string {
  return words.filter((word) => word !== sentenceEnd).join(' ')
}
