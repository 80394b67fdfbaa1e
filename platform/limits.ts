/**
 * Every limit of the product, with its default, its unit and the reason for it. Nothing else in the code
 * holds such a number. Each can be set by `ROOKERY_LIMIT_<NAME_IN_SNAKE_CASE>`.
 */
import { closest } from 'fastest-levenshtein';
import { SettingError } from './setting-error.ts';

/** So many times within so long, counted per whatever the limit's name says. */
export interface Rate {
  count: number;
  windowMs: number;
}

type Unit = 'bytes' | 'units' | 'ms' | 'levels' | 'pixels' | 'items';
interface Amount {
  value: number;
  unit: Unit;
  why: string;
}
interface Frequency extends Rate {
  why: string;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const amount = (value: number, unit: Unit, why: string): Amount => ({ value, unit, why });
const rate = (count: number, windowMs: number, why: string): Frequency => ({ count, windowMs, why });

/** Amounts: sizes, counts and times. Rates, which `ROOKERY_RATE_LIMITS=off` lifts, come after them. */
const amounts = {
  // What comes in over HTTP
  requestBytes: amount(128 * KiB, 'bytes', 'holds the longest message in any script, escaped; not an upload'),
  peerBytes: amount(16 * MiB, 'bytes', 'a call between services: many posts of many people in one'),
  answerBytes: amount(
    128 * MiB,
    'bytes',
    'an answer between services: a page of the longest events, escaped',
  ),
  jsonDepth: amount(16, 'levels', 'our deepest body has four; deeper ones only cost stack'),
  headerTimeoutMs: amount(10 * second, 'ms', 'a client that trickles its headers holds a connection'),
  requestsInFlight: amount(1_000, 'items', 'at the gateway, in all; beyond it 503 is kinder than a pile-up'),
  callTimeoutMs: amount(10 * second, 'ms', 'a service that hangs must not hang those that ask it'),
  revocationCallMs: amount(1_500, 'ms', 'to hear which sign-ins ended, at a second replica too: due in 5 s'),
  pageDefault: amount(50, 'items', 'about two screens of messages'),
  pageMax: amount(200, 'items', 'bounds the memory and time of one answer'),
  pageBytes: amount(1 * MiB, 'bytes', 'text in a page of history or of catching up; one message goes anyway'),
  pagesInFlight: amount(256, 'items', 'pages of history held until they are read, in all; beyond it 503'),
  pagesInFlightPerUser: amount(32, 'items', 'the same for one person: several tabs that start at once'),
  idsPerRequest: amount(200, 'items', 'profiles asked for at once; the same as one page'),

  // Stores on PostgreSQL
  databaseConnections: amount(
    10,
    'items',
    'for each service of each process: mind what the server allows in all',
  ),
  databaseConnectMs: amount(5 * second, 'ms', 'to get a connection, a free one or a new one'),
  databaseStatementMs: amount(8 * second, 'ms', 'less than a call between services may take'),
  databaseStartMs: amount(
    1 * minute,
    'ms',
    'one process waits for its databases so long at the start; a service that runs alone, without end',
  ),

  // People
  usernameReservedMs: amount(90 * day, 'ms', 'nobody takes over a name that others still know'),
  passwordUnits: amount(8, 'units', 'the least length of a password'),
  passwordBytes: amount(256, 'bytes', 'the greatest length: hashing cost grows with it'),
  hashConcurrency: amount(2, 'items', 'each hash takes 19 MiB and a core: a flood must not take the machine'),
  hashQueue: amount(100, 'items', 'at 30 ms a hash the last one waits 1.5 s; more is refused with 503'),
  sessionsPerUser: amount(50, 'items', 'the longest unused session gives way to a new one'),
  sessionIdleMs: amount(30 * day, 'ms', 'a device that was not used for a month signs in again'),
  sessionMaxMs: amount(180 * day, 'ms', 'no token lives for ever'),
  sessionSeenMs: amount(
    1 * minute,
    'ms',
    'how exactly the last use of a session is known: a write each time',
  ),
  signInLinkMs: amount(
    2 * minute,
    'ms',
    'to take up the phone; a code that others photographed is soon of no use',
  ),
  placesPerUser: amount(50, 'items', 'address prefixes that somebody has signed in from before'),
  revocationsKeptMs: amount(
    1 * day,
    'ms',
    'readers ask every few seconds; one that was away knows no session',
  ),
  revocationPollMs: amount(1 * second, 'ms', 'how soon a password that was reset on the host signs out'),
  displayNameUnits: amount(80, 'units', 'fits one line on a phone, and long full names'),
  statusUnits: amount(140, 'units', 'one line, not a page'),
  avatarBytes: amount(10 * MiB, 'bytes', 'a photo as a phone takes it'),
  avatarPixels: amount(40_000_000, 'pixels', 'checked before decoding: a few KB can unpack to gigabytes'),
  avatarQueue: amount(8, 'items', 'pictures that wait to be decoded, each in memory as it came'),
  avatarConcurrency: amount(1, 'items', 'decoding 40 megapixels takes up to 160 MB'),

  // Rooms
  roomNameUnits: amount(80, 'units', 'fits the list of rooms'),
  roomsPerUser: amount(1_000, 'items', 'bounds the list that every connection gets'),
  membersPerRoom: amount(100_000, 'items', 'as far as fan-out was thought through'),
  invitesPerRoom: amount(500, 'items', 'usable ones; a script that makes more is a fault'),
  inviteUses: amount(100_000, 'items', 'no link admits more people than a room holds'),
  inviteReservationMs: amount(
    1 * minute,
    'ms',
    'a use held for somebody who registers; longer than their call may take',
  ),
  inviteFaces: amount(
    5,
    'items',
    'members that an invite shows to whoever holds the link; no more need be public',
  ),
  inviteLifeMs: amount(365 * day, 'ms', 'the longest expiry one may ask for; without one a link lives on'),

  // Messages
  bodyUnits: amount(16_000, 'units', 'UTF-16 units of a message; longer texts are files'),
  postQueue: amount(
    20_000,
    'items',
    'posts waiting for their commit, in all; beyond it refused, never dropped',
  ),
  postsPerCommit: amount(500, 'items', 'rows a second stop growing there, and a commit stays a few ms'),

  // Sockets
  frameBytes: amount(128 * KiB, 'bytes', 'a frame up: the longest message, every unit escaped as \\uXXXX'),
  helloTimeoutMs: amount(10 * second, 'ms', 'a socket that says nothing is of no use'),
  heartbeatMs: amount(25 * second, 'ms', 'proxies close a connection that is silent for 30 to 60 s'),
  socketsPerUser: amount(20, 'items', 'several devices with several tabs each'),
  sockets: amount(50_000, 'items', 'per process, about 350 MB; beyond it the handshake says 503'),
  inFlightPosts: amount(64, 'items', 'per socket; beyond it refused, beyond four times this closed'),
  openRooms: amount(50, 'items', 'per socket; each costs a place in the fan-out'),
  watchUsers: amount(200, 'items', 'people whose presence one socket follows'),
  roomsFrameItems: amount(200, 'items', 'rooms in one frame of the list'),
  socketBufferBytes: amount(4 * MiB, 'bytes', 'unsent bytes after which a reader counts as slow'),
  slowReaderGraceMs: amount(5 * second, 'ms', 'from the close of a slow reader to its end by force'),
  framesWaiting: amount(512, 'items', 'frames of one socket that wait to be handled, before it is closed'),
  resumeEventsMax: amount(10_000, 'items', 'missing more than this, loading the newest page is faster'),
  catchUpPageEvents: amount(500, 'items', 'read and sent at once while catching up'),
  roomRingEvents: amount(256, 'items', 'recent events of an open room, kept in memory to catch up from'),
  roomRingBytes: amount(1 * MiB, 'bytes', 'the same, for rooms with long messages'),
  gapHoldMs: amount(20, 'ms', 'how long an early event waits for the one before it'),
  activityIntervalMs: amount(
    1 * second,
    'ms',
    'notices about rooms that are not open are gathered for so long',
  ),
  typingIntervalMs: amount(3 * second, 'ms', 'a typing notice is shown for 6 s, so one in 3 s is enough'),
  typingOnline: amount(500, 'items', 'in fuller rooms nobody can read who types'),
  presenceIntervalMs: amount(5 * second, 'ms', 'changes of presence are gathered for so long'),
  presenceGraceMs: amount(30 * second, 'ms', 'without a socket for so long means offline: a reload is not'),
  readIntervalMs: amount(1 * second, 'ms', 'read positions are written once in so long per user and room'),
  shutdownMs: amount(28 * second, 'ms', 'an end takes no longer: who waits for it kills after 30 s'),
} satisfies Record<string, Amount>;

const rates = {
  signInsPerAccount: rate(
    10,
    5 * minute,
    'failures for one name from one address prefix: guessing is hopeless, nobody locks another out',
  ),
  signInsPerName: rate(
    100,
    15 * minute,
    'failures for one name from wherever its owner never was: many addresses guess no faster',
  ),
  signInsPerAddress: rate(
    30,
    5 * minute,
    'failures from one address prefix (IPv4 /32, IPv6 /56): a whole office may mistype',
  ),
  signInsInAll: rate(600, 1 * minute, 'failures in all: guessing from many addresses stays slow'),
  signInLinksPerUser: rate(60, 10 * minute, 'a new code every two minutes in several windows; not a loop'),
  linkMissesPerAddress: rate(
    10,
    5 * minute,
    'wrong sign-in and claim links from one address prefix; of no others, so that nobody bars a link for all',
  ),
  registersPerAddress: rate(100, 10 * minute, 'a class or a team signs up from one address'),
  invitePreviewsPerAddress: rate(60, 1 * minute, 'guessing a token must be as slow as guessing a password'),
  invitePicturesPerAddress: rate(
    300,
    1 * minute,
    'five on each look at an invite; each is checked against the invite anew',
  ),
  inviteMissesPerAddress: rate(20, 5 * minute, 'tokens that do not exist: somebody is trying them out'),
  handshakesPerAddress: rate(600, 1 * minute, 'reconnecting tabs of an office; not a loop'),
  floodsPerUser: rate(
    2,
    1 * minute,
    'sockets closed for flooding; then no new one: coming back is no way to go on',
  ),
  opensPerSocket: rate(
    200,
    10 * second,
    'rooms opened beside those of the hello: each may replay 10,000 events; nobody leafs so fast',
  ),
  postsPerUser: rate(300, 10 * second, 'far above typing, below what hurts others in the room'),
  roomsMadePerUser: rate(300, 1 * hour, 'a person organising; not a loop'),
  invitesMadePerUser: rate(300, 1 * hour, 'a person inviting; not a loop'),
  avatarsPerUser: rate(20, 10 * minute, 'each costs up to a second of a core'),
  profileChangesPerUser: rate(60, 10 * minute, 'each goes to everyone who shares a room'),
  usernameChangesPerUser: rate(5, 1 * day, 'each keeps the old name reserved'),
  requestsPerUser: rate(3_000, 1 * minute, 'several tabs that scroll back fast; not a scraper'),
} satisfies Record<string, Frequency>;

type AmountName = keyof typeof amounts;
type RateName = keyof typeof rates;

/** All limits in force. A rate's `count` is Infinity when rate limits are off. */
export interface Limits extends Record<AmountName, number>, Record<RateName, Rate> {
  /** False with `ROOKERY_RATE_LIMITS=off`. */
  rateLimits: boolean;
}

/** `signInsPerAccount` → `ROOKERY_LIMIT_SIGN_INS_PER_ACCOUNT` */
function variable(name: string): string {
  return 'ROOKERY_LIMIT_' + name.replaceAll(/[A-Z]/g, (letter) => '_' + letter).toUpperCase();
}

function readAmount(name: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new SettingError(`${name} is not a whole number above 0. Write for example ${name}=100.`);
  }
  return value;
}

