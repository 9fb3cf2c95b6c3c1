// Does a start with wrong settings say everything that is wrong, once, and without giving a secret away?
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSettings, settingsMessage, unsealedSignIn, wrongKeyMessage } from '../src/settings.ts'

let dir = ''
const key = Buffer.alloc(32, 7).toString('base64')
const whatsapp = {
  WHATSAPP_ACCESS_TOKEN: 'EAAG-secret',
  WHATSAPP_PHONE_NUMBER_ID: '1234567890',
  WHATSAPP_APP_SECRET: 'app-secret',
  WHATSAPP_VERIFY_TOKEN: 'verify-me',
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'brug-settings-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function faultsOf(env: Record<string, string>, flags: string[] = []): string[] {
  const outcome = readSettings({ DATA_DIR: dir, MASTER_KEY: key, ...env }, flags)
  return outcome.type === 'broken' ? outcome.faults : []
}

function settingsOf(env: Record<string, string>, flags: string[] = []) {
  const outcome = readSettings({ DATA_DIR: dir, ...env }, flags)
  if (outcome.type === 'broken') throw new Error(settingsMessage(outcome.faults))
  return outcome
}

describe('defaults', () => {
  test('an empty environment starts with what the interface promises', () => {
    const { settings } = settingsOf({ MASTER_KEY: key })
    expect(settings).toMatchObject({ host: '127.0.0.1', port: 3000, publicUrl: 'http://localhost:3000', role: 'all', logLevel: 'info', demo: false })
    expect(settings.redisUrl).toBeUndefined()
    expect(settings.telegram).toBeUndefined()
    expect(settings.whatsapp).toBeUndefined()
  })

  test('an empty value counts as no value', () => {
    expect(faultsOf({ PORT: '', TELEGRAM_BOT_TOKEN: ' ', WHATSAPP_APP_SECRET: '', REDIS_URL: '' })).toEqual([])
  })

  test('the demo is a flag, and any other flag is refused', () => {
    expect(settingsOf({ MASTER_KEY: key }, ['--demo']).settings.demo).toBe(true)
    expect(faultsOf({}, ['--dmeo'])).toEqual([expect.stringContaining('--dmeo')])
  })

  test('the public address loses its last slash and may carry no path', () => {
    expect(settingsOf({ MASTER_KEY: key, PUBLIC_URL: 'https://brug.example/' }).settings.publicUrl).toBe('https://brug.example')
    expect(faultsOf({ PUBLIC_URL: 'https://brug.example/under/here' })).toHaveLength(1)
    expect(faultsOf({ PUBLIC_URL: 'https://someone@brug.example' })).toHaveLength(1)
  })
})

describe('what a start warns of', () => {
  test.each([
    [{}, false],
    [{ PORT: '4000', HOST: '::1' }, false],
    [{ HOST: '0.0.0.0' }, true],
    [{ HOST: '0.0.0.0', PUBLIC_URL: 'http://192.0.2.1:3000' }, true],
    [{ PUBLIC_URL: 'http://brug.example' }, true],
    [{ HOST: '0.0.0.0', PUBLIC_URL: 'https://brug.example' }, false],
    [{ HOST: '0.0.0.0', ROLE: 'worker' }, false],
  ])('sign-in that goes unencrypted over a network: %j', (env, warns) => {
    const { settings } = settingsOf({ MASTER_KEY: key, ...env })
    expect(unsealedSignIn(settings)?.startsWith('PUBLIC_URL: http://')).toBe(warns ? true : undefined)
  })

  test('a key that does not fit the data: where the right one is, or may be', () => {
    const { settings } = settingsOf({ MASTER_KEY: key })
    expect(wrongKeyMessage(settings)).toContain(`does not fit the records in ${dir}`)
    expect(wrongKeyMessage(settings)).toContain('set MASTER_KEY to the key they were made with')
    writeFileSync(join(dir, 'master.key'), Buffer.alloc(32, 8).toString('base64'))
    expect(wrongKeyMessage(settings)).toContain(`${join(dir, 'master.key')} holds another key`)
    expect(wrongKeyMessage({ ...settings, redisUrl: 'redis://:secret@r' })).toMatch(/at REDIS_URL/)
    for (const secret of ['secret', key]) expect(wrongKeyMessage({ ...settings, redisUrl: 'redis://:secret@r' })).not.toContain(secret)
  })
})

describe('everything wrong is told at once', () => {
  test('one line for each fault, each naming its variable', () => {
    const faults = faultsOf({
      PORT: '70000',
      ROLE: 'boss',
      REDIS_URL: 'http://x',
      PUBLIC_URL: 'brug',
      LOG_LEVEL: 'loud',
      MASTER_KEY: 'short',
      CONTENT_DIR: join(dir, 'nothing'),
      MUNICIPALITY: 'Den Haag!',
    })
    for (const name of ['PORT', 'ROLE', 'REDIS_URL', 'PUBLIC_URL', 'LOG_LEVEL', 'MASTER_KEY', 'CONTENT_DIR', 'MUNICIPALITY']) {
      expect(
        faults.some((fault) => fault.startsWith(`${name}:`)),
        name,
      ).toBe(true)
    }
    expect(settingsMessage(faults).split('\n')).toHaveLength(faults.length + 1)
  })

  test.each(['-1', '3000x', '1e3', '0x10', '99999', '3000.5', ' '.repeat(2) + 'a'])('port %j is refused', (port) => {
    expect(faultsOf({ PORT: port })).toEqual([expect.stringMatching(/^PORT:/)])
  })

  test('no message repeats the value of a secret', () => {
    const leaky = {
      MASTER_KEY: 'my-secret-key!',
      TELEGRAM_WEBHOOK_SECRET: 'hush hush',
      WHATSAPP_ACCESS_TOKEN: 'EA AG',
      REDIS_URL: 'redis:/user:pass-word@host',
    }
    const text = settingsMessage(faultsOf(leaky))
    for (const value of ['my-secret-key', 'hush', 'EA AG', 'pass-word']) expect(text).not.toContain(value)
  })

  test('a data folder that can not be written is a fault', () => {
    writeFileSync(join(dir, 'file'), '')
    expect(faultsOf({ DATA_DIR: join(dir, 'file', 'under') })).toEqual([expect.stringMatching(/^DATA_DIR:/)])
  })
})

