// The sound of a voice message: fetched when somebody wants to hear it, gone with the page. And whose words stand under it, when a computer wrote them out.
import { useEffect, useState } from 'preact/hooks'
import { Mic, Play } from 'lucide-preact'
import type { Message } from '../api.ts'
import { api, t } from './state.ts'
import { thread } from './thread.ts'

const timeoutMs = 40_000

type State = { is: 'silent' | 'coming' | 'gone' | 'away' } | { is: 'there'; url: string }

export function Voice({ message }: { message: Message }) {
  const [state, setState] = useState<State>({ is: 'silent' })
  useEffect(() => () => void (state.is === 'there' && URL.revokeObjectURL(state.url)), [state])
  const listen = async () => {
    setState({ is: 'coming' })
    setState(await soundOf(message))
  }
  if (message.of !== undefined)
    return (
      <p class="meta">
        <Mic aria-hidden="true" /> {t.value.voice.written}
      </p>
    )
  if (!message.audio) return null
  if (state.is === 'there') return <audio class="voice" controls autoplay src={state.url} onError={() => setState({ is: 'gone' })} />
  return (
    <p class="meta voice">
      <button type="button" class="button small-button" disabled={state.is === 'coming'} onClick={() => void listen()}>
        <Play aria-hidden="true" />
        {state.is === 'coming' ? t.value.voice.coming : t.value.voice.listen}
      </button>
      <span role="status">{state.is === 'gone' ? t.value.voice.gone : state.is === 'away' ? t.value.voice.away : ''}</span>
    </p>
  )
}

async function soundOf({ id, at }: Message): Promise<State> {
  const path = `${api}/participants/${thread.value?.participantId ?? ''}/messages/${encodeURIComponent(id)}/audio?at=${at}`
  try {
    const response = await fetch(path, { credentials: 'same-origin', signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) return { is: response.status === 410 || response.status === 404 ? 'gone' : 'away' }
    return { is: 'there', url: URL.createObjectURL(await response.blob()) }
  } catch {
    return { is: 'away' }
  }
}
