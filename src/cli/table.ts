// A table of people as spreadsheets save it: comma, semicolon or tab between the fields, names of columns in the first line, in any order.
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { didYouMean } from '../core/flow/check.ts'
import { WrongInput } from './command.ts'

export interface TableRow {
  /** In the file, counted from 1; of a row over several lines the last. */
  line: number
  values: Record<string, string | undefined>
}

const Parsed = z.array(z.object({ info: z.object({ lines: z.number() }), record: z.record(z.string(), z.string()) }))

/** Empty fields are absent. Throws `WrongInput` when the file is no such table, or a column has a name it should not have. */
export function readTable(file: string, columns: { known: readonly string[]; needed: readonly string[] }): TableRow[] {
  const rows = rowsIn(textOf(file), file)
  const [first] = rows
  if (!first) throw new WrongInput(`'${file}' has no rows under its first line (${columns.needed.join(', ')}, ...)`)
  const names = Object.keys(first.record)
  const strange = names.find((name) => !columns.known.includes(name))
  if (strange !== undefined)
    throw new WrongInput(`'${file}' has a column '${strange}'${didYouMean(strange, columns.known)}; there may be: ${columns.known.join(', ')}`)
  const missing = columns.needed.filter((name) => !names.includes(name))
  if (missing.length > 0) throw new WrongInput(`'${file}' needs a column ${missing.join(', ')} (names stand in its first line)`)
  return rows.map(({ info, record }) => ({
    line: info.lines,
    values: Object.fromEntries(Object.entries(record).map(([name, value]) => [name, value === '' ? undefined : value])),
  }))
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new WrongInput(`'${file}' cannot be read`)
  }
}

function rowsIn(text: string, file: string): z.infer<typeof Parsed> {
  const lowered = (heads: string[]) => heads.map((head) => head.trim().toLowerCase())
  // The first line decides, because a name may hold a comma.
  const heading = text.split('\n', 1)[0] ?? ''
  const delimiter = [';', '\t'].find((mark) => heading.includes(mark)) ?? ','
  try {
    return Parsed.parse(
      parse(text, { bom: true, trim: true, skip_empty_lines: true, skip_records_with_empty_values: true, delimiter, info: true, columns: lowered }),
    )
  } catch (error) {
    const because = error instanceof z.ZodError ? 'a column has no name' : error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable'
    throw new WrongInput(`'${file}' is not a table: ${because}`)
  }
}
