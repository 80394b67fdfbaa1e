import type { Unsent } from '../state/unsent.ts';
import { enErrors } from './en-errors.ts';
import { plural } from './plural.ts';

const number = new Intl.NumberFormat('en');
const form = plural('en');
const list = new Intl.ListFormat('en', { type: 'conjunction' });
const counted = (n: number, one: string, other: string): string =>
  `${number.format(n)} ${form(n, { one, other })}`;
const seconds = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
/** `3 ms`, or `1.2 s` from a second on. */
const span = (ms: number): string =>
  ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${seconds.format(ms / 1_000)} s`;

/** Every sentence of the app in English. Other languages have the same shape, so a missing text fails the type check. */
export const en = {
  language: 'English',
  errors: enErrors,

  general: {
    cancel: 'Cancel',
    close: 'Close',
    back: 'Back to rooms',
    backToConversation: 'Back to the conversation',
    retry: 'Try again',
    save: 'Save',
    saved: 'Saved.',
    loading: 'Loading…',
    copy: 'Copy',
    copied: 'Copied.',
    copyYourself: 'The link is selected. Press Ctrl+C or ⌘+C to copy it.',
    more: 'Show more',
    less: 'Show less',
    paneFailed: 'This part of the page had a fault. What you wrote is kept.',
    reloadPage: 'Reload the page',
    unreachableTitle: 'The server cannot be reached',
    unreachable: 'Check your connection, or ask whoever runs this server. Nothing is lost.',
    somebody: 'Somebody',
  },

  fields: {
    username: 'Username',
    usernameHint: '2 to 32 letters, digits, “.”, “_” or “-”. Others find you by it.',
    password: 'Password',
    passwordHint: 'At least 8 characters. 15 or more are better: a few words will do.',
    currentPassword: 'Current password',
    newPassword: 'New password',
    showPassword: 'Show password',
    displayName: 'Display name',
    status: 'Status',
    statusHint: 'A line about now, such as “On holiday until Monday”.',
    roomName: 'Room name',
  },

  claim: {
    title: 'Make this Rookery yours',
    lead: 'You opened the one-time link that the server printed. Choose who you are: you will be its owner, with a first room called “General”.',
    submit: 'Claim it',
    noToken:
      'This page needs the link that the server printed when it first started. Open that link as a whole.',
    already: 'This Rookery has its owner already.',
    unclaimedTitle: 'Nobody owns this Rookery yet',
    unclaimed:
      'Open the one-time link that the server printed when it started. Until then nobody can register.',
  },

  register: {
    title: 'Make an account',
    submit: 'Register',
    haveAccount: 'You have an account?',
    signIn: 'Sign in instead',
    closedTitle: 'Registration is closed',
    closed: (owner: string | null) =>
      owner === null
        ? 'New accounts are not being made here.'
        : `New accounts are not being made here. Ask @${owner}.`,
    inviteTitle: 'You need an invite',
    invite: (owner: string | null) =>
      `Accounts are made with an invite link here. Ask somebody who is in for one${owner === null ? '' : `, for example @${owner}`}.`,
  },

  signIn: {
    title: 'Sign in',
    submit: 'Sign in',
    forgot: (owner: string | null) =>
      owner === null
        ? 'Forgot your password? Ask whoever runs this server: they can set a new one.'
        : `Forgot your password? Ask @${owner}: they can set a new one.`,
    noAccount: 'No account yet?',
    register: 'Make an account',
    ended: 'Your session ended, so you were signed out. Please sign in again.',
  },

  join: {
    title: (room: string) => `Join ${room}`,
    invitedBy: (name: string) => `${name} invited you`,
    members: (n: number) => counted(n, 'member', 'members'),
    among: (names: string) => `Among them: ${names}`,
    history: 'Earlier messages are visible to everyone who joins.',
    joinAs: (name: string) => `You are signed in as ${name}.`,
    submit: 'Join',
    signIn: 'Sign in instead',
    newHere: 'Choose a name and a password to join:',
    toRooms: 'Go to your rooms',
    toStart: 'Go to the start page',
    wrongTitle: 'This invite link does not work',
    wrong: 'It may be cut short or mistyped. Ask for it again and open it as a whole.',
    expiredTitle: 'This invite has expired',
    expired: 'Ask whoever sent it for a new link.',
    usedUpTitle: 'This invite is used up',
    usedUp: 'It was made for a limited number of people. Ask whoever sent it for a new link.',
    revokedTitle: 'This invite was withdrawn',
    revoked: 'Ask whoever sent it whether they meant you to join.',
    deletedTitle: 'This room is gone',
    deleted: 'It was deleted, so nobody can join it any more.',
    removedTitle: 'This link does not let you back in',
    removed: 'You were removed from this room. Only an invite made since then lets you return.',
    failedTitle: 'The invite could not be checked',
  },

  rooms: {
    title: 'Rooms',
    list: 'Your rooms',
    create: 'Create room',
    createTitle: 'Create a room',
    createSubmit: 'Create',
    unread: (n: number) => `${number.format(n)} unread`,
    mentions: (n: number) => (n === 1 ? '1 mention of you' : `${number.format(n)} mentions of you`),
    unreadAbove: (n: number) => `↑ ${counted(n, 'unread room', 'unread rooms')}`,
    unreadBelow: (n: number) => `↓ ${counted(n, 'unread room', 'unread rooms')}`,
    unreadTitle: (n: number, title: string) => `(${number.format(n)}) ${title}`,
    noneTitle: 'No rooms yet',
    none: 'Create a room and invite people to it, or open an invite link that somebody sent you.',
    pickTitle: 'Choose a room',
    pick: 'Its conversation shows here.',
    notFoundTitle: 'This room is not here',
    notFound: 'It does not exist, or you are not a member. Ask somebody in it for an invite link.',
    removedTitle: 'You were removed from this room',
    removed: 'An owner removed you. You can return with an invite made since then.',
    leftTitle: 'You left this room',
    left: 'You can return with an invite link.',
    deletedTitle: 'This room was deleted',
    deleted: 'It is gone with all its messages.',
    toRooms: 'Go to your rooms',
  },

  room: {
    menu: 'Room menu',
    invite: 'Invite people',
    rename: 'Rename room',
    renameTitle: 'Rename this room',
    leave: 'Leave room',
    delete: 'Delete room',
    deleteTitle: (name: string) => `Delete “${name}”?`,
    deleteText: 'The room goes for everybody, with all its messages. This cannot be undone.',
    deleteSubmit: 'Delete room',
    leaveTitle: (name: string) => `Leave “${name}”?`,
    leaveText: 'You stop getting its messages. You can return with an invite link.',
    leaveSubmit: 'Leave',
    successorText: 'You are its only owner. Choose who takes over:',
    perhapsSuccessorText: 'If you are its only owner, choose who takes over:',
    findMember: 'Find a member',
    successor: 'New owner',
    choose: 'Choose…',
    lastMemberText: 'You are its last member. If you leave, the room is deleted with all its messages.',
    lastMemberSubmit: 'Leave and delete',
  },

  date: {
    title: 'Jump to a date',
    label: 'Date',
    submit: 'Jump',
    nothing: 'Nothing was written on that day or since.',
    outside: 'Choose a day between the room’s first and today.',
  },

  members: {
    title: 'Members',
    show: 'Show members',
    hide: 'Close members',
    count: (n: number) => counted(n, 'member', 'members'),
    owner: 'Owner',
    you: 'you',
    online: 'online',
    remove: 'Remove',
    removeLabel: (name: string) => `Remove ${name}`,
    removeTitle: (name: string) => `Remove ${name}?`,
    removeText: 'They stop getting messages at once. Invite links made before do not let them back in.',
    removeSubmit: 'Remove',
    loadMore: 'Show more members',
  },

  invites: {
    title: 'Invite people',
    lead: 'Whoever opens the link can join and read earlier messages.',
    expires: 'Works for',
    expiry: { hour: '1 hour', day: '1 day', week: '7 days', never: 'No time limit' },
    uses: 'Can be used',
    use: (n: number) => (n === 1 ? 'Once' : `${number.format(n)} times`),
    anyUses: 'Any number of times',
    create: 'Create link',
    link: 'Invite link',
    copyLink: 'Copy link',
    tryIt: 'Try it: open this in a private window.',
    once: 'Copy it now: for safety it is shown only this once.',
    loopback:
      'This link works only on this computer. To let others on your network in, stop Rookery and start it with',
    loopbackCommand: 'npm start -- --lan',
    loopbackAddress:
      'This link works only on this computer. To let others in, set the public address of this server:',
    network: (host: string) =>
      `This link has this computer's address on your network, because ${host} works only on this computer.`,
    active: 'Links that work',
    none: 'None.',
    by: (name: string) => `by ${name}`,
    used: (uses: number, max: number | null) =>
      max === null
        ? `used ${counted(uses, 'time', 'times')}`
        : `used ${number.format(uses)} of ${number.format(max)}`,
    until: (when: string) => `until ${when}`,
    noExpiry: 'no time limit',
    revoke: 'Revoke',
    revokeLabel: (when: string) => `Revoke the link made ${when}`,
  },

  conversation: {
    messages: (room: string) => `Messages in ${room}`,
    beginning: 'This is where the room begins.',
    olderFailed: 'Earlier messages could not be loaded.',
    loadOlder: 'Load earlier messages',
    newerFailed: 'Later messages could not be loaded.',
    loadNewer: 'Load later messages',
    loadFailed: 'The messages could not be loaded.',
    emptyTitle: 'It is quiet here',
    empty: 'Write the first message, or invite someone to talk to.',
    newLine: 'New',
    toFirstNew: (n: number) => `${number.format(n)} new · go to the first`,
    nearest: 'There is no message at this address. This is the nearest place.',
    placeFailed: 'The message could not be loaded.',
    dismiss: 'Dismiss',
    today: 'Today',
    yesterday: 'Yesterday',
    jump: (n: number) => (n === 0 ? 'Jump to the newest ↓' : `${number.format(n)} new ↓`),
    jumpLabel: (n: number) =>
      n === 0 ? 'Jump to the newest message' : `${counted(n, 'new message', 'new messages')}, jump`,
    typing: (names: readonly string[]) =>
      names.length === 1
        ? `${names[0]} is typing…`
        : names.length === 2
          ? `${names[0]} and ${names[1]} are typing…`
          : 'Several people are typing…',
    arrived: (name: string, text: string) => `${name}: ${text}`,
    arrivedMany: (n: number, room: string) => `${counted(n, 'new message', 'new messages')} in ${room}`,
    created: (name: string, room: string) => `${name} created the room “${room}”`,
    renamed: (name: string, room: string) => `${name} renamed the room to “${room}”`,
    joined: (name: string) => `${name} joined`,
    left: (name: string) => `${name} left`,
    removed: (name: string, by: string) => `${name} was removed by ${by}`,
  },

  message: {
    label: (name: string, time: string) => `${name}, ${time}`,
    edited: 'edited',
    deleted: 'Message deleted',
    edit: 'Edit message',
    delete: 'Delete message',
    copyLink: 'Copy link',
    link: 'Link to the message',
    details: 'Message details',
    copyCode: 'Copy the code',
    storedAfter: (seq: number, ms: number) => `#${seq} · stored safely ${span(ms)} after you pressed Enter`,
    storedAt: (seq: number, when: string) => `#${seq} · stored safely on ${when}`,
    editLabel: 'Edit your message',
    sending: 'Sending…',
    queued: 'Waits for the connection',
    editWaits: 'Saved as soon as the message is sent',
    unkept: 'This browser could not store it: a reload would lose it',
    old: 'Written over an hour ago. Send it now?',
    send: 'Send',
    retry: 'Retry',
    discard: 'Delete',
    failed: (why: string) => `Not sent: ${why}`,
    undo: 'Undo',
    keep: 'Keep it',
    deleteFailed: (why: string) => `Not deleted: ${why}`,
    undoFailed: (why: string) => `Not undone: ${why}`,
    acts: {
      deleted: 'Message deleted. For five seconds it can be undone.',
      kept: 'The message is back.',
      edited: 'Message edited. For five seconds it can be undone.',
      editUndone: 'The message is as it was before.',
    },
  },

  composer: {
    mention: 'People to mention',
    emoji: 'Emoji',
    label: (room: string) => `Message ${room}`,
    send: 'Send',
    over: (n: number) => `${counted(n, 'character', 'characters')} too long`,
    left: (n: number) => `${counted(n, 'character', 'characters')} left`,
    split: (n: number) => `Send as ${counted(n, 'message', 'messages')}`,
  },

  emoji: {
    open: 'Choose an emoji',
    search: 'Search emoji',
    sections: 'Sections',
    recent: 'Used lately',
    results: 'Found',
    none: (typed: string) => `No emoji is called “${typed}”.`,
    failed: 'The emoji could not be loaded.',
    tone: 'Skin tone',
    tones: ['None', 'Light', 'Medium-light', 'Medium', 'Medium-dark', 'Dark'],
    groups: {
      smileys: 'Smileys and feelings',
      people: 'People',
      nature: 'Animals and nature',
      food: 'Food and drink',
      travel: 'Travel and places',
      activities: 'Activities',
      objects: 'Objects',
      symbols: 'Symbols',
      flags: 'Flags',
    },
  },

  palette: {
    open: 'Jump to…',
    title: 'Jump to a room or person',
    label: 'Room, person or command',
    results: 'Results',
    parts: { rooms: 'Rooms', people: 'People', commands: 'Commands' },
    found: (n: number) => counted(n, 'result', 'results'),
    none: (typed: string) => `Nothing is called “${typed}”.`,
    make: (name: string) => `Make a room called “${name}”`,
    signOutTitle: 'Sign out?',
    signOutText: 'Drafts and cached rooms are erased from this browser.',
  },

  keys: {
    title: 'Keyboard shortcuts',
    parts: { anywhere: 'Everywhere', composer: 'Writing', lists: 'In a list or conversation' },
    names: {
      ctrl: 'Ctrl',
      alt: 'Alt',
      shift: 'Shift',
      enter: 'Enter',
      escape: 'Esc',
      home: 'Home',
      end: 'End',
      tab: 'Tab',
    },
    does: {
      palette: 'Jump to a room or person',
      nextRoom: 'Next room',
      previousRoom: 'Previous room',
      nextUnread: 'Next unread room',
      previousUnread: 'Previous unread room',
      back: 'Go back: close, then write, then the newest',
      help: 'Show these keys',
      send: 'Send',
      newLine: 'New line',
      bold: 'Bold, and back',
      italic: 'Italic, and back',
      editLast: 'Edit your last message, when the field is empty',
      walk: 'Previous and next entry or message',
      ends: 'First and last',
      actions: 'What can be done with it',
    },
    skip: 'Skip to the conversation',
  },

  offline: {
    newer: 'A new version is there',
    broken: 'A part of the page could not be loaded',
    reload: 'Reload',
    kept: 'This is what your browser kept.',
    draftUnkept: 'Your browser cannot store this draft: a reload would lose it.',
    plainHttp:
      'This address is plain HTTP. Over HTTPS, Rookery can also notify you, be installed, start without a connection, and copy links by itself.',
  },

  connection: {
    connecting: 'Connecting…',
    waiting: (seconds: number) => `Reconnecting… next try in ${number.format(seconds)} s`,
    retryNow: 'Retry now',
  },

  settings: {
    open: 'Profile and settings',
    title: 'Profile and settings',
    profile: 'Profile',
    picture: 'Picture',
    choosePicture: 'Choose a picture',
    removePicture: 'Remove the picture',
    pictureHint: 'PNG, JPEG, WebP or GIF, up to 10 MB. It is cropped to a square.',
    preview: 'Preview of the new picture',
    usePicture: 'Use this picture',
    username: 'Change username',
    usernameSubmit: 'Change username',
    usernameNote: 'Your old name stays reserved for 90 days.',
    password: 'Change password',
    passwordSubmit: 'Change password',
    passwordChanged: 'Your password is changed, and your other sessions have ended.',
    sessions: 'Where you are signed in',
    thisSession: 'this one',
    lastSeen: (when: string) => `last used ${when}`,
    unknownDevice: 'Unknown device',
    someProgram: 'A program',
    deviceOn: (program: string, system: string) => `${program} on ${system}`,
    endSession: 'End',
    endSessionLabel: (device: string) => `End the session on ${device}`,
    appearance: 'Appearance',
    theme: 'Theme',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    language: 'Language',
    languageAuto: 'As the browser',
    signOut: 'Sign out',
    unsentTitle: 'Sign out and lose what is unsent?',
    unsent: ({ posts, drafts, edits, count }: Unsent) => {
      const all = [
        posts > 0 ? counted(posts, 'message', 'messages') : '',
        drafts > 0 ? counted(drafts, 'draft', 'drafts') : '',
        edits > 0 ? counted(edits, 'begun edit', 'begun edits') : '',
      ].filter((part) => part !== '');
      return `Not sent yet: ${list.format(all)}. Signing out erases ${count === 1 ? 'it' : 'them'} from this browser.`;
    },
    unsentSubmit: 'Sign out anyway',
    version: (version: string) => `Rookery ${version}`,
  },

  notifications: {
    title: 'Notifications',
    missed: 'A message came while you could not see this page.',
    offer: 'Tell me about messages while this page is hidden',
    notNow: 'Not now',
    understood: 'All right',
    denied:
      'Your browser blocks notifications from this address. To allow them, open the site’s settings by the icon beside the address, and choose “Allow” for notifications.',
    unavailable:
      'This browser shows no notifications from pages. The number of unread messages still stands in the title of the tab.',
    plainHttp:
      'Over plain HTTP browsers offer no notifications; over HTTPS they would. The number of unread messages still stands in the title of the tab.',
    on: 'You are told about messages that come while this page is hidden.',
    off: 'You are not told about messages that come while this page is hidden.',
    turnOn: 'Turn on',
    turnOff: 'Turn off',
    sound: 'A short, quiet sound',
    heading: (who: string, room: string) => `${who} in ${room}`,
    mentioned: (who: string, room: string) => `${who} mentioned you in ${room}`,
    arrived: (n: number, room: string) => `${counted(n, 'new message', 'new messages')} in ${room}`,
    more: (n: number) => `and ${number.format(n)} more`,
  },

  phone: {
    title: 'Use on your phone',
    lead: 'Scan a code with your phone to sign in there without typing your password.',
    show: 'Show the code',
    hide: 'Hide the code',
    again: 'Make a new code',
    codeLabel: 'QR code that signs your phone in',
    scan: 'Point your phone’s camera at it and open the link.',
    left: (n: number) => `Works once, for another ${counted(n, 'second', 'seconds')}.`,
    link: 'Or open this link there',
    warning: 'Show it to nobody: whoever opens it is signed in as you.',
    expired: 'This code has run out.',
    used: (device: string) => `Signed in: ${device}, just now.`,
    onlyHere:
      'A phone cannot open this address: it works only on this computer. Stop Rookery and start it with',
    orAddress: 'or set its public address with',
    enterTitle: 'Sign in on this device',
    account: 'You are about to sign in as',
    enter: 'Sign in on this device',
    onlyYours: 'Go on only if you made this code yourself.',
    replaces: (name: string) =>
      `You are signed in here as @${name}. That session ends, and what it kept here is erased.`,
    alreadyTitle: 'You are signed in already',
    goneTitle: 'This code does not work any more',
    gone: 'It works once, for two minutes. Make a new one on your computer: Settings, “Use on your phone”.',
    failedTitle: 'The code could not be checked',
    signInInstead: 'Sign in with your password',
  },
};

/** The shape that every language fills. */
export type Texts = typeof en;
