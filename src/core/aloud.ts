// How is a text read aloud? Without pictograms, markup, direction marks and web addresses, with a stop behind every line.
// It changes no word: numbers and Dutch terms are read as they stand.

const pictograms = /(?:\p{Extended_Pictographic}|[\u{1F1E6}-\u{1F1FF}]|\uFE0F|\u20E3)\u200D?/gu
const marks = /[\u200E\u200F\u2066-\u2069*]/g
const address = /(?:https?:\/\/)?(?:www\.)?((?:[\w-]+\.)+(?:nl|eu|com|org))(?:\/\S*)?/g
const ends = /[.!?:;,؟،؛።፣፧…]$/u

/** Of a web address only the name of the site is left, which can be said. */
export function readAloud(text: string): string {
  return text
    .replaceAll(address, '$1')
    .replaceAll(pictograms, '')
    .replaceAll(marks, '')
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .map((line) => (ends.test(line) ? line : `${line}.`))
    .join('\n')
}
