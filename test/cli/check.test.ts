import { afterAll, expect, test } from 'vitest'
import { brug, changedContent, contentDir, lineOf, newFolder } from './command-line.ts'

const folder = newFolder()
afterAll(folder.rm)

const planted: { file: string; from: string | RegExp; to: string; at: string; says: string; near?: string }[] = [
  {
    file: 'flows/journeys/menu.yaml',
    from: 'call: human\n    next: done',
    to: 'call: human\n    next: doen',
    at: '  human:',
    says: "goes to 'doen', which does not exist",
    near: 'done',
  },
  {
    file: 'flows/journeys/check-in.yaml',
    from: 'text: checkin:mood',
    to: 'text: checkin:mod',
    at: '  mood:',
    says: "text 'checkin:mod' does not exist",
    near: 'checkin:mood',
  },
  {
    file: 'flows/journeys/check-in.yaml',
    from: 'when: person.trusted,',
    to: 'when: person.trustd,',
    at: '  whom:',
    says: "nothing is known as 'person.trustd'",
    near: 'trusted',
  },
  {
    file: 'flows/journeys/onboarding.yaml',
    from: 'say: onboarding:computer',
    to: 'sya: onboarding:computer',
    at: 'sya:',
    says: "'sya' is not something Brug knows here",
    near: 'say',
  },
  {
    file: 'flows/topics/gp-register.yaml',
    from: 'keeper: editor',
    to: 'keeper: editor\njourney: alowance-steps',
    at: 'journey:',
    says: "journey 'alowance-steps' does not exist",
    near: 'allowance-steps',
  },
  {
    file: 'flows/topics/emergency-112.yaml',
    from: 'category:',
    to: 'categorie:',
    at: 'categorie:',
    says: "'categorie' is not a key that can stand here",
    near: 'category',
  },
  {
    file: 'flows/topics/healthcare-allowance.yaml',
    from: /valid_until: .*/,
    to: "valid_until: '2027-02-30'",
    at: 'valid_until:',
    says: 'a day is written like 2027-01-15',
  },
  { file: 'flows/helplines.yaml', from: "id: '113'", to: "id: '114'", at: 'helplines:', says: "lacks help line '113'" },
  { file: 'flows/municipalities/wolkendam.yaml', from: "from: '20:30'", to: 'from: 8pm', at: 'quietHours:', says: 'a time is written like 21:00' },
  { file: 'locales/ar/menu.json', from: '"human":', to: '"humen":', at: '"humen"', says: "'humen' is not a text that Dutch has", near: 'human' },
  { file: 'locales/tr/agenda.json', from: '{{title}}', to: '{{titel}}', at: '{{titel}}', says: 'has placeholders' },
  { file: 'locales/fa/repair.json', from: /\s*\}\s*$/, to: ',\n}\n', at: '', says: 'is not JSON' },
  { file: 'locales/nl/distress.yaml', from: '  self:', to: '  slef:', at: 'slef:', says: "'slef' is not a key that can stand here", near: 'self' },
  {
    file: 'locales/en/understanding.yaml',
    from: '\n  gp-register:',
    to: '\n  gp-registr:',
    at: 'gp-registr:',
    says: "topic 'gp-registr' is known nowhere else",
    near: 'gp-register',
  },
]

test('every planted fault is told with its file and line, and with the word that was probably meant', () => {
  changedContent(folder.dir, planted)
  const { status, out } = brug(['check', '--content', folder.dir])
  expect(status).toBe(1)
  const lines = out.split('\n')
  for (const { file, at, says, near } of planted) {
    const found = lines.find((line) => line.startsWith(`${file}:`) && line.includes(says))
    expect(found, `${file} ${says}\n${out}`).toBeDefined()
    if (at !== '') expect(found).toMatch(new RegExp(`^${file}:${lineOf(folder.dir, file, at)} `))
    if (near !== undefined) expect(found).toContain(`did you mean '${near}'?`)
  }
  // A file with a fault is not called missing as well.
  expect(out).not.toMatch(/onboarding.* is missing|calls flow|answers topic/)
})

test('sound content has no faults, and says so in words and in JSON', () => {
  const { status, out } = brug(['check', '--json', '--content', contentDir])
  expect(status, out).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ faults: [] })
})

test('a command that needs the content says in one line that it is broken, and how to see it all', () => {
  const { status, out, err } = brug(['graph', 'menu'], { env: { CONTENT_DIR: folder.dir } })
  expect({ status, out }).toEqual({ status: 2, out: '' })
  expect(err).toMatch(/^brug graph: the content has \d+ faults, .*npx brug check\)\n$/)
})

test('a flow as a diagram: every step, and what leads from one to the next', () => {
  const { status, out } = brug(['graph', 'menu'])
  expect(status).toBe(0)
  expect(out).toMatch(/^flowchart TD\n/)
  expect(out).toContain('human["human<br/>call"]')
  expect(out).toContain('human --> done')
})
