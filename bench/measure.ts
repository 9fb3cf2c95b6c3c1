// How figures are taken: ours and the reference in turns within one run, pair by pair, and the median of the pair ratios.
// Absolute numbers belong to the machine; the ratio is what is compared.

export interface Sample {
  /** Operations per second. */
  perSecond: number
  /** CPU microseconds per operation of the process that does them. */
  cpuMicros: number
}

/** Median, smallest and largest of ours/reference, pair by pair; more is better. */
export interface Ratio {
  median: number
  min: number
  max: number
}

export interface Pairing {
  ours: Sample[]
  reference: Sample[]
  ratio: Ratio
}

/** Runs A B A B ... so that whatever else the machine does touches both. */
export async function pairs(count: number, ours: () => Promise<Sample>, reference: () => Promise<Sample>, better: 'rate' | 'cpu' = 'rate'): Promise<Pairing> {
  const found: Pairing = { ours: [], reference: [], ratio: { median: 0, min: 0, max: 0 } }
  for (let n = 0; n < count; n++) {
    found.ours.push(await ours())
    found.reference.push(await reference())
  }
  found.ratio = ratioOf(found, better)
  return found
}

export function ratioOf({ ours, reference }: Omit<Pairing, 'ratio'>, better: 'rate' | 'cpu'): Ratio {
  const ratios = ours.map((sample, n) => {
    const other = reference[n] ?? sample
    return better === 'rate' ? sample.perSecond / other.perSecond : other.cpuMicros / sample.cpuMicros
  })
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) }
}

/** Times `operations` runs of `work`. */
export async function sample(operations: number, work: () => Promise<void> | void): Promise<Sample> {
  const cpu = process.cpuUsage()
  const start = process.hrtime.bigint()
  await work()
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  const used = process.cpuUsage(cpu)
  return { perSecond: operations / seconds, cpuMicros: (used.user + used.system) / operations }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export interface Row {
  id: string
  what: string
  ours: string
  reference: string
  figure: string
  goal: string
  met: boolean
}

export function table(rows: Row[]): string {
  const heads: Row = { id: 'id', what: 'what', ours: 'ours', reference: 'reference', figure: 'figure', goal: 'goal', met: true }
  const columns = ['id', 'what', 'ours', 'reference', 'figure', 'goal'] as const
  const widths = columns.map((column) => Math.max(...[heads, ...rows].map((row) => row[column].length)))
  const line = (row: Row, mark: string) => `${columns.map((column, n) => row[column].padEnd(widths[n] ?? 0)).join('  ')}  ${mark}`
  return [line(heads, ''), ...rows.map((row) => line(row, row.met ? 'met' : 'NOT MET'))].join('\n')
}

export function rate(samples: Sample[]): string {
  return `${Math.round(median(samples.map(({ perSecond }) => perSecond))).toLocaleString('en')}/s (${median(samples.map(({ cpuMicros }) => cpuMicros)).toFixed(1)} us CPU)`
}

export function ratioText({ ratio }: { ratio: Ratio }): string {
  return `${ratio.median.toFixed(2)}x [${ratio.min.toFixed(2)}-${ratio.max.toFixed(2)}]`
}
