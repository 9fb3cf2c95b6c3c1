// The list a day starts with: who needs me now, whose turn it is, what is today, and the rest. People has the same rows without the sections.
import { computed, effect, signal } from '@preact/signals'
import { CalendarDays, Search, UserPlus } from 'lucide-preact'
import type { Case, ConversationRow } from '../api.ts'
import { spoken } from '../look/spoken.ts'
import { clockTime, daysBetween } from '../look/when.ts'
import { AddPerson } from './add-person.tsx'
import { AskedNow, Deadline, Holder, isGrave, isUrgent, lately, LevelChip, toneOf, Unowned } from './level.tsx'
import { hashOf, place } from './route.ts'
import { appointments, cases, firstNameOf, isCoordinator, me, nameOf, now, rows, t, uiLang } from './state.ts'
import { shout } from './toast.tsx'
import { draftOf } from './wishes.ts'

export const sought = signal('')
const adding = signal(false)

const caseOf = (row: ConversationRow) => cases.value.find((one) => one.id === row.caseId)

/** Grave cases, and others nobody took in time, stand at the top; a question with days to go is a turn like any other. */
export const sections = computed(() => sectionsOf((rows.value ?? []).filter((row) => matches(row, sought.value))))

function sectionsOf(all: readonly ConversationRow[]) {
  const isLate = (one: Case | undefined) => one?.state === 'open' && one.deadline !== undefined && one.deadline < now.value + 3_600_000
  const isNow = (row: ConversationRow) => row.caseId !== undefined && (isGrave(row.level) || isLate(caseOf(row)))
  const isTurn = (row: ConversationRow) => !isNow(row) && (row.waitingSince !== undefined || row.caseId !== undefined)
  return { now: all.filter(isNow), turn: all.filter(isTurn), rest: all.filter((row) => !isNow(row) && !isTurn(row)) }
}

/** Whatever is being searched: who waits goes on waiting. */
export const waitingCount = computed(() => {
  const { now: urgent, turn } = sectionsOf(rows.value ?? [])
  return urgent.length + turn.length
})
export const todays = computed(() =>
  appointments.value.filter(
    (one) => one.state !== 'cancelled' && daysBetween(now.value, Date.parse(one.startsAt)) === 0 && Date.parse(one.startsAt) > now.value - 3_600_000,
  ),
)

export function Home() {
  const words = t.value.home
  const { now: urgent, turn, rest } = sections.value
  const searching = sought.value !== ''
  const quiet = urgent.length + turn.length === 0
  return (
    <div class="list">
      <ListHead title={isCoordinator.value ? t.value.nav.nowCoordinator : t.value.nav.now} />
      <Duty />
      {rows.value === undefined && <Skeleton />}
      {rows.value !== undefined && quiet && !searching && <Nobody />}
      <Section title={words.now} list={urgent} />
      <Section title={words.turn} list={turn} />
      {!searching && <Todays />}
      <Section title={words.rest} list={rest} />
      {searching && urgent.length + turn.length + rest.length === 0 && <p class="empty soft">{words.noMatch}</p>}
    </div>
  )
}

export function People() {
  const words = t.value.people
  const list = (rows.value ?? []).filter((row) => matches(row, sought.value)).toSorted((a, b) => (a.firstName ?? '').localeCompare(b.firstName ?? ''))
  const alone = list.filter((row) => row.needsTrustedPerson)
  return (
    <div class="list">
      <ListHead title={words.title} />
      {isCoordinator.value && (
        <button type="button" class="button wide" onClick={() => void (adding.value = true)}>
          <UserPlus aria-hidden="true" />
          {words.add}
        </button>
      )}
      {adding.value && <AddPerson onClose={() => void (adding.value = false)} />}
      {rows.value === undefined && <Skeleton />}
      {rows.value !== undefined && list.length === 0 && <p class="empty soft">{sought.value === '' ? t.value.home.noPeople : t.value.home.noMatch}</p>}
      <Section title={t.value.person.noTrustedTitle} list={alone} view="people" />
      <Section title={alone.length > 0 ? words.others : undefined} list={list.filter((row) => !row.needsTrustedPerson)} view="people" />
    </div>
  )
}

