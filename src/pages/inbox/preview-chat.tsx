// A played conversation as it looks on a platform: bubbles, buttons under them or rows behind one, and what was counted under each message.
// The drawing is ours; which text goes where, and where it is cut, comes from the same code that sends.
import { useEffect, useRef } from 'preact/hooks'
import type { Lang, Played, PreviewPart } from '../api.ts'
import { Rich } from '../look/rich.tsx'
import { isRightToLeft } from '../look/spoken.ts'
import { t } from './state.ts'

export function PreviewChat({ played, lang, channel, onTap }: { played: Played; lang: Lang; channel: 'whatsapp' | 'telegram'; onTap: (id: string) => void }) {
  const words = t.value.preview
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => end.current?.scrollTo({ top: end.current.scrollHeight }), [played])
  return (
    <div class={`phone ${channel}`} dir={isRightToLeft(lang) ? 'rtl' : 'ltr'} lang={lang} ref={end} role="log" tabindex={0} aria-label={words.chat}>
      {played.turns.map((turn, n) => (
        <div key={n} class="stack">
          {turn.said !== undefined && (
            <p class="bubble own" dir="auto">
              <span class="unseen">{words.person}: </span>
              {turn.said}
            </p>
          )}
          {turn.parts.map((part, at) => (
            <PartOf key={at} part={part} onTap={n === played.turns.length - 1 ? onTap : undefined} />
          ))}
          {turn.parts.length === 0 && <p class="meta">{words.silent}</p>}
          {turn.alerted.length > 0 && <p class="meta heed-text">{words.alerted(turn.alerted.join(', '))}</p>}
        </div>
      ))}
    </div>
  )
}

function PartOf({ part, onTap }: { part: PreviewPart; onTap: ((id: string) => void) | undefined }) {
  const words = t.value.preview
  const tooLong = part.rows.flat().find((one) => one.isCut)
  return (
    <div class="preview-part">
      <div class="bubble" dir="auto">
        <Rich text={part.text} />
      </div>
      {part.as === 'list' && <p class="list-label">{part.listLabel}</p>}
      {part.rows.map((row, n) => (
        <div key={n} class={`preview-row as-${part.as}`}>
          {row.map((one) => (
            <button type="button" key={one.id} class="button" disabled={!onTap || one.id === ''} onClick={() => onTap?.(one.id)}>
              <span>{one.label}</span>
              {one.description !== undefined && <span class="meta">{one.description}</span>}
            </button>
          ))}
        </div>
      ))}
      <p class="meta counts-line" dir="ltr">
        {words.chars(part.chars, part.charsMax)} · {words.words(part.sentenceWords)}
        {tooLong && <span class="heed-text"> · {words.cut(tooLong.chars, tooLong.charsMax)}</span>}
      </p>
    </div>
  )
}
