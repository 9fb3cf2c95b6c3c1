// What concepts mean together, once for all languages: "want" near "death" is a death wish whatever the words and their order.
// It holds no words of any language and decides no level alone: negation, past and quotation are weighed in distress.ts.
import type { CaseKind, Level } from '../level.ts'
import type { Concept } from './sources.ts'

export interface Template {
  id: string
  level: Level
  kind: CaseKind
  /** One of the concepts of each place must be present; a word counts for one place only. */
  all: readonly (readonly Concept[])[]
  /** Most words from the first to the last. */
  within: number
  /** Any of these inside or right beside: not this. */
  unless?: readonly Concept[]
  /** Negation is part of the meaning, or makes no difference. */
  negatable?: false
  /** Said in two sentences it is the same. */
  across?: true
}

export const harmers: readonly Concept[] = ['partner', 'household', 'host', 'boss', 'trusted', 'someone', 'other']

function template(
  id: string,
  level: Level,
  kind: CaseKind,
  within: number,
  all: readonly (Concept | readonly Concept[])[],
  more: Pick<Template, 'unless' | 'negatable' | 'across'> = {},
): Template {
  return { id, level, kind, within, all: all.map((place) => (typeof place === 'string' ? [place] : place)), ...more }
}

const asIs = { negatable: false } as const

/** Named right beside it, a pain in the chest is grief. Not fear: who shakes and sweats with it may have a heart attack. */
const sorrows: readonly Concept[] = ['sad', 'lonely', 'laugh']

/** What a child has swallowed says nothing about a wish to die. */
export const childPoisoned = 'child_poisoned'