describe('a channel is all or nothing', () => {
  test('WhatsApp with all four values is on, with the platform as its root', () => {
    expect(settingsOf({ MASTER_KEY: key, ...whatsapp }).settings.whatsapp).toMatchObject({ phoneNumberId: '1234567890', apiRoot: 'https://graph.facebook.com' })
  })

  test.each(Object.keys(whatsapp))('WhatsApp without %s is a fault that names it', (missing) => {
    const rest = Object.fromEntries(Object.entries(whatsapp).filter(([name]) => name !== missing))
    expect(faultsOf(rest)).toEqual([expect.stringMatching(new RegExp(`^${missing}: is missing`))])
  })

  test('a Telegram secret or root without a token is a fault', () => {
    expect(faultsOf({ TELEGRAM_WEBHOOK_SECRET: 'abc' })).toEqual([expect.stringMatching(/^TELEGRAM_BOT_TOKEN: is missing/)])
    expect(faultsOf({ TELEGRAM_API_ROOT: 'http://localhost:9000' })).toHaveLength(1)
  })

  test('a Telegram token alone is enough, and a root keeps its path', () => {
    expect(settingsOf({ MASTER_KEY: key, TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_API_ROOT: 'http://localhost:9000/bots/' }).settings.telegram).toEqual({
      token: '1:a',
      apiRoot: 'http://localhost:9000/bots',
      webhookSecret: undefined,
    })
  })
})

describe('the master key', () => {
  test('is made once, readable by nobody else, and kept', () => {
    const first = settingsOf({})
    expect(first.warnings).toEqual([expect.stringMatching(/^MASTER_KEY: not set/)])
    expect(statSync(join(dir, 'master.key')).mode & 0o777).toBe(0o600)
    expect(readdirSync(dir)).toEqual(['master.key'])
    const second = settingsOf({})
    expect(second.settings.masterKey.equals(first.settings.masterKey)).toBe(true)
    expect(second.warnings).toEqual([])
    expect(first.warnings.join()).not.toContain(readFileSync(join(dir, 'master.key'), 'utf8').trim())
  })

  test('is never made anew beside records that another key wrote', () => {
    mkdirSync(join(dir, 'appendonlydir'))
    const outcome = readSettings({ DATA_DIR: dir })
    expect(outcome).toMatchObject({ type: 'broken', faults: [expect.stringMatching(/^MASTER_KEY:/)] })
  })

  test('on a shared Redis comes with the warning that all processes need it', () => {
    expect(settingsOf({ REDIS_URL: 'redis://localhost:6379' }).warnings.join()).toContain('same key')
  })

  test('a damaged key file stops the start instead of being replaced', () => {
    writeFileSync(join(dir, 'master.key'), 'half a ke')
    expect(readSettings({ DATA_DIR: dir }).type).toBe('broken')
    expect(readFileSync(join(dir, 'master.key'), 'utf8')).toBe('half a ke')
  })

  test('a key file that others may read is warned about', () => {
    settingsOf({})
    chmodSync(join(dir, 'master.key'), 0o644)
    expect(settingsOf({}).warnings).toEqual([expect.stringContaining('mode 600')])
  })

  test.each(['AAAA', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64'), '!'.repeat(44)])('%j is not a key', (text) => {
    expect(faultsOf({ MASTER_KEY: text })).toEqual([expect.stringMatching(/^MASTER_KEY:/)])
  })

  test('is not made when the start is refused for another reason', () => {
    expect(readSettings({ DATA_DIR: dir, PORT: 'x' }).type).toBe('broken')
    expect(readdirSync(dir)).toEqual([])
  })
})

describe('help from outside', () => {
  test('is off unless it is set, and needs address and model', () => {
    expect(settingsOf({ MASTER_KEY: key }).settings).toMatchObject({ opinion: undefined, transcription: undefined })
    expect(faultsOf({ LLM_URL: 'http://localhost:11434/v1' })).toEqual([expect.stringMatching(/^LLM_MODEL: is missing/)])
    expect(faultsOf({ TRANSCRIBE_API_KEY: 'k' })).toHaveLength(2)
    expect(faultsOf({ LLM_URL: 'ftp://models', LLM_MODEL: 'a b' })).toHaveLength(2)
  })

  test('takes a base address with a path, and warns where words would travel in the open', () => {
    const here = { MASTER_KEY: key, LLM_URL: 'http://localhost:11434/v1/', LLM_MODEL: 'small:3b' }
    expect(settingsOf(here)).toMatchObject({ settings: { opinion: { url: 'http://localhost:11434/v1', model: 'small:3b' } }, warnings: [] })
    const there = { MASTER_KEY: key, TRANSCRIBE_URL: 'http://ears.example/v1', TRANSCRIBE_MODEL: 'ears', TRANSCRIBE_API_KEY: 'sk-1' }
    expect(settingsOf(there).warnings).toEqual([expect.stringMatching(/^TRANSCRIBE_URL: is http/)])
    expect(settingsOf({ ...there, TRANSCRIBE_URL: 'https://ears.example/v1' }).warnings).toEqual([])
  })
})
