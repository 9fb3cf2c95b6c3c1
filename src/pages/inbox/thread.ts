// The conversation that is open: its messages, the person, the case; reading on upward, writing, and taking back what is still held.
// One thread at a time; whatever comes back late for another person is dropped.
import { computed, effect, signal } from '@preact/signals'
import { ask, serverNow, type Answer, type Case, type Message, type Participant, type Refusal, type TopicAnswer, type Written } from '../api.ts'
import { place, replacePlace } from './route.ts'
import { api, cases, change, changed, me, noticed, resumed, session, uiLang, worksWithPeople } from './state.ts'

export interface Thread {
  participantId: string
  person?: Participant
  one?: Case
  messages: readonly Message[]
  loaded: boolean
  /** Nothing older than the first. */
  complete: boolean
  refusal?: Refusal
}

const pageSize = 50
let rereadTimer: number | undefined
export const thread = signal<Thread | undefined>(undefined)
export const openCase = computed(() => (thread.value?.one && thread.value.one.state !== 'closed' ? thread.value.one : undefined))

export async function openThread(participantId: string): Promise<void> {
  thread.value = { participantId, messages: [], loaded: false, complete: false }
  await Promise.all([readPerson(participantId), readNewest(participantId)])
}

export async function readPerson(participantId: string): Promise<void> {
  const answer = await ask<Participant>('GET', `${api}/participants/${participantId}`)
  if ('no' in answer) return refused(participantId, answer)
  update(participantId, { person: answer.ok })
  await readCase(participantId, answer.ok.caseId ?? thread.value?.one?.id)
}

async function readCase(participantId: string, caseId: string | undefined): Promise<void> {
  if (caseId === undefined) return
  const answer = await ask<Case>('GET', `${api}/cases/${encodeURIComponent(caseId)}`)
  if ('ok' in answer) update(participantId, { one: answer.ok })
}

/** Brug's fixed texts come in the language of the inbox as well. */
function pageOf(): string {
  return `limit=${pageSize}&readAs=${uiLang.value}`
}

/** The newest page; what was read upward before stays when the two meet. */
async function readNewest(participantId: string): Promise<void> {
  const answer = await ask<{ messages: Message[] }>('GET', `${api}/participants/${participantId}/messages?${pageOf()}`)
  if ('no' in answer) return refused(participantId, answer)
  const fresh = answer.ok.messages
  const oldest = fresh.find((one) => one.status !== 'held')?.at ?? 0
  const before = thread.value?.participantId === participantId ? thread.value.messages.filter((one) => one.at < oldest && one.status !== 'held') : []
  update(participantId, {
    messages: [...before, ...fresh],
    loaded: true,
    complete: before.length === 0 ? fresh.length < pageSize : (thread.value?.complete ?? false),
  })
}

export async function readEarlier(): Promise<void> {
  const current = thread.value
  const first = current?.messages[0]
  if (!current || !first || current.complete) return
  const answer = await ask<{ messages: Message[] }>('GET', `${api}/participants/${current.participantId}/messages?${pageOf()}&before=${first.at}`)
  if ('no' in answer) return
  const known = new Set(current.messages.map((one) => one.id))
  const earlier = answer.ok.messages.filter((one) => !known.has(one.id))
  if (thread.value?.participantId !== current.participantId) return
  update(current.participantId, { messages: [...earlier, ...thread.value.messages], complete: answer.ok.messages.length < pageSize })
}

