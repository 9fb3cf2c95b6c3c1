// Other systems with a token: what each may do, when it was used last, until when it is good, and ending one.
// Making one is for whoever runs Brug; the token itself is never shown here.
import { Ban } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { ask, type Token } from '../api.ts'
import { plainDay } from '../look/when.ts'
import { Confirm } from './confirm.tsx'
import { api, change, now, t, uiLang } from './state.ts'
import { tell, tellTrouble } from './toast.tsx'

export function Systems() {
  const words = t.value.systems
  const [tokens, setTokens] = useState<readonly Token[] | undefined>(undefined)
  const [ending, setEnding] = useState<Token | undefined>(undefined)
  const read = async () => {
    const answer = await ask<Token[]>('GET', `${api}/tokens`)
    if ('ok' in answer) setTokens(answer.ok)
    else tellTrouble(answer.no)
  }
  useEffect(() => void read(), [])
  if (tokens === undefined) return null
  return (
    <section class="stack">
      <h2>{words.title}</h2>
      <p class="soft">{tokens.length === 0 ? words.empty : words.text}</p>
      <ul class="stack">
        {tokens.map((one) => (
          <System key={one.id} one={one} onRevoke={() => setEnding(one)} />
        ))}
      </ul>
      {ending && (
        <Confirm
          title={words.revokeTitle(ending.name)}
          yes={words.revoke}
          act={() => change('DELETE', `/tokens/${ending.id}`)}
          onDone={() => {
            setEnding(undefined)
            void read()
            tell(words.revoked)
          }}
          onClose={() => setEnding(undefined)}
        >
          <p>{words.revokeText}</p>
        </Confirm>
      )}
    </section>
  )
}

function System({ one, onRevoke }: { one: Token; onRevoke: () => void }) {
  const words = t.value.systems
  const { name, role, createdAt, usedAt, expiresAt } = one
  const isOver = expiresAt !== undefined && expiresAt <= now.value
  return (
    <li class="member">
      <div class="member-main">
        <p class="row">
          <strong>
            <bdi>{name}</bdi>
          </strong>
          <span class="chip plain-chip">{t.value.staffRole[role]}</span>
          {isOver && (
            <span class="chip heed">
              {words.ended} {plainDay(expiresAt, uiLang.value)}
            </span>
          )}
        </p>
        <p class="meta">
          {usedAt === undefined ? words.neverUsed : `${words.used} ${plainDay(usedAt, uiLang.value)}`} · {words.made} {plainDay(createdAt, uiLang.value)}
          {!isOver && <> · {expiresAt === undefined ? words.endless : `${words.ends} ${plainDay(expiresAt, uiLang.value)}`}</>}
        </p>
        <div class="row">
          <button type="button" class="button small-button" onClick={onRevoke}>
            <Ban aria-hidden="true" />
            {words.revoke}
            <span class="unseen"> {name}</span>
          </button>
        </div>
      </div>
    </li>
  )
}
