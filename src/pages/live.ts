// Keeps one stream of server-sent events open and says when it was away, so that the page can ask what it missed.
// The browser itself resumes after a lost connection (Last-Event-ID); a refused or closed stream is opened again here, ever more slowly.

export interface Listener {
  /** Address for the next opening; asked each time, so that it can carry where to go on. */
  path: () => string
  /** Names of events listened to besides `message`. */
  names: readonly string[]
  heard: (name: string, data: string) => void
  /** The stream is open; `again` when it was open before, so something may have been missed. */
  opened: (again: boolean) => void
  lost: () => void
}

const firstWaitMs = 1_000
const longestWaitMs = 30_000

export function listen(listener: Listener): () => void {
  let source: EventSource | undefined
  let timer: number | undefined
  let waitMs = firstWaitMs
  let wasOpen = false
  let stopped = false

  const open = () => {
    if (stopped) return
    clearTimeout(timer)
    source?.close()
    const fresh = new EventSource(listener.path())
    source = fresh
    fresh.addEventListener('open', () => {
      waitMs = firstWaitMs
      listener.opened(wasOpen)
      wasOpen = true
    })
    fresh.addEventListener('error', () => {
      listener.lost()
      if (fresh.readyState !== EventSource.CLOSED) return
      timer = window.setTimeout(open, waitMs)
      waitMs = Math.min(waitMs * 2, longestWaitMs)
    })
    for (const name of ['message', ...listener.names]) {
      fresh.addEventListener(name, (event) => {
        if (event instanceof MessageEvent && typeof event.data === 'string') listener.heard(name, event.data)
      })
    }
  }
  const online = () => open()
  window.addEventListener('online', online)
  window.addEventListener('offline', listener.lost)
  open()
  return () => {
    stopped = true
    clearTimeout(timer)
    source?.close()
    window.removeEventListener('online', online)
    window.removeEventListener('offline', listener.lost)
  }
}
