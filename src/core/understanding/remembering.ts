// Remembers what was worked out about a word: sentences differ, their words come back, and all languages look at every one of them.
// It keeps words and never a message, only short ones and only so many, and the answer is the same whether it was kept or not.

const wordsMax = 20_000
const wordCharsMax = 40

export function remembering<T>(work: (word: string) => T): (word: string) => T {
  const known = new Map<string, T>()
  return (word) => {
    const before = known.get(word)
    if (before !== undefined) return before
    const found = work(word)
    if (word.length > wordCharsMax) return found
    if (known.size >= wordsMax) known.clear()
    known.set(word, found)
    return found
  }
}
