// The team page in Dutch: colleagues, who left, and other systems.
// It leaves the rest of the inbox to the words beside it.

export const dutchTeam = {
  team: {
    title: 'Team',
    add: 'Voeg collega toe',
    name: 'Voornaam',
    role: 'Rol',
    duty: 'Heeft dienst',
    telegram: 'Telegram-nummer (id)',
    whatsapp: 'WhatsApp-nummer',
    save: 'Voeg toe',
    link: (name: string) => `Inloglink voor ${name}`,
    linkText: 'Geef deze link zelf aan je collega. Hij werkt één keer.',
    newLink: 'Nieuwe inloglink',
    endSessions: 'Log overal uit',
    ended: 'Overal uitgelogd.',
    empty: 'Nog geen collega’s.',
    alertsOn: 'meldingen:',
    alertsNone: 'alleen in dit postvak',
    onDuty: 'dienst',
    needName: 'Vul een naam in.',
    setDuty: 'Zet in dienst',
    unsetDuty: 'Haal uit dienst',
    lastCoordinator: 'Dit is de enige coördinator. Maak eerst een andere collega coördinator.',
    takeOut: 'Haal uit het team',
    leave: (name: string) => `${name} uit het team halen?`,
    leaveAccess: 'De toegang stopt meteen, op elk apparaat. Ook meldingen stoppen.',
    leaveCases: (count: number) =>
      count === 0 ? 'Open zaken: geen.' : count === 1 ? '1 open zaak gaat meteen naar de volgende.' : `${count} open zaken gaan meteen naar de volgende.`,
    leaveTrusted: (count: number) =>
      count === 0
        ? 'Niemand verliest een vertrouwenspersoon.'
        : count === 1
          ? '1 persoon heeft een nieuwe vertrouwenspersoon nodig.'
          : `${count} mensen hebben een nieuwe vertrouwenspersoon nodig.`,
    leaveReserve: (count: number) => (count === 1 ? '1 persoon verliest de reserve.' : `${count} mensen verliezen de reserve.`),
    leaveName: 'De voornaam blijft twee jaar bij oude zaken staan.',
    leaveYes: 'Haal uit het team',
    left: (name: string) => `${name} is geen collega meer`,
    leftNobody: 'Niemand heeft een nieuwe vertrouwenspersoon of reserve nodig.',
    leftTrusted: 'Deze mensen hebben een nieuwe vertrouwenspersoon nodig:',
    leftReserve: 'Deze mensen hebben een nieuwe reserve nodig:',
    endTitle: (name: string) => `${name} overal uitloggen?`,
    endText: 'Handig bij een verloren telefoon. Om weer in te loggen is een nieuwe inloglink nodig.',
    former: 'Oud-collega’s',
    leftAt: 'weg sinds',
  },
  systems: {
    title: 'Andere systemen',
    text: 'Deze systemen kunnen bij Brug. Een nieuw systeem toevoegen doet de beheerder.',
    empty: 'Er zijn geen andere systemen aangesloten.',
    used: 'laatst gebruikt:',
    neverUsed: 'nog nooit gebruikt',
    made: 'gemaakt:',
    ends: 'geldig tot',
    ended: 'verlopen sinds',
    endless: 'geen einddatum',
    revoke: 'Trek in',
    revokeTitle: (name: string) => `${name} intrekken?`,
    revokeText: 'Dit systeem kan meteen nergens meer bij. Dit kan niet terug: daarna is een nieuwe sleutel nodig.',
    revoked: 'Ingetrokken.',
  },
}
