// Keeps the house in order: every rule of design that a machine can see, and proof that each rule still bites.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { offences, type SourceFile } from './tidy-rules.ts'

function sourcesIn(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ path: join(folder, name).replaceAll('\\', '/'), text: readFileSync(join(folder, name), 'utf8') }))
}

test('the house is in order', () => {
  expect(offences(sourcesIn('src'))).toEqual([])
})

const planted: [offence: string, file: SourceFile, says: RegExp][] = [
  ['core that reads the clock', { path: 'src/core/flow/a.ts', text: 'export const at = Date.now()\n' }, /uses Date\.now/],
  ['core with a bare new Date()', { path: 'src/core/a.ts', text: 'export const at = new Date()\n' }, /new Date\(\)/],
  ['core that waits', { path: 'src/core/a.ts', text: 'export async function a() {}\n' }, /uses async/],
  ['core that logs', { path: 'src/core/a.ts', text: "console.log('a')\n" }, /uses console/],
  ['core that imports Node', { path: 'src/core/a.ts', text: "import { readFileSync } from 'node:fs'\n" }, /may not import node:fs/],
  [
    'a room of core that enters another',
    { path: 'src/core/care/a.ts', text: "import { walk } from '../flow/walk.ts'\n" },
    /may not import src\/core\/flow\/walk\.ts/,
  ],
  ['a channel that enters another', { path: 'src/channels/telegram/a.ts', text: "import { b } from '../whatsapp/b.ts'\n" }, /may not import/],
  ['a channel that reads the store', { path: 'src/channels/telegram/a.ts', text: "import { b } from '../../store/mailbox.ts'\n" }, /may not import/],
  ['the store using a channel', { path: 'src/store/a.ts', text: "import { b } from '../channels/telegram/b.ts'\n" }, /may not import/],
  ['the inbox deciding turns', { path: 'src/inbox/a.ts', text: "import { takeTurn } from '../core/turn.ts'\n" }, /may not import/],
  ['someone importing main', { path: 'src/http.ts', text: "import { a } from './main.ts'\n" }, /may not import/],
  ['an index file', { path: 'src/store/index.ts', text: '' }, /no index files/],
  ['a name that says nothing', { path: 'src/store/redis-helper.ts', text: '' }, /says nothing/],
  ['a default export', { path: 'src/store/a.ts', text: 'export default 1\n' }, /no default exports/],
  ['a barrel', { path: 'src/store/a.ts', text: "export * from './b.ts'\n" }, /no 'export \*'/],
  ['a file that is too long', { path: 'src/store/a.ts', text: 'const a = 1\n'.repeat(401) }, /401 lines/],
  ['a function that is too long', { path: 'src/store/a.ts', text: `export function a() {\n${'  b()\n'.repeat(61)}}\n` }, /function of 63 lines/],
]

test.each(planted)('notices %s', (_offence, file, says) => {
  expect(offences([file]).join('\n')).toMatch(says)
})

test('notices imports that go in a circle', () => {
  const files = [
    { path: 'src/store/a.ts', text: "import { b } from './b.ts'\n" },
    { path: 'src/store/b.ts', text: "import { a } from './a.ts'\n" },
  ]
  expect(offences(files).join('\n')).toMatch(/circle/)
})