export const templates: readonly Template[] = [
  template('death_wish', '3A', 'suicide', 7, ['want', 'death']),
  template('death_wish_other', '3A', 'third_person', 7, ['want_other', ['death', 'death_other']]),
  template('life_unwanted', '3A', 'suicide', 6, ['not_want', 'life'], asIs),
  template('life_not_wanted', '3A', 'suicide', 6, ['neg', ['want', 'cannot', 'go_on'], 'life'], asIs),
  template('cannot_live_on', '3A', 'suicide', 6, ['cannot', 'life'], asIs),
  template('tired_of_life', '3A', 'suicide', 5, ['tired_of', 'life']),
  template('life_meaningless', '3A', 'suicide', 5, ['life', 'meaningless'], asIs),
  template('life_ended', '3A', 'suicide', 5, ['end', 'life']),
  template('self_killed', '3A', 'suicide', 5, ['kill', 'reflexive']),
  template('self_cut', '3A', 'suicide', 5, ['cut', 'reflexive']),
  template('self_hit', '3A', 'suicide', 4, ['hit', 'reflexive']),
  template('god_takes_me', '3A', 'suicide', 5, ['god', ['take_me', 'death']]),
  template('better_dead', '3A', 'suicide', 7, ['better', 'death']),
  template('wish_dead', '3A', 'suicide', 6, ['wish', ['death', 'disappear', 'not_wake']]),
  template('better_without_me', '3A', 'suicide', 7, ['better', 'without_me'], asIs),
  template('burden_and_gone', '3A', 'suicide', 10, ['burden', ['better', 'without_me', 'disappear', 'death']], asIs),
  template('no_waking', '3A', 'suicide', 8, [['want', 'sleep', 'wish', 'better'], 'not_wake'], asIs),
  template('wants_to_vanish', '3A', 'suicide', 5, ['want', 'disappear']),
  template('thinks_of_death', '3A', 'suicide', 5, ['think', ['death', 'end']], { unless: ['other', 'household'] }),
  template('pills_taken', '3B', 'suicide', 6, ['pills', 'swallow']),
  template('pills_to_die', '3B', 'suicide', 9, ['pills', ['death', 'kill', 'end', 'not_wake', 'disappear']]),
  template('jump', '3B', 'suicide', 6, ['jump', 'high_place']),
  template('standing_there', '3B', 'suicide', 10, ['high_place', ['death', 'disappear', 'end', 'farewell']]),
  template('hang', '3B', 'suicide', 5, ['hang', ['reflexive', 'rope']]),
  template('rope', '3B', 'suicide', 8, ['rope', ['death', 'end', 'life']]),
  template('blade', '3B', 'suicide', 8, ['weapon', ['reflexive', 'death', 'end'], 'want']),
  template('goodbye', '3B', 'suicide', 9, ['farewell', ['forever', 'death', 'life', 'disappear', 'hopeless', 'tired_of']]),
  template('struck', '3A', 'violence', 6, [['partner', 'household', 'host', 'boss', 'trusted', 'someone'], 'hit'], { unless: ['child', 'reflexive'] }),
  template('struck_me', '3A', 'violence', 3, ['hit_me']),
  template('threatened', '3A', 'violence', 8, [harmers, 'threaten']),
  template('threat_of_death', '3A', 'violence', 6, ['threaten', ['kill', 'death', 'weapon']]),
  template('fear_of_someone', '3A', 'violence', 4, ['afraid_of', ['partner', 'household', 'host', 'boss', 'trusted']]),
  template('fear_of_home', '3A', 'violence', 5, ['afraid_of', 'home']),
  template('confined', '3A', 'violence', 7, [['partner', 'household', 'host', 'boss', 'someone'], 'lock'], { unless: ['child'] }),
  template('controlled', '3A', 'violence', 7, [['partner', 'household', 'host'], 'forbid'], asIs),
  template('papers_taken_at_home', '3A', 'violence', 7, [['partner', 'household', 'host'], 'passport', 'taken']),
  template('forced_sex', '3A', 'violence', 6, ['force', 'sex']),
  template(
    'unwanted_touch',
    '3A',
    'violence',
    7,
    [['partner', 'household', 'host', 'boss', 'trusted', 'someone'], 'sex', ['not_want', 'neg', 'afraid_of', 'force']],
    asIs,
  ),
  template('forced_marriage', '3A', 'violence', 7, ['force', 'marriage']),
  template('marriage_unwanted', '3A', 'violence', 12, ['household', 'marriage', ['not_want', 'force', 'abroad', 'afraid_of']], asIs),
  template('weapon_at_hand', '3B', 'violence', 8, [
    ['partner', 'household', 'host', 'someone'],
    'weapon',
    ['threaten', 'hit', 'kill', 'home', 'soon', 'hit_me', 'afraid_of'],
  ]),
  template('child_struck', '3A', 'child', 6, ['child', 'hit']),
  template('child_threatened', '3A', 'child', 6, ['child', ['threaten', 'lock', 'left_alone', 'circumcise', 'sex']]),
  template('child_hungry', '3A', 'child', 7, ['child', 'hungry']),
  template('starved_behind_a_lock', '3A', 'child', 9, ['lock', 'hungry']),
  template('child_married_off', '3A', 'child', 7, ['child', 'marriage', ['force', 'abroad', 'not_want']], asIs),
  template('child_taken_away', '3A', 'child', 7, [['partner', 'household'], 'child', 'abroad', ['force', 'not_want', 'threaten', 'taken', 'afraid_of']], asIs),
  template('cannot_keep_child_safe', '3A', 'child', 7, ['afraid_of', 'child', ['hit', 'kill', 'death']], { unless: ['neg'] }),
  template('papers_taken_at_work', '3A', 'trafficking', 8, [['boss', 'someone', 'host'], 'passport', 'taken']),
  template('papers_withheld', '3A', 'trafficking', 14, [['boss', 'someone', 'host'], 'passport', 'withheld'], asIs),
  template('forced_work', '3A', 'trafficking', 7, ['force', 'work', ['boss', 'unpaid', 'debt', 'host', 'someone', 'lock', 'passport', 'threaten']]),
  template('unpaid_and_kept', '3A', 'trafficking', 14, ['work', 'unpaid', ['lock', 'passport', 'threaten', 'force', 'afraid_of', 'debt', 'hit_me']], asIs),
  template('sold', '3A', 'trafficking', 7, ['sex_work', ['force', 'debt', 'boss', 'someone', 'partner', 'not_want', 'threaten']], asIs),
  template('voices', '3A', 'psychosis', 6, ['voices', ['hear', 'threaten', 'kill', 'death', 'follow']]),
  template('voices_command', '3B', 'psychosis', 10, [
    'voices',
    ['kill', 'death', 'jump', 'cut', 'hit'],
    ['hear', 'force', 'want_other', 'someone', 'reflexive'],
  ]),
  template('followed', '3A', 'psychosis', 8, ['follow', ['camera', 'afraid_of', 'poison', 'someone']], { unless: ['office'] }),
  template('watched', '3A', 'psychosis', 6, ['camera', ['home', 'follow', 'hear']], { unless: ['office', 'work'] }),
  template('poisoned', '3A', 'psychosis', 6, ['poison', ['someone', 'other', 'household', 'partner', 'host']]),
  template('chest_pain', '3B', 'medical', 5, ['chest_pain'], { unless: sorrows }),
  template('chest_and_breath', '3B', 'medical', 14, ['chest_pain', 'breathless'], { negatable: false, across: true }),
  template('child_breathless', '3B', 'medical', 5, ['child', 'breathless'], asIs),
  template(childPoisoned, '3B', 'medical', 9, ['child', 'gulp', ['chemical', 'pills']]),
  template('cannot_go_on', '2', 'distress', 5, ['cannot', 'go_on'], asIs),
  template('sleepless', '2', 'distress', 7, ['not_sleep', ['long_time', 'think', 'panic', 'stress', 'afraid_of', 'sad']], asIs),
  template('burden', '2', 'distress', 6, ['burden', ['self', 'household', 'other', 'someone', 'partner', 'child']]),
  template('hopeless', '2', 'distress', 2, ['hopeless']),
  template('alone_and_sad', '2', 'distress', 10, ['lonely', ['sad', 'long_time', 'hopeless', 'not_sleep', 'panic']]),
  template('panic', '2', 'distress', 8, ['panic', ['long_time', 'not_sleep', 'self', 'stress']]),
  template('sad', '1', 'distress', 2, [['sad', 'lonely', 'stress', 'tired', 'not_sleep']]),
]
