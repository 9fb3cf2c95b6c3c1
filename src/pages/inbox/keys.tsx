// Single keys for whoever works fast, outside fields and windows only, and one switch to turn them off. No key closes a case.
import { signal } from '@preact/signals'
import { tinykeys } from 'tinykeys'
import { Modal } from '../look/modal.tsx'
import { caseWindow, take } from './case.tsx'
import { choosing } from './topic-window.tsx'
import { go, place } from './route.ts'
import { isCoordinator, t, worksWithPeople } from './state.ts'
import { openCase, thread } from './thread.ts'
import { undoLast } from './undo.ts'
import { wish } from './wishes.ts'

export const showKeys = signal(false)

export function listenToKeys(): void {
  const act = (run: () => void) => (event: KeyboardEvent) => {
    if (wish.keys.value === 'off' || isBusy(event)) return
    event.preventDefault()
    run()
  }
  tinykeys(window, {
    j: act(() => step(1)),
    k: act(() => step(-1)),
    u: act(nextWaiting),
    t: act(() => thread.value?.person && void (choosing.value = true)),
    r: act(() => document.getElementById('answer')?.focus()),
    p: act(() => openCase.value && void take(openCase.value)),
    h: act(() => openCase.value && openCase.value.state !== 'open' && void (caseWindow.value = 'hand-over')),
    z: act(undoLast),
    '/': act(() => document.getElementById('search')?.focus()),
    '?': act(() => void (showKeys.value = true)),
    'Shift+?': act(() => void (showKeys.value = true)),
    Escape: act(() => go({ view: place.value.view })),
    'g v': act(() => go({ view: 'now' })),
    'g n': act(() => go({ view: 'now' })),
    'g m': act(() => worksWithPeople.value && go({ view: 'people' })),
    'g w': act(() => go({ view: 'answers' })),
    'g a': act(() => worksWithPeople.value && go({ view: 'agenda' })),
    'g t': act(() => isCoordinator.value && go({ view: 'team' })),
  })
}

export function Keys() {
  if (!showKeys.value) return null
  const words = t.value.keys
  const nav = t.value.nav
  const list: [string, string][] = [
    ['j', words.next],
    ['k', words.previous],
    ['Enter', words.open],
    ['Esc', words.back],
    ['u', words.waiting],
    ['r', words.reply],
    ['t', words.topic],
    ['Ctrl + Enter', words.send],
    ['z', words.undo],
    ['p', words.take],
    ['h', words.handOver],
    ['/', words.search],
    ['g n', `${words.go} ${nav.now}`],
    ['g m', `${words.go} ${nav.people}`],
    ['g a', `${words.go} ${nav.agenda}`],
    ['g w', `${words.go} ${nav.answers}`],
    ['g t', `${words.go} ${nav.team}`],
    ['?', words.list],
  ]
  return (
    <Modal title={words.title} closeLabel={t.value.close} onClose={() => void (showKeys.value = false)}>
      {wish.keys.value === 'off' && <p class="notice">{words.off}</p>}
      <dl class="keys">
        {list.map(([key, meaning]) => (
          <div key={key}>
            <dt>{key.split(' ').map((part) => (part === '+' ? ' + ' : <kbd key={part}>{part}</kbd>))}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}

function isBusy(event: KeyboardEvent): boolean {
  const { target } = event
  if (document.querySelector('dialog[open]') || event.ctrlKey || event.metaKey || event.altKey) return true
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

function rowsOnScreen(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.row-link')]
}

function step(by: 1 | -1): void {
  const rows = rowsOnScreen()
  const here = rows.findIndex((row) => row === document.activeElement)
  const open = rows.findIndex((row) => row.getAttribute('aria-current') === 'true')
  const from = here >= 0 ? here : open
  rows[Math.min(rows.length - 1, Math.max(0, from + by))]?.focus()
}

function nextWaiting(): void {
  const waiting = rowsOnScreen().filter((row) => row.dataset['waiting'] !== undefined)
  const here = waiting.findIndex((row) => row.getAttribute('aria-current') === 'true')
  const next = waiting[(here + 1) % Math.max(1, waiting.length)]
  next?.click()
}
