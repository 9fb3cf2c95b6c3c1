// Where the inbox starts: signed out or in, the rail or bar, and which view stands in the middle.
import {
  BookOpen,
  CalendarDays,
  ChartNoAxesColumn,
  CircleEllipsis,
  Inbox,
  ListChecks,
  MessageCircleQuestion,
  Smartphone,
  Users,
  UsersRound,
  WifiOff,
} from 'lucide-preact'
import { render } from 'preact'
import { Brand } from '../look/brand.tsx'
import { clockTime, daysBetween } from '../look/when.ts'
import { Agenda } from './agenda.tsx'
import { Answers } from './answers.tsx'
import { Home, People, sections, todays, waitingCount } from './home.tsx'
import { Keeping } from './keeping.tsx'
import { Keys, listenToKeys } from './keys.tsx'
import { More } from './more.tsx'
import { Overview } from './overview.tsx'
import { Preview } from './preview.tsx'
import { Questions } from './questions.tsx'
import { hashOf, place, type View } from './route.ts'
import { begin, SignIn } from './sign-in.tsx'
import { isCoordinator, live, me, now, rows, session, t, updatedAt, worksWithPeople } from './state.ts'
import { Talk } from './talk.tsx'
import { Team } from './team.tsx'
import { thread } from './thread.ts'
import { ToastArea } from './toast.tsx'
import { wish } from './wishes.ts'

function Inbox_() {
  if (session.value === 'asking')
    return (
      <p class="unseen" role="status">
        {t.value.trouble.loading}
      </p>
    )
  if (session.value === 'out')
    return (
      <>
        <SignIn />
        <ToastArea />
      </>
    )
  const view = viewNow()
  const split = view === 'now' || view === 'people'
  return (
    <>
      {split && thread.value && (
        <a
          class="skip"
          href="#talk"
          onClick={(event) => {
            event.preventDefault()
            document.getElementById('talk')?.focus()
          }}
        >
          {t.value.skip}
        </a>
      )}
      <div class={`frame ${split ? 'split' : ''} ${split && thread.value ? 'with-talk' : ''}`}>
        <Rail view={view} />
        {!live.value && (
          <p class="reach" role="status">
            <WifiOff aria-hidden="true" />
            {t.value.trouble.offline}
            {updatedAt.value > 0 && <> · {t.value.trouble.updated(clockTime(updatedAt.value))}</>}
          </p>
        )}
        <main class="work">
          {split && <div class="list-column">{view === 'now' ? <Home /> : <People />}</div>}
          {split && <div class="talk-column">{thread.value ? <Talk /> : <Welcome />}</div>}
          {view === 'agenda' && <Agenda />}
          {view === 'team' && <Team />}
          {view === 'overview' && <Overview />}
          {view === 'answers' && <Answers />}
          {view === 'preview' && <Preview />}
          {view === 'keeping' && <Keeping />}
          {view === 'questions' && <Questions />}
          {view === 'more' && <More />}
        </main>
      </div>
      <ToastArea />
      <Keys />
    </>
  )
}

/** A view that is not for this role leads to the first that is. */
function viewNow(): View {
  const { view } = place.value
  return tabs().some((tab) => tab.view === view) ? view : (tabs()[0]?.view ?? 'more')
}

function tabs(): { view: View; word: string; Icon: typeof Inbox; wideOnly?: boolean }[] {
  const words = t.value.nav
  const more = { view: 'more' as const, word: words.more, Icon: CircleEllipsis }
  const answers = { view: 'answers' as const, word: words.answers, Icon: BookOpen }
  const keeping = { view: 'keeping' as const, word: words.keeping, Icon: ListChecks }
  const preview = { view: 'preview' as const, word: words.preview, Icon: Smartphone }
  const questions = { view: 'questions' as const, word: words.questions, Icon: MessageCircleQuestion }
  if (me.value?.role === 'editor') return [keeping, questions, preview, answers, more]
  if (!worksWithPeople.value) return [{ view: 'overview', word: words.overview, Icon: ChartNoAxesColumn }, answers, more]
  return [
    { view: 'now', word: isCoordinator.value ? words.nowCoordinator : words.now, Icon: Inbox },
    { view: 'people', word: words.people, Icon: Users },
    { view: 'agenda', word: words.agenda, Icon: CalendarDays },
    ...(isCoordinator.value ? [{ view: 'team' as const, word: words.team, Icon: UsersRound }] : []),
    // Five fit on a phone; a coordinator finds the answers under the last there.
    { ...answers, wideOnly: isCoordinator.value },
    ...(isCoordinator.value ? [keeping, questions, preview].map((one) => ({ ...one, wideOnly: true })) : []),
    more,
  ]
}

function Rail({ view }: { view: View }) {
  return (
    <nav class="rail" aria-label="Brug">
      <Brand name="" />
      <ul>
        {tabs().map(({ view: to, word, Icon, wideOnly }) => (
          <li key={to} class={wideOnly ? 'wide-only' : ''}>
            <a href={hashOf({ view: to })} aria-current={view === to ? 'page' : undefined}>
              <span class="rail-icon">
                <Icon aria-hidden="true" />
                {to === 'now' && waitingCount.value > 0 && (
                  <span class="badge">
                    {waitingCount.value}
                    <span class="unseen"> {t.value.home.waiting}</span>
                  </span>
                )}
              </span>
              <span>{word}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Welcome() {
  const words = t.value.home
  const hour = Number(clockTime(now.value).slice(0, 2))
  const greeting = hour < 6 ? words.night : hour < 12 ? words.morning : hour < 18 ? words.afternoon : words.evening
  const { now: urgent, turn } = sections.value
  return (
    <section class="welcome">
      <h2>
        {greeting}, <bdi>{me.value?.name}</bdi>
      </h2>
      {rows.value !== undefined && (
        <dl class="counts">
          <div>
            <dt>{words.now}</dt>
            <dd>{urgent.length}</dd>
          </div>
          <div>
            <dt>{words.turn}</dt>
            <dd>{turn.length}</dd>
          </div>
          <div>
            <dt>{words.appointments}</dt>
            <dd>{todays.value.filter((one) => daysBetween(now.value, Date.parse(one.startsAt)) === 0).length}</dd>
          </div>
        </dl>
      )}
      <p class="soft">
        {words.pick}
        {wish.keys.value === 'on' && <span class="wide-only"> {words.keysHint}</span>}
      </p>
    </section>
  )
}

listenToKeys()
const page = document.getElementById('page')
if (page) render(<Inbox_ />, page)
void begin()
