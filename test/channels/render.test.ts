// Cutting and splitting: nothing is lost, nothing is torn.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cut, distinct, numbered, opensAnywhere, shapeOf, splitText } from '../../src/channels/render.ts'
import { htmlOf, plainOf } from '../../src/channels/telegram/outgoing.ts'
import { readText } from '../platforms/telegram-limits.ts'
import { offersOf } from './intake.ts'

const words = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\n', '\n\n', '. ', '👩‍👩‍👧', 'ሰ', 'ع', '🇳🇱', '*'), maxLength: 400 })
const bare = (text: string) => text.replaceAll(/\s/g, '')

describe('long texts', () => {
  test('are split without losing a word, and every part fits', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 30, max: 120 }), fc.integer({ min: 20, max: 120 }), (text, max, lastMax) => {
        const parts = splitText(text, { max, lastMax: Math.min(max, lastMax) })
        expect(bare(parts.join(''))).toBe(bare(text))
        expect(parts.every((part) => part.length <= max && part.trim() !== '')).toBe(true)
        expect((parts.at(-1) ?? '').length).toBeLessThanOrEqual(Math.min(max, lastMax))
        expect(parts.every((part) => part.isWellFormed())).toBe(true)
      }),
    )
  })
  test('are split between paragraphs when that is possible', () => {
    expect(splitText(`${'a'.repeat(60)}\n\n${'b'.repeat(30)}`, { max: 80, lastMax: 80 })).toEqual(['a'.repeat(60), 'b'.repeat(30)])
  })
  test('of one endless word still go', () => {
    expect(splitText('x'.repeat(10_000), { max: 4096, lastMax: 1024 }).join('')).toBe('x'.repeat(10_000))
    expect(splitText(`e${'\u0301'.repeat(9_000)}`, { max: 4096, lastMax: 4096 }).every((part) => part.length <= 4096)).toBe(true)
  })
  test('that are blank have no parts', () => expect(splitText(' \n ', { max: 9, lastMax: 9 })).toEqual([]))
})

describe('labels', () => {
  test('are cut at a grapheme and never longer than asked', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 30 }), (text, max) => {
        const label = cut(text, max)
        expect(label.length).toBeLessThanOrEqual(max)
        expect(label.isWellFormed()).toBe(true)
      }),
    )
    expect(cut('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 20)).toBe('👨‍👩‍👧👨‍👩‍👧…')
  })
})

test('up to three options are buttons, up to ten a list, more a numbered menu', () => {
  expect([0, 1, 3, 4, 10, 11].map((count) => shapeOf(offersOf(count)))).toEqual(['none', 'buttons', 'buttons', 'list', 'list', 'menu'])
})

test('a numbered menu has Latin digits, and its lines start on the right for Arabic and Persian', () => {
  expect(
    numbered(
      [
        { id: 'a', label: 'خانه' },
        { id: 'b', label: 'x', full: 'پزشک' },
      ],
      'rtl',
    ),
  ).toBe('\u200F1. خانه\n\u200F2. پزشک')
})

test('the first of two options with one id is kept', () => {
  expect(
    distinct([
      { id: 'a', label: '1' },
      { id: 'b', label: '2' },
      { id: 'a', label: '3' },
    ]).map(({ label }) => label),
  ).toEqual(['1', '2'])
})

test.each([
  ['https://brug.example.org', true],
  ['http://127.0.0.1:3000', false],
  ['http://localhost:3000', false],
  ['https://intranet/x', false],
  ['javascript:alert(1)', false],
  ['nothing', false],
  ['https://192.168.1.9/x', false],
])('a button to %s: %s', (url, expected) => expect(opensAnywhere(url)).toBe(expected))

describe('Telegram markup', () => {
  test('shows *bold* and leaves every other sign as it was typed', () => {
    expect(htmlOf('*Let op:* 3*4*5 < 6 & <b>')).toBe('<b>Let op:</b> 3*4*5 &lt; 6 &amp; &lt;b&gt;')
    expect(htmlOf('*één* en *twee*, * los *')).toBe('<b>één</b> en <b>twee</b>, * los *')
    expect(plainOf('*Let op:* 3*4*5')).toBe('Let op: 3*4*5')
  })
  test('of any text is taken by the platform, and reads the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => text.trim() !== ''),
        (text) => {
          expect(readText(htmlOf(text), 'HTML')).toEqual({ text: plainOf(text) })
        },
      ),
    )
  })
})
