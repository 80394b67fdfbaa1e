import type { enErrors } from './en-errors.ts';

/** Was geschah und was zu tun ist. */
export const deErrors: typeof enErrors = {
  codes: {
    malformed: 'Der Server hat das nicht verstanden. Lade die Seite neu und versuche es noch einmal.',
    not_signed_in: 'Du bist nicht mehr angemeldet. Melde dich an und versuche es noch einmal.',
    wrong_credentials: 'Benutzername oder Passwort ist falsch. Prüfe beides und versuche es noch einmal.',
    origin_refused:
      'Der Server erwartet diese Adresse nicht. Öffne die Adresse, die er ausgegeben hat, oder bitte den Betreiber, ROOKERY_URL zu setzen.',
    not_allowed: 'Das darfst du nicht. Frage einen Besitzer des Raums.',
    invite_required:
      'Zum Registrieren brauchst du hier einen Einladungslink. Frage jemanden, der schon dabei ist.',
    registration_closed: 'Hier werden keine neuen Konten angelegt. Frage den Betreiber dieses Servers.',
    removed:
      'Du wurdest aus diesem Raum entfernt. Nur eine Einladung, die danach gemacht wurde, lässt dich zurück.',
    not_found: 'Das ist nicht mehr da, oder du darfst es nicht sehen.',
    method_not_allowed:
      'Der Server kennt diese Anfrage nicht. Lade die Seite neu und versuche es noch einmal.',
    username_taken: 'Dieser Benutzername ist vergeben. Wähle einen anderen.',
    key_reused:
      'Diese Nachricht wurde schon mit anderem Text gesendet. Kopiere deinen Text und sende ihn neu.',
    last_owner: 'Du bist der einzige Besitzer. Wähle zuerst jemanden, der übernimmt.',
    last_member: 'Du bist das letzte Mitglied. Wenn du gehst, wird der Raum gelöscht.',
    after_refused: 'Eine frühere Nachricht muss zuerst gehen. Es wird noch einmal versucht.',
    invite_expired: 'Diese Einladung ist abgelaufen. Bitte um eine neue.',
    invite_revoked: 'Diese Einladung wurde zurückgezogen. Bitte um eine neue.',
    invite_used_up: 'Diese Einladung ist aufgebraucht. Bitte um eine neue.',
    claim_spent: 'Dieses Rookery hat schon einen Besitzer. Melde dich an.',
    room_deleted: 'Der Raum wurde gelöscht.',
    too_large: 'Das ist zu groß. Verkleinere es und versuche es noch einmal.',
    unsupported_media: 'Diese Art von Datei geht nicht. Wähle ein Bild als PNG, JPEG, WebP oder GIF.',
    invalid: 'Etwas davon geht so nicht. Ändere es und versuche es noch einmal.',
    limit_reached: 'Eine Grenze dieses Servers ist erreicht. Entferne erst etwas oder frage den Betreiber.',
    rate_limited: 'Das war zu oft. Warte ein wenig und versuche es noch einmal.',
    too_many_sockets: 'Du hast zu viele Fenster offen. Schließe einige und versuche es noch einmal.',
    too_many_in_flight: 'Zu viele Nachrichten auf einmal. Es wird noch einmal versucht.',
    internal: 'Der Server hatte einen Fehler. Versuche es noch einmal; bleibt es so, sage es dem Betreiber.',
    overloaded: 'Der Server ist beschäftigt. Versuche es gleich noch einmal.',
    unavailable: 'Der Server ist nicht erreichbar. Prüfe deine Verbindung und versuche es noch einmal.',
  },
  fields: {
    username: {
      too_short: 'Ein Benutzername braucht mindestens 2 Zeichen.',
      too_long: 'Ein Benutzername darf höchstens 32 Zeichen haben.',
      bad_characters: 'Nimm nur Buchstaben, Ziffern, „.“, „_“ und „-“ und nur eine Schrift.',
      mixed_scripts: 'Nimm Buchstaben nur einer Schrift.',
      reserved: 'Dieser Name ist vorbehalten. Wähle einen anderen.',
      taken: 'Dieser Benutzername ist vergeben. Wähle einen anderen.',
    },
    password: {
      too_short: 'Nimm mindestens 8 Zeichen.',
      too_long: 'Dieses Passwort ist zu lang. Nimm höchstens 256 Bytes.',
      too_common: 'Dieses Passwort gehört zu den häufigsten. Wähle ein anderes.',
      contains_username: 'Ein Passwort darf deinen Benutzernamen nicht enthalten.',
      wrong: 'Das Passwort ist falsch. Versuche es noch einmal.',
    },
    name: {
      too_short: 'Ein Raum braucht einen Namen.',
      too_long: 'Der Name eines Raums darf höchstens 80 Zeichen haben.',
      bad_characters: 'Der Name eines Raums darf keine Steuerzeichen enthalten.',
    },
    displayName: {
      too_short: 'Ein Anzeigename braucht mindestens ein Zeichen.',
      too_long: 'Ein Anzeigename darf höchstens 80 Zeichen haben.',
      bad_characters: 'Ein Anzeigename darf keine Steuerzeichen enthalten.',
    },
    status: {
      too_long: 'Ein Status darf höchstens 140 Zeichen haben.',
      bad_characters: 'Ein Status darf keine Steuerzeichen enthalten.',
    },
    body: {
      too_short: 'Eine Nachricht braucht Text.',
      too_long: 'Diese Nachricht ist zu lang. Sende sie in Teilen.',
      bad_characters:
        'Dieser Text enthält Zeichen, die nicht gesendet werden können. Füge ihn als reinen Text ein.',
    },
    avatar: {
      not_a_picture: 'Diese Datei ist kein Bild, das geht. Wähle PNG, JPEG, WebP oder GIF.',
      too_many_pixels: 'Dieses Bild hat zu viele Pixel. Wähle eines bis 40 Megapixel.',
      broken: 'Dieses Bild ist beschädigt. Wähle ein anderes.',
    },
    successor: { not_a_member: 'Der neue Besitzer muss ein anderes Mitglied des Raums sein.' },
  },
  field: 'Das geht so nicht. Ändere es und versuche es noch einmal.',
  later: (seconds) => `Versuche es in ${seconds} s noch einmal.`,
};
