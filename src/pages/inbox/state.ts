// What the inbox knows: who is signed in, the lists, the connection and the clock. One place that asks; every part of the screen only reads.
// Lists are asked again when the live stream tells of a change; nothing is changed here before the server did.
import { computed, effect, signal } from '@preact/signals'
import {
  ask,
  serverNow,
  type Answer,
  type Appointment,
  type Case,
  type Change,
  type Colleague,
  type ConversationRow,
  type FormerColleague,
  type Me,
  type Refusal,
} from '../api.ts'
import { listen } from '../live.ts'
import { wish } from './wishes.ts'
import { english } from './words-en.ts'
import { dutch, type Words } from './words-nl.ts'

export const api = '/api/v1'

export type Session = 'asking' | 'out' | 'in'
export const session = signal<Session>('asking')
export const me = signal<Me | undefined>(undefined)
export const rows = signal<readonly ConversationRow[] | undefined>(undefined)
export const cases = signal<readonly Case[]>([])
export const appointments = signal<readonly Appointment[]>([])
export const colleagues = signal<readonly Colleague[]>([])
/** Only a coordinator knows them. */
export const former = signal<readonly FormerColleague[]>([])
export const live = signal(true)
export const updatedAt = signal(0)
export const now = signal(serverNow())
/** Counts up with every change told about that person; open views ask again. */
export const changed = signal<{ participantId: string; what: string[]; turn: number } | undefined>(undefined)

/** Counts up when something may have been missed: signed in again, connected again, back in view. */
export const resumed = signal(0)

export const isCoordinator = computed(() => me.value?.role === 'coordinator')
export const worksWithPeople = computed(() => me.value?.role === 'coordinator' || me.value?.role === 'volunteer')
/** What was chosen here, else what the browser speaks, else what the colleague was added with. */
export const uiLang = computed<'nl' | 'en'>(() => wish.lang.value ?? spoken(navigator.languages) ?? (me.value?.lang === 'en' ? 'en' : 'nl'))
export const t = computed<Words>(() => (uiLang.value === 'en' ? english : dutch))

function spoken(wanted: readonly string[]): 'nl' | 'en' | undefined {
  const first = wanted.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one === 'nl' || one === 'en')
  return first === 'en' || first === 'nl' ? first : undefined
}

let stopListening: (() => void) | undefined
let refreshTimer: number | undefined
let turn = 0

export async function enter(): Promise<void> {
  const signed = await ask<{ signedIn: boolean }>('GET', `${api}/session`)
  if ('ok' in signed && !signed.ok.signedIn) return leaveSession()
  const answer = await ask<Me>('GET', `${api}/me`)
  if ('ok' in answer) return admit(answer.ok)
  if (answer.no.refused === 'signed_out') leaveSession()
  else window.setTimeout(() => void enter(), 3_000)
}

export function admit(who: Me): void {
  me.value = who
  session.value = 'in'
  if (!worksWithPeople.value) return
  resumed.value += 1
  void refresh()
  void refreshColleagues()
  stopListening?.()
  stopListening = listen({
    path: () => `${api}/events`,
    names: ['change', 'signed-out'],
    heard: (name, text) => (name === 'signed-out' ? leaveSession() : hear(text)),
    opened: (again) => {
      live.value = true
      if (again) resumed.value += 1
      if (again) refreshSoon({ what: ['reconnected'] })
    },
    lost: () => {
      live.value = false
      // A refused stream does not say why: ask whether the session still stands.
      void ask<Me>('GET', `${api}/me`).then((answer) => 'no' in answer && answer.no.refused === 'signed_out' && leaveSession())
    },
  })
}

export function leaveSession(): void {
  stopListening?.()
  stopListening = undefined
  session.value = 'out'
}

/** Everything an answer may mean for the whole page; the caller handles the rest. */
export function noticed<T>(answer: Answer<T>): Refusal | undefined {
  if ('ok' in answer) return undefined
  if (answer.no.refused === 'signed_out') leaveSession()
  return answer.no
}

export function change<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, key: string = crypto.randomUUID()): Promise<Answer<T>> {
  return ask<T>(method, `${api}${path}`, body, key).then((answer) => {
    if ('no' in answer && answer.no.refused === 'signed_out') leaveSession()
    if ('ok' in answer) refreshSoon({ what: ['own'] })
    return answer
  })
}

export async function refresh(): Promise<void> {
  const soon = serverNow()
  const [list, open, agenda] = await Promise.all([
    ask<ConversationRow[]>('GET', `${api}/conversations?readAs=${uiLang.value}`),
    ask<Case[]>('GET', `${api}/cases?state=open`),
    ask<Appointment[]>('GET', `${api}/appointments?from=${Math.floor(soon) - 7 * 86_400_000}`),
  ])
  const refusal = noticed(list) ?? noticed(open) ?? noticed(agenda)
  if (refusal?.refused === 'offline') live.value = false
  if ('ok' in list) rows.value = list.ok
  if ('ok' in open) cases.value = open.ok
  if ('ok' in agenda) appointments.value = agenda.ok
  if (!refusal) updatedAt.value = Date.now()
  now.value = serverNow()
}

export async function refreshColleagues(): Promise<void> {
  const answer = await ask<Colleague[]>('GET', `${api}/staff`)
  if ('ok' in answer) colleagues.value = answer.ok
  if (!isCoordinator.value) return
  const gone = await ask<FormerColleague[]>('GET', `${api}/staff/former`)
  if ('ok' in gone) former.value = gone.ok
}

export function nameOf(staffId: string | undefined): string | undefined {
  if (staffId === undefined) return undefined
  if (staffId === me.value?.staffId) return t.value.you
  return colleagues.value.find((one) => one.id === staffId)?.name ?? former.value.find((one) => one.id === staffId)?.firstName
}

export function firstNameOf(participantId: string): string {
  return rows.value?.find((row) => row.participantId === participantId)?.firstName ?? t.value.someone
}

function hear(text: string): void {
  try {
    const told: Change = JSON.parse(text)
    refreshSoon(told)
  } catch {
    refreshSoon({ what: [] })
  }
}

function refreshSoon(told: Change): void {
  if (told.participantId !== undefined) {
    turn += 1
    changed.value = { participantId: told.participantId, what: told.what, turn }
  }
  // Waits a moment for more, but never longer: a busy hour must not keep the lists old.
  refreshTimer ??= window.setTimeout(() => {
    refreshTimer = undefined
    void refresh()
  }, 150)
}

/** Brug's own texts come in the language of the inbox. */
effect(() => {
  if (uiLang.value && session.peek() === 'in' && worksWithPeople.peek()) refreshSoon({ what: ['language'] })
})

/** Clocks move per ten seconds, and at once when the page comes back into view. */
const tick = () => void (now.value = serverNow())
window.setInterval(tick, 10_000)
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  tick()
  if (session.value !== 'in' || !worksWithPeople.value) return
  resumed.value += 1
  void refresh()
})
effect(() => {
  document.documentElement.lang = uiLang.value
})