const windowUnits: Record<string, number> = { s: second, m: minute, h: hour, d: day };

function readRate(name: string, text: string, windowMs: number): Rate {
  const parts = /^(\d{1,9})(?:\/(\d{1,4})([smhd]))?$/.exec(text);
  const count = Number(parts?.[1]);
  const length = parts?.[2] === undefined ? windowMs : Number(parts[2]) * (windowUnits[parts[3] ?? ''] ?? 0);
  if (parts === null || count < 1 || length < 1) {
    throw new SettingError(`${name} is not a rate. Write for example ${name}=100/10s (units: s, m, h, d).`);
  }
  return { count, windowMs: length };
}

/**
 * The limits in force under these environment variables.
 * Throws `SettingError` for a value that is no number or rate, and for a `ROOKERY_LIMIT_…` that does not exist.
 */
export function readLimits(env: Record<string, string | undefined>): Limits {
  const known = new Set([...Object.keys(amounts), ...Object.keys(rates)].map(variable));
  for (const name of Object.keys(env)) {
    if (name.startsWith('ROOKERY_LIMIT_') && !known.has(name)) {
      throw new SettingError(
        `${name} is not a limit. The nearest one is ${closest(name, [...known])}; \`rookery help limits\` lists them all.`,
      );
    }
  }
  const onOrOff = env.ROOKERY_RATE_LIMITS || 'on';
  if (onOrOff !== 'on' && onOrOff !== 'off') {
    throw new SettingError(
      'ROOKERY_RATE_LIMITS is neither on nor off. Write ROOKERY_RATE_LIMITS=off or leave it out.',
    );
  }
  const rateLimits = onOrOff === 'on';
  const inForce: Record<string, number | Rate | boolean> = { rateLimits };
  for (const [name, { value }] of Object.entries(amounts)) {
    const given = env[variable(name)];
    inForce[name] = given ? readAmount(variable(name), given) : value;
  }
  for (const [name, { count, windowMs }] of Object.entries(rates)) {
    const given = env[variable(name)];
    const asked = given ? readRate(variable(name), given, windowMs) : { count, windowMs };
    inForce[name] = rateLimits ? asked : { ...asked, count: Number.POSITIVE_INFINITY };
  }
  return inForce as unknown as Limits;
}

/** One row for each limit, for the help text: its variable, its default with unit, and its reason. */
export function describeLimits(): { variable: string; standard: string; why: string }[] {
  return [
    ...Object.entries(amounts).map(([name, { value, unit, why }]) => ({
      variable: variable(name),
      standard: unit === 'items' ? `${value}` : `${value} ${unit}`,
      why,
    })),
    ...Object.entries(rates).map(([name, { count, windowMs, why }]) => ({
      variable: variable(name),
      standard: `${count}/${windowMs / second}s`,
      why,
    })),
  ];
}
