/** Where in the app one is. */
export type Place =
  | { name: 'rooms' }
  /** `seq`: a message of it. */
  | { name: 'room'; room: string; seq?: number }
  | { name: 'claim' }
  | { name: 'phone' }
  | { name: 'register'; next: string }
  | { name: 'sign-in'; next: string }
  | { name: 'join'; token: string };

/** Reads an address of this origin, such as `/rooms/0199…` or `/register?next=/rooms/0199…`. Unknown ones are the start. */
export function placeOf(path: string): Place {
  const url = new URL(path, 'http://app');
  const [, first = '', second = '', ...rest] = url.pathname.split('/');
  const next = safeNext(url.searchParams.get('next'));
  if (first === 'register') return { name: 'register', next };
  if (first === 'sign-in') return { name: 'sign-in', next };
  if (first === 'claim') return { name: 'claim' };
  if (first === 'phone' && second === '') return { name: 'phone' };
  if (first === 'join' && rest.length === 0) return { name: 'join', token: decoded(second) };
  if (first === 'rooms' && second !== '' && rest.length <= 1) {
    const seq = seqOf(rest[0]);
    return { name: 'room', room: decoded(second), ...(seq === undefined ? {} : { seq }) };
  }
  return { name: 'rooms' };
}

/** A path to return to: never to another origin, whatever the address bar says. */
export function safeNext(next: string | null): string {
  // Browsers read a backslash as a slash and pass over tabs and line breaks.
  if (next === null || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) || next.length > 500) return '/';
  return next;
}

/** A seq as an address has it; what is none leaves the room alone. */
function seqOf(part: string | undefined): number | undefined {
  return part !== undefined && /^[1-9]\d{0,14}$/.test(part) ? Number(part) : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const roomPath = (room: string): string => `/rooms/${encodeURIComponent(room)}`;
export const messagePath = (room: string, seq: number): string => `${roomPath(room)}/${seq}`;
export const joinPath = (token: string): string => `/join/${encodeURIComponent(token)}`;
/** The token is in the fragment: it reaches no server's log. */
export const phonePath = (token: string): string => `/phone#${token}`;
/** The first look at a new instance: its room shows an invite link to try. */
export const firstRunPath = (path: string): string => `${path}?first`;
export const isFirstRun = (search: string): boolean => new URLSearchParams(search).has('first');
/** A shortcut of the installed app: the rooms with the dialog for a new one. */
export const isNewRoom = (search: string): boolean => new URLSearchParams(search).has('new-room');
export const registerPath = (next: string): string => withNext('/register', next);
export const signInPath = (next: string): string => withNext('/sign-in', next);

function withNext(path: string, next: string): string {
  return next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`;
}
