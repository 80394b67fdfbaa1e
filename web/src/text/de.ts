import { deErrors } from './de-errors.ts';
import type { Texts } from './en.ts';
import { plural } from './plural.ts';

const number = new Intl.NumberFormat('de');
const form = plural('de');
const list = new Intl.ListFormat('de', { type: 'conjunction' });
const counted = (n: number, one: string, other: string): string =>
  `${number.format(n)} ${form(n, { one, other })}`;
const seconds = new Intl.NumberFormat('de', { maximumFractionDigits: 1 });
const span = (ms: number): string =>
  ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${seconds.format(ms / 1_000)} s`;

/** Alle Sätze der App auf Deutsch. */
export const de: Texts = {
  language: 'Deutsch',
  errors: deErrors,

  general: {
    cancel: 'Abbrechen',
    close: 'Schließen',
    back: 'Zurück zu den Räumen',
    backToConversation: 'Zurück zum Gespräch',
    retry: 'Noch einmal versuchen',
    save: 'Speichern',
    saved: 'Gespeichert.',
    loading: 'Lädt…',
    copy: 'Kopieren',
    copied: 'Kopiert.',
    copyYourself: 'Der Link ist markiert. Drücke Strg+C oder ⌘+C, um ihn zu kopieren.',
    more: 'Mehr zeigen',
    less: 'Weniger zeigen',
    paneFailed: 'Dieser Teil der Seite hatte einen Fehler. Was du geschrieben hast, bleibt erhalten.',
    reloadPage: 'Seite neu laden',
    unreachableTitle: 'Der Server ist nicht erreichbar',
    unreachable: 'Prüfe deine Verbindung oder frage den Betreiber. Nichts ist verloren.',
    somebody: 'Jemand',
  },

  fields: {
    username: 'Benutzername',
    usernameHint: '2 bis 32 Buchstaben, Ziffern, „.“, „_“ oder „-“. Andere finden dich damit.',
    password: 'Passwort',
    passwordHint: 'Mindestens 8 Zeichen. Besser 15 oder mehr: ein paar Wörter genügen.',
    currentPassword: 'Jetziges Passwort',
    newPassword: 'Neues Passwort',
    showPassword: 'Passwort zeigen',
    displayName: 'Anzeigename',
    status: 'Status',
    statusHint: 'Eine Zeile zum Jetzt, etwa „Bis Montag im Urlaub“.',
    roomName: 'Name des Raums',
  },

  claim: {
    title: 'Dieses Rookery übernehmen',
    lead: 'Du hast den einmaligen Link geöffnet, den der Server ausgegeben hat. Wähle, wer du bist: Du wirst Besitzer, mit einem ersten Raum „General“.',
    submit: 'Übernehmen',
    noToken:
      'Diese Seite braucht den Link, den der Server beim ersten Start ausgegeben hat. Öffne ihn vollständig.',
    already: 'Dieses Rookery hat schon einen Besitzer.',
    unclaimedTitle: 'Dieses Rookery gehört noch niemandem',
    unclaimed:
      'Öffne den einmaligen Link, den der Server beim Start ausgegeben hat. Vorher kann sich niemand registrieren.',
  },

  register: {
    title: 'Konto anlegen',
    submit: 'Registrieren',
    haveAccount: 'Du hast schon ein Konto?',
    signIn: 'Stattdessen anmelden',
    closedTitle: 'Die Registrierung ist geschlossen',
    closed: (owner) =>
      owner === null
        ? 'Hier werden keine neuen Konten angelegt.'
        : `Hier werden keine neuen Konten angelegt. Frage @${owner}.`,
    inviteTitle: 'Du brauchst eine Einladung',
    invite: (owner) =>
      `Konten werden hier mit einem Einladungslink angelegt. Bitte jemanden darum, der schon dabei ist${owner === null ? '' : `, zum Beispiel @${owner}`}.`,
  },

  signIn: {
    title: 'Anmelden',
    submit: 'Anmelden',
    forgot: (owner) =>
      owner === null
        ? 'Passwort vergessen? Frage den Betreiber dieses Servers: Er kann ein neues setzen.'
        : `Passwort vergessen? Frage @${owner}, dort kann ein neues gesetzt werden.`,
    noAccount: 'Noch kein Konto?',
    register: 'Konto anlegen',
    ended: 'Deine Sitzung ist zu Ende, du wurdest abgemeldet. Bitte melde dich wieder an.',
  },

  join: {
    title: (room) => `${room} beitreten`,
    invitedBy: (name) => `${name} hat dich eingeladen`,
    members: (n) => counted(n, 'Mitglied', 'Mitglieder'),
    among: (names) => `Darunter: ${names}`,
    history: 'Frühere Nachrichten sind für alle sichtbar, die beitreten.',
    joinAs: (name) => `Du bist als ${name} angemeldet.`,
    submit: 'Beitreten',
    signIn: 'Stattdessen anmelden',
    newHere: 'Wähle einen Namen und ein Passwort:',
    toRooms: 'Zu deinen Räumen',
    toStart: 'Zur Startseite',
    wrongTitle: 'Dieser Einladungslink funktioniert nicht',
    wrong:
      'Vielleicht ist er abgeschnitten oder vertippt. Bitte noch einmal darum und öffne ihn vollständig.',
    expiredTitle: 'Diese Einladung ist abgelaufen',
    expired: 'Bitte um einen neuen Link.',
    usedUpTitle: 'Diese Einladung ist aufgebraucht',
    usedUp: 'Sie galt für eine begrenzte Zahl von Leuten. Bitte um einen neuen Link.',
    revokedTitle: 'Diese Einladung wurde zurückgezogen',
    revoked: 'Frage nach, ob du beitreten sollst.',
    deletedTitle: 'Diesen Raum gibt es nicht mehr',
    deleted: 'Er wurde gelöscht, niemand kann mehr beitreten.',
    removedTitle: 'Dieser Link lässt dich nicht zurück',
    removed:
      'Du wurdest aus diesem Raum entfernt. Nur eine Einladung, die danach gemacht wurde, lässt dich zurück.',
    failedTitle: 'Die Einladung konnte nicht geprüft werden',
  },

  rooms: {
    title: 'Räume',
    list: 'Deine Räume',
    create: 'Raum anlegen',
    createTitle: 'Einen Raum anlegen',
    createSubmit: 'Anlegen',
    unread: (n) => `${number.format(n)} ungelesen`,
    mentions: (n) => (n === 1 ? '1 Erwähnung von dir' : `${number.format(n)} Erwähnungen von dir`),
    unreadAbove: (n) => `↑ ${counted(n, 'ungelesener Raum', 'ungelesene Räume')}`,
    unreadBelow: (n) => `↓ ${counted(n, 'ungelesener Raum', 'ungelesene Räume')}`,
    unreadTitle: (n, title) => `(${number.format(n)}) ${title}`,
    noneTitle: 'Noch keine Räume',
    none: 'Lege einen Raum an und lade Leute ein, oder öffne einen Einladungslink, den du bekommen hast.',
    pickTitle: 'Wähle einen Raum',
    pick: 'Sein Gespräch erscheint hier.',
    notFoundTitle: 'Diesen Raum gibt es hier nicht',
    notFound: 'Es gibt ihn nicht, oder du bist kein Mitglied. Bitte jemanden darin um einen Einladungslink.',
    removedTitle: 'Du wurdest aus diesem Raum entfernt',
    removed:
      'Ein Besitzer hat dich entfernt. Mit einer Einladung, die danach gemacht wurde, kannst du zurück.',
    leftTitle: 'Du hast diesen Raum verlassen',
    left: 'Mit einem Einladungslink kannst du zurück.',
    deletedTitle: 'Dieser Raum wurde gelöscht',
    deleted: 'Er ist mit allen Nachrichten fort.',
    toRooms: 'Zu deinen Räumen',
  },

  room: {
    menu: 'Raummenü',
    invite: 'Leute einladen',
    rename: 'Raum umbenennen',
    renameTitle: 'Diesen Raum umbenennen',
    leave: 'Raum verlassen',
    delete: 'Raum löschen',
    deleteTitle: (name) => `„${name}“ löschen?`,
    deleteText:
      'Der Raum verschwindet für alle, mit allen Nachrichten. Das lässt sich nicht rückgängig machen.',
    deleteSubmit: 'Raum löschen',
    leaveTitle: (name) => `„${name}“ verlassen?`,
    leaveText: 'Du bekommst seine Nachrichten nicht mehr. Mit einem Einladungslink kannst du zurück.',
    leaveSubmit: 'Verlassen',
    successorText: 'Du bist der einzige Besitzer. Wähle, wer übernimmt:',
    perhapsSuccessorText: 'Falls du der einzige Besitzer bist, wähle, wer übernimmt:',
    findMember: 'Mitglied suchen',
    successor: 'Neuer Besitzer',
    choose: 'Wähle…',
    lastMemberText:
      'Du bist das letzte Mitglied. Wenn du gehst, wird der Raum mit allen Nachrichten gelöscht.',
    lastMemberSubmit: 'Verlassen und löschen',
  },

  date: {
    title: 'Zu einem Datum springen',
    label: 'Datum',
    submit: 'Springen',
    nothing: 'An diesem Tag und danach wurde nichts geschrieben.',
    outside: 'Wähle einen Tag zwischen dem ersten des Raums und heute.',
  },

  members: {
    title: 'Mitglieder',
    show: 'Mitglieder zeigen',
    hide: 'Mitglieder schließen',
    count: (n) => counted(n, 'Mitglied', 'Mitglieder'),
    owner: 'Besitzer',
    you: 'du',
    online: 'online',
    remove: 'Entfernen',
    removeLabel: (name) => `${name} entfernen`,
    removeTitle: (name) => `${name} entfernen?`,
    removeText:
      'Neue Nachrichten kommen dort sofort nicht mehr an. Frühere Einladungslinks lassen nicht zurück.',
    removeSubmit: 'Entfernen',
    loadMore: 'Mehr Mitglieder zeigen',
  },

  invites: {
    title: 'Leute einladen',
    lead: 'Wer den Link öffnet, kann beitreten und frühere Nachrichten lesen.',
    expires: 'Gilt für',
    expiry: { hour: '1 Stunde', day: '1 Tag', week: '7 Tage', never: 'Ohne Ende' },
    uses: 'Verwendbar',
    use: (n) => (n === 1 ? 'Einmal' : `${number.format(n)}-mal`),
    anyUses: 'Beliebig oft',
    create: 'Link anlegen',
    link: 'Einladungslink',
    copyLink: 'Link kopieren',
    tryIt: 'Probiere es: Öffne ihn in einem privaten Fenster.',
    once: 'Kopiere ihn jetzt: Er wird zur Sicherheit nur dieses eine Mal gezeigt.',
    loopback:
      'Dieser Link funktioniert nur auf diesem Computer. Um andere im Netz hereinzulassen, halte Rookery an und starte es mit',
    loopbackCommand: 'npm start -- --lan',
    loopbackAddress:
      'Dieser Link funktioniert nur auf diesem Computer. Um andere hereinzulassen, setze die öffentliche Adresse dieses Servers:',
    network: (host: string) =>
      `Dieser Link hat die Adresse dieses Computers in deinem Netz, denn ${host} geht nur auf diesem Computer.`,
    active: 'Links, die gelten',
    none: 'Keine.',
    by: (name) => `von ${name}`,
    used: (uses, max) =>
      max === null
        ? `${number.format(uses)}-mal benutzt`
        : `${number.format(uses)} von ${number.format(max)} benutzt`,
    until: (when) => `bis ${when}`,
    noExpiry: 'ohne Ende',
    revoke: 'Zurückziehen',
    revokeLabel: (when) => `Den Link von ${when} zurückziehen`,
  },

  conversation: {
    messages: (room) => `Nachrichten in ${room}`,
    beginning: 'Hier beginnt der Raum.',
    olderFailed: 'Frühere Nachrichten konnten nicht geladen werden.',
    loadOlder: 'Frühere Nachrichten laden',
    newerFailed: 'Spätere Nachrichten konnten nicht geladen werden.',
    loadNewer: 'Spätere Nachrichten laden',
    loadFailed: 'Die Nachrichten konnten nicht geladen werden.',
    emptyTitle: 'Noch ist es still',
    empty: 'Schreibe die erste Nachricht oder lade jemanden ein.',
    newLine: 'Neu',
    toFirstNew: (n) => `${number.format(n)} neu · zur ersten`,
    nearest: 'Unter dieser Adresse gibt es keine Nachricht. Dies ist die nächstgelegene Stelle.',
    placeFailed: 'Die Nachricht konnte nicht geladen werden.',
    dismiss: 'Ausblenden',
    today: 'Heute',
    yesterday: 'Gestern',
    jump: (n) => (n === 0 ? 'Zum Neuesten ↓' : `${number.format(n)} neu ↓`),
    jumpLabel: (n) =>
      n === 0 ? 'Zur neuesten Nachricht' : `${counted(n, 'neue Nachricht', 'neue Nachrichten')}, hinspringen`,
    typing: (names) =>
      names.length === 1
        ? `${names[0]} schreibt…`
        : names.length === 2
          ? `${names[0]} und ${names[1]} schreiben…`
          : 'Mehrere schreiben…',
    arrived: (name, text) => `${name}: ${text}`,
    arrivedMany: (n, room) => `${counted(n, 'neue Nachricht', 'neue Nachrichten')} in ${room}`,
    created: (name, room) => `${name} hat den Raum „${room}“ angelegt`,
    renamed: (name, room) => `${name} hat den Raum in „${room}“ umbenannt`,
    joined: (name) => `${name} ist beigetreten`,
    left: (name) => `${name} ist gegangen`,
    removed: (name, by) => `${name} wurde von ${by} entfernt`,
  },

  message: {
    label: (name, time) => `${name}, ${time}`,
    edited: 'bearbeitet',
    deleted: 'Nachricht gelöscht',
    edit: 'Nachricht bearbeiten',
    delete: 'Nachricht löschen',
    copyLink: 'Link kopieren',
    link: 'Link zur Nachricht',
    details: 'Angaben zur Nachricht',
    copyCode: 'Den Code kopieren',
    storedAfter: (seq, ms) => `#${seq} · sicher gespeichert ${span(ms)}, nachdem du Enter gedrückt hast`,
    storedAt: (seq, when) => `#${seq} · sicher gespeichert am ${when}`,
    editLabel: 'Deine Nachricht bearbeiten',
    sending: 'Wird gesendet…',
    unkept: 'Dieser Browser konnte sie nicht speichern: beim Neuladen ginge sie verloren',
    queued: 'Wartet auf die Verbindung',
    editWaits: 'Wird gespeichert, sobald die Nachricht gesendet ist',
    old: 'Vor über einer Stunde geschrieben. Jetzt senden?',
    send: 'Senden',
    retry: 'Noch einmal',
    discard: 'Löschen',
    failed: (why) => `Nicht gesendet: ${why}`,
    undo: 'Rückgängig',
    keep: 'Behalten',
    deleteFailed: (why) => `Nicht gelöscht: ${why}`,
    undoFailed: (why) => `Nicht rückgängig gemacht: ${why}`,
    acts: {
      deleted: 'Nachricht gelöscht. Fünf Sekunden lang lässt sich das rückgängig machen.',
      kept: 'Die Nachricht ist wieder da.',
      edited: 'Nachricht bearbeitet. Fünf Sekunden lang lässt sich das rückgängig machen.',
      editUndone: 'Die Nachricht ist wieder wie vorher.',
    },
  },

  composer: {
    mention: 'Wen du erwähnen kannst',
    emoji: 'Emoji',
    label: (room) => `Nachricht an ${room}`,
    send: 'Senden',
    over: (n) => `${counted(n, 'Zeichen', 'Zeichen')} zu lang`,
    left: (n) => `noch ${counted(n, 'Zeichen', 'Zeichen')}`,
    split: (n) => `Als ${counted(n, 'Nachricht', 'Nachrichten')} senden`,
  },

  emoji: {
    open: 'Emoji auswählen',
    search: 'Emoji suchen',
    sections: 'Abschnitte',
    recent: 'Zuletzt benutzt',
    results: 'Gefunden',
    none: (typed) => `Kein Emoji heißt „${typed}“.`,
    failed: 'Die Emoji konnten nicht geladen werden.',
    tone: 'Hautton',
    tones: ['Ohne', 'Hell', 'Mittelhell', 'Mittel', 'Mitteldunkel', 'Dunkel'],
    groups: {
      smileys: 'Smileys und Gefühle',
      people: 'Menschen',
      nature: 'Tiere und Natur',
      food: 'Essen und Trinken',
      travel: 'Reisen und Orte',
      activities: 'Aktivitäten',
      objects: 'Gegenstände',
      symbols: 'Symbole',
      flags: 'Flaggen',
    },
  },

  palette: {
    open: 'Springen zu…',
    title: 'Zu einem Raum oder einer Person springen',
    label: 'Raum, Person oder Befehl',
    results: 'Treffer',
    parts: { rooms: 'Räume', people: 'Personen', commands: 'Befehle' },
    found: (n) => counted(n, 'Treffer', 'Treffer'),
    none: (typed) => `Nichts heißt „${typed}“.`,
    make: (name) => `Einen Raum „${name}“ anlegen`,
    signOutTitle: 'Abmelden?',
    signOutText: 'Entwürfe und gemerkte Räume werden aus diesem Browser gelöscht.',
  },

  keys: {
    title: 'Tastenkürzel',
    parts: { anywhere: 'Überall', composer: 'Beim Schreiben', lists: 'In einer Liste oder im Gespräch' },
    names: {
      ctrl: 'Strg',
      alt: 'Alt',
      shift: 'Umschalt',
      enter: 'Enter',
      escape: 'Esc',
      home: 'Pos1',
      end: 'Ende',
      tab: 'Tab',
    },
    does: {
      palette: 'Zu einem Raum oder einer Person springen',
      nextRoom: 'Nächster Raum',
      previousRoom: 'Voriger Raum',
      nextUnread: 'Nächster ungelesener Raum',
      previousUnread: 'Voriger ungelesener Raum',
      back: 'Zurück: schließen, dann schreiben, dann zum Neuesten',
      help: 'Diese Tasten zeigen',
      send: 'Senden',
      newLine: 'Neue Zeile',
      bold: 'Fett, und zurück',
      italic: 'Kursiv, und zurück',
      editLast: 'Die eigene letzte Nachricht bearbeiten, wenn das Feld leer ist',
      walk: 'Voriger und nächster Eintrag, vorige und nächste Nachricht',
      ends: 'Erster und letzter',
      actions: 'Was sich damit tun lässt',
    },
    skip: 'Zum Gespräch springen',
  },

  offline: {
    newer: 'Es gibt eine neue Version',
    broken: 'Ein Teil der Seite konnte nicht geladen werden',
    reload: 'Neu laden',
    kept: 'Das hat dein Browser aufbewahrt.',
    draftUnkept: 'Dein Browser kann diesen Entwurf nicht speichern: Beim Neuladen ginge er verloren.',
    plainHttp:
      'Diese Adresse ist unverschlüsselt (HTTP). Über HTTPS kann Rookery dich auch benachrichtigen, sich installieren lassen, ohne Verbindung starten und Links selbst kopieren.',
  },

  connection: {
    connecting: 'Verbindet…',
    waiting: (seconds) => `Verbindet neu… nächster Versuch in ${number.format(seconds)} s`,
    retryNow: 'Jetzt versuchen',
  },

  settings: {
    open: 'Profil und Einstellungen',
    title: 'Profil und Einstellungen',
    profile: 'Profil',
    picture: 'Bild',
    choosePicture: 'Bild wählen',
    removePicture: 'Bild entfernen',
    pictureHint: 'PNG, JPEG, WebP oder GIF bis 10 MB. Es wird quadratisch zugeschnitten.',
    preview: 'Vorschau des neuen Bildes',
    usePicture: 'Dieses Bild nehmen',
    username: 'Benutzernamen ändern',
    usernameSubmit: 'Benutzernamen ändern',
    usernameNote: 'Dein alter Name bleibt 90 Tage vorbehalten.',
    password: 'Passwort ändern',
    passwordSubmit: 'Passwort ändern',
    passwordChanged: 'Dein Passwort ist geändert, deine anderen Sitzungen sind beendet.',
    sessions: 'Wo du angemeldet bist',
    thisSession: 'diese hier',
    lastSeen: (when) => `zuletzt benutzt ${when}`,
    unknownDevice: 'Unbekanntes Gerät',
    someProgram: 'Ein Programm',
    deviceOn: (program, system) => `${program} auf ${system}`,
    endSession: 'Beenden',
    endSessionLabel: (device) => `Die Sitzung auf ${device} beenden`,
    appearance: 'Aussehen',
    theme: 'Farben',
    themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    languageAuto: 'Wie der Browser',
    signOut: 'Abmelden',
    unsentTitle: 'Abmelden und Ungesendetes verlieren?',
    unsent: ({ posts, drafts, edits }) => {
      const all = [
        posts > 0 ? counted(posts, 'Nachricht', 'Nachrichten') : '',
        drafts > 0 ? counted(drafts, 'Entwurf', 'Entwürfe') : '',
        edits > 0 ? counted(edits, 'begonnene Änderung', 'begonnene Änderungen') : '',
      ].filter((part) => part !== '');
      return `Noch nicht gesendet: ${list.format(all)}. Abmelden löscht das aus diesem Browser.`;
    },
    unsentSubmit: 'Trotzdem abmelden',
    version: (version) => `Rookery ${version}`,
  },

  notifications: {
    title: 'Benachrichtigungen',
    missed: 'Eine Nachricht kam, während du diese Seite nicht sehen konntest.',
    offer: 'Sag mir Bescheid, wenn Nachrichten kommen, während diese Seite verdeckt ist',
    notNow: 'Nicht jetzt',
    understood: 'In Ordnung',
    denied:
      'Dein Browser blockiert Benachrichtigungen von dieser Adresse. Um sie zu erlauben, öffne über das Symbol neben der Adresse die Einstellungen der Seite und wähle bei Benachrichtigungen „Zulassen“.',
    unavailable:
      'Dieser Browser zeigt keine Benachrichtigungen von Seiten. Die Zahl der ungelesenen Nachrichten steht weiter im Titel des Tabs.',
    plainHttp:
      'Über einfaches HTTP bieten Browser keine Benachrichtigungen, über HTTPS schon. Die Zahl der ungelesenen Nachrichten steht weiter im Titel des Tabs.',
    on: 'Du erfährst von Nachrichten, die kommen, während diese Seite verdeckt ist.',
    off: 'Du erfährst nicht von Nachrichten, die kommen, während diese Seite verdeckt ist.',
    turnOn: 'Einschalten',
    turnOff: 'Ausschalten',
    sound: 'Ein kurzer, leiser Ton',
    heading: (who, room) => `${who} in ${room}`,
    mentioned: (who, room) => `${who} hat dich in ${room} erwähnt`,
    arrived: (n, room) => `${counted(n, 'neue Nachricht', 'neue Nachrichten')} in ${room}`,
    more: (n) => `und ${number.format(n)} weitere`,
  },

  phone: {
    title: 'Auf dem Handy nutzen',
    lead: 'Scanne einen Code mit dem Handy, um dich dort ohne Passwort anzumelden.',
    show: 'Code zeigen',
    hide: 'Code verbergen',
    again: 'Neuen Code machen',
    codeLabel: 'QR-Code, der dein Handy anmeldet',
    scan: 'Richte die Kamera des Handys darauf und öffne den Link.',
    left: (n) => `Gilt einmal, noch ${counted(n, 'Sekunde', 'Sekunden')}.`,
    link: 'Oder öffne dort diesen Link',
    warning: 'Zeige ihn niemandem: Wer ihn öffnet, ist als du angemeldet.',
    expired: 'Dieser Code ist abgelaufen.',
    used: (device) => `Angemeldet: ${device}, gerade eben.`,
    onlyHere:
      'Ein Handy kann diese Adresse nicht öffnen: Sie gilt nur auf diesem Computer. Halte Rookery an und starte es mit',
    orAddress: 'oder setze seine öffentliche Adresse mit',
    enterTitle: 'Auf diesem Gerät anmelden',
    account: 'Du meldest dich an als',
    enter: 'Auf diesem Gerät anmelden',
    onlyYours: 'Mach nur weiter, wenn du diesen Code selbst gemacht hast.',
    replaces: (name) =>
      `Du bist hier als @${name} angemeldet. Diese Sitzung endet, und was sie hier aufbewahrt hat, wird gelöscht.`,
    alreadyTitle: 'Du bist schon angemeldet',
    goneTitle: 'Dieser Code gilt nicht mehr',
    gone: 'Er gilt einmal, zwei Minuten lang. Mach am Computer einen neuen: Einstellungen, „Auf dem Handy nutzen“.',
    failedTitle: 'Der Code konnte nicht geprüft werden',
    signInInstead: 'Mit dem Passwort anmelden',
  },
};