function ListHead({ title }: { title: string }) {
  return (
    <header class="list-head">
      <h1>{title}</h1>
      <label class="search">
        <Search aria-hidden="true" />
        <span class="unseen">{t.value.search}</span>
        <input
          type="search"
          id="search"
          dir="auto"
          autocomplete="off"
          placeholder={t.value.search}
          value={sought.value}
          onInput={(event) => void (sought.value = event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && (sought.value === '' ? event.currentTarget.blur() : (sought.value = ''))}
        />
      </label>
    </header>
  )
}

function Section({ title, list, view = 'now' }: { title: string | undefined; list: readonly ConversationRow[]; view?: 'now' | 'people' }) {
  if (list.length === 0) return null
  return (
    <section>
      {title !== undefined && (
        <h2 class="section-title">
          {title} <span class="count">{list.length}</span>
        </h2>
      )}
      <ul class="cards">
        {list.map((row) => (
          <Row key={row.participantId} row={row} view={view} />
        ))}
      </ul>
    </section>
  )
}

function Row({ row, view }: { row: ConversationRow; view: 'now' | 'people' }) {
  const one = caseOf(row)
  const open = place.value.person === row.participantId
  const draft = me.value && draftOf(me.value.staffId, row.participantId)
  return (
    <li class={`card ${toneOf(row.caseId === undefined ? undefined : row.level)} ${open ? 'open' : ''}`}>
      <a
        class="row-link"
        href={hashOf({ view, person: row.participantId })}
        aria-current={open ? 'true' : undefined}
        data-waiting={row.waitingSince !== undefined || undefined}
      >
        <span class="face" aria-hidden="true">
          {initial(row)}
        </span>
        <span class="row-main">
          <span class="row-top">
            <bdi class="row-name">{row.firstName ?? t.value.someone}</bdi>
            {row.caseId === undefined && row.waitingSince !== undefined && <span class="chip ok">{t.value.home.you}</span>}
            <time class="meta" dateTime={new Date(row.lastAt).toISOString()}>
              {lately(row.waitingSince ?? row.lastAt)}
            </time>
          </span>
          {one && <CaseLine one={one} />}
          {row.needsTrustedPerson && <span class="chip heed">{t.value.person.noTrusted}</span>}
          <RowText row={row} draft={draft ?? ''} grave={isGrave(one?.level)} />
        </span>
      </a>
    </li>
  )
}

function CaseLine({ one }: { one: Case }) {
  return (
    <span class="row-case">
      <LevelChip level={one.level} />
      <Unowned one={one} />
      <span class="meta clocks">
        <Deadline one={one} />
        {one.state === 'open' ? one.late !== undefined && <AskedNow one={one} /> : <Holder one={one} />}
      </span>
    </span>
  )
}

function RowText({ row, draft, grave }: { row: ConversationRow; draft: string; grave: boolean }) {
  if (draft !== '')
    return (
      <span class="row-text">
        <em class="draft">{t.value.talk.draft}:</em> <span dir="auto">{draft}</span>
      </span>
    )
  if (row.lastText) {
    // Of a colleague's first message only their own words count, not the line with which Brug steps aside.
    const { words, before } = spoken({ from: 'staff', firstName: row.talkingTo?.firstName, text: row.lastText })
    const said = before === undefined && words === row.lastText ? '' : `${row.talkingTo?.firstName}: `
    return (
      <span class="row-text" dir="auto" lang={row.lastLang ?? uiLang.value}>
        {said}
        {words.replaceAll('*', '').replaceAll('\n', ' ')}
      </span>
    )
  }
  const lang = row.lang && t.value.language[row.lang]
  return (
    <span class="row-text meta">
      {[lang, row.channel && t.value.channel[row.channel], !grave && isCoordinator.value && nameOf(row.trusted?.staffId)].filter(Boolean).join(' · ')}
    </span>
  )
}

function Todays() {
  if (todays.value.length === 0) return null
  return (
    <section>
      <h2 class="section-title">
        {t.value.home.today} <span class="count">{todays.value.length}</span>
      </h2>
      <ul class="cards">
        {todays.value.map((one) => (
          <li class="card" key={one.id}>
            <a class="row-link" href={hashOf({ view: 'now', person: one.participantId })}>
              <span class="face clock" aria-hidden="true">
                <CalendarDays />
              </span>
              <span class="row-main">
                <span class="row-top">
                  <bdi class="row-name">{firstNameOf(one.participantId)}</bdi>
                  <time class="at" dateTime={one.startsAt}>
                    {clockTime(Date.parse(one.startsAt))}
                  </time>
                </span>
                <span class="row-text" dir="auto">
                  {[one.title, one.place].filter(Boolean).join(' · ')}
                </span>
                {one.answer !== undefined && one.answer !== 'none' && <span class="meta">{t.value.answer[one.answer]}</span>}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Duty() {
  if (!isCoordinator.value) return null
  const words = t.value.home
  const nobody = cases.value.filter((one) => one.state === 'open').length
  return (
    <p class="duty meta">
      <span>
        <strong>{nobody}</strong> {words.waiting}
      </span>
    </p>
  )
}

function Nobody() {
  const words = t.value.home
  return (
    <div class="nobody">
      <svg viewBox="0 0 120 56" aria-hidden="true">
        <path d="M6 44h108M14 44C14 22 36 10 60 10s46 12 46 34M60 10v34M26 20.2V44M94 20.2V44M43 12.1V44M77 12.1V44" />
      </svg>
      <p>
        <strong>{rows.value?.length === 0 ? words.noPeople : words.empty}</strong>
      </p>
      <p class="soft small">{words.emptyMore}</p>
    </div>
  )
}

function Skeleton() {
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{t.value.trouble.loading}</span>
      <i />
      <i />
      <i />
    </div>
  )
}

function initial(row: ConversationRow): string {
  return Array.from(row.firstName ?? '?')[0]?.toUpperCase() ?? '?'
}

/** Accents, half-spaces and the forms of alef, ya and ta marbuta do not matter when someone searches a name. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}|\u200c|\u200d|\u0640/gu, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىئ]/g, 'ي')
    .replaceAll('ة', 'ه')
    .replaceAll('ك', 'ک')
    .replaceAll('ي', 'ی')
    .toLowerCase()
}

function matches(row: ConversationRow, text: string): boolean {
  const wanted = folded(text.trim())
  if (wanted === '') return true
  const lang = row.lang && t.value.language[row.lang]
  return [row.firstName, lang, row.trusted?.firstName, isGrave(row.level) ? undefined : row.lastText].some(
    (part) => part !== undefined && folded(part).includes(wanted),
  )
}

let knownUrgent = new Set<string>()
effect(() => {
  const urgent = new Set(cases.value.filter((one) => isUrgent(one.level) && one.state === 'open').map((one) => one.id))
  if ([...urgent].some((id) => !knownUrgent.has(id))) shout.value = t.value.home.newUrgent
  knownUrgent = urgent
})
effect(() => {
  document.title = waitingCount.value > 0 ? `(${waitingCount.value}) Brug` : 'Brug'
})
