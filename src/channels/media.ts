// Fetching what a server may make as large, as slow and as odd as it likes: bounded in bytes and in time, never following it elsewhere.
// It knows no platform; what went wrong is a short code without an address, since addresses of platforms hold tokens.

export const mediaBytesMax = 16 * 1024 * 1024
export const mediaTimeoutMs = 20_000

export type Fetched = { type: 'fetched'; bytes: Buffer<ArrayBuffer>; contentType: string } | { type: 'failed'; code: string }

export interface Bounds {
  bytesMax: number
  signal: AbortSignal
}

/** The whole body of a good answer. Codes: the status, `too_large`, `timeout`, `stopped`, `no_answer`. */
export async function fetchWithin(url: string, request: RequestInit, { bytesMax, signal }: Bounds): Promise<Fetched> {
  try {
    const response = await fetch(url, { ...request, redirect: 'error', signal })
    const declared = Number(response.headers.get('content-length') ?? 0)
    if (!response.ok || declared > bytesMax) {
      await response.body?.cancel()
      return { type: 'failed', code: response.ok ? 'too_large' : String(response.status) }
    }
    const bytes = await bodyWithin(response, bytesMax)
    return bytes ? { type: 'fetched', bytes, contentType: response.headers.get('content-type') ?? '' } : { type: 'failed', code: 'too_large' }
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return { type: 'failed', code: isLate ? 'timeout' : signal.aborted ? 'stopped' : 'no_answer' }
  }
}

/** Whichever comes first: the caller's wish to stop, or the time. */
export function within(ms: number, signal?: AbortSignal): AbortSignal {
  return signal ? AbortSignal.any([signal, AbortSignal.timeout(ms)]) : AbortSignal.timeout(ms)
}

/** undefined: not JSON. */
export function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

async function bodyWithin(response: Response, bytesMax: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop hangs up.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > bytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
