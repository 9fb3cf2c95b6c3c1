// Numbers without people, for the municipality. A conversation list does not exist for this role.
import { useEffect, useState } from 'preact/hooks'
import { ask, type Overview as Numbers } from '../api.ts'
import { api, noticed, t } from './state.ts'
import { troubleText } from './toast.tsx'
import { Sheet } from './sheet.tsx'

export function Overview() {
  const words = t.value.overview
  const [numbers, setNumbers] = useState<Numbers | undefined>(undefined)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  useEffect(() => {
    const read = async () => {
      const answer = await ask<Numbers>('GET', `${api}/overview`)
      const refusal = noticed(answer)
      if (refusal) setTrouble(troubleText(refusal))
      else if ('ok' in answer) setNumbers(answer.ok)
    }
    void read()
  }, [])
  const counted = (count: number | null | undefined) => (count === null ? words.few : String(count ?? 0))
  const languages: Record<string, string> = t.value.language
  const levels: Record<string, string> = t.value.level
  return (
    <Sheet title={words.title} text={words.text} trouble={trouble}>
      {numbers && (
        <>
          <dl class="numbers">
            {(['participants', 'linked', 'withTrustedPerson', 'agreedToCheckIns', 'openCases', 'plannedAppointments'] as const).map((key) => (
              <div key={key}>
                <dt>{words[key]}</dt>
                <dd>{counted(numbers[key])}</dd>
              </div>
            ))}
          </dl>
          <div class="pair">
            <Table
              title={words.byLanguage}
              rows={Object.entries(numbers.participantsByLanguage).map(([lang, count]) => [languages[lang] ?? t.value.unknown, counted(count)])}
            />
            <Table
              title={words.byLevel}
              rows={Object.entries(numbers.openCasesByLevel)
                .toReversed()
                .map(([level, count]) => [levels[level] ?? level, counted(count)])}
            />
          </div>
        </>
      )}
    </Sheet>
  )
}

function Table({ title, rows }: { title: string; rows: [string, string][] }) {
  return (
    <section class="stack">
      <h2>{title}</h2>
      <dl class="facts">
        {rows.map(([term, count]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
