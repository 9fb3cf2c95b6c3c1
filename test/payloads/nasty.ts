// Values that have broken parsers before, and arbitrary JSON, for the payload tests of all channels.
import * as fc from 'fast-check'

export const nastyTexts = [
  '',
  ' ',
  '\u0000',
  '\uD800',
  'a\uDFFFb',
  '\u202E\u2066\u2069\u200F',
  '\u200B\u200D\uFEFF',
  '👩‍👩‍👧‍👦'.repeat(50),
  'e' + '\u0301'.repeat(5_000),
  '٠١٢٣٤٥٦٧٨٩۰۱۲۳',
  'constructor',
  '__proto__',
  'toString',
  '<script>alert(1)</script>',
  '%00%0a',
  '../../etc/passwd',
  '{{7*7}}',
  '${x}',
  "'; DROP TABLE",
  'ሰላም',
  'x'.repeat(1_000_000),
]

export const nastyValues: unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 40,
  -(2 ** 60),
  1e308,
  [],
  [[]],
  {},
  ['text'],
  { body: 'text' },
  { length: 3 },
  JSON.parse('{"__proto__":{"polluted":1}}'),
  JSON.parse('{"constructor":{"prototype":{"polluted":1}}}'),
  ...nastyTexts,
]

export const nastyTimes: unknown[] = [
  undefined,
  null,
  '',
  'soon',
  '0',
  '-5',
  -1,
  0,
  1,
  1e20,
  '99999999999999999999',
  4_102_444_800,
  '1700000000000',
  [1_700_000_000],
  Number.MAX_SAFE_INTEGER,
]

export function deep(levels: number): string {
  return `${'{"a":['.repeat(levels)}1${']}'.repeat(levels)}`
}

/** A payload with some of its places replaced by anything, or left out. */
export function mangled(payload: unknown): fc.Arbitrary<unknown> {
  const anything = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(...nastyValues))
  const walk = (value: unknown): fc.Arbitrary<unknown> => {
    const kept = Array.isArray(value)
      ? fc.tuple(...value.map(walk))
      : typeof value === 'object' && value !== null
        ? fc.record(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)])), { noNullPrototype: true, requiredKeys: [] })
        : fc.constant(value)
    return fc.oneof({ weight: 12, arbitrary: kept }, { weight: 1, arbitrary: anything })
  }
  return walk(payload)
}

/** Every place of a payload replaced by each nasty value, one at a time. */
export function* oneWrong(payload: unknown): Generator {
  for (const wrong of nastyValues) yield wrong
  if (Array.isArray(payload)) {
    for (const [at, inner] of payload.entries()) for (const changed of oneWrong(inner)) yield payload.with(at, changed)
  } else if (typeof payload === 'object' && payload !== null) {
    for (const [key, inner] of Object.entries(payload)) for (const changed of oneWrong(inner)) yield { ...payload, [key]: changed }
  }
}
