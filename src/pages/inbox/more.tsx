// The rest: language, colours, keys, the calendar feed, help, and signing out.
import { BookOpen, CalendarDays, Keyboard, ListChecks, LogOut, MessageCircleQuestion, Smartphone } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { Check, Choices } from '../look/fields.tsx'
import { showKeys } from './keys.tsx'
import { CopyLine } from './person-windows.tsx'
import { hashOf } from './route.ts'
import { change, isCoordinator, leaveSession, me, t, uiLang, worksWithPeople } from './state.ts'
import { tellTrouble } from './toast.tsx'
import { dropDrafts, wish } from './wishes.ts'

export function More() {
  const words = t.value.more
  return (
    <div class="sheet narrow">
      <header class="sheet-head">
        <h1>{words.title}</h1>
      </header>
      <p>
        {words.signedInAs}{' '}
        <strong>
          <bdi>{me.value?.name}</bdi>
        </strong>{' '}
        · {me.value && t.value.staffRole[me.value.role]}
      </p>
      <div class="form">
        <Choices
          legend={words.language}
          name="lang"
          value={uiLang.value}
          options={[
            { value: 'nl', label: 'Nederlands' },
            { value: 'en', label: 'English' },
          ]}
          onValue={(lang) => void (wish.lang.value = lang === 'en' ? 'en' : 'nl')}
        />
        <Choices
          legend={words.look}
          name="look"
          value={wish.look.value}
          options={[
            { value: 'auto', label: words.auto },
            { value: 'light', label: words.light },
            { value: 'dark', label: words.dark },
          ]}
          onValue={(look) => void (wish.look.value = look === 'light' || look === 'dark' ? look : 'auto')}
        />
        <Check label={words.keys} hint={words.keysHint} checked={wish.keys.value === 'on'} onValue={(on) => void (wish.keys.value = on ? 'on' : 'off')} />
        <button type="button" class="button" onClick={() => void (showKeys.value = true)}>
          <Keyboard aria-hidden="true" />
          {words.keysList}
        </button>
      </div>
      <ContentLinks />
      {worksWithPeople.value && <Calendar />}
      <section class="stack">
        <h2>{words.help}</h2>
        <p class="soft">{words.helpText}</p>
      </section>
      <SignOut />
    </div>
  )
}

/** What stands in no bar on a phone. */
function ContentLinks() {
  const forEditors = [['keeping', ListChecks] as const, ['questions', MessageCircleQuestion] as const, ['preview', Smartphone] as const]
  const links = [['answers', BookOpen] as const, ...(isCoordinator.value ? forEditors : [])]
  return (
    <p class="keeping-acts">
      {links.map(([view, Icon]) => (
        <a key={view} class="button" href={hashOf({ view })}>
          <Icon aria-hidden="true" />
          {t.value.nav[view]}
        </a>
      ))}
    </p>
  )
}

function SignOut() {
  const words = t.value.more
  return (
    <section class="stack">
      <button type="button" class="button" onClick={() => void signOut()}>
        <LogOut class="turns" aria-hidden="true" />
        {words.signOut}
      </button>
      <p class="meta">{words.signOutText}</p>
    </section>
  )
}

function Calendar() {
  const words = t.value.more
  const [url, setUrl] = useState<string | undefined>(undefined)
  const make = async () => {
    const answer = await change<{ url: string }>('POST', '/me/calendar')
    if ('no' in answer) tellTrouble(answer.no)
    else setUrl(answer.ok.url)
  }
  return (
    <section class="stack">
      <h2>{words.calendar}</h2>
      <p class="soft">{words.calendarText}</p>
      {url ? (
        <CopyLine label={words.calendar} text={url} />
      ) : (
        <button type="button" class="button" onClick={() => void make()}>
          <CalendarDays aria-hidden="true" />
          {words.calendarMake}
        </button>
      )}
    </section>
  )
}

async function signOut(): Promise<void> {
  const answer = await change('POST', '/sign-out')
  if ('no' in answer && answer.no.refused !== 'signed_out') return tellTrouble(answer.no)
  dropDrafts()
  leaveSession()
}
