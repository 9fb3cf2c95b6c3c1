// The inbox in Dutch: B1, "je", short. Words for levels instead of codes, and no medical words.
import type { CaseKind, CaseOutcome, ChannelName, Lang, Level, Role, StaffRole } from '../api.ts'

export const dutch = {
  title: 'Brug',
  skip: 'Naar het gesprek',
  nav: { now: 'Vandaag', nowCoordinator: 'Nu', people: 'Mensen', agenda: 'Agenda', team: 'Team', overview: 'Overzicht', more: 'Meer' },
  level: { '3B': 'Gevaar nu', '3A': 'Dringend', '2': 'Let op', '1': 'Zorg', '0': 'Vraag' } satisfies Record<Level, string>,
  kind: {
    distress: 'Heeft het zwaar', suicide: 'Zware gedachten', violence: 'Geweld', child: 'Zorg om een kind', trafficking: 'Uitbuiting', psychosis: 'Erg in de war',
    third_person: 'Zorg om iemand anders', question: 'Vraag voor een mens', unreadable: 'Bericht dat Brug niet kan lezen', technical: 'Fout van Brug', complaint: 'Klacht',
  } satisfies Record<CaseKind, string>,
  trigger: { text: 'uit een bericht', check_in: 'uit het hoe-gaat-het-gesprek', button: 'op een knop gedrukt', silence: 'geen antwoord meer', fault: 'door een fout' },
  state: { open: 'wacht', acknowledged: 'opgepakt', contacted: 'contact gehad', closed: 'gesloten' },
  outcome: { helped: 'Geholpen', referred: 'Doorverwezen', emergency_services: 'Hulpdienst is erbij', no_concern: 'Toch geen zorg', unreachable: 'Niet te bereiken', other: 'Anders' } satisfies Record<CaseOutcome, string>,
  role: { trusted: 'vertrouwenspersoon', reserve: 'reserve', coordinator: 'coördinator', duty: 'dienst' } satisfies Record<Role, string>,
  staffRole: { volunteer: 'Vrijwilliger', coordinator: 'Coördinator', regisseur: 'Regisseur', editor: 'Redactie' } satisfies Record<StaffRole, string>,
  language: { nl: 'Nederlands', en: 'Engels', ar: 'Arabisch', ti: 'Tigrinya', fa: 'Farsi / Dari', tr: 'Turks', so: 'Somalisch' } satisfies Record<Lang, string>,
  channel: { telegram: 'Telegram', whatsapp: 'WhatsApp', webchat: 'Webchat' } satisfies Record<ChannelName, string>,
  status: { held: 'wordt zo verstuurd', queued: 'onderweg', sent: 'verstuurd', delivered: 'bezorgd', read: 'gelezen', failed: 'niet bezorgd' },
  answer: { none: 'nog geen antwoord', coming: 'komt', cannot: 'kan niet', other_time: 'vraagt een andere tijd', silent: 'geen antwoord' },
  step: {
    opened: 'Zaak geopend', raised: 'Opnieuw gemeld', asked: 'Gevraagd', asked_again: 'Nog eens gevraagd', acknowledged: 'Opgepakt', declined: 'Kan niet', contacted: 'Contact gehad', no_answer: 'Geen gehoor',
    handed_over: 'Overgedragen aan', closed: 'Gesloten', withdrawn: 'Toch niet nodig', deadline_passed: 'Tijd is om, volgende gevraagd', alert_failed: 'Melding kwam niet aan', excluded: 'Hoort hier niet bij',
  },
  how: { call: 'gebeld', visit: 'langs geweest', message: 'geschreven', emergency_services: '112 gebeld' },
  what: { voice: 'Spraakbericht', picture: 'Foto', video: 'Video', sticker: 'Sticker', document: 'Document', location: 'Locatie', contact: 'Contact', unknown: 'Iets dat Brug niet kent', help_card: 'Hulpkaart' },

  someone: 'Onbekend',
  you: 'jij',
  brug: 'Brug',
  nobody: 'niemand',
  none: 'geen',
  yes: 'Ja',
  no: 'Nee',
  unknown: 'onbekend',
  notAsked: 'nog niet gevraagd',
  close: 'Sluiten',
  cancel: 'Annuleer',
  save: 'Bewaar',
  back: 'Terug',
  search: 'Zoek',
  optional: 'hoeft niet',
  copy: 'Kopieer',
  copied: 'Gekopieerd',
  undo: 'Ongedaan maken',
  retry: 'Probeer opnieuw',
  choose: 'Kies',
  today: 'Vandaag',
  tomorrow: 'Morgen',
  yesterday: 'Gisteren',

  signIn: {
    title: 'Inloggen', text: 'Open je inloglink. Je coördinator geeft je een nieuwe link als je er geen hebt.', paste: 'Of plak hier je link of code', go: 'Log in', busy: 'Je wordt ingelogd',
    wrong: 'Deze link werkt niet meer. Een link werkt één keer. Vraag je coördinator om een nieuwe.', tooMany: 'Te veel pogingen. Wacht een paar minuten.', ended: 'Je bent uitgelogd. Wat je schreef is bewaard op dit apparaat.',
  },
  home: {
    now: 'Nu', turn: 'Jouw beurt', today: 'Vandaag', rest: 'Alle gesprekken', empty: 'Niemand wacht op je.', emptyMore: 'Nieuwe berichten komen hier vanzelf binnen.', noPeople: 'Er zijn nog geen mensen met jou gedeeld.',
    morning: 'Goedemorgen', afternoon: 'Goedemiddag', evening: 'Goedenavond', night: 'Goedenacht', waiting: 'wacht nu', yourTurn: 'jouw beurt', appointments: 'afspraken vandaag', pick: 'Kies links een gesprek.', keysHint: 'Druk op ? voor alle toetsen.',
    noMatch: 'Niets gevonden. Zoek op een deel van de naam.', nobodyHas: 'niemand', on: 'In dienst', newUrgent: 'Nieuw en dringend. Kijk bovenaan.', you: 'Jij', waitsSince: 'wacht sinds',
  },
  clock: {
    take: 'Pak op vóór', contact: 'Contact vóór', left: (time: string) => `nog ${time}`, late: 'tijd is om', minutes: (count: number) => `${count} min`, hours: (hours: number, minutes: number) => (minutes ? `${hours} u ${minutes} min` : `${hours} uur`), days: (count: number) => (count === 1 ? '1 dag' : `${count} dagen`), seconds: (count: number) => `${count} s`,
  },
  case: {
    take: 'Ik pak dit op', cannot: 'Ik kan niet', call: 'Bel', noPhone: 'Geen nummer bekend. Schrijf, of bel via de coördinator.', how: 'Hoe ging het?', reached: 'Contact gehad', noAnswer: 'Geen gehoor', called112: '112 gebeld', handOver: 'Draag over', closeCase: 'Sluit zaak', script: 'Belhulp',
    takenBy: 'Opgepakt:', contactAt: 'Contact gehad', takenTold: 'De anderen hoeven niets te doen.', declined: 'Goed dat je het zegt. De volgende wordt nu gevraagd.', already: (name: string) => `Al opgepakt door ${name}. Jij hoeft niets te doen.`, alreadySomeone: 'Al opgepakt door een collega. Jij hoeft niets te doen.',
    why: 'Waarom', asked: 'Wie is gevraagd', history: 'Wat er gebeurde', text: 'Lezen wordt genoteerd.', contactSaved: 'Genoteerd. Sluit de zaak als het klaar is.', noAnswerSaved: 'Genoteerd. De volgende is nu ook gevraagd.', noneYet: 'Nog niemand heeft dit opgepakt.',
  },
  contact: { title: 'Hoe ging het?', call: 'Contact gehad, gebeld', visit: 'Contact gehad, langs geweest', message: 'Contact gehad, geschreven', emergency_services: '112 gebeld', no_answer: 'Geen gehoor', noAnswerHint: 'Dan wordt de volgende ook gevraagd.', save: 'Noteer' },
  handOver: { title: 'Draag over', text: 'De zaak blijft bij jou tot de ander hem oppakt.', to: 'Aan wie?', save: 'Draag over', none: 'Er is niemand anders.' },
  closing: {
    title: 'Sluit de zaak', outcome: 'Hoe loopt het af?', note: 'Wat is er gedaan?', noteHint: 'Drie regels is genoeg. Geen medische woorden.', with: 'Wie is er nu bij?', withHint: 'Bijvoorbeeld: zus, huisarts, 113 aan de lijn.', next: 'Verder', check: 'Kijk nog één keer', checkText: 'Na sluiten vraagt niemand meer na. Klopt dit?',
    yes: 'Ja, sluit de zaak', notYet: 'Nog niet', needContact: 'Noteer eerst dat er contact was.', needNote: 'Schrijf op wat er is gedaan.', needOutcome: 'Kies hoe het afloopt.', done: 'Zaak gesloten', debriefTitle: 'En hoe is het met jou?', debrief: 'Dit kan zwaar zijn. Praat er vandaag of morgen over met je coördinator. Neem daarna even rust.', ok: 'Goed',
  },
  script: {
    title: 'Belhulp', steps: ['Zeg wie je bent en waarom je belt.', 'Vraag of iemand nu veilig kan praten.', 'Vraag het direct: "Denk je aan de dood?" Dat maakt het niet erger.', 'Luister. Blijf aan de lijn. Je hoeft het niet op te lossen.', 'Bel samen de huisarts of 113. Gevaar nu: 112.', 'Vertel het je coördinator. Schrijf drie regels. Praat zelf ook na.'],
    interpreter: 'Spreken jullie geen taal samen? Vraag je coördinator om een tolk aan de lijn.', lines: { '112': 'Gevaar nu', '113': 'Praten over de dood', '0800-2000': 'Veilig Thuis: geweld thuis' },
  },
  talk: {
    earlier: 'Eerdere berichten', start: 'Begin van het gesprek', empty: 'Nog geen berichten.', write: (name: string) => `Schrijf aan ${name}`, send: (name: string) => `Stuur aan ${name}`, sendShort: 'Stuur', reads: (language: string) => `leest ${language}`,
    brugTalks: 'Brug praat. Als je schrijft, neem jij het over.', youTalk: 'Jij praat. Brug is stil.', otherTalks: (name: string) => `${name} praat. Brug is stil.`, handBack: 'Laat Brug verder', handedBack: 'Brug helpt weer.', draft: 'Concept', held: (time: string) => `Gaat weg over ${time}`, back: 'Teruggehaald. Je tekst staat weer in het vak.', tooLate: 'Te laat: het bericht is al onderweg.',
    unseenPerson: (name: string) => `${name} schreef net. Lees eerst.`, unseenColleague: 'Een collega schreef net. Lees eerst.', sendAnyway: 'Toch sturen', chosen: 'gekozen', offered: 'Knoppen', read: 'Lees tekst', readHint: 'Dit is gevoelig. Dat je leest, wordt genoteerd.', below: 'Nieuw bericht', about: 'Over deze persoon', failed: 'Niet bezorgd. Bel, of probeer een ander kanaal.', system: 'systeem',
  },
  person: {
    title: 'Persoon', language: 'Taal', channels: 'Kanalen', reachable: 'bereikbaar', unreachable: 'niet bereikbaar', municipality: 'Gemeente', lastHeard: 'Laatste bericht', trusted: 'Vertrouwenspersoon', reserve: 'Reserve', notToTell: 'Mag het niet weten', consents: 'Toestemming', use: 'Brug gebruiken', checkIns: 'Vragen hoe het gaat', alerts: 'Anderen waarschuwen',
    appointments: 'Afspraken', addAppointment: 'Nieuwe afspraak', noAppointments: 'Geen afspraken.', invite: 'Uitnodiging', newInvite: 'Maak een nieuwe uitnodiging', linked: 'Gekoppeld', notLinked: 'Nog niet gekoppeld', stopped: 'Heeft Brug gestopt', edit: 'Wijzig', acts: 'Meer doen', checkIn: 'Vraag nu hoe het gaat', checkInDone: 'Gevraagd.', download: 'Download alle gegevens', forget: 'Vergeet deze persoon',
    forgetTitle: 'Vergeet deze persoon', forgetText: 'Alle berichten, afspraken en zaken verdwijnen. Dit kan niet terug.', forgetType: (name: string) => `Typ de voornaam: ${name}`, forgetYes: 'Vergeet voorgoed', forgotten: 'De persoon is vergeten.', guest: 'Gast', saved: 'Bewaard.', who: 'Wie leest mee',
  },
  people: {
    title: 'Mensen', add: 'Voeg iemand toe', addTitle: 'Iemand toevoegen', firstName: 'Voornaam', language: 'Taal', municipality: 'Gemeente', municipalityHint: 'Klein geschreven, bijvoorbeeld zeist. Leeg: jullie eigen gemeente.', trusted: 'Vertrouwenspersoon', reserve: 'Reserve', save: 'Voeg toe', empty: 'Nog niemand.', notHere: 'Geen collega',
    invited: (name: string) => `Uitnodiging voor ${name}`, inviteText: 'Laat deze code of link zien. Hij werkt één keer, dertig dagen lang.', code: 'Code', web: 'Webchat', done: 'Klaar', reserveSame: 'Kies iemand anders dan de vertrouwenspersoon.', needName: 'Vul een voornaam in.', needTrusted: 'Kies een vertrouwenspersoon.',
  },
  agenda: {
    title: 'Agenda', add: 'Nieuwe afspraak', edit: 'Wijzig afspraak', empty: 'Geen afspraken de komende tijd.', past: 'Eerder', who: 'Voor wie?', what: 'Wat?', whatHint: 'Kort. Geen medische woorden: dit staat op een telefoon.', kind: 'Soort', date: 'Datum', time: 'Tijd', duration: 'Hoe lang? (minuten)', place: 'Waar?', bring: 'Meenemen', interpreter: 'Tolk', interpreterHint: 'Bijvoorbeeld: Arabisch, vrouw', save: 'Zet in agenda', saveChange: 'Bewaar', cancelIt: 'Zeg af', cancelTitle: 'Afspraak afzeggen?', cancelText: 'De persoon krijgt bericht.', keep: 'Laat staan', told: 'De persoon krijgt bericht en herinneringen.', cancelled: 'afgezegd',
    needWho: 'Kies voor wie.', needWhat: 'Vul in wat het is.', needDate: 'Kies een datum.', needTime: 'Kies een tijd.', past_: 'Deze tijd is al voorbij.', kinds: { municipality: 'Gemeente', health: 'Dokter of zorg', school: 'School of taal', work: 'Werk of geld', home: 'Huis', talk: 'Gesprek', other: 'Anders' },
  },
  team: { title: 'Team', add: 'Voeg collega toe', name: 'Voornaam', role: 'Rol', duty: 'Heeft dienst', telegram: 'Telegram-nummer (id)', whatsapp: 'WhatsApp-nummer', save: 'Voeg toe', link: (name: string) => `Inloglink voor ${name}`, linkText: 'Geef deze link zelf aan je collega. Hij werkt één keer.', newLink: 'Nieuwe inloglink', endSessions: 'Log overal uit', ended: 'Overal uitgelogd.', empty: 'Nog geen collega’s.', alertsOn: 'meldingen:', alertsNone: 'alleen in dit postvak', onDuty: 'dienst', needName: 'Vul een naam in.', setDuty: 'Zet in dienst', unsetDuty: 'Haal uit dienst' },
  overview: { title: 'Overzicht', text: 'Alleen aantallen. Groepen onder de tien staan er als "minder dan 10".', few: 'minder dan 10', participants: 'Deelnemers', linked: 'Gekoppeld', withTrustedPerson: 'Met vertrouwenspersoon', agreedToCheckIns: 'Wil vragen krijgen hoe het gaat', openCases: 'Open zaken', plannedAppointments: 'Afspraken gepland', byLanguage: 'Per taal', byLevel: 'Open zaken per soort', editor: 'Voor de redactie is hier nog niets. Teksten staan in de map met inhoud.' },
  more: { title: 'Meer', signedInAs: 'Ingelogd als', language: 'Taal van dit postvak', look: 'Kleuren', auto: 'Zoals dit apparaat', light: 'Licht', dark: 'Donker', keys: 'Toetsen zonder Ctrl of Alt', keysHint: 'Zet uit als je spraak gebruikt of per ongeluk typt.', keysList: 'Alle toetsen', calendar: 'Agenda op je telefoon', calendarText: 'Maak een adres voor je eigen agenda-app. Er staan geen namen in. Een ouder adres stopt dan.', calendarMake: 'Maak adres', signOut: 'Log uit', signOutText: 'Concepten op dit apparaat gaan weg.', help: 'Hulp', helpText: 'Gevaar nu? Bel 112. Vragen over Brug? Bel je coördinator.' },
  keys: { title: 'Toetsen', next: 'volgende', previous: 'vorige', open: 'open', back: 'terug', reply: 'antwoord', take: 'ik pak dit op', handOver: 'draag over', undo: 'maak ongedaan', waiting: 'volgende die wacht', search: 'zoek', go: 'ga naar', list: 'deze lijst', send: 'stuur', off: 'Deze toetsen staan uit. Zet ze aan bij Meer.' },
  trouble: {
    offline: 'Geen verbinding', updated: (time: string) => `bijgewerkt ${time}`, notTaken: 'Nog niet doorgegeven: er is geen verbinding. Bel de coördinator.', kept: 'Je tekst is bewaard.', not_allowed: 'Dit is niet met jou gedeeld.', missing: 'Dit is niet met jou gedeeld.', away: 'Brug is even niet bereikbaar. Er is niets veranderd. Probeer het zo weer.', broken: 'Er ging iets mis bij ons. Er is niets kwijt.', refused: 'Dit kon niet.', conflict: 'Dit kan nu niet.', signed_out: 'Je bent uitgelogd.', code: 'code', unavailable: 'Brug komt er zo aan.', loading: 'Laden',
  },
}

export type Words = typeof dutch
