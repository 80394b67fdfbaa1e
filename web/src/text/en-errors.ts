import type { ErrorCode } from '../../../contracts/errors.ts';

/** What happened and what to do, for every error code and for every reason that a field can be refused for. */
export const enErrors: {
  codes: Record<ErrorCode, string>;
  fields: Record<string, Record<string, string>>;
  field: string;
  later: (seconds: number) => string;
} = {
  codes: {
    malformed: 'The server did not understand this. Reload the page and try again.',
    not_signed_in: 'You are not signed in any more. Sign in and try again.',
    wrong_credentials: 'The username or the password is wrong. Check both and try again.',
    origin_refused:
      'The server does not expect this address. Open it at the address it printed, or ask whoever runs it to set ROOKERY_URL.',
    not_allowed: 'You may not do this. Ask an owner of the room.',
    invite_required: 'You need an invite link to register here. Ask somebody who is in for one.',
    registration_closed: 'New accounts are not being made here. Ask whoever runs this server.',
    removed: 'You were removed from this room. Only an invite made since then lets you return.',
    not_found: 'It is not here any more, or you may not see it.',
    method_not_allowed: 'The server does not know this request. Reload the page and try again.',
    username_taken: 'This username is taken. Choose another.',
    key_reused: 'This message was sent before with another text. Copy your text and send it anew.',
    last_owner: 'You are the only owner. Choose somebody to take over first.',
    last_member: 'You are the last member. Leaving deletes the room.',
    after_refused: 'An earlier message must go first. It will be tried again.',
    invite_expired: 'This invite has expired. Ask for a new one.',
    invite_revoked: 'This invite was withdrawn. Ask for a new one.',
    invite_used_up: 'This invite is used up. Ask for a new one.',
    claim_spent: 'This Rookery was claimed already. Sign in instead.',
    room_deleted: 'The room was deleted.',
    too_large: 'This is too large. Make it smaller and try again.',
    unsupported_media: 'This kind of file cannot be used. Choose a PNG, JPEG, WebP or GIF picture.',
    invalid: 'Something in here cannot be used. Change it and try again.',
    limit_reached: 'A limit of this server is reached. Remove something first, or ask whoever runs it.',
    rate_limited: 'That was too often. Wait a little and try again.',
    too_many_sockets: 'You have too many windows open. Close some and try again.',
    too_many_in_flight: 'Too many messages at once. They will be tried again.',
    internal: 'The server had a fault. Try again; if it stays, tell whoever runs it.',
    overloaded: 'The server is busy. Try again in a moment.',
    unavailable: 'The server cannot be reached. Check your connection and try again.',
  },
  fields: {
    username: {
      too_short: 'A username needs at least 2 characters.',
      too_long: 'A username may have 32 characters at most.',
      bad_characters: 'Use only letters, digits, “.”, “_” and “-”, and one script.',
      mixed_scripts: 'Use letters of one script only.',
      reserved: 'This name is reserved. Choose another.',
      taken: 'This username is taken. Choose another.',
    },
    password: {
      too_short: 'Use at least 8 characters.',
      too_long: 'This password is too long. Use 256 bytes at most.',
      too_common: 'This password is among the most common ones. Choose another.',
      contains_username: 'A password must not contain your username.',
      wrong: 'The password is wrong. Try again.',
    },
    name: {
      too_short: 'A room needs a name.',
      too_long: 'A room’s name may have 80 characters at most.',
      bad_characters: 'A room’s name may not hold control characters.',
    },
    displayName: {
      too_short: 'A display name needs at least one character.',
      too_long: 'A display name may have 80 characters at most.',
      bad_characters: 'A display name may not hold control characters.',
    },
    status: {
      too_long: 'A status may have 140 characters at most.',
      bad_characters: 'A status may not hold control characters.',
    },
    body: {
      too_short: 'A message needs some text.',
      too_long: 'This message is too long. Send it in parts.',
      bad_characters: 'This text holds characters that cannot be sent. Paste it as plain text.',
    },
    avatar: {
      not_a_picture: 'This file is no picture that can be used. Choose a PNG, JPEG, WebP or GIF.',
      too_many_pixels: 'This picture has too many pixels. Choose one of up to 40 megapixels.',
      broken: 'This picture is damaged. Choose another.',
    },
    successor: { not_a_member: 'The new owner must be another member of the room.' },
  },
  field: 'This cannot be used. Change it and try again.',
  later: (seconds) => `Try again in ${seconds} s.`,
};
