// Signing in by a one-time link: the token leaves the address at once. Pasting a link or its code works too.
import { signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import { ask, type Me, type Refusal } from '../api.ts'
import { Brand } from '../look/brand.tsx'
import { TextField } from '../look/fields.tsx'
import { admit, api, enter, session, t } from './state.ts'
import { troubleText } from './toast.tsx'

const busy = signal(false)
const refusal = signal<Refusal | undefined>(undefined)
const wasIn = signal(false)

export async function begin(): Promise<void> {
  window.addEventListener('hashchange', () => void redeemFromAddress())
  listenToStage()
  if (!(await redeemFromAddress())) await enter()
}

export function SignIn() {
  const words = t.value.signIn
  const [pasted, setPasted] = useState('')
  const token = tokenIn(pasted)
  const wrong =
    refusal.value && (refusal.value.status === 429 ? words.tooMany : refusal.value.refused === 'signed_out' ? words.wrong : troubleText(refusal.value))
  return (
    <main class="sign-in">
      <Brand />
      <h1>{words.title}</h1>
      {busy.value ? <p role="status">{words.busy}</p> : <p class="soft">{wasIn.value ? words.ended : words.text}</p>}
      {wrong && (
        <p class="notice heed" role="alert">
          {wrong}
        </p>
      )}
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (token) void redeem(token)
        }}
      >
        <TextField label={words.paste} dir="ltr" autocomplete="off" value={pasted} onValue={setPasted} />
        <button type="submit" class="button main wide" disabled={token === undefined || busy.value}>
          {words.go}
        </button>
      </form>
    </main>
  )
}

async function redeemFromAddress(): Promise<boolean> {
  const token = /^#sign-in=(.+)$/.exec(location.hash)?.[1]
  if (token === undefined) return false
  history.replaceState(null, '', `${location.pathname}#/now`)
  await redeem(decodeURIComponent(token))
  return true
}

async function redeem(token: string): Promise<void> {
  busy.value = true
  refusal.value = undefined
  const answer = await ask<Me>('POST', `${api}/sign-in`, { token })
  busy.value = false
  if ('ok' in answer) return admit(answer.ok)
  refusal.value = answer.no
  // A used link in a browser that is signed in already leads where it should.
  await enter()
}

/** Inside the demonstration, whose clock may run a day in a second, the page around this one brings a new link. */
function listenToStage(): void {
  if (window.parent === window) return
  session.subscribe((is) => {
    if (is === 'out') window.parent.postMessage({ type: 'brug.signed-out' }, location.origin)
  })
  window.addEventListener('message', (event) => {
    if (event.origin !== location.origin || event.source !== window.parent) return
    const told: { type?: unknown; url?: unknown } | null = typeof event.data === 'object' ? event.data : null
    const token = told?.type === 'brug.sign-in' && typeof told.url === 'string' ? tokenIn(told.url) : undefined
    if (token !== undefined && session.value === 'out') void redeem(token)
  })
}

function tokenIn(pasted: string): string | undefined {
  const text = pasted.trim()
  const found = /sign-in=([^&\s]+)/.exec(text)?.[1] ?? (/^[\w.~-]{8,200}$/.test(text) ? text : undefined)
  return found
}

session.subscribe((is) => {
  if (is === 'in') wasIn.value = true
})
