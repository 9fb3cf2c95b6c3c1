// What came back from a translator: the rows of a table, or one line that says why it cannot be trusted with a language.
// It refuses a file that lost its letters on the way through a spreadsheet, and knows nothing of what the texts say.
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { WrongInput } from './command.ts'

export const columns = ['key', 'nl', 'en', 'translation', 'status'] as const
const Row = z.object({ key: z.string(), nl: z.string().default(''), translation: z.string() })
export type ReturnedRow = z.infer<typeof Row>

/** More rows than this and it is the file, not a slip of the pen. */
const lostRowsMax = 2
const howToSave = "save it as 'CSV UTF-8 (comma delimited)' and bring it again; nothing was written"

/** `textNow`: the text of a key as it stands. Throws `WrongInput`. */
export function returnedRows(bytes: Uint8Array, textNow: (key: string) => string | undefined): ReturnedRow[] {
  const rows = rowsIn(decoded(bytes))
  const lost = rows.filter(({ key, translation }) => hasLostLetters(translation) && !hasLostLetters(textNow(key) ?? ''))
  const [first] = lost
  if (first && (lost.length > lostRowsMax || lost.some(({ translation }) => translation.includes('\uFFFD'))))
    throw new WrongInput(`letters were lost in ${lost.length} of ${rows.length} rows, first in '${first.key}': ${howToSave}`)
  return rows
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new WrongInput(`the table is not UTF-8, so its letters cannot be told: ${howToSave}`)
  }
}

/** A question mark where a letter was, the mark of a letter that could not be read, or UTF-8 that was read as Windows-1252. */
function hasLostLetters(text: string): boolean {
  const words = text.replaceAll(/\S+\.(?:nl|eu|com)\S*/g, '')
  return /\uFFFD|\?\?|\p{L}\?\p{L}|(?:^|\s)\?\p{L}|[ÂÃÄÅØÙÚÛá][\u0080-\u00BF\u0152-\u0192\u02C6\u02DC\u2013-\u2122]/u.test(words)
}

function rowsIn(text: string): ReturnedRow[] {
  // The mark of UTF-8 is the first that is lost.
  const table = text.replace(/^(?:\?|ï»¿)(?="?key)/, '')
  try {
    const delimiter = table.split('\n', 1)[0]?.includes(';') ? ';' : ','
    return z.array(Row).parse(parse(table, { bom: true, columns: true, delimiter, skip_empty_lines: true }))
  } catch {
    throw new WrongInput(`this is no table with the columns ${columns.join(', ')}`)
  }
}