/** Sends as oneself. `seen`: the last message on the screen; left out when the writer has decided to send anyway. */
export async function write(participantId: string, words: string | TopicAnswer, o: { anyway: boolean; key: string }): Promise<Answer<Written>> {
  const seen = thread.value?.messages.findLast((one) => one.status !== 'held')?.id
  const answer = await change<Written>(
    'POST',
    `/participants/${participantId}/${typeof words === 'string' ? 'messages' : 'answers'}`,
    {
      ...(typeof words === 'string' ? { text: words } : { topicId: words.topicId, part: words.part }),
      ...(o.anyway || seen === undefined ? {} : { seenMessageId: seen }),
    },
    o.key,
  )
  if ('ok' in answer) {
    const { id, heldUntil } = answer.ok
    const { staffId, name } = me.value ?? {}
    const status = heldUntil === undefined ? 'queued' : 'held'
    const said = typeof words === 'string' ? { text: words } : { text: words.text, lang: words.lang, readAs: words.readAs }
    const known = thread.value?.participantId === participantId && !thread.value.messages.some((one) => one.id === id)
    if (known)
      update(participantId, {
        messages: [...(thread.value?.messages ?? []), { id, at: serverNow(), from: 'staff', staffId, firstName: name, ...said, status, heldUntil }],
      })
    if (heldUntil !== undefined) window.setTimeout(() => void readNewest(participantId), Math.max(300, heldUntil - serverNow() + 900))
  }
  void readNewest(participantId)
  void readPerson(participantId)
  return answer
}

export async function takeBack(message: Message): Promise<Answer<unknown>> {
  const participantId = thread.value?.participantId ?? ''
  const answer = await change<unknown>('DELETE', `/participants/${participantId}/messages/${encodeURIComponent(message.id)}`)
  if ('ok' in answer) update(participantId, { messages: (thread.value?.messages ?? []).filter((one) => one.id !== message.id) })
  void readNewest(participantId)
  return answer
}

/** An act on the open case; the answer is the case as it stands then. */
export async function onCase(act: string, body?: unknown): Promise<Answer<Case | undefined>> {
  const current = thread.value
  const id = current?.one?.id
  if (!current || id === undefined) return { no: { refused: 'missing', status: 404 } }
  const answer = await change<Case | undefined>('POST', `/cases/${encodeURIComponent(id)}/${act}`, body)
  if ('ok' in answer && answer.ok) update(current.participantId, { one: answer.ok })
  else void readCase(current.participantId, id)
  void readPerson(current.participantId)
  return answer
}

function update(participantId: string, part: Partial<Thread>): void {
  if (thread.value?.participantId === participantId) thread.value = { ...thread.value, ...part }
}

function refused<T>(participantId: string, answer: Answer<T>): void {
  const refusal = noticed(answer)
  if (refusal && (!thread.value?.loaded || refusal.refused === 'missing')) update(participantId, { refusal, loaded: true })
}

// The address decides which thread is open; a change told about it makes it ask again.
effect(() => {
  const { person, caseId } = place.value
  if (session.value !== 'in' || !worksWithPeople.value) return
  const current = thread.peek()?.participantId
  if (caseId !== undefined) void openByCase(caseId)
  else if (person === undefined) thread.value = undefined
  else if (person !== current) void openThread(person)
})
effect(() => {
  const told = changed.value
  const current = thread.peek()
  if (!told || told.participantId !== current?.participantId) return
  if (told.what.includes('forgotten')) {
    thread.value = { ...current, refusal: { refused: 'missing', status: 404 } }
    return
  }
  rereadSoon()
})
effect(() => {
  if (resumed.value > 1) rereadSoon()
})
effect(() => {
  if (uiLang.value && thread.peek()) rereadSoon()
})

function rereadSoon(): void {
  rereadTimer ??= window.setTimeout(() => {
    rereadTimer = undefined
    const { participantId } = thread.peek() ?? {}
    if (!participantId) return
    void readPerson(participantId)
    void readNewest(participantId)
  }, 100)
}

async function openByCase(caseId: string): Promise<void> {
  const known = cases.peek().find((one) => one.id === caseId)
  const answer: Answer<Case> = known ? { ok: known } : await ask<Case>('GET', `${api}/cases/${encodeURIComponent(caseId)}`)
  if ('ok' in answer) replacePlace({ view: 'now', person: answer.ok.participantId })
  else if (noticed(answer)?.refused !== 'signed_out') thread.value = { participantId: '', messages: [], loaded: true, complete: true, refusal: answer.no }
}
