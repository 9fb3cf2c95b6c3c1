// grammY types its abort signals by an older package; the platform's own signals work just as well, and this says so to the compiler.
import type { Api } from 'grammy'

export type TelegramSignal = NonNullable<Parameters<Api['getMe']>[0]>

export function telegramSignal(signal: AbortSignal): TelegramSignal {
  if (!isAccepted(signal)) throw new TypeError('not an abort signal')
  return signal
}

/** All that grammY asks of a signal. */
function isAccepted(signal: unknown): signal is TelegramSignal {
  return signal instanceof AbortSignal && typeof signal.addEventListener === 'function'
}
